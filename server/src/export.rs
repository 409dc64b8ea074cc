//! A stream as lines of JSON: what happened, legible, and beside it the bytes as stored, so that a history can leave
//! the house and come back as it was. `docs/storage.md` describes every line.

mod kind;
mod line;
mod readable;
mod writer;

#[cfg(test)]
mod tests;

pub use kind::StreamKind;
pub use line::{CatalogueLine, CommitLine, EndLine, HeadLine, HeaderLine, Line, bytes_of_hex};
pub use readable::{Readable, readable};
pub use writer::{ExportError, StreamWriter};

/// Number of the format of the lines.
pub const EXPORT_FORMAT: u16 = 1;

/// Longest line that is read, in bytes: a questionnaire as large as the loader allows, twice over, in hexadecimal.
pub const LINE_BYTES: u64 = 48 * 1024 * 1024;
