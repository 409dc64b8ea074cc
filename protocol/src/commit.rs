//! One event as stored: fixed header, salt, body, and the chain that ties each commit to all before it.
//!
//! Stored record, little-endian, format 1:
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 1 | format = 1 |
//! | 1 | 4 | length of everything from offset 9 on |
//! | 5 | 4 | checksum: first 4 bytes of BLAKE3 of everything from offset 9 on |
//! | 9 | 16 | stream |
//! | 25 | 8 | revision |
//! | 33 | 16 | actor |
//! | 49 | 8 | time, UTC milliseconds since 1970, signed |
//! | 57 | 16 | op id: replica |
//! | 73 | 8 | op id: counter |
//! | 81 | 2 | event type |
//! | 83 | 2 | schema |
//! | 85 | 8 | salt |
//! | 93 | n | body |
//!
//! A commit whose body was replaced has format 3, and between header and salt what the old body counted for:
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 85 | 32 | `blake3(salt ‖ body)` of what was accepted; the chain goes on over this |
//! | 117 | 8 | salt of the replacement |
//! | 125 | n | the replacement |
//!
//! Its checksum begins with the format byte, so that one format cannot be taken for the other.
//! Format 2 is a chain head, known only to the log. Changelog: 1 — first; 3 — redacted.

use crate::event::{Event, EventError, EventKind};
use crate::id::{ActorId, OpId, ReplicaId, StreamId};
use crate::limits;
use crate::revision::Revision;

/// Number of the record format of a commit as it was accepted.
pub const RECORD_FORMAT: u8 = 1;
/// Number of the record format of a commit whose body was replaced.
pub const REDACTED_FORMAT: u8 = 3;
const PREFIX: usize = 9;
const HEADER: usize = 85;
const BODY: usize = HEADER + 8;
const KEPT: usize = 32;

/// Largest stored record, in bytes.
pub const RECORD_MAX_BYTES: usize = BODY + KEPT + limits::EVENT_BODY_BYTES;

/// One event of a stream, with all that is stored about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Which stream.
    pub stream: StreamId,
    /// Its gapless number there.
    pub revision: Revision,
    /// Who.
    pub actor: ActorId,
    /// When it was accepted: UTC milliseconds since 1970, never less than the commit before.
    pub time_ms: i64,
    /// The op that became this.
    pub op_id: OpId,
    /// Type and schema of the body.
    pub kind: EventKind,
    /// Random; keeps the hash of a redacted body from being guessed.
    pub salt: [u8; 8],
    /// The event as encoded when it was accepted, never re-encoded; or what has replaced it.
    pub body: Vec<u8>,
    /// [`Self::content_hash`] of what was accepted, where the body is a replacement.
    pub kept: Option<[u8; 32]>,
}

/// Hash over all commits of a stream up to a revision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chain(
    /// BLAKE3 output.
    pub [u8; 32],
);

impl Chain {
    /// Before the first commit.
    pub const START: Self = Self([0; 32]);

    /// The chain after `commit`: `blake3(previous ‖ header without length and checksum ‖ blake3(salt ‖ body))`, where
    /// salt and body are those that were accepted. A replacement of them changes no chain.
    #[must_use]
    pub fn after(self, commit: &Commit) -> Self {
        let mut chain = blake3::Hasher::new();
        chain.update(&self.0).update(&commit.header()).update(&commit.accepted_hash());
        Self(*chain.finalize().as_bytes())
    }
}

/// Why bytes are not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A newer program wrote it.
    #[error("record format {0} is unknown to this program")]
    Format(u8),
    /// Cut off, too long, or with a length that does not fit.
    #[error("record length does not fit")]
    Length,
    /// The bytes are not those that were written.
    #[error("record checksum does not match")]
    Checksum,
}

impl Commit {
    /// The event in the body.
    ///
    /// # Errors
    /// [`EventError`] for a type this program does not know, or a damaged body.
    pub fn event(&self) -> Result<Event, EventError> {
        Event::decode(self.kind, &self.body)
    }

