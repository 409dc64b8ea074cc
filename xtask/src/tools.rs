//! What has to be on the machine beyond cargo, and how it gets there.

use crate::shell::{self, Done, command};

const WASM: &str = "wasm32-unknown-unknown";
const BROWSER: [(&str, &str); 2] = [("chromium", "chromium"), ("chromedriver", "chromium-driver")];

/// Makes sure that the browser client can be compiled.
pub(crate) fn wasm_target() -> Done {
    let installed = shell::output(command("rustup", &["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line == WASM) {
        return Ok(());
    }
    shell::run(command("rustup", &["target", "add", WASM]))
}

/// Makes sure that there is a browser to test with; installs it as root, or when told to.
pub(crate) fn browser(install: bool) -> Done {
    let missing = missing(shell::has);
    if missing.is_empty() {
        return Ok(());
    }
    let root = shell::output(command("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
    let steps = steps(&missing, root);
    if !root && !install {
        let commands: Vec<_> = steps.iter().map(|step| step.join(" ")).collect();
        return Err(format!(
            "the browser tests need {}; install with\n\n    {}\n\nor run this with --install",
            missing.join(" and "),
            commands.join(" && "),
        ));
    }
    for step in &steps {
        let mut command = command(step[0], &step[1..]);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        shell::run(command)?;
    }
    Ok(())
}

/// The packages of those programs that are not there.
fn missing(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    BROWSER.iter().filter(|(program, _)| !has(program)).map(|(_, package)| *package).collect()
}

fn steps(packages: &[&'static str], root: bool) -> Vec<Vec<&'static str>> {
    let sudo: &[&str] = if root { &[] } else { &["sudo"] };
    let update = [sudo, &["apt-get", "update"]].concat();
    let install = [sudo, &["apt-get", "install", "-y", "--no-install-recommends"], packages].concat();
    vec![update, install]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(missing(|_| true), Vec::<&str>::new());
        assert_eq!(missing(|program| program == "chromium"), ["chromium-driver"]);
    }

    #[test]
    fn only_root_does_without_sudo() {
        assert_eq!(steps(&["chromium"], true)[0], ["apt-get", "update"]);
        assert_eq!(steps(&["chromium"], false)[1][..3], ["sudo", "apt-get", "install"]);
    }
}
