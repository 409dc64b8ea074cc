//! Where views are kept: rows of bytes and the position that they are complete up to. Deleting all of it loses nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use etappe_protocol::analysis::PinKey;
use etappe_protocol::id::{MilestoneId, StreamId};
use thiserror::Error;

use crate::event_log::redb::{Changes, RedbLog, Row};
use crate::event_log::{LogFuture, Position};

/// Format of everything under the keys. Raised whenever a view comes out differently for a log that could be written
/// before, a new kind of event included: what was stored under another number is made anew.
///
/// - 1: teams, sheets, replay grants.
pub const VIEWS_FORMAT: u16 = 1;

/// What a row is about. Stored as a kind byte and the ids behind each other, numbers big-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ViewKey {
    /// 1: what the views know of an analysis.
    Team(StreamId),
    /// 2: a score sheet of an analysis.
    Sheet(StreamId, PinKey),
    /// 3: the team of an analysis lets the coordinators of a cycle replay it; nothing under it.
    Replay(StreamId, StreamId),
}

/// Why views cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("views: {0}")]
pub struct ViewError(pub String);

/// Keeps views.
pub trait ViewStore: Send + Sync + 'static {
    /// The position up to which the views are complete; `None` when there are none of [`VIEWS_FORMAT`].
    fn reached(&self) -> LogFuture<'_, Result<Option<Position>, ViewError>>;

    /// What stands under a key.
    fn get(&self, key: ViewKey) -> LogFuture<'_, Result<Option<Vec<u8>>, ViewError>>;

    /// Rows whose encoded keys begin with `prefix`, behind `after`, in order, at most `limit`.
    fn page(
        &self,
        prefix: Vec<u8>,
        after: Option<Vec<u8>>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<Row>, ViewError>>;

    /// Stores changes together with the position that they lead up to: all of it or nothing.
    fn put(&self, reached: Position, changes: Changes) -> LogFuture<'_, Result<(), ViewError>>;

    /// Forgets everything.
    fn clear(&self) -> LogFuture<'_, Result<(), ViewError>>;
}

/// Shared views.
pub type SharedViews = Arc<dyn ViewStore>;

impl ViewKey {
    const TEAM: u8 = 1;
    const SHEET: u8 = 2;
    const REPLAY: u8 = 3;

    /// The stored form.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        match self {
            Self::Team(analysis) => [&[Self::TEAM][..], &analysis.0].concat(),
            Self::Sheet(analysis, pin) => [
                &[Self::SHEET][..],
                &analysis.0,
                &pin.cycle.0,
                &pin.milestone.0.to_be_bytes(),
                &pin.closing.to_be_bytes(),
            ]
            .concat(),
            Self::Replay(analysis, cycle) => [&[Self::REPLAY][..], &analysis.0, &cycle.0].concat(),
        }
    }

    /// Reads the stored form; `None` for what no key looks like.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first()?;
        let (analysis, rest) = rest.split_first_chunk()?;
        let analysis = StreamId(*analysis);
        match (*kind, rest) {
            (Self::TEAM, []) => Some(Self::Team(analysis)),
            (Self::SHEET, rest) => {
                let (cycle, rest) = rest.split_first_chunk()?;
                let (milestone, rest) = rest.split_first_chunk()?;
                let pin = PinKey {
                    cycle: StreamId(*cycle),
                    milestone: MilestoneId(u16::from_be_bytes(*milestone)),
                    closing: u32::from_be_bytes(rest.try_into().ok()?),
                };
                Some(Self::Sheet(analysis, pin))
            }
            (Self::REPLAY, rest) => Some(Self::Replay(analysis, StreamId(rest.try_into().ok()?))),
            _ => None,
        }
    }

    /// What the keys of all sheets of an analysis begin with.
    #[must_use]
    pub fn sheets_of(analysis: StreamId) -> Vec<u8> {
        [&[Self::SHEET][..], &analysis.0].concat()
    }

    /// What the keys of all replay grants begin with.
    #[must_use]
    pub fn replays() -> Vec<u8> {
        vec![Self::REPLAY]
    }
}

impl fmt::Display for ViewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Team(analysis) => write!(f, "numbers of analysis {analysis}"),
            Self::Sheet(analysis, PinKey { cycle, milestone, closing }) => {
                write!(
                    f,
                    "sheet of analysis {analysis}, cycle {cycle}, milestone {milestone}, closing {closing}"
                )
            }
            Self::Replay(analysis, cycle) => write!(f, "replay of analysis {analysis} for cycle {cycle}"),
        }
    }
}

impl ViewStore for RedbLog {
    fn reached(&self) -> LogFuture<'_, Result<Option<Position>, ViewError>> {
        Box::pin(async move {
            let reached = self.views_reached().await.map_err(ViewError)?;
            Ok(reached.filter(|(format, _)| *format == VIEWS_FORMAT).map(|(_, position)| position))
        })
    }

    fn get(&self, key: ViewKey) -> LogFuture<'_, Result<Option<Vec<u8>>, ViewError>> {
        Box::pin(async move { self.view(key.encode()).await.map_err(ViewError) })
    }

    fn page(
        &self,
        prefix: Vec<u8>,
        after: Option<Vec<u8>>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<Row>, ViewError>> {
        Box::pin(async move { self.views(prefix, after, limit).await.map_err(ViewError) })
    }

    fn put(&self, reached: Position, changes: Changes) -> LogFuture<'_, Result<(), ViewError>> {
        Box::pin(async move { self.put_views(VIEWS_FORMAT, reached, changes).await.map_err(ViewError) })
    }

    fn clear(&self) -> LogFuture<'_, Result<(), ViewError>> {
        Box::pin(async move { self.clear_views().await.map_err(ViewError) })
    }
}

