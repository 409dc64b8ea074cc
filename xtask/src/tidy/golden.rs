//! Golden files are only ever added to: what was once written or sent must be readable for ever.

use std::collections::BTreeMap;

use super::Finding;
use super::tree::Tree;
use crate::shell::{self, Done, command};

/// Path to the hash of the content.
type Blobs = BTreeMap<String, String>;

/// Golden files that history has and the tree need not, each with the reason.
const WITHDRAWN: &[(&str, &str)] = &[];

pub(super) fn check(history: &Blobs, current: &Blobs) -> Vec<Finding> {
    check_with(history, current, WITHDRAWN)
}

fn check_with(history: &Blobs, current: &Blobs, withdrawn: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, first) in history.iter().filter(|(path, _)| !withdrawn.iter().any(|(gone, _)| gone == path)) {
        let said = match current.get(path) {
            Some(now) if now == first => continue,
            Some(_) => "differs from what it was when it was added",
            None => "was deleted",
        };
        let message =
            format!("{said}: bytes like these may be stored somewhere; add a new golden file instead");
        findings.push(Finding::new(path, message));
    }
    findings
}

/// Every golden file ever committed, with its first content.
pub(super) fn history() -> Done<Blobs> {
    let mut log = command("git", &["log", "--reverse", "--no-renames", "--diff-filter=A", "--raw"]);
    log.args(["--no-abbrev", "--format=", "--", ":(glob)**/golden/**"]);
    Ok(first_added(&shell::output(log)?))
}

fn first_added(log: &str) -> Blobs {
    let mut blobs = Blobs::new();
    for line in log.lines() {
        let Some((header, path)) = line.split_once('\t') else { continue };
        let Some(blob) = header.split(' ').nth(3) else { continue };
        blobs.entry(path.to_owned()).or_insert_with(|| blob.to_owned());
    }
    blobs
}

/// The golden files as they lie there.
pub(super) fn current(tree: &Tree) -> Done<Blobs> {
    let paths: Vec<_> = tree.paths().filter(|path| path.contains("/golden/")).collect();
    if paths.is_empty() {
        return Ok(Blobs::new());
    }
    let mut hash = command("git", &["hash-object", "--"]);
    hash.args(&paths);
    let hashes = shell::output(hash)?;
    Ok(paths.iter().map(|path| (*path).to_owned()).zip(hashes.lines().map(str::to_owned)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs(files: &[(&str, &str)]) -> Blobs {
        files.iter().map(|(path, blob)| ((*path).to_owned(), (*blob).to_owned())).collect()
    }

    #[test]
    fn golden_files_may_be_added_but_not_changed_or_deleted() {
        let history = blobs(&[("p/golden/a", "1"), ("p/golden/b", "2")]);
        let check = |current: &[(&str, &str)]| check_with(&history, &blobs(current), &[]).len();
        assert_eq!(check(&[("p/golden/a", "1"), ("p/golden/b", "2"), ("p/golden/c", "3")]), 0);
        assert_eq!(check(&[("p/golden/a", "1"), ("p/golden/b", "9")]), 1);
        assert_eq!(check(&[("p/golden/a", "1")]), 1);
    }

    #[test]
    fn a_withdrawn_file_has_a_reason() {
        let history = blobs(&[("p/golden/a", "1")]);
        assert_eq!(check_with(&history, &Blobs::new(), &[("p/golden/a", "never left this repository")]), []);
    }

    #[test]
    fn the_first_content_counts() {
        let log = ":000000 100644 0000 1111 A\tp/golden/a\n\n:000000 100644 0000 2222 A\tp/golden/a\n";
        assert_eq!(first_added(log), blobs(&[("p/golden/a", "1111")]));
    }
}
