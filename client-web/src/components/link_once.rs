//! A link that is shown once: to copy, and as a code to be photographed.

use leptos::prelude::*;

use super::copy_text::CopyText;
use super::link_box::invitation_link;
use super::tr;
use crate::team::qr;

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
    let code = qr::draw(&link);
    let code = code.map(|qr| {
        view! {
            <details class="plan-more">
                <summary>{tr(|t| t.cycle.plan.qr)}</summary>
                <svg
                    class="qr"
                    viewBox=format!("0 0 {0} {0}", qr.side)
                    role="img"
                    aria-label=label
                    shape-rendering="crispEdges"
                >
                    <rect width=qr.side.to_string() height=qr.side.to_string() fill="#fff"></rect>
                    <path d=qr.path fill="#000"></path>
                </svg>
            </details>
        }
    });
    view! {
        <div class="link-once">
            <p class="small">{tr(|t| t.cycle.plan.link_once)}</p>
            <CopyText id=id label=label text=Signal::derive(move || link.clone())/>
            {code}
        </div>
    }
}