/// Views in this process.
#[derive(Debug, Default)]
pub struct MemoryViews(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    reached: Option<Position>,
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl MemoryViews {
    fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Option<Position>, &mut BTreeMap<Vec<u8>, Vec<u8>>) -> T,
    ) -> LogFuture<'_, Result<T, ViewError>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Held { reached, rows } = &mut *held;
        Box::pin(ready(Ok(work(reached, rows))))
    }
}

impl ViewStore for MemoryViews {
    fn reached(&self) -> LogFuture<'_, Result<Option<Position>, ViewError>> {
        self.with(|reached, _| *reached)
    }

    fn get(&self, key: ViewKey) -> LogFuture<'_, Result<Option<Vec<u8>>, ViewError>> {
        self.with(|_, rows| rows.get(&key.encode()).cloned())
    }

    fn page(
        &self,
        prefix: Vec<u8>,
        after: Option<Vec<u8>>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<Row>, ViewError>> {
        self.with(move |_, rows| {
            let rows = rows.iter().filter(|(key, _)| key.starts_with(&prefix));
            let rows = rows.filter(|(key, _)| after.as_ref().is_none_or(|after| after < *key));
            rows.take(limit).map(|(key, value)| (key.clone(), value.clone())).collect()
        })
    }

    fn put(&self, reached: Position, changes: Changes) -> LogFuture<'_, Result<(), ViewError>> {
        self.with(move |held, rows| {
            *held = Some(reached);
            for (key, value) in changes {
                match value {
                    Some(value) => drop(rows.insert(key, value)),
                    None => drop(rows.remove(&key)),
                }
            }
        })
    }

    fn clear(&self) -> LogFuture<'_, Result<(), ViewError>> {
        self.with(|reached, rows| {
            *reached = None;
            rows.clear();
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::EventLog;
    use crate::event_log::redb::RedbOptions;

    const PIN: PinKey = PinKey { cycle: StreamId([2; 16]), milestone: MilestoneId(300), closing: 7 };

    #[test]
    fn keys_come_back_and_stand_in_order() {
        let team = StreamId([1; 16]);
        let keys = [
            ViewKey::Team(team),
            ViewKey::Sheet(team, PIN),
            ViewKey::Sheet(team, PinKey { closing: 8, ..PIN }),
            ViewKey::Replay(team, StreamId([2; 16])),
        ];
        assert!(keys.map(ViewKey::encode).is_sorted());
        for key in keys {
            let bytes = key.encode();
            assert_eq!(ViewKey::decode(&bytes), Some(key));
            assert_eq!(ViewKey::decode(&bytes[..bytes.len() - 1]), None);
            assert_eq!(ViewKey::decode(&[&bytes[..], &[0]].concat()), None);
        }
    }

    async fn keeps_what_it_is_given(store: &dyn ViewStore) {
        let row = |number: u8| (vec![1, number], vec![number; 3]);
        assert_eq!(store.reached().await, Ok(None));
        let put =
            (0..5).map(row).chain([(vec![2], vec![9])]).map(|(key, value)| (key, Some(value))).collect();
        assert_eq!(store.put(Position(7), put).await, Ok(()));
        assert_eq!(store.reached().await, Ok(Some(Position(7))));
        assert_eq!(store.page(vec![1], None, 9).await, Ok((0..5).map(row).collect()));
        assert_eq!(store.page(vec![1], Some(vec![1, 1]), 2).await, Ok(vec![row(2), row(3)]));
        assert_eq!(store.put(Position(8), vec![(vec![1, 2], None)]).await, Ok(()));
        assert_eq!(store.page(vec![1], Some(vec![1, 1]), 2).await, Ok(vec![row(3), row(4)]));
        let key = ViewKey::Sheet(StreamId([1; 16]), PIN);
        assert_eq!(store.get(key).await, Ok(None));
        assert_eq!(store.put(Position(8), vec![(key.encode(), Some(vec![4]))]).await, Ok(()));
        assert_eq!(store.get(key).await, Ok(Some(vec![4])));
        assert_eq!(store.clear().await, Ok(()));
        assert_eq!(store.page(Vec::new(), None, 9).await, Ok(Vec::new()));
        assert_eq!(store.reached().await, Ok(None));
    }

    #[tokio::test]
    async fn both_stores_keep_what_they_are_given() {
        keeps_what_it_is_given(&MemoryViews::default()).await;
        let dir = tempfile::tempdir().unwrap();
        let log = RedbLog::open(dir.path(), RedbOptions::default()).unwrap();
        keeps_what_it_is_given(&*log).await;
        assert_eq!(log.put(Position(3), vec![(vec![1], Some(vec![2]))]).await, Ok(()));
        log.close().await.unwrap();
        let log = RedbLog::open(dir.path(), RedbOptions::default()).unwrap();
        assert_eq!(log.reached().await, Ok(Some(Position(3))), "kept over a restart");
    }
}
