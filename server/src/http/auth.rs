//! Who asks: the session cookie, looked up.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use etappe_protocol::id::ActorId;

use super::caller::Caller;
use super::error::ApiError;
use crate::access::{SignedIn, Token};
use crate::app::App;

/// Somebody with a valid session; a request without one is answered 401 before any handler runs.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who, and what they may.
    pub person: SignedIn,
    /// The session's secret, to end it or look again.
    pub cookie: Token,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let cookie = cookie(&parts.headers, app.site.cookie()).ok_or(ApiError::SignedOut)?;
        let person = app.signed_in(&cookie).await?.ok_or(ApiError::SignedOut)?;
        app.limiters.person.pass(person.actor).map_err(ApiError::too_fast)?;
        Ok(Self { person, cookie })
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or(ApiError::Unavailable)
    }
}

/// Who is signed in already, if anybody.
pub async fn known(app: &App, headers: &HeaderMap) -> Result<Option<(ActorId, Token)>, ApiError> {
    let Some(cookie) = cookie(headers, app.site.cookie()) else { return Ok(None) };
    Ok(app.signed_in(&cookie).await?.map(|person| (person.actor, cookie)))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<Token> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| Token::parse(value))
}
