//! What reports for paper are made from; the browser lays them out.

use std::sync::Arc;

use axum::extract::{Path, State};
use etappe_protocol::text::FieldAddress;
use etappe_protocol::view::{CycleReport, TeamReport};

use super::auth::Visitor;
use super::cycle as cycles;
use super::error::ApiError;
use super::teams::member;
use super::views::{board, lines};
use super::wire::Packed;
use crate::access::{AuditKind, Entry, Look, Right};
use crate::app::App;
use crate::projection;

/// `GET /api/analysis/{analysis}/report`: for whoever may open the analysis.
pub async fn team(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
) -> Result<Packed<TeamReport>, ApiError> {
    let analysis = member(&visitor, &analysis, Right::Open)?;
    let as_of_ms = app.clock.now_ms();
    let state = app.programme.analysis(analysis).await?;
    let house = app.programme.installation().await?;
    let created = state.created.as_ref();
    let asked = state.enrolments.keys().flat_map(|cycle| projection::questions(&state, *cycle));
    Ok(Packed(TeamReport {
        as_of_ms,
        title: state.text(&FieldAddress::TITLE).to_owned(),
        initiative: house.state.analyses.get(&analysis).map_or_else(String::new, |it| it.initiative.clone()),
        catalogue: created
            .map(|created| (created.catalogue_key.clone(), created.catalogue_edition))
            .unwrap_or_default(),
        answers: projection::answers_view(&state),
        questions: asked.filter(|(_, question)| question.settled.is_none()).collect(),
    }))
}

/// `GET /api/cycle/{cycle}/report`: for coordinators, as far as each team allows; written down as an export, because it
/// is made to be handed on.
pub async fn cycle(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
) -> Result<Packed<CycleReport>, ApiError> {
    let cycle = board(&visitor, &cycle)?;
    let held = cycles::there(&app, cycle).await?;
    let as_of_ms = app.clock.now_ms();
    let mut teams = lines(&app, cycle, &held.state).await?;
    teams.retain(|line| held.state.is_enrolled(line.analysis));
    teams.sort_by(|a, b| (&a.title, a.analysis).cmp(&(&b.title, b.analysis)));
    let house = app.programme.installation().await?;
    let region = house.state.cycles.get(&cycle).and_then(|listed| house.state.regions.get(&listed.region));
    let region = region.map_or_else(String::new, |region| region.value.clone());
    let actor = visitor.person.actor;
    app.audit.note(Entry::of(actor, AuditKind::Exported).at(cycle).with("report")).await;
    app.audit.looked_at_all(actor, held.state.enrolled().collect(), Look::Board).await;
    // Words to teams and homework are between those who run the cycle and the teams.
    let mut cycle_state = held.state.clone();
    cycle_state.notes.clear();
    Ok(Packed(CycleReport { as_of_ms, id: cycle, cycle: cycle_state, region, teams }))
}
