//! Live streams: one task each judges ops, waits for the disk, and feeds the followers.
//!
//! This module knows neither HTTP nor sockets; a follower is whoever holds a [`Subscription`].

mod create;
mod feed;
mod handle;
mod ledger;
mod load;
mod owed;
mod own;
mod pending;
mod presence;
mod redact;
mod registry;
mod sequencer;

pub use create::{CreateError, NewAnalysis, create_analysis};
pub use feed::{Batch, Delivery, Feed, Reply, encode as encode_commits};
pub use handle::{
    OpenError, OpenRequest, OwnError, PinRequest, Start, StreamGone, StreamHandle, Subscription,
};
pub use ledger::{Held, LedgerError, Ledgers, Submitted};
pub use load::LoadError;
pub use redact::{RedactError, RedactRequest, trace};
pub use registry::{Catalogues, Streams, StreamsConfig, Tie};

#[cfg(test)]
mod tests;
