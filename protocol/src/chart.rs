//! Where the lines and boxes of charts go: integers in, integers out, so that browser and reports draw the same.
//!
//! Nothing here names a colour or a word. A chart says what is drawn where and what it stands for; whoever draws it
//! adds the names in the reader's language, a pattern beside each colour, and a table of the same numbers.
//!
//! x grows to the right and y downwards, as in SVG.

mod activity;
mod bars;
mod radar;
mod scale;
mod stages;
mod timeline;
mod trend;

use std::fmt;

pub use activity::{Activity, activity};
pub use bars::{BarLayout, Bars, Fill, Row, bars};
pub use radar::{Axis, Radar, Ring, radar};
pub use scale::{ScaleMark, common_scale};
pub use stages::{StageColumn, StageLayout, Stages, stages};
pub use timeline::{Timeline, TimelineLayout, along, timeline};
pub use trend::{TrendChart, TrendDot, TrendGap, TrendLayout, trend_chart};

use crate::score::BasisPoints;

/// A length or a coordinate, in thousandths of the drawing's unit; written as a decimal number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(
    /// Thousandths; a drawing of less than two million units fits.
    pub i32,
);

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// From the left.
    pub x: Length,
    /// From the top.
    pub y: Length,
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub x: Length,
    /// Upper edge.
    pub y: Length,
    /// Not negative.
    pub width: Length,
    /// Not negative.
    pub height: Length,
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Length {
    /// So many whole units; at most two million.
    #[must_use]
    pub const fn units(units: i32) -> Self {
        Self(units.saturating_mul(1_000))
    }

    const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This times `count / of`, rounded to the nearest thousandth, halves away from nothing; `of` above 0.
    fn part(self, count: i64, of: i64) -> Self {
        let (product, of) = (i64::from(self.0).saturating_mul(count), of.max(1));
        let half = if product < 0 { -(of / 2) } else { of / 2 };
        let rounded = product.saturating_add(half) / of;
        Self(i32::try_from(rounded).unwrap_or(if rounded < 0 { i32::MIN } else { i32::MAX }))
    }

    fn share(self, points: BasisPoints) -> Self {
        self.part(points.get().into(), BasisPoints::FULL.get().into())
    }
}

/// `12.5`, without needless zeros; the way SVG wants it.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        match rest {
            0 => Ok(()),
            rest if rest % 100 == 0 => write!(f, ".{}", rest / 100),
            rest if rest % 10 == 0 => write!(f, ".{:02}", rest / 10),
            rest => write!(f, ".{rest:03}"),
        }
    }
}

/// `x,y`, as in the `points` of an SVG polyline.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.x, self.y)
    }
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub const fn right(&self) -> Length {
        self.x.plus(self.width)
    }

    /// The lower edge.
    #[must_use]
    pub const fn bottom(&self) -> Length {
        self.y.plus(self.height)
    }
}

/// The value of an SVG polyline's or polygon's `points`.
#[must_use]
pub fn points(points: &[Point]) -> String {
    let points: Vec<String> = points.iter().map(Point::to_string).collect();
    points.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_without_floats() {
        let written = |thousandths| Length(thousandths).to_string();
        let all = [0, 1_000, 12_500, 12_050, 12_005, -500, -1_020].map(written);
        assert_eq!(all, ["0", "1", "12.5", "12.05", "12.005", "-0.5", "-1.02"]);
        assert_eq!(points(&[Point { x: Length(1_500), y: Length(0) }, Point::default()]), "1.5,0 0,0");
    }

    #[test]
    fn parts_are_rounded_and_stay_in_range() {
        assert_eq!(Length(100).part(1, 3), Length(33));
        assert_eq!(Length(100).part(2, 3), Length(67));
        assert_eq!(Length(-1).part(1, 2), Length(-1));
        assert_eq!(Length(i32::MAX).part(i64::MAX, 1), Length(i32::MAX));
        assert_eq!(Length(7).part(1, 0), Length(7));
    }
}
