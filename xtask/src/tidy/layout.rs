//! How files are named, and how long they may be.

use super::Finding;
use super::tree::Tree;

/// Lines of a Rust file; nine in ten files of the code that we take as a model are shorter.
const MAX_LINES: usize = 400;

/// Files that may be longer, each with the reason.
const LONGER: &[(&str, &str)] = &[];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = check_with(tree, LONGER);
    if !tree.contains("Cargo.lock") {
        findings.push(Finding::new("Cargo.lock", "is missing: a build has to be the same build tomorrow"));
    }
    findings
}

fn check_with(tree: &Tree, longer: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".rs")) {
        if path.ends_with("/mod.rs") {
            let message = "name it after its folder, one level up: ten open tabs called mod.rs say nothing";
            findings.push(Finding::new(path, message));
        }
        let lines = text.lines().count();
        if MAX_LINES < lines && !longer.iter().any(|(exception, _)| *exception == path) {
            let message = format!(
                "{lines} lines, more than {MAX_LINES}: a file that only grows is one that nobody reads; split it, \
                 or list it in xtask/src/tidy/layout.rs with a reason"
            );
            findings.push(Finding::new(path, message));
        }
    }
    for (path, _) in longer {
        let short = tree.text(path).is_none_or(|text| text.lines().count() <= MAX_LINES);
        if short {
            findings.push(Finding::new(*path, "needs no exception in xtask/src/tidy/layout.rs any more"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mod_rs_is_found() {
        let tree = Tree::of(&[("a/src/b/mod.rs", ""), ("a/src/b.rs", "")]);
        assert_eq!(check_with(&tree, &[]).len(), 1);
    }

    #[test]
    fn a_long_file_needs_a_listed_reason_and_a_short_one_must_not_have_one() {
        let long = "\n".repeat(MAX_LINES + 1);
        let tree = Tree::of(&[("a.rs", &long), ("b.rs", &long), ("c.rs", ""), ("d.toml", &long)]);
        let findings = check_with(&tree, &[("a.rs", "a reason"), ("c.rs", "a reason")]);
        let places: Vec<_> = findings.iter().map(|finding| finding.place.as_str()).collect();
        assert_eq!(places, ["b.rs", "c.rs"]);
    }

    #[test]
    fn a_missing_lock_file_is_found() {
        assert_eq!(check(&Tree::default()).len(), 1);
        assert_eq!(check(&Tree::of(&[("Cargo.lock", "")])).len(), 0);
    }
}
