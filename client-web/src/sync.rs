//! Everything between the person's input and the socket that needs no browser to be tested.
//!
//! No reactive signal and no clock in here: time and randomness come in as arguments, effects go out as values. Only
//! [`socket`] touches the browser.

pub mod carets;
pub mod client;
pub mod editor;
pub mod link;
pub mod notice;
mod receive;
pub mod save_state;
pub mod socket;
pub mod splice;
pub mod watch;
