//! A link that is shown once: to copy, and as a code to be photographed.

use leptos::prelude::*;

use super::copy_text::CopyText;
use super::link_box::invitation_link;
use super::qr_code::QrCode;
use super::tr;

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
    let link = invitation_link(&token);
    let code = link.clone();
    view! {
        <div class="link-once">
            <p class="small">{tr(|t| t.cycle.plan.link_once)}</p>
            <CopyText id=id label=label text=Signal::derive(move || link.clone())/>
            <details class="plan-more">
                <summary>{tr(|t| t.cycle.plan.qr)}</summary>
                <QrCode link=code label=label/>
            </details>
        </div>
    }
}
