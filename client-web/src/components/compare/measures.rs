//! Measures that are new, done, given up or changed, and questions that were asked or settled.

use etappe_protocol::compare::{MeasureMove, QuestionMove, TextChange};
use etappe_protocol::event::MeasureState;
use etappe_protocol::text::{Owner, Part};
use leptos::prelude::*;

use super::texts::Words;
use super::{Made, Scene, Statement};
use crate::browser;
use crate::components::{tr, use_lang};
use crate::locale::Texts;

/// The measures of which something is new.
#[component]
pub fn Measures(
    /// What is compared.
    scene: Scene,
) -> impl IntoView {
    let lang = use_lang();
    let moved = scene.said.measures.iter().filter(|measure| is_told(&scene, measure)).cloned();
    let moved: Vec<MeasureMove> = moved.collect();
    let live = scene.said.digest.measures_live;
    if moved.is_empty() && live == 0 {
        return ().into_any();
    }
    let cards = moved.into_iter().map(|measure| view! { <Card scene=scene.clone() measure=measure/> });
    let cards = cards.collect_view();
    let still = move || (0 < live).then(|| (lang.get().texts().compare.measures_live)(live));
    view! {
        <section class="compare-measures" data-testid="compare-measures">
            <h2>{tr(|t| t.compare.measures)}</h2>
            <p class="muted small">{still}</p>
            <ul class="compare-cards">{cards}</ul>
        </section>
    }
    .into_any()
}

fn is_told(scene: &Scene, measure: &MeasureMove) -> bool {
    measure.before.as_ref() != Some(&measure.after) || measure.overdue || !texts(scene, measure).is_empty()
}

fn texts(scene: &Scene, measure: &MeasureMove) -> Vec<TextChange> {
    let is_of = |text: &&TextChange| text.field.owner == Owner::Measure(measure.id);
    scene.said.texts.iter().filter(is_of).cloned().collect()
}

/// A kind for the style sheet, and the word.
type Mark = (&'static str, fn(&'static Texts) -> &'static str);

/// What became of it, as words.
fn marks(measure: &MeasureMove, is_reworded: bool) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    if measure.is_new() {
        marks.push(("new", |t| t.compare.measure_new));
    }
    if measure.became(MeasureState::Done) {
        marks.push(("done", |t| t.compare.measure_done));
    }
    if measure.became(MeasureState::Dropped) {
        marks.push(("dropped", |t| t.compare.measure_dropped));
    }
    if measure.is_changed() {
        marks.push(("changed", |t| t.compare.measure_changed));
    }
    if is_reworded && !measure.is_new() {
        marks.push(("changed", |t| t.compare.measure_text));
    }
    if measure.overdue {
        marks.push(("overdue", |t| t.compare.overdue));
    }
    marks
}

#[component]
fn Card(scene: Scene, measure: MeasureMove) -> impl IntoView {
    let lang = use_lang();
    let texts = texts(&scene, &measure);
    let marks = marks(&measure, !texts.is_empty());
    let marks = marks.into_iter().map(|(kind, word)| {
        view! { <span class="fact" data-kind=kind>{tr(word)}</span> }
    });
    let marks = marks.collect_view();
    let hides = scene.said.level.is_some();
    // A new measure reads as it stands; of an older one the words that changed are marked.
    let is_new = measure.is_new();
    let of_what = texts.iter().find(|text| text.field.part == Part::What && !is_new && !text.runs.is_empty());
    let what = match of_what.cloned() {
        Some(text) => view! { <Words runs=text.runs hides=hides/> }.into_any(),
        None if measure.what.is_empty() => {
            view! { <p class="muted">{tr(|t| t.team.measures.what_missing)}</p> }.into_any()
        }
        None => view! { <p><strong>{measure.what.clone()}</strong></p> }.into_any(),
    };
    let state = |state: MeasureState| move || (lang.get().texts().team.measures.state_is)(state);
    let before = measure.before.as_ref().map(|before| before.state);
    let step = before.filter(|before| *before != measure.after.state).map(|before| {
        let (was, is) = (state(before), state(measure.after.state));
        view! {
            <span class="move-was">{was}</span>
            <span class="arrow" aria-hidden="true">" → "</span>
            <strong>{is}</strong>
        }
    });
    let due = measure.after.due.map(|day| {
        move || {
            let lang = lang.get();
            (lang.texts().team.measures.due_on)(&browser::short_date(lang.code(), day))
        }
    });
    let of_owner = scene.clone();
    let owner = measure.after.owner;
    let owner = move || of_owner.people(&owner.into_iter().collect::<Vec<_>>(), lang.get());
    let made = measure.made;
    view! {
        <li class="compare-card">
            <p class="facts">{marks}</p>
            {what}
            <p class="small measure-step">
                {step} " " {due.map(|due| view! { <span class="muted">{due}</span> })}
                " " <span class="muted">{owner}</span>
            </p>
            <Statement scene=scene.clone() id=measure.after.subject.clone()/>
            {(!measure.by.is_empty() || scene.name.is_none()).then(|| view! {
                <Made
                    scene=scene
                    by=measure.by
                    revision=made.revision
                    time_ms=made.time_ms
                    of=measure.after.subject.to_string()
                />
            })}
        </li>
    }
}

/// Questions that were asked or settled, and those that are open.
#[component]
pub fn Questions(
    /// What is compared.
    scene: Scene,
) -> impl IntoView {
    if scene.said.questions.is_empty() {
        return ().into_any();
    }
    let cards = scene.said.questions.iter().map(|question| question_card(&scene, question)).collect_view();
    view! {
        <section class="compare-questions" data-testid="compare-questions">
            <h2>{tr(|t| t.compare.questions)}</h2>
            <ul class="compare-cards">{cards}</ul>
        </section>
    }
    .into_any()
}

fn question_card(scene: &Scene, question: &QuestionMove) -> AnyView {
    let is_settled = question.settled.is_some();
    let state = tr(if is_settled { |t| t.compare.question_settled } else { |t| t.compare.question_open });
    view! {
        <li class="compare-card">
            <p class="facts">
                {question.is_new.then(|| view! { <span class="fact" data-kind="new">{tr(|t| t.compare.question_new)}</span> })}
                <span class="fact" data-kind=if is_settled { "done" } else { "open" }>{state}</span>
            </p>
            <p><strong>{question.text.clone()}</strong></p>
            <Statement scene=scene.clone() id=question.subject.clone()/>
        </li>
    }
    .into_any()
}
