//! Answers, reasons, measures and notes as they stand, to be read only.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item};
use etappe_protocol::id::ItemId;
use etappe_protocol::view::{AnswersView, MeasureView};
use leptos::prelude::*;

use super::Known;
use crate::browser;
use crate::components::{tr, use_lang};

/// The section; words about who decides where nothing is shown.
#[component]
pub fn Answers(
    /// What the team shows.
    known: Known,
) -> impl IntoView {
    let catalogue = Arc::clone(&known.catalogue);
    let body = match known.page.answers.clone() {
        None => {
            view! { <p class="muted" data-testid="answers-closed">{tr(|t| t.cycle.team.answers_closed)}</p> }
                .into_any()
        }
        Some(answers) => {
            let answers = Arc::new(answers);
            let sections = catalogue.criteria.iter().map(|main| section(main, &catalogue, &answers));
            view! { <div data-testid="answers">{sections.collect_view()}</div> <Rest answers=Arc::clone(&answers)/> }
                .into_any()
        }
    };
    view! {
        <section class="team-part" aria-labelledby="answers-title">
            <h2 id="answers-title">{tr(|t| t.cycle.team.answers)}</h2>
            {body}
        </section>
    }
}

fn section(criterion: &Criterion, catalogue: &Catalogue, answers: &Arc<AnswersView>) -> AnyView {
    let lang = use_lang();
    let title = criterion.title.clone();
    let lines = criterion.items_below().map(|item| line(item, catalogue, answers)).collect_view();
    view! {
        <details class="answers-of">
            <summary>
                <span class="score-id">{criterion.id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </summary>
            <dl class="answer-lines">{lines}</dl>
        </details>
    }
    .into_any()
}

fn line(item: &Item, catalogue: &Catalogue, answers: &AnswersView) -> AnyView {
    let lang = use_lang();
    let held = answers.ratings.iter().find(|(id, _, _)| *id == item.id);
    let contested = held.is_some_and(|(_, _, contested)| *contested);
    let option = held.and_then(|(_, code, _)| {
        catalogue.scale(&item.scale)?.options.iter().find(|option| option.code == *code).cloned()
    });
    let reason = answers.reasons.iter().find(|(id, _)| *id == item.id).map(|(_, reason)| reason.clone());
    let none = tr(|t| t.cycle.team.no_answer);
    let is_open = option.is_none();
    let answer = move || match &option {
        Some(option) => lang.get().pick(&option.name).to_owned(),
        None => none().to_owned(),
    };
    let statement = item.statement.clone();
    view! {
        <dt>
            <span class="score-id">{item.id.to_string()}</span>
            {move || lang.get().pick(&statement).to_owned()}
        </dt>
        <dd>
            <span class="told-answer" class:muted=is_open>{answer}</span>
            {contested.then(|| view! { " " <span class="fact fact-contested">{tr(|t| t.scores.contested)}</span> })}
            {reason.map(|reason| view! { <p class="answer-reason">{reason}</p> })}
        </dd>
    }
    .into_any()
}

#[component]
fn Rest(answers: Arc<AnswersView>) -> impl IntoView {
    let measures = answers
        .measures
        .iter()
        .map(|measure| view! { <MeasureLine measure=measure.clone()/> })
        .collect_view();
    let has_none = answers.measures.is_empty();
    let notes = (!answers.notes.is_empty()).then(|| answers.notes.clone());
    view! {
        <h3>{tr(|t| t.cycle.team.measures_title)}</h3>
        <p class="muted" hidden=!has_none>{tr(|t| t.cycle.team.measures_none)}</p>
        <ul class="plan-list" data-testid="team-measures">{measures}</ul>
        {notes.map(|notes| view! {
            <h3>{tr(|t| t.cycle.team.notes)}</h3>
            <p class="answer-reason">{notes}</p>
        })}
    }
}

#[component]
fn MeasureLine(measure: MeasureView) -> impl IntoView {
    let lang = use_lang();
    let state = measure.measure.state.value;
    let subject: ItemId = measure.measure.subject.value.clone();
    let due = measure.measure.due.value.map(|day| {
        move || {
            let lang = lang.get();
            (lang.texts().cycle.team.measure_due)(&browser::short_date(lang.code(), day))
        }
    });
    let sign = (!measure.sign.is_empty()).then(|| {
        let sign = measure.sign.clone();
        move || (lang.get().texts().cycle.team.measure_sign)(&sign)
    });
    view! {
        <li>
            <span>
                <span class="score-id">{subject.to_string()}</span>
                <strong>{measure.what.clone()}</strong>
                {sign.map(|sign| view! { <span class="muted small">" " {sign}</span> })}
            </span>
            <span class="team-facts">
                {due.map(|due| view! { <span class="fact">{due}</span> })}
                <span class="fact">{move || (lang.get().texts().cycle.team.measure_state)(state)}</span>
            </span>
        </li>
    }
}
