//! The switch between the languages.

use leptos::prelude::*;

use super::{tr, use_lang};
use crate::browser;
use crate::locale::Lang;

/// One button for each language, named in that language.
#[component]
pub fn Language() -> impl IntoView {
    let lang = use_lang();
    let choice = move |code: Lang, name: &'static str| {
        view! {
            <button
                type="button"
                lang=code.code()
                data-testid=format!("lang-{}", code.code())
                aria-pressed=move || (lang.get() == code).to_string()
                on:click=move |_| {
                    browser::remember("lang", code.code());
                    lang.set(code);
                }
            >
                <span aria-hidden="true">{code.code()}</span>
                <span class="visually-hidden">{name}</span>
            </button>
        }
    };
    view! {
        <div class="language" role="group" aria-label=tr(|t| t.language)>
            {choice(Lang::De, "Deutsch")} {choice(Lang::En, "English")}
        </div>
    }
}
