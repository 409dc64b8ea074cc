//! One's own settings, and the way out.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::tr;
use crate::{api, browser};

/// The way to one's own settings, and the button that signs out. A warning about unsaved changes comes from the page itself.
#[component]
pub fn Logout() -> impl IntoView {
    let leave = move |_| {
        spawn_local(async {
            if api::logout().await.is_ok() {
                browser::window().location().assign("/").ok();
            }
        });
    };
    view! {
        <a class="quiet-link" href="/settings">{tr(|t| t.team.settings.title)}</a>
        <button type="button" class="quiet" on:click=leave>
            {tr(|t| t.logout)}
        </button>
    }
}
