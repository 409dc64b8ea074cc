//! A page, or a part of one, that has only something to say.

use leptos::prelude::*;

/// A heading, a few words, and what can be done.
#[component]
pub fn Message(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// What there is to say.
    #[prop(into)]
    text: Signal<String>,
    /// Buttons or links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="message">
            <svg class="message-mark" viewBox="0 0 120 40" aria-hidden="true" focusable="false">
                <path d="M10 30C30 30 34 12 54 12s22 16 56-2"></path>
                <circle cx="10" cy="30" r="5"></circle>
                <circle cx="54" cy="12" r="5"></circle>
                <circle cx="110" cy="10" r="5"></circle>
            </svg>
            <h1>{title}</h1>
            <p>{text}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </section>
    }
}
