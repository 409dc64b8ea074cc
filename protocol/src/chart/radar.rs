//! The radar: one axis for each criterion, all the same length. An extra beside bars and table, never alone.

use super::{Anchor, Length, Point, scale};
use crate::catalogue::Scale;
use crate::id::{ItemId, OptionCode};
use crate::score::{BasisPoints, CriterionScore, Outcome};

/// The chart; a square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Radar {
    /// Width and height.
    pub size: Length,
    /// One for each mark of the scale, from the inside out.
    pub rings: Vec<Ring>,
    /// Clockwise, the first upwards.
    pub axes: Vec<Axis>,
    /// The numbers, joined where neighbours have one. A single run with all axes is to be closed; a run of one is a dot.
    pub runs: Vec<Vec<Point>>,
    /// The same for the milestone before.
    pub previous: Vec<Vec<Point>>,
}

/// A mark of the scale, all around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// What it stands for.
    pub at: BasisPoints,
    /// The level that has this many points, where there is one scale.
    pub level: Option<OptionCode>,
    /// A corner on each axis.
    pub corners: Vec<Point>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Which one.
    pub id: ItemId,
    /// Where the axis ends; it begins in the middle.
    pub end: Point,
    /// Where its name stands, a little further out.
    pub label: Point,
    /// Which part of the name stands there.
    pub anchor: Anchor,
    /// Where the number is, if there is one.
    pub value: Option<Point>,
    /// What it stands for.
    pub outcome: Outcome,
}

/// Lays the axes out; `None` with fewer than three, which make no surface.
///
/// `margin` is kept free around the axes for their names; `previous` is the sheet of the milestone before, or empty.
#[must_use]
pub fn radar(
    scores: &[&CriterionScore],
    previous: &[CriterionScore],
    scale: Option<&Scale>,
    size: Length,
    margin: Length,
) -> Option<Radar> {
    let count = i64::try_from(scores.len()).ok().filter(|count| 3 <= *count)?;
    let middle = size.part(1, 2);
    let wheel = Wheel { middle, radius: middle.minus(margin).max(Length::default()), count };
    let ring =
        |(at, level)| Ring { at, level, corners: (0..count).map(|index| wheel.on(index, at)).collect() };
    let axis = |(index, score): (i64, &&CriterionScore)| Axis {
        id: score.id.clone(),
        end: wheel.on(index, BasisPoints::FULL),
        label: wheel.at(index, wheel.radius.plus(margin.part(1, 4))),
        anchor: wheel.anchor(index),
        value: score.outcome.value().map(|points| wheel.on(index, points)),
        outcome: score.outcome,
    };
    let before = |(index, score): (i64, &&CriterionScore)| {
        let found = previous.iter().find_map(|criterion| criterion.find(&score.id))?;
        found.outcome.value().map(|points| wheel.on(index, points))
    };
    let axes: Vec<Axis> = (0..).zip(scores).map(axis).collect();
    Some(Radar {
        size,
        rings: scale::levels(scale).into_iter().map(ring).collect(),
        runs: runs(&axes.iter().map(|axis| axis.value).collect::<Vec<_>>()),
        previous: runs(&(0..).zip(scores).map(before).collect::<Vec<_>>()),
        axes,
    })
}

/// Neighbouring points, joined; the wheel has no beginning, so a run may go on past the last axis.
fn runs(points: &[Option<Point>]) -> Vec<Vec<Point>> {
    let start = points.iter().position(Option::is_none).unwrap_or(0);
    let turned = points[start..].iter().chain(&points[..start]).copied().collect::<Vec<_>>();
    turned
        .split(Option::is_none)
        .map(|run| run.iter().flatten().copied().collect::<Vec<_>>())
        .filter(|run| !run.is_empty())
        .collect()
}

struct Wheel {
    middle: Length,
    radius: Length,
    count: i64,
}

impl Wheel {
    fn on(&self, index: i64, points: BasisPoints) -> Point {
        self.at(index, self.radius.share(points))
    }

    /// At this distance from the middle.
    fn at(&self, index: i64, distance: Length) -> Point {
        let angle = self.angle(index);
        Point {
            x: self.middle.plus(distance.part(sine(angle), ONE)),
            y: self.middle.minus(distance.part(sine(angle + RIGHT), ONE)),
        }
    }

    fn anchor(&self, index: i64) -> Anchor {
        match sine(self.angle(index)) {
            // Less than a twentieth off the vertical: the name stands above or below.
            -50_000..=50_000 => Anchor::Middle,
            sine if 0 < sine => Anchor::Start,
            _ => Anchor::End,
        }
    }

    /// Clockwise from the top, in thousandths of a degree.
    const fn angle(&self, index: i64) -> i64 {
        index * 4 * RIGHT / self.count
    }
}

/// A right angle in thousandths of a degree.
const RIGHT: i64 = 90_000;
/// The sine of a right angle, in the unit of the table.
const ONE: i64 = 1_000_000;

/// Sine of an angle in thousandths of a degree, in millionths; off by less than forty of them.
fn sine(angle: i64) -> i64 {
    let angle = angle.rem_euclid(4 * RIGHT);
    let (angle, sign) = if angle < 2 * RIGHT { (angle, 1) } else { (angle - 2 * RIGHT, -1) };
    let angle = if RIGHT < angle { 2 * RIGHT - angle } else { angle };
    let (degree, rest) = (angle / 1_000, angle % 1_000);
    let entry = |degree: i64| usize::try_from(degree).ok().and_then(|degree| SINES.get(degree)).copied();
    let low = entry(degree).unwrap_or(ONE);
    let high = entry(degree + 1).unwrap_or(ONE);
    sign * (low + (high - low) * rest / 1_000)
}

/// Sines of 0 to 90 degrees in millionths.
#[rustfmt::skip]
const SINES: [i64; 91] = [
    0, 17_452, 34_899, 52_336, 69_756, 87_156, 104_528, 121_869, 139_173, 156_434, 173_648, 190_809, 207_912,
    224_951, 241_922, 258_819, 275_637, 292_372, 309_017, 325_568, 342_020, 358_368, 374_607, 390_731, 406_737,
    422_618, 438_371, 453_990, 469_472, 484_810, 500_000, 515_038, 529_919, 544_639, 559_193, 573_576, 587_785,
    601_815, 615_661, 629_320, 642_788, 656_059, 669_131, 681_998, 694_658, 707_107, 719_340, 731_354, 743_145,
    754_710, 766_044, 777_146, 788_011, 798_636, 809_017, 819_152, 829_038, 838_671, 848_048, 857_167, 866_025,
    874_620, 882_948, 891_007, 898_794, 906_308, 913_545, 920_505, 927_184, 933_580, 939_693, 945_519, 951_057,
    956_305, 961_262, 965_926, 970_296, 974_370, 978_148, 981_627, 984_808, 987_688, 990_268, 992_546, 994_522,
    996_195, 997_564, 998_630, 999_391, 999_848, 1_000_000,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_on_the_circle() {
        for angle in (-720_000..720_000).step_by(77) {
            let (sine, cosine) = (sine(angle), sine(angle + RIGHT));
            let off = (sine * sine + cosine * cosine - ONE * ONE).abs();
            assert!(off <= 80 * ONE, "{angle}: off by {off}");
        }
        assert_eq!(
            [0, 30_000, 90_000, 180_000, 270_000, -90_000].map(sine),
            [0, 500_000, ONE, 0, -ONE, -ONE]
        );
    }
}
