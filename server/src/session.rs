//! One WebSocket: who may open it, what comes in, what goes out, how it ends.

mod close;
mod connection;
mod handshake;
mod inbound;
mod outbound;
mod pace;
mod sockets;
mod standing;
mod views;

pub use sockets::{Pass, Sockets};

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::ORIGIN;
use axum::response::{IntoResponse, Response};
use etappe_protocol::limits;
use tracing::{debug, info};

use crate::app::App;
use crate::http::{ApiError, Caller, Visitor};

/// Room for messages that wait for the socket, in bytes; past it the connection is too slow.
const WRITE_BUFFER_BYTES: usize = 2 * limits::FRAME_OUT_BYTES;
/// Room for what is read at once, in bytes. All of it is cleared whenever the socket is looked at, with every delivery,
/// and what an editor sends at once has about a hundred bytes.
const READ_BUFFER_BYTES: usize = 2 * 1024;

/// `GET /ws`: a session and our own origin, or no upgrade.
pub async fn upgrade(State(app): State<Arc<App>>, request: Request) -> Response {
    // Browsers send cookies with upgrades from any page, and no preflight; the origin is the lock here.
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    if !origin.is_some_and(|origin| app.site.allows(origin)) {
        info!(event = "ws.origin_rejected", "upgrade from a foreign origin refused");
        return ApiError::ForeignOrigin.into_response();
    }
    let (mut parts, _) = request.into_parts();
    let visitor = match Visitor::from_request_parts(&mut parts, &app).await {
        Ok(visitor) => visitor,
        Err(error) => return error.into_response(),
    };
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let address = match Caller::from_request_parts(&mut parts, &app).await {
        Ok(caller) => caller.address,
        Err(error) => return error.into_response(),
    };
    let Some(pass) = app.sockets.enter(visitor.person.actor, address) else {
        return ApiError::TooManySockets.into_response();
    };
    let Some(watcher) = app.watchers.watcher() else {
        return ApiError::Unavailable.into_response();
    };
    upgrade
        .max_message_size(limits::FRAME_IN_BYTES)
        .max_frame_size(limits::FRAME_IN_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES)
        .on_failed_upgrade(|error| debug!(%error, "upgrade failed"))
        .on_upgrade(move |socket| connection::run(socket, app, visitor, watcher, pass))
}
