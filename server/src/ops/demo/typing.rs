//! How a text comes to stand there: word by word, with slips that are put right, and not always by one person.

use etappe_protocol::text::Operation;

use super::dice::Dice;

/// One edit as somebody makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keystrokes {
    pub(super) operation: Operation,
    /// Time that it takes, in milliseconds.
    pub(super) takes_ms: i64,
    /// Sentence of the new text that it belongs to, counted from 0.
    pub(super) sentence: usize,
}

/// The edits that turn one text into another.
pub(super) fn edits(old: &str, new: &str, dice: &mut Dice) -> Vec<Keystrokes> {
    let (kept, deleted, inserted) = change(old, new);
    let mut edits = Vec::new();
    if 0 < deleted {
        let takes_ms = dice.between(900, 2_600);
        edits.push(Keystrokes { operation: Operation::splice(kept, deleted, ""), takes_ms, sentence: 0 });
    }
    let (mut position, mut sentence) = (kept, 0);
    for word in inserted.split_inclusive(' ') {
        let takes_ms = 140 * i64::from(count(word)) + dice.between(60, 700);
        let slip = if dice.below(14) == 0 { slip(word) } else { None };
        let typed = slip.as_ref().map_or(word, |(typed, _)| typed.as_str());
        let operation = Operation::splice(position, 0, typed);
        edits.push(Keystrokes { operation, takes_ms, sentence });
        if let Some((_, at)) = slip {
            let right: String = word.chars().skip(at as usize).take(2).collect();
            let operation = Operation::splice(position + at, 2, &right);
            edits.push(Keystrokes { operation, takes_ms: dice.between(900, 2_400), sentence });
        }
        position += count(word);
        sentence +=
            usize::from(word.ends_with(['.', '!', '?']) || word.trim_end().ends_with(['.', '!', '?']));
    }
    edits
}

/// Two neighbouring letters in the wrong order, and where.
fn slip(word: &str) -> Option<(String, u32)> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = letters.len() / 2;
    let both = letters.get(at.checked_sub(1)?..=at)?;
    if letters.len() < 6 || both[0] == both[1] || !both.iter().all(|letter| letter.is_alphabetic()) {
        return None;
    }
    letters.swap(at - 1, at);
    Some((letters.into_iter().collect(), u32::try_from(at - 1).ok()?))
}

/// Characters kept at the start, characters deleted behind them, and what is put there; whole words as far as possible.
fn change<'a>(old: &str, new: &'a str) -> (u32, u32, &'a str) {
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b);
    let mut start: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    if start < old.len() {
        start = new[..start].rfind(' ').map_or(0, |space| space + 1);
    }
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let same = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b);
    let end: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    let tail = &new_rest[new_rest.len() - end..];
    let end = tail.find(' ').map_or(0, |space| end - space);
    let deleted = count(&old_rest[..old_rest.len() - end]);
    (count(&new[..start]), deleted, &new_rest[..new_rest.len() - end])
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_ends_in_the_text() {
        let texts = [
            "",
            "Zwölf Klassen im Jahr fragen an, wir schaffen acht.",
            "Fünfzehn Klassen im Jahr fragen an, wir schaffen acht. Die Warteliste wächst.",
            "Fünfzehn Klassen im Jahr fragen an, wir schaffen zehn. Die Warteliste wächst.",
            "Die Warteliste wächst.",
        ];
        for seed in 0..50 {
            let mut dice = Dice::new(&seed.to_string());
            for old in texts {
                for new in texts {
                    let typed = edits(old, new, &mut dice).iter().try_fold(old.to_owned(), |text, edit| {
                        assert!(0 < edit.takes_ms);
                        edit.operation.apply(&text)
                    });
                    assert_eq!(typed.as_deref(), Ok(new), "{old}");
                }
            }
        }
    }
}
