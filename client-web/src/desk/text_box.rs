//! One text area of the page and its editor.

use etappe_protocol::text::{FieldAddress, Operation};
use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

use super::Desk;
use super::view::Problem;
use crate::browser;
use crate::sync::editor::{Editor, Selection};
use crate::sync::splice;

/// A text area with its editor. The element is never driven by a signal: who types in it must not be disturbed.
pub(super) struct TextBox {
    editor: Editor,
    element: HtmlTextAreaElement,
}

impl TextBox {
    pub(super) fn text(&self) -> &str {
        self.editor.text()
    }

    /// Both ends of the selection, in scalar values of what the element says now.
    fn selection(&self, value: &str) -> Selection {
        let place = |utf16: Result<Option<u32>, _>| {
            splice::chars_before(value, utf16.ok().flatten().unwrap_or(u32::MAX))
        };
        Selection { start: place(self.element.selection_start()), end: place(self.element.selection_end()) }
    }

    /// Sets the element to what the editor says.
    fn put(&self, selection: Selection) {
        let text = self.editor.text();
        let (start, end) =
            (splice::utf16_before(text, selection.start), splice::utf16_before(text, selection.end));
        let direction =
            self.element.selection_direction().ok().flatten().unwrap_or_else(|| "none".to_owned());
        let scrolled = self.element.scroll_top();
        if self.element.value() != text {
            self.element.set_value(text);
        }
        // In an element without focus this would steal it in some browsers.
        let element: &web_sys::Element = &self.element;
        if browser::focused().as_ref() == Some(element) {
            self.element.set_selection_range_with_direction(start, end, &direction).ok();
        }
        self.element.set_scroll_top(scrolled);
    }
}

impl Desk {
    /// A text area has come into the page.
    pub fn add_box(self, field: &FieldAddress, element: HtmlTextAreaElement) {
        let inner = self.inner();
        let text = inner.client.borrow().replica().map(|replica| replica.shown_text(field).to_owned());
        let text = text.unwrap_or_default();
        element.set_value(&text);
        inner.boxes.borrow_mut().insert(field.clone(), TextBox { editor: Editor::new(&text), element });
        self.refresh_field(field);
    }

    /// A text area has left the page. Another one for the same text may have come before.
    pub fn remove_box(self, field: &FieldAddress, element: &HtmlTextAreaElement) {
        let inner = self.inner();
        let mut boxes = inner.boxes.borrow_mut();
        if boxes.get(field).is_some_and(|text_box| text_box.element == *element) {
            boxes.remove(field);
        }
    }

    /// Somebody else's edit reaches a text area.
    pub(super) fn show_edit(self, field: &FieldAddress, operation: &Operation) {
        self.with_box(field, |text_box| {
            let selection = text_box.selection(&text_box.element.value());
            if let Some(selection) = text_box.editor.on_remote(operation, selection) {
                text_box.put(selection);
            }
        });
    }

    /// A text was replaced as a whole.
    pub(super) fn reset_box(self, field: &FieldAddress) {
        let inner = self.inner();
        let text = inner.client.borrow().replica().map(|replica| replica.shown_text(field).to_owned());
        let Some(text) = text else { return };
        self.with_box(field, |text_box| {
            let selection = text_box.selection(&text_box.element.value());
            text_box.editor.reset(&text);
            text_box.put(selection);
        });
    }

    /// The person typed.
    pub fn on_text_input(self, field: &FieldAddress) {
        let max = field.max_chars().and_then(|max| u32::try_from(max).ok()).unwrap_or(u32::MAX);
        let edits = self.with_box(field, |text_box| {
            let value = text_box.element.value();
            let caret = text_box.selection(&value).end;
            let edits = text_box.editor.on_input(&value, caret, max, browser::now_ms());
            if edits.is_err() {
                text_box.put(Selection::caret(caret));
            }
            edits
        });
        let problem = self.field(field).problem;
        match edits {
            Some(Ok(edits)) => {
                if !edits.is_empty() {
                    super::run::set_if_new(problem, None);
                }
                self.edit_text(field, edits);
            }
            Some(Err(too_long)) => problem.set(Some(Problem::TooLong { max, over: too_long.0 })),
            None => {}
        }
    }

    /// The person takes back, or does again.
    pub fn on_text_undo(self, field: &FieldAddress, redo: bool) {
        let step = self.with_box(field, |text_box| {
            if text_box.editor.is_composing() {
                return None;
            }
            let step = if redo { text_box.editor.redo() } else { text_box.editor.undo() };
            let (operation, caret) = step?;
            text_box.put(Selection::caret(caret));
            Some(operation)
        });
        if let Some(operation) = step.flatten() {
            self.edit_text(field, vec![operation]);
        }
    }

    /// An input method starts or is done.
    pub fn on_text_composition(self, field: &FieldAddress, starts: bool) {
        if starts {
            self.with_box(field, |text_box| text_box.editor.on_composition_start());
            return;
        }
        // Some browsers report the last input only after this.
        self.on_text_input(field);
        self.with_box(field, |text_box| {
            let selection = text_box.selection(&text_box.element.value());
            if let Some(selection) = text_box.editor.on_composition_end(selection) {
                text_box.put(selection);
            }
        });
        self.refresh_field(field);
    }

    /// Puts text where the caret was last, as if it had been typed.
    pub fn insert_text(self, field: &FieldAddress, text: &str) {
        self.with_box(field, |text_box| {
            let value = text_box.element.value();
            let at = splice::utf16_before(&value, text_box.selection(&value).end);
            text_box.element.set_range_text_with_start_and_end_and_mode(text, at, at, "end").ok();
            text_box.element.focus().ok();
        });
        self.on_text_input(field);
    }

    /// Puts another text in the place of what stands there, as an edit of the person's own.
    pub fn replace_text(self, field: &FieldAddress, text: &str) {
        let inner = self.inner();
        let shown = inner.client.borrow().replica().map(|replica| replica.shown_text(field).to_owned());
        let edit = shown.and_then(|shown| splice::difference(&shown, text, splice::chars(text)));
        if let Some(edit) = edit {
            self.edit_text(field, edit.operations());
            self.reset_box(field);
        }
    }

    fn edit_text(self, field: &FieldAddress, edits: Vec<Operation>) {
        for edit in edits {
            if let Err(problem) = self.edit(|replica| replica.edit_text(field, edit)) {
                self.reset_box(field);
                self.field(field).problem.set(Some(problem));
                break;
            }
        }
        self.refresh_field(field);
        self.refresh_people();
        self.note_selection(field);
    }

    /// Where the person is in a text, in scalar values of what is shown.
    pub(super) fn selection_in(self, field: &FieldAddress) -> Option<Selection> {
        self.with_box(field, |text_box| text_box.selection(&text_box.element.value()))
    }

    fn with_box<T>(self, field: &FieldAddress, work: impl FnOnce(&mut TextBox) -> T) -> Option<T> {
        self.inner().boxes.borrow_mut().get_mut(field).map(work)
    }
}
