//! The points in time that a report shows: the milestones of the latest cycle that were closed, and today where that
//! says something new.

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::score::{self, Answer, CriterionScore, Outcome};
use etappe_protocol::view::{AnswersView, SheetEntry, TeamCycle};

/// A point in time with its scores.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ReportPoint {
    /// `M1`; `None` for today.
    pub(super) mark: Option<String>,
    /// What it is called; empty for today.
    pub(super) title: String,
    /// UTC milliseconds since 1970.
    pub(super) moment_ms: i64,
    /// What the team said about where it stood.
    pub(super) sentence: String,
    criteria: Vec<CriterionScore>,
}

impl ReportPoint {
    /// What a criterion at any depth came to.
    pub(super) fn outcome(&self, id: &ItemId) -> Option<Outcome> {
        self.criteria.iter().find_map(|main| main.find(id)).map(|score| score.outcome)
    }
}

/// The cycle that the latest sheet is of.
pub(super) fn latest_cycle(sheets: &[SheetEntry]) -> Option<StreamId> {
    sheets.iter().max_by_key(|entry| entry.sheet.moment_ms).map(|entry| entry.sheet.cycle)
}

/// The points, in order; today is the last one, unless everything is as it was at the last milestone.
pub(super) fn points(
    catalogue: &Catalogue,
    sheets: &[SheetEntry],
    cycles: &[TeamCycle],
    answers: &AnswersView,
    now_ms: i64,
) -> Vec<ReportPoint> {
    let latest = latest_cycle(sheets);
    let of_latest = sheets.iter().filter(|entry| Some(entry.sheet.cycle) == latest);
    let mut points: Vec<ReportPoint> = of_latest
        .map(|entry| {
            let cycle = cycles.iter().find(|cycle| cycle.cycle == entry.sheet.cycle);
            let place = cycle.and_then(|cycle| {
                let mut milestones = cycle.milestones.iter().enumerate();
                milestones.find(|(_, one)| one.milestone.0 == entry.sheet.milestone)
            });
            let (number, title) = place.map_or_else(
                || (usize::from(entry.sheet.milestone), String::new()),
                |(index, milestone)| (index, milestone.schedule.title.clone()),
            );
            ReportPoint {
                mark: Some(format!("M{number}")),
                title,
                moment_ms: entry.sheet.moment_ms,
                sentence: entry.sentence.clone(),
                criteria: entry.sheet.criteria.clone(),
            }
        })
        .collect();
    let held = answers
        .ratings
        .iter()
        .map(|(item, code, contested)| (item.clone(), Answer { code: code.clone(), contested: *contested }));
    let criteria = score::score(catalogue, &held.collect()).unwrap_or_default();
    if points.last().is_none_or(|last| last.criteria != criteria) {
        points.push(ReportPoint {
            mark: None,
            title: String::new(),
            moment_ms: now_ms,
            sentence: String::new(),
            criteria,
        });
    }
    points
}
