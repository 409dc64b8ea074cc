//! Who belongs to a scope, how others get in, and one's own sessions.

use serde::{Deserialize, Serialize};

use super::ApiError;
use super::wire::{Body, json, request};

/// The people of a scope, and invitations that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct People {
    /// Everybody with a role.
    pub members: Vec<Member>,
    /// Links that still open something; empty for those who may not invite.
    #[serde(default)]
    pub invitations: Vec<OpenInvitation>,
}

/// Somebody with a role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The pseudonym that events carry.
    pub actor: String,
    /// The name.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// Whether that is whoever asks.
    #[serde(default)]
    pub you: bool,
}

/// A link that still opens something.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OpenInvitation {
    /// Names it, without opening anything.
    pub id: String,
    /// Whom it was made out to.
    #[serde(default)]
    pub name: Option<String>,
    /// The role's word.
    pub role: String,
    /// Whether it is for a room.
    #[serde(default)]
    pub team: bool,
    /// UTC milliseconds since 1970.
    pub expires_ms: i64,
}

/// A new invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Invite {
    /// Whom for.
    pub name: Option<String>,
    /// Their address, for asking for another link.
    pub mail: Option<String>,
    /// The role's word.
    pub role: String,
    /// Whether it is for a room.
    pub team: bool,
    /// How long it is valid.
    pub days: u16,
}

/// A link that was just made; its secret cannot be had again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MadeLink {
    /// The secret.
    pub token: String,
    /// UTC milliseconds since 1970.
    pub expires_ms: i64,
}

/// Somebody who has lost their link.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LinkRequest {
    /// Who.
    pub actor: String,
    /// The name.
    pub name: String,
    /// UTC milliseconds since 1970.
    pub asked_ms: i64,
}

/// One of the own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// Names it.
    pub id: String,
    /// Whether it is this one.
    pub current: bool,
    /// UTC milliseconds since 1970.
    pub created_ms: i64,
    /// UTC milliseconds since 1970.
    pub seen_ms: i64,
    /// Browser and system in a word.
    #[serde(default)]
    pub agent: String,
}

#[derive(Serialize)]
struct Id<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct RoleChange<'a> {
    actor: &'a str,
    role: Option<&'a str>,
}

#[derive(Serialize)]
struct Actor<'a> {
    actor: &'a str,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Mail<'a> {
    mail: &'a str,
}

#[derive(Serialize)]
struct Others {
    others: bool,
}

/// Who belongs to a scope.
///
/// # Errors
/// [`ApiError`].
pub async fn people(scope: &str) -> Result<People, ApiError> {
    json(&request("GET", &format!("/api/people/{scope}"), Body::Nothing).await?).await
}

/// Makes a link.
///
/// # Errors
/// [`ApiError`].
pub async fn invite(scope: &str, invite: &Invite) -> Result<MadeLink, ApiError> {
    json(&request("POST", &format!("/api/people/{scope}/invite"), Body::json(invite)?).await?).await
}

/// Takes a link back.
///
/// # Errors
/// [`ApiError`].
pub async fn revoke(scope: &str, id: &str) -> Result<(), ApiError> {
    post(&format!("/api/people/{scope}/revoke"), &Id { id }).await
}

/// Gives somebody another role, or none.
///
/// # Errors
/// [`ApiError`].
pub async fn set_role(scope: &str, actor: &str, role: Option<&str>) -> Result<(), ApiError> {
    post(&format!("/api/people/{scope}/role"), &RoleChange { actor, role }).await
}

/// Those who have lost their link and whom one may help.
///
/// # Errors
/// [`ApiError`].
pub async fn link_requests() -> Result<Vec<LinkRequest>, ApiError> {
    json(&request("GET", "/api/link-requests", Body::Nothing).await?).await
}

/// Makes a new link for somebody who has lost theirs.
///
/// # Errors
/// [`ApiError`].
pub async fn answer_request(actor: &str) -> Result<MadeLink, ApiError> {
    json(&request("POST", "/api/link-requests", Body::json(&Actor { actor })?).await?).await
}

/// Asks for a new link. The answer is the same whether or not anybody has this address.
///
/// # Errors
/// [`ApiError`].
pub async fn ask_for_link(mail: &str) -> Result<(), ApiError> {
    post("/api/link-request", &Mail { mail }).await
}

/// Another name for oneself.
///
/// # Errors
/// [`ApiError`].
pub async fn rename(name: &str) -> Result<(), ApiError> {
    post("/api/me/name", &Name { name }).await
}

/// The own sessions.
///
/// # Errors
/// [`ApiError`].
pub async fn sessions() -> Result<Vec<Session>, ApiError> {
    json(&request("GET", "/api/sessions", Body::Nothing).await?).await
}

/// Ends one of the own sessions.
///
/// # Errors
/// [`ApiError`].
pub async fn end_session(id: &str) -> Result<(), ApiError> {
    post("/api/sessions/end", &Id { id }).await
}

/// Ends all own sessions but this one.
///
/// # Errors
/// [`ApiError`].
pub async fn end_others() -> Result<(), ApiError> {
    post("/api/sessions/end", &Others { others: true }).await
}

async fn post<T: Serialize>(path: &str, body: &T) -> Result<(), ApiError> {
    request("POST", path, Body::json(body)?).await.map(|_| ())
}