    /// `blake3(salt ‖ body)` of what is stored.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        let mut content = blake3::Hasher::new();
        content.update(&self.salt).update(&self.body);
        *content.finalize().as_bytes()
    }

    /// `blake3(salt ‖ body)` of what was accepted, whatever has replaced it since.
    #[must_use]
    pub fn accepted_hash(&self) -> [u8; 32] {
        self.kept.unwrap_or_else(|| self.content_hash())
    }

    /// The same commit with another body in the place of its own.
    #[must_use]
    pub fn replaced(&self, salt: [u8; 8], body: Vec<u8>) -> Self {
        Self { salt, body, kept: Some(self.accepted_hash()), ..self.clone() }
    }

    /// The record as stored.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut record = Vec::with_capacity(BODY + KEPT + self.body.len());
        record.resize(PREFIX, 0);
        record.extend_from_slice(&self.header()[1..]);
        record.extend_from_slice(self.kept.as_ref().map_or(&[], |kept| &kept[..]));
        record.extend_from_slice(&self.salt);
        record.extend_from_slice(&self.body);
        let length = u32::try_from(record.len() - PREFIX).unwrap_or(u32::MAX);
        record[0] = if self.kept.is_some() { REDACTED_FORMAT } else { RECORD_FORMAT };
        let checksum = checksum(&record);
        record[1..5].copy_from_slice(&length.to_le_bytes());
        record[5..9].copy_from_slice(&checksum);
        record
    }

    /// Reads a stored record.
    ///
    /// # Errors
    /// [`RecordError`]; never panics, whatever the bytes.
    pub fn decode(record: &[u8]) -> Result<Self, RecordError> {
        let format = *record.first().ok_or(RecordError::Length)?;
        let kept = match format {
            RECORD_FORMAT => 0,
            REDACTED_FORMAT => KEPT,
            _ => return Err(RecordError::Format(format)),
        };
        if record.len() < BODY + kept || record.len() > BODY + kept + limits::EVENT_BODY_BYTES {
            return Err(RecordError::Length);
        }
        if u32::from_le_bytes(take(record, 1)) as usize != record.len() - PREFIX {
            return Err(RecordError::Length);
        }
        if take::<4>(record, 5) != checksum(record) {
            return Err(RecordError::Checksum);
        }
        Ok(Self {
            stream: StreamId(take(record, 9)),
            revision: Revision(u64::from_le_bytes(take(record, 25))),
            actor: ActorId(take(record, 33)),
            time_ms: i64::from_le_bytes(take(record, 49)),
            op_id: OpId {
                replica: ReplicaId(take(record, 57)),
                counter: u64::from_le_bytes(take(record, 73)),
            },
            kind: EventKind {
                event_type: u16::from_le_bytes(take(record, 81)),
                schema: u16::from_le_bytes(take(record, 83)),
            },
            salt: take(record, HEADER + kept),
            body: record[BODY + kept..].to_vec(),
            kept: (format == REDACTED_FORMAT).then(|| take(record, HEADER)),
        })
    }

    /// Format byte and fixed fields: the header without length and checksum, as the chain covers it. A commit keeps
    /// the format byte that it was accepted with.
    fn header(&self) -> [u8; 1 + HEADER - PREFIX] {
        let mut header = [0; 1 + HEADER - PREFIX];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            header[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        put(&[RECORD_FORMAT]);
        put(&self.stream.0);
        put(&self.revision.0.to_le_bytes());
        put(&self.actor.0);
        put(&self.time_ms.to_le_bytes());
        put(&self.op_id.replica.0);
        put(&self.op_id.counter.to_le_bytes());
        put(&self.kind.event_type.to_le_bytes());
        put(&self.kind.schema.to_le_bytes());
        header
    }
}

/// Of a record with at least its first nine bytes.
fn checksum(record: &[u8]) -> [u8; 4] {
    let mut hasher = blake3::Hasher::new();
    if record[0] != RECORD_FORMAT {
        hasher.update(&record[..1]);
    }
    take(hasher.update(&record[PREFIX..]).finalize().as_bytes(), 0)
}

/// `N` bytes from `at` on; the caller has checked the length.
fn take<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut taken = [0; N];
    taken.copy_from_slice(&bytes[at..at + N]);
    taken
}
