//! The way through the criteria.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion};
use etappe_protocol::id::ItemId;
use leptos::prelude::*;

use super::{tr, use_lang};
use crate::desk::Desk;

/// Main criteria with their progress; below the one in sight its sub-criteria.
#[component]
pub fn Criteria(
    /// The page's desk.
    desk: Desk,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
    /// Runs after somebody chose.
    on_choice: Callback<()>,
) -> impl IntoView {
    let mains = catalogue.criteria.iter().map(|main| {
        let id = main.id.clone();
        let here = id.clone();
        let is_here = Memo::new(move |_| desk.section.with(|section| section.as_ref() == Some(&here)));
        let children = main.children.iter().map(|child| {
            view! { <li><Entry desk=desk criterion=child.clone() on_choice=on_choice/></li> }
        });
        view! {
            <li class="main-criterion" class:is-here=is_here>
                <Entry desk=desk criterion=main.clone() on_choice=on_choice current=is_here/>
                <ul hidden=move || !is_here.get()>{children.collect_view()}</ul>
            </li>
        }
    });
    view! {
        <nav class="criteria" aria-label=tr(|t| t.criteria)>
            <ul>{mains.collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Entry(
    desk: Desk,
    criterion: Criterion,
    on_choice: Callback<()>,
    #[prop(optional, into)] current: Option<Signal<bool>>,
) -> impl IntoView {
    let lang = use_lang();
    let id = criterion.id.clone();
    let title = criterion.title.clone();
    let items: Vec<ItemId> = criterion.items_below().map(|item| item.id.clone()).collect();
    let is_sub = current.is_none();
    let progress = Memo::new(move |_| desk.progress(&criterion));
    let words = move || {
        let (answered, items, contested) = progress.get();
        let texts = lang.get().texts();
        let words = (texts.of)(answered, items);
        if contested == 0 { words } else { format!("{words}, {}", (texts.open_contested)(contested)) }
    };
    let target = id.clone();
    let go = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        on_choice.run(());
        desk.go_to(&target);
    };
    let dots = items.into_iter().map(|item| {
        let state = move || {
            let is_contested = desk.item(&item).rating.with(crate::desk::RatingView::is_contested);
            if is_contested {
                "contested"
            } else if desk.is_answered(&item) {
                "answered"
            } else {
                "open"
            }
        };
        view! { <span class="dot" data-state=state></span> }
    });
    view! {
        <a
            href=format!("#{id}")
            data-testid=format!("nav-{id}")
            aria-current=move || current.is_some_and(|current| current.get()).then_some("true")
            on:click=go
        >
            <span class="entry-id">{id.to_string()}</span>
            <span class="entry-title">{move || lang.get().pick(&title).to_owned()}</span>
            {is_sub.then(|| view! { <span class="dots" aria-hidden="true">{dots.collect_view()}</span> })}
            <span class="entry-words" class:visually-hidden=is_sub>{words}</span>
        </a>
    }
}
