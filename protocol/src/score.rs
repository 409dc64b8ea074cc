//! What answers are worth: exact, the same everywhere, and explained line by line.
//!
//! A catalogue names the rule that it is scored by. Rules are only ever added, so that a sheet of years ago can be
//! computed again. Nothing is rounded on the way: means are exact fractions, and only what is shown is rounded, half
//! up, to basis points. `docs/scoring.md` says all this with an example.

mod calculation;
mod flat;
mod fraction;
mod rule1;
mod sheet;
mod sheet_digest;
mod trend;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::analysis::{AnalysisState, Rating};
use crate::catalogue::Catalogue;
use crate::id::{ItemId, OptionCode};

pub use calculation::{
    Calculation, Mean, Part, PartName, PartResult, Standing, StatementLine, Statements, calculation,
    calculations, explain,
};
pub use fraction::Fraction;
pub use sheet::{
    MeasureCount, SHEET_FORMAT, ScoreSheet, SheetAnswer, SheetCounts, SheetError, SheetInputs, SheetMeasure,
    sheet,
};
pub use sheet_digest::SHEET_DIGEST_VERSION;
pub use trend::{Basis, Trend, TrendAt, TrendLine, TrendMark, TrendNow, TrendPoint, trend};

/// The rules that this program knows.
pub const SCORING_RULES: &[u16] = &[1];
/// Coverage below which there is no number, as a fraction: three fifths, that is 60 percent.
pub const ENOUGH: (u16, u16) = (3, 5);
/// Most levels of criteria that a score may have when it is read; the loader of catalogues allows fewer.
pub const MAX_LEVELS: usize = 16;

/// Scores of the main criteria, in the order of the catalogue.
///
/// Answers to items that the catalogue does not have, and codes that are not on the item's scale, are as if they were
/// not there.
///
/// # Errors
/// [`ScoreError::UnknownRule`] when this program is older than the catalogue's rule.
pub fn score(catalogue: &Catalogue, answers: &Answers) -> Result<Vec<CriterionScore>, ScoreError> {
    Ok(evaluate(catalogue, answers)?.iter().map(rule1::Evaluated::score).collect())
}

/// The one place where a catalogue meets its rule.
fn evaluate<'a>(
    catalogue: &'a Catalogue,
    answers: &'a Answers,
) -> Result<Vec<rule1::Evaluated<'a>>, ScoreError> {
    match catalogue.scoring_rule {
        1 => Ok(rule1::evaluate(catalogue, answers)),
        rule => Err(ScoreError::UnknownRule(rule)),
    }
}

/// The answers that count, by item.
pub type Answers = BTreeMap<ItemId, Answer>;

/// An answer as far as scoring looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The held one; it counts, also while it is contested.
    pub code: OptionCode,
    /// Whether other answers were proposed against it.
    pub contested: bool,
}

/// The answers that hold in an analysis.
#[must_use]
pub fn answers(state: &AnalysisState) -> Answers {
    let answer =
        |rating: &Rating| Answer { code: rating.held.answer.clone(), contested: rating.is_contested() };
    state.ratings.iter().map(|(item, rating)| (item.clone(), answer(rating))).collect()
}

/// The score of one criterion, with those below it.
///
/// `rated + open + not_applicable` is the number of statements of the criterion and below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<flat::Level>", try_from = "Vec<flat::Level>")]
pub struct CriterionScore {
    /// Of the catalogue.
    pub id: ItemId,
    /// The number, or why there is none.
    pub outcome: Outcome,
    /// Rated statements of those that apply; full when none applies, because then none is open.
    pub coverage: BasisPoints,
    /// Statements answered with a level.
    pub rated: u32,
    /// Statements without an answer, and those that the team does not know yet.
    pub open: u32,
    /// Statements that the team does not know yet; part of [`Self::open`].
    pub unknown: u32,
    /// Statements that do not apply.
    pub not_applicable: u32,
    /// Answered statements against whose answer another was proposed; also part of the counts above.
    pub contested: u32,
    /// Sub-criteria, in the order of the catalogue.
    pub children: Vec<CriterionScore>,
}

/// The number of a criterion, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Rounded half up from the exact mean.
    Value(BasisPoints),
    /// Coverage is below [`ENOUGH`].
    TooFew,
    /// No statement applies.
    NotApplicable,
}

/// Hundredths of a percent, 0 to 10000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16")]
pub struct BasisPoints(u16);

/// Why there is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ScoreError {
    /// This program is older than the rule.
    #[error("scoring rule {0} is not known")]
    UnknownRule(u16),
    /// The catalogue at hand is not the one that the sheet was computed with.
    #[error("not the catalogue that the sheet was computed with")]
    OtherCatalogue,
    /// The catalogue has no such criterion.
    #[error("no such criterion")]
    UnknownCriterion,
    /// The catalogue cannot be encoded, so it has no fingerprint.
    #[error("the catalogue has no fingerprint")]
    Catalogue,
}

impl BasisPoints {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One hundred percent.
    pub const FULL: Self = Self(10_000);

    /// `None` above 10000.
    #[must_use]
    pub const fn new(points: u16) -> Option<Self> {
        if points <= Self::FULL.0 { Some(Self(points)) } else { None }
    }

    /// As a number, 0 to 10000.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for BasisPoints {
    type Error = &'static str;

    fn try_from(points: u16) -> Result<Self, Self::Error> {
        Self::new(points).ok_or("more than 10000 basis points")
    }
}

impl Outcome {
    /// The number, where there is one.
    #[must_use]
    pub const fn value(self) -> Option<BasisPoints> {
        match self {
            Self::Value(points) => Some(points),
            Self::TooFew | Self::NotApplicable => None,
        }
    }
}

impl CriterionScore {
    /// The score with this id, here or below.
    #[must_use]
    pub fn find(&self, id: &ItemId) -> Option<&Self> {
        if self.id == *id { Some(self) } else { self.children.iter().find_map(|child| child.find(id)) }
    }

    /// Number of statements here and below.
    #[must_use]
    pub const fn statements(&self) -> u32 {
        self.rated + self.open + self.not_applicable
    }
}
