//! States along a history in the derived file: bytes under stream and revision. What they mean is the business of
//! [`crate::history`].
//!
//! | table | key | value |
//! |---|---|---|
//! | `keyframes` | stream, revision, big-endian | see `crate::history` |
//! | `outlines` | stream, revision, big-endian | see `crate::history` |

use std::sync::Arc;

use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use redb::{Durability, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::RedbLog;
use super::derived::Derived;
use super::error::StoreError;
use super::shared::Shared;
use crate::event_log::LogFuture;
use crate::spawn;

type Rows = TableDefinition<'static, [u8; 24], &'static [u8]>;

const KEYFRAMES: Rows = TableDefinition::new("keyframes");
const OUTLINES: Rows = TableDefinition::new("outlines");

/// Bytes at a revision.
pub(crate) type Kept = (Revision, Vec<u8>);

/// What is kept at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyframeRow {
    /// At which revision.
    pub revision: Revision,
    /// What of the outline lies before it.
    pub outline: Vec<u8>,
    /// The state.
    pub state: Vec<u8>,
}

pub(super) fn create_tables(write: &WriteTransaction) -> Result<(), StoreError> {
    write.open_table(KEYFRAMES)?;
    write.open_table(OUTLINES)?;
    Ok(())
}

/// Copies the keyframes of all streams but one.
pub(super) fn copy(
    read: &ReadTransaction,
    write: &WriteTransaction,
    without: StreamId,
) -> Result<(), StoreError> {
    for rows in [KEYFRAMES, OUTLINES] {
        let mut copies = write.open_table(rows)?;
        for row in read.open_table(rows)?.iter()? {
            let (key, value) = row?;
            if !key.value().starts_with(&without.0) {
                copies.insert(key.value(), value.value())?;
            }
        }
    }
    Ok(())
}

impl Derived {
    fn keyframe(&self, stream: StreamId, upto: Revision) -> Result<Option<Kept>, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(KEYFRAMES)?;
            let row =
                table.range(key(stream, Revision::ZERO)..=key(stream, upto))?.next_back().transpose()?;
            Ok(row.map(|(key, value)| (revision_of(&key.value()), value.value().to_vec())))
        })
    }

    fn outlines(&self, stream: StreamId) -> Result<Vec<Kept>, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(OUTLINES)?;
            let rows = table.range(key(stream, Revision::ZERO)..=key(stream, Revision(u64::MAX)))?;
            let rows = rows.map(|row| {
                let (key, value) = row?;
                Ok((revision_of(&key.value()), value.value().to_vec()))
            });
            rows.collect()
        })
    }

    /// On disk with the next checkpoint. Not done when a stream was forgotten since `forgotten`: what was folded then
    /// may hold what nobody may keep.
    fn put_keyframe(
        &self,
        stream: StreamId,
        row: &KeyframeRow,
        forgotten: u64,
        now_forgotten: impl FnOnce() -> u64,
    ) -> Result<(), StoreError> {
        self.with(|database| {
            let mut write = database.begin_write()?;
            // One writer at a time, so that nobody forgets between this look and the commit.
            if now_forgotten() != forgotten {
                return Ok(());
            }
            write.set_durability(Durability::None)?;
            write.open_table(KEYFRAMES)?.insert(key(stream, row.revision), &row.state[..])?;
            write.open_table(OUTLINES)?.insert(key(stream, row.revision), &row.outline[..])?;
            Ok(write.commit()?)
        })
    }
}

impl RedbLog {
    /// How often a stream was forgotten; see [`Self::put_keyframe`].
    pub(crate) fn forgotten(&self) -> u64 {
        self.shared.forgotten()
    }

    /// The keyframe at or before a revision.
    pub(crate) fn keyframe(
        &self,
        stream: StreamId,
        upto: Revision,
    ) -> LogFuture<'static, Result<Option<Kept>, String>> {
        self.with_keyframes(move |shared| shared.derived.keyframe(stream, upto))
    }

    /// What the keyframes of a stream keep of its outline, in order.
    pub(crate) fn outlines(&self, stream: StreamId) -> LogFuture<'static, Result<Vec<Kept>, String>> {
        self.with_keyframes(move |shared| shared.derived.outlines(stream))
    }

    /// Keeps a keyframe, unless a stream was forgotten since there were `forgotten`.
    pub(crate) fn put_keyframe(
        &self,
        stream: StreamId,
        row: KeyframeRow,
        forgotten: u64,
    ) -> LogFuture<'static, Result<(), String>> {
        self.with_keyframes(move |shared| {
            shared.derived.put_keyframe(stream, &row, forgotten, || shared.forgotten())
        })
    }

    fn with_keyframes<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, StoreError> + Send + 'static,
    ) -> LogFuture<'static, Result<T, String>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            match spawn::blocking(move || work(&shared)).await {
                Ok(done) => done.map_err(|error| error.0),
                Err(error) => Err(error.to_string()),
            }
        })
    }
}

fn key(stream: StreamId, revision: Revision) -> [u8; 24] {
    let mut key = [0; 24];
    key[..16].copy_from_slice(&stream.0);
    key[16..].copy_from_slice(&revision.0.to_be_bytes());
    key
}

fn revision_of(key: &[u8; 24]) -> Revision {
    Revision(key[16..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
