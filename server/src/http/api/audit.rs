//! The audit log for operators, and for a team who looked at its analysis.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use etappe_protocol::id::StreamId;
use futures_util::stream;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::{AuditError, AuditKind, Entry, Right};
use crate::app::App;
use crate::http::auth::Visitor;
use crate::http::error::ApiError;
use crate::http::input;

/// Rows that are read at once.
const PAGE: usize = 1_000;
/// Looks that a team is shown.
const LOOKS: usize = 200;

/// Query of `GET /api/audit`.
#[derive(Deserialize)]
pub struct AuditQuery {
    /// The number of the last row that the asker has.
    #[serde(default)]
    after: u64,
}

/// `GET /api/audit`: one JSON object a line, in order.
pub async fn export(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    query: Result<Query<AuditQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    if !visitor.person.may(Right::Audit, StreamId::INSTALLATION) {
        return Err(ApiError::NotFound);
    }
    let Query(AuditQuery { after }) = query.map_err(|_| ApiError::BadRequest)?;
    let actor = visitor.person.actor;
    app.audit.note(Entry::of(actor, AuditKind::Exported).at(StreamId::INSTALLATION).with("audit")).await;
    let audit = app.audit.clone();
    // Page by page, so that a year of rows is never in memory at once.
    let pages = stream::try_unfold(after, move |after| {
        let audit = audit.clone();
        async move {
            let rows = audit.rows(after, PAGE).await?;
            let Some(last) = rows.last().map(|row| row.number) else { return Ok::<_, AuditError>(None) };
            let lines: String = rows.iter().map(|row| format!("{}\n", row.json())).collect();
            Ok(Some((Bytes::from(lines), last)))
        }
    });
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/jsonl"))];
    Ok((kind, Body::from_stream(pages)).into_response())
}

/// `GET /api/analysis/{id}/looks`: who looked at it without working on it.
pub async fn looks(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let analysis = StreamId(input::id(&id)?);
    let may = |right| visitor.person.may(right, analysis);
    if !may(Right::LeadTeam) && !may(Right::Edit) {
        return Err(ApiError::NotFound);
    }
    let looks = app.audit.looks(analysis, LOOKS).await.map_err(ApiError::of_audit)?;
    let mut listed = Vec::with_capacity(looks.len());
    for look in looks {
        let name = app.access.with(move |people| people.name(look.actor)).await?;
        listed.push(json!({
            "actor": look.actor.to_string(), "name": name, "what": look.what.name(), "time_ms": look.time_ms,
        }));
    }
    Ok(Json(listed.into()))
}
