//! The stored form of an entry: a commit, or a chain head.
//!
//! A commit is format 1, described in [`etappe_protocol::commit`]. A chain head, little-endian, format 2:
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 1 | format = 2 |
//! | 1 | 4 | length of everything from offset 9 on: 56 |
//! | 5 | 4 | checksum: first 4 bytes of BLAKE3 of everything from offset 9 on |
//! | 9 | 16 | stream |
//! | 25 | 8 | revision |
//! | 33 | 32 | chain after that revision |
//!
//! Format 4 is a place from which a record was deleted: format, length 0, and the first 4 bytes of BLAKE3 of the format
//! byte. Nothing of what stood there is left; positions stay as they were.
//!
//! Every format begins with the same nine bytes, so that records can stand one behind the other and be told apart
//! without knowing what is in them.
//!
//! Changelog: 1 — commit; 2 — chain head; 3 — redacted commit; 4 — deleted.

use etappe_protocol::commit::{Chain, Commit, RECORD_FORMAT, RECORD_MAX_BYTES, REDACTED_FORMAT, RecordError};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;

use super::{ChainHead, Entry};

/// Number of the format of a chain head.
pub const HEAD_FORMAT: u8 = 2;
/// Number of the format of a place from which a record was deleted.
pub const GONE_FORMAT: u8 = 4;
/// Length of a stored chain head, in bytes.
pub const HEAD_BYTES: usize = PREFIX + HEAD_LENGTH as usize;
const PREFIX: usize = 9;
const HEAD_LENGTH: u32 = 56;

impl Entry {
    /// The record as stored.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Commit(commit) => commit.encode(),
            Self::Head(head) => head.encode(),
            Self::Gone => gone().to_vec(),
        }
    }

    /// Reads a stored record of either format.
    ///
    /// # Errors
    /// [`RecordError`]; never panics, whatever the bytes.
    pub fn decode(record: &[u8]) -> Result<Self, RecordError> {
        match *record.first().ok_or(RecordError::Length)? {
            RECORD_FORMAT | REDACTED_FORMAT => Commit::decode(record).map(Self::Commit),
            HEAD_FORMAT => ChainHead::decode(record).map(Self::Head),
            GONE_FORMAT if record == gone() => Ok(Self::Gone),
            GONE_FORMAT => Err(RecordError::Checksum),
            format => Err(RecordError::Format(format)),
        }
    }
}

impl ChainHead {
    /// The record as stored.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut record = vec![0; PREFIX];
        record.extend_from_slice(&self.stream.0);
        record.extend_from_slice(&self.revision.0.to_le_bytes());
        record.extend_from_slice(&self.chain.0);
        let checksum = checksum(&record[PREFIX..]);
        record[0] = HEAD_FORMAT;
        record[1..5].copy_from_slice(&HEAD_LENGTH.to_le_bytes());
        record[5..PREFIX].copy_from_slice(&checksum);
        record
    }

    fn decode(record: &[u8]) -> Result<Self, RecordError> {
        let record: &[u8; HEAD_BYTES] = record.try_into().map_err(|_| RecordError::Length)?;
        if u32::from_le_bytes(part(record, 1)) != HEAD_LENGTH {
            return Err(RecordError::Length);
        }
        if part::<4>(record, 5) != checksum(&record[PREFIX..]) {
            return Err(RecordError::Checksum);
        }
        Ok(Self {
            stream: StreamId(part(record, 9)),
            revision: Revision(u64::from_le_bytes(part(record, 25))),
            chain: Chain(part(record, 33)),
        })
    }
}

/// The record that takes the place of a deleted one.
fn gone() -> [u8; PREFIX] {
    let mut record = [0; PREFIX];
    record[0] = GONE_FORMAT;
    record[5..].copy_from_slice(&checksum(&[GONE_FORMAT]));
    record
}

/// The stream of a record that has one, without looking at the rest of it.
#[must_use]
pub fn stream_of(record: &[u8]) -> Option<StreamId> {
    record.get(PREFIX..PREFIX + 16).map(|stream| StreamId(part(stream, 0)))
}

/// Splits the first record off bytes in which records stand one behind the other.
///
/// # Errors
/// [`RecordError::Length`] when the first record is cut off or longer than any record may be.
pub fn split_first(bytes: &[u8]) -> Result<(&[u8], &[u8]), RecordError> {
    if bytes.len() < PREFIX {
        return Err(RecordError::Length);
    }
    let length = PREFIX + u32::from_le_bytes(part(bytes, 1)) as usize;
    if RECORD_MAX_BYTES < length {
        return Err(RecordError::Length);
    }
    bytes.split_at_checked(length).ok_or(RecordError::Length)
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    part(blake3::hash(bytes).as_bytes(), 0)
}

/// `N` bytes from `at` on; the caller has checked the length.
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut taken = [0; N];
    taken.copy_from_slice(&bytes[at..at + N]);
    taken
}

#[cfg(test)]
mod tests;
