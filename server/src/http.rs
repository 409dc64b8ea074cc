//! Everything over plain HTTP: pages, assets, the small JSON API, health; and the way into a WebSocket.

mod agent;
mod api;
mod assets;
mod auth;
mod calendar;
mod caller;
mod compare;
mod cycle;
mod erasure;
mod error;
mod guard;
mod headers;
mod health;
mod history;
mod input;
mod installation;
mod refusal;
mod report;
mod take;
mod teams;
mod views;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

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
        .merge(programme())
        .fallback(assets::serve)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}

/// Cycles, their teams, and the installation.
fn programme() -> Router<Arc<App>> {
    Router::new()
        .route("/api/installation", get(installation::get).post(installation::post))
        .route("/api/cycles", post(installation::begin_cycle))
        .route("/api/analyses", post(installation::begin_analysis))
        .route("/api/cycle/{cycle}", get(cycle::get).post(cycle::post))
        .route("/api/cycle/{cycle}/calendar", get(calendar::address))
        .route("/api/cycle/{cycle}/calendar.ics", get(calendar::feed))
        .route("/api/cycle/{cycle}/teams", post(teams::begin))
        .route("/api/cycle/{cycle}/team/{analysis}/question", post(teams::ask))
        .route("/api/cycle/{cycle}/team/{analysis}", get(views::team))
        .route("/api/cycle/{cycle}/team/{analysis}/compare", get(compare::of_team))
        .route("/api/cycle/{cycle}/board.csv", get(views::csv))
        .route("/api/cycle/{cycle}/board.xlsx", get(views::xlsx))
        .route("/api/cycle/{cycle}/report", get(report::cycle))
        .route("/api/programme", get(views::programme))
        .route("/api/analysis/{analysis}/sheets", get(views::sheets))
        .route("/api/analysis/{analysis}/compare", get(compare::own))
        .route("/api/analysis/{analysis}/report", get(report::team))
        .route("/api/analysis/{analysis}/export.jsonl", get(take::history))
        .route("/api/analysis/{analysis}/answers.csv", get(take::answers_csv))
        .route("/api/analysis/{analysis}/answers.xlsx", get(take::answers_xlsx))
        .route("/api/analysis/{analysis}/scores.csv", get(take::scores_csv))
        .route("/api/analysis/{analysis}/scores.xlsx", get(take::scores_xlsx))
        .route("/api/analysis/{analysis}/state", get(history::state))
        .route("/api/analysis/{analysis}/history", get(history::page))
        .route("/api/analysis/{analysis}/outline", get(history::outline))
        .route("/api/analysis/{analysis}/cycles", get(teams::cycles))
        .route("/api/analysis/{analysis}/consent", post(teams::consent))
        .route("/api/analysis/{analysis}/leave", post(teams::leave))
        .route("/api/analysis/{analysis}/redact", post(erasure::redact))
}
