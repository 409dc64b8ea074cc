//! Score sheets: what an analysis came to at the revision that a milestone pinned.

use etappe_protocol::analysis::{AnalysisState, PinKey};
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::event::{MeasureState, MilestonePinnedV1};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{
    self, CriterionScore, ScoreError, ScoreSheet, SheetInputs, SheetMeasure, answers,
};
use etappe_protocol::view::CriterionNow;

use super::team::TeamView;
use crate::event_log::{EventLog, Position, ReadError, ReadLimit};

/// The name of a pin within its analysis.
pub(super) const fn key(pin: &MilestonePinnedV1) -> PinKey {
    PinKey { cycle: pin.cycle, milestone: pin.milestone, closing: pin.closing }
}

/// The sheet of a pin; `state` is that of exactly the pinned revision.
pub(super) fn sheet(
    catalogue: &Catalogue,
    state: &AnalysisState,
    analysis: StreamId,
    pin: &MilestonePinnedV1,
) -> Result<ScoreSheet, ScoreError> {
    score::sheet(SheetInputs {
        catalogue,
        answers: &answers(state),
        measures: measures(state),
        analysis,
        cycle: pin.cycle,
        milestone: pin.milestone.0,
        closing: pin.closing,
        at_revision: pin.at_revision,
        moment_ms: pin.moment_ms,
    })
}

fn measures(state: &AnalysisState) -> Vec<SheetMeasure> {
    let measures = state.measures.iter().map(|(id, measure)| SheetMeasure {
        id: *id,
        subject: measure.subject.value.clone(),
        state: code(measure.state.value),
        due: measure.due.value.map(|due| {
            // Civil dates end in 9999.
            (i16::try_from(due.year()).unwrap_or(i16::MAX), due.month(), due.day())
        }),
        owner: measure.owner.value,
    });
    measures.collect()
}

/// Code of a measure's state in a sheet: its place in [`MeasureState::ALL`].
#[must_use]
pub const fn code(state: MeasureState) -> u8 {
    match state {
        MeasureState::Open => 0,
        MeasureState::InWork => 1,
        MeasureState::Done => 2,
        MeasureState::Dropped => 3,
    }
}

/// Main criteria as boards show them.
pub(super) fn main_criteria(scores: &[CriterionScore]) -> Vec<CriterionNow> {
    let now = |score: &CriterionScore| CriterionNow {
        id: score.id.clone(),
        outcome: score.outcome,
        coverage: score.coverage,
    };
    scores.iter().map(now).collect()
}

/// What held in an analysis at a revision that has passed, without texts: read from the log.
pub(super) async fn state_at(
    log: &dyn EventLog,
    analysis: StreamId,
    revision: Revision,
) -> Result<AnalysisState, ReadError> {
    let mut team = TeamView::default();
    while team.state.revision < revision {
        let page = log.read(analysis, team.state.revision, ReadLimit::default()).await?;
        let before = team.state.revision;
        for commit in page.commits.iter().take_while(|commit| commit.revision <= revision) {
            team.fold(commit).map_err(|gap| damaged(&gap.to_string()))?;
        }
        if team.state.revision == before {
            return Err(damaged("a pinned revision cannot be reached"));
        }
    }
    Ok(team.state)
}

fn damaged(reason: &str) -> ReadError {
    ReadError::Damaged { position: Position::default(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_the_order_in_which_states_are_shown() {
        assert_eq!(MeasureState::ALL.map(code), [0, 1, 2, 3]);
    }
}
