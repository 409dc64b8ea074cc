//! The words with which an op is refused.

use serde::{Deserialize, Serialize};

/// Why an op was refused. Stable numbers; listed in `docs/protocol.md`. The order is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
pub enum Rejection {
    /// The session may not do this here.
    #[error("not allowed")]
    Forbidden,
    /// No such item in the analysis' catalogue edition.
    #[error("no such item")]
    UnknownItem,
    /// The item's scale has no such option.
    #[error("no such option")]
    UnknownOption,
    /// No such text field.
    #[error("no such field")]
    UnknownField,
    /// The edit reaches behind the end of the text.
    #[error("the edit reaches behind the end of the text")]
    OutOfRange,
    /// The text would be longer than the field allows.
    #[error("the text would be too long")]
    TextTooLong,
    /// An earlier op of this replica on the field was refused; this one was made on top of it.
    #[error("an earlier edit of this field was refused")]
    DependsOnRejected,
    /// A later op of this replica is in the log already, so this one was refused before.
    #[error("superseded by a later op of this replica")]
    Superseded,
    /// Somebody else changed the item since its author last saw it.
    #[error("changed by somebody else since")]
    ChangedSince,
    /// There is nothing to take back.
    #[error("nothing to take back")]
    NothingToWithdraw,
    /// The item has as many proposals as fit.
    #[error("too many proposals")]
    TooManyProposals,
    /// The base revision is in the future, or too long ago to be brought to the head: resume, then send again.
    #[error("the base revision is out of reach")]
    BaseOutOfReach,
    /// The stream exists already.
    #[error("exists already")]
    AlreadyExists,
    /// The stream cannot be written now; nothing was stored.
    #[error("cannot be saved at present")]
    Unavailable,
    /// No such measure.
    #[error("no such measure")]
    UnknownMeasure,
    /// No such question, or it is settled.
    #[error("no such question")]
    UnknownQuestion,
    /// The team takes no part in this cycle.
    #[error("not part of this cycle")]
    NotEnrolled,
    /// No such milestone, or not in this state.
    #[error("no such milestone")]
    UnknownMilestone,
    /// A text that may not be empty.
    #[error("a text is missing")]
    TextMissing,
    /// As many of these as fit are there.
    #[error("too many")]
    TooMany,
    /// The cycle is archived.
    #[error("the cycle is archived")]
    Archived,
    /// Nothing would change.
    #[error("nothing would change")]
    Unchanged,
    /// No such region, cycle or analysis.
    #[error("not listed")]
    NotListed,
}

impl Rejection {
    /// A stable name, for those who are told in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::UnknownItem => "unknown_item",
            Self::UnknownOption => "unknown_option",
            Self::UnknownField => "unknown_field",
            Self::OutOfRange => "out_of_range",
            Self::TextTooLong => "text_too_long",
            Self::DependsOnRejected => "depends_on_rejected",
            Self::Superseded => "superseded",
            Self::ChangedSince => "changed_since",
            Self::NothingToWithdraw => "nothing_to_withdraw",
            Self::TooManyProposals => "too_many_proposals",
            Self::BaseOutOfReach => "base_out_of_reach",
            Self::AlreadyExists => "already_exists",
            Self::Unavailable => "unavailable",
            Self::UnknownMeasure => "unknown_measure",
            Self::UnknownQuestion => "unknown_question",
            Self::NotEnrolled => "not_enrolled",
            Self::UnknownMilestone => "unknown_milestone",
            Self::TextMissing => "text_missing",
            Self::TooMany => "too_many",
            Self::Archived => "archived",
            Self::Unchanged => "unchanged",
            Self::NotListed => "not_listed",
        }
    }
}
