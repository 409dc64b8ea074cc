//! The changes around the place, as a list to read and to go along.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::history::{Step, What};
use etappe_protocol::revision::Revision;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::clock;
use crate::replay::{Stage, words};

/// Steps shown up to the place.
const BEFORE: usize = 8;
/// Steps shown behind it.
const BEHIND: usize = 6;

/// The list.
#[component]
pub fn Changes(
    /// The page's desk.
    desk: Desk,
    /// The look back.
    stage: Stage,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let steps = Memo::new(move |_| stage.around(BEFORE, BEHIND));
    let stored = StoredValue::new(catalogue);
    let list = NodeRef::<leptos::html::Ol>::new();
    Effect::new(move |_| {
        steps.track();
        // Once the entries stand.
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten() {
                bring_in_sight(&list);
            }
        });
    });
    let is_empty = move || steps.with(Vec::is_empty) && !stage.waits.get();
    view! {
        <section class="panel replay-changes" aria-labelledby="replay-changes-title">
            <h2 id="replay-changes-title">{tr(|t| t.replay.changes)}</h2>
            <p class="muted small">{tr(|t| t.replay.changes_hint)}</p>
            <p class="muted" hidden=move || !is_empty()>{tr(|t| t.replay.no_changes)}</p>
            <ol node_ref=list data-testid="replay-changes">
                <For
                    each=move || steps.get()
                    // A step that goes on while more of it is fetched is another one.
                    key=|step| (step.first, step.change.revision)
                    children=move |step| view! { <Entry desk=desk stage=stage catalogue=stored step=step/> }
                />
            </ol>
        </section>
    }
}

/// Scrolls the list, and nothing around it, so that the present change stands in its upper part.
fn bring_in_sight(list: &web_sys::HtmlElement) {
    let now = list.query_selector("[data-place='now'], [data-place='past']:has(+ [data-place='future'])");
    let Some(now) = now.ok().flatten().and_then(|now| now.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    list.set_scroll_top((now.offset_top() - list.client_height() / 3).max(0));
}

#[component]
fn Entry(desk: Desk, stage: Stage, catalogue: StoredValue<Arc<Catalogue>>, step: Step) -> impl IntoView {
    let lang = use_lang();
    let (first, at): (Revision, Revision) = (step.first, step.change.revision);
    let when = {
        let time_ms = step.change.time_ms;
        move || {
            let (hours, minutes) = browser::local_time(time_ms);
            format!("{} {}", words::day(lang.get(), time_ms), clock(hours, minutes))
        }
    };
    let actor = step.change.actor;
    let who = move || {
        desk.names.track();
        desk.full_name(actor)
    };
    let (added, removed) = if let What::Text { added, removed, .. } = &step.change.what {
        (added.clone(), removed.clone())
    } else {
        (String::new(), String::new())
    };
    let is_redacted = added.contains(words::REDACTED);
    let kind = format!("{:?}", step.change.what.kind()).to_lowercase();
    let told = step.clone();
    let what = move || {
        stage.outline.with(|outline| words::step(desk, &catalogue.get_value(), outline.as_deref(), &told))
    };
    let place = move || {
        let now = stage.at.get();
        if at < now {
            "past"
        } else if now < first {
            "future"
        } else {
            "now"
        }
    };
    view! {
        <li class="replay-change" data-kind=kind data-place=place>
            <button
                type="button"
                data-testid=format!("replay-step-{at}")
                aria-current=move || (place() == "now").then_some("step")
                on:click=move |_| {
                    stage.play(false);
                    stage.go_to(&step);
                }
            >
                <span class="replay-what">{what}</span>
                {(!added.is_empty()).then(|| view! {
                    <ins class="replay-added"><span class="visually-hidden">{tr(|t| t.replay.what.added)}</span>{added}</ins>
                })}
                {(!removed.is_empty()).then(|| view! {
                    <del class="replay-removed"><span class="visually-hidden">{tr(|t| t.replay.what.removed)}</span>{removed}</del>
                })}
                {is_redacted.then(|| view! { <span class="replay-gap">{tr(|t| t.replay.redacted)}</span> })}
                <span class="replay-who muted small">
                    <span>{who}</span>
                    " "
                    <span class="replay-time">{when}</span>
                </span>
            </button>
        </li>
    }
}
