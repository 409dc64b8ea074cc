//! What the handle, the writer and the indexer share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::revision::Revision;
use tokio::sync::watch;

use super::derived::Derived;
use super::file::LogFile;
use super::place::Place;
use super::queue::Queue;
use super::recent::Recent;
use crate::event_log::admission::Heads;
use crate::event_log::{AppendError, Position, ReadError};

/// Shared by the handle and its two threads.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) file: LogFile,
    pub(super) derived: Derived,
    pub(super) queue: Queue,
    pub(super) place: Place,
    view: Mutex<View>,
    /// The view has more to index, or was indexed further, or ends.
    pub(super) turned: Condvar,
    failed: watch::Sender<Option<String>>,
    /// Position of the newest entry that readers see.
    pub(super) durable: watch::Sender<Position>,
    /// How often derived data of a stream was deleted.
    forgotten: AtomicU64,
}

/// What readers see: everything durable.
#[derive(Debug)]
pub(super) struct View {
    pub(super) heads: Heads,
    pub(super) recent: Recent,
    pub(super) life: Life,
}

/// Where the handle stands between opening and closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// Takes appends and answers reads.
    Open,
    /// The writer is done; the index still catches up.
    Ending,
    /// Nothing works any more, for this reason.
    Over(String),
}

impl View {
    /// The head of a stream; zero when unknown.
    pub(super) fn head(&self, stream: StreamId) -> Revision {
        self.heads.get(&stream).copied().unwrap_or_default()
    }

    /// Whether reads are answered.
    pub(super) fn readable(&self) -> Result<(), ReadError> {
        match &self.life {
            Life::Open | Life::Ending => Ok(()),
            Life::Over(reason) => Err(ReadError::Unavailable(reason.clone())),
        }
    }
}

impl Shared {
    pub(super) fn new(file: LogFile, derived: Derived, heads: Heads, recent: Recent, place: Place) -> Self {
        let durable = watch::Sender::new(recent.last());
        Self {
            file,
            derived,
            queue: Queue::default(),
            place,
            view: Mutex::new(View { heads, recent, life: Life::Open }),
            turned: Condvar::new(),
            failed: watch::Sender::new(None),
            durable,
            forgotten: AtomicU64::new(0),
        }
    }

    pub(super) fn view(&self) -> MutexGuard<'_, View> {
        // No code under this lock leaves the view half changed when it panics.
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a stream has an op id: first among the recent commits, then in the index.
    pub(super) fn is_known(&self, stream: StreamId, op_id: OpId) -> Result<bool, String> {
        if self.view().recent.find_op(stream, op_id).is_some() {
            return Ok(true);
        }
        self.derived.find_op(stream, op_id).map(|found| found.is_some()).map_err(|error| error.0)
    }

    /// How often derived data of a stream was deleted.
    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    /// Derived data of a stream is being deleted.
    pub(super) fn count_forgotten(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
    }

    /// Tells when and why the handle died.
    pub(super) fn failed(&self) -> watch::Receiver<Option<String>> {
        self.failed.subscribe()
    }

    /// The handle is dead from now on: what waits was not stored, nothing else is answered.
    pub(super) fn die(&self, reason: &str) {
        tracing::error!(
            reason,
            "the event log stopped: what happened to the last commit shows when it is opened anew"
        );
        // First the word, so that whoever gets an error finds it.
        self.failed.send_replace(Some(reason.to_owned()));
        self.end(reason);
    }

    /// Ends the handle without blaming anything.
    pub(super) fn end(&self, reason: &str) {
        let abandoned = self.queue.abandon(reason);
        let mut view = self.view();
        if !matches!(view.life, Life::Over(_)) {
            view.life = Life::Over(reason.to_owned());
        }
        drop(view);
        self.turned.notify_all();
        for queued in abandoned {
            queued.answer(Err(AppendError::Unavailable(reason.to_owned())));
        }
    }
}
