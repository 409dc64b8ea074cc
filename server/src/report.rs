//! What people take along: tables of a board as files, and counts over cycles. Pure: views in, bytes out.

mod board;
mod counts;
mod files;

pub use board::{Cell, Language, Table, board};
pub use counts::{CountedCycle, counts};
pub use files::{ReportError, csv, xlsx};
