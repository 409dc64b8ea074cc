//! Harness for the proofs at the boundary.
