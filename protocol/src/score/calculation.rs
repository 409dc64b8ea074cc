//! How a number came about: everything that went into it, and what was left out and why.
//!
//! Made from a score sheet and its catalogue alone, so that a sheet of years ago still explains itself.

use super::rule1::{Evaluated, Own};
use super::{Answer, Answers, BasisPoints, Fraction, Outcome, ScoreError, ScoreSheet, evaluate};
use crate::catalogue::{Catalogue, Item};
use crate::id::{ItemId, OptionCode};

/// How one criterion came to its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// Whose number it is.
    pub criterion: ItemId,
    /// The statements that it has of its own; `None` where it has none.
    pub statements: Option<Statements>,
    /// What the mean is made of, where there are sub-criteria: these in the order of the catalogue, then its own
    /// statements together as one part. Empty where there are no sub-criteria: then the mean is that of
    /// [`Self::statements`].
    pub parts: Vec<Part>,
    /// `None` where there is no number.
    pub mean: Option<Mean>,
    /// The number, or why there is none.
    pub outcome: Outcome,
    /// Statements here and below that are rated.
    pub rated: u32,
    /// Statements here and below that apply.
    pub applicable: u32,
    /// The first of the two divided by the second.
    pub coverage: BasisPoints,
}

/// The statements that a criterion has of its own, and their mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statements {
    /// In the order of the catalogue.
    pub lines: Vec<StatementLine>,
    /// Of the rated lines; `None` where there is no number.
    pub mean: Option<Mean>,
    /// What they come to together.
    pub result: PartResult,
    /// Lines that are rated.
    pub rated: u32,
    /// Lines that apply.
    pub applicable: u32,
}

/// One statement of a calculation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Which one.
    pub item: ItemId,
    /// The held answer; `None` where there is none that is on the scale.
    pub answer: Option<OptionCode>,
    /// Whether another answer was proposed against it.
    pub contested: bool,
    /// What it is worth, or why it is left out.
    pub standing: Standing,
}

/// How a statement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// With so many points of the most that its scale has.
    Rated {
        /// Of the option that was chosen.
        points: u16,
        /// Of the best option of the scale.
        of: u16,
    },
    /// Left out, and out of the base of coverage: it does not apply.
    NotApplicable,
    /// Left out as open: the team does not know yet.
    Unknown,
    /// Left out as open: there is no answer.
    Unanswered,
}

/// One part of the mean of a criterion with sub-criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which one.
    pub name: PartName,
    /// What it brings in, or why it is left out.
    pub result: PartResult,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartName {
    /// A sub-criterion.
    Criterion(ItemId),
    /// The statements that the criterion has beside its sub-criteria.
    OwnStatements,
}

/// What a part comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartResult {
    /// It counts.
    Value {
        /// What goes into the mean above.
        exact: Fraction,
        /// What is shown; nothing is computed from it.
        rounded: BasisPoints,
    },
    /// Left out: coverage is below three fifths.
    TooFew,
    /// Left out: nothing applies.
    NotApplicable,
}

/// A mean with what it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mean {
    /// Of what counts.
    pub sum: Fraction,
    /// How many count; at least one.
    pub count: u32,
    /// The sum divided by the count.
    pub value: Fraction,
}

/// Explains the number of one criterion, at any level, of a sheet.
///
/// # Errors
/// [`ScoreError::OtherCatalogue`] when the catalogue is not the one of the sheet, [`ScoreError::UnknownCriterion`]
/// when it has no such criterion, [`ScoreError::UnknownRule`] when this program is older than the sheet's rule.
pub fn calculation(
    sheet: &ScoreSheet,
    catalogue: &Catalogue,
    criterion: &ItemId,
) -> Result<Calculation, ScoreError> {
    sheet.check_catalogue(catalogue)?;
    explain(catalogue, &sheet.answers(), criterion)
}

/// Explains every number of a sheet, from top to bottom.
///
/// # Errors
/// [`ScoreError::OtherCatalogue`] and [`ScoreError::UnknownRule`] as [`calculation`].
pub fn calculations(sheet: &ScoreSheet, catalogue: &Catalogue) -> Result<Vec<Calculation>, ScoreError> {
    fn walk(evaluated: &[Evaluated<'_>], out: &mut Vec<Calculation>) {
        for one in evaluated {
            out.push(Calculation::new(one));
            walk(&one.children, out);
        }
    }
    sheet.check_catalogue(catalogue)?;
    let mut out = Vec::new();
    walk(&evaluate(catalogue, &sheet.answers())?, &mut out);
    Ok(out)
}

/// Explains the number of one criterion, at any level, as it stands now.
///
/// # Errors
/// [`ScoreError::UnknownCriterion`] and [`ScoreError::UnknownRule`] as [`calculation`].
pub fn explain(
    catalogue: &Catalogue,
    answers: &Answers,
    criterion: &ItemId,
) -> Result<Calculation, ScoreError> {
    let evaluated = evaluate(catalogue, answers)?;
    find(&evaluated, criterion).map(Calculation::new).ok_or(ScoreError::UnknownCriterion)
}

fn find<'a, 'b>(evaluated: &'b [Evaluated<'a>], id: &ItemId) -> Option<&'b Evaluated<'a>> {
    evaluated.iter().find_map(|one| if one.criterion.id == *id { Some(one) } else { find(&one.children, id) })
}

impl Calculation {
    fn new(evaluated: &Evaluated<'_>) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        if !evaluated.children.is_empty() {
            let part = |child: &Evaluated<'_>| Part {
                name: PartName::Criterion(child.criterion.id.clone()),
                result: child.result(),
            };
            parts.extend(evaluated.children.iter().map(part));
            parts.extend(
                evaluated.own.iter().map(|own| Part { name: PartName::OwnStatements, result: own.result() }),
            );
        }
        Self {
            criterion: evaluated.criterion.id.clone(),
            statements: evaluated.own.as_ref().map(Statements::new),
            parts,
            mean: evaluated.mean.clone(),
            outcome: evaluated.result().outcome(),
            rated: evaluated.tally.rated,
            applicable: evaluated.tally.base(),
            coverage: evaluated.tally.coverage(),
        }
    }
}

impl Statements {
    fn new(own: &Own<'_>) -> Self {
        let line = |(item, answer, standing): &(&Item, Option<&Answer>, Standing)| StatementLine {
            item: item.id.clone(),
            answer: answer.map(|answer| answer.code.clone()),
            contested: answer.is_some_and(|answer| answer.contested),
            standing: *standing,
        };
        Self {
            lines: own.lines.iter().map(line).collect(),
            mean: own.mean.clone(),
            result: own.result(),
            rated: own.tally.rated,
            applicable: own.tally.base(),
        }
    }
}

impl Standing {
    /// The share of the scale, where the statement is rated.
    #[must_use]
    pub fn share(self) -> Option<Fraction> {
        match self {
            Self::Rated { points, of } => Some(Fraction::new(points.into(), of.into())),
            Self::NotApplicable | Self::Unknown | Self::Unanswered => None,
        }
    }
}

impl Mean {
    /// `None` of nothing.
    pub(super) fn of(fractions: impl Iterator<Item = Fraction>) -> Option<Self> {
        let (sum, count) =
            fractions.fold((Fraction::zero(), 0), |(sum, count), fraction| (sum + fraction, count + 1));
        (0 < count).then(|| Self { value: sum.divided_by(count), sum, count })
    }
}
