//! Where two texts differ, word by word.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What became of a run of text. The order is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RunKind {
    /// It stands in both.
    Equal,
    /// It is new.
    Insert,
    /// It is gone.
    Delete,
}

/// A run of text that stayed, came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What became of it.
    pub kind: RunKind,
    /// The text; empty only for a passage that is gone and that the reader may not see.
    pub text: String,
}

/// The runs from one text to another; of what is replaced, the old stands before the new. Empty for two empty texts.
///
/// Cut where words end. A space between two replaced words goes with them, so that a rewritten sentence reads as one
/// passage out and one in. The time is bounded by the length of the texts: where two long texts have little in
/// common, the runs are right but not always the shortest.
#[must_use]
pub fn word_diff(before: &str, after: &str) -> Vec<Run> {
    let (old, new) = (words(before), words(after));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut runs = Runs::default();
    for (index, op) in ops.iter().enumerate() {
        match *op {
            DiffOp::Equal { old_index, len, .. } => {
                let kept = old.get(old_index..old_index + len).unwrap_or_default().concat();
                let is_between = 0 < index && index + 1 < ops.len();
                runs.keep(&kept, is_between);
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                runs.gone.push_str(&joined(&old, old_index, old_len))
            }
            DiffOp::Insert { new_index, new_len, .. } => runs.new.push_str(&joined(&new, new_index, new_len)),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                runs.gone.push_str(&joined(&old, old_index, old_len));
                runs.new.push_str(&joined(&new, new_index, new_len));
            }
        }
    }
    runs.flush();
    runs.done
}

/// The text before, from the runs.
#[must_use]
pub fn before(runs: &[Run]) -> String {
    runs.iter().filter(|run| run.kind != RunKind::Insert).map(|run| run.text.as_str()).collect()
}

/// The text after, from the runs.
#[must_use]
pub fn after(runs: &[Run]) -> String {
    runs.iter().filter(|run| run.kind != RunKind::Delete).map(|run| run.text.as_str()).collect()
}

#[derive(Default)]
struct Runs {
    done: Vec<Run>,
    gone: String,
    new: String,
}

impl Runs {
    fn keep(&mut self, kept: &str, is_between: bool) {
        let is_mere_space = kept.chars().all(|letter| letter.is_whitespace() && letter != '\n');
        if is_between && is_mere_space && !self.gone.is_empty() && !self.new.is_empty() {
            self.gone.push_str(kept);
            self.new.push_str(kept);
            return;
        }
        self.flush();
        self.push(RunKind::Equal, kept.to_owned());
    }

    fn flush(&mut self) {
        let (gone, new) = (std::mem::take(&mut self.gone), std::mem::take(&mut self.new));
        self.push(RunKind::Delete, gone);
        self.push(RunKind::Insert, new);
    }

    fn push(&mut self, kind: RunKind, text: String) {
        if text.is_empty() {
            return;
        }
        match self.done.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(&text),
            Some(_) | None => self.done.push(Run { kind, text }),
        }
    }
}

fn joined(words: &[&str], from: usize, len: usize) -> String {
    words.get(from..from + len).unwrap_or_default().concat()
}

/// Runs of letters and digits, runs of white space, and every other character by itself.
fn words(text: &str) -> Vec<&str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Word,
        Space,
        Other,
    }
    let kind = |letter: char| match letter {
        '\n' => Kind::Other,
        letter if letter.is_whitespace() => Kind::Space,
        letter if letter.is_alphanumeric() => Kind::Word,
        _ => Kind::Other,
    };
    let mut words = Vec::new();
    let (mut start, mut last) = (0, None);
    for (index, letter) in text.char_indices() {
        let this = kind(letter);
        if last.is_some_and(|last| last != this || this == Kind::Other) {
            words.push(&text[start..index]);
            start = index;
        }
        last = Some(this);
    }
    if last.is_some() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let mark = |run: &Run| match run.kind {
            RunKind::Equal => run.text.clone(),
            RunKind::Insert => format!("+{}+", run.text),
            RunKind::Delete => format!("-{}-", run.text),
        };
        word_diff(before, after).iter().map(mark).collect()
    }

    #[test]
    fn words_come_and_go_whole() {
        assert_eq!(shown("", ""), "");
        assert_eq!(shown("gleich", "gleich"), "gleich");
        assert_eq!(shown("", "neu hier"), "+neu hier+");
        assert_eq!(shown("alt hier", ""), "-alt hier-");
        assert_eq!(
            shown("Wir fragen Kinder.", "Wir fragen Jugendliche."),
            "Wir fragen -Kinder-+Jugendliche+."
        );
        assert_eq!(shown("Wir fragen Kinder.", "Wir fragen Kinder oft."), "Wir fragen Kinder+ oft+.");
        assert_eq!(shown("Förder-Verein", "Förder-Kreis"), "Förder--Verein-+Kreis+");
    }

    #[test]
    fn a_rewritten_passage_goes_out_and_comes_in_as_one() {
        assert_eq!(
            shown("erst drei alte Worte", "erst zwei neue Sachen"),
            "erst -drei alte Worte-+zwei neue Sachen+"
        );
        assert_eq!(shown("a\nb", "c\nd"), "-a-+c+\n-b-+d+", "lines stay lines");
    }

    #[test]
    fn two_long_texts_with_nothing_in_common_are_compared_in_bounded_time() {
        let text = |letter: char| {
            (0..crate::limits::NOTES_CHARS / 8)
                .map(|n| format!("{letter}{n:05}{}", [' ', ','][n % 2]))
                .collect()
        };
        let (old, new): (String, String) = (text('a'), text('b'));
        let runs = word_diff(&old, &new);
        assert_eq!((before(&runs), after(&runs)), (old, new));
    }
}
