//! The state of saving, always in sight, in words.

use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::use_lang;
use crate::desk::Desk;
use crate::sync::save_state::SaveState;

/// Says what is saved and what is not.
#[component]
pub fn SaveStateLine(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let icon = Signal::derive(move || match desk.save.get() {
        SaveState::Saved => Icon::Check,
        SaveState::Saving(_) | SaveState::Connecting => Icon::Sending,
        SaveState::Waiting(_) => Icon::Clock,
        SaveState::Offline { .. } => Icon::Cut,
    });
    let words = move || (lang.get().texts().saving)(desk.save.get(), local_now(desk));
    view! {
        <p
            class="save-state"
            data-testid="save-state"
            data-state=move || desk.save.get().word()
            hidden=move || desk.stopped.get().is_some() && desk.catalogue.with(Option::is_none)
        >
            <Drawing icon=icon/>
            <span>{words}</span>
        </p>
    }
}

/// Outages are timed by the browser's own clock; the signal only says when to look again.
fn local_now(desk: Desk) -> i64 {
    desk.now_ms.track();
    crate::browser::now_ms()
}
