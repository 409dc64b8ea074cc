//! `cargo xtask bench`: the load generator.

use crate::shell::{self, Done, cargo};

/// Builds it for speed and hands all arguments on.
pub(crate) fn run(args: &[&str]) -> Done {
    let mut bench = cargo(&["run", "--release", "--package", "etappe-tests", "--bin", "etappe-bench", "--"]);
    bench.args(args);
    shell::run(bench)
}
