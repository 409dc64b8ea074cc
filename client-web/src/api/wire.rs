//! One request, one answer.

use etappe_protocol::codec;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use super::ApiError;
use crate::browser;

/// What a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Nothing,
    /// JSON.
    Json(String),
    /// The encoding of a shape of the protocol.
    Postcard(Vec<u8>),
}

impl Body {
    /// As JSON.
    ///
    /// # Errors
    /// [`ApiError::Trouble`] for what JSON cannot express.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, ApiError> {
        serde_json::to_string(value).map(Self::Json).map_err(|_| ApiError::Trouble)
    }

    /// As the protocol encodes it.
    ///
    /// # Errors
    /// [`ApiError::Trouble`] beyond the codec's limits.
    pub fn postcard<T: Serialize>(value: &T) -> Result<Self, ApiError> {
        codec::encode(value).map(Self::Postcard).map_err(|_| ApiError::Trouble)
    }
}

#[derive(Deserialize)]
struct Message {
    message_de: String,
    message_en: String,
    #[serde(default)]
    rejection: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

/// Asks the server.
///
/// # Errors
/// [`ApiError`] for every answer that is not a success.
pub async fn request(method: &str, path: &str, body: Body) -> Result<Response, ApiError> {
    let init = RequestInit::new();
    init.set_method(method);
    let content = match body {
        Body::Nothing => None,
        Body::Json(text) => Some(("application/json", JsValue::from_str(&text))),
        Body::Postcard(bytes) => {
            Some(("application/octet-stream", js_sys::Uint8Array::from(bytes.as_slice()).into()))
        }
    };
    if let Some((kind, content)) = content {
        let headers = Headers::new().map_err(|_| ApiError::Trouble)?;
        headers.set("content-type", kind).map_err(|_| ApiError::Trouble)?;
        init.set_headers(&headers);
        init.set_body(&content);
    }
    let response = JsFuture::from(browser::window().fetch_with_str_and_init(path, &init)).await;
    let response: Response =
        response.ok().and_then(|response| response.dyn_into().ok()).ok_or(ApiError::Trouble)?;
    match response.status() {
        200..300 => Ok(response),
        401 => Err(ApiError::SignedOut),
        404 => Err(ApiError::NotFound),
        _ => Err(match json::<Message>(&response).await {
            Ok(message) => ApiError::Said {
                de: message.message_de,
                en: message.message_en,
                rejection: message.rejection.or(message.error),
            },
            Err(_) => ApiError::Trouble,
        }),
    }
}

/// The answer as it stands.
///
/// # Errors
/// [`ApiError::Trouble`] when it ends early.
pub async fn text(response: &Response) -> Result<String, ApiError> {
    let text = response.text().map_err(|_| ApiError::Trouble)?;
    let text = JsFuture::from(text).await.map_err(|_| ApiError::Trouble)?;
    text.as_string().ok_or(ApiError::Trouble)
}

/// The answer as JSON.
///
/// # Errors
/// [`ApiError::Trouble`] when it is something else.
pub async fn json<T: DeserializeOwned>(response: &Response) -> Result<T, ApiError> {
    serde_json::from_str(&text(response).await?).map_err(|_| ApiError::Trouble)
}

/// The answer as a shape of the protocol.
///
/// # Errors
/// [`ApiError::Trouble`] when it is something else.
pub async fn postcard<T: DeserializeOwned + Serialize>(response: &Response) -> Result<T, ApiError> {
    let body = response.array_buffer().map_err(|_| ApiError::Trouble)?;
    let body = JsFuture::from(body).await.map_err(|_| ApiError::Trouble)?;
    codec::decode(&js_sys::Uint8Array::new(&body).to_vec()).map_err(|_| ApiError::Trouble)
}
