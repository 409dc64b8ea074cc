//! Words to all teams.

use etappe_protocol::cycle::{CycleOp, Note};
use etappe_protocol::id::OpId;
use etappe_protocol::limits;
use leptos::prelude::*;

use super::{Outcome, write};
use crate::api::cycle::wish;
use crate::browser;
use crate::components::{tr, use_lang};
use crate::panel::Panel;

/// The part of the page.
#[component]
pub fn Notes(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let given = text.get_untracked();
        if given.trim().is_empty() {
            problem.set(lang.get_untracked().texts().cycle.team.text_missing.to_owned());
            return;
        }
        write(panel, wish(CycleOp::SendNote { to: None, text: given }), move |answer| match answer {
            Ok(_) => {
                text.set(String::new());
                problem.set(String::new());
            }
            Err(error) => problem.set(error.words(lang.get_untracked())),
        });
    };
    let sent = Memo::new(move |_| {
        panel.cycle.with(|cycle| {
            let mut notes: Vec<(OpId, Note)> =
                cycle.as_ref()?.notes.iter().map(|(id, note)| (*id, note.clone())).collect();
            notes.sort_by_key(|(_, note)| std::cmp::Reverse(note.sent.revision));
            Some(notes)
        })
    });
    view! {
        <section class="plan-part" id="notes" aria-labelledby="notes-title">
            <h2 id="notes-title">{tr(|t| t.cycle.plan.notes)}</h2>
            <p class="lead">{tr(|t| t.cycle.plan.notes_text)}</p>
            <form class="plan-form" novalidate on:submit=send>
                <p class="field">
                    <label for="note">{tr(|t| t.cycle.plan.note_label)}</label>
                    <textarea
                        id="note"
                        data-testid="note"
                        rows="3"
                        maxlength=limits::NOTE_CHARS.to_string()
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </p>
                <Outcome words=problem/>
                <div class="actions"><button type="submit" data-testid="note-send">{tr(|t| t.cycle.plan.note_send)}</button></div>
            </form>
            <ul class="plan-list">
                <For each=move || sent.get().unwrap_or_default() key=|(id, _)| *id let:entry>
                    <Sent panel=panel id=entry.0 note=entry.1/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Sent(panel: Panel, id: OpId, note: Note) -> impl IntoView {
    let lang = use_lang();
    let sent_ms = note.sent.time_ms;
    let when = move || {
        let lang = lang.get();
        (lang.texts().cycle.plan.note_sent)(&browser::moment_words(lang.code(), sent_ms))
    };
    let withdraw = move |_| write(panel, wish(CycleOp::WithdrawNote { note: id }), |_| {});
    view! {
        <li>
            <span>
                {note.text}
                " "
                <span class="muted small">
                    {when}
                    {note.to.is_some().then(|| view! { " · " {tr(|t| t.cycle.plan.note_to_one)} })}
                </span>
            </span>
            <button type="button" class="quiet" on:click=withdraw>{tr(|t| t.cycle.plan.note_withdraw)}</button>
        </li>
    }
}
