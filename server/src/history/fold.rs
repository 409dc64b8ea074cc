//! From the nearest kept state to a revision, keeping what is passed on the way.

use std::sync::Arc;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::commit::Commit;
use etappe_protocol::history::{KEYFRAME_EVERY, OutlinePoint};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{answers, score};
use tracing::warn;

use super::keyframe;
use super::{History, HistoryError};
use crate::event_log::redb::KeyframeRow;
use crate::event_log::{EventLog, Position, ReadError, ReadLimit};

/// Commits folded before others have a turn.
const PAGE: ReadLimit = ReadLimit { commits: 512, bytes: 1024 * 1024 };
/// Revisions between two points that are kept for the outline.
const POINT_EVERY: u64 = 64;

/// A state on its way.
pub(super) struct Fold {
    pub(super) state: AnalysisState,
    /// Points of the outline behind the last keyframe.
    pub(super) points: Vec<OutlinePoint>,
    catalogue: Option<Arc<Catalogue>>,
}

impl Fold {
    /// The state at `target`, which is not behind the head, with points behind the last keyframe before it at least
    /// every so many revisions.
    pub(super) async fn reach(
        history: &History,
        analysis: StreamId,
        target: Revision,
        every: Option<u64>,
    ) -> Result<Self, HistoryError> {
        // Before anything is read: what is read after a stream was forgotten may be kept, what was read before not.
        let forgotten = history.log.forgotten();
        let mut fold = Self { state: AnalysisState::default(), points: Vec::new(), catalogue: None };
        if let Some(state) = kept(history, analysis, target).await? {
            fold.state = state;
        }
        let last_keyframe = target.0 / KEYFRAME_EVERY * KEYFRAME_EVERY;
        while fold.state.revision < target {
            let page = history.log.read(analysis, fold.state.revision, PAGE).await?;
            if page.commits.is_empty() {
                return Err(damaged("the history ends before its head").into());
            }
            for commit in page.commits.iter().take_while(|commit| commit.revision <= target) {
                fold.apply(commit)?;
                let revision = commit.revision;
                let is_kept = revision.0 % KEYFRAME_EVERY == 0;
                // Those behind the last keyframe are nobody's but the outline's.
                let is_tail = last_keyframe < revision.0;
                let is_due = revision.0 % POINT_EVERY == 0 || revision == Revision(1);
                let is_wanted = match every {
                    Some(every) => is_due || is_tail && (revision.0 % every == 0 || revision == target),
                    None => is_due && !is_tail,
                };
                if is_wanted {
                    fold.add_point(history);
                }
                if is_kept {
                    let points = std::mem::take(&mut fold.points);
                    keep(history, analysis, &fold.state, commit, points, forgotten).await;
                }
            }
        }
        Ok(fold)
    }

    fn apply(&mut self, commit: &Commit) -> Result<(), HistoryError> {
        if commit.revision != self.state.revision.next() {
            return Err(damaged("a revision is not where it belongs").into());
        }
        let event =
            commit.event().map_err(|error| HistoryError::Event { revision: commit.revision, error })?;
        self.state.apply(Meta::from(commit), &event);
        Ok(())
    }

    fn add_point(&mut self, history: &History) {
        let created = self.state.created.as_ref();
        if let Some(created) = created
            && self.catalogue.as_ref().is_none_or(|known| known.edition != created.catalogue_edition)
        {
            self.catalogue = history.catalogues.get(&created.catalogue_key, created.catalogue_edition);
        }
        let scores = self.catalogue.as_ref().and_then(|known| score(known, &answers(&self.state)).ok());
        let scores = scores.unwrap_or_default().iter().map(|criterion| criterion.outcome).collect();
        let AnalysisState { revision, time_ms, .. } = self.state;
        self.points.push(OutlinePoint { revision, time_ms, scores });
    }
}

/// The nearest kept state at or before a revision, if it is of this log.
async fn kept(
    history: &History,
    analysis: StreamId,
    target: Revision,
) -> Result<Option<AnalysisState>, HistoryError> {
    let row = match history.log.keyframe(analysis, target).await {
        Ok(row) => row,
        Err(error) => {
            warn!(stream.id = %analysis, %error, "keyframes cannot be read");
            return Ok(None);
        }
    };
    let Some((revision, row)) = row else { return Ok(None) };
    let found = keyframe::read_state(&row).filter(|found| found.state.revision == revision);
    if let Some(found) = found {
        let before = Revision(revision.0.saturating_sub(1));
        let page = history.log.read(analysis, before, ReadLimit { commits: 1, bytes: 0 }).await?;
        let hash = page.commits.first().map(keyframe::record_hash);
        if hash == Some(found.record_hash) {
            return Ok(Some(found.state));
        }
    }
    warn!(stream.id = %analysis, %revision, "keyframe ignored, reading the whole history");
    Ok(None)
}

async fn keep(
    history: &History,
    analysis: StreamId,
    state: &AnalysisState,
    commit: &Commit,
    points: Vec<OutlinePoint>,
    forgotten: u64,
) {
    let rows =
        keyframe::write_state(state, keyframe::record_hash(commit)).zip(keyframe::write_points(points));
    let Some((state, outline)) = rows else { return };
    let row = KeyframeRow { revision: commit.revision, outline, state };
    if let Err(error) = history.log.put_keyframe(analysis, row, forgotten).await {
        warn!(stream.id = %analysis, %error, "a keyframe could not be kept");
    }
}

fn damaged(reason: &str) -> ReadError {
    ReadError::Damaged { position: Position::default(), reason: reason.to_owned() }
}
