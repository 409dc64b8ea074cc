//! A dialog of the browser's own: it keeps the focus inside, closes with Escape, and gives the focus back.

use leptos::html;
use leptos::prelude::*;

use super::tr;
use crate::locale::Texts;

/// A dialog that is open while the signal says so.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Names it for style sheets and tests.
    name: &'static str,
    /// What it holds while it is open.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            dialog.show_modal().ok();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let heading_id = format!("dialog-title-{name}");
    let label = heading_id.clone();
    view! {
        <dialog
            node_ref=node
            class=format!("dialog dialog-{name}")
            data-testid=format!("dialog-{name}")
            aria-labelledby=label
            on:close=move |_| open.set(false)
        >
            <h2 id=heading_id.clone()>{title}</h2>
            {move || open.get().then(|| children())}
        </dialog>
    }
}

/// Asks once more before something that cannot be taken back.
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What follows from a yes.
    text: fn(&'static Texts) -> &'static str,
    /// What the button says.
    button: fn(&'static Texts) -> &'static str,
    /// Runs after a yes.
    on_yes: Callback<()>,
    /// Names it for style sheets and tests.
    name: &'static str,
) -> impl IntoView {
    let yes = move |_| {
        open.set(false);
        on_yes.run(());
    };
    view! {
        <Dialog open=open title=title name=name>
            <p>{tr(text)}</p>
            <div class="actions">
                <button type="button" autofocus on:click=move |_| open.set(false)>{tr(|t| t.team.cancel)}</button>
                <button type="button" class="grave" data-testid=format!("confirm-{name}") on:click=yes>{tr(button)}</button>
            </div>
        </Dialog>
    }
}
