//! The sequencer and its followers over a log whose acks can be held back and made to fail.

mod ends;
mod life;
mod speaks;
mod support;
