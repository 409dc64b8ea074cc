//! The marks along a bar: the names of the levels where all statements share a scale, else a plain percentage.

use super::{Anchor, Length, Rect};
use crate::catalogue::{Catalogue, OptionKind, Scale, ScaleOption};
use crate::id::OptionCode;
use crate::score::{BasisPoints, Fraction};

/// A mark on the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleMark {
    /// Where it stands.
    pub x: Length,
    /// Which part of its name stands there, so that no name leaves the drawing.
    pub anchor: Anchor,
    /// What it stands for.
    pub at: BasisPoints,
    /// The level that has this many points; `None` where statements have different scales and only the percentage is
    /// shown.
    pub level: Option<OptionCode>,
}

/// The one scale that all statements are answered on; `None` where there are several.
#[must_use]
pub fn common_scale(catalogue: &Catalogue) -> Option<&Scale> {
    let mut items = catalogue.items();
    let scale = &items.next()?.scale;
    items.all(|item| item.scale == *scale).then(|| catalogue.scale(scale)).flatten()
}

/// Where on the scale something stands, and the level that it is, if it is one.
pub(super) fn levels(scale: Option<&Scale>) -> Vec<(BasisPoints, Option<OptionCode>)> {
    let Some(scale) = scale else {
        return [0, 2_500, 5_000, 7_500, 10_000]
            .into_iter()
            .filter_map(BasisPoints::new)
            .map(|at| (at, None))
            .collect();
    };
    let level = |option: &ScaleOption| match option.kind {
        OptionKind::Points(points) => {
            let at = Fraction::new(points.into(), scale.most_points().into()).basis_points();
            Some((at, Some(option.code.clone())))
        }
        OptionKind::NotApplicable | OptionKind::Unknown => None,
    };
    scale.options.iter().filter_map(level).collect()
}

pub(super) fn marks(scale: Option<&Scale>, track: Rect) -> Vec<ScaleMark> {
    let mark = |(at, level): (BasisPoints, _)| {
        let anchor = match at {
            BasisPoints::ZERO => Anchor::Start,
            BasisPoints::FULL => Anchor::End,
            _ => Anchor::Middle,
        };
        ScaleMark { x: track.x.plus(track.width.share(at)), anchor, at, level }
    };
    levels(scale).into_iter().map(mark).collect()
}
