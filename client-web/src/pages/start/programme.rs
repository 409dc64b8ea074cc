//! `/p`: counts over regions and cycles. A cell of fewer than three teams has no number.

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use crate::api;
use crate::components::{tr, use_lang};

/// The page.
#[component]
pub fn Programme() -> impl IntoView {
    let lang = use_lang();
    let counts = RwSignal::new(None::<Value>);
    let problem = RwSignal::new(String::new());
    spawn_local(async move {
        match api::cycle::programme().await {
            Ok(answer) => counts.set(Some(answer)),
            Err(error) => {
                let lang = lang.get_untracked();
                problem.set(error.said(lang).unwrap_or(lang.texts().trouble_text).to_owned());
            }
        }
    });
    view! {
        <h1>{tr(|t| t.cycle.start.programme)}</h1>
        <p class="lead">{tr(|t| t.cycle.start.programme_text)}</p>
        {move || counts.get().map(|counts| view! { <pre>{counts.to_string()}</pre> })}
        <p class="outcome" role="status">{problem}</p>
    }
}
