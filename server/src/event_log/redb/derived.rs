//! `derived.redb`: the index and the snapshots; the views stand in `views`, the keyframes in `keyframes`. Everything here can be made again from the log.
//!
//! | table | key | value |
//! |---|---|---|
//! | `positions` | stream, number of the block of 64 revisions, big-endian | positions of its revisions |
//! | `ops` | stream, replica, number of the block of 64 counters, big-endian | counters with their revisions |
//! | `heads` | stream | revision |
//! | `snapshots` | stream | see [`crate::snapshot`] |
//! | `rewrites` | 0 | how often the log had been rewritten when this was made; absent for never |
//! | `reached` | 0 | position up to which the index is complete, and the BLAKE3 hash of the record there |

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use redb::{
    Builder, Database, Durability, ReadableDatabase, ReadableTable, StorageBackend, Table, TableDefinition,
};

use super::block::{BLOCK, Ops, Positions};
use super::error::{OpenError, StoreError};
use crate::event_log::Position;
use crate::event_log::admission::Heads;

const POSITIONS: TableDefinition<[u8; 24], &[u8]> = TableDefinition::new("positions");
const OPS: TableDefinition<[u8; 40], &[u8]> = TableDefinition::new("ops");
const HEADS: TableDefinition<[u8; 16], u64> = TableDefinition::new("heads");
const SNAPSHOTS: TableDefinition<[u8; 16], &[u8]> = TableDefinition::new("snapshots");
const REACHED: TableDefinition<u8, (u64, [u8; 32])> = TableDefinition::new("reached");
const REWRITES: TableDefinition<u8, u64> = TableDefinition::new("rewrites");

/// The derived file.
#[derive(Debug)]
pub(super) struct Derived {
    /// `None` once closed.
    database: RwLock<Option<Database>>,
}

/// What the index needs to know of a commit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexed {
    pub(super) position: Position,
    pub(super) stream: StreamId,
    pub(super) revision: Revision,
    pub(super) op_id: OpId,
}

/// Up to where the index is complete; the hash tells whether it is an index of this log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) position: Position,
    pub(super) record_hash: [u8; 32],
}

/// What a copy of the file leaves out, and what it is a copy for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Without {
    pub(super) stream: StreamId,
    /// Whether the stream goes altogether, and not only what was made of its texts.
    pub(super) is_deleted: bool,
    pub(super) reached: Reached,
    pub(super) rewrites: u64,
}

/// Whether a step of the index is on disk when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// No: a crash takes it back to the last checkpoint.
    Volatile,
    /// Yes, and the file opens at once after a crash.
    Checkpoint,
}

impl Derived {
    pub(super) fn open(backend: impl StorageBackend, cache_bytes: usize) -> Result<Self, OpenError> {
        let mut builder = Builder::new();
        // It is small, and what is wrong in it is better found now than by a read.
        builder.set_cache_size(cache_bytes).set_check_integrity_on_open(true);
        let database = builder.create_with_backend(backend).map_err(OpenError::database)?;
        let write = database.begin_write().map_err(StoreError::from)?;
        create_tables(&write)?;
        write.commit().map_err(StoreError::from)?;
        Ok(Self { database: RwLock::new(Some(database)) })
    }

    pub(super) fn reached(&self) -> Result<Reached, StoreError> {
        self.with(|database| {
            let reached = database.begin_read()?.open_table(REACHED)?.get(0)?.map(|reached| reached.value());
            let (position, record_hash) = reached.unwrap_or_default();
            Ok(Reached { position: Position(position), record_hash })
        })
    }

    /// How often the log had been rewritten when this was made.
    pub(super) fn rewrites(&self) -> Result<u64, StoreError> {
        self.with(|database| {
            Ok(database.begin_read()?.open_table(REWRITES)?.get(0)?.map_or(0, |count| count.value()))
        })
    }

    pub(super) fn set_rewrites(&self, rewrites: u64) -> Result<(), StoreError> {
        self.with(|database| {
            let write = database.begin_write()?;
            write.open_table(REWRITES)?.insert(0, rewrites)?;
            Ok(write.commit()?)
        })
    }

