//! Columns for one criterion at several points in time, and the way between them.

use super::{Fill, Length, Point, Rect};
use crate::score::Outcome;

/// Sizes that the drawer chooses; all not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageLayout {
    /// Of the whole drawing.
    pub width: Length,
    /// Of the whole drawing.
    pub height: Length,
    /// Kept free at the top for the numbers.
    pub head: Length,
    /// Kept free at the bottom for the names of the points.
    pub foot: Length,
    /// Widest column.
    pub column: Length,
}

/// The chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// The box that all columns lie in.
    pub plot: Rect,
    /// Quarters of the scale from its beginning to its end, as heights.
    pub quarters: [Length; 5],
    /// One for each point, in order.
    pub columns: Vec<StageColumn>,
    /// Lines through the upper ends of neighbouring columns that have a number; at least two places each.
    pub way: Vec<Vec<Point>>,
}

/// One point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageColumn {
    /// The whole scale.
    pub track: Rect,
    /// What is drawn on it; nothing where there is no score at all.
    pub fill: Fill,
    /// Upper end of the column in its middle; a number stands above it.
    pub top: Point,
    /// What the column stands for; `None` where nothing was kept.
    pub outcome: Option<Outcome>,
}

/// Lays the columns out, evenly over the width.
#[must_use]
pub fn stages(outcomes: &[Option<Outcome>], layout: &StageLayout) -> Stages {
    let height = layout.height.minus(layout.head).minus(layout.foot).max(Length::default());
    let plot = Rect { x: Length::default(), y: layout.head, width: layout.width, height };
    let count = i64::try_from(outcomes.len()).unwrap_or(i64::MAX).max(1);
    let column = layout.column.min(layout.width.part(1, count));
    let columns: Vec<StageColumn> = (0..)
        .zip(outcomes)
        .map(|(index, outcome)| {
            let middle = layout.width.part(2 * index + 1, 2 * count);
            let x = middle.minus(column.part(1, 2));
            let track = Rect { x, y: plot.y, width: column, height };
            let fill = match outcome {
                Some(Outcome::Value(points)) => {
                    let part = height.share(*points);
                    Fill::Solid(Rect { y: plot.bottom().minus(part), height: part, ..track })
                }
                Some(Outcome::TooFew) => Fill::Hatched(track),
                Some(Outcome::NotApplicable) | None => Fill::Empty,
            };
            let y = match fill {
                Fill::Solid(rect) => rect.y,
                Fill::Hatched(_) | Fill::Empty => plot.bottom(),
            };
            StageColumn { track, fill, top: Point { x: middle, y }, outcome: *outcome }
        })
        .collect();
    let way = columns
        .chunk_by(|one, next| is_number(one) && is_number(next))
        .filter(|run| 1 < run.len())
        .map(|run| run.iter().map(|column| column.top).collect())
        .collect();
    let quarters = [0, 1, 2, 3, 4].map(|quarter| plot.bottom().minus(height.part(quarter, 4)));
    Stages { plot, quarters, columns, way }
}

const fn is_number(column: &StageColumn) -> bool {
    matches!(column.fill, Fill::Solid(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::BasisPoints;

    const LAYOUT: StageLayout = StageLayout {
        width: Length::units(200),
        height: Length::units(130),
        head: Length::units(20),
        foot: Length::units(10),
        column: Length::units(30),
    };

    fn value(points: u16) -> Option<Outcome> {
        Some(Outcome::Value(BasisPoints::new(points).unwrap()))
    }

    #[test]
    fn columns_stand_evenly_and_reach_as_high_as_their_numbers() {
        let drawn = stages(&[value(0), value(5_000), value(10_000), Some(Outcome::TooFew)], &LAYOUT);
        let tops: Vec<_> = drawn.columns.iter().map(|column| column.top.to_string()).collect();
        assert_eq!(tops, ["25,120", "75,70", "125,20", "175,120"]);
        assert!(matches!(drawn.columns[3].fill, Fill::Hatched(track) if track.height == Length::units(100)));
        assert!(drawn.columns.iter().all(|column| column.track.width == Length::units(30)));
        assert_eq!(drawn.quarters.map(|y| y.to_string()), ["120", "95", "70", "45", "20"]);
        assert_eq!(drawn.way.len(), 1);
        assert_eq!(drawn.way[0].len(), 3, "the way ends where there is no number");
    }

    #[test]
    fn gaps_break_the_way_and_many_columns_share_the_width() {
        let drawn = stages(&[value(1), None, value(1), Some(Outcome::NotApplicable)], &LAYOUT);
        assert!(drawn.way.is_empty());
        assert!(drawn.columns[1].fill == Fill::Empty && drawn.columns[1].outcome.is_none());
        let many = stages(&[value(10_000); 20], &LAYOUT);
        assert!(many.columns.iter().all(|column| column.track.width == Length::units(10)));
        assert!(many.columns.windows(2).all(|pair| pair[0].track.right() <= pair[1].track.x));
        assert!(stages(&[], &LAYOUT).columns.is_empty());
    }
}
