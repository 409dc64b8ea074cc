//! Taking text out of an analysis for good.
//!
//! It is written down twice: in the audit log, and in a journal of ids and places that says what a restored backup has
//! to be freed of again. Neither holds anything of what was erased.

mod journal;
mod redaction;

use std::path::Path;
use std::sync::Arc;

use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::redact::Trace;
use thiserror::Error;

pub use journal::{JOURNAL_FILE, Journal, JournalEntry};

use crate::access::{Audit, AuditKind, Entry};
use crate::stream::{LoadError, RedactError, Streams};

/// Those who erase when nobody is signed in: whoever runs the program on the machine itself.
pub const AT_THE_MACHINE: ActorId = ActorId([0; 16]);

/// Everything that erasing touches.
#[derive(Clone)]
pub struct Erasure {
    streams: Arc<Streams>,
    audit: Audit,
    journal: Arc<Journal>,
}

/// Why something was not erased.
#[derive(Debug, Error)]
pub enum ErasureError {
    /// Nothing was ever stored under this id, or it cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Nothing was made unreadable.
    #[error(transparent)]
    Redact(#[from] RedactError),
    /// It was done, and the journal cannot be written: a restored backup would bring it back.
    #[error("done, but the journal of erasures cannot be written: {0}")]
    Journal(std::io::Error),
}

impl Erasure {
    /// Of an installation whose data lies in `dir`.
    #[must_use]
    pub fn new(dir: &Path, streams: Arc<Streams>, audit: Audit) -> Self {
        Self { streams, audit, journal: Arc::new(Journal::new(dir)) }
    }

    /// The last step of everything here: audit log and journal.
    async fn written_down(&self, entry: Entry, line: JournalEntry) -> Result<(), ErasureError> {
        self.audit.note(entry).await;
        let journal = Arc::clone(&self.journal);
        let written = crate::spawn::blocking(move || journal.write(&line)).await;
        written
            .unwrap_or_else(|error| Err(std::io::Error::other(error.to_string())))
            .map_err(ErasureError::Journal)
    }

    async fn note_redaction(
        &self,
        actor: ActorId,
        analysis: StreamId,
        trace: &Trace,
    ) -> Result<(), ErasureError> {
        let detail = format!("{} commits", trace.marks.len());
        let who = (actor != AT_THE_MACHINE).then_some(actor);
        let entry = Entry { actor: who, ..Entry::of(actor, AuditKind::Redacted).at(analysis).with(detail) };
        self.written_down(entry, JournalEntry::redaction(analysis, trace)).await
    }
}
