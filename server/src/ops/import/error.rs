//! Why nothing was imported.

use std::io;
use std::path::PathBuf;

use etappe_protocol::commit::RecordError;
use etappe_protocol::id::StreamId;
use thiserror::Error;

use crate::access::AuditError;
use crate::catalogue::CatalogueError;
use crate::event_log::ReadError;
use crate::event_log::redb::{OpenError, StoreError};

/// Why nothing was imported. In all cases but [`Self::Audit`] the log holds what it held before.
#[derive(Debug, Error)]
pub enum ImportFailure {
    /// A line is not as it was written.
    #[error("{}, line {line}: {problem}", file.display())]
    Line {
        /// Which file.
        file: PathBuf,
        /// Counts from 1.
        line: u64,
        /// What is wrong there.
        problem: LineProblem,
    },
    /// A file cannot be read.
    #[error("{}: {error}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The list of contents is missing, so the export was not finished.
    #[error("{}: no list of contents; this export is not complete", .0.display())]
    Unfinished(PathBuf),
    /// The list of contents speaks of another history.
    #[error("{}: not the file that the list of contents speaks of", .0.display())]
    NotOfContents(PathBuf),
    /// Two files hold the same stream.
    #[error("{}: stream {stream} is in an earlier file already", file.display())]
    Twice {
        /// The later one.
        file: PathBuf,
        /// What both hold.
        stream: StreamId,
    },
    /// A file is not any more what it was a moment ago.
    #[error("{}: changed while it was read", .0.display())]
    Changed(PathBuf),
    /// The log has this stream already.
    #[error("stream {0} is here already")]
    Exists(StreamId),
    /// The log does not open; [`OpenError::Locked`] while the server is running.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log cannot be written.
    #[error("the log: {0}")]
    Store(#[from] StoreError),
    /// The built-in questionnaire.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// Everything is in, and the audit log does not say so.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineProblem {
    /// Not a line of this format.
    #[error("cannot be read: {0}")]
    Syntax(String),
    /// A longer line than any export has.
    #[error("longer than any line may be")]
    TooLong,
    /// A newer program wrote it.
    #[error("format {0} is unknown to this program")]
    Format(u16),
    /// A line that does not belong here.
    #[error("{0} was expected here")]
    Expected(&'static str),
    /// Something that is not hexadecimal.
    #[error("`{0}` is not hexadecimal")]
    Hex(&'static str),
    /// Something behind the last line.
    #[error("nothing may follow the last line")]
    Rest,
    /// The file ends too early.
    #[error("the file is cut off here")]
    CutOff,
    /// The bytes are not a record.
    #[error("{0}")]
    Record(#[from] RecordError),
    /// The record is of another stream.
    #[error("the record is of another stream")]
    Stream,
    /// The record is a commit where a head was said to be, or the other way round.
    #[error("the record is of another kind")]
    Kind,
    /// What the line says is not what its bytes say.
    #[error("what the line says and what its bytes say differ in `{0}`")]
    Disagrees(&'static str),
    /// The history does not hold together here.
    #[error("{0}")]
    Broken(String),
    /// The questionnaire is not installed here, or differs.
    #[error("edition {1} of the questionnaire `{0}` is not installed here")]
    Questionnaire(String, u32),
    /// A name of a file that leads elsewhere.
    #[error("`{0}` is not the name of a file beside the list")]
    FileName(String),
}
