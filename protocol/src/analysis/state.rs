//! What holds in an analysis at one revision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::team::{Enrolment, Measure, Pin, PinKey, Question};
use crate::event::{AnalysisCreatedV1, InsightLevel};
use crate::id::{ActorId, ItemId, MilestoneId, OpId, OptionCode, StreamId};
use crate::revision::Revision;
use crate::text::FieldAddress;

/// Everything that is true at [`Self::revision`]. Sent as a snapshot, schema 2 (schema 1 ended
/// with the texts).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisState {
    /// Of the last commit folded in.
    pub revision: Revision,
    /// Time of that commit, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// How the stream began; `None` only at revision 0.
    pub created: Option<AnalysisCreatedV1>,
    /// Items that have an answer.
    pub ratings: BTreeMap<ItemId, Rating>,
    /// Revision of the last change of each item that was ever rated, also where the answer was taken back.
    pub item_changes: BTreeMap<ItemId, ItemChange>,
    /// Texts that were ever edited.
    pub texts: BTreeMap<FieldAddress, TextField>,
    /// What is to be done, and what was, by the op that added it.
    pub measures: BTreeMap<OpId, Measure>,
    /// What coordinators asked, by the op that asked it.
    pub questions: BTreeMap<OpId, Question>,
    /// Ties to cycles, those that were given up included.
    pub enrolments: BTreeMap<StreamId, Enrolment>,
    /// Points kept for milestones.
    pub pins: BTreeMap<PinKey, Pin>,
}

/// The last change of an item's rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChange {
    /// When, as a revision.
    pub revision: Revision,
    /// Who.
    pub actor: ActorId,
}

/// The held answer of an item, and what was proposed against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The answer that counts.
    pub held: Proposal,
    /// Other answers while the item is contested, the earliest first; at most one of each actor.
    pub proposals: Vec<Proposal>,
}

/// An answer with its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Option of the item's scale.
    pub answer: OptionCode,
    /// Who.
    pub actor: ActorId,
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// Of the commit.
    pub revision: Revision,
}

/// A text and its last change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextField {
    /// The text.
    pub text: String,
    /// Of the last commit that edited it.
    pub revision: Revision,
    /// Who edited it last.
    pub actor: ActorId,
    /// When it was edited last, UTC milliseconds since 1970.
    pub time_ms: i64,
}

impl Rating {
    /// Whether answers stand against each other.
    #[must_use]
    pub const fn is_contested(&self) -> bool {
        !self.proposals.is_empty()
    }
}

impl AnalysisState {
    /// The text of a field; empty where nobody wrote yet.
    #[must_use]
    pub fn text(&self, field: &FieldAddress) -> &str {
        self.texts.get(field).map_or("", |text| &text.text)
    }

    /// Revision of the last change of an item's rating; 0 when it was never rated.
    #[must_use]
    pub fn item_revision(&self, item: &ItemId) -> Revision {
        self.item_changes.get(item).map_or(Revision::ZERO, |change| change.revision)
    }

    /// The tie to a cycle that the team takes part in now.
    #[must_use]
    pub fn enrolment(&self, cycle: StreamId) -> Option<&Enrolment> {
        self.enrolments.get(&cycle).filter(|enrolment| enrolment.consented.value)
    }

    /// What a cycle's coordinators may see now; `None` when the team takes no part.
    #[must_use]
    pub fn insight(&self, cycle: StreamId) -> Option<InsightLevel> {
        self.enrolment(cycle).map(|enrolment| enrolment.insight.value)
    }

    /// The pin of the latest closing of a milestone.
    #[must_use]
    pub fn latest_pin(&self, cycle: StreamId, milestone: MilestoneId) -> Option<(PinKey, Pin)> {
        let key = |closing| PinKey { cycle, milestone, closing };
        self.pins.range(key(0)..=key(u32::MAX)).next_back().map(|(key, pin)| (*key, *pin))
    }
}
