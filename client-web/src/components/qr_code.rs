//! A link as a code that a phone reads.

use leptos::prelude::*;

use crate::team::qr;

/// The code; nothing where the text is longer than a code can hold.
#[component]
pub fn QrCode(
    /// What it leads to.
    link: String,
    /// What it is, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    qr::draw(&link).map(|qr| {
        view! {
            <svg
                class="qr"
                viewBox=format!("0 0 {0} {0}", qr.side)
                role="img"
                aria-label=label
                data-testid="qr"
                shape-rendering="crispEdges"
            >
                <rect width=qr.side.to_string() height=qr.side.to_string() fill="#fff"></rect>
                <path d=qr.path fill="#000"></path>
            </svg>
        }
    })
}
