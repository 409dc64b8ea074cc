//! Body of the event that names what was made unreadable.

use serde::{Deserialize, Serialize};

use crate::revision::Revision;

/// Body of `Redacted`, schema 1. It changes no state: the bodies that it names are replaced where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedV1 {
    /// Rising; 1 to [`crate::limits::REDACTED_COMMITS`].
    pub commits: Vec<Replaced>,
}

/// A commit whose body was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Which; before the commit that says so.
    pub revision: Revision,
    /// [`crate::commit::Commit::content_hash`] of the replacement; a later redaction of the same commit names a later one.
    pub content: [u8; 32],
}
