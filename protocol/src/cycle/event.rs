//! Facts of a cycle. Every shape here is stored for ever: one frozen struct per type and schema.

use serde::{Deserialize, Serialize};

use crate::civil::{CivilDate, CivilTime};
use crate::codec::{self, CodecError};
use crate::event::{EventError, EventKind};
use crate::id::{MilestoneId, OpId, RegionId, StreamId};
use crate::limits;

/// A fact of a cycle, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CycleEvent {
    /// The stream begins.
    Created(CycleCreatedV1),
    /// It is called differently.
    Retitled(RetitledV1),
    /// A milestone is planned, or planned anew.
    MilestoneScheduled(MilestoneScheduledV1),
    /// A milestone that was never closed is not planned any more.
    MilestoneRemoved(MilestoneRemovedV1),
    /// The homework behind a milestone.
    HomeworkSet(HomeworkSetV1),
    /// A team is asked to take part.
    AnalysisInvited(AnalysisInvitedV1),
    /// A team that has not agreed is not asked any more.
    InvitationWithdrawn(InvitationWithdrawnV1),
    /// A team takes part; its own stream holds its consent.
    AnalysisEnrolled(AnalysisEnrolledV1),
    /// A team takes no part any more.
    AnalysisLeft(AnalysisLeftV1),
    /// A word to one team or to all.
    NoteSent(NoteSentV1),
    /// A word is taken back.
    NoteWithdrawn(NoteWithdrawnV1),
    /// A milestone is closed: every team's history is pinned at the moment.
    MilestoneClosed(MilestoneClosedV1),
    /// A closed milestone is open again; its sheets are kept as superseded.
    MilestoneReopened(MilestoneReopenedV1),
    /// Nothing changes here any more.
    Archived(ArchivedV1),
    /// It goes on after all.
    Unarchived(UnarchivedV1),
}

/// Body of `CycleCreated`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleCreatedV1 {
    /// Where it takes place.
    pub region: RegionId,
    /// 1 to [`limits::TITLE_CHARS`] scalar values.
    pub title: String,
    /// [`crate::catalogue::Catalogue::key`] of the questionnaire that new teams begin with.
    pub catalogue_key: String,
    /// Its edition.
    pub catalogue_edition: u32,
    /// Its fingerprint.
    pub catalogue_hash: [u8; 32],
}

/// Body of `Retitled`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetitledV1 {
    /// 1 to [`limits::TITLE_CHARS`] scalar values.
    pub title: String,
}

/// What kind of point a milestone is. The order of the variants is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MilestoneKind {
    /// Before the first workshop.
    Preparation,
    /// A workshop.
    Workshop,
    /// Months later.
    FollowUp,
}

/// When and where a milestone is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// What kind of point it is.
    pub kind: MilestoneKind,
    /// 1 to [`limits::TITLE_CHARS`] scalar values, such as "Workshop 1".
    pub title: String,
    /// The day, as people there count it.
    pub date: CivilDate,
    /// When it begins, as clocks there show it.
    pub time: CivilTime,
    /// How long it takes, in minutes; 1 to 1,440.
    pub duration_min: u16,
    /// IANA name of the time zone, such as `Europe/Berlin`; 1 to 64 bytes of ASCII. Whether there is such a zone is
    /// checked by the server, which has the list.
    pub zone: String,
    /// Where; 0 to [`limits::TITLE_CHARS`] scalar values.
    pub place: String,
}

/// Body of `MilestoneScheduled`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneScheduledV1 {
    /// Which milestone.
    pub milestone: MilestoneId,
    /// When and where.
    pub schedule: Schedule,
}

/// Body of `MilestoneRemoved`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneRemovedV1 {
    /// Which milestone.
    pub milestone: MilestoneId,
}

/// Body of `HomeworkSet`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeworkSetV1 {
    /// The milestone behind which it is to be done.
    pub milestone: MilestoneId,
    /// 0 to [`limits::HOMEWORK_CHARS`] scalar values; empty for none.
    pub text: String,
}

/// Body of `AnalysisInvited`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisInvitedV1 {
    /// Which analysis.
    pub analysis: StreamId,
}

/// Body of `InvitationWithdrawn`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationWithdrawnV1 {
    /// Which analysis.
    pub analysis: StreamId,
}

/// Body of `AnalysisEnrolled`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisEnrolledV1 {
    /// Which analysis.
    pub analysis: StreamId,
}

/// Body of `AnalysisLeft`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisLeftV1 {
    /// Which analysis.
    pub analysis: StreamId,
}

/// Body of `NoteSent`, schema 1. The note is named by the op that sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSentV1 {
    /// To which team; `None` for all.
    pub to: Option<StreamId>,
    /// 1 to [`limits::NOTE_CHARS`] scalar values.
    pub text: String,
}

