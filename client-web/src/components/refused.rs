//! What could not be saved, kept in sight where it was typed.

use etappe_protocol::id::ItemId;
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::icon::{Drawing, Icon};
use super::{tr, use_lang};
use crate::browser;
use crate::desk::{Desk, RefusedNotice};

/// The notices about one text.
#[component]
pub fn RefusedTexts(
    /// The page's desk.
    desk: Desk,
    /// Which text.
    field: FieldAddress,
) -> impl IntoView {
    view! { <Notices desk=desk about=move |notice: &RefusedNotice| notice.field.as_ref() == Some(&field)/> }
}

/// The notices about one item's answer.
#[component]
pub fn RefusedRatings(
    /// The page's desk.
    desk: Desk,
    /// Which statement.
    item: ItemId,
) -> impl IntoView {
    view! { <Notices desk=desk about=move |notice: &RefusedNotice| notice.item.as_ref() == Some(&item)/> }
}

#[component]
fn Notices(desk: Desk, about: impl Fn(&RefusedNotice) -> bool + Send + Sync + 'static) -> impl IntoView {
    let mine = move || {
        desk.refused
            .with(|notices| notices.iter().filter(|notice| about(notice)).cloned().collect::<Vec<_>>())
    };
    view! {
        <For each=mine key=|notice| notice.number let:notice>
            <Refused desk=desk notice=notice/>
        </For>
    }
}

#[component]
fn Refused(desk: Desk, notice: RefusedNotice) -> impl IntoView {
    let lang = use_lang();
    let RefusedNotice { number, reason, field, typed, .. } = notice;
    let is_text = field.is_some();
    let title = tr(if is_text { |t| t.refused_text } else { |t| t.refused_rating });
    let copied = RwSignal::new(false);
    let text_buttons = field.map(|field| {
        let (to_copy, to_insert) = (typed.clone(), typed.clone());
        let copy = move |_| {
            let written = browser::window().navigator().clipboard().write_text(&to_copy);
            spawn_local(async move {
                copied.set(JsFuture::from(written).await.is_ok());
            });
        };
        let insert = move |_| {
            desk.dismiss(number);
            desk.insert_text(&field, &to_insert);
        };
        let (copy_word, copied_word) = (tr(|t| t.copy), tr(|t| t.copied));
        view! {
            <button type="button" on:click=insert>{tr(|t| t.insert_again)}</button>
            <button type="button" class="quiet" on:click=copy>
                {move || if copied.get() { copied_word() } else { copy_word() }}
            </button>
        }
    });
    view! {
        <div class="refused">
            <p class="refused-title">
                <Drawing icon=Icon::Notice/>
                {title}
            </p>
            <p>{move || (lang.get().texts().rejection)(reason)}</p>
            {is_text.then(|| view! { <blockquote>{typed}</blockquote> })}
            <div class="actions">
                {text_buttons}
                <button type="button" class="quiet" on:click=move |_| desk.dismiss(number)>
                    {tr(|t| t.dismiss)}
                </button>
            </div>
        </div>
    }
}
