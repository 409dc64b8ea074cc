//! Snapshots of streams: disposable shortcuts for loading.
//!
//! A store keeps the newest snapshot of each stream. What is in it is the business of whoever made it; its bytes carry
//! a version and a checksum of their own. Losing all snapshots loses nothing but time, so nothing here is an error:
//! what cannot be stored or read is logged and passed over.

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use etappe_protocol::commit::Chain;
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;

use crate::event_log::LogFuture;

/// Length of revision and chain, in bytes.
const HEADER: usize = 8 + 32;

/// The state of a stream at a revision, encoded by its maker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSnapshot {
    /// Which stream.
    pub stream: StreamId,
    /// Of the last commit folded in.
    pub revision: Revision,
    /// The chain there; a snapshot whose chain is not that of the log is not of this history.
    pub chain: Chain,
    /// The state; not looked at by the store.
    pub bytes: Vec<u8>,
}

/// Keeps the newest snapshot of each stream.
pub trait SnapshotStore: Send + Sync + 'static {
    /// The snapshot of a stream, if there is a readable one.
    fn load(&self, stream: StreamId) -> LogFuture<'_, Option<StoredSnapshot>>;

    /// Replaces the snapshot of its stream.
    fn store(&self, snapshot: StoredSnapshot) -> LogFuture<'_, ()>;
}

/// A shared snapshot store.
pub type SharedSnapshots = Arc<dyn SnapshotStore>;

/// Snapshots in this process.
#[derive(Debug, Default)]
pub struct MemorySnapshots(Mutex<BTreeMap<StreamId, StoredSnapshot>>);

impl SnapshotStore for MemorySnapshots {
    fn load(&self, stream: StreamId) -> LogFuture<'_, Option<StoredSnapshot>> {
        let snapshots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Box::pin(ready(snapshots.get(&stream).cloned()))
    }

    fn store(&self, snapshot: StoredSnapshot) -> LogFuture<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(snapshot.stream, snapshot);
        Box::pin(ready(()))
    }
}

impl StoredSnapshot {
    /// Revision (8 bytes, little-endian), chain (32 bytes), then the maker's bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut value = Vec::with_capacity(HEADER + self.bytes.len());
        value.extend_from_slice(&self.revision.0.to_le_bytes());
        value.extend_from_slice(&self.chain.0);
        value.extend_from_slice(&self.bytes);
        value
    }

    pub(crate) fn decode(stream: StreamId, value: &[u8]) -> Option<Self> {
        let (revision, rest) = value.split_first_chunk()?;
        let (chain, bytes) = rest.split_first_chunk()?;
        let revision = Revision(u64::from_le_bytes(*revision));
        Some(Self { stream, revision, chain: Chain(*chain), bytes: bytes.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_snapshot_is_kept() {
        let store = MemorySnapshots::default();
        let stream = StreamId([1; 16]);
        assert_eq!(store.load(stream).await, None);
        for revision in [3, 4].map(Revision) {
            let snapshot = StoredSnapshot { stream, revision, chain: Chain([7; 32]), bytes: vec![1, 2] };
            assert_eq!(StoredSnapshot::decode(stream, &snapshot.encode()), Some(snapshot.clone()));
            store.store(snapshot.clone()).await;
            assert_eq!(store.load(stream).await, Some(snapshot));
        }
        assert_eq!(StoredSnapshot::decode(stream, &[0; HEADER - 1]), None);
    }
}
