//! Why nothing goes on by itself, above everything else.

use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::{tr, use_lang};
use crate::browser;
use crate::desk::Desk;
use crate::sync::client::Input;
use crate::sync::link::Stop;

/// Says what has stopped and how to go on. What was typed stays below it.
#[component]
pub fn Banner(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let title = tr(|t| t.reload);
    let body = move || {
        let words = lang.get().texts();
        let restart = move |_| desk.input(Input::Restart);
        let reload = move |_| {
            browser::window().location().reload().ok();
        };
        desk.stopped.get().map(|stop| match stop {
            Stop::Fenced => view! {
                <div><strong>{words.fenced}</strong> <p>{words.fenced_text}</p></div>
                <button type="button" on:click=restart>{words.fenced_button}</button>
            }
            .into_any(),
            Stop::SessionEnded => view! {
                <div><strong>{words.ended}</strong> <p>{words.ended_text}</p></div>
                <button type="button" on:click=restart>{words.ended_button}</button>
            }
            .into_any(),
            Stop::Refused(failure) => view! {
                <div><strong>{(words.failure)(failure)}</strong></div>
                <button type="button" on:click=reload>{title}</button>
            }
            .into_any(),
        })
    };
    // As long as nothing is shown that could be missed, the page itself says it.
    let is_shown = move || desk.stopped.get().is_some() && desk.catalogue.with(Option::is_some);
    view! {
        <div class="banner" role="alert" hidden=move || !is_shown()>
            <Drawing icon=Icon::Notice/>
            {body}
        </div>
    }
}
