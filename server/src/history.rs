//! Looking back: the state at any revision, the commits in between, and a history at a glance.
//!
//! Along every history states are kept in the derived file, one every [`KEYFRAME_EVERY`] revisions, so that any moment
//! is reached from a near one. They are made in the background and, where one is missing, by whoever passes it on the
//! way to what was asked for. All of it is disposable: whatever is wrong with a kept state, the log is read instead.

mod fold;
mod keyframe;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::event::EventError;
use etappe_protocol::frame::SentCommit;
use etappe_protocol::history::{
    HistoryPage, KEYFRAME_EVERY, OUTLINE_POINTS, OutlinePoint, PAGE_BYTES, PAGE_COMMITS, outline_every,
};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tracing::{error, warn};

use self::fold::Fold;
use crate::event_log::redb::RedbLog;
use crate::event_log::{EventLog, ReadError, ReadLimit};
use crate::spawn;
use crate::stream::Catalogues;

/// Time between two looks at which histories have grown.
const PAUSE: Duration = Duration::from_secs(10);
/// Streams that are looked at together.
const STREAMS: usize = 1_000;

/// Why a history cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HistoryError {
    /// It has not come so far.
    #[error("the history ends at revision {0}")]
    Ahead(Revision),
    /// The log cannot be read.
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
}

/// How far the background has come.
#[derive(Debug, Default)]
struct Made {
    /// How often streams had been forgotten by then; their keyframes are gone, so that all are looked at again.
    forgotten: u64,
    /// Number of the last keyframe, by stream.
    upto: BTreeMap<StreamId, u64>,
}

/// The histories of all analyses.
pub struct History {
    log: Arc<RedbLog>,
    catalogues: Arc<Catalogues>,
    made: Mutex<Made>,
    stop: watch::Sender<bool>,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl History {
    /// The histories in a log, without anything in the background.
    #[must_use]
    pub fn new(log: Arc<RedbLog>, catalogues: Arc<Catalogues>) -> Arc<Self> {
        let (stop, _) = watch::channel(false);
        Arc::new(Self { log, catalogues, made: Mutex::default(), stop, running: Mutex::default() })
    }

    /// Begins to make keyframes in the background.
    pub fn start(self: &Arc<Self>) {
        let task = spawn::task(Arc::clone(self).keep_up(self.stop.subscribe()));
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Ends what [`Self::start`] began.
    pub async fn close(&self) {
        self.stop.send_replace(true);
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running
            && let Err(error) = running.await
        {
            error!(%error, "the keyframes' task broke");
        }
    }

    /// The newest durable revision; 0 for what is not there.
    ///
    /// # Errors
    /// [`HistoryError::Read`].
    pub async fn head(&self, analysis: StreamId) -> Result<Revision, HistoryError> {
        Ok(self.log.head(analysis).await?)
    }

    /// What held at a revision.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub async fn state_at(
        &self,
        analysis: StreamId,
        revision: Revision,
    ) -> Result<AnalysisState, HistoryError> {
        let head = self.head(analysis).await?;
        if head < revision {
            return Err(HistoryError::Ahead(head));
        }
        Ok(Fold::reach(self, analysis, revision, None).await?.state)
    }

    /// The commits after a revision, as many as fit a page; with the state that they follow, when asked for.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub async fn page(
        &self,
        analysis: StreamId,
        after: Revision,
        with_state: bool,
    ) -> Result<HistoryPage, HistoryError> {
        let limit = ReadLimit { commits: PAGE_COMMITS, bytes: PAGE_BYTES };
        let page = self.log.read(analysis, after, limit).await?;
        if page.head < after {
            return Err(HistoryError::Ahead(page.head));
        }
        let start = if with_state { Some(self.state_at(analysis, after).await?) } else { None };
        let commits = page.commits.iter().take(PAGE_COMMITS).map(SentCommit::from).collect();
        Ok(HistoryPage { head: page.head, start, commits })
    }

    /// The head, and points over the whole history.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub async fn points(&self, analysis: StreamId) -> Result<(Revision, Vec<OutlinePoint>), HistoryError> {
        let head = self.head(analysis).await?;
        let every = outline_every(head);
        let rest = Fold::reach(self, analysis, head, Some(every)).await?;
        let mut points = match self.log.outlines(analysis).await {
            Ok(rows) => {
                rows.into_iter().filter_map(|(_, row)| keyframe::read_points(&row)).flatten().collect()
            }
            Err(error) => {
                warn!(stream.id = %analysis, %error, "kept outlines cannot be read");
                Vec::new()
            }
        };
        points.retain(|point| point.revision <= head);
        points.extend(rest.points);
        points.sort_by_key(|point| point.revision);
        points.dedup_by_key(|point| point.revision);
        Ok((head, thinned(points, every)))
    }

    /// Makes the keyframes of an analysis that are missing.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub async fn make_keyframes(&self, analysis: StreamId) -> Result<(), HistoryError> {
        let last = self.head(analysis).await?.0 / KEYFRAME_EVERY;
        if 0 < last {
            Fold::reach(self, analysis, Revision(last * KEYFRAME_EVERY), None).await?;
        }
        Ok(())
    }

    async fn keep_up(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut durable = self.log.durable();
        loop {
            let stopped = tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => true,
                () = self.look_around() => false,
            };
            if stopped {
                return;
            }
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => return,
                moved = durable.changed() => if moved.is_err() { return },
            }
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => return,
                () = sleep(PAUSE) => {}
            }
        }
    }

    /// Makes the keyframes of every analysis that has grown.
    async fn look_around(&self) {
        self.made_since(self.log.forgotten());
        let mut after = None;
        while let Ok(streams) = self.log.streams(after, STREAMS).await {
            let Some((last, _)) = streams.last() else { return };
            after = Some(*last);
            for (stream, head) in streams {
                let last = head.0 / KEYFRAME_EVERY;
                if last <= self.made().upto.get(&stream).copied().unwrap_or(0) {
                    continue;
                }
                if let Err(error) = self.make_keyframes(stream).await {
                    // Cycles and the installation have no keyframes, and what cannot be read is told to who asks.
                    tracing::debug!(stream.id = %stream, %error, "no keyframes");
                }
                self.made().upto.insert(stream, last);
            }
        }
    }

    fn made_since(&self, forgotten: u64) {
        let mut made = self.made();
        if made.forgotten != forgotten {
            *made = Made { forgotten, upto: BTreeMap::new() };
        }
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Points at least this far from each other, the first and the last included.
fn thinned(points: Vec<OutlinePoint>, every: u64) -> Vec<OutlinePoint> {
    let mut kept: Vec<OutlinePoint> = Vec::with_capacity(OUTLINE_POINTS);
    let last = points.last().cloned();
    for point in points {
        let is_far = kept.last().is_none_or(|before| before.revision.0 + every <= point.revision.0);
        if is_far && kept.len() + 1 < OUTLINE_POINTS {
            kept.push(point);
        }
    }
    if let Some(last) = last
        && kept.last() != Some(&last)
    {
        kept.push(last);
    }
    kept
}

#[cfg(test)]
mod tests;
