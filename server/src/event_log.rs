//! All streams in durable order, behind one trait.
//!
//! The contract is the doc comment of [`EventLog`]; its twin is the suite in `conformance`, which every
//! implementation passes.

mod admission;
pub mod record;

pub mod memory;
pub mod redb;

pub mod conformance;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::sync::{oneshot, watch};

/// A boxed future, because the log is used as a trait object.
pub type LogFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The event log: gapless streams of commits, each durable before anybody is told.
///
/// **Append.** [`append`](Self::append) takes commits of one stream with the revision that the writer believes to be
/// the head. Calls are taken in the order they are made, from any thread; a later call may name a head that an
/// earlier, not yet answered call will have made. Either all commits of a call are stored, in order and without a gap,
/// or none. Calls of several streams may become durable together; no order between streams is promised.
///
/// **Receipt.** `Ok` means durable to the level in [`capabilities`](Self::capabilities), and visible to every later
/// read. [`AppendError::Conflict`]: the head is another one, nothing was stored: reload and decide again.
/// [`AppendError::Unavailable`]: nothing was stored. [`AppendError::Unknown`]: the outcome is not known; only looking
/// for the op id after reopening tells. After a failed call every call already queued for that stream fails too,
/// never with `Ok`. After `Unknown` the handle is dead: everything else answers `Unavailable` until it is opened anew.
///
/// **One op id, one commit.** A call with an op id that its stream already has is answered with `Conflict`; a
/// sequencer never makes such a call, the log is the second lock on that door.
///
/// **Read.** Nothing is readable before it is durable. Reads see every commit whose receipt was given before the read
/// began. [`read`](Self::read) gives a stream's commits in order, in bounded pages, and holds no lock or transaction
/// between pages. Reads of an unknown stream give an empty page and head 0. Damaged bytes are an error, never skipped.
///
/// **Positions** order the whole log, increase, may have gaps, and mean nothing outside this log.
///
/// **Durable.** [`durable`](Self::durable) tells the position of the newest entry: moved before the receipt of what
/// stands there is given, and after that is readable. It is a hint to look with [`scan`](Self::scan) and costs an
/// append nothing when nobody looks; moves that follow each other closely may be seen as one.
pub trait EventLog: Send + Sync + 'static {
    /// What an ack of this log survives.
    fn capabilities(&self) -> Capabilities;

    /// Queues commits of one stream. Never blocks on the disk.
    fn append(&self, append: Append) -> Receipt;

    /// Commits of `stream` after `after`, in order: at least one if there is one, then as many as fit `limit`.
    fn read(
        &self,
        stream: StreamId,
        after: Revision,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Page, ReadError>>;

    /// The durable head of `stream`; [`Revision::ZERO`] when unknown.
    fn head(&self, stream: StreamId) -> LogFuture<'_, Result<Revision, ReadError>>;

    /// The commit that `op_id` became in `stream`, if it became one.
    fn find_op(&self, stream: StreamId, op_id: OpId) -> LogFuture<'_, Result<Option<Commit>, ReadError>>;

    /// The highest counter that an op of `replica` has in `stream`; 0 when it has none. A sequencer that was
    /// loaded knows it from the snapshot and the tail; this is for whoever has neither.
    fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> LogFuture<'_, Result<u64, ReadError>>;

    /// Streams with an id greater than `after`, in order of their ids, with their heads; at most `limit`.
    fn streams(
        &self,
        after: Option<StreamId>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<(StreamId, Revision)>, ReadError>>;

    /// Entries of the whole log after `after`, in order; at most as many as fit `limit`.
    fn scan(
        &self,
        after: Position,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Vec<(Position, Entry)>, ReadError>>;

    /// The position of the newest durable entry, now and whenever it moves.
    fn durable(&self) -> watch::Receiver<Position>;

    /// Replaces or deletes what was stored, for good: when it is done, no file of this log holds the old bytes. Appends
    /// wait meanwhile. Everything that was derived from the stream's texts is forgotten too; positions stay. Judged
    /// against the durable head; the receipt is that of an append, and after a crash either all of it has happened or
    /// nothing.
    fn rewrite(&self, rewrite: Rewrite) -> Receipt;

    /// Waits for everything queued, brings derived data up to date, closes the files. Later calls fail.
    fn close(&self) -> LogFuture<'_, Result<(), ReadError>>;
}

/// A shared event log.
pub type SharedLog = Arc<dyn EventLog>;

/// Place in the whole log; opaque, never sent to clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(
    /// 0 is before the first entry.
    pub u64,
);

/// What stands at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A commit.
    Commit(Commit),
    /// The chain of a stream at a revision, written now and then so that a swapped history is found.
    Head(ChainHead),
    /// Nothing any more: what stood here was deleted with its stream.
    Gone,
}

impl Entry {
    /// Whose it is.
    #[must_use]
    pub const fn stream(&self) -> Option<StreamId> {
        match self {
            Self::Commit(commit) => Some(commit.stream),
            Self::Head(head) => Some(head.stream),
            Self::Gone => None,
        }
    }

