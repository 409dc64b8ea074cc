//! What was stored last, in memory: answers reads until the index has it, and live followers for a while longer.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use etappe_protocol::commit::Commit;
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;

use super::derived::Indexed;
use crate::event_log::{ChainHead, Entry, Position, ReadLimit, Room};

/// Rough memory of an entry beyond its body, in bytes.
const ENTRY_BYTES: usize = 400;

/// The newest entries, dense in position. What the index does not have yet is never dropped.
#[derive(Debug)]
pub(super) struct Recent {
    /// Position of the first of `items`.
    front: u64,
    items: VecDeque<Item>,
    /// Positions of each stream's commits among `items`; a stream without any has no entry.
    streams: BTreeMap<StreamId, VecDeque<u64>>,
    ops: BTreeMap<(StreamId, OpId), u64>,
    bytes: usize,
    max_bytes: usize,
    /// The index is complete up to here.
    indexed: Position,
}

#[derive(Clone, Debug)]
pub(super) enum Item {
    Commit(Arc<Commit>),
    Head(ChainHead),
    Gone,
}

impl Item {
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Commit(commit) => commit.encode(),
            Self::Head(head) => head.encode(),
            Self::Gone => Entry::Gone.encode(),
        }
    }

    fn entry(&self) -> Entry {
        match self {
            Self::Commit(commit) => Entry::Commit(Commit::clone(commit)),
            Self::Head(head) => Entry::Head(*head),
            Self::Gone => Entry::Gone,
        }
    }

    fn body_bytes(&self) -> usize {
        match self {
            Self::Commit(commit) => commit.body.len(),
            Self::Head(_) | Self::Gone => 0,
        }
    }
}

impl Recent {
    /// Nothing yet, behind `last`, up to which everything is indexed.
    pub(super) fn behind(last: Position, max_bytes: usize) -> Self {
        Self {
            front: last.0 + 1,
            items: VecDeque::new(),
            streams: BTreeMap::new(),
            ops: BTreeMap::new(),
            bytes: 0,
            max_bytes,
            indexed: last,
        }
    }

    pub(super) fn push(&mut self, item: Item) {
        let position = self.next();
        if let Item::Commit(commit) = &item {
            self.streams.entry(commit.stream).or_default().push_back(position);
            self.ops.insert((commit.stream, commit.op_id), position);
        }
        self.bytes += ENTRY_BYTES + item.body_bytes();
        self.items.push_back(item);
        self.shrink();
    }

    /// Other bodies for some commits of a stream.
    pub(super) fn replace(&mut self, stream: StreamId, replaced: &BTreeMap<Revision, Arc<Commit>>) {
        for position in self.streams.get(&stream).into_iter().flatten() {
            let place = usize::try_from(position.saturating_sub(self.front)).unwrap_or(usize::MAX);
            if let Some(Item::Commit(commit)) = self.items.get_mut(place)
                && let Some(replaced) = replaced.get(&commit.revision)
            {
                self.bytes = self.bytes + replaced.body.len() - commit.body.len();
                *commit = Arc::clone(replaced);
            }
        }
    }

    /// Forgets everything of a stream; its places stay.
    pub(super) fn remove(&mut self, stream: StreamId) {
        for item in &mut self.items {
            if item.entry().stream() == Some(stream) {
                self.bytes -= item.body_bytes();
                *item = Item::Gone;
            }
        }
        self.streams.remove(&stream);
        self.ops.retain(|(of, _), _| *of != stream);
    }

    /// Position of the last entry.
    pub(super) fn last(&self) -> Position {
        Position(self.next() - 1)
    }

    /// How many entries the index does not have.
    pub(super) fn unindexed(&self) -> u64 {
        self.last().0 - self.indexed.0
    }

    /// What the index wants next: at most `limit` entries' commits, and the last entry looked at with its position.
    pub(super) fn to_index(&self, limit: usize) -> (Vec<Indexed>, Option<(Position, Item)>) {
        let from = self.indexed.0 + 1;
        let entries = (from..).zip(self.items.iter().skip(self.place(from))).take(limit);
        let commits = entries.clone().filter_map(|(position, item)| match item {
            Item::Commit(commit) => Some(Indexed {
                position: Position(position),
                stream: commit.stream,
                revision: commit.revision,
                op_id: commit.op_id,
            }),
            Item::Head(_) | Item::Gone => None,
        });
        (commits.collect(), entries.last().map(|(position, item)| (Position(position), item.clone())))
    }

    /// The index is complete up to `position` now.
    pub(super) fn set_indexed(&mut self, position: Position) {
        self.indexed = position;
        self.shrink();
    }

    /// Commits of a stream after `after`; `None` when the one right behind it is not among the recent ones.
    pub(super) fn read(&self, stream: StreamId, after: Revision, room: &mut Room) -> Option<Vec<Commit>> {
        let positions = self.streams.get(&stream)?;
        let first = positions.front().and_then(|position| self.commit(*position))?;
        let skip = usize::try_from(after.next().0.checked_sub(first.revision.0)?).ok()?;
        let commits = positions.iter().skip(skip).filter_map(|position| self.commit(*position));
        let commits: Vec<_> = commits.take_while(|commit| room.admit(commit.body.len())).cloned().collect();
        Some(commits)
    }

    /// Entries after `after`; `None` when the one right behind it is not among the recent ones.
    pub(super) fn scan(&self, after: Position, limit: ReadLimit) -> Option<Vec<(Position, Entry)>> {
        let from = after.0.checked_add(1)?;
        if from < self.front {
            return None;
        }
        let mut room = limit.room();
        let items = (from..).zip(self.items.iter().skip(self.place(from)));
        let items = items.take_while(|(_, item)| room.admit(item.body_bytes()));
        Some(items.map(|(position, item)| (Position(position), item.entry())).collect())
    }

    pub(super) fn find_op(&self, stream: StreamId, op_id: OpId) -> Option<Commit> {
        self.ops.get(&(stream, op_id)).and_then(|position| self.commit(*position)).cloned()
    }

    /// The highest counter of a replica among the recent commits; 0 when there is none.
    pub(super) fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> u64 {
        let op = |counter| (stream, OpId { replica, counter });
        self.ops.range(op(0)..=op(u64::MAX)).next_back().map_or(0, |((_, op_id), _)| op_id.counter)
    }

    fn next(&self) -> u64 {
        self.front + self.items.len() as u64
    }

    /// Place of a position among `items`.
    fn place(&self, position: u64) -> usize {
        usize::try_from(position.saturating_sub(self.front)).unwrap_or(usize::MAX)
    }

    fn commit(&self, position: u64) -> Option<&Commit> {
        match self.items.get(self.place(position))? {
            Item::Commit(commit) => Some(commit),
            Item::Head(_) | Item::Gone => None,
        }
    }

    fn shrink(&mut self) {
        while self.max_bytes < self.bytes && self.front <= self.indexed.0 {
            let Some(item) = self.items.pop_front() else { return };
            self.front += 1;
            self.bytes -= ENTRY_BYTES + item.body_bytes();
            if let Item::Commit(commit) = item {
                self.forget(&commit);
            }
        }
    }

    fn forget(&mut self, commit: &Commit) {
        self.ops.remove(&(commit.stream, commit.op_id));
        if let Some(positions) = self.streams.get_mut(&commit.stream) {
            positions.pop_front();
            if positions.is_empty() {
                self.streams.remove(&commit.stream);
            }
        }
    }
}
