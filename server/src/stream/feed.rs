//! What a stream holds ready for its followers: the latest durable commits, encoded once, and each follower's mail.
//!
//! A follower is woken, then looks; nothing is queued per follower except answers to its own ops, which are bounded
//! by what it may have in flight. Who falls behind the kept batches reads on from the log.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use etappe_protocol::codec::CodecError;
use etappe_protocol::commit::Commit;
use etappe_protocol::frame::{Committed, Failure, SentCommit, ServerFrame};
use etappe_protocol::limits;
use etappe_protocol::presence::Peer;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use tokio::sync::Notify;

/// Bytes of encoded commits that a stream keeps for followers that are a little behind.
const KEPT_BYTES: usize = 512 * 1024;

/// Durable commits, encoded once as a frame of subscription 0.
#[derive(Debug)]
pub struct Batch {
    /// Revision of the first commit.
    pub first: Revision,
    /// Revision of the last commit.
    pub last: Revision,
    /// The message.
    pub message: Bytes,
}

/// An answer to one follower. Spoken only when everything up to [`Reply::at`] was sent to it.
#[derive(Clone, Debug)]
pub enum Reply {
    /// An op was refused.
    Rejected {
        /// Counter of the op.
        counter: u64,
        /// The head it was judged against.
        at: Revision,
        /// Why.
        reason: Rejection,
    },
    /// An op id that was a commit already.
    Known {
        /// The commit.
        commit: Box<Commit>,
    },
}

impl Reply {
    /// The revision that must be durable, and sent, before this is spoken.
    #[must_use]
    pub fn at(&self) -> Revision {
        match self {
            Self::Rejected { at, .. } => *at,
            Self::Known { commit } => commit.revision,
        }
    }
}

/// What a follower is given when it looks.
#[derive(Debug, Default)]
pub struct Delivery {
    /// Batches after what it has, in order; empty when it must read the log first.
    pub batches: Vec<Arc<Batch>>,
    /// The batches it would need are gone: read the log from what it has.
    pub behind: bool,
    /// The durable head.
    pub durable: Revision,
    /// Answers to its own ops.
    pub replies: Vec<Reply>,
    /// Everybody here, when that changed.
    pub peers: Option<Arc<Vec<Peer>>>,
    /// The stream has ended for this follower.
    pub ended: Option<Failure>,
}

/// Shared between the sequencer and the followers.
#[derive(Debug)]
pub struct Feed(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    durable: Revision,
    batches: VecDeque<Arc<Batch>>,
    bytes: usize,
    peers: Arc<Vec<Peer>>,
    peers_version: u64,
    followers: BTreeMap<u64, Follower>,
    /// Of all followers; shared, so that they are woken without the lock that they take as soon as they are awake.
    wakes: Arc<[Arc<Notify>]>,
    ended: Option<Failure>,
}

#[derive(Debug)]
struct Follower {
    wake: Arc<Notify>,
    replies: Vec<Reply>,
    peers_seen: u64,
    ended: Option<Failure>,
}

impl Feed {
    pub(super) fn new(durable: Revision) -> Self {
        Self(Mutex::new(Inner {
            durable,
            batches: VecDeque::new(),
            bytes: 0,
            peers: Arc::default(),
            peers_version: 0,
            followers: BTreeMap::new(),
            wakes: Arc::default(),
            ended: None,
        }))
    }

    /// The durable head.
    #[must_use]
    pub fn durable(&self) -> Revision {
        self.lock().durable
    }

    /// What is there for `session`, which was sent everything up to `sent`.
    #[must_use]
    pub fn look(&self, session: u64, sent: Revision) -> Delivery {
        let mut inner = self.lock();
        let mut delivery = Delivery { durable: inner.durable, ended: inner.ended, ..Delivery::default() };
        let (peers, version) = (Arc::clone(&inner.peers), inner.peers_version);
        match inner.followers.get_mut(&session) {
            Some(follower) => {
                delivery.replies = std::mem::take(&mut follower.replies);
                delivery.ended = follower.ended.or(delivery.ended);
                if follower.peers_seen != version {
                    follower.peers_seen = version;
                    delivery.peers = Some(peers);
                }
            }
            None => delivery.ended = delivery.ended.or(Some(Failure::Fenced)),
        }
        if sent < inner.durable {
            // Seen from the back: nearly always it is the last one, and a search would touch a dozen others.
            let unsent = inner.batches.iter().rev().take_while(|batch| sent < batch.last).count();
            let start = inner.batches.len() - unsent;
            match inner.batches.get(start) {
                // A batch that begins before what was sent would be sent twice in part; the log is exact.
                Some(batch) if batch.first == sent.next() => {
                    delivery.batches.extend(inner.batches.range(start..).cloned());
                }
                _ => delivery.behind = true,
            }
        }
        delivery
    }

