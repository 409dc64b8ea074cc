//! What a team asks about its cycles, its scores, and who looked in.

use etappe_protocol::compare::{Comparison, Point};
use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::redact::{RedactionAsked, RedactionFound};
use etappe_protocol::view::{SheetEntry, TeamCycle, TeamReport};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::wire::{Body, json, postcard, request};

/// A look into an analysis from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Look {
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// How whoever looked is called; nothing where nobody knows any more.
    #[serde(default)]
    pub name: Option<String>,
    /// What was looked at.
    pub what: String,
}

#[derive(Serialize)]
struct CycleWish {
    cycle: String,
    op_id: String,
}

/// The cycles that a team takes part in or is invited to.
///
/// # Errors
/// [`ApiError`].
pub async fn cycles(analysis: StreamId) -> Result<Vec<TeamCycle>, ApiError> {
    let path = format!("/api/analysis/{analysis}/cycles");
    postcard(&request("GET", &path, Body::Nothing).await?).await
}

/// The score sheets of closed milestones.
///
/// # Errors
/// [`ApiError`].
pub async fn sheets(analysis: StreamId) -> Result<Vec<SheetEntry>, ApiError> {
    let path = format!("/api/analysis/{analysis}/sheets");
    postcard(&request("GET", &path, Body::Nothing).await?).await
}

/// What the report on paper is made from.
///
/// # Errors
/// [`ApiError`].
pub async fn report(analysis: StreamId) -> Result<TeamReport, ApiError> {
    let path = format!("/api/analysis/{analysis}/report");
    postcard(&request("GET", &path, Body::Nothing).await?).await
}

/// Two points compared.
///
/// # Errors
/// [`ApiError`].
pub async fn compare(analysis: StreamId, from: Point, to: Point) -> Result<Comparison, ApiError> {
    let path = format!("/api/analysis/{analysis}/compare?from={from}&to={to}");
    postcard(&request("GET", &path, Body::Nothing).await?).await
}

/// Who looked in from outside.
///
/// # Errors
/// [`ApiError`].
pub async fn looks(analysis: StreamId) -> Result<Vec<Look>, ApiError> {
    let path = format!("/api/analysis/{analysis}/looks");
    json(&request("GET", &path, Body::Nothing).await?).await
}

/// The team takes part in a cycle.
///
/// # Errors
/// [`ApiError`].
pub async fn consent(analysis: StreamId, cycle: StreamId, op_id: OpId) -> Result<(), ApiError> {
    about(analysis, "consent", cycle, op_id).await
}

/// The team takes no part in a cycle any more.
///
/// # Errors
/// [`ApiError`].
pub async fn leave(analysis: StreamId, cycle: StreamId, op_id: OpId) -> Result<(), ApiError> {
    about(analysis, "leave", cycle, op_id).await
}

async fn about(analysis: StreamId, verb: &str, cycle: StreamId, op_id: OpId) -> Result<(), ApiError> {
    let wish = CycleWish { cycle: cycle.to_string(), op_id: op_id.to_string() };
    let path = format!("/api/analysis/{analysis}/{verb}");
    request("POST", &path, Body::json(&wish)?).await.map(|_| ())
}

/// Makes something unreadable in the whole history, or only says where it stands.
///
/// # Errors
/// [`ApiError`].
pub async fn redact(analysis: StreamId, asked: &RedactionAsked) -> Result<RedactionFound, ApiError> {
    let path = format!("/api/analysis/{analysis}/redact");
    postcard(&request("POST", &path, Body::postcard(asked)?).await?).await
}
