//! The score sheet: what an analysis came to at one revision, frozen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::rule1::{self, Tally};
use super::{Answer, Answers, CriterionScore, ScoreError, Standing, score, sheet_digest};
use crate::catalogue::{Catalogue, Item};
use crate::codec::{self, CodecError};
use crate::id::{ActorId, ItemId, OpId, OptionCode, StreamId};
use crate::revision::Revision;

/// Format of the sheets that this program writes.
///
/// - 1: answers, scores, counts, measures.
pub const SHEET_FORMAT: u16 = 1;

/// What an analysis came to at one revision: the pure function of its state there, the catalogue edition and the rule.
///
/// Format 1. A later format is another struct; this one stays as it is, and is lifted when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// [`SHEET_FORMAT`]; stands first, so that it can be read alone.
    pub format: u16,
    /// The rule that the scores were computed by.
    pub scoring_rule: u16,
    /// The questionnaire.
    pub catalogue_key: String,
    /// Its edition.
    pub catalogue_edition: u32,
    /// Fingerprint of that edition's content.
    pub catalogue_hash: [u8; 32],
    /// Whose sheet it is.
    pub analysis: StreamId,
    /// The cycle that the milestone belongs to.
    pub cycle: StreamId,
    /// Number of the milestone within the cycle.
    pub milestone: u16,
    /// Counts the closings of the cycle's milestones; a milestone that is closed again gets another sheet.
    pub closing: u32,
    /// The revision of the analysis that was scored.
    pub at_revision: Revision,
    /// The moment that the milestone stands for, UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// One entry for each statement of the catalogue, in its order.
    pub answers: Vec<SheetAnswer>,
    /// The main criteria, in the order of the catalogue.
    pub criteria: Vec<CriterionScore>,
    /// Over the whole analysis.
    pub counts: SheetCounts,
    /// Ordered by id.
    pub measures: Vec<SheetMeasure>,
    /// Digest of the sheet, version [`super::SHEET_DIGEST_VERSION`].
    pub digest: [u8; 32],
}

/// A statement and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetAnswer {
    /// The statement.
    pub item: ItemId,
    /// The held answer; `None` where there was none that is on the scale.
    pub answer: Option<OptionCode>,
    /// Whether another answer was proposed against it; never without an answer.
    pub contested: bool,
}

/// Statements and measures, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetCounts {
    /// All of the catalogue: the sum of the next four.
    pub statements: u32,
    /// Answered with a level.
    pub rated: u32,
    /// Answered with "we do not know yet".
    pub unknown: u32,
    /// Without an answer.
    pub unanswered: u32,
    /// Answered with "does not apply".
    pub not_applicable: u32,
    /// Answered, and another answer proposed against it; also counted above.
    pub contested: u32,
    /// Measures by state, ordered by state; states that no measure is in are left out.
    pub measures: Vec<MeasureCount>,
}

/// How many measures are in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureCount {
    /// Code of the state.
    pub state: u8,
    /// At least 1.
    pub count: u32,
}

/// A measure without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetMeasure {
    /// The op that made it.
    pub id: OpId,
    /// The statement or criterion that it is about.
    pub subject: ItemId,
    /// Code of its state.
    pub state: u8,
    /// Until when: year, month, day.
    pub due: Option<(i16, u8, u8)>,
    /// Who takes care of it.
    pub owner: Option<ActorId>,
}

/// What a sheet is computed from.
#[derive(Clone, Debug)]
pub struct SheetInputs<'a> {
    /// The edition that holds at the revision.
    pub catalogue: &'a Catalogue,
    /// The answers that hold there.
    pub answers: &'a Answers,
    /// The measures that are there, in any order.
    pub measures: Vec<SheetMeasure>,
    /// See [`ScoreSheet::analysis`].
    pub analysis: StreamId,
    /// See [`ScoreSheet::cycle`].
    pub cycle: StreamId,
    /// See [`ScoreSheet::milestone`].
    pub milestone: u16,
    /// See [`ScoreSheet::closing`].
    pub closing: u32,
    /// See [`ScoreSheet::at_revision`].
    pub at_revision: Revision,
    /// See [`ScoreSheet::moment_ms`].
    pub moment_ms: i64,
}

/// Why bytes are not a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SheetError {
    /// Written by a newer program.
    #[error("sheet format {0} is not known")]
    UnknownFormat(u16),
    /// Not the bytes of a sheet.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The digest in the sheet is not that of its content.
    #[error("the sheet does not match its digest")]
    Digest,
}

