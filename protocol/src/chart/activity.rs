//! The small line of how much was going on, day by day.

use std::fmt::Write as _;

use super::{Length, Point};

/// The line, ready for the `d` of SVG paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// One for each day, from left to right.
    pub points: Vec<Point>,
    /// The line through the points.
    pub line: String,
    /// The surface between line and ground, closed.
    pub area: String,
    /// The count that reaches the top; at least 1.
    pub ceiling: u32,
}

/// Lays the line out in a box of this size; `None` without days.
///
/// `ceiling` is the count that reaches the top, so that the lines of several teams can share one measure; larger counts
/// raise it, and with 0 the busiest day reaches the top. A single day stands at the right edge, where today is.
#[must_use]
pub fn activity(days: &[u32], ceiling: u32, width: Length, height: Length) -> Option<Activity> {
    let most = days.iter().copied().max()?.max(ceiling).max(1);
    let steps = i64::try_from(days.len()).ok()? - 1;
    let point = |(index, count): (i64, &u32)| Point {
        x: if steps == 0 { width } else { width.part(index, steps) },
        y: height.minus(height.part((*count).into(), most.into())),
    };
    let points: Vec<Point> = (0..).zip(days).map(point).collect();
    let line = path(&points);
    let (first, last) = (points.first()?.x, points.last()?.x);
    let area = format!("{line}L{last},{height}L{first},{height}Z");
    Some(Activity { points, line, area, ceiling: most })
}

fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for point in points {
        let step = if path.is_empty() { 'M' } else { 'L' };
        // Writing to a string does not fail.
        if write!(path, "{step}{point}").is_err() {
            break;
        }
    }
    path
}
