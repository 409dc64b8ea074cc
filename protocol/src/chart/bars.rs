//! Bars for the main criteria, with those of their sub-criteria below.

use super::scale::{self, ScaleMark};
use super::{Length, Point, Rect};
use crate::catalogue::Scale;
use crate::id::ItemId;
use crate::score::{BasisPoints, CriterionScore, Outcome};

/// Sizes that the drawer chooses; all not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarLayout {
    /// Of the whole drawing.
    pub width: Length,
    /// Kept free at the left for the names of criteria.
    pub labels: Length,
    /// Kept free at the right for the numbers.
    pub numbers: Length,
    /// Kept free at the top for the names of the marks.
    pub head: Length,
    /// How far each level of names is moved in.
    pub indent: Length,
    /// Height of a main criterion's bar.
    pub main: Length,
    /// Height of a bar below.
    pub sub: Length,
    /// Between two bars of one main criterion.
    pub gap: Length,
    /// Between two main criteria.
    pub group_gap: Length,
    /// Levels that are drawn: 1 for the main criteria alone, 2 with their sub-criteria.
    pub levels: u8,
}

impl BarLayout {
    /// Fits a desk's screen and a sheet of paper.
    pub const WIDE: Self = Self {
        width: Length::units(720),
        labels: Length::units(260),
        numbers: Length::units(64),
        head: Length::units(24),
        indent: Length::units(12),
        main: Length::units(20),
        sub: Length::units(12),
        gap: Length::units(8),
        group_gap: Length::units(24),
        levels: 2,
    };
}

/// The chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// As the layout says.
    pub width: Length,
    /// As much as the rows need.
    pub height: Length,
    /// The box that all bars lie in; marks run through it from top to bottom.
    pub plot: Rect,
    /// Along the scale, from left to right as the scale has them.
    pub marks: Vec<ScaleMark>,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which one.
    pub id: ItemId,
    /// 0 for a main criterion.
    pub level: u8,
    /// Where its name begins, in the middle of the bar's height.
    pub label: Point,
    /// Where its number ends, in the middle of the bar's height.
    pub number: Point,
    /// The whole scale.
    pub track: Rect,
    /// What is drawn on it.
    pub fill: Fill,
    /// Where the bar ended at the milestone before; `None` where there was no number.
    pub ghost: Option<Length>,
    /// What [`Self::ghost`] stands for.
    pub previous: Option<BasisPoints>,
    /// What the bar stands for.
    pub outcome: Outcome,
    /// Of the criterion.
    pub coverage: BasisPoints,
    /// Whether an answer below is contested; to be marked.
    pub contested: bool,
}

/// How a bar is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// A number, from the beginning of the scale.
    Solid(Rect),
    /// Too few answers: the whole scale, hatched, so that it does not look like nothing.
    Hatched(Rect),
    /// Nothing applies: an empty track.
    Empty,
}

/// Lays the bars out; `previous` is the sheet of the milestone before, or empty.
///
/// Criteria are found in `previous` by their id, at whatever level they stood.
#[must_use]
pub fn bars(
    scores: &[CriterionScore],
    previous: &[CriterionScore],
    scale: Option<&Scale>,
    layout: &BarLayout,
) -> Bars {
    let width = layout.width.minus(layout.labels).minus(layout.numbers).max(Length::default());
    let mut drawing =
        Drawing { layout, previous, left: layout.labels, width, y: layout.head, rows: Vec::new() };
    for (index, score) in scores.iter().enumerate() {
        if 0 < index {
            drawing.y = drawing.y.plus(layout.group_gap);
        }
        drawing.criterion(score, 0);
    }
    let (height, rows) = (drawing.y, drawing.rows);
    let plot = Rect { x: layout.labels, y: layout.head, width, height: height.minus(layout.head) };
    Bars { width: layout.width, height, plot, marks: scale::marks(scale, plot), rows }
}

struct Drawing<'a> {
    layout: &'a BarLayout,
    previous: &'a [CriterionScore],
    left: Length,
    width: Length,
    /// Lower edge of what is drawn so far.
    y: Length,
    rows: Vec<Row>,
}

impl Drawing<'_> {
    fn criterion(&mut self, score: &CriterionScore, level: u8) {
        if self.layout.levels <= level {
            return;
        }
        if 0 < level {
            self.y = self.y.plus(self.layout.gap);
        }
        let height = if level == 0 { self.layout.main } else { self.layout.sub };
        let track = Rect { x: self.left, y: self.y, width: self.width, height };
        self.y = track.bottom();
        let middle = track.y.plus(height.part(1, 2));
        let previous = self.previous.iter().find_map(|criterion| criterion.find(&score.id));
        let previous = previous.and_then(|criterion| criterion.outcome.value());
        self.rows.push(Row {
            id: score.id.clone(),
            level,
            label: Point { x: self.layout.indent.part(level.into(), 1), y: middle },
            number: Point { x: self.layout.width, y: middle },
            track,
            fill: Fill::of(score.outcome, track),
            ghost: previous.map(|points| track.x.plus(track.width.share(points))),
            previous,
            outcome: score.outcome,
            coverage: score.coverage,
            contested: 0 < score.contested,
        });
        for child in &score.children {
            self.criterion(child, level.saturating_add(1));
        }
    }
}

impl Fill {
    /// What is drawn on a track that lies along the scale.
    #[must_use]
    pub fn of(outcome: Outcome, track: Rect) -> Self {
        match outcome {
            Outcome::Value(points) => Self::Solid(Rect { width: track.width.share(points), ..track }),
            Outcome::TooFew => Self::Hatched(track),
            Outcome::NotApplicable => Self::Empty,
        }
    }
}