    /// What the entry counts towards [`ReadLimit::bytes`].
    #[must_use]
    pub fn body_bytes(&self) -> usize {
        match self {
            Self::Commit(commit) => commit.body.len(),
            Self::Head(_) | Self::Gone => 0,
        }
    }
}

/// The chain of a stream after `revision`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Which stream.
    pub stream: StreamId,
    /// Up to and including this commit.
    pub revision: Revision,
    /// The chain there.
    pub chain: Chain,
}

/// What an ack survives, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Durability {
    /// Nothing: it lives in this process.
    Process,
    /// The end of the process and of the machine: on disk.
    Disk,
}

/// What a log promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What an ack survives.
    pub durability: Durability,
}

/// Commits of one stream to be stored together.
#[derive(Clone, Debug)]
pub struct Append {
    /// Which stream.
    pub stream: StreamId,
    /// The head that the writer believes in; the first commit has the revision after it.
    pub expected: Revision,
    /// At least one, gapless.
    pub commits: Vec<Arc<Commit>>,
    /// A chain head to store behind them, in the same transaction.
    pub head: Option<ChainHead>,
}

/// A change of what one stream has stored.
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// Which stream.
    pub stream: StreamId,
    /// The head that the caller believes in.
    pub expected: Revision,
    /// What happens to it.
    pub alteration: Alteration,
}

/// What happens to a stream that is rewritten.
#[derive(Clone, Debug)]
pub enum Alteration {
    /// Some commits have other bodies from now on, and new commits say so.
    Redact {
        /// Made with [`Commit::replaced`] from those that are stored.
        replaced: BTreeMap<Revision, Arc<Commit>>,
        /// At least one, gapless behind the head, naming every one of `replaced`.
        commits: Vec<Arc<Commit>>,
    },
    /// The whole stream goes.
    Delete,
}

/// How much a read gives at most.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimit {
    /// Number of commits; at least 1.
    pub commits: usize,
    /// Sum of their bodies in bytes; the first commit is given however long it is.
    pub bytes: usize,
}

impl Default for ReadLimit {
    fn default() -> Self {
        Self { commits: 256, bytes: 256 * 1024 }
    }
}

impl ReadLimit {
    /// Room for a page within this limit.
    #[must_use]
    pub fn room(self) -> Room {
        Room { limit: self, commits: 0, bytes: 0 }
    }
}

/// What is still free of a [`ReadLimit`] while a page is filled.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    limit: ReadLimit,
    commits: usize,
    bytes: usize,
}

impl Room {
    /// Whether one more with this many bytes fits, and if so, counts it. The first one always does.
    pub fn admit(&mut self, bytes: usize) -> bool {
        let total = self.bytes.saturating_add(bytes);
        let fits = self.commits < self.limit.commits && total <= self.limit.bytes;
        if self.commits == 0 || fits {
            self.commits += 1;
            self.bytes = total;
            return true;
        }
        false
    }

    /// How many more commits fit at most.
    #[must_use]
    pub fn commits_left(&self) -> usize {
        self.limit.commits.max(1).saturating_sub(self.commits)
    }
}

/// A page of one stream.
#[derive(Clone, Debug)]
pub struct Page {
    /// In order, gapless from the revision asked for.
    pub commits: Vec<Commit>,
    /// The durable head of the stream when the page was read.
    pub head: Revision,
}

/// Why commits were not stored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AppendError {
    /// The head is another one. Nothing was stored.
    #[error("the stream's head is {head}, not the expected revision")]
    Conflict {
        /// The head that the log has, queued appends included.
        head: Revision,
    },
    /// Nothing was stored.
    #[error("the event log is unavailable: {0}")]
    Unavailable(String),
    /// The outcome is not known, and this handle will not learn it.
    #[error("the outcome of the append is unknown: {0}")]
    Unknown(String),
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The bytes are damaged or contradict each other.
    #[error("damaged at position {position}: {reason}", position = .position.0)]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong.
        reason: String,
    },
    /// The log cannot be read now.
    #[error("the event log is unavailable: {0}")]
    Unavailable(String),
}

/// The answer to an append, when it is there.
pub struct Receipt(oneshot::Receiver<Result<(), AppendError>>);

impl Receipt {
    /// A receipt and the sender that fills it.
    #[must_use]
    pub fn pending() -> (oneshot::Sender<Result<(), AppendError>>, Self) {
        let (sender, receiver) = oneshot::channel();
        (sender, Self(receiver))
    }

    /// A receipt that is filled already.
    #[must_use]
    pub fn ready(result: Result<(), AppendError>) -> Self {
        let (sender, receipt) = Self::pending();
        // The receiver is in our hands, so the value arrives.
        drop(sender.send(result));
        receipt
    }
}

impl Future for Receipt {
    type Output = Result<(), AppendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0)
            .poll(context)
            // A writer that is gone without a word may have written.
            .map(|answer| {
                answer.unwrap_or_else(|_| Err(AppendError::Unknown("the writer is gone".to_owned())))
            })
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt")
    }
}
