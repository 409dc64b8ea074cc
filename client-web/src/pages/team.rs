//! `/c/{cycle}/t/{analysis}`: a team as it allows its coordinator to see it.

mod answers;
mod compare;
mod sheets;
mod words;

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::StreamId;
use etappe_protocol::view::{TeamLine, TeamPage};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::answers::Answers;
use self::compare::OverTime;
use self::sheets::Sheets;
use self::words::{Ask, NoteToTeam};
use super::board::card::{Activity, Criteria, Facts};
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::account::Logout;
use crate::components::brand::Brand;
use crate::components::language::Language;
use crate::components::message::Message;
use crate::components::{tr, tr_signal, use_lang};
use crate::locale::clock;
use crate::panel::Panel;

/// What the page is made from.
#[derive(Clone)]
pub(super) struct Known {
    page: Arc<TeamPage>,
    catalogue: Arc<Catalogue>,
}

/// The page.
#[component]
pub fn Team(
    /// Of which cycle.
    cycle: StreamId,
    /// Which team.
    analysis: StreamId,
) -> impl IntoView {
    // Counts stay live; what the team shows beyond them is asked for, because looking at it is written down.
    let panel = Panel::open(cycle);
    let known = RwSignal::new(None::<Result<Known, ApiError>>);
    let ask = Callback::new(move |()| {
        spawn_local(async move {
            let answer = fetch(cycle, analysis).await;
            if answer.is_ok() || known.with_untracked(|known| !matches!(known, Some(Ok(_)))) {
                known.set(Some(answer));
            }
        });
    });
    ask.run(());
    let untitled = tr(|t| t.untitled);
    Effect::new(move |_| {
        let title = known.with(|known| match known {
            Some(Ok(known)) if !known.page.line.title.is_empty() => known.page.line.title.clone(),
            _ => untitled().to_owned(),
        });
        browser::set_title(&title);
    });
    let body = move || match known.get() {
        None => view! { <p class="muted">{tr(|t| t.loading)}</p> }.into_any(),
        Some(Ok(known)) => view! { <Shown panel=panel known=known ask=ask/> }.into_any(),
        Some(Err(ApiError::SignedOut)) => {
            view! { <Message title=tr_signal(|t| t.signed_out) text=tr_signal(|t| t.signed_out_text)/> }
                .into_any()
        }
        Some(Err(ApiError::NotFound)) => {
            view! { <Message title=tr_signal(|t| t.not_found) text=tr_signal(|t| t.not_found_text)/> }
                .into_any()
        }
        Some(Err(ApiError::Said { .. } | ApiError::Trouble)) => view! {
            <Message title=tr_signal(|t| t.trouble) text=tr_signal(|t| t.trouble_text)>
                <button type="button" on:click=move |_| ask.run(())>{tr(|t| t.try_again)}</button>
            </Message>
        }
        .into_any(),
    };
    view! {
        <header class="bar bar-plain">
            <Brand/>
            <Language/>
            <Logout/>
        </header>
        <main id="main" class="team-page" tabindex="-1">
            <p class="over-title"><a href=format!("/c/{cycle}")>{tr(|t| t.cycle.board.back)}</a></p>
            {body}
        </main>
    }
}

async fn fetch(cycle: StreamId, analysis: StreamId) -> Result<Known, ApiError> {
    let page = api::cycle::team(cycle, analysis).await?;
    let (key, edition) = &page.line.catalogue;
    let catalogue = Arc::new(api::catalogue(key, *edition).await?);
    Ok(Known { page: Arc::new(page), catalogue })
}

#[component]
fn Shown(panel: Panel, known: Known, ask: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let untitled = tr(|t| t.untitled);
    let page = Arc::clone(&known.page);
    let analysis = page.line.analysis;
    let level = page.line.insight.unwrap_or(InsightLevel::Progress);
    let title = page.line.title.clone();
    let title = move || if title.is_empty() { untitled().to_owned() } else { title.clone() };
    let as_of_ms = page.as_of_ms;
    let as_of = move || {
        let (hours, minutes) = browser::local_time(as_of_ms);
        (lang.get().texts().cycle.board.as_of)(&clock(hours, minutes))
    };
    let first = page.line.clone();
    let line = panel.line(analysis);
    let shown: Memo<Option<TeamLine>> = Memo::new(move |_| line.get().or_else(|| Some(first.clone())));
    let initiative = page.line.initiative.clone();
    let catalogue = Arc::clone(&known.catalogue);
    panel.catalogues.update(|all| {
        all.insert(page.line.catalogue.clone(), catalogue);
    });
    let granted = move || (lang.get().texts().cycle.team.granted_long)(level);
    let reads_along = level == InsightLevel::Replay;
    view! {
        <h1 data-testid="team-title">{title}</h1>
        <p class="muted">{initiative}</p>
        <div class="board-state">
            <span>{as_of}</span>
            <button type="button" class="quiet" on:click=move |_| ask.run(())>{tr(|t| t.cycle.board.refresh)}</button>
        </div>
        <div class="granted-note" data-testid="granted">
            <p>{granted}</p>
            <p class="muted small">{tr(|t| t.cycle.team.granted_note)}</p>
            {reads_along.then(|| view! {
                <p><a class="button" href=format!("/a/{analysis}")>{tr(|t| t.cycle.team.open_analysis)}</a></p>
            })}
        </div>
        <section class="team team-wide">
            <Criteria panel=panel shown=shown/>
            <Activity panel=panel shown=shown/>
            <Facts panel=panel shown=shown/>
        </section>
        <Sheets panel=panel known=known.clone() level=level/>
        <OverTime panel=panel known=known.clone() level=level/>
        <Ask cycle=panel.stream known=known.clone() on_asked=ask/>
        <NoteToTeam cycle=panel.stream analysis=analysis/>
        <Answers known=known/>
    }
}
