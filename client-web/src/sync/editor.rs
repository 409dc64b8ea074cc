//! One text area's side of a shared text: what it shows, what was typed, what can be taken back.

use etappe_protocol::text::{Operation, UndoStack, transform, transform_caret};

use super::splice::{self, Splice};

/// Pauses longer than this end a run of typing, and so a step of undo.
const RUN_PAUSE_MS: i64 = 1_200;
/// Longest run, so that a page written in one breath is not gone in one step.
const RUN_CHARS: u32 = 60;

/// What one text area shows, and the own edits in it that can be taken back.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    text: String,
    undo: UndoStack,
    composing: bool,
    /// Others' edits that arrived during a composition, each as it applies after the one before, to [`Self::text`].
    held: Vec<Operation>,
    run: Option<Run>,
}

/// The typing that the next key may belong to.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where the next key of this run falls.
    place: u32,
    inserts: bool,
    chars: u32,
    until_ms: i64,
}

/// A selection in scalar values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Its lower end.
    pub start: u32,
    /// Its upper end.
    pub end: u32,
}

/// What was typed is more than the field takes, by so many scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong(pub u32);

impl Selection {
    /// Only a caret.
    #[must_use]
    pub const fn caret(place: u32) -> Self {
        Self { start: place, end: place }
    }

    fn behind(self, operation: &Operation) -> Self {
        Self { start: transform_caret(operation, self.start), end: transform_caret(operation, self.end) }
    }
}

impl Editor {
    /// An editor that shows `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// What the text area shows.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether an input method is at work.
    #[must_use]
    pub const fn is_composing(&self) -> bool {
        self.composing
    }

    /// The text area says `new` with the caret at `caret`. Gives the edits of the shared text, in order.
    ///
    /// # Errors
    /// [`TooLong`] beyond `max_chars`; then nothing has changed and the text area must be set back.
    pub fn on_input(
        &mut self,
        new: &str,
        caret: u32,
        max_chars: u32,
        now_ms: i64,
    ) -> Result<Vec<Operation>, TooLong> {
        let Some(splice) = splice::difference(&self.text, new, caret) else { return Ok(Vec::new()) };
        let length = splice::chars(new);
        if max_chars < length && splice.deleted < splice::chars(&splice.inserted) {
            return Err(TooLong(length - max_chars));
        }
        let mut joins = self.joins(&splice, now_ms);
        let mut edits = Vec::new();
        for operation in splice.operations() {
            let inverse = operation.invert(&self.text);
            if joins {
                self.undo.join(inverse)
            } else {
                self.undo.push(inverse)
            }
            joins = true;
            self.text = operation.apply_clamped(&self.text).0;
            edits.push(self.past_held(operation));
        }
        Ok(edits)
    }

    /// Whether an edit goes on where the last one stopped; and what would go on from here.
    fn joins(&mut self, splice: &Splice, now_ms: i64) -> bool {
        let inserted = splice::chars(&splice.inserted);
        let inserts = splice.deleted == 0;
        let deletes = inserted == 0;
        let run = self.run.take().filter(|run| {
            let continues = if inserts {
                run.inserts && run.place == splice.position
            } else {
                // Backwards or forwards, or an input method replacing what it had.
                !run.inserts
                    && deletes
                    && (run.place == splice.position + splice.deleted || run.place == splice.position)
                    || run.inserts && self.composing && splice.position + splice.deleted == run.place
            };
            continues && now_ms <= run.until_ms && run.chars < RUN_CHARS
        });
        let ends = splice.inserted.contains('\n') || (inserts && inserted > 1 && !self.composing);
        if !ends {
            self.run = Some(Run {
                place: splice.position + inserted,
                inserts: !deletes,
                chars: run.map_or(0, |run| run.chars) + inserted.max(splice.deleted),
                until_ms: now_ms + RUN_PAUSE_MS,
            });
        }
        run.is_some()
    }

    /// Brings an own edit behind the others' edits that are not shown yet, and them behind it.
    fn past_held(&mut self, mut operation: Operation) -> Operation {
        for earlier in &mut self.held {
            (*earlier, operation) = transform(earlier, &operation);
        }
        operation
    }

    /// Somebody else edited. Gives the selection to set together with [`Self::text`], or `None` while an input
    /// method is at work: changing the text under it would break the composition.
    pub fn on_remote(&mut self, operation: &Operation, selection: Selection) -> Option<Selection> {
        if self.composing {
            self.held.push(operation.clone());
            return None;
        }
        self.show(operation);
        Some(selection.behind(operation))
    }

    fn show(&mut self, operation: &Operation) {
        self.text = operation.apply_clamped(&self.text).0;
        self.undo.pass(operation);
        if let Some(run) = &mut self.run {
            run.place = transform_caret(operation, run.place);
        }
    }

    /// An input method starts.
    pub const fn on_composition_start(&mut self) {
        self.composing = true;
    }

