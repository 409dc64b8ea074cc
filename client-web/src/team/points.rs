//! Points in time at which scores are kept, and which comes before which.

use etappe_protocol::analysis::PinKey;
use etappe_protocol::id::MilestoneId;
use etappe_protocol::score::ScoreSheet;
use etappe_protocol::view::{SheetEntry, TeamCycle};

/// Names a sheet.
#[must_use]
pub const fn key(sheet: &ScoreSheet) -> PinKey {
    PinKey { cycle: sheet.cycle, milestone: MilestoneId(sheet.milestone), closing: sheet.closing }
}

/// What a milestone is called, where the cycle is known.
#[must_use]
pub fn title(cycles: &[TeamCycle], sheet: &ScoreSheet) -> Option<String> {
    let cycle = cycles.iter().find(|cycle| cycle.cycle == sheet.cycle)?;
    let milestone = cycle.milestones.iter().find(|one| one.milestone.0 == sheet.milestone)?;
    Some(milestone.schedule.title.clone())
}

/// The sheet to compare with: the latest one that counts before this one, or before now.
#[must_use]
pub fn before<'a>(entries: &'a [SheetEntry], of: Option<&ScoreSheet>) -> Option<&'a SheetEntry> {
    let is_before = |entry: &&SheetEntry| {
        let sheet = &entry.sheet;
        !entry.superseded
            && of.is_none_or(|of| {
                (sheet.cycle, sheet.milestone) != (of.cycle, of.milestone) && sheet.moment_ms < of.moment_ms
            })
    };
    entries.iter().filter(is_before).max_by_key(|entry| entry.sheet.moment_ms)
}

#[cfg(test)]
mod tests {
    use etappe_protocol::id::StreamId;
    use etappe_protocol::revision::Revision;
    use etappe_protocol::score::SheetCounts;

    use super::*;

    fn entry(milestone: u16, closing: u32, moment_ms: i64, superseded: bool) -> SheetEntry {
        let sheet = ScoreSheet {
            format: 1,
            scoring_rule: 1,
            catalogue_key: "k".to_owned(),
            catalogue_edition: 1,
            catalogue_hash: [0; 32],
            analysis: StreamId([1; 16]),
            cycle: StreamId([2; 16]),
            milestone,
            closing,
            at_revision: Revision(1),
            moment_ms,
            answers: Vec::new(),
            criteria: Vec::new(),
            counts: SheetCounts::default(),
            measures: Vec::new(),
            digest: [0; 32],
        };
        SheetEntry { sheet, superseded, sentence: String::new() }
    }

    #[test]
    fn the_mark_is_the_latest_sheet_that_counts_before() {
        let entries = [entry(1, 1, 100, false), entry(2, 1, 200, true), entry(2, 2, 210, false)];
        let found = |of: Option<&SheetEntry>| {
            before(&entries, of.map(|of| &of.sheet)).map(|entry| (entry.sheet.milestone, entry.sheet.closing))
        };
        assert_eq!(found(None), Some((2, 2)), "now is compared with what was kept last");
        assert_eq!(found(Some(&entries[2])), Some((1, 1)), "not with its own earlier closing");
        assert_eq!(found(Some(&entries[0])), None);
    }
}
