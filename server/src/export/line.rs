//! The lines of a file.

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::id::StreamId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::kind::StreamKind;
use super::readable::{Readable, legible};
use crate::hex::hex;

/// One line: an object with one key, which says what the line is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Line {
    /// The first line.
    Header(HeaderLine),
    /// The questionnaire that the stream refers to, behind the header.
    Catalogue(CatalogueLine),
    /// A commit.
    Commit(CommitLine),
    /// A chain head, behind the commit that it belongs to.
    Head(HeadLine),
    /// The last line.
    End(EndLine),
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderLine {
    /// [`super::EXPORT_FORMAT`].
    pub format: u16,
    /// What the stream is the history of.
    pub kind: StreamKind,
    /// Its id, 32 hexadecimal digits.
    pub stream: String,
    /// Its last revision.
    pub head: u64,
}

/// A questionnaire, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueLine {
    /// [`Catalogue::key`].
    pub key: String,
    /// [`Catalogue::edition`].
    pub edition: u32,
    /// [`Catalogue::hash`], in hexadecimal.
    pub hash: String,
    /// Criteria, statements and scales, legible.
    pub content: Value,
    /// The bytes that the hash is of, in hexadecimal.
    pub bytes: String,
}

/// A commit, legible and as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitLine {
    /// For people.
    pub says: Readable,
    /// The stored record, in hexadecimal.
    pub record: String,
}

/// A chain head, legible and as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadLine {
    /// The commit that it stands behind.
    pub revision: u64,
    /// The chain there, in hexadecimal.
    pub chain: String,
    /// The stored record, in hexadecimal.
    pub record: String,
}

/// What a file must have held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndLine {
    /// Number of commits.
    pub commits: u64,
    /// Number of chain heads.
    pub heads: u64,
    /// The chain at the head, in hexadecimal.
    pub chain: String,
    /// Digest of the state at the head, in hexadecimal; none for a cycle and the installation.
    pub digest: Option<String>,
}

impl HeaderLine {
    /// The stream, if it is one.
    #[must_use]
    pub fn stream_id(&self) -> Option<StreamId> {
        self.stream.parse().ok()
    }
}

impl CatalogueLine {
    /// The line of a questionnaire; `None` beyond what the codec takes, which the loader refuses before.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Option<Self> {
        let bytes = etappe_protocol::codec::encode(catalogue).ok()?;
        Some(Self {
            key: catalogue.key.clone(),
            edition: catalogue.edition,
            hash: hex(blake3::hash(&bytes).as_bytes()),
            content: legible(catalogue),
            bytes: hex(&bytes),
        })
    }
}

/// Reads what [`hex`] writes; `None` for anything else, upper case included, so that bytes have one spelling.
#[must_use]
pub fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}
