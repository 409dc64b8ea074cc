//! Everything over plain HTTP: pages, assets, the small JSON API, health; and the way into a WebSocket.

mod agent;
mod api;
mod assets;
mod auth;
mod caller;
mod error;
mod guard;
mod headers;
mod health;
mod input;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;

pub use auth::Visitor;
pub use caller::{Caller, Peer};
pub use error::ApiError;

use crate::app::App;
use crate::session;

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/ws", get(session::upgrade))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .merge(api::routes())
        .fallback(assets::serve)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}
