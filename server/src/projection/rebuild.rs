//! All views made anew from the log, in one pass and in memory that does not grow with its length: to replace what is
//! stored, or to prove it equal.

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;
use tracing::error;

use super::folded::Folded;
use super::milestones;
use super::store::{SharedViews, ViewError, ViewKey};
use super::team::Gap;
use crate::event_log::redb::Changes;
use crate::event_log::{Entry, Position, ReadError, ReadLimit, SharedLog};
use crate::stream::Catalogues;

/// Entries read at once.
const PAGE: ReadLimit = ReadLimit { commits: 4_096, bytes: 4 * 1024 * 1024 };
/// Rows read or written at once.
const ROWS: usize = 1_000;
/// Differences that are kept; more are only counted.
const DIFFERENCES: usize = 1_000;

/// What a rebuild is made from, and what for.
pub struct Rebuild {
    /// The truth.
    pub log: SharedLog,
    /// What is stored.
    pub store: SharedViews,
    /// The installed questionnaires.
    pub catalogues: Arc<Catalogues>,
    /// Compare with what is stored, and change nothing.
    pub is_check: bool,
}

/// What came of a rebuild.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RebuildReport {
    /// Entries of the log that were folded.
    pub events: u64,
    /// Analyses.
    pub teams: u64,
    /// Score sheets.
    pub sheets: u64,
    /// Entries of the log that the stored views had not reached; they are not compared.
    pub behind: u64,
    /// Every row that is not what the log says, at most 1,000 of them.
    pub differences: Vec<String>,
    /// Number of differences, those not kept included.
    pub difference_count: u64,
}

/// Why views could not be made anew.
#[derive(Debug, Error)]
pub enum RebuildError {
    /// The log cannot be read.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// The views cannot be read or written.
    #[error("{0}")]
    View(#[from] ViewError),
    /// The log contradicts itself.
    #[error("{0}")]
    Gap(#[from] Gap),
}

impl RebuildReport {
    /// Whether everything stored is what the log says.
    #[must_use]
    pub const fn is_equal(&self) -> bool {
        self.difference_count == 0
    }

    fn note(&mut self, difference: String) {
        self.difference_count += 1;
        if self.differences.len() < DIFFERENCES {
            self.differences.push(difference);
        }
    }

    fn compare(&mut self, key: ViewKey, stored: Option<&[u8]>, made: &[u8]) {
        match stored {
            Some(stored) if stored == made => {}
            Some(_) => self.note(format!("{key}: stored is not what the log says")),
            None => self.note(format!("{key}: not stored")),
        }
    }
}

impl Rebuild {
    /// Reads the log once, and compares or replaces.
    ///
    /// # Errors
    /// [`RebuildError`]; what differs is in the report instead.
    pub async fn run(self) -> Result<RebuildReport, RebuildError> {
        let mut report = RebuildReport::default();
        let last = *self.log.durable().borrow();
        let until = if self.is_check { self.stored_until(last, &mut report).await? } else { last };
        report.behind = last.0.saturating_sub(until.0);
        if !self.is_check {
            self.store.clear().await?;
        }
        let mut folded = Folded::default();
        // Names of sheets only: the sheets themselves go as they come.
        let mut sheets = BTreeSet::new();
        while folded.reached() < until {
            let mut page = self.log.scan(folded.reached(), PAGE).await?;
            page.retain(|(position, _)| *position <= until);
            let Some((position, _)) = page.last() else { break };
            let position = *position;
            report.events +=
                page.iter().filter(|(_, entry)| matches!(entry, Entry::Commit(_))).count() as u64;
            let rest = folded.fold(&page, &self.catalogues)?;
            for (analysis, pin) in rest.pins {
                match milestones::state_at(self.log.as_ref(), analysis, pin.at_revision).await {
                    Ok(state) => folded.add_sheet(analysis, &pin, &state, &self.catalogues),
                    Err(error @ ReadError::Unavailable(_)) => return Err(error.into()),
                    Err(error @ ReadError::Damaged { .. }) => {
                        error!(stream.id = %analysis, %error, "no sheet");
                    }
                }
            }
            folded.reach(position);
            self.settle_sheets(&mut folded, &mut sheets, &mut report).await?;
        }
        report.sheets = sheets.len() as u64;
        report.teams = folded.teams().count() as u64;
        if self.is_check {
            self.compare(&folded, &sheets, &mut report).await?;
        } else {
            let mut changes = folded.changes();
            while ROWS < changes.len() {
                let behind = changes.split_off(ROWS);
                // Complete up to nothing, until everything is there.
                self.store.put(Position::default(), std::mem::replace(&mut changes, behind)).await?;
            }
            self.store.put(until, changes).await?;
        }
        Ok(report)
    }

    /// How far the stored views are.
    async fn stored_until(
        &self,
        last: Position,
        report: &mut RebuildReport,
    ) -> Result<Position, RebuildError> {
        match self.store.reached().await? {
            Some(reached) if reached <= last => Ok(reached),
            Some(_) => {
                report.note("the stored views are ahead of the log".to_owned());
                Ok(last)
            }
            None if last == Position::default() => Ok(last),
            None => {
                report.note("no views of this format are stored".to_owned());
                Ok(Position::default())
            }
        }
    }

    async fn settle_sheets(
        &self,
        folded: &mut Folded,
        known: &mut BTreeSet<ViewKey>,
        report: &mut RebuildReport,
    ) -> Result<(), RebuildError> {
        let sheets = folded.take_sheets();
        known.extend(sheets.keys().copied());
        if self.is_check {
            for (key, made) in sheets {
                report.compare(key, self.store.get(key).await?.as_deref(), &made);
            }
        } else if !sheets.is_empty() {
            let changes: Changes =
                sheets.into_iter().map(|(key, sheet)| (key.encode(), Some(sheet))).collect();
            self.store.put(Position::default(), changes).await?;
        }
        Ok(())
    }

    /// Compares what is made at the end, and looks for rows that nothing in the log has made.
    async fn compare(
        &self,
        folded: &Folded,
        sheets: &BTreeSet<ViewKey>,
        report: &mut RebuildReport,
    ) -> Result<(), RebuildError> {
        let made: Vec<_> = folded.changes();
        let mut expected: BTreeSet<Vec<u8>> = sheets.iter().map(|key| key.encode()).collect();
        for (row, value) in made {
            let (Some(key), Some(value)) = (ViewKey::decode(&row), value) else { continue };
            report.compare(key, self.store.get(key).await?.as_deref(), &value);
            expected.insert(row);
        }
        let mut after = None;
        loop {
            let rows = self.store.page(Vec::new(), after, ROWS).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = Some(last.clone());
            for (row, _) in rows.iter().filter(|(row, _)| !expected.contains(row)) {
                match ViewKey::decode(row) {
                    Some(key) => report.note(format!("{key}: stored, and nothing in the log has made it")),
                    None => report.note(format!("{} bytes under no known name", row.len())),
                }
            }
        }
    }
}
