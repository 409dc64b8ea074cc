//! What one commit changed, with what was there before.

use crate::analysis::{AnalysisState, Meta, PinKey};
use crate::civil::CivilDate;
use crate::event::{Event, InsightLevel, MeasureChange, MeasureState};
use crate::id::{ActorId, ItemId, MilestoneId, OpId, OptionCode, StreamId};
use crate::revision::Revision;
use crate::text::{FieldAddress, Owner};

/// One commit, told as a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of the commit.
    pub revision: Revision,
    /// Who.
    pub actor: ActorId,
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// The statement or criterion that it is about, if it is about one.
    pub subject: Option<ItemId>,
    /// What.
    pub what: What,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The analysis began.
    Began,
    /// The answer that counts is another one now.
    Answer {
        /// The one before.
        before: Option<OptionCode>,
        /// The one that holds now; `None` when it was taken back.
        after: Option<OptionCode>,
    },
    /// Another answer stands against the one that counts.
    Proposed {
        /// The one that counts.
        held: Option<OptionCode>,
        /// The other one.
        proposed: OptionCode,
    },
    /// A proposal was taken back.
    Withdrawn {
        /// What counted before.
        before: Option<OptionCode>,
        /// What counts now.
        after: Option<OptionCode>,
    },
    /// A text was edited; see [`super::Step`] for what came and went.
    Text {
        /// Which text.
        field: FieldAddress,
        /// What was put in, shortened.
        added: String,
        /// What was taken out, shortened.
        removed: String,
    },
    /// Something is to be done.
    MeasureAdded(OpId),
    /// How far a measure is.
    MeasureState {
        /// Which measure.
        measure: OpId,
        /// Before; `None` for a measure that is not known.
        before: Option<MeasureState>,
        /// Now.
        after: MeasureState,
    },
    /// Who takes care of a measure.
    MeasureOwner {
        /// Which measure.
        measure: OpId,
        /// Before.
        before: Option<ActorId>,
        /// Now.
        after: Option<ActorId>,
    },
    /// Until when a measure is to be done.
    MeasureDue {
        /// Which measure.
        measure: OpId,
        /// Before.
        before: Option<CivilDate>,
        /// Now.
        after: Option<CivilDate>,
    },
    /// What a measure is about.
    MeasureSubject {
        /// Which measure.
        measure: OpId,
        /// Before; `None` for a measure that is not known.
        before: Option<ItemId>,
        /// Now.
        after: ItemId,
    },
    /// The team looked at a measure and left it as it is.
    MeasureReviewed(OpId),
    /// A coordinator asked something.
    QuestionAsked {
        /// What.
        text: String,
    },
    /// A question is settled.
    QuestionSettled {
        /// Which; empty for one that is not known.
        text: String,
    },
    /// A cycle's coordinators may see more, or less, than before.
    Insight {
        /// Which cycle.
        cycle: StreamId,
        /// Before; `None` when the team took no part.
        before: Option<InsightLevel>,
        /// Now.
        after: InsightLevel,
    },
    /// The team takes part in a cycle.
    Joined(StreamId),
    /// The team has left a cycle.
    Left(StreamId),
    /// Text was made unreadable, in so many commits before this one.
    Redacted(usize),
    /// A point of the history was kept for a milestone.
    Milestone {
        /// Which.
        key: PinKey,
        /// The revision that was kept.
        at_revision: Revision,
    },
    /// The homework behind a milestone.
    Homework {
        /// Of which cycle.
        cycle: StreamId,
        /// Behind which milestone.
        milestone: MilestoneId,
        /// Whether it is done now.
        done: bool,
    },
}

/// Kinds of changes, for those who look for one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Answers and proposals.
    Answers,
    /// Texts.
    Texts,
    /// Measures.
    Measures,
    /// Questions of coordinators.
    Questions,
    /// Milestones and homework.
    Milestones,
    /// The beginning, and ties to cycles.
    Team,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Answers, Self::Texts, Self::Measures, Self::Questions, Self::Milestones, Self::Team];
}

impl What {
    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Answer { .. } | Self::Proposed { .. } | Self::Withdrawn { .. } => Kind::Answers,
            Self::Text { .. } => Kind::Texts,
            Self::MeasureAdded(_)
            | Self::MeasureState { .. }
            | Self::MeasureOwner { .. }
            | Self::MeasureDue { .. }
            | Self::MeasureSubject { .. }
            | Self::MeasureReviewed(_) => Kind::Measures,
            Self::QuestionAsked { .. } | Self::QuestionSettled { .. } => Kind::Questions,
            Self::Milestone { .. } | Self::Homework { .. } => Kind::Milestones,
            Self::Began | Self::Insight { .. } | Self::Joined(_) | Self::Left(_) | Self::Redacted(_) => {
                Kind::Team
            }
        }
    }
}

