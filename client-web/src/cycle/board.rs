//! A board as it has been told so far.

use std::collections::{BTreeMap, BTreeSet};

use etappe_protocol::civil::CivilDate;
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{BoardUpdate, TeamLine};

/// Everything that is known of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Everything durable up to here is in it, UTC milliseconds since 1970.
    pub as_of_ms: i64,
    /// What "due" is measured against.
    pub today: CivilDate,
    /// The cycle's revision.
    pub revision: Revision,
    /// The cycle.
    pub cycle: CycleState,
    /// The teams by id.
    pub teams: BTreeMap<StreamId, TeamLine>,
}

/// What an update has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The cycle itself.
    pub cycle: bool,
    /// Teams that are new, changed or gone.
    pub teams: BTreeSet<StreamId>,
}

impl Merged {
    /// Everything that either has changed.
    pub fn add(&mut self, other: Self) {
        self.cycle |= other.cycle;
        self.teams.extend(other.teams);
    }
}

/// Folds an update in. The first one of a connection has everything, so what it does not name is gone.
pub fn merge(board: &mut Option<Board>, is_first: bool, update: BoardUpdate) -> Merged {
    let mut merged = Merged::default();
    let board = board.get_or_insert_with(|| {
        merged.cycle = true;
        Board {
            as_of_ms: update.as_of_ms,
            today: update.today,
            revision: update.revision,
            cycle: CycleState::default(),
            teams: BTreeMap::new(),
        }
    });
    (board.as_of_ms, board.today, board.revision) = (update.as_of_ms, update.today, update.revision);
    if let Some(cycle) = update.cycle {
        merged.cycle |= board.cycle != cycle;
        board.cycle = cycle;
    }
    if is_first {
        let named: BTreeSet<StreamId> = update.teams.iter().map(|team| team.analysis).collect();
        merged.teams.extend(board.teams.keys().filter(|id| !named.contains(id)));
        board.teams.retain(|id, _| named.contains(id));
    }
    for team in update.teams {
        let id = team.analysis;
        if board.teams.get(&id) != Some(&team) {
            board.teams.insert(id, team);
            merged.teams.insert(id);
        }
    }
    for id in update.gone {
        if board.teams.remove(&id).is_some() {
            merged.teams.insert(id);
        }
    }
    merged
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A team that has only a title.
    #[must_use]
    pub fn line(id: u8, title: &str) -> TeamLine {
        TeamLine {
            analysis: StreamId([id; 16]),
            title: title.to_owned(),
            initiative: String::new(),
            catalogue: ("default".to_owned(), 1),
            insight: None,
            progress: None,
            scores: Vec::new(),
            now: Vec::new(),
        }
    }

    /// An update with these teams and no word about the cycle.
    #[must_use]
    pub fn update(as_of_ms: i64, teams: Vec<TeamLine>, gone: Vec<StreamId>) -> BoardUpdate {
        BoardUpdate {
            as_of_ms,
            today: CivilDate::from_days(20_000),
            revision: Revision(3),
            cycle: None,
            teams,
            gone,
        }
    }

    #[test]
    fn updates_name_what_has_changed_and_nothing_else() {
        let mut board = None;
        let first = BoardUpdate {
            cycle: Some(CycleState::default()),
            ..update(1, vec![line(1, "A"), line(2, "B")], vec![])
        };
        let merged = merge(&mut board, true, first);
        assert!(merged.cycle);
        assert_eq!(merged.teams.len(), 2);
        let merged = merge(&mut board, false, update(2, vec![line(1, "A"), line(2, "B2")], vec![]));
        assert_eq!(merged, Merged { cycle: false, teams: [StreamId([2; 16])].into() });
        let merged = merge(&mut board, false, update(3, vec![], vec![StreamId([1; 16]), StreamId([9; 16])]));
        assert_eq!(merged.teams, [StreamId([1; 16])].into());
        let board = board.unwrap();
        assert_eq!((board.as_of_ms, board.teams.len()), (3, 1));
    }

    #[test]
    fn a_new_connection_tells_everything_anew() {
        let mut board = None;
        merge(&mut board, true, update(1, vec![line(1, "A"), line(2, "B")], vec![]));
        let merged = merge(&mut board, true, update(2, vec![line(2, "B"), line(3, "C")], vec![]));
        assert_eq!(merged.teams, [StreamId([1; 16]), StreamId([3; 16])].into());
        assert_eq!(board.unwrap().teams.len(), 2);
    }
}
