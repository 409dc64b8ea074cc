//! A link that was just made: to copy, or to put on the wall.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::dialog::Dialog;
use super::qr_code::QrCode;
use super::{tr, tr_signal, use_lang};
use crate::browser;

/// The whole link of an invitation.
#[must_use]
pub fn invitation_link(token: &str) -> String {
    let origin = browser::window().location().origin().unwrap_or_default();
    format!("{origin}/join#{token}")
}

/// A link with a button that copies it.
#[component]
pub fn LinkBox(
    /// Its secret.
    token: String,
    /// UTC milliseconds since 1970.
    expires_ms: i64,
    /// What it is.
    #[prop(into)]
    title: Signal<String>,
    /// Whether a room is to read it from the wall.
    for_room: bool,
) -> impl IntoView {
    let lang = use_lang();
    let link = invitation_link(&token);
    let copied = RwSignal::new(false);
    let to_copy = link.clone();
    let copy = move |_| {
        let link = to_copy.clone();
        spawn_local(async move {
            copied.try_set(browser::copy(&link).await);
        });
    };
    let (copy_word, copied_word) = (tr(|t| t.copy), tr(|t| t.copied));
    let until = move || {
        let when = browser::moment_words(lang.get().code(), expires_ms);
        (lang.get().texts().team.people.until)(&when)
    };
    let select = |event: web_sys::FocusEvent| {
        use wasm_bindgen::JsCast;
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = target {
            input.select();
        }
    };
    view! {
        <div class="link-box" role="group" aria-labelledby="link-title">
            <p id="link-title"><strong>{title}</strong></p>
            <p class="muted small" hidden=for_room>{tr(|t| t.team.people.link_text)}</p>
            <div class="link-line">
                <input
                    type="text"
                    readonly
                    data-testid=if for_room { "room-link" } else { "personal-link" }
                    aria-labelledby="link-title"
                    value=link.clone()
                    on:focus=select
                />
                <button type="button" data-testid="copy-link" on:click=copy>
                    {move || if copied.get() { copied_word() } else { copy_word() }}
                </button>
            </div>
            <p class="muted small">
                {until} {(!for_room).then(|| view! { " · " {tr(|t| t.team.people.link_once)} })}
            </p>
            {for_room.then(|| view! { <Wall link=link/> })}
        </div>
    }
}

/// The code, small beside the link and as large as the screen on request.
#[component]
fn Wall(link: String) -> impl IntoView {
    let large = RwSignal::new(false);
    let title = tr(|t| t.team.people.team_link_scan);
    let stored = StoredValue::new(link);
    view! {
        <div class="wall">
            <QrCode link=stored.get_value() label=tr_signal(|t| t.team.people.qr_name)/>
            <button type="button" data-testid="qr-large" on:click=move |_| large.set(true)>
                {tr(|t| t.team.people.qr_large)}
            </button>
            <Dialog open=large title=Signal::derive(move || title().to_owned()) name="qr">
                <QrCode link=stored.get_value() label=tr_signal(|t| t.team.people.qr_name)/>
                <p class="wall-link">{stored.get_value()}</p>
                <button type="button" autofocus on:click=move |_| large.set(false)>{tr(|t| t.team.people.qr_close)}</button>
            </Dialog>
        </div>
    }
}
