//! Dates of a cycle for other calendars: the address for one person, and what stands behind it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::Visitor;
use super::cycle::there;
use super::error::ApiError;
use crate::access::{Right, Role, allows};
use crate::app::App;
use crate::programme;

/// The query of the feed.
#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    key: String,
}

/// `GET /api/cycle/{cycle}/calendar`: the address of the visitor's own feed, the same each time.
pub async fn address(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let cycle: StreamId = cycle.parse().map_err(|_| ApiError::NotFound)?;
    let (held, actor) = (there(&app, cycle).await?, visitor.person.actor);
    page(&held.state, cycle, &visitor.person.memberships).ok_or(ApiError::NotFound)?;
    let key = app.access.with(move |people| people.feed_key(actor, cycle)).await?;
    Ok(Json(json!({ "url": format!("{}/api/cycle/{cycle}/calendar.ics?key={key}", app.site.url()) })))
}

/// `GET /api/cycle/{cycle}/calendar.ics?key=…`: the feed, without a session; the key says who asks.
pub async fn feed(
    State(app): State<Arc<App>>,
    Path(cycle): Path<String>,
    Query(Key { key }): Query<Key>,
) -> Result<Response, ApiError> {
    let cycle: StreamId = cycle.parse().map_err(|_| ApiError::NotFound)?;
    // First the key, so that nothing is loaded for somebody who has none.
    let owner = app.access.with(move |people| people.feed_owner(&key, cycle)).await?;
    let memberships = owner.ok_or(ApiError::NotFound)?;
    let held = there(&app, cycle).await?;
    let page = page(&held.state, cycle, &memberships).ok_or(ApiError::NotFound)?;
    let text = programme::calendar(cycle, &held.state, &format!("{}{page}", app.site.url()));
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// The page on which somebody sees the cycle: the coordinators' own, or that of a team that takes part; `None` for
/// whoever may not see it.
fn page(state: &CycleState, cycle: StreamId, memberships: &[(StreamId, Role)]) -> Option<String> {
    let role_in =
        |scope: StreamId| memberships.iter().find(|(held, _)| *held == scope).map(|(_, role)| *role);
    if role_in(cycle).is_some_and(|role| allows(role, Right::RunCycle)) {
        return Some(format!("/c/{cycle}"));
    }
    // Guests are here for a day; an address that a calendar keeps is not for them.
    let mut teams = memberships.iter().filter(|(scope, _)| state.is_enrolled(*scope));
    teams.find(|(_, role)| allows(*role, Right::Names)).map(|(analysis, _)| format!("/a/{analysis}"))
}
