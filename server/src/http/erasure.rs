//! Taking things out for good.

use std::sync::Arc;

use axum::extract::{Path, State};
use etappe_protocol::redact::{RedactionAsked, RedactionFound};

use super::auth::Visitor;
use super::error::ApiError;
use super::teams::member;
use super::wire::{Packed, Sent};
use crate::access::Right;
use crate::app::App;

/// `POST /api/analysis/{analysis}/redact`
pub async fn redact(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Sent(RedactionAsked { target, is_dry }): Sent<RedactionAsked>,
) -> Result<Packed<RedactionFound>, ApiError> {
    let analysis = member(&visitor, &analysis, Right::Redact)?;
    let found = if is_dry {
        app.erasure.find(analysis, &target).await
    } else {
        app.erasure.redact(visitor.person.actor, analysis, target).await
    };
    Ok(Packed(found?))
}
