//! The installation: its regions and what is listed in it, and how cycles and teams without one begin.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{NewCycle, Wish};
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::Visitor;
use super::error::ApiError;
use super::input::Input;
use super::teams::{self, Lead};
use super::wire::{Packed, Sent};
use crate::access::{Right, Role};
use crate::app::App;
use crate::programme::Begin;

/// Body of `POST /api/analyses`.
#[derive(Deserialize)]
pub struct NewAnalysisBody {
    title: String,
    #[serde(default)]
    initiative: String,
    op_id: String,
    #[serde(default)]
    lead_name: String,
    lead_mail: Option<String>,
}

/// `GET /api/installation`: all of it for those who run it or count over it, regions and their own cycles for
/// coordinators.
pub async fn get(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Packed<InstallationState>, ApiError> {
    let person = &visitor.person;
    let held = app.programme.installation().await?;
    if person.may(Right::Install, StreamId::INSTALLATION) || person.may(Right::Counts, StreamId::INSTALLATION)
    {
        return Ok(Packed(held.state.clone()));
    }
    if !person.is_coordinator() {
        return Err(ApiError::NotFound);
    }
    let mut state = held.state.clone();
    state.analyses.clear();
    state.cycles.retain(|cycle, _| person.role_in(*cycle) == Some(Role::Coordinator));
    Ok(Packed(state))
}

/// `POST /api/installation`
pub async fn post(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Sent(wish): Sent<Wish<InstallationOp>>,
) -> Result<Packed<Revision>, ApiError> {
    installs(&visitor)?;
    Ok(Packed(app.programme.write_installation(visitor.person.actor, wish.op_id, wish.op).await?))
}

/// `POST /api/cycles`
pub async fn begin_cycle(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Sent(wish): Sent<Wish<NewCycle>>,
) -> Result<Packed<StreamId>, ApiError> {
    installs(&visitor)?;
    Ok(Packed(app.programme.begin_cycle(visitor.person.actor, wish.op_id, wish.op).await?))
}

/// `POST /api/analyses`: a team without a cycle, with a link for whoever leads it.
pub async fn begin_analysis(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Input(body): Input<NewAnalysisBody>,
) -> Result<Json<Value>, ApiError> {
    installs(&visitor)?;
    let NewAnalysisBody { title, initiative, op_id, lead_name, lead_mail } = body;
    let wish: OpId = op_id.parse().map_err(|_| ApiError::BadRequest)?;
    let actor = visitor.person.actor;
    let lead = Lead::new(&lead_name, lead_mail.as_deref())?;
    let begin = Begin { actor, wish, title, initiative, cycle: None };
    let analysis = app.programme.begin_analysis(begin).await?;
    let token = teams::invite_lead(&app, actor, analysis, lead).await?;
    Ok(Json(json!({ "id": analysis.to_string(), "token": token.secret() })))
}

fn installs(visitor: &Visitor) -> Result<(), ApiError> {
    let installs = visitor.person.may(Right::Install, StreamId::INSTALLATION);
    if installs { Ok(()) } else { Err(ApiError::NotFound) }
}
