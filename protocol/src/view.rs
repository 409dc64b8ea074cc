//! What the server makes for those who accompany teams: counts, scores and answers as far as each team allows. A view
//! is never an event, and what a level does not include is not in it at all.

mod call;
mod report;

use serde::{Deserialize, Serialize};

use crate::analysis::{Measure, Question, Stamp};
use crate::civil::CivilDate;
use crate::cycle::CycleState;
use crate::event::InsightLevel;
use crate::id::{ActorId, ItemId, MilestoneId, OpId, OptionCode, StreamId};
use crate::revision::Revision;
use crate::score::{BasisPoints, Outcome, ScoreSheet};

pub use call::{AskedQuestion, CycleView, CycleWritten, NewCycle, NewTeam, NewTeamMade, Wish};
pub use report::{CycleReport, TeamReport};

/// A view that can be watched. The order of the variants is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ViewName {
    /// The board of a cycle, for its coordinators.
    Board(StreamId),
}

/// What has changed on a board since the last frame; the first one has everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardUpdate {
    /// Everything durable up to here is in it, UTC milliseconds since 1970.
    pub as_of_ms: i64,
    /// Today as the server counts it, in UTC: what "due" is measured against.
    pub today: CivilDate,
    /// The cycle's revision.
    pub revision: Revision,
    /// The cycle itself; `None` when it is as it was.
    pub cycle: Option<CycleState>,
    /// Teams that are new or have changed, in order of their ids.
    pub teams: Vec<TeamLine>,
    /// Teams that are not on the board any more.
    pub gone: Vec<StreamId>,
}

/// One team on a board. Enrolled teams have numbers; a team that was only invited shows no more than its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamLine {
    /// The analysis.
    pub analysis: StreamId,
    /// Its title; empty where there is none yet.
    pub title: String,
    /// Who carries the project; may be empty.
    pub initiative: String,
    /// Questionnaire and edition.
    pub catalogue: (String, u32),
    /// How the team stands to the cycle and what it has granted; `None` while it has not agreed.
    pub insight: Option<InsightLevel>,
    /// What every level includes; `None` while the team has not agreed.
    pub progress: Option<TeamProgress>,
    /// Scores of closed milestones, the latest closing of each, in the order of the pins; empty below
    /// [`InsightLevel::Scores`].
    pub scores: Vec<MilestoneScores>,
    /// Main criteria as they stand now; empty below [`InsightLevel::Answers`].
    pub now: Vec<CriterionNow>,
}

/// How far a team is: counts, without answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamProgress {
    /// Main criteria with what is answered in each.
    pub criteria: Vec<CriterionProgress>,
    /// Statements that the team does not know yet ("?").
    pub open_questions: u32,
    /// Questions of this cycle's coordinators that are not settled.
    pub asked: u32,
    /// Time of the last commit of somebody of the team, UTC milliseconds since 1970; `None` when nothing was done yet.
    pub last_change_ms: Option<i64>,
    /// People here now.
    pub here: u32,
    /// Measures by state, in the order of [`crate::event::MeasureState::ALL`].
    pub measures: [u32; 4],
    /// Measures still to be done, by the day until which; in order of the days.
    pub due: Vec<(CivilDate, u32)>,
    /// Homework that the team has marked as done.
    pub homework_done: Vec<MilestoneId>,
    /// Changes a day, the last one being [`Self::last_day`]; at most [`ACTIVITY_DAYS`].
    pub activity: Vec<u32>,
    /// Day of the last entry of [`Self::activity`], in UTC.
    pub last_day: CivilDate,
}

/// Days of activity on a board.
pub const ACTIVITY_DAYS: usize = 84;

/// How far a team is with one main criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionProgress {
    /// Of the catalogue.
    pub id: ItemId,
    /// Statements of it.
    pub statements: u32,
    /// Statements with an answer that is not open.
    pub answered: u32,
    /// Statements with answers against each other.
    pub contested: u32,
}

/// Main criteria at a closed milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneScores {
    /// Which milestone.
    pub milestone: MilestoneId,
    /// Which closing of it.
    pub closing: u32,
    /// The moment, UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// Main criteria.
    pub criteria: Vec<CriterionNow>,
}

/// A main criterion's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionNow {
    /// Of the catalogue.
    pub id: ItemId,
    /// Number, or why there is none.
    pub outcome: Outcome,
    /// Share of the applicable statements that is rated.
    pub coverage: BasisPoints,
}

/// One team as its coordinator may see it, `GET /api/cycle/{cycle}/team/{analysis}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPage {
    /// When this held, UTC milliseconds since 1970.
    pub as_of_ms: i64,
    /// As on the board.
    pub line: TeamLine,
    /// Sheets of closed milestones, without single answers below [`InsightLevel::Answers`].
    pub sheets: Vec<SheetEntry>,
    /// Answers, reasons and measures as they stand; `None` below [`InsightLevel::Answers`].
    pub answers: Option<AnswersView>,
    /// Questions of this cycle's coordinators, the settled ones included.
    pub questions: Vec<(OpId, Question)>,
}

/// A score sheet and whether it still counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetEntry {
    /// The sheet.
    pub sheet: ScoreSheet,
    /// Whether the milestone was opened again after this closing.
    pub superseded: bool,
    /// What the team says about where it stands; empty below [`InsightLevel::Answers`].
    pub sentence: String,
}

/// An analysis as it stands, for those who see answers. Without names: who wrote what is the team's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswersView {
    /// Up to and including this commit.
    pub revision: Revision,
    /// Held answers, and whether others stand against them.
    pub ratings: Vec<(ItemId, OptionCode, bool)>,
    /// Reasons that are not empty.
    pub reasons: Vec<(ItemId, String)>,
    /// The team's notes.
    pub notes: String,
    /// Measures with what is to be done and how it will be noticed; owners are left out.
    pub measures: Vec<MeasureView>,
}

/// A measure with its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureView {
    /// The op that added it.
    pub id: OpId,
    /// Everything but the texts.
    pub measure: Measure,
    /// What is to be done.
    pub what: String,
    /// How it will be noticed.
    pub sign: String,
}

/// What a team sees of a cycle that it takes part in or is invited to, `GET /api/analysis/{analysis}/cycles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamCycle {
    /// Which cycle.
    pub cycle: StreamId,
    /// Its title.
    pub title: String,
    /// Name of its region.
    pub region: String,
    /// Who accompanies it.
    pub coordinators: Vec<(ActorId, String)>,
    /// Whether the team is asked and has not answered.
    pub invited: bool,
    /// Whether the team takes part.
    pub enrolled: bool,
    /// Whether nothing changes in it any more.
    pub archived: bool,
    /// The plan, in order.
    pub milestones: Vec<TeamMilestone>,
    /// Notes to this team and to all, the newest last.
    pub notes: Vec<TeamNote>,
}

/// A milestone as a team sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMilestone {
    /// Which milestone.
    pub milestone: MilestoneId,
    /// When and where.
    pub schedule: crate::cycle::Schedule,
    /// What is to be done behind it; empty for nothing.
    pub homework: String,
    /// The closing that holds; `None` while it is open.
    pub closing: Option<u32>,
}

/// A note as a team sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamNote {
    /// The op that sent it.
    pub id: OpId,
    /// Whether it is to this team alone.
    pub to_us: bool,
    /// The word.
    pub text: String,
    /// By whom, when.
    pub sent: Stamp,
}
