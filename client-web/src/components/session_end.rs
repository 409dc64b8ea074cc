//! A word in time before the session ends: what is not saved then waits in the page.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::icon::{Drawing, Icon};
use super::{tr, use_lang};
use crate::api;
use crate::browser;
use crate::desk::Desk;
use crate::locale::clock;

/// How long before the end it is said.
const SOON_MS: i64 = 15 * 60_000;

/// Says in time that the session ends.
#[component]
pub fn SessionEnd(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let ends_ms = RwSignal::new(0_i64);
    spawn_local(async move {
        if let Ok(me) = api::me().await {
            ends_ms.set(me.session_ends_ms);
        }
    });
    let is_soon = Memo::new(move |_| {
        let left_ms = ends_ms.get() - desk.now_ms.get();
        ends_ms.get() != 0 && (0..SOON_MS).contains(&left_ms)
    });
    let words = move || {
        let (hours, minutes) = browser::local_time(ends_ms.get());
        (lang.get().texts().team.settings.ends_soon)(&clock(hours, minutes))
    };
    Effect::new(move |said: Option<bool>| {
        let soon = is_soon.get();
        if soon && said != Some(true) {
            browser::announce(&untrack(words), true);
        }
        soon || said == Some(true)
    });
    view! {
        <div class="session-end" data-testid="session-end" hidden=move || !is_soon.get()>
            <Drawing icon=Icon::Clock/>
            <p><strong>{words}</strong> " " {tr(|t| t.team.settings.ends_soon_text)}</p>
        </div>
    }
}
