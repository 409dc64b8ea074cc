//! What operators run: serving, trying out, checking.

pub mod demo;
pub mod rebuild;
pub mod serve;
pub mod verify;
