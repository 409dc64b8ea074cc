//! The name of the house, and its sign.

use leptos::prelude::*;

/// The way to the start page, first in every bar.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <BrandMark/>
            <span>"Etappe"</span>
        </a>
    }
}

/// The sign of the house: a way with three stations.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path d="M6 25C6 14 15 20 16 13s5-8 10-7"></path>
            <circle cx="6" cy="25" r="3.4"></circle>
            <circle cx="16" cy="14" r="3.4"></circle>
            <circle cx="26" cy="6" r="3.4"></circle>
        </svg>
    }
}
