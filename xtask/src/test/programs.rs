//! The test programs that cargo builds.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::shell::{self, Done};

/// One compiled test program.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) package: String,
    pub(crate) target: String,
    pub(crate) folder: PathBuf,
    pub(crate) executable: PathBuf,
}

impl Program {
    /// Starts it as cargo would: in the folder of its package.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(args).current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command.env("CARGO_PKG_NAME", &self.package);
        command
    }
}

/// Runs a build of tests and gives the programs that it made, sorted by package and target.
pub(crate) fn build(mut build: Command) -> Done<Vec<Program>> {
    build.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    let shown = shell::show(&build);
    eprintln!("> {shown}");
    let failed = |error: std::io::Error| format!("`{shown}`: {error}");
    let mut child = build.spawn().map_err(failed)?;
    let stdout = child.stdout.take().ok_or("the build has no output")?;
    let mut programs = Vec::new();
    for line in BufReader::new(stdout).lines() {
        programs.extend(serde_json::from_str(&line.map_err(failed)?).ok().as_ref().and_then(read));
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(format!("`{shown}` failed ({status})"));
    }
    programs.sort_by(|one, other| (&one.package, &one.target).cmp(&(&other.package, &other.target)));
    Ok(programs)
}

/// The program that a message of cargo speaks of, if it is a test.
fn read(message: &Value) -> Option<Program> {
    if message["profile"]["test"] != true {
        return None;
    }
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
    let id = message["package_id"].as_str()?;
    // Cargo leaves the name out of the id where the folder has the same.
    let package = match id.rsplit_once('#')?.1.rsplit_once('@') {
        Some((name, _)) => name,
        None => folder.file_name()?.to_str()?,
    };
    Some(Program {
        package: package.to_owned(),
        target: message["target"]["name"].as_str()?.to_owned(),
        folder: folder.to_path_buf(),
        executable: message["executable"].as_str()?.into(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_tests_are_programs_to_run() {
        let message = |test, id| {
            json!({
                "profile": { "test": test }, "package_id": id, "manifest_path": "/repo/xtask/Cargo.toml",
                "target": { "name": "laws" }, "executable": "/repo/target/laws",
            })
        };
        assert_eq!(read(&message(false, "path+file:///repo/xtask#0.1.0")), None);
        assert_eq!(read(&json!({ "reason": "build-finished" })), None);
        let program = read(&message(true, "path+file:///repo/xtask#0.1.0")).unwrap();
        assert_eq!((program.package.as_str(), program.target.as_str()), ("xtask", "laws"));
        let program = read(&message(true, "path+file:///repo/protocol#etappe-protocol@0.1.0")).unwrap();
        assert_eq!(program.package, "etappe-protocol");
    }
}
