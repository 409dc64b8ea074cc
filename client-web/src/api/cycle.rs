//! What coordinators, programme leads and operators ask for and hand in.

use etappe_protocol::compare::{Comparison, Point};
use etappe_protocol::cycle::CycleOp;
use etappe_protocol::id::{ItemId, RegionId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{
    AskedQuestion, CycleReport, CycleView, CycleWritten, NewCycle, NewTeam, NewTeamMade, TeamPage, Wish,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::wire::{self, Body, request};
use super::wish_id;

/// A wish under a new id. Keep it for a repeat: the same id changes nothing twice.
#[must_use]
pub fn wish<T>(op: T) -> Wish<T> {
    Wish { op_id: wish_id(), op }
}

#[derive(Deserialize)]
struct Feed {
    url: String,
}

async fn get<T: DeserializeOwned + Serialize>(path: &str) -> Result<T, ApiError> {
    wire::postcard(&request("GET", path, Body::Nothing).await?).await
}

async fn post<B: Serialize, T: DeserializeOwned + Serialize>(path: &str, body: &B) -> Result<T, ApiError> {
    wire::postcard(&request("POST", path, Body::postcard(body)?).await?).await
}

/// The installation as far as the person may see it.
///
/// # Errors
/// [`ApiError`].
pub async fn installation() -> Result<InstallationState, ApiError> {
    get("/api/installation").await
}

/// Adds a region, or calls it differently.
///
/// # Errors
/// [`ApiError`].
pub async fn name_region(region: RegionId, name: String, seen: Revision) -> Result<Revision, ApiError> {
    post("/api/installation", &wish(InstallationOp::NameRegion { region, name, seen })).await
}

/// Begins a cycle.
///
/// # Errors
/// [`ApiError`].
pub async fn begin_cycle(new: &Wish<NewCycle>) -> Result<StreamId, ApiError> {
    post("/api/cycles", new).await
}

/// A cycle with everything that its coordinators decide.
///
/// # Errors
/// [`ApiError`].
pub async fn cycle(cycle: StreamId) -> Result<CycleView, ApiError> {
    get(&format!("/api/cycle/{cycle}")).await
}

/// Hands in a wish about a cycle.
///
/// # Errors
/// [`ApiError`].
pub async fn write(cycle: StreamId, op: &Wish<CycleOp>) -> Result<CycleWritten, ApiError> {
    post(&format!("/api/cycle/{cycle}"), op).await
}

/// Begins a team and invites it.
///
/// # Errors
/// [`ApiError`].
pub async fn new_team(cycle: StreamId, new: &Wish<NewTeam>) -> Result<NewTeamMade, ApiError> {
    post(&format!("/api/cycle/{cycle}/teams"), new).await
}

/// A team as it allows its coordinator to see it.
///
/// # Errors
/// [`ApiError`].
pub async fn team(cycle: StreamId, analysis: StreamId) -> Result<TeamPage, ApiError> {
    get(&format!("/api/cycle/{cycle}/team/{analysis}")).await
}

/// A cycle as its teams let it be seen on paper.
///
/// # Errors
/// [`ApiError`].
pub async fn report(cycle: StreamId) -> Result<CycleReport, ApiError> {
    get(&format!("/api/cycle/{cycle}/report")).await
}

/// Two points of a team compared, as far as it allows.
///
/// # Errors
/// [`ApiError`].
pub async fn compare(
    cycle: StreamId,
    analysis: StreamId,
    from: Point,
    to: Point,
) -> Result<Comparison, ApiError> {
    get(&format!("/api/cycle/{cycle}/team/{analysis}/compare?from={from}&to={to}")).await
}

/// Asks a team something.
///
/// # Errors
/// [`ApiError`].
pub async fn ask(
    cycle: StreamId,
    analysis: StreamId,
    subject: ItemId,
    text: String,
) -> Result<Revision, ApiError> {
    let question = wish(AskedQuestion { subject, text });
    post(&format!("/api/cycle/{cycle}/team/{analysis}/question"), &question).await
}

/// The address of the person's own calendar feed of a cycle.
///
/// # Errors
/// [`ApiError`].
pub async fn calendar(cycle: StreamId) -> Result<String, ApiError> {
    let path = format!("/api/cycle/{cycle}/calendar");
    let feed: Feed = wire::json(&request("GET", &path, Body::Nothing).await?).await?;
    Ok(feed.url)
}

/// Counts over regions and cycles, as they come.
///
/// # Errors
/// [`ApiError`].
pub async fn programme() -> Result<serde_json::Value, ApiError> {
    wire::json(&request("GET", "/api/programme", Body::Nothing).await?).await
}

/// The audit log, one JSON object a line, as it comes.
///
/// # Errors
/// [`ApiError`].
pub async fn audit() -> Result<String, ApiError> {
    wire::text(&request("GET", "/api/audit", Body::Nothing).await?).await
}
