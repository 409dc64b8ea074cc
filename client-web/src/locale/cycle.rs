//! Words of the coordinator's, the programme lead's and the operator's side.

mod board;
mod plan;
mod start;
mod team;

pub use board::BoardTexts;
pub use plan::PlanTexts;
pub use start::StartTexts;
pub use team::CoordinatedTexts;

/// All of them.
#[derive(Debug)]
pub struct CycleTexts {
    /// Board and projector.
    pub board: BoardTexts,
    /// A team's page.
    pub team: CoordinatedTexts,
    /// Planning and closing.
    pub plan: PlanTexts,
    /// The start page by role.
    pub start: StartTexts,
}

/// In German.
pub(super) const DE: CycleTexts =
    CycleTexts { board: board::DE, team: team::DE, plan: plan::DE, start: start::DE };

/// In English.
pub(super) const EN: CycleTexts =
    CycleTexts { board: board::EN, team: team::EN, plan: plan::EN, start: start::EN };
