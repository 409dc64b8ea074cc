//! What must not stand in any file.

use super::Finding;
use super::tree::Tree;

/// Folders of somebody's machine; put together here, so that this file may speak of them.
const MACHINE_PATHS: [&str; 3] = [concat!("/", "work/"), concat!("/", "home/"), concat!("/", "root/")];
const NOTE: &str = concat!("TO", "DO");

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        for (index, line) in text.lines().enumerate() {
            for part in MACHINE_PATHS.iter().filter(|part| line.contains(**part)) {
                let message = format!("`{part}` is a path of one machine; it means nothing on any other");
                findings.push(Finding::at(path, index + 1, message));
            }
            if line.match_indices(NOTE).any(|(at, _)| is_unnumbered(line, at)) {
                let message = format!(
                    "a {NOTE} carries the number of its issue, as in {NOTE}(#7): otherwise nobody knows who waits for it"
                );
                findings.push(Finding::at(path, index + 1, message));
            }
        }
    }
    findings
}

/// Whether the word at `at` is a note of its own, and has no number.
fn is_unnumbered(line: &str, at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let (before, after) = (&line.as_bytes()[..at], &line[at + NOTE.len()..]);
    if is_word(before.last()) || is_word(after.as_bytes().first()) {
        return false;
    }
    let number = after.strip_prefix("(#").and_then(|rest| rest.split_once(')')).map(|(number, _)| number);
    number.is_none_or(|number| number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_one_machine_are_found() {
        let bad = format!("fine\nsee {}somebody/x", MACHINE_PATHS[1]);
        let findings = check(&Tree::of(&[("README.md", &bad), ("a.md", "work/ and homework/")]));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place, "README.md:2");
    }

    #[test]
    fn a_note_without_a_number_is_found() {
        for (line, found) in [
            (format!("// {NOTE}: later"), true),
            (format!("// {NOTE}(#): later"), true),
            (format!("// {NOTE}(#12): later"), false),
            (format!("let MAS{NOTE}NS = 1;"), false),
        ] {
            assert_eq!(!check(&Tree::of(&[("a.rs", &line)])).is_empty(), found, "{line}");
        }
    }
}
