//! Which part of a text is new.

use crate::text::{Component, FieldAddress, Operation};

/// The places of a text that were written since some moment, in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Which text.
    pub field: FieldAddress,
    /// From and to, in order, apart from each other.
    pub ranges: Vec<(usize, usize)>,
}

impl Fresh {
    /// Nothing is new in a text yet.
    #[must_use]
    pub const fn new(field: FieldAddress) -> Self {
        Self { field, ranges: Vec::new() }
    }

    /// Follows an edit of the text; what an `own` one puts in is new from now on. Gives what the edit takes out of
    /// `text` that was there before the moment.
    pub fn follow(&mut self, operation: &Operation, own: bool, text: &str) -> String {
        let old = std::mem::take(&mut self.ranges);
        let (mut from, mut to) = (0_usize, 0_usize);
        let mut removed = String::new();
        for component in operation.components() {
            match component {
                Component::Retain(count) => {
                    let count = *count as usize;
                    self.take_along(&old, from, from.saturating_add(count), to);
                    from = from.saturating_add(count);
                    to = to.saturating_add(count);
                }
                Component::Insert(inserted) => {
                    let count = inserted.chars().count();
                    if own {
                        self.add(to, to + count);
                    }
                    to += count;
                }
                Component::Delete(count) => {
                    let end = from.saturating_add(*count as usize);
                    let taken = text.chars().enumerate().skip(from).take(*count as usize);
                    removed.extend(taken.filter(|(at, _)| !is_in(&old, *at)).map(|(_, letter)| letter));
                    from = end;
                }
            }
        }
        self.take_along(&old, from, usize::MAX, to);
        removed
    }

    /// What is new, the places apart from each other with an ellipsis between them.
    #[must_use]
    pub fn of(&self, text: &str) -> String {
        let pieces: Vec<String> = self
            .ranges
            .iter()
            .map(|(from, to)| text.chars().skip(*from).take(to.saturating_sub(*from)).collect())
            .collect();
        pieces.join(" … ")
    }

    /// What lies between `from` and `end` stands at `to` now.
    fn take_along(&mut self, old: &[(usize, usize)], from: usize, end: usize, to: usize) {
        for (start, stop) in old {
            let (start, stop) = ((*start).max(from), (*stop).min(end));
            if start < stop {
                self.add(start - from + to, stop - from + to);
            }
        }
    }

    fn add(&mut self, from: usize, to: usize) {
        match self.ranges.last_mut() {
            Some((_, last)) if from <= *last => *last = to.max(*last),
            Some(_) | None => self.ranges.push((from, to)),
        }
    }
}

fn is_in(ranges: &[(usize, usize)], at: usize) -> bool {
    ranges.iter().any(|(from, to)| *from <= at && at < *to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_moves_with_the_text_and_goes_with_it() {
        let mut fresh = Fresh::new(FieldAddress::NOTES);
        assert_eq!(fresh.follow(&Operation::splice(3, 0, "neu"), true, "altalt"), "");
        assert_eq!((fresh.ranges.as_slice(), fresh.of("altneualt").as_str()), (&[(3, 6)][..], "neu"));
        assert_eq!(fresh.follow(&Operation::splice(0, 1, "xy"), false, "altneualt"), "a");
        assert_eq!(fresh.of("xyltneualt"), "neu");
        assert_eq!(fresh.follow(&Operation::splice(5, 0, "-"), false, "xyltneualt"), "");
        assert_eq!(fresh.of("xyltn-eualt"), "n … eu", "what another one writes in between is theirs");
        assert_eq!(fresh.follow(&Operation::splice(4, 4, ""), true, "xyltn-eualt"), "-");
        assert_eq!(fresh.ranges, []);
    }
}