/// What a commit changes; `before` is the state right before it.
#[must_use]
pub fn change(before: &AnalysisState, meta: Meta, event: &Event) -> Change {
    let (subject, what) = told(before, meta, event);
    Change { revision: meta.revision, actor: meta.actor, time_ms: meta.time_ms, subject, what }
}

fn told(before: &AnalysisState, meta: Meta, event: &Event) -> (Option<ItemId>, What) {
    match event {
        Event::AnalysisCreated(_) => (None, What::Began),
        Event::RatingSet(set) => {
            let what = What::Answer { before: held(before, &set.item), after: Some(set.answer.clone()) };
            (Some(set.item.clone()), what)
        }
        Event::RatingCleared(cleared) => {
            (Some(cleared.item.clone()), What::Answer { before: held(before, &cleared.item), after: None })
        }
        Event::RatingProposed(proposed) => {
            let what =
                What::Proposed { held: held(before, &proposed.item), proposed: proposed.answer.clone() };
            (Some(proposed.item.clone()), what)
        }
        Event::ProposalWithdrawn(withdrawn) => {
            // Who takes back the answer that counts lets the earliest proposal count.
            let rating = before.ratings.get(&withdrawn.item);
            let is_proposal = |actor| {
                rating.is_some_and(|rating| rating.proposals.iter().any(|proposal| proposal.actor == actor))
            };
            let after = rating.map(|rating| match rating.proposals.first() {
                Some(first) if rating.held.actor == meta.actor && !is_proposal(meta.actor) => &first.answer,
                Some(_) | None => &rating.held.answer,
            });
            let what = What::Withdrawn { before: held(before, &withdrawn.item), after: after.cloned() };
            (Some(withdrawn.item.clone()), what)
        }
        Event::TextEdited(edited) => {
            let (added, removed) = (edited.operation.inserted_text(), String::new());
            (subject_of(before, &edited.field), What::Text { field: edited.field.clone(), added, removed })
        }
        Event::MeasureAdded(added) => (Some(added.subject.clone()), What::MeasureAdded(meta.op_id)),
        Event::MeasureChanged(changed) => {
            let known = before.measures.get(&changed.measure);
            let subject = known.map(|known| known.subject.value.clone());
            (subject, measure(before, changed.measure, &changed.change))
        }
        Event::QuestionAsked(asked) => {
            (Some(asked.subject.clone()), What::QuestionAsked { text: asked.text.clone() })
        }
        Event::QuestionSettled(settled) => {
            let known = before.questions.get(&settled.question);
            let text = known.map(|known| known.text.clone()).unwrap_or_default();
            (known.map(|known| known.subject.clone()), What::QuestionSettled { text })
        }
        Event::InsightGranted(granted) => {
            let what = What::Insight {
                cycle: granted.cycle,
                before: before.insight(granted.cycle),
                after: granted.level,
            };
            (None, what)
        }
        Event::EnrolmentConsented(consented) => (None, What::Joined(consented.cycle)),
        Event::EnrolmentWithdrawn(withdrawn) => (None, What::Left(withdrawn.cycle)),
        Event::Redacted(redacted) => (None, What::Redacted(redacted.commits.len())),
        Event::MilestonePinned(pinned) => {
            let key = PinKey { cycle: pinned.cycle, milestone: pinned.milestone, closing: pinned.closing };
            (None, What::Milestone { key, at_revision: pinned.at_revision })
        }
        Event::HomeworkMarked(marked) => {
            (None, What::Homework { cycle: marked.cycle, milestone: marked.milestone, done: marked.done })
        }
    }
}

fn measure(before: &AnalysisState, measure: OpId, change: &MeasureChange) -> What {
    let known = before.measures.get(&measure);
    match change {
        MeasureChange::Owner(after) => {
            let before = known.and_then(|known| known.owner.value);
            What::MeasureOwner { measure, before, after: *after }
        }
        MeasureChange::Due(after) => {
            let before = known.and_then(|known| known.due.value);
            What::MeasureDue { measure, before, after: *after }
        }
        MeasureChange::State(after) => {
            What::MeasureState { measure, before: known.map(|known| known.state.value), after: *after }
        }
        MeasureChange::Subject(after) => {
            let before = known.map(|known| known.subject.value.clone());
            What::MeasureSubject { measure, before, after: after.clone() }
        }
        MeasureChange::Reviewed => What::MeasureReviewed(measure),
    }
}

fn held(state: &AnalysisState, item: &ItemId) -> Option<OptionCode> {
    state.ratings.get(item).map(|rating| rating.held.answer.clone())
}

/// The statement or criterion that a text is about.
fn subject_of(state: &AnalysisState, field: &FieldAddress) -> Option<ItemId> {
    match &field.owner {
        Owner::Item(item) => Some(item.clone()),
        Owner::Measure(measure) => state.measures.get(measure).map(|known| known.subject.value.clone()),
        Owner::Analysis | Owner::Milestone(..) => None,
    }
}
