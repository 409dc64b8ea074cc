//! Scoring rule 1. It never changes; another way to score is another rule.
//!
//! - A statement answered with a level is worth its points divided by the most points of its scale.
//! - The statements of a criterion give the mean of those that are rated.
//! - A criterion with sub-criteria is the mean of its sub-criteria, not of their statements, so that long lists do not
//!   weigh more. Statements that it has of its own beside them count together as one further sub-criterion.
//! - Coverage is rated / (all - does not apply), over all statements below. Below three fifths there is no number; a
//!   part without a number is left out of the mean above it.
//! - A criterion to which nothing applies has no number and is left out, too.
//!
//! Where coverage is enough there is always a number: if every part were covered less than three fifths, so would be
//! the whole.

use super::{
    Answer, Answers, BasisPoints, CriterionScore, ENOUGH, Fraction, Mean, Outcome, PartResult, Standing,
};
use crate::catalogue::{Catalogue, Criterion, Item, OptionKind};

/// A criterion with everything that its number is made of.
pub(super) struct Evaluated<'a> {
    pub(super) criterion: &'a Criterion,
    /// Of its own statements; `None` where it has none.
    pub(super) own: Option<Own<'a>>,
    pub(super) children: Vec<Evaluated<'a>>,
    /// Over all statements here and below.
    pub(super) tally: Tally,
    /// `None` where the number is left out.
    pub(super) mean: Option<Mean>,
}

/// The statements that a criterion has of its own.
pub(super) struct Own<'a> {
    pub(super) lines: Vec<(&'a Item, Option<&'a Answer>, Standing)>,
    pub(super) tally: Tally,
    pub(super) mean: Option<Mean>,
}

/// How many statements stand how.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) rated: u32,
    pub(super) unknown: u32,
    pub(super) unanswered: u32,
    pub(super) not_applicable: u32,
    pub(super) contested: u32,
}

/// The main criteria, in the order of the catalogue.
pub(super) fn evaluate<'a>(catalogue: &'a Catalogue, answers: &'a Answers) -> Vec<Evaluated<'a>> {
    catalogue.criteria.iter().map(|criterion| evaluate_one(catalogue, answers, criterion)).collect()
}

fn evaluate_one<'a>(
    catalogue: &'a Catalogue,
    answers: &'a Answers,
    criterion: &'a Criterion,
) -> Evaluated<'a> {
    let children: Vec<_> =
        criterion.children.iter().map(|child| evaluate_one(catalogue, answers, child)).collect();
    let own = (!criterion.items.is_empty()).then(|| own(catalogue, answers, criterion));
    let tally = children
        .iter()
        .map(|child| child.tally)
        .chain(own.iter().map(|own| own.tally))
        .fold(Tally::default(), Tally::plus);
    let mean = if children.is_empty() {
        own.as_ref().and_then(|own| own.mean.clone())
    } else {
        let parts = children.iter().map(|child| &child.mean).chain(own.iter().map(|own| &own.mean));
        tally.is_enough().then(|| Mean::of(parts.flatten().map(|mean| mean.value.clone()))).flatten()
    };
    Evaluated { criterion, own, children, tally, mean }
}

fn own<'a>(catalogue: &'a Catalogue, answers: &'a Answers, criterion: &'a Criterion) -> Own<'a> {
    let line = |item: &'a Item| {
        let (answer, standing) = standing(catalogue, item, answers.get(&item.id));
        (item, answer, standing)
    };
    let lines: Vec<_> = criterion.items.iter().map(line).collect();
    let tally = lines.iter().fold(Tally::default(), |tally, (_, answer, standing)| {
        tally.plus(Tally::one(*standing, answer.is_some_and(|answer| answer.contested)))
    });
    let shares = lines.iter().filter_map(|(_, _, standing)| standing.share());
    let mean = tally.is_enough().then(|| Mean::of(shares)).flatten();
    Own { lines, tally, mean }
}

/// How a statement stands, and the answer that says so; a code that is not on the scale is no answer.
pub(super) fn standing<'a>(
    catalogue: &Catalogue,
    item: &Item,
    answer: Option<&'a Answer>,
) -> (Option<&'a Answer>, Standing) {
    let found = answer.zip(catalogue.scale(&item.scale)).and_then(|(answer, scale)| {
        let option = scale.options.iter().find(|option| option.code == answer.code)?;
        Some((answer, scale, option.kind))
    });
    let Some((answer, scale, kind)) = found else {
        return (None, Standing::Unanswered);
    };
    let standing = match kind {
        OptionKind::Points(points) => Standing::Rated { points, of: scale.most_points() },
        OptionKind::NotApplicable => Standing::NotApplicable,
        OptionKind::Unknown => Standing::Unknown,
    };
    (Some(answer), standing)
}

impl Evaluated<'_> {
    pub(super) fn score(&self) -> CriterionScore {
        let tally = &self.tally;
        CriterionScore {
            id: self.criterion.id.clone(),
            outcome: self.result().outcome(),
            coverage: tally.coverage(),
            rated: tally.rated,
            open: tally.open(),
            unknown: tally.unknown,
            not_applicable: tally.not_applicable,
            contested: tally.contested,
            children: self.children.iter().map(Self::score).collect(),
        }
    }

    pub(super) fn result(&self) -> PartResult {
        self.tally.result(self.mean.as_ref())
    }
}

impl Own<'_> {
    pub(super) fn result(&self) -> PartResult {
        self.tally.result(self.mean.as_ref())
    }
}

impl Tally {
    pub(super) fn one(standing: Standing, contested: bool) -> Self {
        let mut tally = Self { contested: contested.into(), ..Self::default() };
        match standing {
            Standing::Rated { .. } => tally.rated = 1,
            Standing::NotApplicable => tally.not_applicable = 1,
            Standing::Unknown => tally.unknown = 1,
            Standing::Unanswered => tally.unanswered = 1,
        }
        tally
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        Self {
            rated: self.rated + other.rated,
            unknown: self.unknown + other.unknown,
            unanswered: self.unanswered + other.unanswered,
            not_applicable: self.not_applicable + other.not_applicable,
            contested: self.contested + other.contested,
        }
    }

    pub(super) const fn open(&self) -> u32 {
        self.unknown + self.unanswered
    }

    /// Statements that apply.
    pub(super) const fn base(&self) -> u32 {
        self.rated + self.open()
    }

    pub(super) fn coverage(&self) -> BasisPoints {
        if self.base() == 0 {
            BasisPoints::FULL
        } else {
            Fraction::new(self.rated, self.base()).basis_points()
        }
    }

    /// Whether coverage, exactly, is three fifths or more of something.
    fn is_enough(&self) -> bool {
        let (enough, of) = ENOUGH;
        0 < self.base() && u64::from(enough) * u64::from(self.base()) <= u64::from(of) * u64::from(self.rated)
    }

    fn result(&self, mean: Option<&Mean>) -> PartResult {
        match mean {
            Some(mean) => PartResult::Value { exact: mean.value.clone(), rounded: mean.value.basis_points() },
            None if self.base() == 0 => PartResult::NotApplicable,
            None => PartResult::TooFew,
        }
    }
}

impl PartResult {
    /// The same without the fraction.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Value { rounded, .. } => Outcome::Value(*rounded),
            Self::TooFew => Outcome::TooFew,
            Self::NotApplicable => Outcome::NotApplicable,
        }
    }
}
