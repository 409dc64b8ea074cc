//! What a cycle means at a moment, as far as it needs no browser to be tested: time zones, phases, the merged board,
//! the order of teams, texts to copy.

pub mod board;
pub mod moment;
pub mod order;
pub mod phase;
pub mod reminder;
