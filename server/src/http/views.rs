//! What is made from the log for those who look, over HTTP: a team's page, sheets, counts, and files to take along.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::cycle::{CycleState, Participation};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{MilestoneId, StreamId};
use etappe_protocol::view::{SheetEntry, TeamLine, TeamPage};
use serde::Deserialize;
use serde_json::Value;
use tracing::error;

use super::auth::Visitor;
use super::cycle;
use super::error::ApiError;
use super::wire::Packed;
use crate::access::{AuditKind, Entry, Look, Right};
use crate::app::App;
use crate::projection::{self, LineInputs, TeamView, ViewError};
use crate::report::{self, Language};
use crate::stream::Held;

/// `GET /api/cycle/{cycle}/team/{analysis}`
pub async fn team(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((cycle, analysis)): Path<(String, String)>,
) -> Result<Packed<TeamPage>, ApiError> {
    let cycle = board(&visitor, &cycle)?;
    let held = cycle::there(&app, cycle).await?;
    let analysis: StreamId = analysis.parse().map_err(|_| ApiError::NotFound)?;
    let participation = held.state.participations.get(&analysis).ok_or(ApiError::NotFound)?;
    if !projection::is_on_board(participation) {
        return Err(ApiError::NotFound);
    }
    let looked_ms = app.clock.now_ms();
    // What the team has granted is asked of the team's own stream: a view may be a moment behind.
    let state = app.programme.analysis(analysis).await?;
    let insight = projection::granted(cycle, &held.state, analysis, &state);
    app.projections.catch_up().await;
    let line = line(&app, cycle, &held.state, analysis, insight).await?;
    let Some(insight) = insight else {
        let (sheets, questions) = (Vec::new(), Vec::new());
        return Ok(Packed(TeamPage { as_of_ms: looked_ms, line, sheets, answers: None, questions }));
    };
    let answers = (InsightLevel::Answers <= insight).then(|| projection::answers_view(&state));
    let look = if answers.is_some() { Look::Answers } else { Look::Board };
    app.audit.looked(visitor.person.actor, analysis, look).await;
    let sheets = app.projections.sheets(analysis).await.map_err(of_view)?;
    let of_cycle = sheets.into_iter().filter(|sheet| sheet.cycle == cycle);
    let sheets: Vec<_> =
        of_cycle.filter_map(|sheet| projection::sheet_for(insight, sheet, &state, &held.state)).collect();
    if !sheets.is_empty() {
        app.audit.looked(visitor.person.actor, analysis, Look::Sheet).await;
    }
    let questions = projection::questions(&state, cycle);
    Ok(Packed(TeamPage { as_of_ms: looked_ms, line, sheets, answers, questions }))
}

/// `GET /api/analysis/{analysis}/sheets`: with the right to history all of them, otherwise those that hold now.
pub async fn sheets(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
) -> Result<Packed<Vec<SheetEntry>>, ApiError> {
    let analysis: StreamId = analysis.parse().map_err(|_| ApiError::NotFound)?;
    if !visitor.person.may(Right::Open, analysis) {
        return Err(ApiError::NotFound);
    }
    let state = app.programme.analysis(analysis).await?;
    let entries = own_sheets(&app, analysis, &state).await?.into_iter().map(|(entry, _)| entry);
    let mut entries: Vec<_> = entries.collect();
    if !visitor.person.may(Right::History, analysis) {
        let latest: BTreeMap<(StreamId, MilestoneId), SheetEntry> = entries
            .into_iter()
            .map(|entry| ((entry.sheet.cycle, MilestoneId(entry.sheet.milestone)), entry))
            .collect();
        entries = latest.into_values().filter(|entry| !entry.superseded).collect();
    }
    Ok(Packed(entries))
}

/// All sheets of an analysis with the cycles that they belong to, in the order in which they were made. An analysis
/// that came in from elsewhere has sheets of cycles that did not.
pub(super) async fn own_sheets(
    app: &App,
    analysis: StreamId,
    state: &AnalysisState,
) -> Result<Vec<(SheetEntry, Option<Arc<Held<CycleState>>>)>, ApiError> {
    app.projections.catch_up().await;
    let mut cycles: BTreeMap<StreamId, Option<Arc<Held<CycleState>>>> = BTreeMap::new();
    let mut entries = Vec::new();
    for sheet in app.projections.sheets(analysis).await.map_err(of_view)? {
        let held = match cycles.get(&sheet.cycle) {
            Some(held) => held.clone(),
            None => {
                let held = app.programme.cycle(sheet.cycle).await?;
                cycles.insert(sheet.cycle, held.clone());
                held
            }
        };
        let entry = match &held {
            Some(held) => projection::own_sheet(sheet, state, &held.state),
            None => projection::lone_sheet(sheet, state),
        };
        entries.push((entry, held));
    }
    Ok(entries)
}

/// `GET /api/programme`: counts by region and cycle.
pub async fn programme(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    let may = |right| visitor.person.may(right, StreamId::INSTALLATION);
    if !may(Right::Counts) && !may(Right::Install) {
        return Err(ApiError::NotFound);
    }
    app.projections.catch_up().await;
    let now_ms = app.clock.now_ms();
    let house = app.programme.installation().await?;
    let mut counted = Vec::new();
    for (id, listed) in &house.state.cycles {
        let Some(held) = app.programme.cycle(*id).await? else { continue };
        let mut teams = Vec::new();
        for analysis in held.state.enrolled() {
            let team = known(&app, analysis).await?;
            if team.state.insight(*id).is_some() {
                teams.push(team);
            }
        }
        counted.push(report::CountedCycle::of(*id, listed.region, &held.state, &teams, now_ms));
    }
    let regions = house.state.regions.iter().map(|(id, name)| (*id, name.value.clone()));
    Ok(Json(report::counts(now_ms, regions, &counted)))
}

