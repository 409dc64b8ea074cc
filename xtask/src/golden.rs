//! `cargo xtask golden`: adds the golden files of new shapes; never touches one that is there.

use crate::shell::{self, Done, cargo};

/// Runs the golden tests in the mode that writes what is missing.
pub(crate) fn run() -> Done {
    let mut tests = cargo(&["test", "--package", "etappe-protocol", "--package", "etappe-server", "golden"]);
    tests.env("ETAPPE_GOLDEN", "write");
    shell::run(tests)
}
