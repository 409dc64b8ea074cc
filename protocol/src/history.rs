//! The path of an analysis from its first commit to now: what is sent of it, seeking, stepping, and what changed.
//!
//! A history is looked at in spans of [`KEYFRAME_EVERY`] revisions. Each begins with the state before its first
//! commit, so that any moment is near a known state however long the history is, and no more than a few spans have to
//! be in memory. Seeking is folding, nothing else: what is shown at a revision is the fold of the commits up to it.

mod change;
mod fresh;
mod player;
mod span;
mod step;

use serde::{Deserialize, Serialize};

use crate::analysis::{AnalysisState, PinKey};
use crate::frame::SentCommit;
use crate::revision::Revision;
use crate::score::Outcome;

pub use change::{Change, Kind, What, change};
pub use fresh::Fresh;
pub use player::{Found, Moment, Player};
pub use span::{Span, SpanError};
pub use step::{EXCERPT_CHARS, Filter, STEP_PAUSE_MS, Step, steps};

/// Revisions between two known states of a history.
pub const KEYFRAME_EVERY: u64 = 2_048;
/// Most points of an [`Outline`], milestones not counted.
pub const OUTLINE_POINTS: usize = 240;
/// Most commits of one [`HistoryPage`].
pub const PAGE_COMMITS: usize = 2_048;
/// Bodies of the commits of one [`HistoryPage`], in bytes; one commit is given however long it is.
pub const PAGE_BYTES: usize = 1024 * 1024;

/// A stretch of a history, `GET /api/analysis/{analysis}/history?after=`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The newest durable revision when the page was read.
    pub head: Revision,
    /// The state that the commits follow, when it was asked for.
    pub start: Option<AnalysisState>,
    /// Gapless, in order; at most [`PAGE_COMMITS`], empty only at the head.
    pub commits: Vec<SentCommit>,
}

/// A history at a glance, `GET /api/analysis/{analysis}/outline`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The newest durable revision.
    pub head: Revision,
    /// [`KEYFRAME_EVERY`] of the server: pages that begin at its multiples are the cheapest.
    pub spacing: u64,
    /// Evenly over the revisions, the first commit and the head included; at most [`OUTLINE_POINTS`].
    pub points: Vec<OutlinePoint>,
    /// Milestones, in the order of their revisions.
    pub milestones: Vec<OutlineMilestone>,
}

/// A point of an [`Outline`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlinePoint {
    /// Which revision.
    pub revision: Revision,
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// Scores of the main criteria there, in the order of the catalogue.
    pub scores: Vec<Outcome>,
}

/// A milestone in an [`Outline`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineMilestone {
    /// Which one.
    pub key: PinKey,
    /// Its title in the cycle's plan.
    pub title: String,
    /// The revision that was kept for it.
    pub at_revision: Revision,
    /// The moment that it speaks of, UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// Scores of the main criteria there, in the order of the catalogue; empty where there is no sheet.
    pub scores: Vec<Outcome>,
}

impl Outline {
    /// How many commits an hour there are between each point and the next.
    #[must_use]
    pub fn pace(&self) -> Vec<u32> {
        let between = self.points.windows(2).map(|pair| {
            let commits = pair[1].revision.0.saturating_sub(pair[0].revision.0);
            let elapsed_ms = u64::try_from(pair[1].time_ms.saturating_sub(pair[0].time_ms)).unwrap_or(0);
            u32::try_from(commits.saturating_mul(3_600_000) / elapsed_ms.max(1_000)).unwrap_or(u32::MAX)
        });
        between.collect()
    }
}

/// Every how many revisions a history of this length has a point in its outline.
#[must_use]
pub const fn outline_every(head: Revision) -> u64 {
    // At most half of the points, so that those at the ends have room.
    let every = head.0.div_ceil(OUTLINE_POINTS as u64 / 2);
    if every == 0 { 1 } else { every }
}
