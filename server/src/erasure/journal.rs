//! The journal of erasures: what a restored backup has to be freed of again. Ids, numbers and places; nothing of what
//! was erased.
//!
//! One line of JSON for each, in `erasures.jsonl` beside the log, on disk before the erasure counts as done.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use etappe_protocol::id::StreamId;
use etappe_protocol::redact::{Marks, Trace};
use etappe_protocol::revision::Revision;
use serde::{Deserialize, Serialize};

/// Name of the file.
pub const JOURNAL_FILE: &str = "erasures.jsonl";

/// The file; written by one at a time.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    writing: Mutex<()>,
}

/// One erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JournalEntry {
    /// Text of an analysis was made unreadable.
    Redacted {
        /// Which analysis.
        analysis: String,
        /// Revisions, and in each the ranges of inserted characters: first, and behind the last.
        places: Vec<(u64, Vec<(u32, u32)>)>,
    },
}

impl JournalEntry {
    /// Of what was found and replaced.
    #[must_use]
    pub fn redaction(analysis: StreamId, trace: &Trace) -> Self {
        let places = trace.marks.iter().map(|(revision, marks)| {
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            for mark in marks {
                match ranges.last_mut() {
                    Some((_, end)) if *end == *mark => *end += 1,
                    _ => ranges.push((*mark, mark.saturating_add(1))),
                }
            }
            (revision.0, ranges)
        });
        Self::Redacted { analysis: analysis.to_string(), places: places.collect() }
    }

    /// The places of a redaction as they are replaced; ranges of a damaged line are cut at 64 Ki characters.
    #[must_use]
    pub fn marks(places: &[(u64, Vec<(u32, u32)>)]) -> Marks {
        let marks = places.iter().map(|(revision, ranges)| {
            let chars = ranges.iter().flat_map(|(from, to)| (*from..*to).take(64 * 1024));
            (Revision(*revision), chars.collect())
        });
        marks.collect()
    }
}

impl Journal {
    /// The journal in a data folder; the file is made with its first line.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { path: dir.join(JOURNAL_FILE), writing: Mutex::new(()) }
    }

    /// Writes a line down; on disk when this returns.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn write(&self, entry: &JournalEntry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry).map_err(io::Error::other)?;
        line.push(b'\n');
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !self.path.exists();
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        file.write_all(&line)?;
        file.sync_all()?;
        match self.path.parent() {
            Some(dir) if is_new => File::open(dir)?.sync_all(),
            Some(_) | None => Ok(()),
        }
    }

    /// All lines of a journal, in order; a last one that a crash has cut off is left out.
    ///
    /// # Errors
    /// When the file cannot be read, or another line is none.
    pub fn read(path: &Path) -> io::Result<Vec<JournalEntry>> {
        let mut lines = BufReader::new(File::open(path)?).lines().peekable();
        let mut entries = Vec::new();
        while let Some(line) = lines.next() {
            match serde_json::from_str(&line?) {
                Ok(entry) => entries.push(entry),
                Err(_) if lines.peek().is_none() => break,
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(entries)
    }
}
