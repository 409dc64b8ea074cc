//! A text to take along, with a button that copies it.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{tr, use_lang};
use crate::browser;

/// The text, selectable, and the button beside it.
#[component]
pub fn CopyText(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    /// Names the text within the page.
    #[prop(into)]
    id: String,
    /// Whether it has several lines.
    #[prop(optional)]
    long: bool,
) -> impl IntoView {
    let lang = use_lang();
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move { copied.set(Some(browser::copy(&text).await)) });
    };
    let said = move || {
        let words = &lang.get().texts().cycle.plan;
        copied.get().map(|done| if done { words.copied } else { words.copy_failed })
    };
    let shown = if long {
        view! { <pre class="copy-long" id=id.clone() data-testid=id tabindex="0" aria-label=label>{text}</pre> }.into_any()
    } else {
        view! { <code class="copy-line" id=id.clone() data-testid=id aria-label=label>{text}</code> }
            .into_any()
    };
    view! {
        <div class="copy-text" class:is-long=long>
            {shown}
            <button type="button" on:click=copy>{tr(|t| t.cycle.plan.copy)}</button>
            <span class="small muted" role="status">{said}</span>
        </div>
    }
}
