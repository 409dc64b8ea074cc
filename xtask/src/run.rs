//! `cargo xtask run`: from a fresh clone to the demo in the browser.

use std::process::Command;

use crate::shell::{self, Done, cargo};
use crate::{bundle, tools};

/// Builds client and server and becomes the server, so that signals and the exit code are its own.
pub(crate) fn run(args: &[&str]) -> Done {
    tools::wasm_target()?;
    bundle::run()?;
    // The profile of the tests, so that one compile serves both.
    shell::run(cargo(&["build", "--package", "etappe-server"]))?;
    let mut server = Command::new(shell::target().join("debug/etappe"));
    server.arg("demo").args(args).current_dir(shell::root());
    become_program(server)
}

#[cfg(unix)]
fn become_program(mut server: Command) -> Done {
    use std::os::unix::process::CommandExt;

    let error = server.exec();
    Err(format!("`{}` did not start: {error}", shell::show(&server)))
}

#[cfg(not(unix))]
fn become_program(server: Command) -> Done {
    shell::run(server)
}
