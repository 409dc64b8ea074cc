//! A history from left to right: how the scores went, how fast people worked, and where milestones stand.
//!
//! Every revision has the same room, so that a workshop of two hours is not one dot among months of quiet; how fast it
//! went shows as the height of the area below.

use std::fmt::Write as _;

use super::{Length, Point};
use crate::history::Outline;
use crate::revision::Revision;
use crate::score::{BasisPoints, Outcome};

/// How large the two parts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineLayout {
    /// Of both.
    pub width: Length,
    /// Of the curves.
    pub curves: Length,
    /// Of the area that shows the pace.
    pub pace: Length,
}

/// The drawing, ready for the `d` of SVG paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// One line for each main criterion, in the order of the catalogue; empty where it never had a number. A line is
    /// broken where there was none.
    pub curves: Vec<String>,
    /// The surface that shows how many commits an hour there were, closed; on a scale on which each step is twice as
    /// many.
    pub pace: String,
    /// Where the milestones stand, in the order of the outline.
    pub milestones: Vec<Length>,
}

/// Where a revision stands between the empty stream at the left edge and the head at the right one.
#[must_use]
pub fn along(width: Length, head: Revision, revision: Revision) -> Length {
    let number = |revision: Revision| i64::try_from(revision.0).unwrap_or(i64::MAX);
    width.part(number(revision.min(head)), number(head))
}

/// Lays a history out.
#[must_use]
pub fn timeline(outline: &Outline, layout: TimelineLayout) -> Timeline {
    let x = |revision| along(layout.width, outline.head, revision);
    let mut known: Vec<(Revision, &[Outcome])> =
        outline.points.iter().map(|point| (point.revision, point.scores.as_slice())).collect();
    let milestones = outline.milestones.iter().filter(|milestone| !milestone.scores.is_empty());
    known.extend(milestones.map(|milestone| (milestone.at_revision, milestone.scores.as_slice())));
    known.sort_by_key(|(revision, _)| *revision);
    let criteria = known.iter().map(|(_, scores)| scores.len()).max().unwrap_or(0);
    let curve = |criterion: usize| {
        let mut path = String::new();
        let mut is_down = false;
        for (revision, scores) in &known {
            let value = scores.get(criterion).and_then(|outcome| outcome.value());
            if let Some(value) = value {
                let step = if is_down { 'L' } else { 'M' };
                let point = Point { x: x(*revision), y: height(layout.curves, value) };
                // Writing to a string does not fail.
                write!(path, "{step}{point}").ok();
            }
            is_down = value.is_some();
        }
        path
    };
    Timeline {
        curves: (0..criteria).map(curve).collect(),
        pace: pace(outline, layout.pace, x),
        milestones: outline.milestones.iter().map(|milestone| x(milestone.at_revision)).collect(),
    }
}

fn height(room: Length, value: BasisPoints) -> Length {
    room.minus(room.share(value))
}

fn pace(outline: &Outline, room: Length, x: impl Fn(Revision) -> Length) -> String {
    let pace: Vec<u32> = outline.pace().into_iter().map(doublings).collect();
    let Some(most) = pace.iter().copied().max() else { return String::new() };
    let mut path = String::new();
    let edges = outline.points.windows(2).zip(&pace);
    for (pair, doublings) in edges {
        let y = room.minus(room.part((*doublings).into(), most.max(1).into()));
        let (from, to) = (x(pair[0].revision), x(pair[1].revision));
        let step = if path.is_empty() { format!("M{from},{room}") } else { String::new() };
        write!(path, "{step}L{from},{y}L{to},{y}").ok();
    }
    if let Some(last) = outline.points.last() {
        write!(path, "L{},{room}Z", x(last.revision)).ok();
    }
    path
}

/// How often nothing doubles to become `count`, in sixteenths.
fn doublings(count: u32) -> u32 {
    let more = u64::from(count) + 1;
    let whole = more.ilog2();
    let rest = ((more - (1 << whole)) * 16) >> whole;
    whole * 16 + u32::try_from(rest).unwrap_or(15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::OutlinePoint;

    fn outline(points: &[(u64, i64, Option<u16>)]) -> Outline {
        let point = |(revision, time_ms, value): &(u64, i64, Option<u16>)| OutlinePoint {
            revision: Revision(*revision),
            time_ms: *time_ms,
            scores: vec![value.and_then(BasisPoints::new).map_or(Outcome::TooFew, Outcome::Value)],
        };
        let head = points.last().map_or(Revision::ZERO, |(revision, ..)| Revision(*revision));
        Outline { head, spacing: 2_048, points: points.iter().map(point).collect(), milestones: Vec::new() }
    }

    const LAYOUT: TimelineLayout =
        TimelineLayout { width: Length::units(100), curves: Length::units(10), pace: Length::units(8) };

    #[test]
    fn a_line_goes_where_there_is_a_number_and_nowhere_else() {
        let day = 86_400_000;
        let outline = outline(&[
            (1, 0, None),
            (25, day, Some(0)),
            (50, day, Some(5_000)),
            (75, day, None),
            (100, 2 * day, Some(10_000)),
        ]);
        let drawn = timeline(&outline, LAYOUT);
        assert_eq!(drawn.curves, ["M25,10L50,5M100,0"]);
        assert!(drawn.pace.starts_with("M1,8L1,") && drawn.pace.ends_with("L100,8Z"), "{}", drawn.pace);
        assert!(drawn.pace.contains("L25,0L50,0"), "the fastest reaches the top: {}", drawn.pace);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let drawn = timeline(&outline(&[]), LAYOUT);
        assert_eq!(drawn, Timeline { curves: Vec::new(), pace: String::new(), milestones: Vec::new() });
        assert_eq!(along(Length::units(100), Revision::ZERO, Revision::ZERO), Length(0));
    }

    #[test]
    fn each_doubling_is_as_high_as_the_next() {
        assert_eq!([0, 1, 3, 7, 1_023].map(doublings), [0, 16, 32, 48, 160]);
        assert!((0..5_000).is_sorted_by_key(doublings));
        assert!(doublings(u32::MAX) <= 512);
    }
}
