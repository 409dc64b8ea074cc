//! A question at a statement, and a note.

use etappe_protocol::catalogue::{Catalogue, Criterion};
use etappe_protocol::cycle::CycleOp;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::limits;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Known;
use crate::api;
use crate::api::cycle::wish;
use crate::components::{tr, use_lang};

/// Asked questions and a form for another.
#[component]
pub fn Ask(
    /// The cycle in whose name it is asked.
    cycle: StreamId,
    /// What the team shows.
    known: Known,
    /// Runs when something was asked.
    on_asked: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let subjects = subjects(&known.catalogue);
    let subject = RwSignal::new(subjects.first().map(|(id, _, _)| id.to_string()).unwrap_or_default());
    let text = RwSignal::new(String::new());
    let outcome = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let analysis = known.page.line.analysis;
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let words = lang.get_untracked().texts();
        let given = text.get_untracked().trim().to_owned();
        let Ok(subject) = ItemId::new(&subject.get_untracked()) else { return };
        if given.is_empty() {
            outcome.set(words.cycle.team.text_missing.to_owned());
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api::cycle::ask(cycle, analysis, subject, given).await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    text.set(String::new());
                    outcome.set(words.cycle.team.question_sent.to_owned());
                    on_asked.run(());
                }
                Err(error) => {
                    outcome.set(error.words(lang.get_untracked()));
                }
            }
        });
    };
    let options = subjects.into_iter().map(|(id, de, en)| {
        let value = id.to_string();
        let words = move || format!("{id} {}", lang.get().pick_of(&de, &en));
        view! { <option value=value>{words}</option> }
    });
    let options = options.collect_view();
    let asked = known.page.questions.iter().rev().map(|(_, question)| {
        let state = if question.settled.is_some() {
            tr(|t| t.cycle.team.question_settled)
        } else {
            tr(|t| t.cycle.team.question_open)
        };
        view! {
            <li>
                <span><strong>{question.subject.to_string()}</strong> " " {question.text.clone()}</span>
                <span class="fact">{state}</span>
            </li>
        }
    });
    let asked = asked.collect_view();
    view! {
        <section class="team-part" aria-labelledby="ask-title">
            <h2 id="ask-title">{tr(|t| t.cycle.team.questions)}</h2>
            <p class="lead">{tr(|t| t.cycle.team.questions_text)}</p>
            <ul class="plan-list" data-testid="asked">{asked}</ul>
            <form class="plan-form" novalidate on:submit=send>
                <p class="field">
                    <label for="ask-subject">{tr(|t| t.cycle.team.question_where)}</label>
                    <select id="ask-subject" data-testid="ask-subject" on:change=move |event| subject.set(event_target_value(&event))>
                        {options}
                    </select>
                </p>
                <p class="field">
                    <label for="ask-text">{tr(|t| t.cycle.team.question_text)}</label>
                    <textarea
                        id="ask-text"
                        data-testid="ask-text"
                        rows="2"
                        maxlength=limits::QUESTION_CHARS.to_string()
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </p>
                <p class="outcome" role="status">{outcome}</p>
                <div class="actions">
                    <button type="submit" data-testid="ask-send" disabled=busy>{tr(|t| t.cycle.team.question_send)}</button>
                </div>
            </form>
        </section>
    }
}

/// Statements and criteria, in the order of the questionnaire.
fn subjects(catalogue: &Catalogue) -> Vec<(ItemId, String, String)> {
    fn add(criterion: &Criterion, to: &mut Vec<(ItemId, String, String)>) {
        to.push((criterion.id.clone(), criterion.title.de.clone(), criterion.title.en.clone()));
        for item in &criterion.items {
            to.push((item.id.clone(), item.statement.de.clone(), item.statement.en.clone()));
        }
        for child in &criterion.children {
            add(child, to);
        }
    }
    let mut subjects = Vec::new();
    for criterion in &catalogue.criteria {
        add(criterion, &mut subjects);
    }
    subjects
}

/// A word to this team alone.
#[component]
pub fn NoteToTeam(
    /// Which cycle.
    cycle: StreamId,
    /// Which team.
    analysis: StreamId,
) -> impl IntoView {
    let lang = use_lang();
    let text = RwSignal::new(String::new());
    let outcome = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let words = lang.get_untracked().texts();
        let given = text.get_untracked();
        if given.trim().is_empty() {
            outcome.set(words.cycle.team.text_missing.to_owned());
            return;
        }
        let wish = wish(CycleOp::SendNote { to: Some(analysis), text: given });
        spawn_local(async move {
            match api::cycle::write(cycle, &wish).await {
                Ok(_) => {
                    text.set(String::new());
                    outcome.set(words.cycle.team.note_sent.to_owned());
                }
                Err(error) => {
                    outcome.set(error.words(lang.get_untracked()));
                }
            }
        });
    };
    view! {
        <section class="team-part" aria-labelledby="note-title">
            <h2 id="note-title">{tr(|t| t.cycle.team.note)}</h2>
            <form class="plan-form" novalidate on:submit=send>
                <p class="field">
                    <label for="team-note">{tr(|t| t.cycle.team.note_text)}</label>
                    <textarea
                        id="team-note"
                        data-testid="team-note"
                        rows="2"
                        maxlength=limits::NOTE_CHARS.to_string()
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </p>
                <p class="outcome" role="status">{outcome}</p>
                <div class="actions"><button type="submit">{tr(|t| t.cycle.team.note_send)}</button></div>
            </form>
        </section>
    }
}
