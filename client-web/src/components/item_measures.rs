//! What the team wants to do about a statement, quietly below it.

use etappe_protocol::id::{ItemId, OpId};
use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::measure::{MeasureForm, field_id, measure_line, state_icon};
use super::{tr, use_lang};
use crate::browser;
use crate::desk::Desk;
use crate::team::tab::Tab;
use etappe_protocol::text::FieldAddress;

/// One line for each measure of a statement, each to be opened, and a button for a new one.
#[component]
pub fn ItemMeasures(
    /// The page's desk.
    desk: Desk,
    /// Which statement.
    subject: ItemId,
) -> impl IntoView {
    let lang = use_lang();
    let stored = StoredValue::new(subject.clone());
    let ids = Memo::new(move |_| {
        desk.measures.with(|measures| {
            let mine = measures
                .iter()
                .filter(|shown| stored.with_value(|subject| shown.measure.subject.value == *subject));
            mine.map(|shown| shown.id).collect::<Vec<_>>()
        })
    });
    let open = RwSignal::new(None::<OpId>);
    let add = move |_| {
        let Ok(id) = stored.with_value(|subject| desk.add_measure(subject)) else { return };
        open.set(Some(id));
        browser::after(0, move || {
            if let Some(field) = browser::element(&field_id("what", id)) {
                field.focus().ok();
            }
        });
    };
    let (spoken, listed) = (subject.clone(), subject.clone());
    view! {
        <div class="item-measures">
            <ul
                hidden=move || ids.with(Vec::is_empty)
                aria-label=move || (lang.get().texts().team.measures.list_for)(listed.as_str())
            >
                <For each=move || ids.get() key=|id| *id let:id>
                    <Line desk=desk id=id open=open/>
                </For>
            </ul>
            <button
                type="button"
                class="quiet"
                data-testid=format!("add-measure-{subject}")
                aria-label=move || (lang.get().texts().team.measures.add_here_for)(spoken.as_str())
                hidden=move || !desk.may_write.get()
                on:click=add
            >
                <Drawing icon=Icon::Plus/>
                {tr(|t| t.team.measures.add_here)}
            </button>
        </div>
    }
}

#[component]
fn Line(desk: Desk, id: OpId, open: RwSignal<Option<OpId>>) -> impl IntoView {
    let lang = use_lang();
    let what = desk.field(&FieldAddress::what(id)).text;
    desk.look_at_text(&FieldAddress::what(id));
    let is_open = Memo::new(move |_| open.get() == Some(id));
    // A text has one text area at a time: the other page of measures has its own.
    let is_here = Memo::new(move |_| is_open.get() && desk.tab.get() == Tab::Sheet);
    let icon = Signal::derive(move || {
        desk.measure(id).map_or(Icon::Circle, |shown| state_icon(shown.measure.state.value))
    });
    let missing = tr(|t| t.team.measures.what_missing);
    let title =
        move || what.with(|what| if what.trim().is_empty() { missing().to_owned() } else { what.clone() });
    let line = move || desk.measure(id).map(|shown| measure_line(desk, lang.get(), &shown));
    let form_id = format!("measure-form-{id}");
    let toggle = move |_| {
        desk.release_measure(id);
        open.update(|open| *open = if *open == Some(id) { None } else { Some(id) });
    };
    view! {
        <li class="item-measure" data-testid=format!("measure-line-{id}")>
            <button
                type="button"
                class="measure-line"
                aria-expanded=move || is_open.get().to_string()
                aria-controls=form_id.clone()
                on:click=toggle
            >
                <Drawing icon=icon/>
                <span class="measure-title">{title}</span>
                <span class="measure-facts">{line}</span>
            </button>
            <p class="measure-printed" aria-hidden="true">{title} " – " {line}</p>
            <div id=form_id>{move || is_here.get().then(|| view! { <MeasureForm desk=desk id=id/> })}</div>
        </li>
    }
}
