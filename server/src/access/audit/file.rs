//! `audit.redb`: rows with a chain through them, and an index of what is written once an hour only.

use std::path::Path;

use etappe_protocol::id::{ActorId, StreamId};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use thiserror::Error;

use super::Looked;
use super::row::{AuditRow, Look, NumberedRow};

/// Number to chain (32 bytes) and row.
const ROWS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("rows");
/// Scope, hour (big-endian), actor, what; to the number of the row that stands for it.
const ONCE: TableDefinition<'_, [u8; 41], u64> = TableDefinition::new("once");
/// Under 0: the number of the last row that was forgotten, and the chain at it.
const ANCHOR: TableDefinition<'_, u8, (u64, [u8; 32])> = TableDefinition::new("anchor");

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// In the place of a [`Look`]: a forbidden op.
pub(super) const FORBIDDEN: u8 = 0xff;

/// Why the audit log did not answer.
#[derive(Debug, Error)]
pub enum AuditError {
    /// The file itself.
    #[error("audit log: {0}")]
    Store(#[from] redb::Error),
    /// A row is damaged.
    #[error("audit log: damaged row {0}")]
    Damaged(u64),
    /// The server is going down.
    #[error("interrupted")]
    Interrupted,
}

/// The file.
pub struct AuditFile(Database);

/// What checking the chain has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditCheck {
    /// Rows that were walked.
    pub rows: u64,
    /// The first thing that is wrong.
    pub problem: Option<String>,
}

impl AuditFile {
    /// Opens the file, making it if needed.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn open(path: &Path) -> Result<Self, AuditError> {
        let file = Self(Database::create(path).map_err(redb::Error::from)?);
        file.write(|tables| {
            tables.open_table(ROWS)?;
            tables.open_table(ONCE)?;
            tables.open_table(ANCHOR)?;
            Ok(())
        })?;
        Ok(file)
    }

    /// Writes a row behind the others.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn append(&self, row: &AuditRow) -> Result<(), AuditError> {
        self.write(|tables| append(tables, row).map(drop))
    }

    /// As [`Self::append`], without those that were written in this hour already.
    pub(super) fn append_once_an_hour(&self, rows: &[AuditRow], what: u8) -> Result<(), AuditError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let once = tables.open_table(ONCE).map_err(redb::Error::from)?;
        let mut new = Vec::new();
        for row in rows {
            let key = key(row.scope, row.time_ms, row.actor, what);
            if once.get(key).map_err(redb::Error::from)?.is_none() {
                new.push((key, row));
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        self.write(|tables| {
            for (key, row) in new {
                // Another may have been quicker.
                if tables.open_table(ONCE)?.get(key)?.is_none() {
                    let number = append(tables, row)?;
                    tables.open_table(ONCE)?.insert(key, number)?;
                }
            }
            Ok(())
        })
    }

    pub(super) fn rows(&self, after: u64, limit: usize) -> Result<Vec<NumberedRow>, AuditError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let rows = tables.open_table(ROWS).map_err(redb::Error::from)?;
        let range = rows.range(after.saturating_add(1)..).map_err(redb::Error::from)?;
        let mut found = Vec::new();
        for entry in range.take(limit) {
            let (number, value) = entry.map_err(redb::Error::from)?;
            let number = number.value();
            let (chain, row) = split(value.value()).ok_or(AuditError::Damaged(number))?;
            let row = AuditRow::decode(row).ok_or(AuditError::Damaged(number))?;
            found.push(NumberedRow { number, chain, row });
        }
        Ok(found)
    }

    pub(super) fn looks(&self, analysis: StreamId, limit: usize) -> Result<Vec<Looked>, AuditError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let once = tables.open_table(ONCE).map_err(redb::Error::from)?;
        let rows = tables.open_table(ROWS).map_err(redb::Error::from)?;
        let (mut first, mut last) = ([0; 41], [0xff; 41]);
        first[..16].copy_from_slice(&analysis.0);
        last[..16].copy_from_slice(&analysis.0);
        let mut looks = Vec::new();
        for entry in once.range(first..=last).map_err(redb::Error::from)?.rev() {
            let (key, number) = entry.map_err(redb::Error::from)?;
            let Some(what) = Look::of_code(key.value()[40]) else { continue };
            let number = number.value();
            let Some(value) = rows.get(number).map_err(redb::Error::from)? else { continue };
            let row = split(value.value()).and_then(|(_, row)| AuditRow::decode(row));
            let row = row.ok_or(AuditError::Damaged(number))?;
            if let Some(actor) = row.actor {
                looks.push(Looked { actor, what, time_ms: row.time_ms });
            }
            if limit <= looks.len() {
                break;
            }
        }
        Ok(looks)
    }

    /// Forgets the oldest rows up to the first that is not older; how many.
    pub(super) fn prune(&self, before_ms: i64) -> Result<u64, AuditError> {
        self.write(|tables| {
            let mut rows = tables.open_table(ROWS)?;
            let mut anchor = None;
            let mut forgotten = 0;
            // A damaged row stays, so that it is found.
            let is_old = |row: &[u8]| AuditRow::decode(row).is_some_and(|row| row.time_ms < before_ms);
            loop {
                let first = rows.first()?.and_then(|(number, value)| {
                    let (chain, row) = split(value.value())?;
                    is_old(row).then(|| (number.value(), chain))
                });
                let Some((number, chain)) = first else { break };
                rows.remove(number)?;
                anchor = Some((number, chain));
                forgotten += 1;
            }
            if let Some(anchor) = anchor {
                tables.open_table(ANCHOR)?.insert(0, anchor)?;
                let first = rows.first()?.map_or(u64::MAX, |(number, _)| number.value());
                tables.open_table(ONCE)?.retain(|_, number| first <= number)?;
            }
            Ok(forgotten)
        })
    }

    fn check(&self) -> Result<AuditCheck, AuditError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let rows = tables.open_table(ROWS).map_err(redb::Error::from)?;
        let anchor = tables.open_table(ANCHOR).map_err(redb::Error::from)?;
        let anchor = anchor.get(0).map_err(redb::Error::from)?.map(|anchor| anchor.value());
        let (mut number, mut chain) = anchor.unwrap_or_default();
        let mut check = AuditCheck::default();
        for entry in rows.iter().map_err(redb::Error::from)? {
            let (key, value) = entry.map_err(redb::Error::from)?;
            let found = key.value();
            let wrong = |what: &str| Some(format!("audit log, row {found}: {what}"));
            check.rows += 1;
            number += 1;
            let Some((stored, row)) = split(value.value()) else {
                check.problem = wrong("damaged");
                break;
            };
            chain = link(chain, number, row);
            check.problem = match () {
                () if found != number => wrong("a row is missing before it"),
                () if stored != chain => wrong("the chain is not the one that was stored"),
                () if AuditRow::decode(row).is_none() => wrong("cannot be read"),
                () => None,
            };
            if check.problem.is_some() {
                break;
            }
        }
        Ok(check)
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, AuditError> {
        let transaction = self.0.begin_write().map_err(redb::Error::from)?;
        let value = work(&transaction)?;
        transaction.commit().map_err(redb::Error::from)?;
        Ok(value)
    }
}