/// Computes the sheet.
///
/// # Errors
/// [`ScoreError::UnknownRule`] when this program is older than the catalogue's rule.
pub fn sheet(inputs: SheetInputs<'_>) -> Result<ScoreSheet, ScoreError> {
    let SheetInputs { catalogue, answers, mut measures, .. } = inputs;
    measures.sort_by_key(|measure| measure.id);
    let criteria = score(catalogue, answers)?;
    let (answers, tally) = taken(catalogue, answers);
    let counts = SheetCounts {
        statements: tally.base() + tally.not_applicable,
        rated: tally.rated,
        unknown: tally.unknown,
        unanswered: tally.unanswered,
        not_applicable: tally.not_applicable,
        contested: tally.contested,
        measures: by_state(&measures),
    };
    let mut sheet = ScoreSheet {
        format: SHEET_FORMAT,
        scoring_rule: catalogue.scoring_rule,
        catalogue_key: catalogue.key.clone(),
        catalogue_edition: catalogue.edition,
        catalogue_hash: catalogue.hash().map_err(|_| ScoreError::Catalogue)?,
        analysis: inputs.analysis,
        cycle: inputs.cycle,
        milestone: inputs.milestone,
        closing: inputs.closing,
        at_revision: inputs.at_revision,
        moment_ms: inputs.moment_ms,
        answers,
        criteria,
        counts,
        measures,
        digest: [0; 32],
    };
    sheet.digest = sheet_digest::digest(&sheet);
    Ok(sheet)
}

/// Every statement of the catalogue with the answer that counts.
fn taken(catalogue: &Catalogue, answers: &Answers) -> (Vec<SheetAnswer>, Tally) {
    let mut tally = Tally::default();
    let mut line = |item: &Item| {
        let (answer, standing): (_, Standing) = rule1::standing(catalogue, item, answers.get(&item.id));
        let contested = answer.is_some_and(|answer| answer.contested);
        tally = tally.plus(Tally::one(standing, contested));
        SheetAnswer { item: item.id.clone(), answer: answer.map(|answer| answer.code.clone()), contested }
    };
    let lines = catalogue.items().map(&mut line).collect();
    (lines, tally)
}

fn by_state(measures: &[SheetMeasure]) -> Vec<MeasureCount> {
    let mut counts: BTreeMap<u8, u32> = BTreeMap::new();
    for measure in measures {
        *counts.entry(measure.state).or_default() += 1;
    }
    counts.into_iter().map(|(state, count)| MeasureCount { state, count }).collect()
}

impl ScoreSheet {
    /// The stored form.
    ///
    /// # Errors
    /// As [`codec::encode`]: never for a sheet that [`sheet`] made.
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        codec::encode(self)
    }

    /// Reads the stored form, and holds the sheet to its digest.
    ///
    /// # Errors
    /// [`SheetError::UnknownFormat`] for sheets of a newer program, [`SheetError::Codec`] for bytes that are no sheet,
    /// [`SheetError::Digest`] for one that was altered.
    pub fn decode(bytes: &[u8]) -> Result<Self, SheetError> {
        let (format, _) = postcard::take_from_bytes::<u16>(bytes).map_err(|_| CodecError::Malformed)?;
        match format {
            1 => {
                let sheet: Self = codec::decode(bytes)?;
                if sheet.digest == sheet_digest::digest(&sheet) { Ok(sheet) } else { Err(SheetError::Digest) }
            }
            format => Err(SheetError::UnknownFormat(format)),
        }
    }

    /// The answers, as scoring takes them.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let answer = |line: &SheetAnswer| {
            let code = line.answer.clone()?;
            Some((line.item.clone(), Answer { code, contested: line.contested }))
        };
        self.answers.iter().filter_map(answer).collect()
    }

    /// The score of a criterion, at any level.
    #[must_use]
    pub fn criterion(&self, id: &ItemId) -> Option<&CriterionScore> {
        self.criteria.iter().find_map(|criterion| criterion.find(id))
    }

    /// Whether the catalogue is the one of this sheet.
    pub(super) fn check_catalogue(&self, catalogue: &Catalogue) -> Result<(), ScoreError> {
        let hash = catalogue.hash().map_err(|_| ScoreError::Catalogue)?;
        if hash == self.catalogue_hash { Ok(()) } else { Err(ScoreError::OtherCatalogue) }
    }
}
