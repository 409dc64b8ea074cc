//! Bodies in the protocol's own encoding, in and out.

use std::io::Write;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use etappe_protocol::{codec, limits};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Serialize, de::DeserializeOwned};
use tracing::error;

use super::error::ApiError;
use crate::spawn;

/// A body that came in.
pub struct Sent<T>(pub T);

/// A body that goes out.
pub struct Packed<T>(pub T);

impl<T: DeserializeOwned + Serialize, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = Bytes::from_request(request, state).await.map_err(|_| ApiError::BadRequest)?;
        if limits::FRAME_IN_BYTES < body.len() {
            return Err(ApiError::BadRequest);
        }
        codec::decode(&body).map(Self).map_err(|_| ApiError::BadRequest)
    }
}

impl<T: Serialize> IntoResponse for Packed<T> {
    fn into_response(self) -> Response {
        match codec::encode(&self.0) {
            Ok(bytes) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
            Err(_) => ApiError::Unavailable.into_response(),
        }
    }
}

/// A long body that goes out: packed, and compressed for whoever can unpack it.
pub async fn compressed<T: Serialize>(asked: &HeaderMap, body: &T) -> Result<Response, ApiError> {
    let bytes = codec::encode(body).map_err(|_| ApiError::Unavailable)?;
    let accepted = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    // A browser either names it or does not; what else the header can say, nobody sends.
    let takes_gzip = accepted.flat_map(|value| value.split(',')).any(|name| name.trim() == "gzip");
    let plain = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if !takes_gzip {
        return Ok((plain, bytes).into_response());
    }
    let packed = spawn::blocking(move || gzip(&bytes)).await.map_err(|_| ApiError::Unavailable)?;
    let packed = packed.map_err(|error| {
        error!(%error, "an answer cannot be compressed");
        ApiError::Unavailable
    })?;
    Ok((plain, [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))], packed).into_response())
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(5));
    encoder.write_all(bytes)?;
    encoder.finish()
}
