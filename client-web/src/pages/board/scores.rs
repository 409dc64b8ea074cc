//! Scores of closed milestones on a card, each with the one before as a mark.

use etappe_protocol::id::ItemId;
use etappe_protocol::score::{BasisPoints, Outcome};
use etappe_protocol::view::{CriterionNow, TeamLine};
use leptos::prelude::*;

use crate::components::score_bars::{outcome_words, percent};
use crate::components::use_lang;
use crate::cycle::phase::short_title;
use crate::panel::Panel;

/// What a card shows of scores: the last closed milestone, and what stood at the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Last {
    milestone: etappe_protocol::id::MilestoneId,
    criteria: Vec<(ItemId, Outcome, Option<BasisPoints>)>,
}

/// The block; nothing where nothing is granted or closed.
#[component]
pub fn Scores(
    /// The page's panel.
    panel: Panel,
    /// The team.
    shown: Memo<Option<TeamLine>>,
) -> impl IntoView {
    let lang = use_lang();
    let last = Memo::new(move |_| shown.with(|line| line.as_ref().and_then(last)));
    let block = move || {
        last.get().map(|last| {
            let milestone = last.milestone;
            let title = move || {
                let title = panel.points.with(|points| {
                    points.iter().find(|point| point.milestone == milestone).map(|point| point.title.clone())
                });
                (lang.get().texts().cycle.board.scores_at)(short_title(&title.unwrap_or_default()))
            };
            let lines = last.criteria.into_iter().map(|(id, outcome, before)| {
                view! { <Score id=id outcome=outcome before=before/> }
            });
            view! {
                <div class="card-scores">
                    <p class="small">{title}</p>
                    <ul>{lines.collect_view()}</ul>
                </div>
            }
        })
    };
    view! { {block} }
}

#[component]
fn Score(id: ItemId, outcome: Outcome, before: Option<BasisPoints>) -> impl IntoView {
    let lang = use_lang();
    let x = |points: BasisPoints| u32::from(points.get()) / 10;
    let fill = outcome.value().map(|points| {
        view! { <rect class="score-fill" width=x(points).to_string() height="8"></rect> }
    });
    let ghost = before.map(|points| {
        view! { <path class="ghost" d=format!("M{} 0V8", x(points)) vector-effect="non-scaling-stroke"></path> }
    });
    view! {
        <li class="card-score">
            <span class="score-id">{id.to_string()}</span>
            <svg class="score-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="score-track" width="1000" height="8"></rect>
                {fill}
                {ghost}
            </svg>
            <span class="score-number">
                {move || outcome_words(lang.get().texts(), outcome)}
                {before.map(|before| {
                    view! { <span class="score-was muted">" "{move || (lang.get().texts().scores.was)(&percent(before))}</span> }
                })}
            </span>
        </li>
    }
}

fn last(line: &TeamLine) -> Option<Last> {
    let mut scores = line.scores.iter().rev();
    let (last, before) = (scores.next()?, scores.find(|scores| !scores.criteria.is_empty()));
    let stood = |id: &ItemId| {
        let found = |criterion: &&CriterionNow| criterion.id == *id;
        before?.criteria.iter().find(found)?.outcome.value()
    };
    let criteria =
        last.criteria.iter().map(|criterion| (criterion.id.clone(), criterion.outcome, stood(&criterion.id)));
    Some(Last { milestone: last.milestone, criteria: criteria.collect() })
}
