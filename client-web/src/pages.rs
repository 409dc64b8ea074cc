//! One page for each route.

pub mod analysis;
pub mod join;
pub mod overview;
pub mod start;
