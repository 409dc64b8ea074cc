//! `/a/{id}/replay`: how the analysis came about. A place on a line of time, what held there, and what changed.

mod answers;
mod changes;
mod controls;
mod drawing;
mod focus;
mod scores;

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use leptos::prelude::*;

use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::replay::Stage;
use crate::team::tab::Tab;
use answers::Answers;
use changes::Changes;
use controls::{Controls, Filters};
use drawing::TimelineDrawing;
use focus::Focus;
use scores::Scores;

/// The page.
#[component]
pub fn ReplayPage(
    /// The page's desk.
    desk: Desk,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let may_look = Memo::new(move |_| desk.standing.with(|standing| standing.history));
    let body = move || {
        may_look.get().then(|| {
            let stage = Stage::open(desk.stream);
            view! { <Theatre desk=desk catalogue=catalogue.clone() stage=stage/> }
        })
    };
    view! {
        <main id="main" class="team-page replay-page" tabindex="-1">
            <div class="page-head">
                <h1>{move || (lang.get().texts().team.tab)(Tab::Replay)}</h1>
                <p class="lead">{tr(|t| t.replay.lead)}</p>
            </div>
            <p class="empty" hidden=move || may_look.get()>{tr(|t| t.replay.forbidden)}</p>
            {body}
        </main>
    }
}

#[component]
fn Theatre(desk: Desk, catalogue: Arc<Catalogue>, stage: Stage) -> impl IntoView {
    let lang = use_lang();
    let trouble = move || {
        stage.trouble.get().map(|error| {
            let lang = lang.get();
            let words = error.said(lang).unwrap_or(lang.texts().replay.trouble).to_owned();
            view! {
                <p class="problem" role="alert">
                    {words}
                    " "
                    <button type="button" on:click=move |_| stage.load(Some(stage.at.get_untracked()))>
                        {tr(|t| t.try_again)}
                    </button>
                </p>
            }
        })
    };
    let is_there = Memo::new(move |_| stage.moment.with(Option::is_some));
    let shown = catalogue.clone();
    let parts = move || {
        is_there.get().then(|| {
            let catalogue = shown.clone();
            view! {
                <div class="replay-parts" data-testid="replay-parts">
                    <div class="replay-main">
                        <Focus desk=desk stage=stage catalogue=catalogue.clone()/>
                        <Answers stage=stage catalogue=catalogue.clone()/>
                    </div>
                    <div class="replay-side">
                        <Scores stage=stage catalogue=catalogue.clone()/>
                        <Changes desk=desk stage=stage catalogue=catalogue/>
                    </div>
                </div>
            }
        })
    };
    let drawn = Memo::new(move |_| stage.outline.get());
    let drawing = move || {
        let outline = drawn.get()?;
        Some(view! { <TimelineDrawing stage=stage outline=outline/> })
    };
    view! {
        {trouble}
        <section class="replay-stage" aria-label=tr(|t| t.replay.slider)>
            {drawing}
            <Controls desk=desk stage=stage/>
            <Filters desk=desk stage=stage catalogue=catalogue.clone()/>
        </section>
        <p class="muted" hidden=move || is_there.get() || stage.trouble.with(Option::is_some)>{tr(|t| t.loading)}</p>
        {parts}
    }
}
