//! The Etappe server. The modules stand in the order in which an edit meets them.

pub mod app;
pub mod config;
pub mod shutdown;

pub mod catalogue;
pub mod clock;
mod hex;
pub mod random;
pub mod spawn;

#[cfg(test)]
mod golden;

pub mod limiter;

pub mod http;
pub mod programme;
pub mod session;
pub mod stream;

pub mod event_log;
pub mod snapshot;

pub mod compare;
pub mod erasure;
pub mod history;
pub mod projection;

pub mod export;
pub mod report;

pub mod access;
pub mod ops;
