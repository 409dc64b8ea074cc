//! Facts that happened to an analysis; those of a cycle and of the installation stand with their aggregates. Type
//! numbers are unique over all streams: 1 to 99 here, 100 to 199 cycles, 200 to 299 the installation. Every shape here is stored for ever: one frozen struct per type and schema.

mod redacted;
mod team;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::codec::{self, CodecError};
use crate::id::{ItemId, OptionCode, StreamId};
use crate::limits;
use crate::text::{FieldAddress, Operation};

pub use redacted::{RedactedV1, Replaced};
pub use team::{
    EnrolmentConsentedV1, EnrolmentWithdrawnV1, HomeworkMarkedV1, InsightGrantedV1, InsightLevel,
    MeasureAddedV1, MeasureChange, MeasureChangedV1, MeasureState, MilestonePinnedV1, QuestionAskedV1,
    QuestionSettledV1,
};

/// A fact, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The stream begins.
    AnalysisCreated(AnalysisCreatedV1),
    /// An answer is held from now on; whatever was contested is settled.
    RatingSet(RatingSetV1),
    /// The item has no answer any more.
    RatingCleared(RatingClearedV1),
    /// Another answer was proposed while the held one stays: the item is contested.
    RatingProposed(RatingProposedV1),
    /// The actor takes back the own proposal, or the own held answer in favour of the earliest proposal.
    ProposalWithdrawn(ProposalWithdrawnV1),
    /// A text changed.
    TextEdited(TextEditedV1),
    /// Something is to be done.
    MeasureAdded(MeasureAddedV1),
    /// Who does it, until when, or how far it is.
    MeasureChanged(MeasureChangedV1),
    /// The coordinator left a question.
    QuestionAsked(QuestionAskedV1),
    /// A question is settled.
    QuestionSettled(QuestionSettledV1),
    /// How much a cycle's coordinators may see from now on.
    InsightGranted(InsightGrantedV1),
    /// The team agrees to take part in a cycle.
    EnrolmentConsented(EnrolmentConsentedV1),
    /// The team leaves a cycle.
    EnrolmentWithdrawn(EnrolmentWithdrawnV1),
    /// A point of this history is kept for a milestone.
    MilestonePinned(MilestonePinnedV1),
    /// The homework after a milestone is done, or is not.
    HomeworkMarked(HomeworkMarkedV1),
    /// Earlier commits have had text made unreadable.
    Redacted(RedactedV1),
}

/// Number of an event type and of the schema of its body, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventKind {
    /// Never reused.
    pub event_type: u16,
    /// Counts from 1 within the type.
    pub schema: u16,
}

/// Body of `AnalysisCreated`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisCreatedV1 {
    /// [`crate::catalogue::Catalogue::key`].
    pub catalogue_key: String,
    /// [`crate::catalogue::Catalogue::edition`].
    pub catalogue_edition: u32,
    /// [`crate::catalogue::Catalogue::hash`].
    pub catalogue_hash: [u8; 32],
}

/// Body of `RatingSet`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingSetV1 {
    /// Which statement.
    pub item: ItemId,
    /// Which option of its scale.
    pub answer: OptionCode,
}

/// Body of `RatingCleared`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingClearedV1 {
    /// Which statement.
    pub item: ItemId,
}

/// Body of `RatingProposed`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingProposedV1 {
    /// Which statement.
    pub item: ItemId,
    /// The other option.
    pub answer: OptionCode,
}

/// Body of `ProposalWithdrawn`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalWithdrawnV1 {
    /// Which statement.
    pub item: ItemId,
}

/// Body of `TextEdited`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditedV1 {
    /// Which text.
    pub field: FieldAddress,
    /// The edit, as it applies to the text at the previous revision.
    pub operation: Operation,
}

/// Why a stored body is not an event this program understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// A type or schema of a newer program: the stream can be read no further until this one is upgraded.
    #[error("event type {} schema {} is unknown to this program", .0.event_type, .0.schema)]
    Unknown(EventKind),
    /// The body is damaged.
    #[error("event body: {0}")]
    Body(#[from] CodecError),
}

impl Event {
    /// Type number of [`Self::TextEdited`], for those who only count edits and need not read them.
    pub const TEXT_EDITED: u16 = 6;

    /// Type number of [`Self::Redacted`], for those who must make anew what they made of the commits before it.
    pub const REDACTED: u16 = 16;

    /// Type numbers of what concerns the team's tie to a cycle, for those who look for nothing else.
    pub const TIES: RangeInclusive<u16> = 11..=13;

