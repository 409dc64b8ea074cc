//! What operators run: serving, trying out, checking, carrying out and in.

pub mod demo;
pub mod export;
pub mod import;
pub mod rebuild;
pub mod redact;
pub mod serve;
pub mod verify;
