//! The way to a new link for those whose link opens nothing any more.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{tr, use_lang};
use crate::api::{ApiError, people};
use crate::browser;

/// Asks for the mail address. What it says afterwards does not tell whether anybody has that address.
#[component]
pub fn LostLink() -> impl IntoView {
    let lang = use_lang();
    let mail = RwSignal::new(String::new());
    let asked = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let given = mail.get_untracked().trim().to_owned();
        if !given.contains('@') {
            problem.set(Some(lang.get_untracked().texts().team.join.mail_missing.to_owned()));
            if let Some(input) = browser::element("lost-mail") {
                input.focus().ok();
            }
            return;
        }
        spawn_local(async move {
            match people::ask_for_link(&given).await {
                Ok(()) => asked.set(true),
                Err(error) => {
                    let lang = lang.get_untracked();
                    let said = match &error {
                        ApiError::Said { rejection: Some(name), .. } if name == "bad_request" => {
                            lang.texts().team.join.mail_missing
                        }
                        _ => error.said(lang).unwrap_or(lang.texts().trouble_text),
                    };
                    problem.set(Some(said.to_owned()));
                }
            }
        });
    };
    view! {
        <section class="lost-link">
            <form class="join" novalidate hidden=asked on:submit=submit>
                <h2>{tr(|t| t.team.join.ask_title)}</h2>
                <p class="muted">{tr(|t| t.team.join.ask_text)}</p>
                <label for="lost-mail">{tr(|t| t.team.join.ask_mail)}</label>
                <input
                    type="email"
                    id="lost-mail"
                    data-testid="lost-mail"
                    autocomplete="email"
                    aria-describedby="lost-problem"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    prop:value=mail
                    on:input=move |event| {
                        mail.set(event_target_value(&event));
                        problem.set(None);
                    }
                />
                <p class="problem" id="lost-problem" role="alert">{problem}</p>
                <button type="submit" data-testid="lost-button">{tr(|t| t.team.join.ask_button)}</button>
            </form>
            <div role="status" data-testid="lost-asked">
                {move || asked.get().then(|| view! {
                    <h2>{tr(|t| t.team.join.asked)}</h2>
                    <p>{tr(|t| t.team.join.asked_text)}</p>
                })}
            </div>
        </section>
    }
}
