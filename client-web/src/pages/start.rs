//! `/`: a member's analyses, or a coordinator's overview.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::analysis::BrandMark;
use super::overview::OverviewBoard;
use crate::api::{self, AnalysisEntry, ApiError, Me};
use crate::browser;
use crate::components::account::Logout;
use crate::components::language::Language;
use crate::components::message::Message;
use crate::components::tr;

/// The page.
#[component]
pub fn Start() -> impl IntoView {
    let me = RwSignal::new(None::<Result<Me, ApiError>>);
    let title = tr(|t| t.start_title);
    Effect::new(move |_| browser::set_title(title()));
    let ask = move || {
        me.set(None);
        spawn_local(async move {
            let answer = api::me().await;
            if let Ok(Me { role, analyses, .. }) = &answer
                && let [only] = &analyses[..]
                && role != "coordinator"
            {
                browser::window().location().replace(&format!("/a/{}", only.id)).ok();
                return;
            }
            me.set(Some(answer));
        });
    };
    ask();
    let body = move || match me.get() {
        None => view! { <p class="muted">{tr(|t| t.loading)}</p> }.into_any(),
        Some(Ok(me)) if me.role == "coordinator" => {
            view! { <OverviewBoard analyses=me.analyses/> }.into_any()
        }
        Some(Ok(me)) => view! {
            <h1>{tr(|t| t.start_title)}</h1>
            <AnalysisList analyses=me.analyses/>
        }
        .into_any(),
        Some(Err(ApiError::SignedOut)) => {
            view! { <Message title=said(|t| t.signed_out) text=said(|t| t.signed_out_text)/> }.into_any()
        }
        Some(Err(_)) => view! {
            <Message title=said(|t| t.trouble) text=said(|t| t.trouble_text)>
                <button type="button" on:click=move |_| ask()>{tr(|t| t.try_again)}</button>
            </Message>
        }
        .into_any(),
    };
    let is_in = move || me.with(|me| matches!(me, Some(Ok(_))));
    view! {
        <header class="bar bar-plain">
            <span class="brand">
                <BrandMark/>
                <span>"Etappe"</span>
            </span>
            <Language/>
            {move || is_in().then(|| view! { <Logout/> })}
        </header>
        <main id="main" class="narrow wide" tabindex="-1">{body}</main>
    }
}

fn said(word: fn(&'static crate::locale::Texts) -> &'static str) -> Signal<String> {
    let word = tr(word);
    Signal::derive(move || word().to_owned())
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
