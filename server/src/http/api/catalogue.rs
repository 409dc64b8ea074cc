//! The questionnaires.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use etappe_protocol::codec;

use crate::app::App;
use crate::http::auth::Visitor;
use crate::http::error::ApiError;

/// `GET /api/catalogue/{key}/{edition}`: the questionnaire in its sent form.
pub async fn catalogue(
    State(app): State<Arc<App>>,
    _: Visitor,
    Path((key, edition)): Path<(String, u32)>,
) -> Result<Response, ApiError> {
    let catalogue = app.streams.catalogues().get(&key, edition).ok_or(ApiError::NotFound)?;
    let bytes = codec::encode(catalogue.as_ref()).map_err(|_| ApiError::Unavailable)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        // An edition never changes once it is used, but another installation may have another under this name.
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    Ok((headers, bytes).into_response())
}
