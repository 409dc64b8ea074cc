//! Everything over plain HTTP: pages, assets, the small JSON API, health; and the way into a WebSocket.

mod api;
mod assets;
mod auth;
mod error;
mod headers;
mod health;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

pub use auth::Visitor;

use crate::app::App;
use crate::session;

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/ws", get(session::upgrade))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/api/me", get(api::me))
        .route("/api/overview", get(api::overview))
        .route("/api/catalogue/{key}/{edition}", get(api::catalogue))
        .route("/api/invitation", post(api::invitation))
        .route("/api/redeem", post(api::redeem))
        .route("/api/logout", post(api::logout))
        .fallback(assets::serve)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), headers::guard))
        .with_state(app)
}
