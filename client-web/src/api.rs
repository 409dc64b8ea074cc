//! The small JSON API around the live part.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec;

use crate::browser;
use crate::locale::Lang;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The person's name.
    pub name: String,
    /// `member` or `coordinator`.
    pub role: String,
    /// What a member may open.
    pub analyses: Vec<AnalysisEntry>,
}

/// One analysis of a member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AnalysisEntry {
    /// The stream's id.
    pub id: String,
    /// Its title, empty where there is none yet.
    pub title: String,
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

/// Progress of the teams that a coordinator accompanies.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Overview {
    /// When this held, UTC milliseconds since 1970.
    pub as_of_ms: i64,
    /// In a fixed order that says nothing about progress.
    pub analyses: Vec<Progress>,
}

/// Progress of one team.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Progress {
    /// The stream's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Statements with an answer.
    pub rated: usize,
    /// Statements altogether.
    pub items: usize,
    /// Statements with several proposals.
    pub contested: usize,
    /// Time of the last change, UTC milliseconds since 1970.
    pub last_change_ms: Option<i64>,
    /// People who have it open.
    pub here: usize,
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
    },
    /// No answer, or none that can be understood.
    Trouble,
}

impl ApiError {
    /// What the server said, in a language.
    #[must_use]
    pub fn said(&self, lang: Lang) -> Option<&str> {
        match (self, lang) {
            (Self::Said { de, .. }, Lang::De) => Some(de),
            (Self::Said { en, .. }, Lang::En) => Some(en),
            (Self::SignedOut | Self::NotFound | Self::Trouble, _) => None,
        }
    }
}

#[derive(Deserialize)]
struct Message {
    message_de: String,
    message_en: String,
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

/// How far the teams are.
///
/// # Errors
/// [`ApiError`].
pub async fn overview() -> Result<Overview, ApiError> {
    json(&call("GET", "/api/overview", None).await?).await
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
    let response = call("GET", &format!("/api/catalogue/{key}/{edition}"), None).await?;
    let body = response.array_buffer().map_err(|_| ApiError::Trouble)?;
    let body = JsFuture::from(body).await.map_err(|_| ApiError::Trouble)?;
    codec::decode(&js_sys::Uint8Array::new(&body).to_vec()).map_err(|_| ApiError::Trouble)
}

async fn call(method: &str, path: &str, body: Option<&Token<'_>>) -> Result<Response, ApiError> {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Trouble)?;
        let headers = Headers::new().map_err(|_| ApiError::Trouble)?;
        headers.set("content-type", "application/json").map_err(|_| ApiError::Trouble)?;
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(&body));
    }
    let response = JsFuture::from(browser::window().fetch_with_str_and_init(path, &init)).await;
    let response: Response =
        response.ok().and_then(|response| response.dyn_into().ok()).ok_or(ApiError::Trouble)?;
    match response.status() {
        200..300 => Ok(response),
        401 => Err(ApiError::SignedOut),
        404 => Err(ApiError::NotFound),
        _ => Err(match json::<Message>(&response).await {
            Ok(message) => ApiError::Said { de: message.message_de, en: message.message_en },
            Err(_) => ApiError::Trouble,
        }),
    }
}

async fn json<T: DeserializeOwned>(response: &Response) -> Result<T, ApiError> {
    let text = response.text().map_err(|_| ApiError::Trouble)?;
    let text = JsFuture::from(text).await.map_err(|_| ApiError::Trouble)?;
    let text = text.as_string().ok_or(ApiError::Trouble)?;
    serde_json::from_str(&text).map_err(|_| ApiError::Trouble)
}