    pub(super) fn follow(&self, session: u64, wake: Arc<Notify>) {
        let follower = Follower { wake, replies: Vec::new(), peers_seen: 0, ended: None };
        let mut inner = self.lock();
        inner.followers.insert(session, follower);
        inner.list_wakes();
    }

    pub(super) fn unfollow(&self, session: u64) {
        let mut inner = self.lock();
        inner.followers.remove(&session);
        inner.list_wakes();
    }

    /// Ends the stream for one follower.
    pub(super) fn end_one(&self, session: u64, failure: Failure) {
        if let Some(follower) = self.lock().followers.get_mut(&session) {
            follower.ended = Some(failure);
            follower.wake.notify_one();
        }
    }

    /// Ends the stream for everybody.
    pub(super) fn end(&self, failure: Failure) {
        let mut inner = self.lock();
        inner.ended = Some(failure);
        wake_all(inner);
    }

    /// Publishes commits that are durable now; several appends of one group commit become one message.
    pub(super) fn publish(&self, commits: &[Arc<Commit>]) -> Result<(), CodecError> {
        let batches = encode(commits)?;
        let mut inner = self.lock();
        for batch in batches {
            inner.durable = batch.last;
            inner.bytes += batch.message.len();
            inner.batches.push_back(Arc::new(batch));
        }
        while KEPT_BYTES < inner.bytes {
            let Some(batch) = inner.batches.pop_front() else { break };
            inner.bytes -= batch.message.len();
        }
        wake_all(inner);
        Ok(())
    }

    pub(super) fn reply(&self, session: u64, reply: Reply) {
        if let Some(follower) = self.lock().followers.get_mut(&session) {
            follower.replies.push(reply);
            follower.wake.notify_one();
        }
    }

    pub(super) fn publish_peers(&self, peers: Vec<Peer>) {
        let mut inner = self.lock();
        inner.peers = Arc::new(peers);
        inner.peers_version += 1;
        wake_all(inner);
    }

    /// People here now, as far as they were told of.
    pub(super) fn here(&self) -> usize {
        let peers = Arc::clone(&self.lock().peers);
        let actors: std::collections::BTreeSet<_> = peers.iter().map(|peer| peer.actor).collect();
        actors.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing inside panics half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn list_wakes(&mut self) {
        self.wakes = self.followers.values().map(|follower| Arc::clone(&follower.wake)).collect();
    }
}

/// Lets the feed go, then wakes everybody.
fn wake_all(inner: MutexGuard<'_, Inner>) {
    let wakes = Arc::clone(&inner.wakes);
    drop(inner);
    wakes.iter().for_each(|wake| wake.notify_one());
}

/// Encodes commits into messages of about [`limits::FRAME_FILL_BYTES`].
pub fn encode(commits: &[Arc<Commit>]) -> Result<Vec<Batch>, CodecError> {
    let mut batches = Vec::new();
    let mut rest = commits;
    while let Some(first) = rest.first() {
        let mut bytes = 0;
        let count = rest.iter().take_while(|commit| {
            let fits = bytes < limits::FRAME_FILL_BYTES;
            bytes += commit.body.len() + 64;
            fits
        });
        let (taken, left) = rest.split_at(count.count());
        let last = taken.last().unwrap_or(first).revision;
        let sent = taken.iter().map(|commit| SentCommit::from(commit.as_ref())).collect();
        let message = ServerFrame::Committed(0, Committed { commits: sent }).encode()?;
        batches.push(Batch { first: first.revision, last, message: message.into() });
        rest = left;
    }
    Ok(batches)
}
