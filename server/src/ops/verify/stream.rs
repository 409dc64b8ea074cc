//! What is remembered of a stream while the log is walked.

use std::collections::BTreeMap;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::cycle::CycleState;
use etappe_protocol::digest::state_digest;
use etappe_protocol::event::{Event, EventError};
use etappe_protocol::id::{OpId, ReplicaId};
use etappe_protocol::installation::InstallationState;
use etappe_protocol::ledger::Aggregate;
use etappe_protocol::revision::Revision;

use crate::event_log::ChainHead;
use crate::export::StreamKind;

/// A stream up to the commit looked at last.
#[derive(Debug)]
pub(crate) struct StreamCheck {
    /// Of the commit looked at last.
    pub(crate) revision: Revision,
    /// After that commit.
    pub(crate) chain: Chain,
    state: Option<Folded>,
    time_ms: i64,
    /// Contents of commits whose bodies are replacements.
    replaced: BTreeMap<Revision, [u8; 32]>,
    /// Contents that later commits name as replacements; of a commit replaced twice, the last.
    named: BTreeMap<Revision, [u8; 32]>,
    /// Op ids as bits, 64 counters a word.
    ops: BTreeMap<(ReplicaId, u64), u64>,
}

impl Default for StreamCheck {
    fn default() -> Self {
        Self {
            revision: Revision::ZERO,
            chain: Chain::START,
            state: None,
            time_ms: i64::MIN,
            replaced: BTreeMap::new(),
            named: BTreeMap::new(),
            ops: BTreeMap::new(),
        }
    }
}

/// What a stream is the history of; its first commit says which.
#[derive(Debug)]
enum Folded {
    Analysis(Box<AnalysisState>),
    Cycle(Box<CycleState>),
    Installation(Box<InstallationState>),
}

impl Folded {
    fn of_kind(first: &Commit) -> Self {
        match StreamKind::of_first(first) {
            StreamKind::Installation => Self::Installation(Box::default()),
            StreamKind::Cycle => Self::Cycle(Box::default()),
            StreamKind::Analysis => Self::Analysis(Box::default()),
        }
    }

    fn fold(&mut self, commit: &Commit) -> Result<(), EventError> {
        let meta = Meta::from(commit);
        match self {
            Self::Analysis(state) => state.apply(meta, &commit.event()?),
            Self::Cycle(state) => state.apply(meta, &CycleState::decode(commit.kind, &commit.body)?),
            Self::Installation(state) => {
                state.apply(meta, &InstallationState::decode(commit.kind, &commit.body)?);
            }
        }
        Ok(())
    }
}

impl StreamCheck {
    /// Digest of the state of an analysis. Plain streams have none: what is true of them is not merged from several
    /// people's copies, and the chain says all that there is to compare.
    pub(crate) fn digest(&self) -> Option<[u8; 32]> {
        match self.state.as_ref()? {
            Folded::Analysis(state) => Some(state_digest(state)),
            Folded::Cycle(_) | Folded::Installation(_) => None,
        }
    }

    /// Folds a commit in and says what is wrong with it.
    pub(crate) fn commit(&mut self, commit: &Commit, mut wrong: impl FnMut(String)) {
        if commit.revision != self.revision.next() {
            wrong(format!("revision {} follows {}", commit.revision, self.revision));
        }
        if commit.time_ms < self.time_ms {
            wrong(format!("revision {} is earlier than the one before", commit.revision));
        }
        if !self.first_use(commit.op_id) {
            wrong(format!("revision {} has an op id that an earlier one has", commit.revision));
        }
        self.note_redaction(commit, &mut wrong);
        let state = self.state.get_or_insert_with(|| Folded::of_kind(commit));
        if let Err(error) = state.fold(commit) {
            wrong(format!("revision {}: {error}", commit.revision));
        }
        self.revision = commit.revision;
        self.time_ms = commit.time_ms;
        self.chain = self.chain.after(commit);
    }

    /// Says which bodies were swapped without a commit that names them, or named and not swapped.
    pub(crate) fn swapped(&self, mut wrong: impl FnMut(String)) {
        for (revision, content) in &self.replaced {
            if self.named.get(revision) != Some(content) {
                wrong(format!("revision {revision} has a body that no redaction names"));
            }
        }
        for revision in self.named.keys().filter(|revision| !self.replaced.contains_key(revision)) {
            wrong(format!("revision {revision} was redacted and is not"));
        }
    }

    fn note_redaction(&mut self, commit: &Commit, wrong: &mut impl FnMut(String)) {
        if commit.kept.is_some() {
            self.replaced.insert(commit.revision, commit.content_hash());
        }
        if commit.kind.event_type != Event::REDACTED {
            return;
        }
        let Ok(Event::Redacted(redacted)) = commit.event() else { return };
        for named in redacted.commits {
            if commit.revision <= named.revision {
                wrong(format!("revision {} names one that is not before it", commit.revision));
            }
            self.named.insert(named.revision, named.content);
        }
    }

    /// Compares a stored chain head.
    pub(crate) fn head(&self, head: &ChainHead) -> Result<(), &'static str> {
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