/// Body of `NoteWithdrawn`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteWithdrawnV1 {
    /// The op that sent it.
    pub note: OpId,
}

/// Body of `MilestoneClosed`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneClosedV1 {
    /// Which milestone.
    pub milestone: MilestoneId,
    /// Counts its closings from 1.
    pub closing: u32,
    /// The moment at which every team's history is pinned, UTC milliseconds since 1970; never after the commit's time.
    pub moment_ms: i64,
}

/// Body of `MilestoneReopened`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneReopenedV1 {
    /// Which milestone.
    pub milestone: MilestoneId,
}

/// Body of `Archived`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedV1 {}

/// Body of `Unarchived`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnarchivedV1 {}

impl CycleEvent {
    /// Type number of the first event of every cycle.
    pub const CREATED: u16 = 100;

    /// The numbers under which this event is stored.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        let event_type = match self {
            Self::Created(_) => Self::CREATED,
            Self::Retitled(_) => 101,
            Self::MilestoneScheduled(_) => 102,
            Self::MilestoneRemoved(_) => 103,
            Self::HomeworkSet(_) => 104,
            Self::AnalysisInvited(_) => 105,
            Self::InvitationWithdrawn(_) => 106,
            Self::AnalysisEnrolled(_) => 107,
            Self::AnalysisLeft(_) => 108,
            Self::NoteSent(_) => 109,
            Self::NoteWithdrawn(_) => 110,
            Self::MilestoneClosed(_) => 111,
            Self::MilestoneReopened(_) => 112,
            Self::Archived(_) => 113,
            Self::Unarchived(_) => 114,
        };
        EventKind { event_type, schema: 1 }
    }

    /// The body as stored.
    ///
    /// # Errors
    /// [`CodecError::TooLong`] beyond [`limits::EVENT_BODY_BYTES`].
    pub fn encode_body(&self) -> Result<Vec<u8>, CodecError> {
        let body = match self {
            Self::Created(body) => codec::encode(body),
            Self::Retitled(body) => codec::encode(body),
            Self::MilestoneScheduled(body) => codec::encode(body),
            Self::MilestoneRemoved(body) => codec::encode(body),
            Self::HomeworkSet(body) => codec::encode(body),
            Self::AnalysisInvited(body) => codec::encode(body),
            Self::InvitationWithdrawn(body) => codec::encode(body),
            Self::AnalysisEnrolled(body) => codec::encode(body),
            Self::AnalysisLeft(body) => codec::encode(body),
            Self::NoteSent(body) => codec::encode(body),
            Self::NoteWithdrawn(body) => codec::encode(body),
            Self::MilestoneClosed(body) => codec::encode(body),
            Self::MilestoneReopened(body) => codec::encode(body),
            Self::Archived(body) => codec::encode(body),
            Self::Unarchived(body) => codec::encode(body),
        }?;
        if body.len() > limits::EVENT_BODY_BYTES { Err(CodecError::TooLong) } else { Ok(body) }
    }

    /// Reads a stored body.
    ///
    /// # Errors
    /// [`EventError`]; never panics, whatever the bytes.
    pub fn decode(kind: EventKind, body: &[u8]) -> Result<Self, EventError> {
        if body.len() > limits::EVENT_BODY_BYTES {
            return Err(CodecError::TooLong.into());
        }
        Ok(match (kind.event_type, kind.schema) {
            (Self::CREATED, 1) => Self::Created(codec::decode(body)?),
            (101, 1) => Self::Retitled(codec::decode(body)?),
            (102, 1) => Self::MilestoneScheduled(codec::decode(body)?),
            (103, 1) => Self::MilestoneRemoved(codec::decode(body)?),
            (104, 1) => Self::HomeworkSet(codec::decode(body)?),
            (105, 1) => Self::AnalysisInvited(codec::decode(body)?),
            (106, 1) => Self::InvitationWithdrawn(codec::decode(body)?),
            (107, 1) => Self::AnalysisEnrolled(codec::decode(body)?),
            (108, 1) => Self::AnalysisLeft(codec::decode(body)?),
            (109, 1) => Self::NoteSent(codec::decode(body)?),
            (110, 1) => Self::NoteWithdrawn(codec::decode(body)?),
            (111, 1) => Self::MilestoneClosed(codec::decode(body)?),
            (112, 1) => Self::MilestoneReopened(codec::decode(body)?),
            (113, 1) => Self::Archived(codec::decode(body)?),
            (114, 1) => Self::Unarchived(codec::decode(body)?),
            _ => return Err(EventError::Unknown(kind)),
        })
    }
}
