//! Plain streams, live: cycles and the installation. One task each judges one op after the other and answers only when
//! its commit is durable; what holds is published for everybody to look at.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etappe_protocol::commit::Commit;
use etappe_protocol::event::EventError;
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::ledger::{Aggregate, Ledger};
use etappe_protocol::limits;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};
use tracing::error;

use crate::clock::Clock;
use crate::event_log::{Append, AppendError, ChainHead, ReadError, ReadLimit, SharedLog};
use crate::{random, spawn};

/// Ops that wait for one stream; beyond that, callers wait.
const QUEUE: usize = 64;

/// What holds in a plain stream; all of it is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held<A> {
    /// The state.
    pub state: A,
    /// The head; zero for a stream that nobody has begun.
    pub revision: Revision,
}

/// What an op became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The commit.
    pub commit: Arc<Commit>,
    /// Whether it was made just now; of several who hand in one op id, one is told so.
    pub is_new: bool,
}

/// Why an op did not become a commit, or a stream cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// Refused.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The stream cannot be read; it is unavailable, never empty.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// An event of a newer program, or a damaged one.
    #[error("revision {0}: {1}")]
    Event(Revision, EventError),
    /// Not stored, or perhaps not; only the op id tells.
    #[error("{0}")]
    Append(#[from] AppendError),
    /// The server is going down.
    #[error("the stream's task has ended")]
    Gone,
}

/// All plain streams of one kind.
pub struct Ledgers<A: Aggregate> {
    log: SharedLog,
    clock: Clock,
    loaded: Mutex<HashMap<StreamId, Handle<A>>>,
    /// Tasks hold a receiver while they run; draining waits for the last.
    stop: watch::Sender<bool>,
}

struct Handle<A: Aggregate> {
    ops: mpsc::Sender<Wish<A>>,
    held: watch::Receiver<Option<Arc<Held<A>>>>,
}

impl<A: Aggregate> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Self { ops: self.ops.clone(), held: self.held.clone() }
    }
}

struct Wish<A: Aggregate> {
    actor: ActorId,
    op_id: OpId,
    op: A::Op,
    answer: oneshot::Sender<Result<Submitted, LedgerError>>,
}

