//! One team as a board shows it: what the level that the team has granted includes, and nothing else.

use std::collections::BTreeMap;

use etappe_protocol::analysis::{AnalysisState, PinKey};
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::civil::CivilDate;
use etappe_protocol::cycle::{CycleState, Participation};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::StreamId;
use etappe_protocol::score::{self, CriterionScore, answers};
use etappe_protocol::view::{CriterionProgress, MilestoneScores, TeamLine, TeamProgress};

use super::milestones;
use super::team::TeamView;

/// What a line is made from.
#[derive(Clone, Copy, Debug)]
pub struct LineInputs<'a> {
    /// Which analysis.
    pub analysis: StreamId,
    /// Whose coordinators look.
    pub cycle: StreamId,
    /// That cycle.
    pub cycle_state: &'a CycleState,
    /// What is known of the team.
    pub team: &'a TeamView,
    /// Its questionnaire; `None` where it is not installed.
    pub catalogue: Option<&'a Catalogue>,
    /// Who carries the project; may be empty.
    pub initiative: &'a str,
    /// People there now.
    pub here: u32,
    /// Today, in UTC.
    pub today: CivilDate,
}

/// What a cycle's coordinators may see of an analysis now: the team takes part as far as both sides know, and has
/// granted that much. `None` for a team that is only invited, or has left.
#[must_use]
pub fn granted(
    cycle: StreamId,
    cycle_state: &CycleState,
    analysis: StreamId,
    state: &AnalysisState,
) -> Option<InsightLevel> {
    state.insight(cycle).filter(|_| cycle_state.is_enrolled(analysis))
}

/// The line of a team that is asked or takes part, as far as `insight` goes; `None` for its title alone.
#[must_use]
pub fn line(inputs: LineInputs<'_>, insight: Option<InsightLevel>) -> TeamLine {
    let LineInputs { analysis, team, .. } = inputs;
    let scores = inputs.catalogue.and_then(|catalogue| score::score(catalogue, &answers(&team.state)).ok());
    let scores = scores.unwrap_or_default();
    let allows = |level| insight.is_some_and(|insight| level <= insight);
    TeamLine {
        analysis,
        title: team.title().to_owned(),
        initiative: inputs.initiative.to_owned(),
        catalogue: edition(inputs, insight),
        insight,
        progress: insight.map(|_| progress(inputs, &scores)),
        scores: if allows(InsightLevel::Scores) { closed(inputs) } else { Vec::new() },
        now: if allows(InsightLevel::Answers) { milestones::main_criteria(&scores) } else { Vec::new() },
    }
}

/// The team's own questionnaire, or the cycle's while the team has not agreed.
fn edition(inputs: LineInputs<'_>, insight: Option<InsightLevel>) -> (String, u32) {
    let own = inputs.team.state.created.as_ref().filter(|_| insight.is_some());
    let own = own.map(|created| (created.catalogue_key.clone(), created.catalogue_edition));
    let cycle = inputs.cycle_state.created.as_ref();
    let cycle = cycle.map(|created| (created.catalogue_key.clone(), created.catalogue_edition));
    own.or(cycle).unwrap_or_default()
}

fn progress(inputs: LineInputs<'_>, scores: &[CriterionScore]) -> TeamProgress {
    let LineInputs { cycle, team, today, .. } = inputs;
    let state = &team.state;
    let criteria = scores.iter().map(|score| CriterionProgress {
        id: score.id.clone(),
        statements: score.statements(),
        answered: score.rated.saturating_add(score.not_applicable),
        contested: score.contested,
    });
    let asked = state.questions.values().filter(|asked| asked.cycle == cycle && asked.settled.is_none());
    let mut measures = [0_u32; 4];
    let mut due: BTreeMap<CivilDate, u32> = BTreeMap::new();
    for measure in state.measures.values() {
        if let Some(count) = measures.get_mut(usize::from(milestones::code(measure.state.value))) {
            *count = count.saturating_add(1);
        }
        if let (true, Some(day)) = (measure.state.value.is_live(), measure.due.value) {
            *due.entry(day).or_default() += 1;
        }
    }
    let homework = state.enrolment(cycle).into_iter().flat_map(|enrolment| &enrolment.homework);
    TeamProgress {
        criteria: criteria.collect(),
        open_questions: scores.iter().map(|score| score.unknown).fold(0, u32::saturating_add),
        asked: u32::try_from(asked.count()).unwrap_or(u32::MAX),
        last_change_ms: team.last_change_ms,
        here: inputs.here,
        measures,
        due: due.into_iter().collect(),
        homework_done: homework.filter(|(_, done)| done.value).map(|(milestone, _)| *milestone).collect(),
        activity: team.activity.until(today),
        last_day: today,
    }
}

/// Sheets of milestones that are closed now, the closing that holds, in the order in which they were pinned.
fn closed(inputs: LineInputs<'_>) -> Vec<MilestoneScores> {
    let LineInputs { cycle, cycle_state, team, .. } = inputs;
    let holds = |key: &PinKey| {
        let milestone = cycle_state.milestones.get(&key.milestone);
        key.cycle == cycle && milestone.is_some_and(|milestone| milestone.closing() == Some(key.closing))
    };
    let mut pins: Vec<_> = team.state.pins.iter().filter(|(key, _)| holds(key)).collect();
    pins.sort_by_key(|(_, pin)| pin.pinned.revision);
    let scores = pins.into_iter().filter_map(|(key, pin)| {
        let criteria = team.scores.get(key)?.clone();
        Some(MilestoneScores {
            milestone: key.milestone,
            closing: key.closing,
            moment_ms: pin.moment_ms,
            criteria,
        })
    });
    scores.collect()
}

/// Whether a team stands on the board of a cycle: it is asked, or takes part.
#[must_use]
pub const fn is_on_board(participation: &Participation) -> bool {
    match participation {
        Participation::Invited(_) | Participation::Enrolled(_) => true,
        Participation::Left(_) => false,
    }
}
