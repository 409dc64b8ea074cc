//! Coming in and going out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use etappe_protocol::id::StreamId;
use etappe_protocol::text::FieldAddress;
use serde::Deserialize;
use serde_json::{Value, json};

use super::analysis;
use crate::access::{AuditKind, Change, Closed, Entry, Redemption, Role, ScopeKind, Token};
use crate::app::App;
use crate::http::agent;
use crate::http::auth::{self, Visitor};
use crate::http::error::ApiError;
use crate::http::input::Input;

/// Body of the two calls about a link.
#[derive(Deserialize)]
pub struct TokenBody {
    token: String,
    #[serde(default)]
    name: String,
}

/// `POST /api/invitation`: what a link is for. Changes nothing.
pub async fn invitation(
    State(app): State<Arc<App>>,
    Input(body): Input<TokenBody>,
) -> Result<Json<Value>, ApiError> {
    let token = Token::parse(&body.token).ok_or(ApiError::InvitationClosed)?;
    let now_ms = app.clock.now_ms();
    let preview = app.access.with(move |people| people.preview(&token, now_ms)).await?;
    let preview = preview.map_err(closed)?;
    let scope = preview.scopes.first().copied();
    Ok(Json(json!({
        "name": preview.name, "role": preview.role.name(), "kind": preview.role.kind().name(),
        "scope": scope.map(|scope| scope.to_string()), "title": title(&app, preview.role, scope).await?,
    })))
}

/// `POST /api/redeem`: a link becomes a session.
pub async fn redeem(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Input(body): Input<TokenBody>,
) -> Result<Response, ApiError> {
    let token = Token::parse(&body.token).ok_or(ApiError::InvitationClosed)?;
    let signed_in = auth::known(&app, &headers).await?;
    let before = signed_in.as_ref().map(|(actor, _)| *actor);
    let agent = agent::label(&headers);
    let redemption =
        Redemption { name: body.name, agent: agent.clone(), signed_in, now_ms: app.clock.now_ms() };
    let redeemed = app.access.with(move |people| people.redeem(&token, &redemption)).await?;
    let redeemed = match redeemed {
        Ok(redeemed) => redeemed,
        Err(closed_as) => {
            let (actor, error) = (before, closed(closed_as));
            let (scope, target, detail) = (None, None, error.code().to_owned());
            app.audit.note(Entry { kind: AuditKind::LoginFailed, actor, scope, target, detail }).await;
            return Err(error);
        }
    };
    // The session that the browser had has ended, and the person may be more than before.
    for actor in before.into_iter().chain([redeemed.actor]) {
        app.access.changed(Change::Person(actor));
    }
    let scope = redeemed.scopes.first().copied();
    for scope in &redeemed.scopes {
        let entry = Entry::of(redeemed.actor, AuditKind::InvitationRedeemed).at(*scope);
        app.audit.note(entry.to(redeemed.invitation).with(redeemed.role.name())).await;
    }
    app.audit.note(Entry::of(redeemed.actor, AuditKind::Login).with(agent)).await;
    let open = match (redeemed.role.kind(), redeemed.scopes.as_slice()) {
        (ScopeKind::Analysis, [stream]) => format!("/a/{stream}"),
        (ScopeKind::Cycle, [cycle]) => format!("/c/{cycle}"),
        (ScopeKind::Analysis | ScopeKind::Cycle | ScopeKind::Installation, _) => "/".to_owned(),
    };
    let seconds = app.access.limits().absolute_ms / 1_000;
    let cookie = set_cookie(&app, redeemed.session.secret(), seconds);
    let body = json!({
        "open": open, "role": redeemed.role.name(), "kind": redeemed.role.kind().name(),
        "scope": scope.map(|scope| scope.to_string()),
    });
    Ok((cookie, Json(body)).into_response())
}

/// `POST /api/logout`
pub async fn logout(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, ApiError> {
    let Visitor { person, cookie } = visitor;
    app.access.end_session(person.actor, cookie).await?;
    let entry = Entry::of(person.actor, AuditKind::SessionEnded).to(person.session);
    app.audit.note(entry.with("logout")).await;
    Ok((StatusCode::NO_CONTENT, set_cookie(&app, "", 0)).into_response())
}

/// The cookie lives in the browser as long as a session may at most; the server's own end of it comes first.
fn set_cookie(app: &App, secret: &str, seconds: i64) -> HeaderMap {
    let secure = if app.site.is_secure() { "; Secure" } else { "" };
    let name = app.site.cookie();
    let cookie = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let cookie = HeaderValue::try_from(cookie).ok();
    cookie.map(|cookie| (SET_COOKIE, cookie)).into_iter().collect()
}

async fn title(app: &App, role: Role, scope: Option<StreamId>) -> Result<String, ApiError> {
    match (role.kind(), scope) {
        (ScopeKind::Analysis, Some(scope)) => {
            let state = analysis(app, scope).await?;
            Ok(state.map(|state| state.text(&FieldAddress::TITLE).to_owned()).unwrap_or_default())
        }
        (ScopeKind::Analysis, None) | (ScopeKind::Cycle | ScopeKind::Installation, _) => Ok(String::new()),
    }
}

const fn closed(closed: Closed) -> ApiError {
    match closed {
        Closed::Neutral => ApiError::InvitationClosed,
        Closed::Used => ApiError::InvitationUsed,
    }
}
