//! Text out of one analysis.

use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::redact::{RedactionFound, Target, Trace};

use super::{Erasure, ErasureError};
use crate::stream::{RedactRequest, trace};

impl Erasure {
    /// What would be made unreadable; nothing changes.
    ///
    /// # Errors
    /// [`ErasureError`].
    pub async fn find(&self, analysis: StreamId, target: &Target) -> Result<RedactionFound, ErasureError> {
        let trace = trace(self.streams.log().as_ref(), analysis, target).await?;
        self.found(analysis, trace).await
    }

    /// Makes text unreadable for good; where nothing is found, nothing happens.
    ///
    /// # Errors
    /// [`ErasureError`].
    pub async fn redact(
        &self,
        actor: ActorId,
        analysis: StreamId,
        target: Target,
    ) -> Result<RedactionFound, ErasureError> {
        let handle = self.streams.open(analysis).await?;
        let trace = handle.redact(RedactRequest { actor, target }).await?;
        if !trace.marks.is_empty() {
            self.note_redaction(actor, analysis, &trace).await?;
        }
        self.found(analysis, trace).await
    }

    async fn found(&self, analysis: StreamId, trace: Trace) -> Result<RedactionFound, ErasureError> {
        let state = self.streams.open(analysis).await?.read().await;
        let state = state.map_err(crate::stream::RedactError::from)?;
        let first = trace.marks.keys().next().copied();
        let after = |at| first.is_some_and(|first| first <= at);
        Ok(RedactionFound {
            commits: trace.marks.len() as u64,
            chars: trace.marks.values().map(|marks| marks.len() as u64).sum(),
            fields: trace.fields.into_iter().collect(),
            questions: trace.questions,
            is_shown: trace.is_shown,
            milestones: state.pins.values().filter(|pin| after(pin.at_revision)).count() as u64,
        })
    }
}
