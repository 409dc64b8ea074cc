//! Keeps the derived file up with the log, in the background.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::RedbOptions;
use super::derived::{Reached, Step};
use super::shared::{Life, Shared};
use crate::event_log::Position;

/// How long few entries wait.
const LINGER: Duration = Duration::from_millis(100);
/// Most entries of one step.
const STEP: usize = 4_096;
/// Quiet time after which a checkpoint is made.
const IDLE: Duration = Duration::from_secs(5);

/// Runs until the handle ends.
#[derive(Debug)]
pub(super) struct Indexer {
    shared: Arc<Shared>,
    checkpoint: Position,
    reached: Reached,
    options: RedbOptions,
}

enum Turn {
    /// There is something to index.
    Work,
    /// Nothing came for a while.
    Idle,
    /// The writer is done and everything is indexed.
    Done,
    /// The handle is dead or dropped.
    Over,
}

impl Indexer {
    /// An indexer of a log whose index is complete up to `reached`, on disk.
    pub(super) fn new(shared: Arc<Shared>, reached: Reached, options: RedbOptions) -> Self {
        Self { shared, checkpoint: reached.position, reached, options }
    }

    pub(super) fn run(&mut self) {
        loop {
            let done = match self.wait() {
                Turn::Work => self.step().map(|()| false),
                Turn::Idle => self.make_checkpoint().map(|()| false),
                Turn::Done => self.make_checkpoint().map(|()| true),
                Turn::Over => Ok(true),
            };
            match done {
                Ok(false) => {}
                Ok(true) => return,
                Err(reason) => {
                    // Without an index commits cannot be found: better to stop than to seem empty.
                    self.shared.die(&reason);
                    return;
                }
            }
        }
    }

    fn wait(&self) -> Turn {
        let quiet = |view: &mut super::shared::View| view.recent.unindexed() == 0 && view.life == Life::Open;
        let few = |view: &mut super::shared::View| {
            view.recent.unindexed() < self.options.index_batch && view.life == Life::Open
        };
        let turned = &self.shared.turned;
        let waited = turned.wait_timeout_while(self.shared.view(), IDLE, quiet);
        let (mut view, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if 0 < view.recent.unindexed() {
            let waited = turned.wait_timeout_while(view, LINGER, few);
            (view, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        match view.life {
            Life::Over(_) => Turn::Over,
            Life::Open | Life::Ending if 0 < view.recent.unindexed() => Turn::Work,
            Life::Open => Turn::Idle,
            Life::Ending => Turn::Done,
        }
    }

    fn step(&mut self) -> Result<(), String> {
        let (commits, last) = self.shared.view().recent.to_index(STEP);
        let Some((position, item)) = last else { return Ok(()) };
        let reached = Reached { position, record_hash: *blake3::hash(&item.encode()).as_bytes() };
        let due = self.options.checkpoint_every <= position.0.saturating_sub(self.checkpoint.0);
        let step = if due { Step::Checkpoint } else { Step::Volatile };
        self.shared.derived.apply(&commits, reached, step).map_err(|error| error.to_string())?;
        self.reached = reached;
        if due {
            self.checkpoint = position;
        }
        self.shared.view().recent.set_indexed(position);
        self.shared.turned.notify_all();
        Ok(())
    }

    fn make_checkpoint(&mut self) -> Result<(), String> {
        if self.checkpoint < self.reached.position {
            self.shared
                .derived
                .apply(&[], self.reached, Step::Checkpoint)
                .map_err(|error| error.to_string())?;
            self.checkpoint = self.reached.position;
        }
        Ok(())
    }
}
