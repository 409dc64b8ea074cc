//! What can go wrong with the files.

use etappe_protocol::commit::RecordError;
use thiserror::Error;

use crate::event_log::{Position, ReadError};

/// Why a log could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Another process has the files.
    #[error("the data folder is in use: the server is running")]
    Locked,
    /// The log holds bytes that cannot have been written there.
    #[error("the log is damaged at position {position}: {reason}", position = .position.0)]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong.
        reason: String,
    },
    /// The files cannot be read or written.
    #[error("the log cannot be opened: {0}")]
    Io(String),
}

impl OpenError {
    pub(super) fn database(error: redb::DatabaseError) -> Self {
        match error {
            redb::DatabaseError::DatabaseAlreadyOpen => Self::Locked,
            other => Self::Io(other.to_string()),
        }
    }

    pub(super) fn damaged(position: u64, error: &RecordError) -> Self {
        Self::Damaged { position: Position(position), reason: error.to_string() }
    }
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Damaged { position, reason } => Self::Damaged { position, reason },
            ReadError::Unavailable(reason) => Self::Io(reason),
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Io(error.0)
    }
}

/// redb said no; which of its many errors it was changes nothing for us.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct StoreError(pub(super) String);

impl StoreError {
    pub(super) fn closed() -> Self {
        Self("the log is closed".to_owned())
    }
}

macro_rules! from_redb {
    ($($error:ident),*) => {
        $(impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                Self(error.to_string())
            }
        })*
    };
}

from_redb!(CommitError, DatabaseError, SetDurabilityError, StorageError, TableError, TransactionError);
