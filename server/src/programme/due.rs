//! Cycles that are to be looked after, and the one who does.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use etappe_protocol::id::StreamId;
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use tracing::{debug, error, warn};

use super::pins::Settled;
use super::{Programme, ProgrammeError};
use crate::access::Change;

/// Time before what could not be done is tried again; doubled each time, up to [`RETRY_MAX`].
const RETRY_MIN: Duration = Duration::from_millis(500);
/// Longest time between two tries.
const RETRY_MAX: Duration = Duration::from_secs(60);

/// Which cycles are to be looked after; at most as many as there are.
#[derive(Debug, Default)]
pub(super) struct Due {
    cycles: Mutex<BTreeSet<StreamId>>,
    more: Notify,
}

impl Due {
    /// Something is to be done for a cycle.
    pub(super) fn add(&self, cycle: StreamId) {
        self.cycles.lock().unwrap_or_else(PoisonError::into_inner).insert(cycle);
        self.more.notify_one();
    }

    fn take(&self) -> BTreeSet<StreamId> {
        mem::take(&mut *self.cycles.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Programme {
    /// Looks after all cycles: at the start, when a team's word reaches the log by another way than through us, and
    /// again for as long as something is missing. Runs until stopped.
    pub async fn look_after(self: Arc<Self>) {
        let (mut ties, mut stop) = (self.streams.ties(), self.stop.subscribe());
        let mut owing = BTreeSet::new();
        let mut all = true;
        let mut pause = RETRY_MIN;
        loop {
            if all {
                match self.installation().await {
                    Ok(held) => {
                        owing.extend(held.state.cycles.keys());
                        all = false;
                    }
                    Err(error) => error!(%error, "installation cannot be read"),
                }
            }
            let fresh = self.due.take();
            let has_fresh = !fresh.is_empty();
            owing.extend(fresh);
            for cycle in mem::take(&mut owing) {
                if *stop.borrow() {
                    return;
                }
                if !self.is_settled(cycle).await {
                    owing.insert(cycle);
                }
            }
            let unfinished = all || !owing.is_empty();
            pause = if unfinished && !has_fresh { (pause * 2).min(RETRY_MAX) } else { RETRY_MIN };
            tokio::select! {
                biased;
                stopped = stop.wait_for(|stop| *stop) => { drop(stopped); return }
                tie = ties.recv() => match tie {
                    Ok(tie) => {
                        // What coordinators may see of the team may have changed with it.
                        self.access.changed(Change::Scope(tie.cycle));
                        self.due.add(tie.cycle);
                    }
                    Err(RecvError::Lagged(_)) => all = true,
                    Err(RecvError::Closed) => return,
                },
                () = self.due.more.notified() => {}
                () = sleep(pause), if unfinished => {}
            }
        }
    }

    /// Somebody looks at a cycle: a good time to see whether it is as it should be.
    pub fn look_at(&self, cycle: StreamId) {
        self.due.add(cycle);
    }

    /// Ends [`Self::look_after`]; what is missing then is found again at the next start.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    async fn is_settled(self: &Arc<Self>, cycle: StreamId) -> bool {
        match self.settle(cycle).await {
            Ok(Settled { left_over: 0, .. }) => true,
            Ok(Settled { pins_missing, left_over }) => {
                warn!(stream.id = %cycle, pins_missing, left_over, "not all is done, to be tried again");
                false
            }
            // Somebody named a cycle that is none.
            Err(ProgrammeError::Refused(rejection)) => {
                debug!(stream.id = %cycle, %rejection, "nothing to look after");
                true
            }
            Err(error) => {
                warn!(stream.id = %cycle, %error, "cycle could not be looked after, to be tried again");
                false
            }
        }
    }
}