/// Walks the chain of an audit log that no server has open; a folder without one has nothing to check.
///
/// # Errors
/// [`AuditError`] when it cannot be read at all.
pub fn verify(path: &Path) -> Result<AuditCheck, AuditError> {
    if !path.exists() {
        return Ok(AuditCheck::default());
    }
    AuditFile::open(path)?.check()
}

fn append(tables: &WriteTransaction, row: &AuditRow) -> Result<u64, redb::Error> {
    let mut rows = tables.open_table(ROWS)?;
    let before = match rows.last()? {
        Some((number, value)) => {
            let chain = split(value.value()).map(|(chain, _)| chain);
            Some((number.value(), chain.unwrap_or_default()))
        }
        None => tables.open_table(ANCHOR)?.get(0)?.map(|anchor| anchor.value()),
    };
    let (number, chain) = before.unwrap_or_default();
    let number = number + 1;
    // A row of ours always encodes; an empty one would be found.
    let encoded = row.encode().unwrap_or_default();
    let mut value = link(chain, number, &encoded).to_vec();
    value.extend(&encoded);
    rows.insert(number, value.as_slice())?;
    Ok(number)
}

/// The chain after a row.
fn link(chain: [u8; 32], number: u64, row: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&chain).update(&number.to_le_bytes()).update(row);
    *hasher.finalize().as_bytes()
}

fn split(value: &[u8]) -> Option<([u8; 32], &[u8])> {
    let (chain, row) = value.split_first_chunk::<32>()?;
    Some((*chain, row))
}

fn key(scope: Option<StreamId>, time_ms: i64, actor: Option<ActorId>, what: u8) -> [u8; 41] {
    let mut key = [0; 41];
    let hour = u64::try_from(time_ms.div_euclid(HOUR_MS)).unwrap_or(0);
    key[..16].copy_from_slice(&scope.map_or([0; 16], |scope| scope.0));
    key[16..24].copy_from_slice(&hour.to_be_bytes());
    key[24..40].copy_from_slice(&actor.map_or([0; 16], |actor| actor.0));
    key[40] = what;
    key
}
