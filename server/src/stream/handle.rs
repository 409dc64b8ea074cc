//! The outside of a stream: cheap to clone, the channel to the sequencer private.

use std::sync::Arc;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::authority::Authority;
use etappe_protocol::commit::Commit;
use etappe_protocol::frame::{Failure, Submit};
use etappe_protocol::id::{ActorId, MilestoneId, OpId, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::presence::Focus;
use etappe_protocol::redact::Trace;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::sync::{Notify, mpsc, oneshot};

use super::feed::Feed;
use super::redact::{RedactAnswer, RedactError, RedactRequest};
use crate::event_log::ReadError;

/// A stream that is loaded.
#[derive(Clone, Debug)]
pub struct StreamHandle {
    pub(super) stream: StreamId,
    pub(super) commands: mpsc::Sender<Command>,
    pub(super) feed: Arc<Feed>,
}

/// The stream's task has ended; ask the registry again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the stream's task has ended")]
pub struct StreamGone;

/// Why a stream cannot be opened for a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Told to the client as it is.
    #[error("{0}")]
    Refused(Failure),
    /// Ask the registry again.
    #[error(transparent)]
    Gone(#[from] StreamGone),
}

/// Who opens a stream, and from where.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// Unique in this process.
    pub session: u64,
    /// The connection's replica.
    pub replica: ReplicaId,
    /// Whose session it is.
    pub actor: ActorId,
    /// What it may change.
    pub authority: Authority,
    /// What the replica has; `None` to be given the state.
    pub confirmed: Option<Revision>,
    /// Notified when there may be something to look at.
    pub wake: Arc<Notify>,
}

/// Where a follower begins.
#[derive(Clone, Debug)]
pub enum Start {
    /// Commits after this revision.
    After(Revision),
    /// The encoded state at a revision; to be sent only once that is durable.
    Snapshot(Revision, Arc<Vec<u8>>),
    /// Commits after the first revision, then the encoded state at the second, because what the follower has was
    /// folded from texts that read differently now.
    Anew(Revision, Revision, Arc<Vec<u8>>),
}

/// A session's side of a stream. Dropping it without [`Self::close`] leaves the session open until it is fenced.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// All that was accepted when it began.
    pub head: Revision,
    /// Where it begins.
    pub start: Start,
    handle: StreamHandle,
    session: u64,
}

/// A milestone to be pinned at a moment.
#[derive(Clone, Copy, Debug)]
pub struct PinRequest {
    /// Who closed it.
    pub actor: ActorId,
    /// Derived from cycle, milestone, closing and analysis, so that it is pinned once however often it is asked for.
    pub op_id: OpId,
    /// Which cycle.
    pub cycle: StreamId,
    /// Which of its milestones.
    pub milestone: MilestoneId,
    /// Which closing of it.
    pub closing: u32,
    /// UTC milliseconds since 1970; before now.
    pub moment_ms: i64,
}

/// Why an op of the server itself did not become a commit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OwnError {
    /// Refused.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The log cannot be read; nothing was stored.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// Ask the registry again; only the op id tells whether it was stored.
    #[error(transparent)]
    Gone(#[from] StreamGone),
}

pub(super) type OwnAnswer = oneshot::Sender<Result<Arc<Commit>, OwnError>>;

#[derive(Debug)]
pub(super) enum Command {
    Open(OpenRequest, oneshot::Sender<Result<(Revision, Start), Failure>>),
    Close(u64),
    Authority(u64, Authority),
    Submit(u64, Submit),
    Noted(u64, u64),
    Presence(u64, Option<Focus>),
    Own { actor: ActorId, op_id: OpId, op: Op, answer: OwnAnswer },
    Pin(PinRequest, OwnAnswer),
    Read(oneshot::Sender<Arc<AnalysisState>>),
    Redact(Box<RedactRequest>, RedactAnswer),
}

impl StreamHandle {
    /// Opens a session on the stream.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(&self, request: OpenRequest) -> Result<Subscription, OpenError> {
        let session = request.session;
        let (sender, answer) = oneshot::channel();
        self.send(Command::Open(request, sender)).await?;
        let (head, start) = answer.await.map_err(|_| StreamGone)?.map_err(OpenError::Refused)?;
        Ok(Subscription { head, start, handle: self.clone(), session })
    }

    /// Hands in an op of the server itself, on behalf of `actor`, and waits until it is durable. A repeat of an op id
    /// is answered with the commit that it became.
    ///
    /// # Errors
    /// [`OwnError`].
    pub async fn own(&self, actor: ActorId, op_id: OpId, op: Op) -> Result<Arc<Commit>, OwnError> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Own { actor, op_id, op, answer }).await?;
        answered.await.map_err(|_| StreamGone)?
    }

    /// Pins a milestone at the last commit at or before its moment, and waits until that is durable.
    ///
    /// # Errors
    /// [`OwnError`].
    pub async fn pin(&self, request: PinRequest) -> Result<Arc<Commit>, OwnError> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Pin(request, answer)).await?;
        answered.await.map_err(|_| StreamGone)?
    }

    /// Makes text unreadable in the whole history, and waits until no file has it any more. Everybody who follows the
    /// stream has to follow it anew. Where nothing is found, nothing happens.
    ///
    /// # Errors
    /// [`RedactError`].
    pub async fn redact(&self, request: RedactRequest) -> Result<Trace, RedactError> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Redact(Box::new(request), answer)).await?;
        answered.await.map_err(|_| StreamGone)?
    }

    /// The state at a head that is durable when this returns.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn read(&self) -> Result<Arc<AnalysisState>, StreamGone> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Read(answer)).await?;
        answered.await.map_err(|_| StreamGone)
    }

    async fn send(&self, command: Command) -> Result<(), StreamGone> {
        self.commands.send(command).await.map_err(|_| StreamGone)
    }
}

impl Subscription {
    /// Which stream.
    #[must_use]
    pub const fn stream(&self) -> StreamId {
        self.handle.stream
    }

    /// Hands in an op; the answer comes through the feed.
    ///
    /// # Errors
    /// [`StreamGone`]: the op was not judged.
    pub async fn submit(&self, submit: Submit) -> Result<(), StreamGone> {
        self.handle.send(Command::Submit(self.session, submit)).await
    }

    /// The client has noted the refusal of the op with this counter.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn noted(&self, counter: u64) -> Result<(), StreamGone> {
        self.handle.send(Command::Noted(self.session, counter)).await
    }

    /// What the session may do from now on.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn set_authority(&self, authority: Authority) -> Result<(), StreamGone> {
        self.handle.send(Command::Authority(self.session, authority)).await
    }

    /// Says where the person is.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn presence(&self, focus: Option<Focus>) -> Result<(), StreamGone> {
        self.handle.send(Command::Presence(self.session, focus)).await
    }

    /// Ends the session.
    pub async fn close(self) {
        // A stream that is gone has no sessions.
        self.handle.send(Command::Close(self.session)).await.ok();
    }

    /// What is there for this session, which was sent everything up to `sent`.
    #[must_use]
    pub fn look(&self, sent: Revision) -> super::Delivery {
        self.handle.feed.look(self.session, sent)
    }
}
