//! How a tree of scores is written: as one list from top to bottom, each entry with its level.
//!
//! Reading a list needs no recursion, so bytes cannot make the reader's stack grow.

use serde::{Deserialize, Serialize};

use super::{BasisPoints, CriterionScore, MAX_LEVELS, Outcome};
use crate::id::ItemId;

/// One criterion of the list; frozen as part of the sheet's format 1.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Level {
    /// 0 for the criterion itself, one more for each step down.
    level: u8,
    id: ItemId,
    outcome: Outcome,
    coverage: BasisPoints,
    rated: u32,
    open: u32,
    unknown: u32,
    not_applicable: u32,
    contested: u32,
}

impl From<CriterionScore> for Vec<Level> {
    fn from(score: CriterionScore) -> Self {
        let mut list = Self::new();
        push(&mut list, 0, score);
        list
    }
}

fn push(list: &mut Vec<Level>, level: u8, score: CriterionScore) {
    let CriterionScore { id, outcome, coverage, rated, open, unknown, not_applicable, contested, children } =
        score;
    list.push(Level { level, id, outcome, coverage, rated, open, unknown, not_applicable, contested });
    for child in children {
        push(list, level.saturating_add(1), child);
    }
}

impl TryFrom<Vec<Level>> for CriterionScore {
    type Error = &'static str;

    fn try_from(list: Vec<Level>) -> Result<Self, Self::Error> {
        // The path from the top to the criterion read last.
        let mut path: Vec<Self> = Vec::new();
        for entry in list {
            let level = usize::from(entry.level);
            if path.len() < level || MAX_LEVELS <= level || (level == 0 && !path.is_empty()) {
                return Err("not a tree of scores");
            }
            close(&mut path, level);
            path.push(entry.into());
        }
        close(&mut path, 1);
        path.pop().ok_or("not a tree of scores")
    }
}

/// Ends the criteria below `level`, each becoming the last child of the one above it.
fn close(path: &mut Vec<CriterionScore>, level: usize) {
    while level < path.len() && 1 < path.len() {
        let child = path.pop();
        if let Some(parent) = path.last_mut() {
            parent.children.extend(child);
        }
    }
}

impl From<Level> for CriterionScore {
    fn from(level: Level) -> Self {
        let Level { level: _, id, outcome, coverage, rated, open, unknown, not_applicable, contested } =
            level;
        Self { id, outcome, coverage, rated, open, unknown, not_applicable, contested, children: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(level: u8) -> Level {
        let id = ItemId::new(&format!("L{level}")).unwrap();
        let (outcome, coverage) = (Outcome::TooFew, BasisPoints::ZERO);
        Level { level, id, outcome, coverage, rated: 0, open: 1, unknown: 0, not_applicable: 0, contested: 0 }
    }

    fn read(levels: &[u8]) -> Result<CriterionScore, &'static str> {
        levels.iter().copied().map(level).collect::<Vec<_>>().try_into()
    }

    #[test]
    fn a_list_becomes_its_tree_again() {
        for levels in [vec![0], vec![0, 1, 1], vec![0, 1, 2, 3, 1, 2, 2], (0..16).collect()] {
            let list: Vec<Level> = read(&levels).unwrap().into();
            assert_eq!(list.iter().map(|entry| entry.level).collect::<Vec<_>>(), levels);
        }
    }

    #[test]
    fn a_list_that_is_no_tree_is_refused() {
        for levels in [vec![], vec![1], vec![0, 2], vec![0, 0], vec![0, 1, 0], (0..17).collect()] {
            assert!(read(&levels).is_err(), "{levels:?}");
        }
    }
}
