//! What changed between two points of an analysis: for its team, and for a coordinator as far as the team allows.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::compare::{Comparison, Point};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::StreamId;
use serde::Deserialize;
use tracing::error;

use super::auth::Visitor;
use super::error::ApiError;
use super::wire::Packed;
use super::{cycle, history};
use crate::access::{Look, Right};
use crate::app::App;
use crate::compare::{CompareError, Source};
use crate::projection;

/// The two points, in whichever order.
#[derive(Deserialize)]
pub struct PointsQuery {
    from: String,
    to: String,
}

/// `GET /api/analysis/{analysis}/compare?from=P&to=P`: with the right to history.
pub async fn own(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    query: Result<Query<PointsQuery>, QueryRejection>,
) -> Result<Packed<Comparison>, ApiError> {
    let analysis: StreamId = analysis.parse().map_err(|_| ApiError::NotFound)?;
    let standing = history::standing(&app, &visitor, analysis).await;
    if !standing.is_some_and(|standing| standing.history) {
        return Err(ApiError::NotFound);
    }
    let (from, to) = points(query)?;
    let state = app.programme.analysis(analysis).await?;
    let comparison = compare(&app, analysis, &state, from, to).await?;
    if visitor.person.may(Right::History, analysis) {
        return Ok(Packed(comparison));
    }
    // A coordinator whom the team lets replay.
    app.audit.looked(visitor.person.actor, analysis, Look::History).await;
    let level = Some(InsightLevel::Replay);
    Ok(Packed(Comparison { level, ..comparison }))
}

/// `GET /api/cycle/{cycle}/team/{analysis}/compare?from=P&to=P`: as far as the team's insight goes.
pub async fn of_team(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((cycle, analysis)): Path<(String, String)>,
    query: Result<Query<PointsQuery>, QueryRejection>,
) -> Result<Packed<Comparison>, ApiError> {
    let cycle: StreamId = cycle.parse().map_err(|_| ApiError::NotFound)?;
    if !visitor.person.may(Right::Board, cycle) {
        return Err(ApiError::NotFound);
    }
    let held = cycle::there(&app, cycle).await?;
    let analysis: StreamId = analysis.parse().map_err(|_| ApiError::NotFound)?;
    if !held.state.is_enrolled(analysis) {
        return Err(ApiError::NotFound);
    }
    let state = app.programme.analysis(analysis).await?;
    let granted = projection::granted(cycle, &held.state, analysis, &state);
    let insight = granted.filter(|insight| InsightLevel::Scores <= *insight).ok_or(ApiError::NotFound)?;
    let (from, to) = points(query)?;
    if ![from, to].iter().all(|point| may_name(*point, cycle, insight)) {
        return Err(ApiError::NotFound);
    }
    let comparison = compare(&app, analysis, &state, from, to).await?;
    let is_now = comparison.to.revision == state.revision;
    let comparison = comparison.for_coordinator(insight, cycle, is_now).ok_or(ApiError::NotFound)?;
    let look = match insight {
        InsightLevel::Progress | InsightLevel::Scores => Look::Sheet,
        InsightLevel::Answers => Look::Answers,
        InsightLevel::Replay => Look::History,
    };
    app.audit.looked(visitor.person.actor, analysis, look).await;
    Ok(Packed(comparison))
}

/// Whether a level of insight includes a point: sheets of this cycle, then what stands now, then the whole history.
fn may_name(point: Point, cycle: StreamId, insight: InsightLevel) -> bool {
    match point {
        Point::Milestone { cycle: of, .. } => of == cycle || insight == InsightLevel::Replay,
        Point::Now => InsightLevel::Answers <= insight,
        Point::Moment(_) | Point::Revision(_) => insight == InsightLevel::Replay,
    }
}

fn points(query: Result<Query<PointsQuery>, QueryRejection>) -> Result<(Point, Point), ApiError> {
    let Query(PointsQuery { from, to }) = query.map_err(|_| ApiError::BadRequest)?;
    let point = |text: &str| text.parse::<Point>().map_err(|_| ApiError::BadRequest);
    Ok((point(&from)?, point(&to)?))
}

async fn compare(
    app: &App,
    analysis: StreamId,
    state: &AnalysisState,
    from: Point,
    to: Point,
) -> Result<Comparison, ApiError> {
    let created = state.created.as_ref();
    let catalogue = created
        .and_then(|created| app.streams.catalogues().get(&created.catalogue_key, created.catalogue_edition))
        .ok_or(ApiError::Unavailable)?;
    let (log, now_ms) = (app.streams.log().as_ref(), app.clock.now_ms());
    let source = Source { log, history: &app.history, analysis, now: state, catalogue: &catalogue, now_ms };
    source.compare(from, to).await.map_err(|error| match error {
        CompareError::Ahead => ApiError::PointAhead,
        CompareError::UnknownMilestone => ApiError::UnknownPoint,
        CompareError::Read(_)
        | CompareError::Event(..)
        | CompareError::History(_)
        | CompareError::Score(_) => {
            error!(stream.id = %analysis, %error, "comparison");
            ApiError::Unavailable
        }
    })
}
