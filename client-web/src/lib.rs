//! The Etappe browser client.

pub mod sync;
