//! A coordinator's start page: one calm card for each team. No ranking, no answers.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::start::AnalysisList;
use crate::api::{self, AnalysisEntry, Overview, Progress};
use crate::browser;
use crate::components::progress::Bar;
use crate::components::{tr, use_lang};
use crate::locale::{ago, clock};

/// How often it is asked for anew while it runs.
const PERIOD_MS: u64 = 5_000;

/// The board; `analyses` are those that the coordinator is a member of besides.
#[component]
pub fn OverviewBoard(
    /// What may be opened as a member.
    analyses: Vec<AnalysisEntry>,
) -> impl IntoView {
    let lang = use_lang();
    let title = tr(|t| t.overview_title);
    Effect::new(move |_| browser::set_title(title()));
    let overview = RwSignal::new(None::<Overview>);
    let paused = RwSignal::new(false);
    let stale = RwSignal::new(false);
    let ask = move || {
        spawn_local(async move {
            match api::overview().await {
                Ok(answer) => {
                    overview.set(Some(answer));
                    stale.set(false);
                }
                Err(_) => stale.set(true),
            }
        });
    };
    ask();
    browser::every(PERIOD_MS, move || {
        if !paused.get_untracked() && !browser::document().hidden() {
            ask();
        }
    });
    let as_of = move || {
        let as_of_ms = overview.with(|overview| overview.as_ref().map(|overview| overview.as_of_ms))?;
        let (hours, minutes) = browser::local_time(as_of_ms);
        Some((lang.get().texts().as_of)(&clock(hours, minutes)))
    };
    let (pause, resume) = (tr(|t| t.pause), tr(|t| t.resume));
    let teams = move || {
        overview
            .with(|overview| overview.as_ref().map(|overview| overview.analyses.clone()))
            .unwrap_or_default()
    };
    let is_empty = move || {
        overview.with(|overview| overview.as_ref().is_some_and(|overview| overview.analyses.is_empty()))
    };
    view! {
        <h1>{tr(|t| t.overview_title)}</h1>
        <p class="lead">{tr(|t| t.overview_text)}</p>
        <div class="board-state">
            <span>{as_of}</span>
            <button
                type="button"
                class="quiet"
                on:click=move |_| paused.update(|paused| *paused = !*paused)
            >
                {move || if paused.get() { resume() } else { pause() }}
            </button>
            <button type="button" class="quiet" on:click=move |_| ask()>{tr(|t| t.refresh)}</button>
            <span class="problem" role="status">{
                let words = tr(|t| t.stale);
                move || stale.get().then(words)
            }</span>
        </div>
        <p class="muted" hidden=move || !is_empty()>{tr(|t| t.overview_empty)}</p>
        <ul class="board">
            <For each=teams key=|team| team.id.clone() let:team>
                <TeamCard id=team.id overview=overview/>
            </For>
        </ul>
        {(!analyses.is_empty()).then(|| view! {
            <h2>{tr(|t| t.start_title)}</h2>
            <AnalysisList analyses=analyses/>
        })}
    }
}

/// One team. The card stays the same element while its numbers change. It leads nowhere: what a team answers is its
/// own until it grants more.
#[component]
fn TeamCard(id: String, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    let lang = use_lang();
    let untitled = tr(|t| t.untitled);
    let team = Memo::new(move |_| {
        overview.with(|overview| {
            let team = overview.as_ref()?.analyses.iter().find(|team| team.id == id)?;
            Some((team.clone(), overview.as_ref()?.as_of_ms))
        })
    });
    let read = move |words: fn(&Progress) -> usize| {
        Signal::derive(move || team.with(|team| team.as_ref().map_or(0, |(team, _)| words(team))))
    };
    let (rated, items, contested, here) = (
        read(|team| team.rated),
        read(|team| team.items),
        read(|team| team.contested),
        read(|team| team.here),
    );
    let title = move || {
        let title = team.with(|team| team.as_ref().map(|(team, _)| team.title.clone())).unwrap_or_default();
        if title.is_empty() { untitled().to_owned() } else { title }
    };
    let last = move || {
        let lang = lang.get();
        let words = lang.texts();
        team.with(|team| match team {
            Some((Progress { last_change_ms: Some(last_ms), .. }, as_of_ms)) if *last_ms > 0 => {
                (words.last_change)(&ago(lang, *as_of_ms, *last_ms))
            }
            Some(_) | None => words.no_change_yet.to_owned(),
        })
    };
    view! {
        <li class="team" data-testid="overview-card">
            <h2>{title}</h2>
            <p class="team-progress">{move || (lang.get().texts().answered)(rated.get(), items.get())}</p>
            <Bar part=rated whole=items/>
            <p class="muted small">{last}</p>
            <p class="team-facts">
                <span class="fact" data-on=move || (here.get() > 0).to_string()>
                    {move || (lang.get().texts().here_count)(here.get())}
                </span>
                <span class="fact fact-contested" hidden=move || contested.get() == 0>
                    {move || (lang.get().texts().contested_count)(contested.get())}
                </span>
            </p>
        </li>
    }
}
