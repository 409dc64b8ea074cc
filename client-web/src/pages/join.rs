//! `/join#TOKEN`: an invitation. Opening it changes nothing; the button does.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError, Invitation};
use crate::browser;
use crate::components::brand::BrandMark;
use crate::components::language::Language;
use crate::components::lost_link::LostLink;
use crate::components::message::Message;
use crate::components::{tr, tr_signal, use_lang};

/// What is known of the invitation.
#[derive(Clone)]
enum Known {
    Asking,
    Open(Invitation),
    Closed,
    /// It let one person in, and has done so.
    Used,
    Trouble,
}

/// The page. `token` is what stands behind the `#`, which no server log ever sees.
#[component]
pub fn Join(
    /// The secret of the link.
    token: String,
) -> impl IntoView {
    let known = RwSignal::new(Known::Asking);
    let title = tr(|t| t.join_title);
    Effect::new(move |_| browser::set_title(title()));
    let secret = StoredValue::new(token);
    let ask = move || {
        known.set(Known::Asking);
        spawn_local(async move {
            let answer = api::invitation(&secret.get_value()).await;
            known.set(match answer {
                Ok(invitation) => Known::Open(invitation),
                Err(error) if is_used(&error) => Known::Used,
                Err(ApiError::NotFound | ApiError::Said { .. } | ApiError::SignedOut) => Known::Closed,
                Err(ApiError::Trouble) => Known::Trouble,
            });
        });
    };
    ask();
    let body = move || {
        match known.get() {
        Known::Asking => view! { <p class="muted">{tr(|t| t.loading)}</p> }.into_any(),
        Known::Open(invitation) => {
            view! { <Open invitation=invitation secret=secret on_closed=Callback::new(move |used| known.set(if used { Known::Used } else { Known::Closed }))/> }
                .into_any()
        }
        Known::Closed => view! {
            <Message title=tr_signal(|t| t.join_closed) text=tr_signal(|t| t.join_closed_text)>
                <a class="button" href="/">{tr(|t| t.team.join.to_start)}</a>
            </Message>
            <LostLink/>
        }
        .into_any(),
        Known::Used => view! {
            <Message title=tr_signal(|t| t.team.join.used) text=tr_signal(|t| t.team.join.used_text)>
                <a class="button" href="/">{tr(|t| t.team.join.to_start)}</a>
            </Message>
            <LostLink/>
        }
        .into_any(),
        Known::Trouble => view! {
            <Message title=tr_signal(|t| t.trouble) text=tr_signal(|t| t.trouble_text)>
                <button type="button" on:click=move |_| ask()>{tr(|t| t.try_again)}</button>
            </Message>
        }
        .into_any(),
    }
    };
    view! {
        <header class="bar bar-plain">
            <span class="brand">
                <BrandMark/>
                <span>"Etappe"</span>
            </span>
            <Language/>
        </header>
        <main id="main" class="narrow" tabindex="-1">{body}</main>
    }
}

/// A personal link that has let somebody in says so: whoever holds it has a way to another.
fn is_used(error: &ApiError) -> bool {
    matches!(error, ApiError::Said { rejection: Some(name), .. } if name == "invitation_used")
}

#[component]
fn Open(invitation: Invitation, secret: StoredValue<String>, on_closed: Callback<bool>) -> impl IntoView {
    let lang = use_lang();
    let name = RwSignal::new(invitation.name.clone().unwrap_or_default());
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let role = StoredValue::new(invitation.role.clone());
    let invited = move || {
        let words = lang.get().texts();
        let title = if invitation.title.is_empty() { words.untitled } else { &invitation.title };
        role.with_value(|role| (words.team.join.invited)(role, title))
    };
    let text = move || role.with_value(|role| (lang.get().texts().team.join.means)(role));
    let hint = move || role.with_value(|role| (lang.get().texts().team.join.name_hint)(role));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let words = lang.get_untracked().texts();
        let given = name.get_untracked().trim().to_owned();
        if given.is_empty() {
            problem.set(Some(words.join_name_missing.to_owned()));
            if let Some(input) = browser::element("join-name") {
                input.focus().ok();
            }
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api::redeem(&secret.get_value(), &given).await;
            busy.set(false);
            match answer {
                Ok(open) => {
                    browser::window().location().replace(&open).ok();
                }
                Err(error) if is_used(&error) => on_closed.run(true),
                Err(ApiError::NotFound | ApiError::SignedOut) => on_closed.run(false),
                Err(error) => {
                    let lang = lang.get_untracked();
                    let said = error.words(lang);
                    problem.set(Some(said));
                }
            }
        });
    };
    view! {
        <form class="join" novalidate on:submit=submit>
            <h1>{tr(|t| t.join_title)}</h1>
            <p class="join-to">{invited}</p>
            <p class="muted">{text}</p>
            <label for="join-name">{tr(|t| t.join_name)}</label>
            <input
                id="join-name"
                data-testid="join-name"
                name="name"
                autocomplete="name"
                maxlength=etappe_protocol::limits::NAME_CHARS.to_string()
                aria-describedby="join-hint join-problem"
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                prop:value=name
                on:input=move |event| {
                    name.set(event_target_value(&event));
                    problem.set(None);
                }
            />
            <p class="muted small" id="join-hint">{hint}</p>
            <p class="problem" id="join-problem" role="alert">{problem}</p>
            <button type="submit" class="primary" data-testid="join-button" aria-busy=move || busy.get().to_string()>
                {tr(|t| t.join_button)}
            </button>
        </form>
    }
}
