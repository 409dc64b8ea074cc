//! Wishes that may be refused. What is accepted becomes one event.

use serde::{Deserialize, Serialize};

use crate::authority::Authority;
use crate::event::{AnalysisCreatedV1, InsightLevel, MeasureChange};
use crate::id::{ItemId, MilestoneId, OpId, OptionCode, StreamId};
use crate::revision::Revision;
use crate::text::{FieldAddress, Operation, Owner};

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
    /// Agree on something to be done; the measure is named by this op.
    AddMeasure {
        /// The statement or criterion that it is to improve.
        subject: ItemId,
    },
    /// Change who does it, until when, or how far it is.
    ChangeMeasure {
        /// The op that added it.
        measure: OpId,
        /// What is new.
        change: MeasureChange,
        /// Revision of the last change of this side of the measure that the author had seen; 0 for none.
        seen: Revision,
    },
    /// Leave a question; only the server may, for a coordinator.
    AskQuestion {
        /// The statement or criterion that it is about.
        subject: ItemId,
        /// The cycle whose coordinator asks.
        cycle: StreamId,
        /// What is asked.
        text: String,
    },
    /// Say that a question is settled.
    SettleQuestion {
        /// The op that asked it.
        question: OpId,
    },
    /// Say how much a cycle's coordinators may see.
    GrantInsight {
        /// Whose coordinators.
        cycle: StreamId,
        /// What they may see.
        level: InsightLevel,
    },
    /// Agree to take part in a cycle; only the server may, which knows that the cycle has invited the team.
    ConsentToEnrolment {
        /// Which cycle.
        cycle: StreamId,
    },
    /// Leave a cycle.
    WithdrawEnrolment {
        /// Which cycle.
        cycle: StreamId,
    },
    /// Keep the point of this history at a moment for a milestone; only the server may.
    PinMilestone {
        /// Which cycle.
        cycle: StreamId,
        /// Which of its milestones.
        milestone: MilestoneId,
        /// Counts the closings of this milestone from 1.
        closing: u32,
        /// The last commit at or before the moment, as the log says.
        at_revision: Revision,
        /// UTC milliseconds since 1970.
        moment_ms: i64,
    },
    /// Say whether the homework behind a milestone is done.
    MarkHomework {
        /// Which cycle.
        cycle: StreamId,
        /// Which of its milestones.
        milestone: MilestoneId,
        /// Whether it is done.
        done: bool,
    },
}

impl Op {
    /// What a session needs to hand this op in; `None` for what only the server itself may.
    #[must_use]
    pub const fn needs(&self) -> Option<Authority> {
        match self {
            Self::CreateAnalysis(_)
            | Self::AskQuestion { .. }
            | Self::ConsentToEnrolment { .. }
            | Self::PinMilestone { .. } => None,
            Self::SetRating { .. }
            | Self::ClearRating { .. }
            | Self::WithdrawProposal { .. }
            | Self::EditText { .. }
            | Self::AddMeasure { .. }
            | Self::ChangeMeasure { .. }
            | Self::SettleQuestion { .. }
            | Self::MarkHomework { .. } => Some(Authority::Edit),
            Self::GrantInsight { .. } | Self::WithdrawEnrolment { .. } => Some(Authority::Lead),
        }
    }

    /// The text field that the op edits, if it edits one.
    #[must_use]
    pub const fn field(&self) -> Option<&FieldAddress> {
        match self {
            Self::EditText { field, .. } => Some(field),
            Self::CreateAnalysis(_)
            | Self::SetRating { .. }
            | Self::ClearRating { .. }
            | Self::WithdrawProposal { .. }
            | Self::AddMeasure { .. }
            | Self::ChangeMeasure { .. }
            | Self::AskQuestion { .. }
            | Self::SettleQuestion { .. }
            | Self::GrantInsight { .. }
            | Self::ConsentToEnrolment { .. }
            | Self::WithdrawEnrolment { .. }
            | Self::PinMilestone { .. }
            | Self::MarkHomework { .. } => None,
        }
    }

    /// The item whose rating the op is about, if it is about one.
    #[must_use]
    pub const fn rated_item(&self) -> Option<&ItemId> {
        match self {
            Self::SetRating { item, .. }
            | Self::ClearRating { item, .. }
            | Self::WithdrawProposal { item } => Some(item),
            Self::CreateAnalysis(_)
            | Self::EditText { .. }
            | Self::AddMeasure { .. }
            | Self::ChangeMeasure { .. }
            | Self::AskQuestion { .. }
            | Self::SettleQuestion { .. }
            | Self::GrantInsight { .. }
            | Self::ConsentToEnrolment { .. }
            | Self::WithdrawEnrolment { .. }
            | Self::PinMilestone { .. }
            | Self::MarkHomework { .. } => None,
        }
    }

    /// The measure that the op changes, if it changes one, its texts included.
    #[must_use]
    pub const fn changed_measure(&self) -> Option<OpId> {
        match self {
            Self::ChangeMeasure { measure, .. } => Some(*measure),
            Self::EditText { field: FieldAddress { owner: Owner::Measure(measure), .. }, .. } => {
                Some(*measure)
            }
            Self::EditText { .. }
            | Self::CreateAnalysis(_)
            | Self::SetRating { .. }
            | Self::ClearRating { .. }
            | Self::WithdrawProposal { .. }
            | Self::AddMeasure { .. }
            | Self::AskQuestion { .. }
            | Self::SettleQuestion { .. }
            | Self::GrantInsight { .. }
            | Self::ConsentToEnrolment { .. }
            | Self::WithdrawEnrolment { .. }
            | Self::PinMilestone { .. }
            | Self::MarkHomework { .. } => None,
        }
    }
}
