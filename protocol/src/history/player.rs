//! A place in a history whose spans come and go: those looked at last are kept, the others are forgotten.

use std::collections::BTreeMap;

use super::KEYFRAME_EVERY;
use super::fresh::Fresh;
use super::span::Span;
use super::step::{Filter, Step};
use crate::analysis::AnalysisState;
use crate::revision::Revision;

/// A history of which a bounded part is in memory.
#[derive(Debug)]
pub struct Player {
    head: Revision,
    room: usize,
    spans: BTreeMap<u64, Held>,
    /// Counts looks, so that the span looked at longest ago is known.
    looks: u64,
}

#[derive(Debug)]
struct Held {
    span: Span,
    looked: u64,
}

/// What is to be shown at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What held.
    pub state: AnalysisState,
    /// The step that led here; `None` at revision 0.
    pub step: Option<Step>,
    /// What of a text this step has written so far.
    pub fresh: Option<Fresh>,
}

/// What came of looking for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This one.
    Step(Step),
    /// It may be in the span with this number, which is not in memory.
    Missing(u64),
    /// There is none.
    Nothing,
}

impl Player {
    /// A history up to `head`; at most `room` spans are kept, at least one.
    #[must_use]
    pub fn new(head: Revision, room: usize) -> Self {
        Self { head, room: room.max(1), spans: BTreeMap::new(), looks: 0 }
    }

    /// Up to where the history goes.
    #[must_use]
    pub const fn head(&self) -> Revision {
        self.head
    }

    /// Number of the span in which a revision is the last but the first: revision 0 is in span 0.
    #[must_use]
    pub const fn number(revision: Revision) -> u64 {
        revision.0.saturating_sub(1) / KEYFRAME_EVERY
    }

    /// The revision before the first commit of a span.
    #[must_use]
    pub const fn start(number: u64) -> Revision {
        Revision(number.saturating_mul(KEYFRAME_EVERY))
    }

    /// The revision of the last commit of a span.
    #[must_use]
    pub fn end(&self, number: u64) -> Revision {
        Self::start(number.saturating_add(1)).min(self.head)
    }

    /// Whether a span is in memory.
    #[must_use]
    pub fn has(&self, number: u64) -> bool {
        self.spans.contains_key(&number)
    }

    /// Spans in memory.
    #[must_use]
    pub fn held(&self) -> usize {
        self.spans.len()
    }

    /// Takes a span that was fetched, and forgets the one looked at longest ago when there are too many. One that does
    /// not cover what its number says is not taken.
    pub fn insert(&mut self, span: Span) {
        let number = span.start().0 / KEYFRAME_EVERY;
        if span.start() != Self::start(number) || span.end() < self.end(number) {
            return;
        }
        self.looks += 1;
        self.spans.insert(number, Held { span, looked: self.looks });
        while self.room < self.spans.len() {
            let oldest = self.spans.iter().min_by_key(|(_, held)| held.looked).map(|(number, _)| *number);
            let Some(oldest) = oldest else { break };
            self.spans.remove(&oldest);
        }
    }

    /// What held at a revision; `None` while its span is missing, or behind the head.
    pub fn seek(&mut self, revision: Revision) -> Option<Moment> {
        self.looks += 1;
        let looked = self.looks;
        let held = self.spans.get_mut(&Self::number(revision))?;
        held.looked = looked;
        let span = &held.span;
        let state = span.seek(revision)?;
        let step = span.step_at(revision).and_then(|step| span.steps().get(step)).cloned();
        Some(Moment { state, step, fresh: span.fresh(revision) })
    }

    /// The span with this number, when it is in memory.
    #[must_use]
    pub fn span(&self, number: u64) -> Option<&Span> {
        self.spans.get(&number).map(|held| &held.span)
    }

    /// The last revision behind `from` that was made at or before a moment, UTC milliseconds since 1970, as far as spans
    /// are in memory without a gap; and the number of the span that is missing to know more.
    #[must_use]
    pub fn until(&self, from: Revision, time_ms: i64) -> (Revision, Option<u64>) {
        let (mut number, mut reached) = (Self::number(from.next()), from);
        while Self::start(number) < self.head {
            let Some(span) = self.span(number) else { return (reached, Some(number)) };
            reached = reached.max(span.until(time_ms)).min(self.head);
            if reached < self.end(number) {
                break;
            }
            number += 1;
        }
        (reached, None)
    }

    /// The first step that is complete behind `from`.
    #[must_use]
    pub fn next(&self, from: Revision, filter: &Filter) -> Found {
        let mut number = Self::number(from.next());
        while Self::start(number) < self.head {
            let Some(span) = self.span(number) else { return Found::Missing(number) };
            let behind = span.steps().iter().skip_while(|step| step.change.revision <= from);
            if let Some(step) =
                behind.filter(|step| step.change.revision <= self.head).find(|step| filter.lets_pass(step))
            {
                return Found::Step(step.clone());
            }
            number += 1;
        }
        Found::Nothing
    }

    /// The last step that was complete before `from`.
    #[must_use]
    pub fn previous(&self, from: Revision, filter: &Filter) -> Found {
        let before = Revision(from.0.saturating_sub(1));
        if before == Revision::ZERO {
            return Found::Nothing;
        }
        let mut number = Self::number(before);
        loop {
            let Some(span) = self.span(number) else { return Found::Missing(number) };
            let steps = span.steps().iter().rev().skip_while(|step| from <= step.change.revision);
            let mut found = steps.filter(|step| filter.lets_pass(step));
            if let Some(step) = found.next() {
                return Found::Step(step.clone());
            }
            let Some(earlier) = number.checked_sub(1) else { return Found::Nothing };
            number = earlier;
        }
    }
}
