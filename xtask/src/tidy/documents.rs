//! What the documents say about the tree: a path in backticks exists.

use super::Finding;
use super::tree::Tree;

/// Made by a build, so never in the tree.
const MADE: [&str; 2] = ["client-web/dist", "target"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| is_document(path)) {
        let mut in_fence = false;
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_fence = !in_fence;
            }
            if in_fence {
                continue;
            }
            for missing in line.split('`').skip(1).step_by(2).filter(|word| !exists(tree, word)) {
                let message =
                    format!("there is no `{missing}`: a map of folders that are gone is worse than none");
                findings.push(Finding::at(path, index + 1, message));
            }
        }
    }
    findings
}

fn is_document(path: &str) -> bool {
    path == "README.md" || path == "ARCHITECTURE.md" || (path.starts_with("docs/") && path.ends_with(".md"))
}

/// Whether a word in backticks is no path of this repository, or one that exists.
fn exists(tree: &Tree, word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    if word.is_empty() || word.starts_with('/') || !word.bytes().all(plain) {
        return true;
    }
    let word = word.trim_start_matches("./").trim_end_matches('/');
    if MADE.iter().any(|made| word == *made || word.starts_with(&format!("{made}/"))) {
        return true;
    }
    let below = format!("{word}/");
    let is_there = tree.paths().any(|path| path == word || path.starts_with(&below));
    match word.split_once('/') {
        Some((top, _)) => {
            let top = format!("{top}/");
            let is_ours = tree.paths().any(|path| path.starts_with(&top));
            is_there || (!is_ours && !word.ends_with(".rs")) || ends_a_path(tree, word)
        }
        None => {
            // `mod.rs` is spoken of because it must not exist.
            let is_name = !word.starts_with('.')
                && word != "mod.rs"
                && (word.ends_with(".rs") || word.ends_with(".md"));
            is_there || !is_name || ends_a_path(tree, word)
        }
    }
}

/// Whether the word is the end of a path, as in `event_log/memory.rs` within the chapter on the server.
fn ends_a_path(tree: &Tree, word: &str) -> bool {
    let end = format!("/{word}");
    word.ends_with(".rs") && tree.paths().any(|path| path.ends_with(&end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_gone_is_found() {
        let tree = |text| Tree::of(&[("README.md", text), ("server/src/event_log/redb.rs", "")]);
        for good in [
            "`server/`, `server/src`, `server/src/event_log/redb.rs`, `event_log/redb.rs`, `redb.rs`",
            "`README.md` `etappe serve` `application/json` `/api/health` `client-web/dist/` `.rs` `and/or`",
            "```\n`server/gone`\n```",
        ] {
            assert_eq!(check(&tree(good)), [], "{good}");
        }
        for bad in ["`server/gone`", "`gone.rs`", "`event_log/gone.rs`", "`GONE.md`", "`server/src/event`"] {
            assert_eq!(check(&tree(bad)).len(), 1, "{bad}");
        }
    }

    #[test]
    fn only_documents_are_read() {
        assert_eq!(check(&Tree::of(&[("server/a.rs", "// `server/gone`")])), []);
    }
}
