//! How far the team is, and the way to what is still open.

use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::{tr, use_lang};
use crate::desk::Desk;

/// The line "12 von 47 beantwortet" with its bar, and the jumps.
#[component]
pub fn ProgressLine(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let progress = Memo::new(move |_| {
        let catalogue = desk.catalogue.get();
        catalogue.map_or((0, 0, 0), |catalogue| {
            catalogue.criteria.iter().map(|criterion| desk.progress(criterion)).fold(
                (0, 0, 0),
                |(answered, items, contested), (more_answered, more_items, more_contested)| {
                    (answered + more_answered, items + more_items, contested + more_contested)
                },
            )
        })
    });
    let words = move || {
        let (answered, items, contested) = progress.get();
        let texts = lang.get().texts();
        let line = (texts.answered)(answered, items);
        if contested == 0 { line } else { format!("{line} · {}", (texts.open_contested)(contested)) }
    };
    let is_done = move || {
        let (answered, items, _) = progress.get();
        answered == items
    };
    let jump = move |forward: bool| {
        if let Some(item) = desk.open_item(forward) {
            desk.at.set(Some(item.clone()));
            desk.go_to(&item);
        }
    };
    view! {
        <div class="progress">
            <p id="progress-words">{words}</p>
            <Bar part=Signal::derive(move || progress.get().0) whole=Signal::derive(move || progress.get().1)/>
            <div class="jumps">
                <button type="button" class="quiet" disabled=is_done on:click=move |_| jump(false)>
                    <Drawing icon=Icon::Up/>
                    {tr(|t| t.previous_open)}
                </button>
                <button type="button" class="quiet" disabled=is_done on:click=move |_| jump(true)>
                    <Drawing icon=Icon::Down/>
                    {tr(|t| t.next_open)}
                </button>
            </div>
        </div>
    }
}

/// A bar; the words beside it say the same.
#[component]
pub fn Bar(
    /// What is done.
    part: Signal<usize>,
    /// What there is.
    whole: Signal<usize>,
) -> impl IntoView {
    view! {
        <svg class="bar-line" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="bar-whole" width="100" height="4"></rect>
            <rect class="bar-part" width=move || (100 * part.get() / whole.get().max(1)).to_string() height="4"></rect>
        </svg>
    }
}
