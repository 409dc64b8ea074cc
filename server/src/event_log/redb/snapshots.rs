//! The snapshot store in the derived file.

use std::sync::Arc;

use etappe_protocol::id::StreamId;

use super::RedbLog;
use crate::event_log::LogFuture;
use crate::snapshot::{SnapshotStore, StoredSnapshot};
use crate::spawn;

impl SnapshotStore for RedbLog {
    fn load(&self, stream: StreamId) -> LogFuture<'_, Option<StoredSnapshot>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let loaded = spawn::blocking(move || shared.derived.snapshot(stream)).await;
            let value = match loaded {
                Ok(Ok(value)) => value?,
                Ok(Err(error)) => return passed_over("loaded", &error),
                Err(error) => return passed_over("loaded", &error),
            };
            StoredSnapshot::decode(stream, &value)
        })
    }

    fn store(&self, snapshot: StoredSnapshot) -> LogFuture<'_, ()> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let value = snapshot.encode();
            match spawn::blocking(move || shared.derived.put_snapshot(snapshot.stream, &value)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => drop(passed_over::<()>("stored", &error)),
                Err(error) => drop(passed_over::<()>("stored", &error)),
            }
        })
    }
}

fn passed_over<T>(what: &str, error: &dyn std::fmt::Display) -> Option<T> {
    tracing::warn!(%error, "a snapshot could not be {what}");
    None
}
