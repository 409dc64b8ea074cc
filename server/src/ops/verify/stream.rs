//! What is remembered of a stream while the log is walked.

use std::collections::BTreeMap;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::id::{OpId, ReplicaId};
use etappe_protocol::revision::Revision;

use crate::event_log::ChainHead;

/// A stream up to the commit looked at last.
#[derive(Debug)]
pub(super) struct StreamCheck {
    pub(super) revision: Revision,
    pub(super) chain: Chain,
    pub(super) state: AnalysisState,
    time_ms: i64,
    /// Op ids as bits, 64 counters a word.
    ops: BTreeMap<(ReplicaId, u64), u64>,
}

impl Default for StreamCheck {
    fn default() -> Self {
        Self {
            revision: Revision::ZERO,
            chain: Chain::START,
            state: AnalysisState::default(),
            time_ms: i64::MIN,
            ops: BTreeMap::new(),
        }
    }
}

impl StreamCheck {
    /// Folds a commit in and says what is wrong with it.
    pub(super) fn commit(&mut self, commit: &Commit, mut wrong: impl FnMut(String)) {
        if commit.revision != self.revision.next() {
            wrong(format!("revision {} follows {}", commit.revision, self.revision));
        }
        if commit.time_ms < self.time_ms {
            wrong(format!("revision {} is earlier than the one before", commit.revision));
        }
        if !self.first_use(commit.op_id) {
            wrong(format!("revision {} has an op id that an earlier one has", commit.revision));
        }
        match commit.event() {
            Ok(event) => self.state.apply(Meta::from(commit), &event),
            Err(error) => wrong(format!("revision {}: {error}", commit.revision)),
        }
        self.revision = commit.revision;
        self.time_ms = commit.time_ms;
        self.chain = self.chain.after(commit);
    }

    /// Compares a stored chain head.
    pub(super) fn head(&self, head: &ChainHead) -> Result<(), &'static str> {
        if head.revision != self.revision {
            return Err("a chain head that is not right behind its commit");
        }
        if head.chain == self.chain { Ok(()) } else { Err("the chain is not the one that was stored") }
    }

    fn first_use(&mut self, op_id: OpId) -> bool {
        let word = self.ops.entry((op_id.replica, op_id.counter / 64)).or_default();
        let bit = 1 << (op_id.counter % 64);
        let first = *word & bit == 0;
        *word |= bit;
        first
    }
}
