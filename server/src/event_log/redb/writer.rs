//! The one writer of the log file: a plain synchronous `commit(batch)`, called by a thread.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use etappe_protocol::id::{OpId, ReplicaId, StreamId};

use super::RedbOptions;
use super::file::Tail;
use super::queue::{Queued, Taken};
use super::recent::Item;
use super::shared::{Life, Shared};
use crate::event_log::admission::{Heads, judge};
use crate::event_log::{Append, AppendError, Position};

/// Quiet time after which the file is made ready for a quick opening after a crash.
const IDLE: Duration = Duration::from_secs(1);
/// Entries that the index may lag behind before the writer waits for it.
const INDEX_LAG: u64 = 16 * 1024;
/// Replicas whose highest counter is kept in memory; all are forgotten when there are more.
const REPLICAS: usize = 16 * 1024;

/// Owns the tail of the file.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) shared: Arc<Shared>,
    pub(super) tail: Tail,
    /// Highest counters that are in the log; a higher one needs no look into the index.
    pub(super) counters: BTreeMap<(StreamId, ReplicaId), u64>,
    /// Entries that the indexer does not let wait.
    index_batch: u64,
    pub(super) options: RedbOptions,
    /// Whether something was committed since the file was last made ready for a quick opening.
    uneasy: bool,
}

/// A batch under judgement.
#[derive(Debug, Default)]
struct Batch {
    accepted: Vec<Queued>,
    items: Vec<Item>,
    /// Heads after `accepted`, of the streams in it.
    heads: Heads,
    ops: BTreeSet<(StreamId, OpId)>,
    refused: Vec<(Queued, AppendError)>,
    /// Streams of which a call in this batch was refused.
    broken: BTreeMap<StreamId, AppendError>,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, tail: Tail, options: RedbOptions) -> Self {
        let index_batch = options.index_batch;
        Self { shared, tail, counters: BTreeMap::new(), index_batch, options, uneasy: false }
    }

    /// Commits what comes until the queue is closed.
    pub(super) fn run(&mut self) {
        loop {
            match self.shared.queue.take(IDLE) {
                Taken::Batch(batch) => self.commit(batch),
                Taken::Rewrite(queued) => {
                    let done = self.rewrite(&queued.rewrite);
                    queued.answer(done);
                }
                Taken::Idle => self.rest(),
                Taken::Closed => break,
            }
        }
        let mut view = self.shared.view();
        if view.life == Life::Open {
            view.life = Life::Ending;
        }
        drop(view);
        self.shared.turned.notify_all();
    }

    /// Judges the calls in order, stores what fits in one transaction, and answers.
    pub(super) fn commit(&mut self, calls: Vec<Queued>) {
        self.await_index();
        let batch = self.judge(calls);
        if !batch.items.is_empty() {
            let records: Vec<_> = batch.items.iter().map(Item::encode).collect();
            self.uneasy = true;
            if let Err(error) = self.shared.file.append(&mut self.tail, &records) {
                self.fail(batch, &error.0);
                return;
            }
            self.publish(&batch);
        }
        for call in batch.accepted {
            call.answer(Ok(()));
        }
        for (call, error) in batch.refused {
            call.answer(Err(error));
        }
    }

    /// Nothing came for a while.
    fn rest(&mut self) {
        if std::mem::take(&mut self.uneasy)
            && let Err(error) = self.shared.file.ease_repair()
        {
            self.shared.die(&error.0);
        }
    }

    fn judge(&mut self, calls: Vec<Queued>) -> Batch {
        let mut batch = Batch::default();
        for call in calls {
            let stream = call.append.stream;
            let judged = match batch.broken.get(&stream) {
                Some(error) => Err(error.clone()),
                None => self.judge_one(&batch, &call.append),
            };
            match judged {
                Ok(()) => batch.accept(call),
                Err(error) => {
                    batch.broken.insert(stream, error.clone());
                    batch.refused.push((call, error.clone()));
                    // Whatever was queued behind was made in the belief that this call succeeds.
                    let followers = self.shared.queue.take_stream(stream);
                    batch.refused.extend(followers.into_iter().map(|call| (call, error.clone())));
                }
            }
        }
        batch
    }

    fn judge_one(&mut self, batch: &Batch, append: &Append) -> Result<(), AppendError> {
        let stream = append.stream;
        let head = batch.heads.get(&stream).copied();
        let head = head.unwrap_or_else(|| self.shared.view().head(stream));
        judge(append, head, |op_id| Ok(batch.ops.contains(&(stream, op_id)) || self.is_known(stream, op_id)?))
    }

    fn is_known(&mut self, stream: StreamId, op_id: OpId) -> Result<bool, String> {
        if let Some(highest) = self.counters.get(&(stream, op_id.replica))
            && *highest < op_id.counter
        {
            return Ok(false);
        }
        if self.shared.is_known(stream, op_id)? {
            return Ok(true);
        }
        if !self.counters.contains_key(&(stream, op_id.replica)) {
            // Memory first: what it has let go by now is in the index.
            let recent = self.shared.view().recent.highest_counter(stream, op_id.replica);
            let highest =
                self.shared.derived.highest_counter(stream, op_id.replica).map_err(|error| error.0)?;
            if REPLICAS <= self.counters.len() {
                self.counters.clear();
            }
            self.counters.insert((stream, op_id.replica), highest.max(recent));
        }
        Ok(false)
    }

    fn publish(&mut self, batch: &Batch) {
        let mut view = self.shared.view();
        let before = view.recent.unindexed();
        for item in &batch.items {
            if let Item::Commit(commit) = item
                && let Some(highest) = self.counters.get_mut(&(commit.stream, commit.op_id.replica))
            {
                *highest = commit.op_id.counter.max(*highest);
            }
            view.recent.push(item.clone());
        }
        view.heads.extend(batch.heads.iter().map(|(stream, head)| (*stream, *head)));
        let (seen, stored): (Position, Position) = (view.recent.last(), self.tail.last());
        debug_assert_eq!(seen, stored, "memory and file count alike");
        // In between the indexer lingers on purpose; waking it with each commit would cost a switch for nothing.
        let wanted = before == 0 || self.index_batch <= view.recent.unindexed();
        drop(view);
        self.shared.durable.send_replace(seen);
        if wanted {
            self.shared.turned.notify_all();
        }
    }

    fn fail(&mut self, batch: Batch, reason: &str) {
        // First the handle dies, so that nobody who learns of the failure can still use it.
        self.shared.die(reason);
        for call in batch.accepted {
            call.answer(Err(AppendError::Unknown(reason.to_owned())));
        }
        for (call, _) in batch.refused {
            call.answer(Err(AppendError::Unavailable(reason.to_owned())));
        }
    }

    /// The index holds memory until it has caught up, so the writer does not run away from it.
    fn await_index(&self) {
        let view = self.shared.view();
        let lagging =
            |view: &mut super::shared::View| INDEX_LAG < view.recent.unindexed() && view.life == Life::Open;
        drop(self.shared.turned.wait_while(view, lagging).unwrap_or_else(PoisonError::into_inner));
    }
}

impl Batch {
    fn accept(&mut self, call: Queued) {
        for commit in &call.append.commits {
            self.ops.insert((commit.stream, commit.op_id));
            self.heads.insert(commit.stream, commit.revision);
            self.items.push(Item::Commit(Arc::clone(commit)));
        }
        self.items.extend(call.append.head.map(Item::Head));
        self.accepted.push(call);
    }
}
