//! Looking back, over HTTP: the state at a revision, pages of commits, and a history at a glance.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use etappe_protocol::analysis::{AnalysisState, PinKey};
use etappe_protocol::history::{KEYFRAME_EVERY, Outline, OutlineMilestone};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use serde::Deserialize;
use tracing::error;

use super::auth::Visitor;
use super::error::ApiError;
use super::wire;
use crate::access::{Look, Role, Standing};
use crate::app::App;
use crate::history::HistoryError;

/// Query of `GET /api/analysis/{analysis}/state`.
#[derive(Deserialize)]
pub struct StateQuery {
    /// At which revision; the head without one.
    at: Option<u64>,
}

/// Query of `GET /api/analysis/{analysis}/history`.
#[derive(Deserialize)]
pub struct PageQuery {
    /// The last revision that the asker has.
    #[serde(default)]
    after: u64,
    /// `1` for the state there, too.
    #[serde(default)]
    state: u8,
}

/// `GET /api/analysis/{analysis}/state?at=`
pub async fn state(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    query: Result<Query<StateQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let analysis = looking_back(&app, &visitor, &analysis).await?;
    let Query(StateQuery { at }) = query.map_err(|_| ApiError::BadRequest)?;
    let revision = match at {
        Some(at) => Revision(at),
        None => app.history.head(analysis).await?,
    };
    let state = app.history.state_at(analysis, revision).await?;
    wire::compressed(&headers, &state).await
}

/// `GET /api/analysis/{analysis}/history?after=&state=`
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    query: Result<Query<PageQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let analysis = looking_back(&app, &visitor, &analysis).await?;
    let Query(PageQuery { after, state }) = query.map_err(|_| ApiError::BadRequest)?;
    let page = app.history.page(analysis, Revision(after), state == 1).await?;
    wire::compressed(&headers, &page).await
}

/// `GET /api/analysis/{analysis}/outline`
pub async fn outline(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let analysis = looking_back(&app, &visitor, &analysis).await?;
    let (head, points) = app.history.points(analysis).await?;
    let state = app.history.state_at(analysis, head).await?;
    let milestones = milestones(&app, analysis, &state).await?;
    wire::compressed(&headers, &Outline { head, spacing: KEYFRAME_EVERY, points, milestones }).await
}

/// The milestones that a history has points for: of each the latest closing.
async fn milestones(
    app: &App,
    analysis: StreamId,
    state: &AnalysisState,
) -> Result<Vec<OutlineMilestone>, ApiError> {
    app.projections.catch_up().await;
    let sheets = app.projections.sheets(analysis).await.map_err(super::views::of_view)?;
    let mut latest: BTreeMap<_, OutlineMilestone> = BTreeMap::new();
    for (key, pin) in &state.pins {
        let held = app.programme.cycle(key.cycle).await?;
        let planned = held.as_ref().and_then(|held| held.state.milestones.get(&key.milestone));
        let title = planned.map(|planned| planned.schedule.value.title.clone()).unwrap_or_default();
        let PinKey { cycle, milestone, closing } = *key;
        let sheet = sheets
            .iter()
            .find(|sheet| (sheet.cycle, sheet.milestone, sheet.closing) == (cycle, milestone.0, closing));
        let scores = sheet.map(|sheet| sheet.criteria.iter().map(|score| score.outcome).collect());
        let entry = OutlineMilestone {
            key: *key,
            title,
            at_revision: pin.at_revision,
            moment_ms: pin.moment_ms,
            scores: scores.unwrap_or_default(),
        };
        latest.insert((cycle, milestone), entry);
    }
    let mut milestones: Vec<_> = latest.into_values().collect();
    milestones.sort_by_key(|milestone| (milestone.at_revision, milestone.moment_ms));
    Ok(milestones)
}

/// The analysis, if the visitor may see what it said before. Whoever does not work on it leaves a word that they looked.
async fn looking_back(app: &App, visitor: &Visitor, analysis: &str) -> Result<StreamId, ApiError> {
    let analysis: StreamId = analysis.parse().map_err(|_| ApiError::NotFound)?;
    let person = &visitor.person;
    let standing = standing(app, visitor, analysis).await.ok_or(ApiError::NotFound)?;
    if !standing.history {
        return Err(ApiError::Forbidden);
    }
    if app.history.head(analysis).await? == Revision::ZERO {
        return Err(ApiError::NotFound);
    }
    if !standing.authority.may_write() {
        app.audit.looked(person.actor, analysis, Look::History).await;
    }
    Ok(analysis)
}

/// What the visitor may do with an analysis, by a role or by what the team has granted, or taken back, a moment ago.
pub(super) async fn standing(app: &App, visitor: &Visitor, analysis: StreamId) -> Option<Standing> {
    let person = &visitor.person;
    if person.scopes(Role::Coordinator).next().is_some() {
        app.projections.catch_up().await;
    }
    Standing::of(person, analysis, app.insight.as_ref())
}

impl From<HistoryError> for ApiError {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::Ahead(_) => Self::BadRequest,
            HistoryError::Read(_) | HistoryError::Event { .. } => {
                error!(%error, "history");
                Self::Unavailable
            }
        }
    }
}
