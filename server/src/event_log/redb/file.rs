//! `log.redb`: one table, in it chunks of records.
//!
//! Key: position of the first record of the chunk. Value: records one behind the other, dense in position, as many as
//! fit a leaf page of redb; a longer record has a chunk to itself. A commit writes the last chunk anew: redb would
//! write that leaf page anew for a single small record too.

use std::sync::{PoisonError, RwLock};

use etappe_protocol::commit::RecordError;
use redb::{
    Builder, Database, Durability, ReadableDatabase, ReadableTable, StorageBackend, Table, TableDefinition,
};

use super::error::{OpenError, StoreError};
use crate::event_log::record::split_first;
use crate::event_log::{Entry, Position, ReadError, ReadLimit};

const LOG: TableDefinition<u64, &[u8]> = TableDefinition::new("log");
/// Under 0: how often the log was rewritten; absent when never.
const REWRITES: TableDefinition<u8, u64> = TableDefinition::new("rewrites");

/// Longest chunk of more than one record: a leaf page of 4,096 bytes less 16 for its header, key and value end.
pub(super) const CHUNK_BYTES: usize = 4_080;

/// The log file. Reads go through short transactions of their own.
#[derive(Debug)]
pub(crate) struct LogFile {
    /// `None` once closed.
    database: RwLock<Option<Database>>,
}

/// Where the next record goes; owned by the one writer.
#[derive(Debug)]
pub(crate) struct Tail {
    /// Position of the first record of the last chunk.
    first: u64,
    chunk: Vec<u8>,
    /// Position of the next record.
    next: u64,
}

impl Tail {
    /// Position of the last record; 0 when there is none.
    pub(crate) const fn last(&self) -> Position {
        Position(self.next - 1)
    }
}

impl Tail {
    fn push(&mut self, table: &mut Table<'_, u64, &'static [u8]>, record: &[u8]) -> Result<(), StoreError> {
        if !self.chunk.is_empty() && CHUNK_BYTES < self.chunk.len() + record.len() {
            self.flush(table)?;
            self.first = self.next;
            self.chunk.clear();
        }
        self.chunk.extend_from_slice(record);
        self.next += 1;
        Ok(())
    }

    fn flush(&self, table: &mut Table<'_, u64, &'static [u8]>) -> Result<(), StoreError> {
        table.insert(self.first, &self.chunk[..])?;
        Ok(())
    }
}

impl LogFile {
    /// Opens the file, or makes it where `backend` is empty, and finds its end.
    pub(crate) fn open(
        backend: impl StorageBackend,
        cache_bytes: usize,
        check: bool,
    ) -> Result<(Self, Tail), OpenError> {
        let mut builder = Builder::new();
        builder.set_cache_size(cache_bytes).set_check_integrity_on_open(check);
        let database = builder.create_with_backend(backend).map_err(OpenError::database)?;
        let tail = match read_tail(&database) {
            Ok(tail) => tail,
            Err(ReadTail::Empty) => {
                create_table(&database).map_err(|error| OpenError::Io(error.0))?;
                Tail { first: 1, chunk: Vec::new(), next: 1 }
            }
            Err(ReadTail::Failed(error)) => return Err(OpenError::Io(error.0)),
            Err(ReadTail::Damaged(position, error)) => return Err(OpenError::damaged(position, &error)),
        };
        Ok((Self { database: RwLock::new(Some(database)) }, tail))
    }

    /// Stores records behind the last one, durably when it returns. After an error the outcome is unknown, and so is
    /// `tail`.
    pub(super) fn append(&self, tail: &mut Tail, records: &[Vec<u8>]) -> Result<(), StoreError> {
        self.append_all(tail, |put| records.iter().try_for_each(|record| put(record)))
    }

    /// As [`Self::append`], for what `fill` hands over one by one; nothing is stored when it fails. `tail` is of no
    /// use after an error.
    pub(crate) fn append_all<E: From<StoreError>>(
        &self,
        tail: &mut Tail,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<(), StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut filled = Ok(());
        self.with(|database| {
            let mut write = database.begin_write()?;
            write.set_durability(Durability::Immediate)?;
            {
                let mut table = write.open_table(LOG)?;
                filled = fill(&mut |record| tail.push(&mut table, record));
                tail.flush(&mut table)?;
            }
            if filled.is_ok() { Ok(write.commit()?) } else { Ok(write.abort()?) }
        })?;
        filled
    }

