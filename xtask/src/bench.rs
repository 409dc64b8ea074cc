//! `cargo xtask bench`: measures the server beside the limits of the machine.

use crate::shell::{self, Done, cargo, command};

/// Builds the server and what measures it for speed, side by side, and hands all arguments on.
pub(crate) fn run(args: &[&str]) -> Done {
    shell::run(cargo(&["build", "--release", "--package", "etappe-server", "--package", "etappe-tests"]))?;
    let bench = shell::target().join("release/etappe-bench");
    let bench = bench.to_str().ok_or("the target folder's name is not UTF-8")?;
    shell::run(command(bench, args))
}
