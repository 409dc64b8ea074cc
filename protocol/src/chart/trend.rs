//! One criterion over time: dots at the points, lines between those that are comparable.

use super::{Length, Point};
use crate::score::{BasisPoints, Outcome, TrendLine, TrendPoint};

/// Sizes that the drawer chooses; all not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendLayout {
    /// Of the whole drawing.
    pub width: Length,
    /// Of the whole drawing.
    pub height: Length,
    /// Kept free on all sides, so that no dot is cut.
    pub margin: Length,
}

impl TrendLayout {
    /// One of several small charts beside each other.
    pub const SMALL: Self =
        Self { width: Length::units(320), height: Length::units(96), margin: Length::units(10) };
}

/// The chart of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendChart {
    /// As the layout says.
    pub width: Length,
    /// As the layout says.
    pub height: Length,
    /// Heights of nothing, a quarter, half, three quarters and all, from below.
    pub grid: [Length; 5],
    /// Where each point in time stands, in equal steps; its date belongs beside it.
    pub columns: Vec<Length>,
    /// Where the edition or the rule changed: halfway to the point before.
    pub breaks: Vec<Length>,
    /// Runs of comparable numbers, each at least one dot long.
    pub runs: Vec<Vec<Point>>,
    /// Every number.
    pub dots: Vec<TrendDot>,
    /// Points at which there was no number though the criterion was there: too few answers, or nothing applied.
    pub gaps: Vec<TrendGap>,
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendDot {
    /// Which point in time.
    pub column: usize,
    /// Where it stands.
    pub at: Point,
    /// What it stands for.
    pub value: BasisPoints,
    /// Whether not all applicable statements were rated; to be drawn hollow.
    pub is_partial: bool,
}

/// No number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendGap {
    /// Which point in time.
    pub column: usize,
    /// On the ground line.
    pub at: Point,
}

/// Lays out one criterion of a trend. A line breaks where there is no number, and where numbers are not comparable.
#[must_use]
pub fn trend_chart(points: &[TrendPoint], line: &TrendLine, layout: &TrendLayout) -> TrendChart {
    let inner = layout.width.minus(layout.margin).minus(layout.margin).max(Length::default());
    let high = layout.height.minus(layout.margin).minus(layout.margin).max(Length::default());
    let ground = layout.margin.plus(high);
    let steps = i64::try_from(points.len().saturating_sub(1)).unwrap_or(i64::MAX);
    let column = |index: usize| {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        // A single point stands in the middle.
        let part = if steps == 0 { inner.part(1, 2) } else { inner.part(index, steps) };
        layout.margin.plus(part)
    };
    let columns: Vec<Length> = (0..points.len()).map(column).collect();
    let mut chart = TrendChart {
        width: layout.width,
        height: layout.height,
        grid: [0, 1, 2, 3, 4].map(|quarter| ground.minus(high.part(quarter, 4))),
        breaks: Vec::new(),
        runs: Vec::new(),
        dots: Vec::new(),
        gaps: Vec::new(),
        columns,
    };
    let mut run = Vec::new();
    for (index, (x, point)) in chart.columns.iter().zip(points).enumerate() {
        if point.breaks {
            let before = index.checked_sub(1).and_then(|before| chart.columns.get(before)).copied();
            chart.breaks.push(before.unwrap_or(*x).plus(x.minus(before.unwrap_or(*x)).part(1, 2)));
            chart.runs.extend(Some(std::mem::take(&mut run)).filter(|run| !run.is_empty()));
        }
        let mark = line.marks.get(index).copied().flatten();
        match mark.map(|mark| (mark.outcome, mark.coverage)) {
            Some((Outcome::Value(value), coverage)) => {
                let at = Point { x: *x, y: ground.minus(high.share(value)) };
                run.push(at);
                let is_partial = coverage < BasisPoints::FULL;
                chart.dots.push(TrendDot { column: index, at, value, is_partial });
            }
            Some((Outcome::TooFew | Outcome::NotApplicable, _)) => {
                chart.gaps.push(TrendGap { column: index, at: Point { x: *x, y: ground } });
                chart.runs.extend(Some(std::mem::take(&mut run)).filter(|run| !run.is_empty()));
            }
            None => chart.runs.extend(Some(std::mem::take(&mut run)).filter(|run| !run.is_empty())),
        }
    }
    chart.runs.extend(Some(run).filter(|run| !run.is_empty()));
    chart
}
