//! What the browser and the server of Etappe must agree on.
//!
//! Everything here is pure: no clock, no randomness, no I/O, no floats. The same `decide`, `apply`, transform and
//! rebase run in the server, the browser, replay, the tests and the load generator. The modules stand in the order in
//! which an edit meets them.

pub mod authority;
pub mod civil;
pub mod id;
pub mod limits;
pub mod revision;

pub mod catalogue;
pub mod text;

pub mod event;
pub mod op;

pub mod commit;

pub mod analysis;
pub mod digest;
pub mod redact;

pub mod chart;
pub mod compare;
pub mod score;

pub mod cycle;
pub mod installation;
pub mod ledger;

pub mod rejection;
pub mod sequence;

pub mod replica;

pub mod history;

pub mod codec;
pub mod frame;
pub mod presence;
pub mod view;
