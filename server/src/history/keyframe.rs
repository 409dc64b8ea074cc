//! What is kept at a keyframe, and how it is known to be of this log.

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::codec;
use etappe_protocol::commit::Commit;
use etappe_protocol::history::OutlinePoint;
use serde::{Deserialize, Serialize};

/// Version of both rows; what was kept under another one is made anew. Raised with every change of what a state holds
/// and of how scores come out.
const VERSION: u8 = 1;
/// Length of the checksum before each row, in bytes.
const CHECKSUM: usize = 32;

/// A state, and the record that led to it.
#[derive(Serialize, Deserialize)]
pub(super) struct Keyframe {
    version: u8,
    /// BLAKE3 of the record at the state's revision: a keyframe whose record is not in the log is of another history.
    pub(super) record_hash: [u8; 32],
    pub(super) state: AnalysisState,
}

#[derive(Serialize, Deserialize)]
struct Points {
    version: u8,
    points: Vec<OutlinePoint>,
}

pub(super) fn record_hash(commit: &Commit) -> [u8; 32] {
    *blake3::hash(&commit.encode()).as_bytes()
}

pub(super) fn write_state(state: &AnalysisState, record_hash: [u8; 32]) -> Option<Vec<u8>> {
    sealed(&Keyframe { version: VERSION, record_hash, state: state.clone() })
}

pub(super) fn read_state(row: &[u8]) -> Option<Keyframe> {
    opened(row).filter(|keyframe: &Keyframe| keyframe.version == VERSION)
}

pub(super) fn write_points(points: Vec<OutlinePoint>) -> Option<Vec<u8>> {
    sealed(&Points { version: VERSION, points })
}

pub(super) fn read_points(row: &[u8]) -> Option<Vec<OutlinePoint>> {
    opened(row).filter(|points: &Points| points.version == VERSION).map(|points| points.points)
}

/// Checksum, then the value.
fn sealed<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    let bytes = codec::encode(value).ok()?;
    Some([&blake3::hash(&bytes).as_bytes()[..], &bytes].concat())
}

fn opened<T: for<'a> Deserialize<'a> + Serialize>(row: &[u8]) -> Option<T> {
    let (checksum, bytes) = row.split_at_checked(CHECKSUM)?;
    if checksum != blake3::hash(bytes).as_bytes() {
        return None;
    }
    codec::decode(bytes).ok()
}
