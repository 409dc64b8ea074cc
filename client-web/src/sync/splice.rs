//! Between what a text area says and what an edit is: positions, and the difference between two texts.

use etappe_protocol::limits;
use etappe_protocol::text::Operation;

/// One contiguous replacement, counted in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// Where it begins.
    pub position: u32,
    /// How much goes.
    pub deleted: u32,
    /// What comes.
    pub inserted: String,
}

/// The scalar values before a place that is counted in UTF-16 units, as browsers do.
///
/// A place within a surrogate pair counts as behind it: no browser puts a caret there, and nobody may split one.
#[must_use]
pub fn chars_before(text: &str, utf16: u32) -> u32 {
    let mut units = 0;
    let mut chars = 0;
    for char in text.chars() {
        if utf16 <= units {
            break;
        }
        units += if char.len_utf16() == 2 { 2 } else { 1 };
        chars += 1;
    }
    chars
}

/// The UTF-16 units before a place that is counted in scalar values.
#[must_use]
pub fn utf16_before(text: &str, chars: u32) -> u32 {
    text.chars().take(chars as usize).map(|char| if char.len_utf16() == 2 { 2 } else { 1 }).sum()
}

/// Number of scalar values.
#[must_use]
pub fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// What was replaced between two states of a text, or `None` when they are the same.
///
/// `caret` is where the caret stands in `new`. It says which of several equal readings was meant: after "aa" became
/// "aaa", only the caret knows which "a" is new, and others' carets and edits move by it.
#[must_use]
pub fn difference(old: &str, new: &str, caret: u32) -> Option<Splice> {
    if old == new {
        return None;
    }
    let old: Vec<char> = old.chars().collect();
    let new: Vec<char> = new.chars().collect();
    let shorter = old.len().min(new.len());
    let behind_caret = new.len().saturating_sub(caret as usize).min(shorter);
    let suffix = common(old.iter().rev(), new.iter().rev(), behind_caret);
    let prefix = common(old.iter(), new.iter(), shorter - suffix);
    // Where the caret was of no help, what is left may still be the same.
    let rest = shorter - prefix - suffix;
    let more = common(old.iter().rev().skip(suffix), new.iter().rev().skip(suffix), rest);
    let suffix = suffix + more;
    Some(Splice {
        position: u32::try_from(prefix).ok()?,
        deleted: u32::try_from(old.len() - prefix - suffix).ok()?,
        inserted: new[prefix..new.len() - suffix].iter().collect(),
    })
}

fn common<'a>(
    left: impl Iterator<Item = &'a char>,
    right: impl Iterator<Item = &'a char>,
    most: usize,
) -> usize {
    left.zip(right).take(most).take_while(|(left, right)| left == right).count()
}

impl Splice {
    /// The same as edits that are each short enough for one op, to be applied one after the other.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        let inserted: Vec<char> = self.inserted.chars().collect();
        let mut operations = Vec::new();
        let mut position = self.position;
        let mut deleted = self.deleted;
        for piece in inserted.chunks(limits::TEXT_INSERT_CHARS) {
            operations.push(Operation::splice(position, deleted, &piece.iter().collect::<String>()));
            position += u32::try_from(piece.len()).unwrap_or(0);
            deleted = 0;
        }
        if deleted > 0 {
            operations.push(Operation::splice(position, deleted, ""));
        }
        operations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(position: u32, deleted: u32, inserted: &str) -> Option<Splice> {
        Some(Splice { position, deleted, inserted: inserted.to_owned() })
    }

    #[test]
    fn the_caret_tells_equal_readings_apart() {
        assert_eq!(difference("aa", "aaa", 1), splice(0, 0, "a"));
        assert_eq!(difference("aa", "aaa", 2), splice(1, 0, "a"));
        assert_eq!(difference("aa", "aaa", 3), splice(2, 0, "a"));
        // Forward deletion leaves the caret in front of what is gone.
        assert_eq!(difference("aaa", "aa", 1), splice(1, 1, ""));
        assert_eq!(difference("aaa", "aa", 0), splice(0, 1, ""));
    }

    #[test]
    fn a_replaced_selection_is_one_edit() {
        assert_eq!(difference("das alte Haus", "das neue Haus", 8), splice(4, 3, "neu"));
        assert_eq!(difference("abc", "", 0), splice(0, 3, ""));
        assert_eq!(difference("", "äöü", 3), splice(0, 0, "äöü"));
        assert_eq!(difference("same", "same", 2), None);
    }

    #[test]
    fn a_misleading_caret_still_gives_the_right_text() {
        for (old, new) in [("abcdef", "abXdef"), ("aab", "ab"), ("Käse", "Käsekuchen 🎂"), ("xyx", "yx")]
        {
            for caret in 0..12 {
                let splice = difference(old, new, caret).unwrap();
                let after =
                    splice.operations().iter().fold(old.to_owned(), |text, edit| edit.apply(&text).unwrap());
                assert_eq!(after, new, "caret {caret}");
            }
        }
    }

    #[test]
    fn places_convert_both_ways_beyond_the_basic_plane() {
        let text = "a🎂ß👩‍🏫z";
        for chars in 0..=chars(text) {
            assert_eq!(chars_before(text, utf16_before(text, chars)), chars);
        }
        assert_eq!(utf16_before(text, 2), 3);
        assert_eq!(chars_before(text, 2), 2, "within a pair counts as behind it");
        assert_eq!(chars_before(text, 1_000), 7);
    }

    #[test]
    fn a_long_paste_is_split_where_one_op_ends() {
        let long = "ä".repeat(limits::TEXT_INSERT_CHARS * 2 + 5);
        let splice = difference("vorher", &format!("vor{long}"), u32::MAX).unwrap();
        let operations = splice.operations();
        assert_eq!(operations.len(), 3);
        assert!(operations.iter().all(Operation::fits_one_op));
        let after = operations.iter().fold("vorher".to_owned(), |text, edit| edit.apply(&text).unwrap());
        assert_eq!(after, format!("vor{long}"));
    }
}
