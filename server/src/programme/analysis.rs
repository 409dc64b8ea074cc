//! Analyses as this module needs them: asked again, once, when they were put away between two steps.

use std::sync::Arc;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::commit::Commit;
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::op::Op;

use super::{Programme, ProgrammeError, derive};
use crate::event_log::ReadLimit;
use crate::stream::{OwnError, PinRequest};

/// A stream that was put away between being opened and being asked is loaded again.
const TRIES: usize = 2;

impl Programme {
    /// What holds in an analysis; durable.
    ///
    /// # Errors
    /// [`ProgrammeError`].
    pub async fn analysis(&self, analysis: StreamId) -> Result<Arc<AnalysisState>, ProgrammeError> {
        for _ in 0..TRIES {
            if let Ok(state) = self.streams.open(analysis).await?.read().await {
                return Ok(state);
            }
        }
        Err(ProgrammeError::Gone)
    }

    /// Hands a wish of `actor` to an analysis as an op of the server itself.
    ///
    /// # Errors
    /// [`ProgrammeError`].
    pub async fn hand_in(
        &self,
        analysis: StreamId,
        actor: ActorId,
        wish: OpId,
        op: Op,
    ) -> Result<Arc<Commit>, ProgrammeError> {
        self.own(analysis, actor, derive::of_wish(actor, wish), op).await
    }

    pub(super) async fn own(
        &self,
        analysis: StreamId,
        actor: ActorId,
        op_id: OpId,
        op: Op,
    ) -> Result<Arc<Commit>, ProgrammeError> {
        for _ in 0..TRIES {
            let handle = self.streams.open(analysis).await?;
            if let Some(done) = done(handle.own(actor, op_id, op.clone()).await) {
                return done;
            }
        }
        Err(ProgrammeError::Gone)
    }

    pub(super) async fn pin(
        &self,
        analysis: StreamId,
        request: PinRequest,
    ) -> Result<Arc<Commit>, ProgrammeError> {
        for _ in 0..TRIES {
            let handle = self.streams.open(analysis).await?;
            if let Some(done) = done(handle.pin(request).await) {
                return done;
            }
        }
        Err(ProgrammeError::Gone)
    }

    /// When a stream began, UTC milliseconds since 1970; `None` when it has not.
    pub(super) async fn began_ms(&self, stream: StreamId) -> Result<Option<i64>, ProgrammeError> {
        let limit = ReadLimit { commits: 1, bytes: 1 };
        let page = self.streams.log().read(stream, etappe_protocol::revision::Revision::ZERO, limit).await?;
        Ok(page.commits.first().map(|commit| commit.time_ms))
    }
}

/// What came of it; `None` when nobody is there any more who knows.
fn done(result: Result<Arc<Commit>, OwnError>) -> Option<Result<Arc<Commit>, ProgrammeError>> {
    match result {
        Ok(commit) => Some(Ok(commit)),
        Err(OwnError::Rejected(rejection)) => Some(Err(rejection.into())),
        Err(OwnError::Read(error)) => Some(Err(error.into())),
        Err(OwnError::Gone(_)) => None,
    }
}
