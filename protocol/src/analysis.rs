//! The aggregate of one analysis: what holds now, what an op becomes, what an event does.

mod apply;
mod decide;
mod state;

pub use apply::Meta;
pub use state::{AnalysisState, ItemChange, Proposal, Rating, TextField};
