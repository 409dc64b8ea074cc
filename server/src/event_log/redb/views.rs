//! Views in the derived file: bytes under bytes, and the position that they are complete up to. What they mean is the
//! business of [`crate::projection`].
//!
//! | table | key | value |
//! |---|---|---|
//! | `views` | kind and ids, see `crate::projection` | see there |
//! | `views_reached` | 0 | format of the views, position up to which they are complete |

use std::sync::Arc;

use etappe_protocol::id::StreamId;
use redb::{ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::RedbLog;
use super::derived::Derived;
use super::error::StoreError;
use super::shared::Shared;
use crate::event_log::{LogFuture, Position};
use crate::spawn;

const VIEWS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("views");
/// The one kind of view that keeps a text, the title; all kinds have the analysis behind them.
const WITH_TEXT: u8 = 1;
const REACHED: TableDefinition<u8, (u16, u64)> = TableDefinition::new("views_reached");

/// A key with its value.
pub type Row = (Vec<u8>, Vec<u8>);
/// What stands under keys from now on; `None` for nothing.
pub type Changes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

pub(super) fn create_tables(write: &WriteTransaction) -> Result<(), StoreError> {
    write.open_table(VIEWS)?;
    write.open_table(REACHED)?;
    Ok(())
}

/// Copies the views of all streams but one: of that one only what holds no text stays, or nothing.
pub(super) fn copy(
    read: &ReadTransaction,
    write: &WriteTransaction,
    stream: StreamId,
    is_deleted: bool,
) -> Result<(), StoreError> {
    for row in read.open_table(VIEWS)?.iter()? {
        let (key, value) = row?;
        let is_left_out = match key.value().split_first() {
            Some((kind, rest)) => rest.starts_with(&stream.0) && (is_deleted || *kind == WITH_TEXT),
            None => true,
        };
        if !is_left_out {
            write.open_table(VIEWS)?.insert(key.value(), value.value())?;
        }
    }
    for row in read.open_table(REACHED)?.iter()? {
        let (key, value) = row?;
        write.open_table(REACHED)?.insert(key.value(), value.value())?;
    }
    Ok(())
}

impl Derived {
    fn views_reached(&self) -> Result<Option<(u16, Position)>, StoreError> {
        self.with(|database| {
            let reached = database.begin_read()?.open_table(REACHED)?.get(0)?.map(|reached| reached.value());
            Ok(reached.map(|(format, position)| (format, Position(position))))
        })
    }

    fn view(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|database| {
            Ok(database.begin_read()?.open_table(VIEWS)?.get(key)?.map(|view| view.value().to_vec()))
        })
    }

    fn views(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.with(|database| {
            let table = database.begin_read()?.open_table(VIEWS)?;
            let rows = table.range(after.unwrap_or(prefix)..)?.map(|row| {
                let (key, value) = row?;
                Ok((key.value().to_vec(), value.value().to_vec()))
            });
            let behind = |row: &Result<Row, StoreError>| {
                !matches!((row, after), (Ok((key, _)), Some(after)) if key == after)
            };
            let rows = rows.filter(behind).take(limit);
            rows.take_while(|row| !matches!(row, Ok((key, _)) if !key.starts_with(prefix))).collect()
        })
    }

    /// Always a checkpoint: views are written so seldom that it costs nothing, and then they are never behind the
    /// position beside them.
    fn put_views(&self, format: u16, reached: Position, changes: &Changes) -> Result<(), StoreError> {
        self.with(|database| {
            let mut write = database.begin_write()?;
            write.set_quick_repair(true);
            {
                let mut table = write.open_table(VIEWS)?;
                for (key, value) in changes {
                    match value {
                        Some(value) => drop(table.insert(&key[..], &value[..])?),
                        None => drop(table.remove(&key[..])?),
                    }
                }
                write.open_table(REACHED)?.insert(0, (format, reached.0))?;
            }
            Ok(write.commit()?)
        })
    }

    fn clear_views(&self) -> Result<(), StoreError> {
        self.with(|database| {
            let mut write = database.begin_write()?;
            write.set_quick_repair(true);
            write.delete_table(VIEWS)?;
            write.delete_table(REACHED)?;
            create_tables(&write)?;
            Ok(write.commit()?)
        })
    }
}

impl RedbLog {
    /// Format of the stored views, and the position that they are complete up to; `None` when there are none.
    pub(crate) fn views_reached(&self) -> LogFuture<'static, Result<Option<(u16, Position)>, String>> {
        self.with_views(|shared| shared.derived.views_reached())
    }

    /// What stands under a key.
    pub(crate) fn view(&self, key: Vec<u8>) -> LogFuture<'static, Result<Option<Vec<u8>>, String>> {
        self.with_views(move |shared| shared.derived.view(&key))
    }

    /// Rows whose keys begin with `prefix`, behind `after`, in order, at most `limit`.
    pub(crate) fn views(
        &self,
        prefix: Vec<u8>,
        after: Option<Vec<u8>>,
        limit: usize,
    ) -> LogFuture<'static, Result<Vec<Row>, String>> {
        self.with_views(move |shared| shared.derived.views(&prefix, after.as_deref(), limit))
    }

    /// Stores changes with the position that the views are complete up to, all or nothing, on disk when it is done.
    pub(crate) fn put_views(
        &self,
        format: u16,
        reached: Position,
        changes: Changes,
    ) -> LogFuture<'static, Result<(), String>> {
        self.with_views(move |shared| shared.derived.put_views(format, reached, &changes))
    }

    /// Deletes all views.
    pub(crate) fn clear_views(&self) -> LogFuture<'static, Result<(), String>> {
        self.with_views(|shared| shared.derived.clear_views())
    }

    fn with_views<T: Send + 'static>(
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
