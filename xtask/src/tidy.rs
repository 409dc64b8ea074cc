//! `cargo xtask tidy`: the rules that no compiler knows. Each says why it is there.

mod dependencies;
mod documents;
mod frames;
mod golden;
mod layout;
mod spdx;
mod tree;
mod words;

use std::fmt;

use crate::shell::Done;
use tree::Tree;

/// A place where a rule is broken, and why the rule is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    place: String,
    message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), message)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Checks everything and tells all findings at once.
pub(crate) fn run() -> Done {
    let tree = Tree::of_the_repository()?;
    let mut findings = Vec::new();
    findings.extend(layout::check(&tree));
    findings.extend(words::check(&tree));
    findings.extend(documents::check(&tree));
    findings.extend(frames::check(&tree));
    findings.extend(golden::check(&golden::history()?, &golden::current(&tree)?));
    if tree.contains("Cargo.lock") {
        findings.extend(dependencies::check(&dependencies::metadata()?));
    }
    if findings.is_empty() {
        println!("tidy: {} files, nothing to say", tree.len());
        return Ok(());
    }
    for finding in &findings {
        println!("{finding}");
    }
    Err(format!("tidy has {} finding(s)", findings.len()))
}
