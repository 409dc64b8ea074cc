//! The event log that lives in this process: for tests, simulation and trying things out.

mod store;

use std::collections::VecDeque;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etappe_protocol::commit::Commit;
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use tokio::sync::{oneshot, watch};

use self::store::Store;
use super::admission::{judge, judge_rewrite};
use super::{
    Append, AppendError, Capabilities, Durability, Entry, EventLog, LogFuture, Page, Position, ReadError,
    ReadLimit, Receipt, Rewrite,
};

/// An event log in memory. Its receipts can be held back and made to fail.
#[derive(Debug, Default)]
pub struct MemoryLog {
    inner: Mutex<Inner>,
    durable: watch::Sender<Position>,
}

#[derive(Debug, Default)]
struct Inner {
    store: Store,
    held: bool,
    queue: VecDeque<Queued>,
    failures: VecDeque<(AppendError, Outcome)>,
    dead: Option<String>,
}

#[derive(Debug)]
struct Queued {
    append: Append,
    answer: oneshot::Sender<Result<(), AppendError>>,
}

/// What a failing append leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    NotStored,
    /// The commits, to be found after [`MemoryLog::reopen`]; only sensible with [`AppendError::Unknown`].
    Stored,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// From now on appends are queued, neither stored nor answered, until [`Self::release`].
    pub fn hold(&self) {
        self.lock().held = true;
    }

    /// Judges and answers everything held back, in call order, and holds nothing back any more.
    pub fn release(&self) {
        let mut inner = self.lock();
        inner.held = false;
        while inner.settle_next(&self.durable) {}
    }

    /// Judges and answers the oldest call held back; false when there is none.
    pub fn release_one(&self) -> bool {
        self.lock().settle_next(&self.durable)
    }

    /// Number of calls held back.
    pub fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    /// The next append that would be stored fails with `error`; several calls line up.
    ///
    /// [`AppendError::Unknown`] makes this handle dead, as the contract says.
    pub fn fail_next(&self, error: AppendError, outcome: Outcome) {
        self.lock().failures.push_back((error, outcome));
    }

    /// A fresh handle on what is stored; this one is dead afterwards, what it held back is not stored.
    #[must_use]
    pub fn reopen(&self) -> Arc<Self> {
        let mut inner = self.lock();
        inner.die("reopened elsewhere", &AppendError::Unavailable("reopened elsewhere".to_owned()));
        let store = inner.store.clone();
        let durable = watch::Sender::new(store.last());
        Arc::new(Self { inner: Mutex::new(Inner { store, ..Inner::default() }), durable })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code under this lock leaves the store half changed when it panics.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_store<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Store) -> Result<T, ReadError>,
    ) -> LogFuture<'_, Result<T, ReadError>> {
        let inner = self.lock();
        let answer = match &inner.dead {
            Some(reason) => Err(ReadError::Unavailable(reason.clone())),
            None => read(&inner.store),
        };
        Box::pin(ready(answer))
    }
}

impl Inner {
    /// Judges the oldest call and answers it; false when there is none.
    fn settle_next(&mut self, durable: &watch::Sender<Position>) -> bool {
        let Some(queued) = self.queue.pop_front() else { return false };
        let stream = queued.append.stream;
        let head = self.store.head(stream);
        let judged = judge(&queued.append, head, |op_id| Ok(self.store.find_op(stream, op_id).is_some()));
        let failure =
            judged.err().map(|error| (error, Outcome::NotStored)).or_else(|| self.failures.pop_front());
        let result = match failure {
            None => {
                self.store.push(&queued.append);
                durable.send_replace(self.store.last());
                Ok(())
            }
            Some((error, outcome)) => {
                if outcome == Outcome::Stored {
                    self.store.push(&queued.append);
                }
                Err(error)
            }
        };
        if let Err(error) = &result {
            self.fail_followers(stream, error);
        }
        answer(queued.answer, result);
        true
    }

    /// After a failed call nothing of its stream that is queued behind may succeed.
    fn fail_followers(&mut self, stream: StreamId, error: &AppendError) {
        if let AppendError::Unknown(reason) = error {
            self.die(reason, error);
            return;
        }
        let (followers, others): (Vec<_>, VecDeque<_>) = {
            let (followers, others): (Vec<_>, Vec<_>) =
                self.queue.drain(..).partition(|queued| queued.append.stream == stream);
            (followers, others.into())
        };
        self.queue = others;
        for queued in followers {
            answer(queued.answer, Err(error.clone()));
        }
    }

    fn die(&mut self, reason: &str, error: &AppendError) {
        self.dead = Some(reason.to_owned());
        for queued in self.queue.drain(..) {
            answer(queued.answer, Err(error.clone()));
        }
    }
}

fn answer(sender: oneshot::Sender<Result<(), AppendError>>, result: Result<(), AppendError>) {
    // Whoever dropped the receipt does not want to know.
    drop(sender.send(result));
}

impl EventLog for MemoryLog {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durability: Durability::Process }
    }

    fn append(&self, append: Append) -> Receipt {
        let mut inner = self.lock();
        if let Some(reason) = &inner.dead {
            return Receipt::ready(Err(AppendError::Unavailable(reason.clone())));
        }
        let (answer, receipt) = Receipt::pending();
        inner.queue.push_back(Queued { append, answer });
        if !inner.held {
            while inner.settle_next(&self.durable) {}
        }
        receipt
    }

    fn read(
        &self,
        stream: StreamId,
        after: Revision,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Page, ReadError>> {
        self.read_store(|store| Ok(store.read(stream, after, limit)))
    }

    fn head(&self, stream: StreamId) -> LogFuture<'_, Result<Revision, ReadError>> {
        self.read_store(|store| Ok(store.head(stream)))
    }

    fn find_op(&self, stream: StreamId, op_id: OpId) -> LogFuture<'_, Result<Option<Commit>, ReadError>> {
        self.read_store(|store| Ok(store.find_op(stream, op_id)))
    }

    fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> LogFuture<'_, Result<u64, ReadError>> {
        self.read_store(|store| Ok(store.highest_counter(stream, replica)))
    }

    fn streams(
        &self,
        after: Option<StreamId>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<(StreamId, Revision)>, ReadError>> {
        self.read_store(|store| Ok(store.streams(after, limit)))
    }

    fn scan(
        &self,
        after: Position,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Vec<(Position, Entry)>, ReadError>> {
        self.read_store(|store| Ok(store.scan(after, limit)))
    }

    fn durable(&self) -> watch::Receiver<Position> {
        self.durable.subscribe()
    }

    fn rewrite(&self, rewrite: Rewrite) -> Receipt {
        let mut inner = self.lock();
        if let Some(reason) = &inner.dead {
            return Receipt::ready(Err(AppendError::Unavailable(reason.clone())));
        }
        let judged = judge_rewrite(&rewrite, inner.store.head(rewrite.stream));
        if judged.is_ok() {
            inner.store.rewrite(&rewrite);
            self.durable.send_replace(inner.store.last());
        }
        Receipt::ready(judged)
    }

    fn close(&self) -> LogFuture<'_, Result<(), ReadError>> {
        self.release();
        self.lock().dead = Some("closed".to_owned());
        Box::pin(ready(Ok(())))
    }
}

#[cfg(test)]
mod tests;
