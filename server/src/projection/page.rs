//! One team as its coordinator may see it, and the sheets of a team for itself.

use etappe_protocol::analysis::{AnalysisState, Measure, Question, Stamp};
use etappe_protocol::cycle::CycleState;
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ActorId, MilestoneId, OpId, StreamId};
use etappe_protocol::score::ScoreSheet;
use etappe_protocol::text::{FieldAddress, Owner, Part};
use etappe_protocol::view::{AnswersView, MeasureView, SheetEntry};

/// Stands where who it was is the team's own business.
const SOMEBODY: ActorId = ActorId([0; 16]);

/// The milestone of a sheet.
#[must_use]
pub const fn milestone(sheet: &ScoreSheet) -> MilestoneId {
    MilestoneId(sheet.milestone)
}

/// Whether the closing that a sheet belongs to does not hold any more.
#[must_use]
pub fn is_superseded(sheet: &ScoreSheet, cycle_state: &CycleState) -> bool {
    let planned = cycle_state.milestones.get(&milestone(sheet));
    planned.and_then(|planned| planned.closing()) != Some(sheet.closing)
}

/// A sheet as the team itself sees it.
#[must_use]
pub fn own_sheet(sheet: ScoreSheet, state: &AnalysisState, cycle_state: &CycleState) -> SheetEntry {
    let sentence = state.text(&FieldAddress::sentence(sheet.cycle, milestone(&sheet))).to_owned();
    SheetEntry { superseded: is_superseded(&sheet, cycle_state), sheet, sentence }
}

/// As [`own_sheet`], where the cycle is not here: then the latest closing that the analysis knows of is the one that
/// holds.
#[must_use]
pub fn lone_sheet(sheet: ScoreSheet, state: &AnalysisState) -> SheetEntry {
    let latest = state.latest_pin(sheet.cycle, milestone(&sheet));
    let superseded = latest.is_some_and(|(key, _)| key.closing != sheet.closing);
    let sentence = state.text(&FieldAddress::sentence(sheet.cycle, milestone(&sheet))).to_owned();
    SheetEntry { sheet, superseded, sentence }
}

/// A sheet as a coordinator sees it; `None` below [`InsightLevel::Scores`].
///
/// Below [`InsightLevel::Answers`] it is without single answers and measures, and without the digest: whoever has a
/// digest can try out answers until it fits. Who takes care of a measure is shown with the history only.
#[must_use]
pub fn sheet_for(
    insight: InsightLevel,
    sheet: ScoreSheet,
    state: &AnalysisState,
    cycle_state: &CycleState,
) -> Option<SheetEntry> {
    let SheetEntry { mut sheet, superseded, sentence } = own_sheet(sheet, state, cycle_state);
    match insight {
        InsightLevel::Progress => None,
        InsightLevel::Scores => {
            sheet.answers.clear();
            sheet.measures.clear();
            sheet.digest = [0; 32];
            Some(SheetEntry { sheet, superseded, sentence: String::new() })
        }
        InsightLevel::Answers => {
            sheet.measures.iter_mut().for_each(|measure| measure.owner = None);
            sheet.digest = [0; 32];
            Some(SheetEntry { sheet, superseded, sentence })
        }
        InsightLevel::Replay => Some(SheetEntry { sheet, superseded, sentence }),
    }
}

/// Answers, reasons and measures as they stand, without who wrote what.
#[must_use]
pub fn answers_view(state: &AnalysisState) -> AnswersView {
    let ratings = state.ratings.iter();
    let reasons = state.texts.iter().filter_map(|(field, text)| match (&field.owner, field.part) {
        (Owner::Item(item), Part::Reason) if !text.text.is_empty() => Some((item.clone(), text.text.clone())),
        _ => None,
    });
    let measures = state.measures.iter().map(|(id, measure)| MeasureView {
        id: *id,
        measure: unsigned(measure),
        what: state.text(&FieldAddress::what(*id)).to_owned(),
        sign: state.text(&FieldAddress::sign(*id)).to_owned(),
    });
    AnswersView {
        revision: state.revision,
        ratings: ratings
            .map(|(item, rating)| (item.clone(), rating.held.answer.clone(), rating.is_contested()))
            .collect(),
        reasons: reasons.collect(),
        notes: state.text(&FieldAddress::NOTES).to_owned(),
        measures: measures.collect(),
    }
}

/// The questions of a cycle's coordinators; who of the team settled one is left out.
#[must_use]
pub fn questions(state: &AnalysisState, cycle: StreamId) -> Vec<(OpId, Question)> {
    let asked = state.questions.iter().filter(|(_, question)| question.cycle == cycle);
    let unsigned =
        |question: &Question| Question { settled: question.settled.map(by_somebody), ..question.clone() };
    asked.map(|(id, question)| (*id, unsigned(question))).collect()
}

fn unsigned(measure: &Measure) -> Measure {
    let Measure { added, subject, owner, due, state, looked_at } = measure;
    let mut unsigned = Measure {
        added: by_somebody(*added),
        subject: subject.clone(),
        owner: *owner,
        due: *due,
        state: *state,
        looked_at: by_somebody(*looked_at),
    };
    unsigned.owner.value = None;
    unsigned.owner.stamp = by_somebody(owner.stamp);
    unsigned.subject.stamp = by_somebody(subject.stamp);
    unsigned.due.stamp = by_somebody(due.stamp);
    unsigned.state.stamp = by_somebody(state.stamp);
    unsigned
}

const fn by_somebody(stamp: Stamp) -> Stamp {
    Stamp { actor: SOMEBODY, ..stamp }
}
