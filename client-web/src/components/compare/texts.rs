//! Texts word by word: what is new is underlined, what is gone is struck through, and both say so to those who listen.

use etappe_protocol::compare::{Run, RunKind, TextChange};
use etappe_protocol::text::{Owner, Part};
use leptos::prelude::*;

use super::{Made, Scene};
use crate::components::{tr, use_lang};

/// A text with its marks.
#[component]
pub fn Words(
    /// From the one to the other.
    runs: Vec<Run>,
    /// Whether passages that are gone may be withheld.
    hides: bool,
) -> impl IntoView {
    let marked = runs.into_iter().map(|run| match run.kind {
        RunKind::Equal => view! { <span>{run.text}</span> }.into_any(),
        RunKind::Insert => view! {
            <ins><span class="visually-hidden">{tr(|t| t.compare.inserted)}</span>{run.text}</ins>
        }
        .into_any(),
        RunKind::Delete if hides && run.text.is_empty() => view! {
            <span class="withheld" title=tr(|t| t.compare.withheld)>
                <span aria-hidden="true">"[…]"</span>
                <span class="visually-hidden">{tr(|t| t.compare.withheld)}</span>
            </span>
        }
        .into_any(),
        RunKind::Delete => view! {
            <del><span class="visually-hidden">{tr(|t| t.compare.deleted)}</span>{run.text}</del>
        }
        .into_any(),
    });
    view! { <p class="why-text words">{marked.collect_view()}</p> }
}

/// Title, notes, and sentences about milestones; texts of measures stand with these.
#[component]
pub fn OtherTexts(
    /// What is compared.
    scene: Scene,
) -> impl IntoView {
    let texts: Vec<TextChange> =
        scene.said.texts.iter().filter(|text| is_shown_here(&text.field.owner)).cloned().collect();
    if texts.is_empty() {
        return ().into_any();
    }
    let texts = texts.into_iter().map(|text| view! { <Text scene=scene.clone() text=text/> });
    view! {
        <section class="compare-texts" data-testid="other-texts">
            <h2>{tr(|t| t.compare.other_texts)}</h2>
            <ul class="compare-cards">{texts.collect_view()}</ul>
        </section>
    }
    .into_any()
}

const fn is_shown_here(owner: &Owner) -> bool {
    match owner {
        Owner::Analysis | Owner::Milestone(..) => true,
        Owner::Item(_) | Owner::Measure(_) => false,
    }
}

#[component]
fn Text(scene: Scene, text: TextChange) -> impl IntoView {
    let lang = use_lang();
    let TextChange { field, runs, made, by } = text;
    let milestone = scene.milestone;
    let name = Signal::derive(move || {
        let words = &lang.get().texts().compare;
        match (&field.owner, field.part) {
            (Owner::Milestone(cycle, number), _) => (words.text_sentence)(&milestone.run((*cycle, *number))),
            (Owner::Analysis | Owner::Item(_) | Owner::Measure(_), Part::Title) => {
                words.text_title.to_owned()
            }
            (
                Owner::Analysis | Owner::Item(_) | Owner::Measure(_),
                Part::Notes | Part::Reason | Part::What | Part::Sign | Part::Sentence,
            ) => words.text_notes.to_owned(),
        }
    });
    let hides = scene.said.level.is_some();
    let is_told = !runs.is_empty();
    let of = untrack(|| name.get());
    view! {
        <li class="compare-card">
            <strong>{name}</strong>
            {is_told.then(|| view! { <Words runs=runs hides=hides/> })}
            {(!is_told).then(|| view! { <p class="muted small">{tr(|t| t.compare.text_hidden)}</p> })}
            <Made scene=scene by=by revision=made.revision time_ms=made.time_ms of=of/>
        </li>
    }
}
