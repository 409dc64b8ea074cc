//! Who am I, and what may I open.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use etappe_protocol::id::StreamId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::summary;
use crate::access::{Change, Right, Role, allows};
use crate::app::App;
use crate::http::auth::Visitor;
use crate::http::error::ApiError;
use crate::http::input::{Input, hex};
use crate::stream::Summary;

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
            && let Some(Summary { title, catalogue: (key, edition), .. }) = summary(&app, *scope).await?
        {
            analyses.push(json!({
                "id": scope.to_string(), "title": title, "role": role.name(),
                "catalogue": { "key": key, "edition": edition },
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
    let role = if person.is_coordinator() { Role::Coordinator } else { Role::Member };
    Ok(Json(json!({
        "actor": person.actor.to_string(), "name": person.name,
        "session": hex(person.session), "session_ends_ms": person.ends_ms,
        "operator": person.is_operator(),
        "programme_lead": person.role_in(StreamId::INSTALLATION) == Some(Role::ProgrammeLead),
        "scopes": scopes.collect::<Vec<_>>(), "cycles": cycles, "analyses": analyses, "role": role.name(),
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

/// `GET /api/overview`: progress of the teams that somebody accompanies; counts, no answers.
pub async fn overview(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    if !visitor.person.is_coordinator() {
        return Err(ApiError::NotFound);
    }
    let mut analyses = Vec::new();
    for scope in visitor.person.scopes(Role::Coordinator) {
        // A cycle has a board instead.
        if !app.is_analysis(scope).await? {
            continue;
        }
        let Some(summary) = summary(&app, scope).await? else { continue };
        let Summary { title, rated, items, contested, last_change_ms, here, .. } = summary;
        let id = scope.to_string();
        analyses.push(OverviewEntry { id, title, rated, items, contested, last_change_ms, here });
    }
    // By name: an order by progress would be a ranking.
    analyses.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(Json(json!({ "as_of_ms": app.clock.now_ms(), "analyses": analyses })))
}
