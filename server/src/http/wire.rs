//! Bodies in the protocol's own encoding, in and out.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use etappe_protocol::{codec, limits};
use serde::{Serialize, de::DeserializeOwned};

use super::error::ApiError;

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
