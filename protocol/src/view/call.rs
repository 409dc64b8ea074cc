//! What is handed in over HTTP about cycles, and what comes back. Bodies are encoded by [`crate::codec`].

use serde::{Deserialize, Serialize};

use crate::cycle::CycleState;
use crate::id::{ActorId, ItemId, OpId, RegionId, StreamId};
use crate::revision::Revision;

/// Something to be done, under an id that makes a repeat harmless: whoever does not hear the answer asks again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish<T> {
    /// Made by the client, once for each wish; its replica is no tab's and no other wish's.
    pub op_id: OpId,
    /// What is wished.
    pub op: T,
}

/// A cycle to be begun, `POST /api/cycles`; answered with its [`StreamId`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCycle {
    /// Where it takes place.
    pub region: RegionId,
    /// 1 to [`crate::limits::TITLE_CHARS`] scalar values.
    pub title: String,
}

/// A team to be begun and invited, `POST /api/cycle/{cycle}/teams`; answered with [`NewTeamMade`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTeam {
    /// Who carries the project; may be empty.
    pub initiative: String,
    /// The project, 1 to [`crate::limits::TITLE_CHARS`] scalar values.
    pub title: String,
    /// Who leads the team, 1 to [`crate::limits::NAME_CHARS`] scalar values.
    pub lead_name: String,
    /// Their mail address, if it is known.
    pub lead_mail: Option<String>,
}

/// A team that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTeamMade {
    /// Its analysis.
    pub analysis: StreamId,
    /// Opens it once, for the lead. Cannot be had again; a repeat of the wish gives another one as long as nobody leads
    /// the team, and then the earlier one opens nothing any more.
    pub token: String,
}

/// A question to a team, `POST /api/cycle/{cycle}/team/{analysis}/question`; answered with the analysis' [`Revision`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedQuestion {
    /// The statement or criterion that it is about.
    pub subject: ItemId,
    /// 1 to [`crate::limits::QUESTION_CHARS`] scalar values.
    pub text: String,
}

/// A cycle as its coordinators see it, `GET /api/cycle/{cycle}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleView {
    /// What the state holds at.
    pub revision: Revision,
    /// All of it.
    pub state: CycleState,
    /// Who runs it, by actor; whoever is not here has gone.
    pub names: Vec<(ActorId, String)>,
}

/// The answer to a [`crate::cycle::CycleOp`], `POST /api/cycle/{cycle}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleWritten {
    /// The commit that the op became.
    pub revision: Revision,
    /// Analyses that take part and do not keep the point of every closing yet, because they cannot be written now. The
    /// server goes on trying.
    pub pins_missing: u32,
}
