//! What comes in with a request, refused in our own words when it makes no sense.

use axum::Json;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// A JSON body.
pub struct Input<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = Json::<T>::from_request(request, state).await;
        body.map(|Json(body)| Self(body)).map_err(|_| ApiError::BadRequest)
    }
}

/// Reads an id of 32 hexadecimal digits.
pub fn id(text: &str) -> Result<[u8; 16], ApiError> {
    // All ids are written alike.
    text.parse().map(|id: etappe_protocol::id::StreamId| id.0).map_err(|_| ApiError::NotFound)
}
