//! What holds in an analysis at one revision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::AnalysisCreatedV1;
use crate::id::{ActorId, ItemId, OptionCode};
use crate::revision::Revision;
use crate::text::FieldAddress;

/// Everything that is true at [`Self::revision`]. Sent as a snapshot, schema 1.
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
}
