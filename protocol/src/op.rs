//! Wishes that may be refused. What is accepted becomes one event.

use serde::{Deserialize, Serialize};

use crate::event::AnalysisCreatedV1;
use crate::id::{ItemId, OptionCode};
use crate::revision::Revision;
use crate::text::{FieldAddress, Operation};

/// A wish about one analysis. The order of the variants is sent; new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// Begin the stream; only the server itself may.
    CreateAnalysis(AnalysisCreatedV1),
    /// Answer an item, or settle it where it is contested.
    SetRating {
        /// Which statement.
        item: ItemId,
        /// Which option of its scale.
        answer: OptionCode,
        /// Revision of the item's last change that the author had seen; 0 for none.
        seen: Revision,
    },
    /// Take an answer back.
    ClearRating {
        /// Which statement.
        item: ItemId,
        /// Revision of the item's last change that the author had seen.
        seen: Revision,
    },
    /// Take the own proposal on a contested item back.
    WithdrawProposal {
        /// Which statement.
        item: ItemId,
    },
    /// Edit a text.
    EditText {
        /// Which text.
        field: FieldAddress,
        /// The edit, in the context of the op.
        operation: Operation,
    },
}

impl Op {
    /// The text field that the op edits, if it edits one.
    #[must_use]
    pub const fn field(&self) -> Option<&FieldAddress> {
        match self {
            Self::EditText { field, .. } => Some(field),
            Self::CreateAnalysis(_)
            | Self::SetRating { .. }
            | Self::ClearRating { .. }
            | Self::WithdrawProposal { .. } => None,
        }
    }

    /// The item whose rating the op is about, if it is about one.
    #[must_use]
    pub const fn rated_item(&self) -> Option<&ItemId> {
        match self {
            Self::SetRating { item, .. }
            | Self::ClearRating { item, .. }
            | Self::WithdrawProposal { item } => Some(item),
            Self::CreateAnalysis(_) | Self::EditText { .. } => None,
        }
    }
}
