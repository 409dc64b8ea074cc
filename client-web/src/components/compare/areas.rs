//! Each area in one line: before, now, and how many statements moved.

use etappe_protocol::compare::{CriterionMove, ScoreAt};
use etappe_protocol::score::Outcome;
use leptos::prelude::*;

use super::Scene;
use crate::components::score_bars::outcome_words;
use crate::components::{tr, use_lang};

/// The main criteria, with their sub-criteria to open.
#[component]
pub fn Areas(
    /// What is compared.
    scene: Scene,
) -> impl IntoView {
    let mains = scene.said.criteria.iter().enumerate().filter(|(_, criterion)| criterion.level == 0);
    let lines = mains.map(|(place, main)| {
        let below = scene.said.criteria.iter().skip(place + 1).take_while(|criterion| 0 < criterion.level);
        let subs: Vec<_> = below.filter(|criterion| criterion.level == 1).cloned().collect();
        let has_subs = !subs.is_empty();
        let of_subs = scene.clone();
        let lines = subs
            .into_iter()
            .map(move |sub| view! { <li><Line scene=of_subs.clone() of=sub/></li> }.into_any());
        if has_subs {
            view! {
                <li>
                    <details class="area">
                        <summary><Line scene=scene.clone() of=main.clone()/></summary>
                        <ul class="area-subs">{lines.collect_view()}</ul>
                    </details>
                </li>
            }
            .into_any()
        } else {
            view! { <li class="area"><Line scene=scene.clone() of=main.clone()/></li> }.into_any()
        }
    });
    let lines = lines.collect_view();
    view! {
        <div class="digest-areas">
            <h2>{tr(|t| t.compare.areas)}</h2>
            <ul data-testid="areas">{lines}</ul>
        </div>
    }
}

#[component]
fn Line(scene: Scene, of: CriterionMove) -> impl IntoView {
    let lang = use_lang();
    let title = scene.title(&of.id);
    let (before, after) = (of.before, of.after);
    let counts = move || (lang.get().texts().compare.counts)(of.up, of.down, of.other, of.unmoved);
    let words = move |at: ScoreAt| outcome_words(lang.get().texts(), at.outcome);
    let read = move || (lang.get().texts().compare.from_to)(&words(before), &words(after));
    view! {
        <span class="area-line">
            <span class="area-name">
                <span class="score-id">{of.id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </span>
            <span class="area-scores" aria-hidden="true">
                <Number at=before is_now=false/> <span class="arrow">"→"</span> <Number at=after is_now=true/>
            </span>
            <span class="visually-hidden">{read}</span>
            <span class="area-counts muted small">{counts}</span>
        </span>
    }
}

/// A number, or a dash where there is none: the words stand beside it for those who listen.
#[component]
fn Number(at: ScoreAt, is_now: bool) -> impl IntoView {
    let lang = use_lang();
    let words = move || match at.outcome {
        Outcome::Value(_) => outcome_words(lang.get().texts(), at.outcome),
        Outcome::TooFew | Outcome::NotApplicable => "–".to_owned(),
    };
    let title = move || outcome_words(lang.get().texts(), at.outcome);
    view! { <span class:is-now=is_now title=title>{words}</span> }
}
