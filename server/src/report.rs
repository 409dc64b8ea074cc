//! What people take along: tables of a board and of an analysis as files, and counts over cycles. Pure: views in, bytes
//! out.

mod analysis;
mod board;
mod counts;
mod files;

pub use analysis::{MilestoneSheet, Taken, answers, scores, scores_in_one};
pub use board::{Cell, Language, Table, board};
pub use counts::{CountedCycle, counts};
pub use files::{ReportError, csv, xlsx};
