//! Who am I, and what may I open.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use etappe_protocol::id::StreamId;
use etappe_protocol::text::FieldAddress;
use serde::Deserialize;
use serde_json::{Value, json};

use super::analysis;
use crate::access::{Change, Right, Role, allows};
use crate::app::App;
use crate::hex::hex;
use crate::http::auth::Visitor;
use crate::http::error::ApiError;
use crate::http::input::Input;

/// Body of `POST /api/me/name`.
#[derive(Deserialize)]
pub struct NameBody {
    name: String,
}

/// `GET /api/me`
pub async fn me(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    let person = &visitor.person;
    let mut analyses = Vec::new();
    for (scope, role) in &person.memberships {
        if allows(*role, Right::Open)
            && let Some(state) = analysis(&app, *scope).await?
        {
            analyses.push(json!({
                "id": scope.to_string(), "title": state.text(&FieldAddress::TITLE), "role": role.name(),
                "catalogue": state.created.as_ref().map(|created| json!({
                    "key": created.catalogue_key, "edition": created.catalogue_edition,
                })),
            }));
        }
    }
    let mut cycles = Vec::new();
    for cycle in person.scopes(Role::Coordinator) {
        if let Some(held) = app.programme.cycle(cycle).await? {
            let title = held.state.title.as_ref().map(|title| title.value.as_str());
            cycles.push(json!({ "id": cycle.to_string(), "title": title }));
        }
    }
    let scopes = person.memberships.iter().map(
        |(scope, role)| json!({ "id": scope.to_string(), "kind": role.kind().name(), "role": role.name() }),
    );
    Ok(Json(json!({
        "actor": person.actor.to_string(), "name": person.name,
        "session": hex(&person.session), "session_ends_ms": person.ends_ms,
        "operator": person.is_operator(),
        "programme_lead": person.role_in(StreamId::INSTALLATION) == Some(Role::ProgrammeLead),
        "scopes": scopes.collect::<Vec<_>>(), "cycles": cycles, "analyses": analyses,
    })))
}

/// `POST /api/me/name`: another name, which everybody there learns at once.
pub async fn name(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Input(NameBody { name }): Input<NameBody>,
) -> Result<StatusCode, ApiError> {
    let actor = visitor.person.actor;
    if !app.access.with(move |people| people.rename(actor, &name)).await? {
        return Err(ApiError::BadRequest);
    }
    for (scope, _) in visitor.person.memberships {
        app.access.changed(Change::Scope(scope));
    }
    Ok(StatusCode::NO_CONTENT)
}
