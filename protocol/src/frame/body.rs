//! The bodies of frames. Each is sent as it stands here; a change of shape is a new frame kind or protocol version.

use serde::{Deserialize, Serialize};

use crate::authority::Authority;
use crate::commit::Commit;
use crate::event::{Event, EventError, EventKind};
use crate::id::{ActorId, OpId, ReplicaId, StreamId};
use crate::op::Op;
use crate::presence::{Focus, Peer};
use crate::rejection::Rejection;
use crate::revision::Revision;
use crate::view::{BoardUpdate, ViewName};

/// Body of [`super::ClientFrame::Hello`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Oldest protocol version the client speaks.
    pub min_version: u16,
    /// Newest protocol version the client speaks.
    pub max_version: u16,
    /// The replica that op ids of this connection belong to.
    pub replica: ReplicaId,
}

/// Body of [`super::ServerFrame::Welcome`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The version both speak from now on.
    pub version: u16,
    /// Who the client is.
    pub actor: ActorId,
    /// How often the client should ping, in milliseconds.
    pub heartbeat_ms: u32,
    /// Silence after which the connection is given up, in milliseconds.
    pub silence_ms: u32,
    /// The server's clock, UTC milliseconds since 1970.
    pub server_time_ms: i64,
}

/// Body of [`super::ClientFrame::Subscribe`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribe {
    /// Which stream.
    pub stream: StreamId,
    /// The last revision the replica has confirmed; `None` to be given the state.
    pub confirmed: Option<Revision>,
}

/// Body of [`super::ServerFrame::Subscribed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribed {
    /// All that the stream had accepted when the subscription began. Pending ops are sent once this is reached.
    pub head: Revision,
    /// `true`: commits after the confirmed revision follow. `false`: the state follows in parts, then commits.
    pub resumed: bool,
    /// Whether ops of this session are judged at all.
    pub may_write: bool,
}

/// Body of [`super::ServerFrame::SnapshotPart`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotPart {
    /// The state's revision, the same in all parts.
    pub revision: Revision,
    /// Whether this is the last part.
    pub last: bool,
    /// A piece of the encoded [`crate::analysis::AnalysisState`].
    pub bytes: Vec<u8>,
}

/// Body of [`super::ClientFrame::Unsubscribe`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsubscribe {}

/// Body of [`super::ClientFrame::Submit`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    /// Counter of the op id; the replica is the hello's.
    pub counter: u64,
    /// Everything the replica had confirmed when the op was made or last rebased.
    pub base: Revision,
    /// The wish.
    pub op: Op,
}

/// Body of [`super::ServerFrame::Committed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// Gapless, in order.
    pub commits: Vec<SentCommit>,
}

/// A commit without what only the log needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCommit {
    /// Its number in the stream.
    pub revision: Revision,
    /// Who.
    pub actor: ActorId,
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// The op that became this.
    pub op_id: OpId,
    /// Type and schema of the body.
    pub kind: EventKind,
    /// The event's body as stored.
    pub body: Vec<u8>,
}

/// Body of [`super::ServerFrame::Rejected`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Counter of the op id.
    pub counter: u64,
    /// The revision it was judged against; durable.
    pub at: Revision,
    /// Why.
    pub reason: Rejection,
}

/// Body of [`super::ClientFrame::Noted`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Counter of the refused op.
    pub counter: u64,
}

/// Body of [`super::ServerFrame::Known`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What the op id became when it was first handed in.
    pub commit: SentCommit,
}

/// Body of [`super::ClientFrame::Presence`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Where; `None` when nowhere in particular.
    pub focus: Option<Focus>,
}

/// Body of [`super::ServerFrame::Peers`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peers {
    /// The receiver's own session.
    pub own: u64,
    /// Everybody, the receiver included; at most [`crate::limits::PRESENCE_PEERS`].
    pub peers: Vec<Peer>,
}

/// Body of [`super::ServerFrame::People`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Names of actors of this stream; adds to what was sent before.
    pub people: Vec<(ActorId, String)>,
}

/// Body of [`super::ClientFrame::Ping`] and [`super::ServerFrame::Pong`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ping {
    /// Given back unchanged.
    pub nonce: u64,
}

/// Body of [`super::ServerFrame::Failed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Why.
    pub reason: Failure,
    /// When trying again makes sense, in milliseconds from now.
    pub retry_after_ms: Option<u32>,
}

/// Body of [`super::ServerFrame::Standing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What ops are judged.
    pub authority: Authority,
    /// Whether the past may be asked for.
    pub history: bool,
}

/// Body of [`super::ClientFrame::Watch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Which view.
    pub view: ViewName,
}

/// Body of [`super::ServerFrame::View`]. The order of the variants is sent; new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    /// Of [`ViewName::Board`].
    Board(Box<BoardUpdate>),
}

/// Why a subscription or a connection cannot go on. The order is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// No protocol version in common: load the client anew.
    #[error("no protocol version in common")]
    Version,
    /// No such stream, or none that this session may see; the two look alike.
    #[error("no such analysis")]
    UnknownStream,
    /// The stream's history cannot be read; nothing is shown rather than something false.
    #[error("the analysis cannot be read at present")]
    Unreadable,
    /// The stream has events of a newer program; it is open for reading only up to there.
    #[error("the analysis needs a newer program")]
    NewerEvents,
    /// The confirmed revision lies in the future of the stream: the replica must start afresh.
    #[error("the confirmed revision is in the future")]
    FutureRevision,
    /// The replica id belongs to somebody else: make a new one.
    #[error("the replica belongs to another actor")]
    ReplicaTaken,
    /// A newer session of the same replica has taken over.
    #[error("a newer session of this replica has taken over")]
    Fenced,
    /// Too many subscriptions, or a number that is in use.
    #[error("subscription not possible")]
    Subscription,
    /// The server can save nothing at present.
    #[error("nothing can be saved at present")]
    Unavailable,
    /// The server restarts; come back after the given time.
    #[error("the server restarts")]
    Restarting,
    /// The client fell too far behind; resume.
    #[error("too far behind")]
    TooSlow,
    /// The session has ended: sign in again.
    #[error("the session has ended")]
    SessionEnded,
    /// More ops than one person may hand in; come back after the given time, what is pending stays pending.
    #[error("too many changes in a short time")]
    RateLimited,
}

impl From<&Commit> for SentCommit {
    fn from(commit: &Commit) -> Self {
        Self {
            revision: commit.revision,
            actor: commit.actor,
            time_ms: commit.time_ms,
            op_id: commit.op_id,
            kind: commit.kind,
            body: commit.body.clone(),
        }
    }
}

impl SentCommit {
    /// The event in the body.
    ///
    /// # Errors
    /// As [`Event::decode`].
    pub fn event(&self) -> Result<Event, EventError> {
        Event::decode(self.kind, &self.body)
    }
}
