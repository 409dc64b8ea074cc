//! What an analysis said before.

use etappe_protocol::history::{HistoryPage, Outline};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;

use super::ApiError;
use super::wire::{Body, postcard, request};

/// A history at a glance.
///
/// # Errors
/// [`ApiError`].
pub async fn outline(analysis: StreamId) -> Result<Outline, ApiError> {
    let path = format!("/api/analysis/{analysis}/outline");
    postcard(&request("GET", &path, Body::Nothing).await?).await
}

/// The commits after a revision, as many as fit a page; with the state that they follow, when wanted.
///
/// # Errors
/// [`ApiError`].
pub async fn page(analysis: StreamId, after: Revision, with_state: bool) -> Result<HistoryPage, ApiError> {
    let state = u8::from(with_state);
    let path = format!("/api/analysis/{analysis}/history?after={after}&state={state}");
    postcard(&request("GET", &path, Body::Nothing).await?).await
}
