//! What a team lets its coordinators see, and who has looked.

use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::StreamId;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::cycle::level_word;
use crate::api::{self, team::Look};
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::ago;

/// Four levels in plain words. Who leads the team chooses; it acts at once, also downwards.
#[component]
pub fn Insight(
    /// The page's desk.
    desk: Desk,
    /// Which cycle.
    id: StreamId,
) -> impl IntoView {
    let lang = use_lang();
    let granted = Memo::new(move |_| desk.enrolments.with(|ties| ties.get(&id).map(|tie| tie.insight)));
    let level = move || granted.get().map(|granted| granted.value).unwrap_or_default();
    let since = move || {
        let stamp = granted.get().map(|granted| granted.stamp).filter(|stamp| stamp.time_ms != 0)?;
        let when = ago(lang.get(), desk.now_ms.get().max(stamp.time_ms), stamp.time_ms);
        Some((lang.get().texts().team.cycle.insight_since)(&desk.name(stamp.actor), &when))
    };
    let option = move |one: InsightLevel| {
        let word = level_word(one);
        let means = format!("insight-{id}-{word}");
        view! {
            <label class="level" class:is-chosen=move || level() == one>
                <input
                    type="radio"
                    name=format!("insight-{id}")
                    data-testid=format!("insight-{word}")
                    prop:checked=move || level() == one
                    aria-describedby=means.clone()
                    disabled=move || !desk.may_lead()
                    on:change=move |_| desk.grant_insight(id, one)
                />
                <span>
                    <span class="level-name">{move || (lang.get().texts().team.cycle.insight_name)(one)}</span>
                    <span class="level-means" id=means>
                        {move || (lang.get().texts().team.cycle.insight_means)(one)}
                    </span>
                </span>
            </label>
        }
    };
    view! {
        <div class="panel">
            <fieldset class="insight" data-level=move || level_word(level())>
                <legend><h3>{tr(|t| t.team.cycle.insight)}</h3></legend>
                <p class="muted">{tr(|t| t.team.cycle.insight_text)}</p>
                <div class="insight-levels">{InsightLevel::ALL.map(option).into_iter().collect_view()}</div>
                <p class="muted small">{since}</p>
            </fieldset>
        </div>
    }
}

/// Everybody who looked in from outside, the latest first.
#[component]
pub fn Looks(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let looks = RwSignal::new(None::<Vec<Look>>);
    spawn_local(async move {
        // Who may only read is told nothing of it.
        if let Ok(mut found) = api::team::looks(desk.stream).await {
            found.sort_by_key(|look| std::cmp::Reverse(look.time_ms));
            looks.try_set(Some(found));
        }
    });
    let lines = move || {
        let lines = looks.get().unwrap_or_default().into_iter().map(|look| {
            let words = lang.get().texts();
            let when = ago(lang.get(), desk.now_ms.get().max(look.time_ms), look.time_ms);
            let name = look.name.filter(|name| !name.is_empty()).unwrap_or_else(|| words.someone.to_owned());
            view! {
                <li>
                    <span>{name} " " {(words.team.cycle.look)(&look.what)}</span>
                    <span class="muted small">{when}</span>
                </li>
            }
        });
        lines.collect_view()
    };
    let is_empty = move || looks.with(|looks| looks.as_ref().is_some_and(Vec::is_empty));
    view! {
        <section class="panel looks" data-testid="looks" hidden=move || looks.with(Option::is_none)>
            <h2>{tr(|t| t.team.cycle.looks)}</h2>
            <p class="muted">{tr(|t| t.team.cycle.looks_text)}</p>
            <p hidden=move || !is_empty()>{tr(|t| t.team.cycle.looks_none)}</p>
            <ul class="look-list">{lines}</ul>
        </section>
    }
}
