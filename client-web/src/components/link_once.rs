//! A link that is shown once: to copy, and as a code to be photographed.

use leptos::prelude::*;

use super::copy_text::CopyText;
use super::tr;
use crate::browser;

/// The link of an invitation's secret.
#[component]
pub fn LinkOnce(
    /// The secret.
    token: String,
    /// What the link is.
    #[prop(into)]
    label: Signal<String>,
    /// Names it within the page.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let origin = browser::window().location().origin().unwrap_or_default();
    let link = format!("{origin}/join#{token}");
    let shown = link.clone();
    view! {
        <div class="link-once">
            <p class="small">{tr(|t| t.cycle.plan.link_once)}</p>
            <CopyText id=id label=label text=Signal::derive(move || shown.clone())/>
        </div>
    }
}
