//! Making text unreadable in a live stream: looked for in the whole history, replaced in the log between two batches,
//! and then the stream is loaded anew, because everything in memory was made of the old texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::commit::Commit;
use etappe_protocol::event::{RedactedV1, Replaced};
use etappe_protocol::id::{ActorId, OpId, ReplicaId, StreamId};
use etappe_protocol::limits;
use etappe_protocol::redact::{Marks, Target, Trace, TraceError, Tracer, replace};
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::sync::oneshot;

use super::StreamGone;
use super::sequencer::{End, Sequencer};
use crate::event_log::{Alteration, AppendError, EventLog, ReadError, ReadLimit, Rewrite};
use crate::random;

/// What is to be made unreadable, and who says so.
#[derive(Clone, Debug)]
pub struct RedactRequest {
    /// Who.
    pub actor: ActorId,
    /// What.
    pub target: Target,
}

/// Why nothing was made unreadable.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedactError {
    /// The history has nothing like it, or cannot be understood.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The log cannot be read; nothing was stored.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// Not stored; or, where the outcome is unknown, perhaps: looking again tells.
    #[error("{0}")]
    Append(#[from] AppendError),
    /// Ask the registry again.
    #[error(transparent)]
    Gone(#[from] StreamGone),
}

pub(super) type RedactAnswer = oneshot::Sender<Result<Trace, RedactError>>;

/// Looks through the whole history of an analysis; nothing changes.
///
/// # Errors
/// [`RedactError`].
pub async fn trace(log: &dyn EventLog, stream: StreamId, target: &Target) -> Result<Trace, RedactError> {
    let mut tracer = Tracer::new(target)?;
    let mut after = Revision::ZERO;
    loop {
        let page = log.read(stream, after, ReadLimit::default()).await?;
        let Some(last) = page.commits.last() else { return Ok(tracer.finish()?) };
        after = last.revision;
        for commit in &page.commits {
            tracer.fold(commit)?;
        }
    }
}

/// The commits that are to take the place of the marked ones.
async fn replaced(
    log: &dyn EventLog,
    stream: StreamId,
    marks: &Marks,
) -> Result<BTreeMap<Revision, Arc<Commit>>, RedactError> {
    let mut replaced = BTreeMap::new();
    let mut after = marks.keys().next().map_or(0, |first| first.0.saturating_sub(1));
    while replaced.len() < marks.len() {
        let page = log.read(stream, Revision(after), ReadLimit::default()).await?;
        let Some(last) = page.commits.last() else { break };
        after = last.revision.0;
        for commit in &page.commits {
            let Some(marks) = marks.get(&commit.revision) else { continue };
            let event = replace(commit, marks).map_err(|error| TraceError::Event(commit.revision, error))?;
            // A block takes no more room than the longest character, which every text has room for.
            let Some(Ok(body)) = event.map(|event| event.encode_body()) else { continue };
            replaced.insert(commit.revision, Arc::new(commit.replaced(random::bytes(), body)));
        }
    }
    Ok(replaced)
}

impl Sequencer {
    pub(super) fn on_redact(&mut self, request: Box<RedactRequest>, answer: RedactAnswer) {
        if self.redacting.is_some() {
            // Dropping it says that the stream has gone, as it will have.
            return;
        }
        self.redacting = Some((request, answer));
    }

    /// Everything accepted is durable by now, and nothing is judged meanwhile.
    pub(super) async fn redact(
        &mut self,
        request: &RedactRequest,
        answer: RedactAnswer,
    ) -> Result<Option<End>, AppendError> {
        let found = self.look_for(&request.target).await;
        let (trace, replaced) = match found {
            Ok((trace, replaced)) if !replaced.is_empty() => (trace, replaced),
            other => {
                drop(answer.send(other.map(|(trace, _)| trace)));
                return Ok(None);
            }
        };
        let expected = self.sequence.state().revision;
        let commits = match self.say_so(request.actor, &replaced) {
            Ok(commits) => commits,
            Err(error) => {
                drop(answer.send(Err(error.clone().into())));
                return Err(error);
            }
        };
        let alteration = Alteration::Redact { replaced, commits };
        let rewrite = Rewrite { stream: self.stream, expected, alteration };
        match self.log.rewrite(rewrite).await {
            Ok(()) => Ok(Some(End::Redacted(answer, trace))),
            Err(error) => {
                drop(answer.send(Err(error.clone().into())));
                // The state is ahead of the log now.
                Err(error)
            }
        }
    }

    async fn look_for(
        &self,
        target: &Target,
    ) -> Result<(Trace, BTreeMap<Revision, Arc<Commit>>), RedactError> {
        let trace = trace(self.log.as_ref(), self.stream, target).await?;
        let replaced = replaced(self.log.as_ref(), self.stream, &trace.marks).await?;
        Ok((trace, replaced))
    }

    /// The commits that name what is replaced.
    fn say_so(
        &mut self,
        actor: ActorId,
        replaced: &BTreeMap<Revision, Arc<Commit>>,
    ) -> Result<Vec<Arc<Commit>>, AppendError> {
        let replica = ReplicaId(random::bytes());
        let named: Vec<_> = replaced
            .values()
            .map(|commit| Replaced { revision: commit.revision, content: commit.content_hash() })
            .collect();
        let parts = (1..).zip(named.chunks(limits::REDACTED_COMMITS));
        let commits = parts.map(|(counter, commits)| {
            let (op_id, now_ms) = (OpId { replica, counter }, self.clock.now_ms());
            let redacted = RedactedV1 { commits: commits.to_vec() };
            let commit = self.sequence.redact(actor, op_id, redacted, now_ms, random::bytes());
            commit.map(Arc::new).map_err(|error| AppendError::Unavailable(error.to_string()))
        });
        commits.collect()
    }
}
