//! The single line in which the ops of a plain stream are judged: a cycle, or the installation. Nobody types into
//! these at once, so there is no transformation; an op that does not fit what is there is refused.

use crate::analysis::Meta;
use crate::codec::CodecError;
use crate::commit::{Chain, Commit};
use crate::event::{EventError, EventKind};
use crate::id::{ActorId, OpId, StreamId};
use crate::rejection::Rejection;
use crate::revision::Revision;

/// What a plain stream is the history of. `apply` is total, `decide` is pure.
pub trait Aggregate: Clone + Default {
    /// A wish.
    type Op;
    /// A fact.
    type Event;

    /// Judges an op of `actor`.
    ///
    /// # Errors
    /// The [`Rejection`] that the author is told.
    fn decide(&self, actor: ActorId, op: Self::Op) -> Result<Self::Event, Rejection>;

    /// Folds one event in.
    fn apply(&mut self, meta: Meta, event: &Self::Event);

    /// The numbers and the body under which an event is stored.
    ///
    /// # Errors
    /// [`CodecError::TooLong`] beyond [`crate::limits::EVENT_BODY_BYTES`].
    fn encode(event: &Self::Event) -> Result<(EventKind, Vec<u8>), CodecError>;

    /// Reads a stored body.
    ///
    /// # Errors
    /// [`EventError`]; never panics, whatever the bytes.
    fn decode(kind: EventKind, body: &[u8]) -> Result<Self::Event, EventError>;
}

/// One plain stream at its head.
#[derive(Clone, Debug)]
pub struct Ledger<A> {
    stream: StreamId,
    state: A,
    revision: Revision,
    time_ms: i64,
    chain: Chain,
}

impl<A: Aggregate> Ledger<A> {
    /// The empty stream.
    #[must_use]
    pub fn new(stream: StreamId) -> Self {
        Self { stream, state: A::default(), revision: Revision::ZERO, time_ms: i64::MIN, chain: Chain::START }
    }

    /// Which stream.
    #[must_use]
    pub const fn stream(&self) -> StreamId {
        self.stream
    }

    /// What holds at the head.
    #[must_use]
    pub const fn state(&self) -> &A {
        &self.state
    }

    /// The head.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// The chain at the head.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// What an op would become as the next commit; [`Self::replay`] folds it in once it is stored.
    ///
    /// # Errors
    /// The rejection.
    pub fn judge(
        &self,
        actor: ActorId,
        op_id: OpId,
        op: A::Op,
        now_ms: i64,
        salt: [u8; 8],
    ) -> Result<Commit, Rejection> {
        let event = self.state.decide(actor, op)?;
        let (kind, body) = A::encode(&event).map_err(|_| Rejection::TextTooLong)?;
        Ok(Commit {
            stream: self.stream,
            revision: self.revision.next(),
            actor,
            // Moments are looked up by time, so it never runs backwards within a stream.
            time_ms: now_ms.max(self.time_ms),
            op_id,
            kind,
            salt,
            kept: None,
            body,
        })
    }

    /// Folds in a commit that is stored.
    ///
    /// # Errors
    /// [`EventError`]; then nothing has changed.
    pub fn replay(&mut self, commit: &Commit) -> Result<(), EventError> {
        let event = A::decode(commit.kind, &commit.body)?;
        self.state.apply(Meta::from(commit), &event);
        self.revision = commit.revision;
        self.time_ms = commit.time_ms;
        self.chain = self.chain.after(commit);
        Ok(())
    }
}
