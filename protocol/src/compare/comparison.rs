//! What a comparison says; sent as it is.

use serde::{Deserialize, Serialize};

use super::focus::Focus;
use super::words::Run;
use crate::analysis::Stamp;
use crate::civil::CivilDate;
use crate::event::{InsightLevel, MeasureState};
use crate::id::{ActorId, ItemId, OpId, OptionCode, StreamId};
use crate::revision::Revision;
use crate::score::{BasisPoints, Outcome};
use crate::text::FieldAddress;

/// What changed between two points, and what did not.
///
/// A level of insight below [`InsightLevel::Replay`] leaves out what it does not include, see
/// [`Self::for_coordinator`]; then lists are empty whose counts are in [`Self::digest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The earlier point.
    pub from: Place,
    /// The later point.
    pub to: Place,
    /// Questionnaire and edition that the ids are of.
    pub catalogue: (String, u32),
    /// What a coordinator may see of it; `None` for the team itself, which sees all.
    pub level: Option<InsightLevel>,
    /// Everything in numbers.
    pub digest: Digest,
    /// What is worth talking about first; at most [`super::FOCUS_POINTS`].
    pub focus: Vec<Focus>,
    /// All criteria, from top to bottom.
    pub criteria: Vec<CriterionMove>,
    /// Held answers that are not what they were, in the order of the catalogue.
    pub answers: Vec<AnswerMove>,
    /// Texts that are not what they were, in the order of their addresses.
    pub texts: Vec<TextChange>,
    /// Measures that are new or not what they were, and all that are still to be done, in the order of their ids.
    pub measures: Vec<MeasureMove>,
    /// Questions of coordinators that were asked or settled in between, and all that are open at the later point.
    pub questions: Vec<QuestionMove>,
    /// Statements with answers against each other at either point.
    pub contested: Vec<ContestedItem>,
    /// Everyone who did something in between, in the order of their first change.
    pub people: Vec<ActorId>,
}

/// A point that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// 0 is before the first change.
    pub revision: Revision,
    /// Time of that change, UTC milliseconds since 1970; 0 at revision 0.
    pub time_ms: i64,
}

/// A comparison in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Changes of whatever kind in between, as stored.
    pub commits: u64,
    /// Statements whose held answer is another one: the sum of the next three.
    pub moved: u32,
    /// To a level with more points.
    pub up: u32,
    /// To a level with fewer points.
    pub down: u32,
    /// Answered for the first time, taken back, from or to an answer without points.
    pub other: u32,
    /// Statements with the same answer at both points.
    pub unmoved: u32,
    /// Statements without an answer at both points.
    pub unanswered: u32,
    /// Reasons that are not what they were.
    pub reasons: u32,
    /// Other texts that are not what they were; those of new measures do not count.
    pub texts: u32,
    /// Measures that were agreed in between.
    pub measures_new: u32,
    /// Measures that were done in between, those agreed in between included.
    pub measures_done: u32,
    /// Measures that were given up in between.
    pub measures_dropped: u32,
    /// Measures of which something else is new.
    pub measures_changed: u32,
    /// Measures that are still to be done at the later point.
    pub measures_live: u32,
    /// Questions that coordinators asked in between.
    pub asked: u32,
    /// Questions that were settled in between.
    pub settled: u32,
    /// Questions that are not settled at the later point.
    pub open_questions: u32,
    /// Statements that the team does not know yet at the later point.
    pub unknown: u32,
    /// Statements with answers against each other at the later point.
    pub contested: u32,
}

/// Which way a held answer went. The order is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// To a level with more points.
    Up,
    /// To a level with fewer points.
    Down,
    /// Neither can be said: there were no points before, or there are none now, or they are as many.
    Other,
}

/// A statement whose held answer is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMove {
    /// Which statement.
    pub item: ItemId,
    /// What held at the earlier point.
    pub before: Option<OptionCode>,
    /// What holds at the later point.
    pub after: Option<OptionCode>,
    /// Which way.
    pub direction: Direction,
    /// The change that made it so: the last one of the held answer.
    pub made: Stamp,
    /// Everyone who set, proposed or took back an answer in between.
    pub by: Vec<ActorId>,
    /// Whether the reason was written at in between and is another one.
    pub reason_changed: bool,
    /// Whether there is a reason at the later point.
    pub has_reason: bool,
    /// That reason; empty where there is none, or the reader may not see it.
    pub reason: String,
}

