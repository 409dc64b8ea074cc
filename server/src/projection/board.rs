//! Live boards: one task for each cycle that somebody looks at, however many look. It puts together what has changed,
//! at most four times a second, and wakes those who look.

mod state;
mod task;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etappe_protocol::cycle::CycleState;
use etappe_protocol::frame::Failure;
use etappe_protocol::id::StreamId;
use etappe_protocol::installation::InstallationState;
use etappe_protocol::view::BoardUpdate;
use tokio::sync::{Notify, watch};

pub(super) use self::state::BoardState;
use super::shared::Shared;
use super::store::SharedViews;
use crate::clock::Clock;
use crate::spawn;
use crate::stream::{Catalogues, Ledgers, Streams};

/// What boards are made from.
#[derive(Clone)]
pub(super) struct Sources {
    pub(super) shared: Arc<Shared>,
    pub(super) store: SharedViews,
    pub(super) catalogues: Arc<Catalogues>,
    pub(super) streams: Arc<Streams>,
    pub(super) cycles: Arc<Ledgers<CycleState>>,
    pub(super) installation: Arc<Ledgers<InstallationState>>,
    pub(super) clock: Clock,
    pub(super) stop: watch::Receiver<bool>,
}

/// The boards that somebody looks at.
pub(super) struct Boards {
    sources: Sources,
    open: Arc<Open>,
}

/// By cycle. A board's task removes itself when nobody looks any more.
type Open = Mutex<HashMap<StreamId, Arc<Board>>>;

/// One board, between its task and those who look.
#[derive(Default)]
pub(super) struct Board {
    inner: Mutex<Inner>,
    /// Somebody has come, and is to be given everything.
    came: Notify,
}

#[derive(Default)]
struct Inner {
    state: Option<Arc<BoardState>>,
    ended: Option<Failure>,
    viewers: BTreeMap<u64, Arc<Notify>>,
    next_viewer: u64,
}

/// What somebody who looks is given.
#[derive(Debug, Default)]
pub struct Look {
    /// To be sent, in order; together one update.
    pub updates: Vec<BoardUpdate>,
    /// The board has ended.
    pub ended: Option<Failure>,
}

/// Somebody's look at a board; dropping it ends it.
pub struct BoardWatch {
    board: Arc<Board>,
    viewer: u64,
    /// What was given, as a version of the board; 0 for nothing.
    seen: u64,
    /// What was shown before we came: the next one comes soon, and at the pace of all.
    before: u64,
}

impl Boards {
    pub(super) fn new(sources: Sources) -> Self {
        Self { sources, open: Arc::default() }
    }

    pub(super) fn watch(&self, cycle: StreamId, wake: Arc<Notify>) -> BoardWatch {
        let mut open = lock(&self.open);
        let board = Arc::clone(open.entry(cycle).or_insert_with(|| {
            let board = Arc::new(Board::default());
            let (sources, running) = (self.sources.clone(), Arc::clone(&board));
            let forget = forget(Arc::clone(&self.open), cycle, Arc::clone(&board));
            drop(spawn::task(task::run(sources, cycle, running, forget)));
            board
        }));
        // Still under the lock: a board without viewers may be forgotten as soon as it is let go.
        let (viewer, before) = board.enter(wake);
        BoardWatch { board, viewer, seen: 0, before }
    }
}

/// Removes a board that nobody looks at, or that has ended; false when somebody still looks.
fn forget(open: Arc<Open>, cycle: StreamId, board: Arc<Board>) -> impl Fn(bool) -> bool + Send + 'static {
    move |is_over| {
        let mut open = lock(&open);
        if !is_over && !board.lock().viewers.is_empty() {
            return false;
        }
        if open.get(&cycle).is_some_and(|current| Arc::ptr_eq(current, &board)) {
            open.remove(&cycle);
        }
        true
    }
}

impl Board {
    fn enter(&self, wake: Arc<Notify>) -> (u64, u64) {
        let mut inner = self.lock();
        inner.next_viewer += 1;
        let viewer = inner.next_viewer;
        inner.viewers.insert(viewer, wake);
        self.came.notify_one();
        (viewer, inner.state.as_ref().map_or(0, |state| state.version()))
    }

    /// Shows what holds now, and wakes everybody.
    fn show(&self, state: Arc<BoardState>) {
        self.change(|inner| inner.state = Some(state));
    }

    fn end(&self, failure: Failure) {
        self.change(|inner| inner.ended = Some(failure));
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let mut inner = self.lock();
        change(&mut inner);
        let wakes: Vec<_> = inner.viewers.values().cloned().collect();
        drop(inner);
        wakes.iter().for_each(|wake| wake.notify_one());
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

impl BoardWatch {
    /// What has changed since the last look; the first time, everything.
    pub fn look(&mut self) -> Look {
        let (state, ended) = {
            let inner = self.board.lock();
            (inner.state.clone(), inner.ended)
        };
        let Some(state) = state.filter(|state| self.seen.max(self.before) < state.version()) else {
            return Look { updates: Vec::new(), ended };
        };
        let updates = state.since(self.seen);
        self.seen = state.version();
        Look { updates, ended }
    }
}

impl Drop for BoardWatch {
    fn drop(&mut self) {
        self.board.lock().viewers.remove(&self.viewer);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing inside panics half-way through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
