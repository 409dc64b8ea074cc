//! What has stayed the same: folded, because it is long, and there, because it is half of the story.

use etappe_protocol::compare::CriterionMove;
use etappe_protocol::id::{ItemId, OptionCode};
use leptos::prelude::*;

use super::{Scene, Statement};
use crate::components::{tr, use_lang};

/// Every statement with the same answer, and those still without one.
#[component]
pub fn Unmoved(
    /// What is compared.
    scene: Scene,
) -> impl IntoView {
    let lang = use_lang();
    let count = scene.said.digest.unmoved.saturating_add(scene.said.digest.unanswered);
    if count == 0 {
        return view! { <p class="muted">{tr(|t| t.compare.unmoved_none)}</p> }.into_any();
    }
    let with_some = |one: &&CriterionMove| !one.still.is_empty() || !one.unanswered.is_empty();
    let groups = scene.said.criteria.iter().filter(with_some).map(|one| group(&scene, one)).collect_view();
    view! {
        <details class="compare-unmoved" data-testid="unmoved">
            <summary>{move || (lang.get().texts().compare.unmoved)(count)}</summary>
            {groups}
        </details>
    }
    .into_any()
}

fn group(scene: &Scene, one: &CriterionMove) -> AnyView {
    let lang = use_lang();
    let title = scene.title(&one.id);
    let (still, unanswered) = (one.still.len(), one.unanswered.len());
    let counts = move || {
        let words = &lang.get().texts().compare;
        let parts = [
            (0 < still).then(|| (words.still)(still)),
            (0 < unanswered).then(|| (words.unanswered)(unanswered)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let kept = one.still.iter().map(|(item, answer)| line(scene, item, Some(answer)));
    let lines = kept.chain(one.unanswered.iter().map(|item| line(scene, item, None))).collect_view();
    view! {
        <section>
            <h3>
                <span class="score-id">{one.id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
                <span class="muted small">" " {counts}</span>
            </h3>
            <ul class="unmoved-lines">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(scene: &Scene, item: &ItemId, answer: Option<&OptionCode>) -> AnyView {
    let lang = use_lang();
    let (of, named, answer) = (scene.clone(), item.clone(), answer.cloned());
    let words = move || of.answer(&named, answer.as_ref(), lang.get());
    view! {
        <li>
            <Statement scene=scene.clone() id=item.clone()/>
            <span class="muted small">{words}</span>
        </li>
    }
    .into_any()
}