    /// An input method is done; what it typed last must have gone through [`Self::on_input`] already. Gives the
    /// selection to set when others' edits were waiting.
    pub fn on_composition_end(&mut self, selection: Selection) -> Option<Selection> {
        self.composing = false;
        let held = std::mem::take(&mut self.held);
        held.iter().fold(None, |after, operation| {
            let before = after.unwrap_or(selection);
            self.show(operation);
            Some(before.behind(operation))
        })
    }

    /// Takes back the last own step. Gives the edit of the shared text and the caret.
    pub fn undo(&mut self) -> Option<(Operation, u32)> {
        let step = self.undo.undo(&self.text)?;
        self.take_step(step)
    }

    /// Does the last step again that was taken back.
    pub fn redo(&mut self) -> Option<(Operation, u32)> {
        let step = self.undo.redo(&self.text)?;
        self.take_step(step)
    }

    fn take_step(&mut self, step: Operation) -> Option<(Operation, u32)> {
        self.run = None;
        let before = std::mem::take(&mut self.text);
        self.text = step.apply_clamped(&before).0;
        let caret = splice::difference(&before, &self.text, u32::MAX).map_or_else(
            || splice::chars(&self.text),
            |splice| splice.position + splice::chars(&splice.inserted),
        );
        Some((step, caret))
    }

    /// The text was replaced as a whole. Gives whether it was another one.
    pub fn reset(&mut self, text: &str) -> bool {
        let changed = self.text != text;
        self.held.clear();
        if changed {
            text.clone_into(&mut self.text);
            self.undo.clear();
            self.run = None;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(editor: &mut Editor, new: &str, caret: u32, now_ms: i64) -> Vec<Operation> {
        editor.on_input(new, caret, 4_000, now_ms).unwrap()
    }

    #[test]
    fn a_run_of_typing_is_one_step_and_a_pause_ends_it() {
        let mut editor = Editor::new("");
        for (index, text) in ["H", "Ha", "Hal"].iter().enumerate() {
            type_in(&mut editor, text, u32::try_from(index).unwrap() + 1, 100);
        }
        type_in(&mut editor, "Hall", 4, 5_000);
        assert_eq!(editor.undo().map(|(_, caret)| caret), Some(3));
        assert_eq!(editor.text(), "Hal");
        editor.undo();
        assert_eq!(editor.text(), "");
        assert!(editor.undo().is_none());
        editor.redo();
        editor.redo();
        assert_eq!(editor.text(), "Hall");
    }

    #[test]
    fn undo_leaves_others_text_alone() {
        let mut editor = Editor::new("");
        type_in(&mut editor, "m", 1, 0);
        editor.on_remote(&Operation::splice(0, 0, "fremd "), Selection::caret(1));
        assert_eq!(editor.text(), "fremd m");
        editor.undo();
        assert_eq!(editor.text(), "fremd ");
    }

    #[test]
    fn a_remote_edit_at_the_caret_goes_behind_it() {
        let mut editor = Editor::new("ab");
        let after = editor.on_remote(&Operation::splice(1, 0, "XX"), Selection::caret(1));
        assert_eq!((editor.text(), after), ("aXXb", Some(Selection::caret(1))));
        let after = editor.on_remote(&Operation::splice(0, 1, ""), Selection { start: 1, end: 3 });
        assert_eq!(after, Some(Selection { start: 0, end: 2 }));
    }

    #[test]
    fn others_wait_while_an_input_method_is_at_work_and_both_sides_agree() {
        let mut editor = Editor::new("ab");
        let mut shared = "ab".to_owned();
        editor.on_composition_start();
        let remote = Operation::splice(2, 0, "!");
        shared = remote.apply(&shared).unwrap();
        assert_eq!(editor.on_remote(&remote, Selection::caret(1)), None);
        for edit in type_in(&mut editor, "aにb", 2, 0) {
            shared = edit.apply(&shared).unwrap();
        }
        assert_eq!(editor.text(), "aにb");
        assert_eq!(editor.on_composition_end(Selection::caret(2)), Some(Selection::caret(2)));
        assert_eq!((editor.text(), shared.as_str()), ("aにb!", "aにb!"));
        editor.undo();
        assert_eq!(editor.text(), "ab!");
    }

    #[test]
    fn what_is_too_long_is_not_taken_and_shortening_always_is() {
        let mut editor = Editor::new("abc");
        assert_eq!(editor.on_input("abcdef", 6, 4, 0), Err(TooLong(2)));
        assert_eq!(editor.text(), "abc");
        let mut editor = Editor::new("abcdef");
        assert!(editor.on_input("abcde", 5, 4, 0).is_ok());
    }

    #[test]
    fn another_text_forgets_the_steps() {
        let mut editor = Editor::new("");
        type_in(&mut editor, "x", 1, 0);
        assert!(!editor.reset("x"));
        assert!(editor.reset("anders"));
        assert!(editor.undo().is_none());
    }
}
