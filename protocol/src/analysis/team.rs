//! What a team agrees on around its ratings: measures, questions, and its ties to cycles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::apply::Meta;
use crate::civil::CivilDate;
use crate::event::{InsightLevel, MeasureChange, MeasureState};
use crate::id::{ActorId, ItemId, MilestoneId, StreamId};
use crate::revision::Revision;

/// Who changed something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Of the commit.
    pub revision: Revision,
    /// Who.
    pub actor: ActorId,
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
}

impl From<Meta> for Stamp {
    fn from(meta: Meta) -> Self {
        Self { revision: meta.revision, actor: meta.actor, time_ms: meta.time_ms }
    }
}

/// A value with its last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped<T> {
    /// What holds.
    pub value: T,
    /// Since when, and by whom.
    pub stamp: Stamp,
}

impl<T: PartialEq> Stamped<T> {
    /// Whether `actor` would overwrite something that somebody else has put here unseen.
    pub(super) fn is_against(&self, new: &T, actor: ActorId, seen: Revision) -> bool {
        seen < self.stamp.revision && self.stamp.actor != actor && self.value != *new
    }
}

/// Something to be done, named by the op that added it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// When it was agreed.
    pub added: Stamp,
    /// The statement or criterion that it is to improve.
    pub subject: Stamped<ItemId>,
    /// Who does it.
    pub owner: Stamped<Option<ActorId>>,
    /// Until when.
    pub due: Stamped<Option<CivilDate>>,
    /// How far it is.
    pub state: Stamped<MeasureState>,
    /// When it was last agreed, changed, or looked at again.
    pub looked_at: Stamp,
}

impl Measure {
    /// A measure as it begins.
    #[must_use]
    pub fn new(subject: ItemId, added: Stamp) -> Self {
        Self {
            added,
            subject: Stamped { value: subject, stamp: added },
            owner: Stamped { value: None, stamp: added },
            due: Stamped { value: None, stamp: added },
            state: Stamped { value: MeasureState::Open, stamp: added },
            looked_at: added,
        }
    }

    /// Folds a change in.
    pub fn change(&mut self, change: &MeasureChange, stamp: Stamp) {
        match change {
            MeasureChange::Owner(owner) => self.owner = Stamped { value: *owner, stamp },
            MeasureChange::Due(due) => self.due = Stamped { value: *due, stamp },
            MeasureChange::State(state) => self.state = Stamped { value: *state, stamp },
            MeasureChange::Subject(subject) => self.subject = Stamped { value: subject.clone(), stamp },
            MeasureChange::Reviewed => {}
        }
        self.looked_at = stamp;
    }

    /// Revision of the last change of the side that `change` is about.
    #[must_use]
    pub const fn side_revision(&self, change: &MeasureChange) -> Revision {
        match change {
            MeasureChange::Owner(_) => self.owner.stamp.revision,
            MeasureChange::Due(_) => self.due.stamp.revision,
            MeasureChange::State(_) => self.state.stamp.revision,
            MeasureChange::Subject(_) => self.subject.stamp.revision,
            MeasureChange::Reviewed => self.looked_at.revision,
        }
    }

    /// Whether it is still to be done and its day is before `today`.
    #[must_use]
    pub fn is_overdue(&self, today: CivilDate) -> bool {
        self.state.value.is_live() && self.due.value.is_some_and(|due| due < today)
    }

    /// Whether `change` of `actor` would overwrite what somebody else has set unseen.
    pub(super) fn is_against(&self, change: &MeasureChange, actor: ActorId, seen: Revision) -> bool {
        match change {
            MeasureChange::Owner(owner) => self.owner.is_against(owner, actor, seen),
            MeasureChange::Due(due) => self.due.is_against(due, actor, seen),
            MeasureChange::State(state) => self.state.is_against(state, actor, seen),
            MeasureChange::Subject(subject) => self.subject.is_against(subject, actor, seen),
            MeasureChange::Reviewed => false,
        }
    }
}

/// A coordinator's question, named by the op that asked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The statement or criterion that it is about.
    pub subject: ItemId,
    /// The cycle whose coordinator asked.
    pub cycle: StreamId,
    /// What is asked.
    pub text: String,
    /// By whom, when.
    pub asked: Stamp,
    /// By whom it was settled, and when; `None` while it is open.
    pub settled: Option<Stamp>,
}

/// An analysis' tie to a cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Whether the team takes part, as far as it is concerned.
    pub consented: Stamped<bool>,
    /// What the cycle's coordinators may see.
    pub insight: Stamped<InsightLevel>,
    /// Homework that was marked, by the milestone behind which it was given.
    pub homework: BTreeMap<MilestoneId, Stamped<bool>>,
}

impl Enrolment {
    /// A tie as it begins: taking part, with the default insight.
    #[must_use]
    pub fn new(stamp: Stamp) -> Self {
        Self {
            consented: Stamped { value: true, stamp },
            insight: Stamped { value: InsightLevel::default(), stamp },
            homework: BTreeMap::new(),
        }
    }
}

/// Names a pin: cycle, milestone, closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PinKey {
    /// Which cycle.
    pub cycle: StreamId,
    /// Which of its milestones.
    pub milestone: MilestoneId,
    /// Which closing of it, counted from 1.
    pub closing: u32,
}

/// A point of the history that is kept for a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The point; 0 when nothing was there at the moment.
    pub at_revision: Revision,
    /// The moment, UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// When it was kept, and by whom.
    pub pinned: Stamp,
}
