//! Making words unreadable in the whole history of an analysis, for its leads.

use etappe_protocol::limits;
use etappe_protocol::redact::{RedactionAsked, RedactionFound, Target};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::people::Team;
use crate::api;
use crate::components::dialog::Dialog;
use crate::components::field::{Field, label};
use crate::components::{tr, tr_signal, use_lang};

/// A form that first says what would become unreadable, and asks once more.
#[component]
pub fn RedactWords(
    /// The team.
    team: Team,
) -> impl IntoView {
    let lang = use_lang();
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(None::<RedactionFound>);
    let (asks, busy) = (RwSignal::new(false), RwSignal::new(false));
    let outcome = RwSignal::new(String::new());
    let hand_in = move |is_dry: bool| {
        let given = words.get_untracked().trim().to_owned();
        if given.is_empty() {
            outcome.set(lang.get_untracked().texts().redact.missing.to_owned());
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        outcome.set(String::new());
        spawn_local(async move {
            let target = Target { passage: None, words: Some(given) };
            let answer = api::team::redact(team.desk.stream, &RedactionAsked { target, is_dry }).await;
            busy.try_set(false);
            let texts = &lang.get_untracked().texts().redact;
            match answer {
                Ok(none) if none.commits == 0 => {
                    asks.try_set(false);
                    outcome.try_set(texts.nowhere.to_owned());
                }
                Ok(some) if is_dry => {
                    found.try_set(Some(some));
                    asks.try_set(true);
                }
                Ok(done) => {
                    asks.try_set(false);
                    words.try_set(String::new());
                    outcome.try_set((texts.done)(done.commits));
                }
                Err(error) => {
                    asks.try_set(false);
                    outcome.try_set(error.words(lang.get_untracked()));
                }
            }
        });
    };
    let look = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        hand_in(true);
    };
    let told = move || {
        let found = found.get()?;
        let texts = &lang.get().texts().redact;
        let lines = [
            Some((texts.commits)(found.commits, found.fields.len())),
            (0 < found.questions).then(|| (texts.questions)(found.questions)),
            Some(if found.is_shown { texts.shown.to_owned() } else { texts.not_shown.to_owned() }),
            (0 < found.milestones).then(|| (texts.milestones)(found.milestones)),
        ];
        Some(lines.into_iter().flatten().map(|line| view! { <li>{line}</li> }).collect_view())
    };
    view! {
        <section class="panel" data-testid="redact">
            <h2>{tr(|t| t.redact.title)}</h2>
            <p class="muted">{tr(|t| t.redact.text)}</p>
            <form class="plan-form is-inline" novalidate on:submit=look>
                <Field
                    id="redact-words"
                    label=label(|t| t.redact.words)
                    value=words
                    max=limits::REDACT_CHARS
                />
                <button type="submit" data-testid="redact-look" disabled=busy>{tr(|t| t.redact.look)}</button>
            </form>
            <p class="outcome" role="status" data-testid="redact-outcome">{outcome}</p>
            <Dialog open=asks title=tr_signal(|t| t.redact.ask) name="redact">
                <ul class="redact-found" data-testid="redact-found">{told}</ul>
                <p>{tr(|t| t.redact.for_good)}</p>
                <div class="actions">
                    <button type="button" autofocus on:click=move |_| asks.set(false)>{tr(|t| t.team.cancel)}</button>
                    <button
                        type="button"
                        class="grave"
                        data-testid="confirm-redact"
                        disabled=busy
                        on:click=move |_| hand_in(false)
                    >
                        {tr(|t| t.redact.confirm)}
                    </button>
                </div>
            </Dialog>
        </section>
    }
}