/// A text that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextChange {
    /// Which text.
    pub field: FieldAddress,
    /// From the one to the other; empty where the reader may not see it.
    pub runs: Vec<Run>,
    /// The last edit.
    pub made: Stamp,
    /// Everyone who wrote at it in between.
    pub by: Vec<ActorId>,
}

/// What a measure is, without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureSide {
    /// The statement or criterion that it is to improve.
    pub subject: ItemId,
    /// Who does it.
    pub owner: Option<ActorId>,
    /// Until when.
    pub due: Option<CivilDate>,
    /// How far it is.
    pub state: MeasureState,
}

/// A measure before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureMove {
    /// The op that added it.
    pub id: OpId,
    /// What is to be done, as it reads at the later point; empty where the reader may not see it.
    pub what: String,
    /// At the earlier point; `None` for one that was agreed in between.
    pub before: Option<MeasureSide>,
    /// At the later point.
    pub after: MeasureSide,
    /// Whether it is still to be done and its day had passed at the later point.
    pub overdue: bool,
    /// When it was last agreed, changed, or looked at again.
    pub made: Stamp,
    /// Everyone who agreed or changed it in between, its texts included.
    pub by: Vec<ActorId>,
}

/// A question before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionMove {
    /// The op that asked it.
    pub id: OpId,
    /// The statement or criterion that it is about.
    pub subject: ItemId,
    /// Whose coordinator asked.
    pub cycle: StreamId,
    /// What is asked.
    pub text: String,
    /// By whom, when.
    pub asked: Stamp,
    /// By whom it was settled, and when; `None` while it is open.
    pub settled: Option<Stamp>,
    /// Whether it was asked in between.
    pub is_new: bool,
}

/// A statement with answers against each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContestedItem {
    /// Which statement.
    pub item: ItemId,
    /// At the earlier point.
    pub before: bool,
    /// At the later point.
    pub after: bool,
}

/// What a criterion came to at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreAt {
    /// The number, or why there is none.
    pub outcome: Outcome,
    /// Share of the applicable statements that is rated.
    pub coverage: BasisPoints,
}

/// A criterion before and after, with all below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionMove {
    /// Of the catalogue.
    pub id: ItemId,
    /// 0 for a main criterion, one more for each step down.
    pub level: u8,
    /// At the earlier point.
    pub before: ScoreAt,
    /// At the later point.
    pub after: ScoreAt,
    /// Statements to a level with more points.
    pub up: u32,
    /// Statements to a level with fewer points.
    pub down: u32,
    /// Statements that moved otherwise.
    pub other: u32,
    /// Statements that did not move, those without an answer included.
    pub unmoved: u32,
    /// Its own statements with the same answer at both points, and that answer.
    pub still: Vec<(ItemId, OptionCode)>,
    /// Its own statements without an answer at both points.
    pub unanswered: Vec<ItemId>,
}

impl Comparison {
    /// Whether nothing that this page speaks of is another than it was.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.texts.is_empty() && self.digest.is_empty()
    }
}

impl Digest {
    /// Whether nothing is new; what is merely still open does not count.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.moved == 0
            && self.reasons == 0
            && self.texts == 0
            && self.measures_new == 0
            && self.measures_done == 0
            && self.measures_dropped == 0
            && self.measures_changed == 0
            && self.asked == 0
            && self.settled == 0
    }

    /// Everything that waits for an answer: questions of coordinators, and statements that the team does not know yet.
    #[must_use]
    pub const fn open(&self) -> u32 {
        self.open_questions.saturating_add(self.unknown)
    }
}

impl MeasureMove {
    /// Whether it was agreed in between.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Whether it came into this state in between.
    #[must_use]
    pub fn became(&self, state: MeasureState) -> bool {
        self.after.state == state && self.before.as_ref().is_none_or(|before| before.state != state)
    }

    /// Whether it is neither new nor done nor given up, but not what it was.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        let is_other = self.before.as_ref().is_some_and(|before| *before != self.after);
        is_other && !self.became(MeasureState::Done) && !self.became(MeasureState::Dropped)
    }
}
