//! What runs around every request: where it comes from, whether it may, and what every answer carries.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::{error, info};

use super::caller::Caller;
use super::error::ApiError;
use super::headers;
use crate::app::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs around every request.
pub async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let caller = Caller::of(request.extensions(), request.headers(), &app.trusted_proxies);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(caller.clone());
    let response = match refusal(&app, &request, &caller) {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    };
    let mut response = explain(response, &method, &path, &caller);
    headers::dress(&app, response.headers_mut());
    response
}

/// What is answered before any handler runs.
fn refusal(app: &App, request: &Request, caller: &Caller) -> Option<ApiError> {
    // Whoever watches the server asks often and from one place.
    let is_health = matches!(request.uri().path(), "/livez" | "/readyz");
    if !is_health && let Err(wait) = app.limiters.address.pass(caller.address) {
        return Some(ApiError::too_fast(wait));
    }
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD);
    (writes && !same_site(app, request.headers())).then_some(ApiError::ForeignOrigin)
}

/// Whether a write comes from our own page, as far as the browser says where it comes from.
fn same_site(app: &App, headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let from_here = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or("null"));
    from_here && origin.is_none_or(|origin| app.site.allows(origin))
}

/// Gives every answer the number of its request, says in words what is wrong, and logs it, once and here.
fn explain(mut response: Response, method: &Method, path: &str, caller: &Caller) -> Response {
    if let Ok(id) = HeaderValue::try_from(caller.request_id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let status = response.status();
    let is_api = path.starts_with("/api/");
    if status.as_u16() < 400 || !is_api && path != "/ws" {
        return response;
    }
    let known = response.extensions().get::<ApiError>().copied();
    // What the framework refuses by itself speaks of its own insides.
    let error = known.unwrap_or(ApiError::BadRequest);
    let (request_id, code) = (&caller.request_id, error.code());
    if status.is_server_error() {
        error!(request.id = request_id, status = status.as_u16(), code, %method, path, "request failed");
    } else {
        info!(request.id = request_id, status = status.as_u16(), code, %method, path, "request refused");
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(error.body(request_id)))
}
