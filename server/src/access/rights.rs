//! Which role may do what, in one place; `docs/access.md` holds the same table, and a test compares every cell.

use super::role::Role;

/// Something that not everybody may do. Each is meant within the scope of the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Read what an analysis says now.
    Open,
    /// Learn the names of its people.
    Names,
    /// Read what it said before.
    History,
    /// Change it.
    Edit,
    /// Invite, give and take roles, grant insight, consent to enrolment.
    LeadTeam,
    /// Make text of an analysis unreadable in its whole history.
    Redact,
    /// Schedule, homework, notes, questions, closing, invitations to enrol.
    RunCycle,
    /// See the board of a cycle.
    Board,
    /// See counts over cycles.
    Counts,
    /// Regions, cycles, and people with roles in the installation and in cycles.
    Install,
    /// Read the audit log.
    Audit,
}

impl Right {
    /// Every right, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::Open,
        Self::Names,
        Self::History,
        Self::Edit,
        Self::LeadTeam,
        Self::Redact,
        Self::RunCycle,
        Self::Board,
        Self::Counts,
        Self::Install,
        Self::Audit,
    ];
}

/// Whether somebody with this role may do this, in the scope of the role and nowhere else.
#[must_use]
pub const fn allows(role: Role, right: Right) -> bool {
    match role {
        Role::Lead => match right {
            Right::Open | Right::Names | Right::History | Right::Edit | Right::LeadTeam | Right::Redact => {
                true
            }
            Right::RunCycle | Right::Board | Right::Counts | Right::Install | Right::Audit => false,
        },
        Role::Member => match right {
            Right::Open | Right::Names | Right::History | Right::Edit => true,
            Right::LeadTeam
            | Right::Redact
            | Right::RunCycle
            | Right::Board
            | Right::Counts
            | Right::Install
            | Right::Audit => false,
        },
        Role::Viewer => matches!(right, Right::Open | Right::Names),
        Role::Guest => matches!(right, Right::Open),
        Role::Coordinator => matches!(right, Right::RunCycle | Right::Board),
        Role::ProgrammeLead => matches!(right, Right::Counts),
        Role::Operator => matches!(right, Right::Install | Right::Audit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the table in the document: right, then a cell for each role.
    fn table() -> Vec<Vec<String>> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/access.md");
        let text = std::fs::read_to_string(path).unwrap();
        let lines =
            text.lines().skip_while(|line| !line.starts_with("| Right ")).take_while(|l| !l.is_empty());
        let cells = lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()));
        cells.map(Iterator::collect).collect()
    }

    #[test]
    fn every_cell_of_the_documents_table_is_what_the_program_does() {
        let table = table();
        let (head, rows) = (&table[0], &table[2..]);
        assert_eq!((head.len(), rows.len()), (1 + Role::ALL.len(), Right::ALL.len()), "{head:?}");
        let mut compared = 0;
        for (row, right) in rows.iter().zip(Right::ALL) {
            assert!(row[0].starts_with(&format!("`{right:?}`")), "{row:?} where {right:?} belongs");
            for (name, cell) in head.iter().zip(row).skip(1) {
                let role = Role::parse(&name.replace(' ', "_")).unwrap();
                assert!(matches!(cell.as_str(), "yes" | ""), "{cell:?}");
                assert_eq!(cell == "yes", allows(role, right), "{name}: {right:?}");
                compared += 1;
            }
        }
        assert_eq!(compared, 77);
    }
}
