//! All answers at the moment that is shown, each a cell that can be chosen and followed.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Item, OptionKind};
use etappe_protocol::id::{ItemId, OptionCode};
use leptos::prelude::*;

use crate::components::{tr, use_lang};
use crate::replay::{Stage, words};

/// The cells, by criterion.
#[component]
pub fn Answers(
    /// The look back.
    stage: Stage,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let stored = StoredValue::new(Arc::clone(&catalogue));
    let changed = Memo::new(move |_| {
        stage
            .moment
            .with(|moment| moment.as_ref().and_then(|moment| moment.step.as_ref()?.change.subject.clone()))
    });
    let groups = catalogue.criteria.iter().map(|main| {
        let (id, title) = (main.id.clone(), main.title.clone());
        let cells = main.items_below().map(|item| {
            view! { <Cell stage=stage catalogue=stored item=item.clone() changed=changed/> }
        });
        view! {
            <div class="replay-group">
                <h3>
                    <span class="score-id">{id.to_string()}</span>
                    {move || lang.get().pick(&title).to_owned()}
                </h3>
                <ul>{cells.collect_view()}</ul>
            </div>
        }
    });
    let groups = groups.collect_view();
    view! {
        <section class="panel replay-answers">
            <h2>{tr(|t| t.replay.answers)}</h2>
            <p class="muted small">{tr(|t| t.replay.answers_hint)}</p>
            {groups}
        </section>
    }
}

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    answer: Option<OptionCode>,
    contested: bool,
}

#[component]
fn Cell(
    stage: Stage,
    catalogue: StoredValue<Arc<Catalogue>>,
    item: Item,
    changed: Memo<Option<ItemId>>,
) -> impl IntoView {
    let lang = use_lang();
    let (id, wanted) = (item.id.clone(), item.id.clone());
    let shown = Memo::new(move |_| {
        stage.moment.with(|moment| {
            let rating = moment.as_ref()?.state.ratings.get(&wanted)?;
            Some(Shown { answer: Some(rating.held.answer.clone()), contested: rating.is_contested() })
        })
    });
    let level = {
        let item = item.clone();
        move || {
            let answer = shown.get()?.answer?;
            let catalogue = catalogue.get_value();
            let scale = catalogue.scale(&item.scale)?;
            match scale.options.iter().find(|option| option.code == answer)?.kind {
                OptionKind::Points(points) => {
                    Some((u32::from(points) * 4 / u32::from(scale.most_points().max(1))).to_string())
                }
                OptionKind::NotApplicable => Some("x".to_owned()),
                OptionKind::Unknown => Some("?".to_owned()),
            }
        }
    };
    let spoken = {
        let item = item.clone();
        move || {
            let lang = lang.get();
            let shown = shown.get().unwrap_or_default();
            let answer = words::answer(&catalogue.get_value(), lang, &item.id, shown.answer.as_ref());
            let answer =
                if shown.contested { format!("{answer}, {}", lang.texts().replay.contested) } else { answer };
            (lang.texts().replay.cell)(item.id.as_str(), lang.pick(&item.statement), &answer)
        }
    };
    let code = move || {
        shown.with(|shown| shown.as_ref().and_then(|shown| shown.answer.as_ref().map(OptionCode::to_string)))
    };
    let (here, followed, chosen) = (id.clone(), id.clone(), id.clone());
    let is_changed = Memo::new(move |_| changed.with(|changed| changed.as_ref() == Some(&here)));
    let is_followed = Memo::new(move |_| stage.followed.with(|item| item.as_ref() == Some(&followed)));
    view! {
        <li>
            <button
                type="button"
                class="replay-cell"
                data-testid=format!("replay-cell-{id}")
                data-level=level
                data-contested=move || shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.contested)).to_string()
                data-changed=move || is_changed.get().to_string()
                aria-pressed=move || is_followed.get().to_string()
                aria-label=spoken
                on:click=move |_| {
                    let next = (!is_followed.get_untracked()).then(|| chosen.clone());
                    stage.followed.set(next);
                }
            >
                <span class="replay-cell-id" aria-hidden="true">{id.to_string()}</span>
                <span class="replay-cell-code" aria-hidden="true">{move || code().unwrap_or_else(|| "·".to_owned())}</span>
            </button>
        </li>
    }
}