    /// A copy in an empty `backend` without what was made of a stream's texts, or without anything of the stream, on
    /// disk when this returns. The caller sees to it that nothing is written meanwhile.
    pub(super) fn copy(
        old: &Database,
        backend: impl StorageBackend,
        cache_bytes: usize,
        without: &Without,
    ) -> Result<Database, StoreError> {
        let database = Builder::new().set_cache_size(cache_bytes).create_with_backend(backend)?;
        let (read, mut write) = (old.begin_read()?, database.begin_write()?);
        write.set_quick_repair(true);
        create_tables(&write)?;
        let (stream, is_deleted) = (without.stream, without.is_deleted);
        let of_stream = |key: &[u8]| key.starts_with(&stream.0);
        for row in read.open_table(POSITIONS)?.iter()? {
            let (key, value) = row?;
            if !(is_deleted && of_stream(&key.value())) {
                write.open_table(POSITIONS)?.insert(key.value(), value.value())?;
            }
        }
        for row in read.open_table(OPS)?.iter()? {
            let (key, value) = row?;
            if !(is_deleted && of_stream(&key.value())) {
                write.open_table(OPS)?.insert(key.value(), value.value())?;
            }
        }
        for row in read.open_table(HEADS)?.iter()? {
            let (key, value) = row?;
            if !(is_deleted && of_stream(&key.value())) {
                write.open_table(HEADS)?.insert(key.value(), value.value())?;
            }
        }
        for row in read.open_table(SNAPSHOTS)?.iter()? {
            let (key, value) = row?;
            if !of_stream(&key.value()) {
                write.open_table(SNAPSHOTS)?.insert(key.value(), value.value())?;
            }
        }
        super::keyframes::copy(&read, &write, stream)?;
        super::views::copy(&read, &write, stream, is_deleted)?;
        write.open_table(REACHED)?.insert(0, (without.reached.position.0, without.reached.record_hash))?;
        write.open_table(REWRITES)?.insert(0, without.rewrites)?;
        write.commit()?;
        Ok(database)
    }

    /// Goes on with what `replace` makes of the file; nobody reads or writes meanwhile.
    pub(super) fn replace(
        &self,
        replace: impl FnOnce(&Database) -> Result<Database, StoreError>,
    ) -> Result<(), StoreError> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        let new = replace(database.as_ref().ok_or_else(StoreError::closed)?)?;
        *database = Some(new);
        Ok(())
    }

    pub(super) fn heads(&self) -> Result<Heads, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(HEADS)?;
            let heads = table.iter()?.map(|row| {
                let (stream, revision) = row?;
                Ok((StreamId(stream.value()), Revision(revision.value())))
            });
            heads.collect()
        })
    }

    /// Adds commits in log order; the index is then complete up to `reached`.
    pub(super) fn apply(&self, commits: &[Indexed], reached: Reached, step: Step) -> Result<(), StoreError> {
        self.with(|database| {
            let mut write = database.begin_write()?;
            match step {
                Step::Volatile => write.set_durability(Durability::None)?,
                Step::Checkpoint => write.set_quick_repair(true),
            }
            add_positions(&mut write.open_table(POSITIONS)?, commits)?;
            add_ops(&mut write.open_table(OPS)?, commits)?;
            {
                let mut heads = write.open_table(HEADS)?;
                let newest: BTreeMap<_, _> =
                    commits.iter().map(|commit| (commit.stream, commit.revision)).collect();
                for (stream, revision) in newest {
                    heads.insert(stream.0, revision.0)?;
                }
            }
            write.open_table(REACHED)?.insert(0, (reached.position.0, reached.record_hash))?;
            Ok(write.commit()?)
        })
    }

    /// Positions of the commits after `after`, in order, at most `limit`, possibly fewer.
    pub(super) fn positions(
        &self,
        stream: StreamId,
        after: Revision,
        limit: usize,
    ) -> Result<Vec<u64>, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(POSITIONS)?;
            let first = after.0 / BLOCK;
            let mut skip = usize::try_from(after.0 % BLOCK).unwrap_or(usize::MAX);
            let mut positions = Vec::new();
            for row in table.range(block_key(stream, first)..=block_key(stream, u64::MAX))? {
                let block = Positions::decode(row?.1.value()).ok_or_else(damaged)?;
                positions.extend(block.0.into_iter().skip(skip));
                skip = 0;
                if limit <= positions.len() {
                    break;
                }
            }
            positions.truncate(limit);
            Ok(positions)
        })
    }

    /// The revision that an op became.
    pub(super) fn find_op(&self, stream: StreamId, op_id: OpId) -> Result<Option<Revision>, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(OPS)?;
            let key = op_key(stream, op_id.replica, op_id.counter / BLOCK);
            let Some(block) = table.get(key)? else { return Ok(None) };
            let place = place(op_id.counter);
            let ops = Ops::decode(block.value()).ok_or_else(damaged)?;
            Ok(ops.0.iter().find(|(counter, _)| *counter == place).map(|(_, revision)| Revision(*revision)))
        })
    }

    /// The highest counter of a replica in a stream; 0 when it has none.
    pub(super) fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> Result<u64, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(OPS)?;
            let blocks = op_key(stream, replica, 0)..=op_key(stream, replica, u64::MAX);
            let Some((key, block)) = table.range(blocks)?.next_back().transpose()? else { return Ok(0) };
            let ops = Ops::decode(block.value()).ok_or_else(damaged)?;
            let highest = ops.0.iter().map(|(counter, _)| *counter).max().unwrap_or(0);
            Ok(number_of(&key.value()) * BLOCK + u64::from(highest))
        })
    }

    /// The stored snapshot of a stream.
    pub(super) fn snapshot(&self, stream: StreamId) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(SNAPSHOTS)?;
            Ok(table.get(stream.0)?.map(|snapshot| snapshot.value().to_vec()))
        })
    }

    /// Replaces the snapshot of a stream; on disk with the next checkpoint.
    pub(super) fn put_snapshot(&self, stream: StreamId, bytes: &[u8]) -> Result<(), StoreError> {
        self.with(|database| {
            let mut write = database.begin_write()?;
            write.set_durability(Durability::None)?;
            write.open_table(SNAPSHOTS)?.insert(stream.0, bytes)?;
            Ok(write.commit()?)
        })
    }

    pub(super) fn close(&self) -> Result<(), StoreError> {
        let database = self.database.write().unwrap_or_else(PoisonError::into_inner).take();
        database.map_or(Ok(()), |database| Ok(database.close()?))
    }

    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        work(database.as_ref().ok_or_else(StoreError::closed)?)
    }
}

