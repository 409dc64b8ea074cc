//! The program `etappe`.
fn main() {}
