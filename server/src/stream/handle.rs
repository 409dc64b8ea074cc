//! The outside of a stream: cheap to clone, the channel to the sequencer private.

use std::sync::Arc;

use etappe_protocol::authority::Authority;
use etappe_protocol::frame::{Failure, Submit};
use etappe_protocol::id::{ActorId, ReplicaId, StreamId};
use etappe_protocol::presence::Focus;
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::sync::{Notify, mpsc, oneshot};

use super::feed::Feed;

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

/// A few numbers about a stream, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Text of the title field.
    pub title: String,
    /// Catalogue key and edition.
    pub catalogue: (String, u32),
    /// Items with an answer that is not open.
    pub rated: usize,
    /// Items of the catalogue.
    pub items: usize,
    /// Items with answers against each other.
    pub contested: usize,
    /// Time of the last commit, UTC milliseconds since 1970.
    pub last_change_ms: i64,
    /// People here now.
    pub here: usize,
}

#[derive(Debug)]
pub(super) enum Command {
    Open(OpenRequest, oneshot::Sender<Result<(Revision, Start), Failure>>),
    Close(u64),
    Authority(u64, Authority),
    Submit(u64, Submit),
    Noted(u64, u64),
    Presence(u64, Option<Focus>),
    Summarise(oneshot::Sender<Summary>),
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

    /// A few numbers about the stream.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn summarise(&self) -> Result<Summary, StreamGone> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Summarise(sender)).await?;
        answer.await.map_err(|_| StreamGone)
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

    /// Says where the person is.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn presence(&self, focus: Option<Focus>) -> Result<(), StreamGone> {
        self.handle.send(Command::Presence(self.session, focus)).await
    }

    /// What the session may change from now on.
    ///
    /// # Errors
    /// [`StreamGone`].
    pub async fn set_authority(&self, authority: Authority) -> Result<(), StreamGone> {
        self.handle.send(Command::Authority(self.session, authority)).await
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
