//! A native dialog: the browser keeps the focus inside, and Escape closes it.

use leptos::html;
use leptos::prelude::*;

/// Opens at once; `on_close` runs when it was closed by Escape.
#[component]
pub fn Modal(
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Runs when the person wants to leave it.
    on_close: Callback<()>,
    /// For tests.
    testid: &'static str,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            dialog.show_modal().ok();
        }
    });
    let heading = format!("{testid}-title");
    let label = heading.clone();
    view! {
        <dialog
            class="modal"
            node_ref=dialog
            data-testid=testid
            aria-labelledby=label
            on:close=move |_| on_close.run(())
        >
            <h2 id=heading tabindex="-1">{title}</h2>
            {children()}
        </dialog>
    }
}