impl<A> Ledgers<A>
where
    A: Aggregate + Send + Sync + 'static,
    A::Op: Send + 'static,
{
    /// No stream loaded yet.
    #[must_use]
    pub fn new(log: SharedLog, clock: Clock) -> Self {
        Self { log, clock, loaded: Mutex::default(), stop: watch::channel(false).0 }
    }

    /// Hands in an op and waits until it is durable. A repeat of an op id is answered with the commit that it became.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn submit(
        &self,
        stream: StreamId,
        actor: ActorId,
        op_id: OpId,
        op: A::Op,
    ) -> Result<Arc<Commit>, LedgerError> {
        Ok(self.submit_once(stream, actor, op_id, op).await?.commit)
    }

    /// As [`Self::submit`], and says whether this call was the one that made the commit.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn submit_once(
        &self,
        stream: StreamId,
        actor: ActorId,
        op_id: OpId,
        op: A::Op,
    ) -> Result<Submitted, LedgerError> {
        let handle = self.handle(stream);
        let (answer, answered) = oneshot::channel();
        let wish = Wish { actor, op_id, op, answer };
        handle.ops.send(wish).await.map_err(|_| LedgerError::Gone)?;
        answered.await.map_err(|_| LedgerError::Gone)?
    }

    /// What holds now.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn held(&self, stream: StreamId) -> Result<Arc<Held<A>>, LedgerError> {
        let mut held = self.follow(stream).await?;
        let held = held.borrow_and_update().clone();
        held.ok_or(LedgerError::Gone)
    }

    /// What holds, now and after every change; always `Some`. Closes when the stream has to be loaded anew.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn follow(
        &self,
        stream: StreamId,
    ) -> Result<watch::Receiver<Option<Arc<Held<A>>>>, LedgerError> {
        let mut held = self.handle(stream).held;
        if held.wait_for(Option::is_some).await.is_ok() {
            return Ok(held);
        }
        // The task ended before it had anything to show; loading by hand says why.
        load::<A>(&self.log, stream).await?;
        Err(LedgerError::Gone)
    }

    /// Asks every task to finish what it has and waits until all have ended.
    pub async fn drain(&self) {
        self.stop.send_replace(true);
        self.lock().clear();
        self.stop.closed().await;
    }

    fn handle(&self, stream: StreamId) -> Handle<A> {
        let mut loaded = self.lock();
        if let Some(handle) = loaded.get(&stream).filter(|handle| !handle.ops.is_closed()) {
            return handle.clone();
        }
        let (ops, wishes) = mpsc::channel(QUEUE);
        let (publish, held) = watch::channel(None);
        let keeper = Keeper {
            stream,
            log: Arc::clone(&self.log),
            clock: self.clock.clone(),
            publish,
            stop: self.stop.subscribe(),
        };
        drop(spawn::task(keeper.run(wishes)));
        let handle = Handle { ops, held };
        loaded.insert(stream, handle.clone());
        handle
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StreamId, Handle<A>>> {
        // Nothing inside panics half-way through a change.
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The single writer of one plain stream.
struct Keeper<A: Aggregate> {
    stream: StreamId,
    log: SharedLog,
    clock: Clock,
    publish: watch::Sender<Option<Arc<Held<A>>>>,
    stop: watch::Receiver<bool>,
}

impl<A: Aggregate> Keeper<A> {
    /// Runs until stopped or until the stream cannot be read or written; whoever asks again loads it anew.
    async fn run(mut self, mut wishes: mpsc::Receiver<Wish<A>>) {
        let mut ledger = match load::<A>(&self.log, self.stream).await {
            Ok(ledger) => ledger,
            Err(error) => {
                error!(stream.id = %self.stream, %error, "stream cannot be loaded");
                wishes.close();
                while let Some(wish) = wishes.recv().await {
                    wish.answer.send(Err(error.clone())).ok();
                }
                return;
            }
        };
        self.show(&ledger);
        loop {
            let wish = tokio::select! {
                biased;
                // The sender lives as long as the ledgers; its end also means stop.
                stopped = self.stop.wait_for(|stop| *stop) => { drop(stopped); None }
                wish = wishes.recv() => wish,
            };
            let Some(Wish { actor, op_id, op, answer }) = wish else { return };
            let done = self.carry_out(&mut ledger, (actor, op_id, op)).await;
            let ends = matches!(&done, Err(error) if !matches!(error, LedgerError::Rejected(_)));
            if let Err(error) = &done
                && ends
            {
                error!(stream.id = %self.stream, %error, "stream stopped, to be loaded anew");
                // Closed before the answer: whoever asks again on hearing it gets a fresh one.
                wishes.close();
            }
            answer.send(done).ok();
            if ends {
                return;
            }
        }
    }

    async fn carry_out(
        &self,
        ledger: &mut Ledger<A>,
        (actor, op_id, op): (ActorId, OpId, A::Op),
    ) -> Result<Submitted, LedgerError> {
        if let Some(known) = self.log.find_op(self.stream, op_id).await? {
            return Ok(Submitted { commit: Arc::new(known), is_new: false });
        }
        let now_ms = self.clock.now_ms();
        let commit = Arc::new(ledger.judge(actor, op_id, op, now_ms, random::bytes())?);
        let expected = ledger.revision();
        ledger.replay(&commit).map_err(|error| LedgerError::Event(commit.revision, error))?;
        let is_head = commit.revision.0.is_multiple_of(limits::HEAD_EVERY);
        let head = is_head.then(|| ChainHead {
            stream: self.stream,
            revision: commit.revision,
            chain: ledger.chain(),
        });
        let commits = vec![Arc::clone(&commit)];
        self.log.append(Append { stream: self.stream, expected, commits, head }).await?;
        self.show(ledger);
        Ok(Submitted { commit, is_new: true })
    }

    fn show(&self, ledger: &Ledger<A>) {
        let held = Held { state: ledger.state().clone(), revision: ledger.revision() };
        self.publish.send_replace(Some(Arc::new(held)));
    }
}

async fn load<A: Aggregate>(log: &SharedLog, stream: StreamId) -> Result<Ledger<A>, LedgerError> {
    let mut ledger = Ledger::new(stream);
    loop {
        let page = log.read(stream, ledger.revision(), ReadLimit::default()).await?;
        if page.commits.is_empty() {
            return Ok(ledger);
        }
        for commit in &page.commits {
            ledger.replay(commit).map_err(|error| LedgerError::Event(commit.revision, error))?;
        }
    }
}

#[cfg(test)]
mod tests;
