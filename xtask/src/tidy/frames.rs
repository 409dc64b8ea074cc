//! The table of frame kinds in `docs/protocol.md` says what `protocol/src/frame.rs` declares.

use std::collections::BTreeMap;

use super::Finding;
use super::tree::Tree;

const CODE: &str = "protocol/src/frame.rs";
const TABLE: &str = "docs/protocol.md";
const DECLARATION: &str = "pub enum FrameKind {";

/// Kind number as it is written (`0x01`), and name.
type Kinds = BTreeMap<String, String>;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(code) = tree.text(CODE) else { return Vec::new() };
    let declared = declared(code);
    if declared.is_empty() {
        return vec![Finding::new(
            CODE,
            format!("`{DECLARATION}` with lines `Name = 0x01,` is not to be found"),
        )];
    }
    let listed = listed(tree.text(TABLE).unwrap_or_default());
    let mut findings = Vec::new();
    for (kind, name) in &declared {
        if listed.get(kind) != Some(name) {
            let row =
                format!("has no row `| {kind} | `{name}` |`: who writes another client reads this table");
            findings.push(Finding::new(TABLE, row));
        }
    }
    for (kind, name) in listed.iter().filter(|(kind, _)| !declared.contains_key(*kind)) {
        findings.push(Finding::new(TABLE, format!("lists {kind} `{name}`, which no frame has")));
    }
    findings
}

fn declared(code: &str) -> Kinds {
    let Some((_, body)) = code.split_once(DECLARATION) else { return Kinds::new() };
    let body = body.split("\n}").next().unwrap_or_default();
    body.lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "))
        .filter(|(_, kind)| kind.starts_with("0x"))
        .map(|(name, kind)| (kind.to_owned(), name.to_owned()))
        .collect()
}

fn listed(table: &str) -> Kinds {
    table
        .lines()
        .filter_map(|line| line.strip_prefix("| 0x"))
        .filter_map(|row| {
            let mut cells = row.split('|').map(str::trim);
            let (kind, name) = (cells.next()?, cells.next()?);
            Some((format!("0x{kind}"), name.trim_matches('`').to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAMES: &str = "pub enum FrameKind {\n    /// First.\n    Hello = 0x01,\n    Op = 0x02,\n}\n";

    fn findings(table: &str) -> usize {
        check(&Tree::of(&[(CODE, FRAMES), (TABLE, table)])).len()
    }

    #[test]
    fn table_and_frames_are_in_step() {
        assert_eq!(findings("| 0x01 | `Hello` | x |\n| 0x02 | `Op` | y |\n"), 0);
        assert_eq!(findings("| 0x01 | `Hello` | x |\n"), 1);
        assert_eq!(findings("| 0x01 | `Hello` |\n| 0x02 | `Ops` |\n"), 1);
        assert_eq!(findings("| 0x01 | `Hello` |\n| 0x02 | `Op` |\n| 0x03 | `Gone` |\n"), 1);
    }

    #[test]
    fn frames_that_cannot_be_read_are_a_finding() {
        assert_eq!(check(&Tree::of(&[(CODE, "pub enum Frames {}")])).len(), 1);
    }
}
