//! `/settings`: my name, and where I am signed in.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::people::{self, Session};
use crate::api::{self, ApiError, Me};
use crate::browser;
use crate::components::account::Logout;
use crate::components::brand::Brand;
use crate::components::language::Language;
use crate::components::message::Message;
use crate::components::{tr, tr_signal, use_lang};
use crate::locale::ago;

/// The page.
#[component]
pub fn Settings() -> impl IntoView {
    let me = RwSignal::new(None::<Result<Me, ApiError>>);
    let title = tr(|t| t.team.settings.title);
    Effect::new(move |_| browser::set_title(title()));
    let ask = move || {
        spawn_local(async move {
            me.set(Some(api::me().await));
        });
    };
    ask();
    let body = move || match me.get() {
        None => view! { <p class="muted">{tr(|t| t.loading)}</p> }.into_any(),
        Some(Ok(me)) => view! { <MyName name=me.name/> <Sessions ends_ms=me.session_ends_ms/> }.into_any(),
        Some(Err(ApiError::SignedOut)) => {
            view! { <Message title=tr_signal(|t| t.signed_out) text=tr_signal(|t| t.signed_out_text)/> }
                .into_any()
        }
        Some(Err(ApiError::NotFound | ApiError::Said { .. } | ApiError::Trouble)) => view! {
            <Message title=tr_signal(|t| t.trouble) text=tr_signal(|t| t.trouble_text)>
                <button type="button" on:click=move |_| ask()>{tr(|t| t.try_again)}</button>
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
        <main id="main" class="team-page settings" tabindex="-1">
            <div class="page-head">
                <h1>{title}</h1>
            </div>
            {body}
        </main>
    }
}

#[component]
fn MyName(name: String) -> impl IntoView {
    let lang = use_lang();
    let name = RwSignal::new(name);
    let outcome = RwSignal::new(None::<Result<(), String>>);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            outcome.set(Some(Err(lang.get_untracked().texts().join_name_missing.to_owned())));
            return;
        }
        spawn_local(async move {
            let answer = people::rename(&wanted).await;
            outcome.set(Some(answer.map_err(|error| error.words(lang.get_untracked()))));
        });
    };
    let is_wrong = move || outcome.with(|outcome| matches!(outcome, Some(Err(_))));
    let words = move || {
        outcome.get().map(|outcome| match outcome {
            Ok(()) => lang.get().texts().team.settings.name_saved.to_owned(),
            Err(problem) => problem,
        })
    };
    view! {
        <section class="panel">
            <form class="my-name" novalidate on:submit=save>
                <label for="my-name"><strong>{tr(|t| t.team.settings.name)}</strong></label>
                <input
                    type="text"
                    id="my-name"
                    data-testid="my-name"
                    autocomplete="name"
                    maxlength=etappe_protocol::limits::NAME_CHARS.to_string()
                    aria-describedby="my-name-hint my-name-said"
                    aria-invalid=move || is_wrong().then_some("true")
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <p class="muted small" id="my-name-hint">{tr(|t| t.team.settings.name_hint)}</p>
                <p id="my-name-said" role="status" class:problem=is_wrong>{words}</p>
                <button type="submit" data-testid="save-name">{tr(|t| t.team.settings.name_save)}</button>
            </form>
        </section>
    }
}

#[component]
fn Sessions(ends_ms: i64) -> impl IntoView {
    let lang = use_lang();
    let sessions = RwSignal::new(Vec::<Session>::new());
    let outcome = RwSignal::new(None::<Result<(), String>>);
    let ask = move || {
        spawn_local(async move {
            match people::sessions().await {
                Ok(known) => sessions.set(known),
                Err(error) => outcome.set(Some(Err(error.words(lang.get_untracked())))),
            }
        });
    };
    ask();
    let end = Callback::new(move |id: Option<String>| {
        spawn_local(async move {
            let answer = match &id {
                Some(id) => people::end_session(id).await,
                None => people::end_others().await,
            };
            outcome.set(Some(answer.map_err(|error| error.words(lang.get_untracked()))));
            ask();
        });
    });
    let others = move || sessions.with(|all| all.iter().any(|session| !session.current));
    let words = move || {
        outcome.get().map(|outcome| match outcome {
            Ok(()) => lang.get().texts().team.settings.ended.to_owned(),
            Err(problem) => problem,
        })
    };
    let ends = move || {
        let when = browser::moment_words(lang.get().code(), ends_ms);
        (ends_ms != 0).then(|| (lang.get().texts().team.settings.ends)(&when))
    };
    view! {
        <section class="panel">
            <h2>{tr(|t| t.team.settings.sessions)}</h2>
            <p class="muted">{tr(|t| t.team.settings.sessions_text)}</p>
            <ul class="members" data-testid="sessions">
                <For each=move || sessions.get() key=|session| session.id.clone() let:session>
                    <Line session=session end=end/>
                </For>
            </ul>
            <p role="status">{words}</p>
            <button
                type="button"
                data-testid="end-others"
                hidden=move || !others()
                on:click=move |_| end.run(None)
            >
                {tr(|t| t.team.settings.end_others)}
            </button>
            <p class="muted small">{ends}</p>
        </section>
    }
}

#[component]
fn Line(session: Session, end: Callback<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let Session { id, current, created_ms, seen_ms, agent } = session;
    let name = move || {
        if agent.is_empty() {
            lang.get().texts().team.settings.unknown_agent.to_owned()
        } else {
            agent.clone()
        }
    };
    let spoken = {
        let name = name.clone();
        move || (lang.get().texts().team.settings.end_of)(&name())
    };
    let facts = move || {
        let words = &lang.get().texts().team.settings;
        let past = |then_ms: i64| ago(lang.get(), browser::now_ms().max(then_ms), then_ms);
        format!("{} · {}", (words.since)(&past(created_ms)), (words.seen)(&past(seen_ms)))
    };
    view! {
        <li class="member">
            <span class="member-name">
                {name} " "
                {current.then(|| view! { <span class="here-mark">{tr(|t| t.team.settings.this_one)}</span> })}
            </span>
            <span class="muted small">{facts}</span>
            <button
                type="button"
                class="quiet"
                aria-label=spoken
                hidden=current
                on:click=move |_| end.run(Some(id.clone()))
            >
                {tr(|t| t.team.settings.end)}
            </button>
        </li>
    }
}
