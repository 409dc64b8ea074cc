//! How two edits of the same text meet.

use super::operation::{Component, Operation, chars};

/// Takes two edits of the same text and gives each as it applies after the other.
///
/// `earlier` comes before `later` in the log. With `(earlier', later') = transform(earlier, later)`:
/// text·earlier·later' = text·later·earlier' (TP1). Where both insert at one place, the later goes left of the
/// earlier, so that runs typed by several people at one spot stay whole.
#[must_use]
pub fn transform(earlier: &Operation, later: &Operation) -> (Operation, Operation) {
    let mut early = Cursor::new(earlier);
    let mut late = Cursor::new(later);
    let mut early_after = Operation::new();
    let mut late_after = Operation::new();
    loop {
        // The later insertion first: that is the tie rule.
        if let Some(text) = late.take_insert() {
            late_after.insert(text);
            early_after.retain(chars(text));
            continue;
        }
        if let Some(text) = early.take_insert() {
            early_after.insert(text);
            late_after.retain(chars(text));
            continue;
        }
        if early.at_end() && late.at_end() {
            return (early_after.finish(), late_after.finish());
        }
        let count = early.left().min(late.left());
        match (early.take(count), late.take(count)) {
            (Step::Keep, Step::Keep) => {
                early_after.retain(count);
                late_after.retain(count);
            }
            (Step::Drop, Step::Keep) => early_after.delete(count),
            (Step::Keep, Step::Drop) => late_after.delete(count),
            // Both removed it; nothing is left to remove.
            (Step::Drop, Step::Drop) => {}
        }
    }
}

/// The one edit that does what `first` and then `second` do.
///
/// Only for ops of one replica that were never sent: transforming over a composition is not the same as transforming
/// over its parts.
#[must_use]
pub fn compose(first: &Operation, second: &Operation) -> Operation {
    let mut first = Cursor::new(first);
    let mut second = Cursor::new(second);
    let mut both = Operation::new();
    loop {
        if first.is_delete() {
            let count = first.left();
            first.take(count);
            both.delete(count);
            continue;
        }
        if let Some(text) = second.take_insert() {
            both.insert(text);
            continue;
        }
        if first.at_end() && second.at_end() {
            return both.finish();
        }
        if let Some(text) = first.peek_insert() {
            let count = chars(text).min(second.left());
            let (head, _) = text.split_at(byte_offset(text, count));
            if second.take(count) == Step::Keep {
                both.insert(head);
            }
            first.skip_insert(count);
            continue;
        }
        let count = first.left().min(second.left());
        first.take(count);
        match second.take(count) {
            Step::Keep => both.retain(count),
            Step::Drop => both.delete(count),
        }
    }
}

/// Where a caret stands after somebody else's edit, in scalar values from the start.
///
/// An insertion exactly at the caret goes behind it.
#[must_use]
pub fn transform_caret(operation: &Operation, caret: u32) -> u32 {
    let mut old = 0_u32;
    let mut new = caret;
    for component in operation.components() {
        match component {
            Component::Retain(count) => old = old.saturating_add(*count),
            Component::Insert(text) if old < caret => new = new.saturating_add(chars(text)),
            Component::Insert(_) => {}
            Component::Delete(count) => {
                let end = old.saturating_add(*count);
                new = new.saturating_sub(end.min(caret).saturating_sub(old));
                old = end;
            }
        }
        if old > caret {
            break;
        }
    }
    new
}

fn byte_offset(text: &str, count: u32) -> usize {
    text.char_indices().nth(count as usize).map_or(text.len(), |(offset, _)| offset)
}

#[derive(PartialEq, Eq)]
enum Step {
    Keep,
    Drop,
}

/// Walks an operation in pieces; behind its last component lies an endless retain.
struct Cursor<'a> {
    components: &'a [Component],
    /// Scalar values of the first component that were taken already.
    taken: u32,
    /// The same in bytes, for insertions.
    taken_bytes: usize,
}

impl<'a> Cursor<'a> {
    fn new(operation: &'a Operation) -> Self {
        Self { components: operation.components(), taken: 0, taken_bytes: 0 }
    }

    fn at_end(&self) -> bool {
        self.components.is_empty()
    }

    fn is_delete(&self) -> bool {
        matches!(self.components.first(), Some(Component::Delete(_)))
    }

    fn peek_insert(&self) -> Option<&'a str> {
        match self.components.first() {
            Some(Component::Insert(text)) => Some(&text[self.taken_bytes..]),
            _ => None,
        }
    }

    fn take_insert(&mut self) -> Option<&'a str> {
        let text = self.peek_insert()?;
        self.advance();
        Some(text)
    }

    /// Passes `count` scalar values of the insertion under the cursor.
    fn skip_insert(&mut self, count: u32) {
        if let Some(text) = self.peek_insert() {
            let bytes = byte_offset(text, count);
            if bytes == text.len() {
                self.advance();
            } else {
                self.taken_bytes += bytes;
            }
        }
    }

    /// What is left of the retain or deletion under the cursor.
    fn left(&self) -> u32 {
        match self.components.first() {
            Some(Component::Retain(count) | Component::Delete(count)) => count - self.taken,
            Some(Component::Insert(_)) | None => u32::MAX,
        }
    }

    /// Passes `count` scalar values, at most [`Self::left`], of a retain or deletion.
    fn take(&mut self, count: u32) -> Step {
        let step = if self.is_delete() { Step::Drop } else { Step::Keep };
        if !self.at_end() {
            self.taken += count;
            if self.left() == 0 {
                self.advance();
            }
        }
        step
    }

    fn advance(&mut self) {
        self.components = &self.components[1..];
        self.taken = 0;
        self.taken_bytes = 0;
    }
}