    /// The cycle that the team's tie to changes: agreed, left, or what its coordinators may see.
    #[must_use]
    pub const fn tied_cycle(&self) -> Option<StreamId> {
        match self {
            Self::InsightGranted(body) => Some(body.cycle),
            Self::EnrolmentConsented(body) => Some(body.cycle),
            Self::EnrolmentWithdrawn(body) => Some(body.cycle),
            Self::AnalysisCreated(_)
            | Self::RatingSet(_)
            | Self::RatingCleared(_)
            | Self::RatingProposed(_)
            | Self::ProposalWithdrawn(_)
            | Self::TextEdited(_)
            | Self::MeasureAdded(_)
            | Self::MeasureChanged(_)
            | Self::QuestionAsked(_)
            | Self::QuestionSettled(_)
            | Self::MilestonePinned(_)
            | Self::HomeworkMarked(_)
            | Self::Redacted(_) => None,
        }
    }

    /// The numbers under which this event is stored.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        let event_type = match self {
            Self::AnalysisCreated(_) => 1,
            Self::RatingSet(_) => 2,
            Self::RatingCleared(_) => 3,
            Self::RatingProposed(_) => 4,
            Self::ProposalWithdrawn(_) => 5,
            Self::TextEdited(_) => Self::TEXT_EDITED,
            Self::MeasureAdded(_) => 7,
            Self::MeasureChanged(_) => 8,
            Self::QuestionAsked(_) => 9,
            Self::QuestionSettled(_) => 10,
            Self::InsightGranted(_) => 11,
            Self::EnrolmentConsented(_) => 12,
            Self::EnrolmentWithdrawn(_) => 13,
            Self::MilestonePinned(_) => 14,
            Self::HomeworkMarked(_) => 15,
            Self::Redacted(_) => Self::REDACTED,
        };
        EventKind { event_type, schema: 1 }
    }

    /// The body as stored and sent.
    ///
    /// # Errors
    /// [`CodecError::TooLong`] beyond [`limits::EVENT_BODY_BYTES`].
    pub fn encode_body(&self) -> Result<Vec<u8>, CodecError> {
        let body = match self {
            Self::AnalysisCreated(body) => codec::encode(body),
            Self::RatingSet(body) => codec::encode(body),
            Self::RatingCleared(body) => codec::encode(body),
            Self::RatingProposed(body) => codec::encode(body),
            Self::ProposalWithdrawn(body) => codec::encode(body),
            Self::TextEdited(body) => codec::encode(body),
            Self::MeasureAdded(body) => codec::encode(body),
            Self::MeasureChanged(body) => codec::encode(body),
            Self::QuestionAsked(body) => codec::encode(body),
            Self::QuestionSettled(body) => codec::encode(body),
            Self::InsightGranted(body) => codec::encode(body),
            Self::EnrolmentConsented(body) => codec::encode(body),
            Self::EnrolmentWithdrawn(body) => codec::encode(body),
            Self::MilestonePinned(body) => codec::encode(body),
            Self::HomeworkMarked(body) => codec::encode(body),
            Self::Redacted(body) => codec::encode(body),
        }?;
        if body.len() > limits::EVENT_BODY_BYTES { Err(CodecError::TooLong) } else { Ok(body) }
    }

    /// Reads a stored or received body.
    ///
    /// # Errors
    /// [`EventError`]; never panics, whatever the bytes.
    pub fn decode(kind: EventKind, body: &[u8]) -> Result<Self, EventError> {
        if body.len() > limits::EVENT_BODY_BYTES {
            return Err(CodecError::TooLong.into());
        }
        Ok(match (kind.event_type, kind.schema) {
            (1, 1) => Self::AnalysisCreated(codec::decode(body)?),
            (2, 1) => Self::RatingSet(codec::decode(body)?),
            (3, 1) => Self::RatingCleared(codec::decode(body)?),
            (4, 1) => Self::RatingProposed(codec::decode(body)?),
            (5, 1) => Self::ProposalWithdrawn(codec::decode(body)?),
            (6, 1) => Self::TextEdited(codec::decode(body)?),
            (7, 1) => Self::MeasureAdded(codec::decode(body)?),
            (8, 1) => Self::MeasureChanged(codec::decode(body)?),
            (9, 1) => Self::QuestionAsked(codec::decode(body)?),
            (10, 1) => Self::QuestionSettled(codec::decode(body)?),
            (11, 1) => Self::InsightGranted(codec::decode(body)?),
            (12, 1) => Self::EnrolmentConsented(codec::decode(body)?),
            (13, 1) => Self::EnrolmentWithdrawn(codec::decode(body)?),
            (14, 1) => Self::MilestonePinned(codec::decode(body)?),
            (15, 1) => Self::HomeworkMarked(codec::decode(body)?),
            (16, 1) => Self::Redacted(codec::decode(body)?),
            _ => return Err(EventError::Unknown(kind)),
        })
    }
}
