//! `cargo xtask bundle`: the browser client.

use crate::shell::{self, Done, cargo};
use crate::tools;

/// Compiles the client and lays its files where the server embeds them from.
pub(crate) fn run() -> Done {
    tools::wasm_target()?;
    // A target folder of its own: the client's flags and profile would otherwise rebuild what the tests have built.
    let mut build = cargo(&["build", "--package", "etappe-client-web", "--profile", "client"]);
    build.args(["--target", "wasm32-unknown-unknown", "--target-dir", "target/web"]);
    shell::run(build)?;
    shell::run(cargo(&["run", "--quiet", "--package", "etappe-bundle"]))
}
