//! The two ends of a comparison: in the address, and where nothing is said.

use etappe_protocol::compare::Point;
use etappe_protocol::id::{MilestoneId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{SheetEntry, TeamCycle};

/// Two points; which is the earlier one, the server finds out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// From here.
    pub from: Point,
    /// To here.
    pub to: Point,
}

impl Ends {
    /// Reads the query of an address, such as `?from=r1&to=now`; `None` where it does not name two points.
    #[must_use]
    pub fn read(query: &str) -> Option<Self> {
        let value = |name: &str| {
            let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| value.parse().ok())
        };
        Some(Self { from: value("from")?, to: value("to").unwrap_or(Point::Now) })
    }

    /// As [`Self::read`] reads it.
    #[must_use]
    pub fn query(self) -> String {
        format!("?from={}&to={}", self.from, self.to)
    }

    /// From the latest milestone that holds to now; without one, from the beginning.
    #[must_use]
    pub fn by_default(sheets: &[SheetEntry]) -> Self {
        let latest =
            sheets.iter().filter(|entry| !entry.superseded).max_by_key(|entry| entry.sheet.moment_ms);
        let from = latest.map_or(Point::Revision(Revision::ZERO), |entry| Point::Milestone {
            cycle: entry.sheet.cycle,
            milestone: MilestoneId(entry.sheet.milestone),
        });
        Self { from, to: Point::Now }
    }
}

/// What a milestone is called, where the cycle is known.
#[must_use]
pub fn milestone_title(cycles: &[TeamCycle], cycle: StreamId, milestone: MilestoneId) -> Option<String> {
    let cycle = cycles.iter().find(|one| one.cycle == cycle)?;
    let milestone = cycle.milestones.iter().find(|one| one.milestone == milestone)?;
    Some(milestone.schedule.title.clone())
}

/// A title as it fits into a sentence: what stands before its colon.
#[must_use]
pub fn short(title: &str) -> &str {
    title.split_once(": ").map_or(title, |(short, _)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_both_ends_and_comes_back() {
        let milestone = Point::Milestone { cycle: StreamId([7; 16]), milestone: MilestoneId(2) };
        let ends = Ends { from: milestone, to: Point::Moment(1_700_000_000_000) };
        assert_eq!(Ends::read(&ends.query()), Some(ends));
        assert_eq!(Ends::read("?from=r5"), Some(Ends { from: Point::Revision(Revision(5)), to: Point::Now }));
        for nothing in ["", "?", "?to=now", "?from=gestern&to=now"] {
            assert_eq!(Ends::read(nothing), None, "{nothing}");
        }
        assert_eq!((short("Workshop 2: Was bleibt?"), short("Nachschau")), ("Workshop 2", "Nachschau"));
        assert_eq!(Ends::by_default(&[]).from, Point::Revision(Revision::ZERO));
    }
}
