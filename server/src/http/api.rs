//! The small JSON API around the live part: who am I, what may I open, come in, go out, who else.

mod audit;
mod catalogue;
mod entry;
mod me;
pub(super) mod people;
mod requests;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::id::StreamId;

use super::error::ApiError;
use crate::app::App;
use crate::programme::ProgrammeError;
use crate::stream::LoadError;

/// All routes of the API.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/me", get(me::me))
        .route("/api/me/name", post(me::name))
        .route("/api/catalogue/{key}/{edition}", get(catalogue::catalogue))
        .route("/api/invitation", post(entry::invitation))
        .route("/api/redeem", post(entry::redeem))
        .route("/api/logout", post(entry::logout))
        .route("/api/sessions", get(sessions::list))
        .route("/api/sessions/end", post(sessions::end))
        .route("/api/people/{scope}", get(people::list))
        .route("/api/people/{scope}/invite", post(people::invite))
        .route("/api/people/{scope}/revoke", post(people::revoke))
        .route("/api/people/{scope}/role", post(people::role))
        .route("/api/people/{scope}/disable", post(people::disable))
        .route("/api/link-request", post(requests::ask))
        .route("/api/link-requests", get(requests::list).post(requests::answer))
        .route("/api/audit", get(audit::export))
        .route("/api/analysis/{id}/looks", get(audit::looks))
}

/// What holds in an analysis; `None` when there is no such analysis.
async fn analysis(app: &App, stream: StreamId) -> Result<Option<Arc<AnalysisState>>, ApiError> {
    match app.programme.analysis(stream).await {
        Ok(state) => Ok(Some(state)),
        Err(ProgrammeError::Load(LoadError::Unknown)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
