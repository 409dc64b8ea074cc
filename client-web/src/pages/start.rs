//! `/`, `/p`, `/r` and `/r/audit`: what a person may open, by what they are here.

mod audit;
mod first;
mod landing;
mod programme;
mod regions;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::audit::AuditLog;
use self::landing::{Landing, landing};
use self::programme::Programme;
use self::regions::Regions;
use crate::api::{self, AnalysisEntry, ApiError, CycleEntry, Me};
use crate::browser;
use crate::components::account::Logout;
use crate::components::brand::Brand;
use crate::components::language::Language;
use crate::components::message::Message;
use crate::components::{tr, tr_signal};

/// Which of a person's views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartView {
    /// `/`: teams and cycles.
    Own,
    /// `/p`: counts over the programme.
    Programme,
    /// `/r`: regions, cycles and people.
    Regions,
    /// `/r/audit`: who looked at what.
    Audit,
}

/// The page.
#[component]
pub fn Start(
    /// Which view.
    shows: StartView,
) -> impl IntoView {
    let me = RwSignal::new(None::<Result<Me, ApiError>>);
    let title = match shows {
        StartView::Own => tr(|t| t.start_title),
        StartView::Programme => tr(|t| t.cycle.start.programme),
        StartView::Regions => tr(|t| t.cycle.start.regions),
        StartView::Audit => tr(|t| t.cycle.start.audit),
    };
    Effect::new(move |_| browser::set_title(title()));
    let ask = move || {
        me.set(None);
        spawn_local(async move {
            let answer = api::me().await;
            if let (Ok(me), StartView::Own) = (&answer, shows)
                && let Landing::Elsewhere(path) = landing(me)
            {
                browser::window().location().replace(&path).ok();
                return;
            }
            me.set(Some(answer));
        });
    };
    ask();
    let body = move || match me.get() {
        None => view! { <p class="muted">{tr(|t| t.loading)}</p> }.into_any(),
        Some(Ok(me)) => view! { <Shown me=me shows=shows/> }.into_any(),
        Some(Err(ApiError::SignedOut)) => {
            view! { <Message title=tr_signal(|t| t.signed_out) text=tr_signal(|t| t.signed_out_text)/> }
                .into_any()
        }
        Some(Err(_)) => view! {
            <Message title=tr_signal(|t| t.trouble) text=tr_signal(|t| t.trouble_text)>
                <button type="button" on:click=move |_| ask()>{tr(|t| t.try_again)}</button>
            </Message>
        }
        .into_any(),
    };
    let is_in = move || me.with(|me| matches!(me, Some(Ok(_))));
    view! {
        <header class="bar bar-plain">
            <Brand/>
            <Language/>
            {move || is_in().then(|| view! { <Logout/> })}
        </header>
        <main id="main" class="narrow wide" tabindex="-1">{body}</main>
    }
}

#[component]
fn Shown(me: Me, shows: StartView) -> impl IntoView {
    let not_here = || {
        view! { <Message title=tr_signal(|t| t.not_found) text=tr_signal(|t| t.not_found_text)/> }.into_any()
    };
    let roles = landing::roles(&me);
    let switch = (1 < roles.len()).then(|| view! { <Roles roles=roles shows=shows/> });
    let body = match shows {
        StartView::Own => view! { <Own cycles=me.cycles analyses=me.analyses/> }.into_any(),
        StartView::Programme if me.programme_lead || me.operator => view! { <Programme/> }.into_any(),
        StartView::Regions if me.operator => view! { <Regions cycles=me.cycles/> }.into_any(),
        StartView::Audit if me.operator => view! { <AuditLog/> }.into_any(),
        StartView::Programme | StartView::Regions | StartView::Audit => not_here(),
    };
    view! { {switch} {body} }
}

/// The switch of somebody who is several things here.
#[component]
fn Roles(roles: Vec<StartView>, shows: StartView) -> impl IntoView {
    let link = |role: StartView| {
        let (path, name) = match role {
            StartView::Own => ("/", tr(|t| t.cycle.start.role_cycles)),
            StartView::Programme => ("/p", tr(|t| t.cycle.start.role_programme)),
            StartView::Regions => ("/r", tr(|t| t.cycle.start.role_operator)),
            StartView::Audit => ("/r/audit", tr(|t| t.cycle.start.audit)),
        };
        view! { <li><a href=path aria-current=(role == shows).then_some("page")>{name}</a></li> }
    };
    view! {
        <nav class="roles" aria-label=tr(|t| t.cycle.start.roles)>
            <ul>{roles.into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Own(cycles: Vec<CycleEntry>, analyses: Vec<AnalysisEntry>) -> impl IntoView {
    let nothing = cycles.is_empty() && analyses.is_empty();
    let has_cycles = !cycles.is_empty();
    let has_analyses = !analyses.is_empty();
    view! {
        {nothing.then(|| view! {
            <h1>{tr(|t| t.start_title)}</h1>
            <p class="muted">{tr(|t| t.cycle.start.nothing)}</p>
        })}
        {has_cycles.then(|| view! {
            <h1>{tr(|t| t.cycle.start.cycles)}</h1>
            <p class="lead">{tr(|t| t.cycle.start.cycles_text)}</p>
            <CycleList cycles=cycles/>
        })}
        {has_analyses.then(|| view! {
            <h2 class="start-heading">{tr(|t| t.start_title)}</h2>
            <AnalysisList analyses=analyses/>
        })}
    }
}

#[component]
fn CycleList(cycles: Vec<CycleEntry>) -> impl IntoView {
    let lines = cycles.into_iter().map(|cycle| {
        let title = regions::cycle_title(&cycle);
        view! { <li><a href=format!("/c/{}", cycle.id)>{title}</a></li> }
    });
    view! { <ul class="analyses" data-testid="cycles">{lines.collect_view()}</ul> }
}

/// A short list to choose from.
#[component]
pub fn AnalysisList(
    /// What may be opened.
    analyses: Vec<AnalysisEntry>,
) -> impl IntoView {
    let untitled = tr(|t| t.untitled);
    if analyses.is_empty() {
        return view! { <p class="muted">{tr(|t| t.start_empty)}</p> }.into_any();
    }
    let lines = analyses.into_iter().map(|analysis| {
        let title = analysis.title;
        view! {
            <li>
                <a href=format!("/a/{}", analysis.id)>
                    {move || if title.is_empty() { untitled().to_owned() } else { title.clone() }}
                </a>
            </li>
        }
    });
    view! { <ul class="analyses">{lines.collect_view()}</ul> }.into_any()
}
