//! One's own sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::{AuditKind, Change, Entry};
use crate::app::App;
use crate::hex::hex;
use crate::http::auth::Visitor;
use crate::http::error::ApiError;
use crate::http::input::{self, Input};

/// Body of `POST /api/sessions/end`: one of them, or all but this one.
#[derive(Deserialize)]
pub struct EndBody {
    id: Option<String>,
    #[serde(default)]
    others: bool,
}

/// `GET /api/sessions`
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    let (actor, now_ms, limits) = (visitor.person.actor, app.clock.now_ms(), *app.access.limits());
    let sessions = app.access.with(move |people| people.sessions(actor, now_ms, &limits)).await?;
    let listed = sessions.into_iter().map(|session| {
        json!({
            "id": hex(&session.id), "current": session.id == visitor.person.session,
            "created_ms": session.created_ms, "seen_ms": session.seen_ms, "agent": session.agent,
        })
    });
    Ok(Json(listed.collect()))
}

/// `POST /api/sessions/end`; sockets of what has ended close at once.
pub async fn end(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Input(body): Input<EndBody>,
) -> Result<StatusCode, ApiError> {
    let (actor, current) = (visitor.person.actor, visitor.person.session);
    let one = body.id.as_deref().map(input::id).transpose()?;
    if one.is_none() && !body.others {
        return Err(ApiError::BadRequest);
    }
    let is_meant = move |id| one.map_or(id != current, |one| one == id);
    let ended = app.access.with(move |people| people.end_sessions(actor, is_meant)).await?;
    if ended == 0 && one.is_some() {
        return Err(ApiError::NotFound);
    }
    app.access.changed(Change::Person(actor));
    let entry =
        Entry::of(actor, AuditKind::SessionEnded).with(if one.is_some() { "listed" } else { "others" });
    app.audit.note(Entry { target: one, ..entry }).await;
    Ok(StatusCode::NO_CONTENT)
}
