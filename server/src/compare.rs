//! Two points of one analysis, found in its history, and what lies between them. Starts from a state
//! that is kept near the earlier point, reads the log in pages and holds two states, however long the history is.

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::compare::{Comparer, Comparison, Point};
use etappe_protocol::event::EventError;
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::ScoreError;
use thiserror::Error;

use crate::event_log::{EventLog, Position, ReadError, ReadLimit};
use crate::history::{History, HistoryError};
use crate::projection::date;

/// Why two points cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CompareError {
    /// A point is later than everything there is.
    #[error("the point lies ahead")]
    Ahead,
    /// The milestone is not closed, or the team has no part in it.
    #[error("nothing was kept for this milestone")]
    UnknownMilestone,
    /// The log cannot be read, or contradicts itself.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event of a newer program, or a damaged one.
    #[error("revision {0}: {1}")]
    Event(Revision, EventError),
    /// The state at the earlier point cannot be had.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The questionnaire is scored by a rule of a newer program.
    #[error(transparent)]
    Score(#[from] ScoreError),
}

/// Where comparisons are read from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The log.
    pub log: &'a dyn EventLog,
    /// Where the state at the earlier point comes from.
    pub history: &'a History,
    /// Which analysis.
    pub analysis: StreamId,
    /// What holds there now: its head and its pins.
    pub now: &'a AnalysisState,
    /// The edition that it is answered by.
    pub catalogue: &'a Catalogue,
    /// The present, UTC milliseconds since 1970.
    pub now_ms: i64,
}

impl Source<'_> {
    /// Compares two points, in whichever order they are given.
    ///
    /// # Errors
    /// [`CompareError`].
    pub async fn compare(self, from: Point, to: Point) -> Result<Comparison, CompareError> {
        let (one, other) = (self.find(from).await?, self.find(to).await?);
        let (from, to) = (one.min(other), one.max(other));
        let start = if from == self.now.revision {
            self.now.clone()
        } else {
            self.history.state_at(self.analysis, from).await?
        };
        let mut comparer = Comparer::new(start);
        self.walk(from, to, |meta, event| comparer.fold(meta, event)).await?;
        // What is due is due by the day of the later point.
        let to_ms = if to == self.now.revision { self.now_ms } else { comparer.state().time_ms };
        Ok(comparer.finish(self.catalogue, date(to_ms))?)
    }

    /// The revision that a point names.
    ///
    /// # Errors
    /// [`CompareError`].
    pub async fn find(self, point: Point) -> Result<Revision, CompareError> {
        let head = self.now.revision;
        match point {
            Point::Now => Ok(head),
            Point::Revision(revision) if revision <= head => Ok(revision),
            Point::Revision(_) => Err(CompareError::Ahead),
            Point::Moment(time_ms) if time_ms <= self.now_ms => self.last_until(time_ms).await,
            Point::Moment(_) => Err(CompareError::Ahead),
            Point::Milestone { cycle, milestone } => {
                let pin = self.now.latest_pin(cycle, milestone);
                pin.map(|(_, pin)| pin.at_revision).ok_or(CompareError::UnknownMilestone)
            }
        }
    }

    /// The last revision at or before a moment. Times never fall within a stream, so a few looks find it.
    async fn last_until(self, time_ms: i64) -> Result<Revision, CompareError> {
        let one = ReadLimit { commits: 1, bytes: 1 };
        // Everything up to `low` is at or before the moment, everything above `high` is behind it.
        let (mut low, mut high) = (0, self.now.revision.0);
        if self.now.time_ms <= time_ms {
            return Ok(self.now.revision);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            let page = self.log.read(self.analysis, Revision(middle), one).await?;
            let commit = page.commits.first().ok_or_else(|| gap(Revision(middle)))?;
            if commit.time_ms <= time_ms {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(Revision(low))
    }

    /// Every commit after `from`, up to and including `to`, in order.
    async fn walk(
        self,
        from: Revision,
        to: Revision,
        mut visit: impl FnMut(Meta, &etappe_protocol::event::Event),
    ) -> Result<(), CompareError> {
        let mut reached = from;
        while reached < to {
            let page = self.log.read(self.analysis, reached, ReadLimit::default()).await?;
            let before = reached;
            for commit in page.commits.iter().take_while(|commit| commit.revision <= to) {
                if commit.revision != reached.next() {
                    return Err(gap(reached).into());
                }
                let event = commit.event().map_err(|error| CompareError::Event(commit.revision, error))?;
                visit(Meta::from(commit), &event);
                reached = commit.revision;
            }
            if reached == before {
                return Err(gap(reached).into());
            }
        }
        Ok(())
    }
}

fn gap(after: Revision) -> ReadError {
    let reason = format!("nothing follows revision {after}, though the stream goes on");
    ReadError::Damaged { position: Position::default(), reason }
}
