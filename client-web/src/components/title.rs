//! The title of the analysis, edited in place, and the team's notes.

use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::refused::RefusedTexts;
use super::shared_text::SharedText;
use super::tr;
use crate::desk::Desk;

/// The title as a text of one line.
#[component]
pub fn Title(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let text = desk.field(&FieldAddress::TITLE).text;
    let untitled = tr(|t| t.untitled);
    view! {
        <div class="title">
            <h1 class="visually-hidden">
                {move || text.with(|text| if text.is_empty() { untitled().to_owned() } else { text.clone() })}
            </h1>
            <label class="visually-hidden" for="title">{tr(|t| t.title_label)}</label>
            <SharedText
                desk=desk
                field=FieldAddress::TITLE
                id="title".to_owned()
                testid="title".to_owned()
                placeholder=|t| t.title_placeholder
            />
            <RefusedTexts desk=desk field=FieldAddress::TITLE/>
        </div>
    }
}

/// The team's notes, folded away until wanted.
#[component]
pub fn Notes(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let signals = desk.field(&FieldAddress::NOTES);
    view! {
        <details class="notes">
            <summary>
                <Drawing icon=Icon::Fold/>
                <h2>{tr(|t| t.notes)}</h2>
                <span class="pending" hidden=move || !signals.pending.get()>{tr(|t| t.not_saved_yet)}</span>
            </summary>
            <label class="muted" for="notes" id="notes-hint">{tr(|t| t.notes_hint)}</label>
            <SharedText
                desk=desk
                field=FieldAddress::NOTES
                id="notes".to_owned()
                testid="notes".to_owned()
                placeholder=|t| t.notes_placeholder
            />
            <RefusedTexts desk=desk field=FieldAddress::NOTES/>
        </details>
    }
}
