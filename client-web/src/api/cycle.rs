//! What coordinators, programme leads and operators ask for and hand in.

use etappe_protocol::cycle::CycleOp;
use etappe_protocol::id::{ItemId, OpId, RegionId, ReplicaId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{
    AskedQuestion, CycleView, CycleWritten, NewCycle, NewTeam, NewTeamMade, TeamPage, Wish,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::wire::{self, Body, request};
use crate::browser;

/// A wish under a new id. Keep it for a repeat: the same id changes nothing twice.
#[must_use]
pub fn wish<T>(op: T) -> Wish<T> {
    Wish { op_id: OpId { replica: ReplicaId(browser::random()), counter: 1 }, op }
}

/// People of a scope and who is invited to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct People {
    /// Who is in.
    pub members: Vec<Member>,
    /// Who may come in.
    pub invitations: Vec<Invited>,
}

/// Somebody with a role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The pseudonym.
    pub actor: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// Whether it is the person who asks.
    #[serde(default)]
    pub you: bool,
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Invited {
    /// Names it, so that it can be taken back.
    pub id: serde_json::Value,
    /// Whom it was made out to.
    #[serde(default)]
    pub name: Option<String>,
    /// The role it gives.
    pub role: String,
    /// Whether it is for many.
    #[serde(default)]
    pub team: bool,
    /// Until when it holds, UTC milliseconds since 1970.
    pub expires_ms: i64,
}

/// A link that was made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// The secret; is not told again.
    pub token: String,
    /// Until when it holds, UTC milliseconds since 1970.
    pub expires_ms: i64,
}

#[derive(Serialize)]
struct Invite<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<&'a str>,
    role: &'a str,
    team: bool,
    days: u32,
}

#[derive(Serialize)]
struct Revoke<'a> {
    id: &'a serde_json::Value,
}

#[derive(Serialize)]
struct SetRole<'a> {
    actor: &'a str,
    role: Option<&'a str>,
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

/// People of a cycle, an analysis or the installation.
///
/// # Errors
/// [`ApiError`].
pub async fn people(scope: StreamId) -> Result<People, ApiError> {
    wire::json(&request("GET", &format!("/api/people/{scope}"), Body::Nothing).await?).await
}

/// Makes a personal link that gives a role.
///
/// # Errors
/// [`ApiError`].
pub async fn invite(scope: StreamId, name: &str, role: &str, days: u32) -> Result<Link, ApiError> {
    let name = Some(name).filter(|name| !name.is_empty());
    let body = Body::json(&Invite { name, mail: None, role, team: false, days })?;
    wire::json(&request("POST", &format!("/api/people/{scope}/invite"), body).await?).await
}

/// Takes an invitation back.
///
/// # Errors
/// [`ApiError`].
pub async fn revoke(scope: StreamId, id: &serde_json::Value) -> Result<(), ApiError> {
    let body = Body::json(&Revoke { id })?;
    request("POST", &format!("/api/people/{scope}/revoke"), body).await.map(|_| ())
}

/// Gives somebody another role, or none.
///
/// # Errors
/// [`ApiError`].
pub async fn set_role(scope: StreamId, actor: &str, role: Option<&str>) -> Result<(), ApiError> {
    let body = Body::json(&SetRole { actor, role })?;
    request("POST", &format!("/api/people/{scope}/role"), body).await.map(|_| ())
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
