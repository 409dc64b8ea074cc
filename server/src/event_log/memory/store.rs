//! What a log in memory holds.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use etappe_protocol::commit::Commit;
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;

use crate::event_log::{Alteration, Append, Entry, Page, Position, ReadLimit, Rewrite};

/// Streams, the order of everything, and op ids; whoever holds it guards it.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    streams: BTreeMap<StreamId, Vec<Arc<Commit>>>,
    entries: Vec<Entry>,
    ops: BTreeMap<(StreamId, OpId), Revision>,
}

impl Store {
    /// Stores an append that was judged.
    pub(super) fn push(&mut self, append: &Append) {
        let stream = self.streams.entry(append.stream).or_default();
        for commit in &append.commits {
            stream.push(Arc::clone(commit));
            self.ops.insert((append.stream, commit.op_id), commit.revision);
            self.entries.push(Entry::Commit(Commit::clone(commit)));
        }
        self.entries.extend(append.head.map(Entry::Head));
    }

    /// Carries out a rewrite that was judged.
    pub(super) fn rewrite(&mut self, rewrite: &Rewrite) {
        let of = rewrite.stream;
        match &rewrite.alteration {
            Alteration::Redact { replaced, commits } => {
                for commit in self.streams.entry(of).or_default() {
                    if let Some(replaced) = replaced.get(&commit.revision) {
                        *commit = Arc::clone(replaced);
                    }
                }
                for entry in &mut self.entries {
                    if let Entry::Commit(commit) = entry
                        && commit.stream == of
                        && let Some(replaced) = replaced.get(&commit.revision)
                    {
                        *commit = Commit::clone(replaced);
                    }
                }
                let (expected, commits) = (rewrite.expected, commits.clone());
                self.push(&Append { stream: of, expected, commits, head: None });
            }
            Alteration::Delete => {
                self.streams.remove(&of);
                self.ops.retain(|(stream, _), _| *stream != of);
                for entry in &mut self.entries {
                    if entry.stream() == Some(of) {
                        *entry = Entry::Gone;
                    }
                }
                self.entries.push(Entry::Gone);
            }
        }
    }

    pub(super) fn head(&self, stream: StreamId) -> Revision {
        self.streams
            .get(&stream)
            .and_then(|commits| commits.last())
            .map_or(Revision::ZERO, |last| last.revision)
    }

    pub(super) fn read(&self, stream: StreamId, after: Revision, limit: ReadLimit) -> Page {
        let commits = self.streams.get(&stream).map_or(&[][..], Vec::as_slice);
        let mut room = limit.room();
        let commits = commits.iter().skip(usize::try_from(after.0).unwrap_or(usize::MAX));
        let commits =
            commits.take_while(|commit| room.admit(commit.body.len())).map(|commit| Commit::clone(commit));
        Page { commits: commits.collect(), head: self.head(stream) }
    }

    pub(super) fn find_op(&self, stream: StreamId, op_id: OpId) -> Option<Commit> {
        let revision = self.ops.get(&(stream, op_id))?;
        let index = usize::try_from(revision.0).ok()?.checked_sub(1)?;
        self.streams.get(&stream)?.get(index).map(|commit| Commit::clone(commit))
    }

    pub(super) fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> u64 {
        let op = |counter| (stream, OpId { replica, counter });
        self.ops.range(op(0)..=op(u64::MAX)).next_back().map_or(0, |((_, op_id), _)| op_id.counter)
    }

    pub(super) fn streams(&self, after: Option<StreamId>, limit: usize) -> Vec<(StreamId, Revision)> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let streams = self.streams.range((from, Bound::Unbounded)).take(limit);
        streams.map(|(stream, _)| (*stream, self.head(*stream))).collect()
    }

    /// Position of the last entry; 0 when there is none.
    pub(super) fn last(&self) -> Position {
        Position(self.entries.len() as u64)
    }

    pub(super) fn scan(&self, after: Position, limit: ReadLimit) -> Vec<(Position, Entry)> {
        let mut room = limit.room();
        let entries = (1..).map(Position).zip(&self.entries);
        let entries = entries.skip(usize::try_from(after.0).unwrap_or(usize::MAX));
        let entries = entries.take_while(|(_, entry)| room.admit(entry.body_bytes()));
        entries.map(|(position, entry)| (position, entry.clone())).collect()
    }
}
