//! Harness for the proofs at the boundary: a server on port 0, clients that speak real frames, recorded traces.

// A test says what went wrong and ends; the doors of the server are for the server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "test support ends a test by panicking"
)]

pub mod bench;
pub mod browser;
pub mod client;
pub mod fault;
pub mod http;
pub mod log_trial;
pub mod programme;
pub mod proxy;
pub mod seed;
pub mod server;
pub mod trace;
pub mod wire;
