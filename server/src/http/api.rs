//! The small JSON API around the live part: who am I, what may I open, come in, go out.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use etappe_protocol::codec;
use etappe_protocol::id::StreamId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::auth::Visitor;
use super::error::ApiError;
use crate::access::{Closed, Redemption, Right, Role, ScopeKind, Token, allows};
use crate::app::App;
use crate::stream::Summary;

/// Longest life of the cookie in the browser, in seconds; the server's own end of the session comes first.
const COOKIE_SECONDS: u32 = 30 * 24 * 60 * 60;

/// Body of the two calls about a link.
#[derive(Deserialize)]
pub struct TokenBody {
    token: String,
    #[serde(default)]
    name: String,
}

#[derive(Serialize)]
struct OverviewEntry {
    id: String,
    title: String,
    rated: usize,
    items: usize,
    contested: usize,
    last_change_ms: i64,
    here: usize,
}

/// `GET /api/me`
pub async fn me(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    let mut analyses = Vec::new();
    for (stream, role) in &visitor.person.memberships {
        if allows(*role, Right::Open) {
            let summary = summary(&app, *stream).await?;
            let (key, edition) = summary.catalogue;
            analyses.push(json!({
                "id": stream.to_string(), "title": summary.title, "role": role.name(),
                "catalogue": { "key": key, "edition": edition },
            }));
        }
    }
    let role = if visitor.person.is_coordinator() { Role::Coordinator } else { Role::Member };
    Ok(Json(json!({
        "actor": visitor.person.actor.to_string(), "name": visitor.person.name,
        "role": role.name(), "analyses": analyses,
    })))
}

/// `GET /api/overview`: progress of the teams that somebody accompanies; counts, no answers.
pub async fn overview(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    if !visitor.person.is_coordinator() {
        return Err(ApiError::NotFound);
    }
    let mut analyses = Vec::new();
    for (stream, role) in &visitor.person.memberships {
        if *role == Role::Coordinator {
            let Summary { title, rated, items, contested, last_change_ms, here, .. } =
                summary(&app, *stream).await?;
            let id = stream.to_string();
            analyses.push(OverviewEntry { id, title, rated, items, contested, last_change_ms, here });
        }
    }
    // By name: an order by progress would be a ranking.
    analyses.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(Json(json!({ "as_of_ms": app.clock.now_ms(), "analyses": analyses })))
}

/// `GET /api/catalogue/{key}/{edition}`: the questionnaire in its sent form.
pub async fn catalogue(
    State(app): State<Arc<App>>,
    _: Visitor,
    Path((key, edition)): Path<(String, u32)>,
) -> Result<Response, ApiError> {
    let catalogue = app.streams.catalogues().get(&key, edition).ok_or(ApiError::NotFound)?;
    let bytes = codec::encode(catalogue.as_ref()).map_err(|_| ApiError::Unavailable)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        // An edition never changes once it is used, but another installation may have another under this name.
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    Ok((headers, bytes).into_response())
}

/// `POST /api/invitation`: what a link is for. Changes nothing.
pub async fn invitation(
    State(app): State<Arc<App>>,
    body: Result<Json<TokenBody>, JsonRejection>,
) -> Result<Json<Value>, ApiError> {
    let Json(body) = body.map_err(|_| ApiError::BadRequest)?;
    let token = Token::parse(&body.token).ok_or(ApiError::InvitationClosed)?;
    let now_ms = app.clock.now_ms();
    let preview = app.access.with(move |people| people.preview(&token, now_ms)).await?;
    let preview = preview.map_err(closed)?;
    let title = match (preview.role.kind(), preview.scopes.first()) {
        (ScopeKind::Analysis, Some(stream)) => summary(&app, *stream).await?.title,
        (ScopeKind::Analysis, None) | (ScopeKind::Cycle | ScopeKind::Installation, _) => String::new(),
    };
    Ok(Json(json!({ "name": preview.name, "role": preview.role.name(), "title": title })))
}

/// `POST /api/redeem`: a link becomes a session.
pub async fn redeem(
    State(app): State<Arc<App>>,
    body: Result<Json<TokenBody>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(body) = body.map_err(|_| ApiError::BadRequest)?;
    let token = Token::parse(&body.token).ok_or(ApiError::InvitationClosed)?;
    let now_ms = app.clock.now_ms();
    let redemption = Redemption { name: body.name, now_ms, ..Redemption::default() };
    let redeemed = app.access.with(move |people| people.redeem(&token, &redemption)).await?;
    let redeemed = redeemed.map_err(closed)?;
    let open = match (redeemed.role.kind(), redeemed.scopes.as_slice()) {
        (ScopeKind::Analysis, [stream]) => format!("/a/{stream}"),
        (ScopeKind::Analysis | ScopeKind::Cycle | ScopeKind::Installation, _) => "/".to_owned(),
    };
    let cookie = set_cookie(&app, redeemed.session.secret(), COOKIE_SECONDS);
    Ok((cookie, Json(json!({ "open": open }))).into_response())
}

/// `POST /api/logout`
pub async fn logout(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, ApiError> {
    app.access.end_session(visitor.person.actor, visitor.cookie).await?;
    Ok((StatusCode::NO_CONTENT, set_cookie(&app, "", 0)).into_response())
}

const fn closed(closed: Closed) -> ApiError {
    match closed {
        Closed::Neutral => ApiError::InvitationClosed,
        Closed::Used => ApiError::InvitationUsed,
    }
}

fn set_cookie(app: &App, secret: &str, seconds: u32) -> HeaderMap {
    let secure = if app.site.is_secure() { "; Secure" } else { "" };
    let name = app.site.cookie();
    let cookie = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let cookie = HeaderValue::try_from(cookie).ok();
    cookie.map(|cookie| (SET_COOKIE, cookie)).into_iter().collect()
}

async fn summary(app: &App, stream: StreamId) -> Result<Summary, ApiError> {
    // A stream that was put away between the two steps is loaded again, once.
    for _ in 0..2 {
        let handle = app.streams.open(stream).await.map_err(|_| ApiError::Unavailable)?;
        if let Ok(summary) = handle.summarise().await {
            return Ok(summary);
        }
    }
    Err(ApiError::Unavailable)
}
