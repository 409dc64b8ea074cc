//! The Etappe server. The modules stand in the order in which an edit meets them.

pub mod catalogue;
pub mod clock;
pub mod random;
pub mod spawn;

pub mod event_log;
