//! One page for each route.

pub mod analysis;
pub mod board;
pub mod cycle;
pub mod guide;
pub mod handout;
pub mod join;
pub mod plan;
pub mod projector;
pub mod report;
pub mod settings;
pub mod start;
pub mod team;
