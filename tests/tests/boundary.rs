//! The proofs at the boundary: what Etappe promises, shown on servers and sockets as they are.

// A test says what went wrong and ends; the doors of the server are for the server.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "tests end by panicking")]

mod boundary {
    mod support;

    mod access;
    mod board;
    mod compare;
    mod cycle;
    mod doors;
    mod drain;
    mod history;
    mod hostile;
    mod i10;
    mod kill;
    mod op_ids;
    mod rebuild;
    mod reconnect;
    mod redact;
    mod resume;
    mod silence;
    mod slow_reader;
    mod story;
    mod take;
    mod traces;
    mod views;
}
