//! The API around the live part: small JSON, and postcard where the protocol has a shape for it.

pub mod cycle;
pub mod history;
pub mod people;
pub mod team;
pub mod wire;

use serde::{Deserialize, Serialize};

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::id::{OpId, ReplicaId};

use crate::locale::Lang;
use wire::{Body, json, request};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The pseudonym that events carry.
    #[serde(default)]
    pub actor: String,
    /// The person's name.
    pub name: String,
    /// When the session ends, UTC milliseconds since 1970.
    #[serde(default)]
    pub session_ends_ms: i64,
    /// Whether the person runs the installation.
    #[serde(default)]
    pub operator: bool,
    /// Whether the person leads the programme.
    #[serde(default)]
    pub programme_lead: bool,
    /// Cycles that the person coordinates.
    #[serde(default)]
    pub cycles: Vec<CycleEntry>,
    /// What a member may open.
    pub analyses: Vec<AnalysisEntry>,
}

/// One cycle of a coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CycleEntry {
    /// The stream's id.
    pub id: String,
    /// Its title; empty where it is not said.
    #[serde(default)]
    pub title: String,
}

/// One analysis of a member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AnalysisEntry {
    /// The stream's id.
    pub id: String,
    /// Its title, empty where there is none yet.
    pub title: String,
    /// What the person is there: `lead`, `editor`, `viewer` or `guest`.
    #[serde(default)]
    pub role: String,
}

/// What an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Invitation {
    /// The name it was made out to.
    pub name: Option<String>,
    /// `member` or `coordinator`.
    pub role: String,
    /// The analysis' title.
    pub title: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// Nobody is signed in.
    SignedOut,
    /// No such thing, or none that this person may see.
    NotFound,
    /// The server says why.
    Said {
        /// In German.
        de: String,
        /// In English.
        en: String,
        /// The stable name of the rejection where an op was refused, else that of the error.
        rejection: Option<String>,
    },
    /// No answer, or none that can be understood.
    Trouble,
}

impl ApiError {
    /// What there is to say: the server's words, or that it did not answer.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        self.said(lang).unwrap_or(lang.texts().trouble_text).to_owned()
    }

    /// What the server said, in a language.
    #[must_use]
    pub fn said(&self, lang: Lang) -> Option<&str> {
        match (self, lang) {
            (Self::Said { de, .. }, Lang::De) => Some(de),
            (Self::Said { en, .. }, Lang::En) => Some(en),
            (Self::SignedOut | Self::NotFound | Self::Trouble, _) => None,
        }
    }

    /// Whether somebody else has changed the same thing meanwhile.
    #[must_use]
    pub fn is_changed_since(&self) -> bool {
        match self {
            Self::Said { rejection: Some(name), .. } => name
                .chars()
                .filter(char::is_ascii_alphabetic)
                .collect::<String>()
                .eq_ignore_ascii_case("changedsince"),
            Self::Said { rejection: None, .. } | Self::SignedOut | Self::NotFound | Self::Trouble => false,
        }
    }
}

#[derive(Serialize)]
struct Token<'a> {
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Deserialize)]
struct Redeemed {
    open: String,
}

/// Who is signed in.
///
/// # Errors
/// [`ApiError`].
pub async fn me() -> Result<Me, ApiError> {
    json(&call("GET", "/api/me", None).await?).await
}

/// What an invitation is for; changes nothing.
///
/// # Errors
/// [`ApiError`].
pub async fn invitation(token: &str) -> Result<Invitation, ApiError> {
    json(&call("POST", "/api/invitation", Some(&Token { token, name: None })).await?).await
}

/// Takes an invitation up. Gives the path to open.
///
/// # Errors
/// [`ApiError`].
pub async fn redeem(token: &str, name: &str) -> Result<String, ApiError> {
    let redeemed: Redeemed =
        json(&call("POST", "/api/redeem", Some(&Token { token, name: Some(name) })).await?).await?;
    Ok(redeemed.open)
}

/// Signs out.
///
/// # Errors
/// [`ApiError`].
pub async fn logout() -> Result<(), ApiError> {
    call("POST", "/api/logout", None).await.map(|_| ())
}

/// An edition of a questionnaire.
///
/// # Errors
/// [`ApiError`].
pub async fn catalogue(key: &str, edition: u32) -> Result<Catalogue, ApiError> {
    wire::postcard(&call("GET", &format!("/api/catalogue/{key}/{edition}"), None).await?).await
}

async fn call(method: &str, path: &str, body: Option<&Token<'_>>) -> Result<web_sys::Response, ApiError> {
    request(method, path, body.map_or(Ok(Body::Nothing), Body::json)?).await
}

/// A name for a wish. Keep it for a repeat: the same name changes nothing twice.
#[must_use]
pub fn wish_id() -> OpId {
    OpId { replica: ReplicaId(crate::browser::random()), counter: 1 }
}
