//! What reports for paper are made from.

use serde::{Deserialize, Serialize};

use super::{AnswersView, TeamLine};
use crate::analysis::Question;
use crate::cycle::CycleState;
use crate::id::{OpId, StreamId};

/// An analysis as it stands, for its own report, `GET /api/analysis/{analysis}/report`. Nobody is named in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamReport {
    /// When this held, UTC milliseconds since 1970.
    pub as_of_ms: i64,
    /// Its title; empty where there is none yet.
    pub title: String,
    /// Who carries the project; may be empty.
    pub initiative: String,
    /// Questionnaire and edition.
    pub catalogue: (String, u32),
    /// Answers, reasons, notes and measures.
    pub answers: AnswersView,
    /// Questions of coordinators that are not settled.
    pub questions: Vec<(OpId, Question)>,
}

/// A cycle as its teams let it be seen, `GET /api/cycle/{cycle}/report`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleReport {
    /// When this held, UTC milliseconds since 1970.
    pub as_of_ms: i64,
    /// Which cycle.
    pub id: StreamId,
    /// The cycle itself.
    pub cycle: CycleState,
    /// Name of its region; empty where it is in no list.
    pub region: String,
    /// Teams that take part, as on the board, in the order of their titles.
    pub teams: Vec<TeamLine>,
}
