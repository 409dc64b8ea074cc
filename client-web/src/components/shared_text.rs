//! A text that several people type into at once.

use etappe_protocol::text::{FieldAddress, Part};
use leptos::html::Textarea;
use leptos::prelude::*;
use web_sys::{InputEvent, KeyboardEvent};

use super::{tr, use_lang};
use crate::desk::{Desk, Person, Place, Problem, hue};
use crate::sync::splice;

/// The text area, others' carets behind it, and what there is to say about it.
#[component]
pub fn SharedText(
    /// The page's desk.
    desk: Desk,
    /// Which text.
    field: FieldAddress,
    /// The id of the text area, for its label.
    id: String,
    /// For tests.
    testid: String,
    /// What an empty one says.
    placeholder: fn(&'static crate::locale::Texts) -> &'static str,
    /// The ids of what describes it.
    #[prop(optional, into)]
    described_by: String,
) -> impl IntoView {
    let node = NodeRef::<Textarea>::new();
    let one_line = field.part == Part::Title;
    let signals = desk.field(&field);
    let stored = StoredValue::new(field.clone());
    let held = StoredValue::new_local(None::<web_sys::HtmlTextAreaElement>);
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            held.set_value(Some(element.clone()));
            stored.with_value(|field| desk.add_box(field, element));
        }
    });
    on_cleanup(move || {
        if let Some(element) = held.try_get_value().flatten() {
            stored.try_with_value(|field| desk.remove_box(field, &element));
        }
    });
    let with = move |work: &dyn Fn(&FieldAddress)| stored.with_value(|field| work(field));
    let moved = move || with(&|field| desk.note_selection(field));
    let on_key = move |event: KeyboardEvent| {
        let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        match (command, event.key().to_lowercase().as_str()) {
            (true, "z") => {
                event.prevent_default();
                with(&|field| desk.on_text_undo(field, event.shift_key()));
            }
            (true, "y") => {
                event.prevent_default();
                with(&|field| desk.on_text_undo(field, true));
            }
            // The end of a line of one line is the end of writing.
            (false, "enter") if one_line && !event.is_composing() => event.prevent_default(),
            _ => {}
        }
    };
    let on_before_input = move |event: InputEvent| match event.input_type().as_str() {
        redo @ ("historyUndo" | "historyRedo") => {
            event.prevent_default();
            with(&|field| desk.on_text_undo(field, redo == "historyRedo"));
        }
        "insertLineBreak" | "insertParagraph" if one_line => event.prevent_default(),
        _ => {}
    };
    let (problem_id, limit_id) = (format!("{id}-problem"), format!("{id}-limit"));
    let described_by = format!("{described_by} {problem_id} {limit_id}");
    view! {
        <div class="shared-text" class:one-line=one_line>
            <Mirror desk=desk field=field.clone()/>
            <textarea
                id=id
                node_ref=node
                rows="1"
                data-testid=testid
                placeholder=tr(placeholder)
                aria-describedby=described_by
                aria-invalid=move || signals.problem.with(Option::is_some).then_some("true")
                readonly=move || !desk.may_write.get()
                spellcheck="true"
                autocomplete="off"
                on:input=move |_| with(&|field| desk.on_text_input(field))
                on:beforeinput=on_before_input
                on:keydown=on_key
                on:compositionstart=move |_| with(&|field| desk.on_text_composition(field, true))
                on:compositionend=move |_| with(&|field| desk.on_text_composition(field, false))
                on:keyup=move |_| moved()
                on:pointerup=move |_| moved()
                on:focus=move |_| moved()
            ></textarea>
        </div>
        <Limits desk=desk field=field problem_id=problem_id limit_id=limit_id/>
    }
}

/// Says why an input was not taken, and how much still fits when that is little.
#[component]
fn Limits(desk: Desk, field: FieldAddress, problem_id: String, limit_id: String) -> impl IntoView {
    let lang = use_lang();
    let signals = desk.field(&field);
    let problem = move || {
        let words = lang.get().texts();
        signals.problem.get().map(|problem| match problem {
            Problem::TooLong { max, over } => (words.too_long)(max, over),
            Problem::TooManyPending => words.too_many_pending.to_owned(),
            Problem::NotTaken => words.not_taken.to_owned(),
        })
    };
    let left = Memo::new(move |_| desk.chars_left(&field));
    view! {
        <p class="problem" id=problem_id role="status">{problem}</p>
        <p class="limit" id=limit_id>{move || left.get().map(|left| (lang.get().texts().chars_left)(left))}</p>
    }
}

/// The same text once more, out of sight: it makes the text area as tall as its content, and holds others' carets.
#[component]
fn Mirror(desk: Desk, field: FieldAddress) -> impl IntoView {
    let text = desk.field(&field).text;
    let others = Memo::new(move |_| {
        desk.people.with(|people| {
            let here = people.iter().filter(
                |person| matches!(&person.place, Some(Place::Text { field: there, .. }) if *there == field),
            );
            here.cloned().collect::<Vec<_>>()
        })
    });
    let content = move || {
        let text = text.get();
        let mut marks: Vec<(u32, u32, Person)> = others.get().into_iter().filter_map(selection).collect();
        marks.sort_by_key(|(_, caret, _)| *caret);
        let mut pieces = Vec::new();
        let mut at = 0;
        for (_, caret, person) in marks {
            let caret = caret.min(splice::chars(&text)).max(at);
            pieces.push(piece(&text, at, caret).into_any());
            pieces.push(view! { <Caret person=person/> }.into_any());
            at = caret;
        }
        pieces.push(piece(&text, at, u32::MAX).into_any());
        pieces
    };
    view! { <div class="mirror" aria-hidden="true">{content} "\u{200b}"</div> }
}

fn selection(person: Person) -> Option<(u32, u32, Person)> {
    match person.place {
        Some(Place::Text { anchor, caret, .. }) => Some((anchor, caret, person)),
        Some(Place::Item(_)) | None => None,
    }
}

fn piece(text: &str, from: u32, to: u32) -> String {
    text.chars().skip(from as usize).take(to.saturating_sub(from) as usize).collect()
}

#[component]
fn Caret(person: Person) -> impl IntoView {
    let name = person.name.split_whitespace().next().unwrap_or_default().to_owned();
    view! {
        <span class="caret" data-hue=hue(person.actor).to_string()>
            <span class="caret-name">{name}</span>
        </span>
    }
}
