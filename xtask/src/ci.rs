//! `cargo xtask ci`: what has to pass before a change is taken.

use crate::shell::{self, Done, cargo};
use crate::{test, tidy, tools};

/// Cheap checks first, so that most mistakes are told within a minute.
pub(crate) fn run(install: bool) -> Done {
    shell::run(cargo(&["fmt", "--all", "--check"]))?;
    tidy::run()?;
    tools::wasm_target()?;
    let native = ["clippy", "--locked", "--workspace", "--exclude", "etappe-client-web", "--all-targets"];
    shell::run(deny_warnings(&native))?;
    let mut web = vec!["clippy", "--locked", "--package", "etappe-client-web"];
    web.extend(["--target", "wasm32-unknown-unknown", "--target-dir", "target/web"]);
    shell::run(deny_warnings(&web))?;
    // Builds the bundle, too.
    test::run(install)
}

fn deny_warnings(args: &[&str]) -> std::process::Command {
    let mut clippy = cargo(args);
    clippy.args(["--", "-D", "warnings"]);
    clippy
}