/// Kinds of files, as the web names them.
pub(super) const CSV: &str = "text/csv; charset=utf-8";
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Query of files.
#[derive(Deserialize)]
pub struct FileQuery {
    /// `de` or `en`.
    #[serde(default)]
    lang: String,
}

impl FileQuery {
    /// German unless English is asked for.
    pub(super) fn language(&self) -> Language {
        if self.lang == "en" { Language::English } else { Language::German }
    }
}

/// A file to be saved.
pub(super) type File = ([(HeaderName, HeaderValue); 2], Vec<u8>);

/// `GET /api/cycle/{cycle}/board.csv`
pub async fn csv(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<File, ApiError> {
    let table = table(&app, &visitor, &cycle, &query).await?;
    let bytes = report::csv(&table).map_err(unwritten)?;
    Ok(file(CSV, "attachment; filename=\"board.csv\"", bytes))
}

/// `GET /api/cycle/{cycle}/board.xlsx`
pub async fn xlsx(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<File, ApiError> {
    let table = table(&app, &visitor, &cycle, &query).await?;
    let bytes = report::xlsx(&[table]).map_err(unwritten)?;
    Ok(file(XLSX, "attachment; filename=\"board.xlsx\"", bytes))
}

async fn table(
    app: &App,
    visitor: &Visitor,
    cycle: &str,
    query: &FileQuery,
) -> Result<report::Table, ApiError> {
    let cycle = board(visitor, cycle)?;
    let held = cycle::there(app, cycle).await?;
    let lines = lines(app, cycle, &held.state).await?;
    let entry = Entry::of(visitor.person.actor, AuditKind::Exported).at(cycle).with("board");
    app.audit.note(entry).await;
    // Whoever takes the board along has looked at it.
    let teams = held.state.enrolled().collect();
    app.audit.looked_at_all(visitor.person.actor, teams, Look::Board).await;
    let catalogue =
        held.state.created.as_ref().and_then(|created| {
            app.streams.catalogues().get(&created.catalogue_key, created.catalogue_edition)
        });
    Ok(report::board(query.language(), &held.state, catalogue.as_deref(), lines))
}

/// Everybody on a board, as far as each team allows now.
pub(super) async fn lines(
    app: &App,
    cycle: StreamId,
    cycle_state: &CycleState,
) -> Result<Vec<TeamLine>, ApiError> {
    app.projections.catch_up().await;
    let mut lines = Vec::new();
    for (analysis, participation) in &cycle_state.participations {
        if !projection::is_on_board(participation) {
            continue;
        }
        let state = match participation {
            Participation::Enrolled(_) => Some(app.programme.analysis(*analysis).await?),
            Participation::Invited(_) | Participation::Left(_) => None,
        };
        let granted = |state: &Arc<AnalysisState>| projection::granted(cycle, cycle_state, *analysis, state);
        lines.push(line(app, cycle, cycle_state, *analysis, state.as_ref().and_then(granted)).await?);
    }
    Ok(lines)
}

async fn line(
    app: &App,
    cycle: StreamId,
    cycle_state: &CycleState,
    analysis: StreamId,
    insight: Option<InsightLevel>,
) -> Result<TeamLine, ApiError> {
    let team = known(app, analysis).await?;
    let house = app.programme.installation().await?;
    let created = team.state.created.as_ref();
    let catalogue = created
        .and_then(|created| app.streams.catalogues().get(&created.catalogue_key, created.catalogue_edition));
    let inputs = LineInputs {
        analysis,
        cycle,
        cycle_state,
        team: &team,
        catalogue: catalogue.as_deref(),
        initiative: house.state.analyses.get(&analysis).map_or("", |listed| &listed.initiative),
        here: u32::try_from(app.streams.here(analysis)).unwrap_or(u32::MAX),
        today: projection::date(app.clock.now_ms()),
    };
    Ok(projection::line(inputs, insight))
}

async fn known(app: &App, analysis: StreamId) -> Result<Arc<TeamView>, ApiError> {
    Ok(app.projections.team(analysis).await.map_err(of_view)?.unwrap_or_default())
}

/// The cycle, if the visitor sees its board.
pub(super) fn board(visitor: &Visitor, cycle: &str) -> Result<StreamId, ApiError> {
    let cycle = cycle.parse().map_err(|_| ApiError::NotFound)?;
    if visitor.person.may(Right::Board, cycle) { Ok(cycle) } else { Err(ApiError::NotFound) }
}

pub(super) fn of_view(error: ViewError) -> ApiError {
    error!(%error, "views");
    ApiError::Unavailable
}

pub(super) fn unwritten(error: report::ReportError) -> ApiError {
    error!(%error, "report");
    ApiError::Unavailable
}

/// Says what the bytes are, and under which name they are to be saved.
pub(super) fn file(kind: &'static str, name: &'static str, bytes: Vec<u8>) -> File {
    let kind = (CONTENT_TYPE, HeaderValue::from_static(kind));
    ([kind, (CONTENT_DISPOSITION, HeaderValue::from_static(name))], bytes)
}
