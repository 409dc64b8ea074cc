//! Scores at the moment that is shown: one bar for each criterion, moving with the place.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion};
use etappe_protocol::id::ItemId;
use etappe_protocol::score::{self, CriterionScore, Outcome};
use leptos::prelude::*;

use crate::components::score_bars::outcome_words;
use crate::components::{tr, use_lang};
use crate::replay::Stage;

/// The bars.
#[component]
pub fn Scores(
    /// The look back.
    stage: Stage,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let scored = Arc::clone(&catalogue);
    // Only a rating moves them: a thousand letters cost nothing here.
    let answers = Memo::new(move |_| {
        stage
            .moment
            .with(|moment| moment.as_ref().map(|moment| score::answers(&moment.state)).unwrap_or_default())
    });
    let scores =
        Memo::new(move |_| answers.with(|answers| score::score(&scored, answers).unwrap_or_default()));
    let mains = catalogue.criteria.iter().enumerate();
    let mains =
        mains.map(|(number, main)| view! { <Row scores=scores criterion=main.clone() number=number/> });
    let mains = mains.collect_view();
    let parts = catalogue.criteria.iter().flat_map(|main| &main.children);
    let parts = parts.map(|child| view! { <Row scores=scores criterion=child.clone()/> }).collect_view();
    view! {
        <section class="panel replay-scores">
            <h2>{tr(|t| t.replay.scores)}</h2>
            <ul class="score-rows" data-testid="replay-scores">{mains}</ul>
            <details>
                <summary>{tr(|t| t.replay.score_parts)}</summary>
                <ul class="score-rows">{parts}</ul>
            </details>
        </section>
    }
}

#[component]
fn Row(
    scores: Memo<Vec<CriterionScore>>,
    criterion: Criterion,
    /// Place of a main criterion, which has a line in the drawing.
    #[prop(optional)]
    number: Option<usize>,
) -> impl IntoView {
    let lang = use_lang();
    let (id, title): (ItemId, _) = (criterion.id.clone(), criterion.title);
    let wanted = id.clone();
    let outcome = Memo::new(move |_| {
        scores.with(|scores| scores.iter().find_map(|main| main.find(&wanted)).map(|score| score.outcome))
    });
    let width = move || outcome.get().and_then(Outcome::value).map_or(0, |points| points.get() / 10);
    view! {
        <li class="score-row" data-level=if number.is_some() { "0" } else { "1" } data-testid=format!("replay-score-{id}")>
            <span class="score-name">
                {number.map(|number| view! { <span class="replay-key" data-number=number.to_string() aria-hidden="true"></span> })}
                <span class="score-id">{id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </span>
            <svg class="score-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="score-track" width="1000" height="10"></rect>
                <rect class="score-fill" width=move || width().to_string() height="10"></rect>
            </svg>
            <span class="score-number">
                {move || outcome.get().map(|outcome| outcome_words(lang.get().texts(), outcome))}
            </span>
        </li>
    }
}
