//! A stretch of a history in memory: the state before it, its commits, and a few states in between.

use thiserror::Error;

use super::fresh::Fresh;
use super::step::{Step, steps};
use crate::analysis::{AnalysisState, Meta};
use crate::event::{Event, EventError};
use crate::frame::SentCommit;
use crate::revision::Revision;

/// Commits between two states that are kept.
const MARK_EVERY: usize = 128;

/// Commits that follow a known state.
#[derive(Clone, Debug)]
pub struct Span {
    /// The state before the first commit, then one behind every [`MARK_EVERY`] commits.
    marks: Vec<AnalysisState>,
    commits: Vec<(Meta, Event)>,
    steps: Vec<Step>,
    step_of: Vec<usize>,
}

/// Why commits are no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SpanError {
    /// They do not follow the state, or one another.
    #[error("revision {0} is not where it belongs")]
    Order(Revision),
    /// This program does not know what one of them says.
    #[error("revision {revision}: {error}")]
    Event {
        /// Which one.
        revision: Revision,
        /// Why not.
        error: EventError,
    },
}

impl Span {
    /// The commits that follow `start`, without a gap.
    ///
    /// # Errors
    /// [`SpanError`].
    pub fn new(start: AnalysisState, sent: &[SentCommit]) -> Result<Self, SpanError> {
        let mut commits = Vec::with_capacity(sent.len());
        let mut expected = start.revision.next();
        for commit in sent {
            if commit.revision != expected {
                return Err(SpanError::Order(commit.revision));
            }
            expected = expected.next();
            let event = Event::decode(commit.kind, &commit.body);
            let event = event.map_err(|error| SpanError::Event { revision: commit.revision, error })?;
            commits.push((Meta::from(commit), event));
        }
        let mut state = start.clone();
        let mut marks = vec![start];
        for (number, (meta, event)) in (1..).zip(&commits) {
            state.apply(*meta, event);
            if number % MARK_EVERY == 0 {
                marks.push(state.clone());
            }
        }
        let mut state = marks[0].clone();
        let (steps, step_of) = steps(&mut state, &commits);
        Ok(Self { marks, commits, steps, step_of })
    }

    /// The revision before the first commit.
    #[must_use]
    pub fn start(&self) -> Revision {
        self.marks[0].revision
    }

    /// The revision of the last commit.
    #[must_use]
    pub fn end(&self) -> Revision {
        self.commits.last().map_or(self.start(), |(meta, _)| meta.revision)
    }

    /// The steps, in the order of their last commits.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The state at a revision; `None` for one that is not between start and end.
    #[must_use]
    pub fn seek(&self, revision: Revision) -> Option<AnalysisState> {
        let count = self.place(revision)?;
        let mark = count / MARK_EVERY;
        let mut state = self.marks.get(mark)?.clone();
        for (meta, event) in self.commits.get(mark * MARK_EVERY..count)? {
            state.apply(*meta, event);
        }
        Some(state)
    }

    /// When a revision was made, UTC milliseconds since 1970; the state before it for the start.
    #[must_use]
    pub fn time_ms(&self, revision: Revision) -> Option<i64> {
        match self.place(revision)?.checked_sub(1) {
            Some(place) => self.commits.get(place).map(|(meta, _)| meta.time_ms),
            None => Some(self.marks[0].time_ms),
        }
    }

    /// The last revision here that was made at or before a moment, UTC milliseconds since 1970; the start when all came
    /// later.
    #[must_use]
    pub fn until(&self, time_ms: i64) -> Revision {
        let count = self.commits.partition_point(|(meta, _)| meta.time_ms <= time_ms);
        count
            .checked_sub(1)
            .and_then(|last| self.commits.get(last))
            .map_or(self.start(), |(meta, _)| meta.revision)
    }

    /// The step that a revision belongs to; `None` at the start.
    #[must_use]
    pub fn step_at(&self, revision: Revision) -> Option<usize> {
        let place = self.place(revision)?.checked_sub(1)?;
        self.step_of.get(place).copied()
    }

    /// Which text a revision's step has written, and what of it is new.
    #[must_use]
    pub fn fresh(&self, revision: Revision) -> Option<Fresh> {
        let count = self.place(revision)?;
        let step = self.step_at(revision)?;
        let Event::TextEdited(edited) = &self.commits.get(count.checked_sub(1)?)?.1 else { return None };
        let mut fresh = Fresh::new(edited.field.clone());
        let first = self.place(self.steps.get(step)?.first)?.checked_sub(1)?;
        for (place, (_, event)) in self.commits.iter().enumerate().take(count).skip(first) {
            if let Event::TextEdited(other) = event
                && other.field == edited.field
            {
                let own = self.step_of.get(place) == Some(&step);
                // What was taken out is not asked for, so the text need not be known.
                drop(fresh.follow(&other.operation, own, ""));
            }
        }
        Some(fresh)
    }

    /// How many commits lie between the start and a revision.
    fn place(&self, revision: Revision) -> Option<usize> {
        let count = usize::try_from(revision.0.checked_sub(self.start().0)?).ok()?;
        (count <= self.commits.len()).then_some(count)
    }
}