fn create_tables(write: &redb::WriteTransaction) -> Result<(), StoreError> {
    write.open_table(POSITIONS)?;
    write.open_table(OPS)?;
    write.open_table(HEADS)?;
    write.open_table(SNAPSHOTS)?;
    write.open_table(REACHED)?;
    super::keyframes::create_tables(write)?;
    write.open_table(REWRITES)?;
    super::views::create_tables(write)
}

fn add_positions(
    table: &mut Table<'_, [u8; 24], &'static [u8]>,
    commits: &[Indexed],
) -> Result<(), StoreError> {
    let mut blocks: BTreeMap<[u8; 24], Positions> = BTreeMap::new();
    for commit in commits {
        let number = commit.revision.0.saturating_sub(1) / BLOCK;
        let block = match blocks.entry(block_key(commit.stream, number)) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let stored = table.get(*entry.key())?.map(|block| Positions::decode(block.value()));
                entry.insert(stored.unwrap_or_else(|| Some(Positions::default())).ok_or_else(damaged)?)
            }
        };
        if number * BLOCK + block.0.len() as u64 + 1 != commit.revision.0 {
            return Err(damaged());
        }
        block.0.push(commit.position.0);
    }
    for (key, block) in blocks {
        table.insert(key, &block.encode()[..])?;
    }
    Ok(())
}

fn add_ops(table: &mut Table<'_, [u8; 40], &'static [u8]>, commits: &[Indexed]) -> Result<(), StoreError> {
    let mut blocks: BTreeMap<[u8; 40], Ops> = BTreeMap::new();
    for commit in commits {
        let key = op_key(commit.stream, commit.op_id.replica, commit.op_id.counter / BLOCK);
        let block = match blocks.entry(key) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let stored = table.get(key)?.map(|block| Ops::decode(block.value()));
                entry.insert(stored.unwrap_or_else(|| Some(Ops::default())).ok_or_else(damaged)?)
            }
        };
        block.0.push((place(commit.op_id.counter), commit.revision.0));
    }
    for (key, block) in blocks {
        table.insert(key, &block.encode()[..])?;
    }
    Ok(())
}

fn damaged() -> StoreError {
    StoreError("the index does not fit the log".to_owned())
}

fn block_key(stream: StreamId, number: u64) -> [u8; 24] {
    let mut key = [0; 24];
    key[..16].copy_from_slice(&stream.0);
    key[16..].copy_from_slice(&number.to_be_bytes());
    key
}

fn op_key(stream: StreamId, replica: ReplicaId, number: u64) -> [u8; 40] {
    let mut key = [0; 40];
    key[..16].copy_from_slice(&stream.0);
    key[16..32].copy_from_slice(&replica.0);
    key[32..].copy_from_slice(&number.to_be_bytes());
    key
}

fn number_of(key: &[u8; 40]) -> u64 {
    key[32..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Place of a counter within its block.
fn place(counter: u64) -> u8 {
    (counter % BLOCK).to_le_bytes()[0]
}
