//! A cycle, for those who run it. Whoever may not see it is told what is told of one that does not exist.

use std::sync::Arc;

use axum::extract::{Path, State};
use etappe_protocol::cycle::{CycleOp, CycleState};
use etappe_protocol::id::StreamId;
use etappe_protocol::view::{CycleView, CycleWritten, Wish};

use super::auth::Visitor;
use super::error::ApiError;
use super::wire::{Packed, Sent};
use crate::access::Right;
use crate::app::App;
use crate::stream::Held;

/// `GET /api/cycle/{cycle}`
pub async fn get(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
) -> Result<Packed<CycleView>, ApiError> {
    let person = &visitor.person;
    let cycle: StreamId = cycle.parse().map_err(|_| ApiError::NotFound)?;
    if !person.may(Right::RunCycle, cycle) && !person.may(Right::Install, StreamId::INSTALLATION) {
        return Err(ApiError::NotFound);
    }
    let held = there(&app, cycle).await?;
    // Whatever a crash has left behind is put right for the next look.
    app.programme.look_at(cycle);
    let names = app.access.with(move |people| people.members(cycle)).await?;
    Ok(Packed(CycleView { revision: held.revision, state: held.state.clone(), names }))
}

/// `POST /api/cycle/{cycle}`
pub async fn post(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
    Sent(wish): Sent<Wish<CycleOp>>,
) -> Result<Packed<CycleWritten>, ApiError> {
    let cycle = run(&visitor, &cycle)?;
    there(&app, cycle).await?;
    Ok(Packed(app.programme.write_cycle(cycle, visitor.person.actor, wish.op_id, wish.op).await?))
}

/// The cycle, if the visitor runs it.
pub(super) fn run(visitor: &Visitor, cycle: &str) -> Result<StreamId, ApiError> {
    let cycle = cycle.parse().map_err(|_| ApiError::NotFound)?;
    if visitor.person.may(Right::RunCycle, cycle) { Ok(cycle) } else { Err(ApiError::NotFound) }
}

/// What holds in a cycle that exists.
pub(super) async fn there(app: &App, cycle: StreamId) -> Result<Arc<Held<CycleState>>, ApiError> {
    app.programme.cycle(cycle).await?.ok_or(ApiError::NotFound)
}
