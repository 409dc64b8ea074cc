//! The aggregate of one analysis: what holds now, what an op becomes, what an event does.

mod apply;
mod decide;
mod decide_team;
mod state;
mod team;

pub use apply::Meta;
pub use state::{AnalysisState, ItemChange, Proposal, Rating, TextField};
pub use team::{Enrolment, Measure, Pin, PinKey, Question, Stamp, Stamped};
