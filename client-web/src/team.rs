//! What the team's pages compute before anything is drawn: order, days, numbers. Pure, and so tested without a browser.

pub mod days;
pub mod ends;
pub mod look;
pub mod order;
pub mod points;
pub mod qr;
pub mod tab;
