//! From the log to a live stream: the latest snapshot, then what follows it. A load that fails is an error, never
//! an empty stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::{Event, EventError};
use etappe_protocol::id::{ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::{ReplicaMark, Sequence};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing::warn;

use super::registry::Catalogues;
use crate::event_log::{EventLog, ReadError, ReadLimit};
use crate::snapshot::{SnapshotStore, StoredSnapshot};

/// Version of [`SnapshotBody`]; a snapshot of another version is ignored.
const SNAPSHOT_VERSION: u8 = 3;

/// Why a stream cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadError {
    /// Nothing was ever stored under this id.
    #[error("unknown stream")]
    Unknown,
    /// The log cannot be read, or contradicts itself.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// An event of a newer program, or a damaged one.
    #[error("revision {revision}: {error}")]
    Event {
        /// Where.
        revision: Revision,
        /// What.
        error: EventError,
    },
    /// The stream does not begin as a stream must, or has a gap.
    #[error("revision {0} is not where it belongs")]
    Order(Revision),
    /// The questionnaire that it was begun with is not installed.
    #[error("catalogue {0} edition {1} is not installed")]
    Catalogue(String, u32),
}

#[derive(Serialize, Deserialize)]
struct SnapshotBody {
    version: u8,
    state: AnalysisState,
    replicas: Vec<(ReplicaId, [u8; 16], u64)>,
    redacted: Revision,
}

/// A stream at its durable head.
pub(super) struct Loaded {
    pub(super) sequence: Sequence,
    /// Revision of the snapshot that it was loaded from; zero without one.
    pub(super) snapshot: Revision,
    /// The last commit that says that earlier ones read differently now; zero without one.
    pub(super) redacted: Revision,
}

pub(super) async fn load(
    log: &dyn EventLog,
    snapshots: &dyn SnapshotStore,
    catalogues: &Catalogues,
    stream: StreamId,
) -> Result<Loaded, LoadError> {
    let (mut sequence, mut redacted) = match from_snapshot(log, snapshots, catalogues, stream).await {
        Some((sequence, redacted)) => (Some(sequence), redacted),
        None => (None, Revision::ZERO),
    };
    let snapshot = sequence.as_ref().map_or(Revision::ZERO, |sequence| sequence.state().revision);
    loop {
        let after = sequence.as_ref().map_or(Revision::ZERO, |sequence| sequence.state().revision);
        let page = log.read(stream, after, ReadLimit::default()).await?;
        if page.commits.is_empty() {
            break;
        }
        for commit in &page.commits {
            let sequence = match &mut sequence {
                Some(sequence) => sequence,
                None => sequence.insert(Sequence::new(stream, catalogue_of(commit, catalogues)?)),
            };
            if commit.revision != sequence.state().revision.next() {
                return Err(LoadError::Order(commit.revision));
            }
            if commit.kind.event_type == Event::REDACTED {
                redacted = commit.revision;
            }
            let replayed = sequence.replay(commit);
            replayed.map_err(|error| LoadError::Event { revision: commit.revision, error })?;
        }
    }
    let mut sequence = sequence.ok_or(LoadError::Unknown)?;
    sequence.loaded();
    Ok(Loaded { sequence, snapshot, redacted })
}

/// The snapshot to be stored for a stream whose head is durable.
pub(super) fn to_snapshot(
    stream: StreamId,
    sequence: &Sequence,
    redacted: Revision,
) -> Option<StoredSnapshot> {
    let replicas = sequence.replicas().iter();
    let body = SnapshotBody {
        version: SNAPSHOT_VERSION,
        state: sequence.state().clone(),
        replicas: replicas.map(|(replica, mark)| (*replica, mark.actor.0, mark.counter)).collect(),
        redacted,
    };
    let bytes = codec::encode(&body).ok()?;
    let checksum = *blake3::hash(&bytes).as_bytes();
    let bytes = [&checksum[..], &bytes].concat();
    Some(StoredSnapshot { stream, revision: sequence.state().revision, chain: sequence.chain(), bytes })
}

/// A snapshot is only a shortcut: whatever is wrong with it, the log is read from the start instead.
async fn from_snapshot(
    log: &dyn EventLog,
    snapshots: &dyn SnapshotStore,
    catalogues: &Catalogues,
    stream: StreamId,
) -> Option<(Sequence, Revision)> {
    let stored = snapshots.load(stream).await?;
    let head = log.head(stream).await.ok()?;
    let body = read_snapshot(&stored.bytes);
    let Some(body) = body.filter(|body| body.state.revision == stored.revision && stored.revision <= head)
    else {
        warn!(stream.id = %stream, "snapshot ignored, reading the whole history");
        return None;
    };
    let created = body.state.created.as_ref()?;
    let catalogue = catalogues.get(&created.catalogue_key, created.catalogue_edition)?;
    let replicas = body.replicas.iter().map(|(replica, actor, counter)| {
        (*replica, ReplicaMark { actor: etappe_protocol::id::ActorId(*actor), counter: *counter })
    });
    let replicas: BTreeMap<_, _> = replicas.collect();
    Some((Sequence::resume(stream, catalogue, body.state, stored.chain, replicas), body.redacted))
}

fn read_snapshot(bytes: &[u8]) -> Option<SnapshotBody> {
    let (checksum, body) = bytes.split_at_checked(32)?;
    if checksum != blake3::hash(body).as_bytes() {
        return None;
    }
    codec::decode(body).ok().filter(|body: &SnapshotBody| body.version == SNAPSHOT_VERSION)
}

fn catalogue_of(first: &Commit, catalogues: &Catalogues) -> Result<Arc<Catalogue>, LoadError> {
    let event = first.event().map_err(|error| LoadError::Event { revision: first.revision, error })?;
    let Event::AnalysisCreated(created) = event else { return Err(LoadError::Order(first.revision)) };
    catalogues
        .get(&created.catalogue_key, created.catalogue_edition)
        .ok_or(LoadError::Catalogue(created.catalogue_key, created.catalogue_edition))
}
