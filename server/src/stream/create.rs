//! The first commits of a new analysis.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec::CodecError;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::AnalysisCreatedV1;
use etappe_protocol::id::{ActorId, OpId, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;
use etappe_protocol::text::{FieldAddress, Operation};
use thiserror::Error;

use crate::clock::Clock;
use crate::event_log::{Append, AppendError, EventLog};
use crate::random;

/// What a new analysis begins with.
#[derive(Clone, Debug)]
pub struct NewAnalysis {
    /// Its stream; new and random.
    pub stream: StreamId,
    /// Who begins it.
    pub actor: ActorId,
    /// The questionnaire.
    pub catalogue: Arc<Catalogue>,
    /// The project's name.
    pub title: String,
}

/// Why an analysis could not be begun.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CreateError {
    /// The catalogue cannot be fingerprinted.
    #[error("catalogue: {0}")]
    Catalogue(#[from] CodecError),
    /// The title is too long.
    #[error("title: {0}")]
    Title(Rejection),
    /// It was not stored, or perhaps not.
    #[error("{0}")]
    Append(#[from] AppendError),
}

/// Begins an analysis; durable when this returns.
///
/// # Errors
/// [`CreateError`].
pub async fn create_analysis(log: &dyn EventLog, clock: &Clock, new: NewAnalysis) -> Result<(), CreateError> {
    let created = AnalysisCreatedV1 {
        catalogue_key: new.catalogue.key.clone(),
        catalogue_edition: new.catalogue.edition,
        catalogue_hash: new.catalogue.hash()?,
    };
    let title = Op::EditText { field: FieldAddress::TITLE, operation: Operation::splice(0, 0, &new.title) };
    let replica = ReplicaId(random::bytes());
    let mut sequence = Sequence::new(new.stream, new.catalogue);
    let mut commits: Vec<Arc<Commit>> = Vec::new();
    for (op, counter) in [Op::CreateAnalysis(created), title].into_iter().zip(1..) {
        let op_id = OpId { replica, counter };
        let commit = sequence.judge_own(new.actor, op_id, op, clock.now_ms(), random::bytes());
        commits.push(Arc::new(commit.map_err(CreateError::Title)?));
    }
    log.append(Append { stream: new.stream, expected: Revision::ZERO, commits, head: None }).await?;
    Ok(())
}
