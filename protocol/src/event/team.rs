//! Bodies of events around the ratings: measures, questions, insight, and the ties to a cycle.

use serde::{Deserialize, Serialize};

use crate::civil::CivilDate;
use crate::id::{ActorId, ItemId, MilestoneId, OpId, StreamId};
use crate::revision::Revision;

/// Body of `MeasureAdded`, schema 1. The measure is named by the op that added it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureAddedV1 {
    /// The statement or criterion that it is to improve.
    pub subject: ItemId,
}

/// Body of `MeasureChanged`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureChangedV1 {
    /// The op that added the measure.
    pub measure: OpId,
    /// What is new.
    pub change: MeasureChange,
}

/// One thing about a measure that changes. The order of the variants is stored; new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeasureChange {
    /// Who does it; `None` when nobody does yet.
    Owner(Option<ActorId>),
    /// Until when; `None` when that is open.
    Due(Option<CivilDate>),
    /// How far it is.
    State(MeasureState),
    /// The statement or criterion that it is to improve.
    Subject(ItemId),
    /// The team has looked at it again and leaves it as it is.
    Reviewed,
}

/// How far a measure is. The order of the variants is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MeasureState {
    /// Agreed, not begun.
    #[default]
    Open,
    /// Begun.
    InWork,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

impl MeasureState {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Open, Self::InWork, Self::Done, Self::Dropped];

    /// Whether something is still to be done.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::Open | Self::InWork => true,
            Self::Done | Self::Dropped => false,
        }
    }
}

/// Body of `QuestionAsked`, schema 1. The question is named by the op that asked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAskedV1 {
    /// The statement or criterion that it is about.
    pub subject: ItemId,
    /// The cycle whose coordinator asks.
    pub cycle: StreamId,
    /// 1 to [`crate::limits::QUESTION_CHARS`] scalar values.
    pub text: String,
}

/// Body of `QuestionSettled`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionSettledV1 {
    /// The op that asked it.
    pub question: OpId,
}

/// How much a cycle's coordinators see of an analysis; each level includes those before it. The order is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InsightLevel {
    /// Counts: how much is answered, contested, due.
    Progress,
    /// Also the score sheets of closed milestones, without single answers.
    #[default]
    Scores,
    /// Also answers, reasons and measures as they stand.
    Answers,
    /// Also the whole history.
    Replay,
}

impl InsightLevel {
    /// All of them, least first.
    pub const ALL: [Self; 4] = [Self::Progress, Self::Scores, Self::Answers, Self::Replay];
}

/// Body of `InsightGranted`, schema 1. Granting less than before is the same event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightGrantedV1 {
    /// Whose coordinators.
    pub cycle: StreamId,
    /// What they may see from now on.
    pub level: InsightLevel,
}

/// Body of `EnrolmentConsented`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentConsentedV1 {
    /// Which cycle.
    pub cycle: StreamId,
}

/// Body of `EnrolmentWithdrawn`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentWithdrawnV1 {
    /// Which cycle.
    pub cycle: StreamId,
}

/// Body of `MilestonePinned`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestonePinnedV1 {
    /// Which cycle.
    pub cycle: StreamId,
    /// Which of its milestones.
    pub milestone: MilestoneId,
    /// Counts the closings of this milestone from 1; a higher one supersedes the lower.
    pub closing: u32,
    /// The point that is kept: the last commit at or before the moment. 0 when nothing was there yet.
    pub at_revision: Revision,
    /// The moment that the milestone was closed for, UTC milliseconds since 1970.
    pub moment_ms: i64,
}

/// Body of `HomeworkMarked`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeworkMarkedV1 {
    /// Which cycle.
    pub cycle: StreamId,
    /// The milestone behind which the homework was given.
    pub milestone: MilestoneId,
    /// Whether it is done.
    pub done: bool,
}
