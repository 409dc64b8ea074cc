//! One page for each route.

pub mod analysis;
pub mod board;
pub mod guide;
pub mod handout;
pub mod join;
pub mod overview;
pub mod start;
