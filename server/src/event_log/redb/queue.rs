//! Appends on their way to the writer: bounded, in call order.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use etappe_protocol::id::StreamId;
use tokio::sync::oneshot;

use crate::event_log::{Append, AppendError, Receipt, Rewrite};

/// Most records that wait; beyond, appends are refused.
const WAITING_RECORDS: usize = 16 * 1024;
/// Most bytes of bodies that wait.
const WAITING_BYTES: usize = 16 * 1024 * 1024;
/// Most records of one group commit, a single longer append excepted.
const BATCH_RECORDS: usize = 1_000;
/// Most bytes of one group commit, a single longer append excepted.
const BATCH_BYTES: usize = 1024 * 1024;

/// The queue; the writer's end is [`Self::take`].
#[derive(Debug, Default)]
pub(super) struct Queue {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: VecDeque<Queued>,
    rewrites: VecDeque<QueuedRewrite>,
    records: usize,
    bytes: usize,
    /// Why nothing is taken in any more.
    closed: Option<String>,
}

/// An append and who waits for it.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) append: Append,
    answer: oneshot::Sender<Result<(), AppendError>>,
}

/// A rewrite and who waits for it.
#[derive(Debug)]
pub(super) struct QueuedRewrite {
    pub(super) rewrite: Rewrite,
    answer: oneshot::Sender<Result<(), AppendError>>,
}

impl QueuedRewrite {
    pub(super) fn answer(self, result: Result<(), AppendError>) {
        // Whoever dropped the receipt does not want to know.
        drop(self.answer.send(result));
    }
}

/// What the writer finds.
#[derive(Debug)]
pub(super) enum Taken {
    /// Appends to commit together.
    Batch(Vec<Queued>),
    /// A stream to rewrite.
    Rewrite(Box<QueuedRewrite>),
    /// Nothing came for a while.
    Idle,
    /// Nothing will come any more.
    Closed,
}

impl Queued {
    pub(super) fn answer(self, result: Result<(), AppendError>) {
        // Whoever dropped the receipt does not want to know.
        drop(self.answer.send(result));
    }

    fn bytes(&self) -> usize {
        self.append.commits.iter().map(|commit| commit.body.len()).sum()
    }
}

impl Queue {
    /// Queues an append, or refuses it.
    pub(super) fn put(&self, append: Append) -> Receipt {
        let (answer, receipt) = Receipt::pending();
        let queued = Queued { append, answer };
        let mut inner = self.lock();
        let refusal = match &inner.closed {
            Some(reason) => Some(reason.clone()),
            None if inner.is_full() => Some("too many appends are waiting for the disk".to_owned()),
            None => None,
        };
        match refusal {
            Some(reason) => queued.answer(Err(AppendError::Unavailable(reason))),
            None => {
                inner.count(&queued, usize::saturating_add);
                inner.waiting.push_back(queued);
                self.changed.notify_one();
            }
        }
        receipt
    }

    /// Queues a rewrite, which goes before all appends: under load there is always another one. Refused once closed.
    pub(super) fn put_rewrite(&self, rewrite: Rewrite) -> Receipt {
        let (answer, receipt) = Receipt::pending();
        let queued = QueuedRewrite { rewrite, answer };
        let mut inner = self.lock();
        match inner.closed.clone() {
            Some(reason) => queued.answer(Err(AppendError::Unavailable(reason))),
            None => {
                inner.rewrites.push_back(queued);
                self.changed.notify_one();
            }
        }
        receipt
    }

    /// Waits for appends and takes what fits one commit.
    pub(super) fn take(&self, idle: Duration) -> Taken {
        let inner = self.lock();
        let nothing = |inner: &mut Inner| {
            inner.waiting.is_empty() && inner.rewrites.is_empty() && inner.closed.is_none()
        };
        let waited = self.changed.wait_timeout_while(inner, idle, nothing);
        let (mut inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(rewrite) = inner.rewrites.pop_front() {
            return Taken::Rewrite(Box::new(rewrite));
        }
        if inner.waiting.is_empty() {
            return if inner.closed.is_some() { Taken::Closed } else { Taken::Idle };
        }
        let (mut batch, mut records, mut bytes) = (Vec::new(), 0, 0);
        while let Some(queued) = inner.waiting.front() {
            records += queued.append.commits.len();
            bytes += queued.bytes();
            if !batch.is_empty() && (BATCH_RECORDS < records || BATCH_BYTES < bytes) {
                break;
            }
            batch.extend(inner.pop());
        }
        Taken::Batch(batch)
    }

    /// Takes out every waiting append of a stream.
    pub(super) fn take_stream(&self, stream: StreamId) -> Vec<Queued> {
        let mut inner = self.lock();
        let (of_stream, others): (Vec<_>, VecDeque<_>) = {
            let waiting = std::mem::take(&mut inner.waiting);
            let (of_stream, others): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|queued| queued.append.stream == stream);
            (of_stream, others.into())
        };
        inner.waiting = others;
        for queued in &of_stream {
            inner.count(queued, usize::saturating_sub);
        }
        of_stream
    }

    /// Takes nothing in any more; what waits is still given to the writer.
    pub(super) fn close(&self, reason: &str) {
        self.lock().closed.get_or_insert_with(|| reason.to_owned());
        self.changed.notify_all();
    }

    /// Takes nothing in any more and gives back what waits.
    pub(super) fn abandon(&self, reason: &str) -> Vec<Queued> {
        let mut inner = self.lock();
        inner.closed = Some(reason.to_owned());
        self.changed.notify_all();
        // Their receipts say that the writer is gone: the outcome of one that was under way is unknown.
        inner.rewrites.clear();
        inner.waiting.drain(..).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code under this lock leaves the queue half changed when it panics.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn is_full(&self) -> bool {
        WAITING_RECORDS <= self.records || WAITING_BYTES <= self.bytes
    }

    fn pop(&mut self) -> Option<Queued> {
        let queued = self.waiting.pop_front()?;
        self.count(&queued, usize::saturating_sub);
        Some(queued)
    }

    fn count(&mut self, queued: &Queued, change: fn(usize, usize) -> usize) {
        self.records = change(self.records, queued.append.commits.len());
        self.bytes = change(self.bytes, queued.bytes());
    }
}
