//! Where other people's carets stand in the text as it is shown here.

use std::collections::VecDeque;

use etappe_protocol::id::ActorId;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{Component, FieldAddress, Operation, transform_caret};

use super::splice::chars;

/// Edits remembered; a caret older than these is where it is.
const EDITS: usize = 256;

/// The latest text commits, for bringing a caret from its revision to the present.
#[derive(Clone, Debug, Default)]
pub struct RecentEdits {
    edits: VecDeque<Edit>,
}

#[derive(Clone, Debug)]
struct Edit {
    revision: Revision,
    actor: ActorId,
    field: FieldAddress,
    operation: Operation,
}

impl RecentEdits {
    /// Notes a commit as it stands in the log.
    pub fn push(&mut self, revision: Revision, actor: ActorId, field: FieldAddress, operation: Operation) {
        self.edits.push_back(Edit { revision, actor, field, operation });
        if EDITS < self.edits.len() {
            self.edits.pop_front();
        }
    }

    /// Forgets everything, when the state was given anew.
    pub fn clear(&mut self) {
        self.edits.clear();
    }

    /// A caret of `actor`, counted in the text at `revision`, in the text as confirmed now.
    #[must_use]
    pub fn bring_forward(&self, actor: ActorId, field: &FieldAddress, revision: Revision, caret: u32) -> u32 {
        let later = self.edits.iter().filter(|edit| revision < edit.revision && edit.field == *field);
        later.fold(caret, |caret, edit| {
            if edit.actor == actor {
                behind_own(&edit.operation, caret)
            } else {
                transform_caret(&edit.operation, caret)
            }
        })
    }
}

/// A caret after an edit of the same person: typing pushes it along.
fn behind_own(operation: &Operation, caret: u32) -> u32 {
    let mut at = 0;
    for component in operation.components() {
        match component {
            Component::Retain(count) | Component::Delete(count) => at += count,
            Component::Insert(text) if at == caret => return transform_caret(operation, caret) + chars(text),
            Component::Insert(_) => {}
        }
    }
    transform_caret(operation, caret)
}

/// A caret in the shown text, as a place in the confirmed one.
///
/// Own pending edits nearly always touch one passage, so the two texts are compared from both ends; within that
/// passage the caret stands at its start.
#[must_use]
pub fn confirmed_place(confirmed: &str, shown: &str, caret: u32) -> u32 {
    if confirmed == shown {
        return caret;
    }
    let prefix = confirmed.chars().zip(shown.chars()).take_while(|(left, right)| left == right).count();
    let prefix = u32::try_from(prefix).unwrap_or(u32::MAX);
    let (confirmed_len, shown_len) = (chars(confirmed), chars(shown));
    let most = confirmed_len.min(shown_len) - prefix;
    let suffix = confirmed.chars().rev().zip(shown.chars().rev()).take(most as usize);
    let suffix = u32::try_from(suffix.take_while(|(left, right)| left == right).count()).unwrap_or(0);
    if caret <= prefix {
        caret
    } else if shown_len - suffix <= caret {
        confirmed_len - (shown_len - caret)
    } else {
        prefix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: ActorId = ActorId([1; 16]);
    const BEN: ActorId = ActorId([2; 16]);

    #[test]
    fn own_typing_pushes_a_caret_and_others_typing_does_not() {
        let mut recent = RecentEdits::default();
        recent.push(Revision(5), ANA, FieldAddress::NOTES, Operation::splice(3, 0, "xy"));
        assert_eq!(recent.bring_forward(ANA, &FieldAddress::NOTES, Revision(4), 3), 5);
        assert_eq!(recent.bring_forward(BEN, &FieldAddress::NOTES, Revision(4), 3), 3);
        assert_eq!(recent.bring_forward(BEN, &FieldAddress::NOTES, Revision(4), 4), 6);
        assert_eq!(recent.bring_forward(ANA, &FieldAddress::NOTES, Revision(5), 3), 3, "already counted");
        assert_eq!(recent.bring_forward(ANA, &FieldAddress::TITLE, Revision(4), 3), 3, "another text");
    }

    #[test]
    fn a_caret_maps_around_what_is_not_saved_yet() {
        assert_eq!(confirmed_place("Hallo Welt", "Hallo liebe Welt", 3), 3);
        assert_eq!(confirmed_place("Hallo Welt", "Hallo liebe Welt", 9), 6);
        assert_eq!(confirmed_place("Hallo Welt", "Hallo liebe Welt", 16), 10);
        assert_eq!(confirmed_place("", "neu", 3), 0);
        assert_eq!(confirmed_place("alt", "", 0), 0);
    }
}
