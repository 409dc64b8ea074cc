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
use etappe_protocol::id::StreamId;

use super::error::ApiError;
use crate::app::App;
use crate::stream::{LoadError, Summary};

/// All routes of the API.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/me", get(me::me))
        .route("/api/me/name", post(me::name))
        .route("/api/overview", get(me::overview))
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

/// A few numbers about an analysis; `None` when there is no such analysis.
async fn summary(app: &App, stream: StreamId) -> Result<Option<Summary>, ApiError> {
    // A stream that was put away between the two steps is loaded again, once.
    for _ in 0..2 {
        let handle = match app.streams.open(stream).await {
            Ok(handle) => handle,
            Err(LoadError::Unknown) => return Ok(None),
            Err(_) => return Err(ApiError::Unavailable),
        };
        if let Ok(summary) = handle.summarise().await {
            return Ok(Some(summary));
        }
    }
    Err(ApiError::Unavailable)
}
