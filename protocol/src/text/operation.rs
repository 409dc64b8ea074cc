//! One edit of a text, as retain / insert / delete over Unicode scalar values.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::limits;

/// One step of an [`Operation`]. The order of the variants is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Component {
    /// Leaves this many scalar values as they are.
    Retain(u32),
    /// Puts this text here.
    Insert(String),
    /// Removes this many scalar values.
    Delete(u32),
}

/// Why an operation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OperationError {
    /// It reaches behind the end of the text.
    #[error("the edit reaches behind the end of the text")]
    OutOfRange,
    /// Not the canonical spelling of the edit.
    #[error("not a canonical edit")]
    NotCanonical,
}

/// An edit from the start of a text onward; what it does not mention stays.
///
/// There is one spelling for each: no empty component, no two neighbours of a kind, an insertion before the deletion
/// at the same place, and no retain at the end. An empty operation changes nothing and is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    components: Vec<Component>,
}

impl Operation {
    /// The edit that changes nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { components: Vec::new() }
    }

    /// Replaces `deleted` scalar values at `position` by `inserted`.
    #[must_use]
    pub fn splice(position: u32, deleted: u32, inserted: &str) -> Self {
        let mut operation = Self::new();
        operation.retain(position);
        operation.insert(inserted);
        operation.delete(deleted);
        operation.finish()
    }

    /// The steps, in order.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Whether it changes nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// Scalar values inserted altogether.
    #[must_use]
    pub fn inserted_chars(&self) -> usize {
        self.components
            .iter()
            .map(|component| if let Component::Insert(text) = component { chars(text) as usize } else { 0 })
            .sum()
    }

    /// Scalar values deleted altogether; saturates where a hostile edit claims more than a number holds.
    #[must_use]
    pub fn deleted_chars(&self) -> usize {
        self.components
            .iter()
            .map(|component| if let Component::Delete(count) = component { *count as usize } else { 0 })
            .fold(0, usize::saturating_add)
    }

    /// All inserted text in order, for keeping a refused edit in sight.
    #[must_use]
    pub fn inserted_text(&self) -> String {
        self.components
            .iter()
            .filter_map(
                |component| if let Component::Insert(text) = component { Some(text.as_str()) } else { None },
            )
            .collect()
    }

    /// The same edit with other characters in the place of those inserted, which are counted from 0 over all
    /// insertions in order.
    #[must_use]
    pub fn map_inserted(&self, mut map: impl FnMut(u32, char) -> char) -> Self {
        let mut index = 0;
        let mut mapped = |text: &str| {
            let chars = text.chars().map(|char| {
                index += 1;
                map(index - 1, char)
            });
            chars.collect()
        };
        let components = self.components.iter().map(|component| match component {
            Component::Insert(text) => Component::Insert(mapped(text)),
            Component::Retain(_) | Component::Delete(_) => component.clone(),
        });
        Self { components: components.collect() }
    }

    /// Whether it is short enough to be handed in as one op.
    ///
    /// Stored edits may have more components: others' edits in between split a deletion.
    #[must_use]
    pub fn fits_one_op(&self) -> bool {
        self.inserted_chars() <= limits::TEXT_INSERT_CHARS && self.components.len() <= limits::TEXT_COMPONENTS
    }

    /// Whether it may arrive as one op. Wider than [`Self::fits_one_op`]: what was short enough when it was made may
    /// have been split by others' edits while its replica was offline, and must not be lost for that.
    #[must_use]
    pub fn fits_one_submit(&self) -> bool {
        self.inserted_chars() <= limits::TEXT_INSERT_CHARS
            && self.components.len() <= limits::TEXT_COMPONENTS_REBASED
    }

    /// Length of the shortest text it fits, in scalar values.
    #[must_use]
    pub fn reach(&self) -> u64 {
        self.components
            .iter()
            .map(|component| match component {
                Component::Retain(count) | Component::Delete(count) => u64::from(*count),
                Component::Insert(_) => 0,
            })
            .sum()
    }

    /// The text after the edit.
    ///
    /// # Errors
    /// [`OperationError::OutOfRange`] when the edit reaches behind the end of `text`.
    pub fn apply(&self, text: &str) -> Result<String, OperationError> {
        let (result, fits) = self.apply_clamped(text);
        if fits { Ok(result) } else { Err(OperationError::OutOfRange) }
    }

    /// The text after the edit, with whatever reaches behind the end clamped, and whether it fitted.
    ///
    /// Total, for folding a log that was checked when it was written.
    #[must_use]
    pub fn apply_clamped(&self, text: &str) -> (String, bool) {
        let mut result = String::with_capacity(text.len() + 16);
        let mut rest = text;
        let mut fits = true;
        for component in &self.components {
            match component {
                Component::Insert(inserted) => result.push_str(inserted),
                Component::Retain(count) => {
                    let (taken, left) = split(rest, *count, &mut fits);
                    result.push_str(taken);
                    rest = left;
                }
                Component::Delete(count) => rest = split(rest, *count, &mut fits).1,
            }
        }
        result.push_str(rest);
        (result, fits)
    }

    /// The edit that takes this one back, given the text it was applied to.
    #[must_use]
    pub fn invert(&self, text: &str) -> Self {
        let mut inverse = Self::new();
        let mut rest = text;
        let mut fits = true;
        for component in &self.components {
            match component {
                Component::Insert(inserted) => inverse.delete(chars(inserted)),
                Component::Retain(count) => {
                    rest = split(rest, *count, &mut fits).1;
                    inverse.retain(*count);
                }
                Component::Delete(count) => {
                    let (taken, left) = split(rest, *count, &mut fits);
                    inverse.insert(taken);
                    rest = left;
                }
            }
        }
        inverse.finish()
    }

    pub(super) fn retain(&mut self, count: u32) {
        match self.components.last_mut() {
            _ if count == 0 => {}
            Some(Component::Retain(last)) => *last = last.saturating_add(count),
            _ => self.components.push(Component::Retain(count)),
        }
    }

    pub(super) fn insert(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        // The canonical place of an insertion is before a deletion at the same position.
        let deletion = match self.components.last() {
            Some(Component::Delete(_)) => self.components.pop(),
            _ => None,
        };
        match self.components.last_mut() {
            Some(Component::Insert(last)) => last.push_str(text),
            _ => self.components.push(Component::Insert(text.to_owned())),
        }
        self.components.extend(deletion);
    }

    pub(super) fn delete(&mut self, count: u32) {
        match self.components.last_mut() {
            _ if count == 0 => {}
            Some(Component::Delete(last)) => *last = last.saturating_add(count),
            _ => self.components.push(Component::Delete(count)),
        }
    }

    pub(super) fn finish(mut self) -> Self {
        if matches!(self.components.last(), Some(Component::Retain(_))) {
            self.components.pop();
        }
        self
    }

    fn check(&self) -> Result<(), OperationError> {
        let ordered = self.components.windows(2).all(|pair| {
            !matches!(
                (&pair[0], &pair[1]),
                (Component::Retain(_), Component::Retain(_))
                    | (Component::Insert(_), Component::Insert(_))
                    | (Component::Delete(_), Component::Delete(_) | Component::Insert(_))
            )
        });
        let filled = self.components.iter().all(|component| match component {
            Component::Retain(count) | Component::Delete(count) => *count > 0,
            Component::Insert(text) => !text.is_empty(),
        });
        let ended = !matches!(self.components.last(), Some(Component::Retain(_)));
        if ordered && filled && ended { Ok(()) } else { Err(OperationError::NotCanonical) }
    }
}

/// Number of scalar values in `text`.
pub(super) fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Splits after `count` scalar values; clears `fits` when the text is shorter.
fn split<'a>(text: &'a str, count: u32, fits: &mut bool) -> (&'a str, &'a str) {
    let count = count as usize;
    if count == 0 {
        return ("", text);
    }
    // Counting up to the last wanted character and asking for its end keeps this one pass.
    match text.char_indices().nth(count - 1) {
        Some((start, last)) => text.split_at(start + last.len_utf8()),
        None => {
            *fits = false;
            (text, "")
        }
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.components.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let operation = Self { components: Vec::deserialize(deserializer)? };
        operation.check().map_err(serde::de::Error::custom)?;
        Ok(operation)
    }
}