    /// Stores what redb needs to open the file at once after a crash, as long as no other commit follows.
    pub(super) fn ease_repair(&self) -> Result<(), StoreError> {
        self.with(|database| {
            let mut write = database.begin_write()?;
            write.set_durability(Durability::Immediate)?;
            write.set_quick_repair(true);
            Ok(write.commit()?)
        })
    }

    /// Entries after `after`, in order.
    pub(crate) fn scan(
        &self,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<(Position, Entry)>, ReadError> {
        let from = after.0.saturating_add(1);
        let mut room = limit.room();
        let mut page = Vec::new();
        let mut next = None;
        self.walk(from, |position, record| {
            if *next.get_or_insert(position) != position {
                return Err(damaged(position, &"a gap before this position"));
            }
            next = Some(position + 1);
            let entry = decode(position, record)?;
            let fits = room.admit(entry.body_bytes());
            if fits {
                page.push((Position(position), entry));
            }
            Ok(fits)
        })?;
        Ok(page)
    }

    /// The entries at these positions, rising, as many as fit.
    pub(super) fn read_at(
        &self,
        positions: &[u64],
        limit: ReadLimit,
    ) -> Result<Vec<(Position, Entry)>, ReadError> {
        let mut room = limit.room();
        let mut page = Vec::new();
        self.read(|table| {
            let mut wanted = positions.iter().copied().peekable();
            while let Some(position) = wanted.peek().copied() {
                let chunk = table.range(..=position)?.next_back().transpose()?;
                let Some((key, value)) = chunk else { return Ok(Err(damaged(position, &"no record here"))) };
                let (mut at, mut rest) = (key.value(), value.value());
                let before = page.len();
                while !rest.is_empty() {
                    let (record, behind) = match split_first(rest) {
                        Ok(split) => split,
                        Err(error) => return Ok(Err(damaged(at, &error))),
                    };
                    if wanted.next_if_eq(&at).is_some() {
                        match decode(at, record) {
                            Ok(entry) if room.admit(entry.body_bytes()) => page.push((Position(at), entry)),
                            Ok(_) => return Ok(Ok(())),
                            Err(error) => return Ok(Err(error)),
                        }
                    }
                    (at, rest) = (at + 1, behind);
                }
                if page.len() == before {
                    return Ok(Err(damaged(position, &"no record here")));
                }
            }
            Ok(Ok(()))
        })?;
        Ok(page)
    }

    /// The stored bytes at a position, if there are any.
    pub(super) fn record_at(&self, position: Position) -> Result<Option<Vec<u8>>, ReadError> {
        let mut found = None;
        self.walk(position.0, |at, record| {
            found = (at == position.0).then(|| record.to_vec());
            Ok(false)
        })?;
        Ok(found)
    }

    /// Calls `visit` with every record from a position on, until it says false.
    fn walk(
        &self,
        from: u64,
        mut visit: impl FnMut(u64, &[u8]) -> Result<bool, ReadError>,
    ) -> Result<(), ReadError> {
        self.read(|table| {
            let first = table.range(..=from)?.next_back().transpose()?.map_or(from, |(key, _)| key.value());
            for chunk in table.range(first..)? {
                let (key, value) = chunk?;
                let (mut at, mut rest) = (key.value(), value.value());
                while !rest.is_empty() {
                    let (record, behind) = match split_first(rest) {
                        Ok(split) => split,
                        Err(error) => return Ok(Err(damaged(at, &error))),
                    };
                    if from <= at {
                        match visit(at, record) {
                            Ok(true) => {}
                            Ok(false) => return Ok(Ok(())),
                            Err(error) => return Ok(Err(error)),
                        }
                    }
                    (at, rest) = (at + 1, behind);
                }
            }
            Ok(Ok(()))
        })
    }

    /// Runs `read` in one short transaction.
    fn read(
        &self,
        read: impl FnOnce(&redb::ReadOnlyTable<u64, &'static [u8]>) -> Result<Result<(), ReadError>, StoreError>,
    ) -> Result<(), ReadError> {
        self.with(|database| read(&database.begin_read()?.open_table(LOG)?))
            .unwrap_or_else(|error| Err(ReadError::Unavailable(error.0)))
    }

    fn with<T>(&self, work: impl FnOnce(&Database) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        work(database.as_ref().ok_or_else(StoreError::closed)?)
    }

    /// How often the log was rewritten. Whatever was derived before the last time may hold what is no longer there.
    pub(super) fn rewrites(&self) -> Result<u64, StoreError> {
        self.with(|database| match database.begin_read()?.open_table(REWRITES) {
            Err(redb::TableError::TableDoesNotExist(_)) => Ok(0),
            opened => Ok(opened?.get(0)?.map_or(0, |count| count.value())),
        })
    }

    /// A copy of the whole log in an empty `backend`, on disk when this returns: every record as `alter` gives it back
    /// (`None` leaves it), then `more`. Records that cannot be told apart end the copy.
    pub(super) fn copy(
        &self,
        backend: impl StorageBackend,
        cache_bytes: usize,
        mut alter: impl FnMut(u64, &[u8]) -> Result<Option<Vec<u8>>, ReadError>,
        more: &[Vec<u8>],
    ) -> Result<(Self, Tail), ReadError> {
        let failed = |error: StoreError| ReadError::Unavailable(error.0);
        let rewrites = self.rewrites().map_err(failed)? + 1;
        let create = Builder::new().set_cache_size(cache_bytes).create_with_backend(backend);
        let database = create.map_err(|error| failed(error.into()))?;
        let mut tail = Tail { first: 1, chunk: Vec::new(), next: 1 };
        let mut copy = || -> Result<Result<(), ReadError>, StoreError> {
            let mut write = database.begin_write()?;
            write.set_durability(Durability::Immediate)?;
            write.set_quick_repair(true);
            {
                let mut table = write.open_table(LOG)?;
                let mut trouble = None;
                let copied = self.walk(1, |position, record| {
                    if position != tail.next {
                        return Err(damaged(position, &"a gap before this position"));
                    }
                    let altered = alter(position, record)?;
                    let pushed = tail.push(&mut table, altered.as_deref().unwrap_or(record));
                    trouble = pushed.err();
                    Ok(trouble.is_none())
                });
                if let Some(error) = trouble {
                    return Err(error);
                }
                if let Err(error) = copied {
                    return Ok(Err(error));
                }
                for record in more {
                    tail.push(&mut table, record)?;
                }
                tail.flush(&mut table)?;
                write.open_table(REWRITES)?.insert(0, rewrites)?;
            }
            Ok(Ok(write.commit()?))
        };
        copy().map_err(failed)??;
        Ok((Self { database: RwLock::new(Some(database)) }, tail))
    }

    /// Goes on with the file behind `other`; whoever reads now is waited for.
    pub(super) fn go_on_with(&self, other: Self) {
        let new = other.database.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        *database = new;
    }

    /// Closes the file; later calls fail.
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        let database = self.database.write().unwrap_or_else(PoisonError::into_inner).take();
        database.map_or(Ok(()), |database| Ok(database.close()?))
    }
}

enum ReadTail {
    Empty,
    Failed(StoreError),
    Damaged(u64, RecordError),
}

impl<E: Into<StoreError>> From<E> for ReadTail {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn read_tail(database: &Database) -> Result<Tail, ReadTail> {
    let read = database.begin_read()?;
    let table = match read.open_table(LOG) {
        Err(redb::TableError::TableDoesNotExist(_)) => return Err(ReadTail::Empty),
        opened => opened?,
    };
    let Some((key, value)) = table.last()? else { return Ok(Tail { first: 1, chunk: Vec::new(), next: 1 }) };
    let (first, chunk) = (key.value(), value.value().to_vec());
    let (mut next, mut rest) = (first, &chunk[..]);
    while !rest.is_empty() {
        (_, rest) = split_first(rest).map_err(|error| ReadTail::Damaged(next, error))?;
        next += 1;
    }
    Ok(Tail { first, chunk, next })
}

fn create_table(database: &Database) -> Result<(), StoreError> {
    let write = database.begin_write()?;
    write.open_table(LOG)?;
    Ok(write.commit()?)
}

fn decode(position: u64, record: &[u8]) -> Result<Entry, ReadError> {
    Entry::decode(record).map_err(|error| damaged(position, &error))
}

pub(super) fn damaged(position: u64, reason: &dyn std::fmt::Display) -> ReadError {
    ReadError::Damaged { position: Position(position), reason: reason.to_string() }
}
