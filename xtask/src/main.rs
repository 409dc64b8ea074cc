//! Every rule of the house, executable.
fn main() {}
