//! What the runner and those who look at views share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::folded::Folded;
use crate::event_log::Position;

/// Views as they are in memory, and the word of how far they are.
#[derive(Debug)]
pub(super) struct Shared {
    folded: Mutex<Folded>,
    /// Moves with every page.
    progress: watch::Sender<Progress>,
    /// How far the log is.
    durable: watch::Receiver<Position>,
}

/// How far the views are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// Everything up to here is in them.
    pub(super) reached: Position,
    /// Counts changes of teams.
    pub(super) version: u64,
    /// When everything durable was in them, UTC milliseconds since 1970; `None` while they never were so far.
    pub(super) caught_up_ms: Option<i64>,
}

impl Shared {
    pub(super) fn new(durable: watch::Receiver<Position>) -> Self {
        Self { folded: Mutex::default(), progress: watch::Sender::new(Progress::default()), durable }
    }

    pub(super) fn folded(&self) -> MutexGuard<'_, Folded> {
        // Nothing inside panics half-way through a change.
        self.folded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Everything up to here is folded in.
    pub(super) fn reach(&self, reached: Position) {
        let version = {
            let mut folded = self.folded();
            folded.reach(reached);
            folded.version()
        };
        self.progress.send_modify(|progress| (progress.reached, progress.version) = (reached, version));
    }

    /// Everything that was durable at this moment is folded in.
    pub(super) fn caught_up(&self, now_ms: i64) {
        self.progress.send_if_modified(|progress| {
            // Boards ask for the time themselves; only the first time is news to anybody.
            let is_first = progress.caught_up_ms.is_none();
            progress.caught_up_ms = Some(now_ms);
            is_first
        });
    }

    /// Since when, at the latest, everything durable is in the views.
    pub(super) fn as_of_ms(&self, now_ms: i64) -> Option<i64> {
        let progress = *self.progress.borrow();
        let is_complete = *self.durable.borrow() <= progress.reached;
        progress.caught_up_ms.map(|caught_up_ms| if is_complete { now_ms } else { caught_up_ms })
    }

    /// How far the log is.
    pub(super) fn durable(&self) -> Position {
        *self.durable.borrow()
    }
}
