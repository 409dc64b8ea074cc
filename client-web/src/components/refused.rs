//! What could not be saved, kept in sight where it was typed.

use etappe_protocol::id::{ItemId, OpId};
use etappe_protocol::rejection::Rejection;
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::icon::{Drawing, Icon};
use super::measure::measure_line;
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

/// The notices about a measure, those about its texts not counted: they stand at the texts.
#[component]
pub fn RefusedMeasure(
    /// The page's desk.
    desk: Desk,
    /// Which measure.
    measure: OpId,
) -> impl IntoView {
    let about = move |notice: &RefusedNotice| notice.measure == Some(measure) && notice.field.is_none();
    view! { <Notices desk=desk about=about/> }
}

/// The notices that have no place of their own, because what they were about is not there or has none.
#[component]
pub fn RefusedOthers(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let about = move |notice: &RefusedNotice| match (&notice.field, &notice.item, notice.measure) {
        (_, _, Some(measure)) => {
            desk.measures.with(|measures| measures.iter().all(|shown| shown.id != measure))
        }
        (None, None, None) => true,
        (Some(_), _, None) | (None, Some(_), None) => false,
    };
    view! { <div class="refused-others"><Notices desk=desk about=about/></div> }
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
    let RefusedNotice { number, reason, field, item, measure, typed } = notice;
    let is_text = field.is_some();
    let title = match (&field, &item) {
        (Some(_), _) => tr(|t| t.refused_text),
        (None, Some(_)) => tr(|t| t.refused_rating),
        (None, None) => tr(|t| t.team.refused),
    };
    // Somebody else was first: what they have chosen is the next thing one wants to know.
    let holds = move || {
        let measure =
            measure.filter(|_| reason == Rejection::ChangedSince).and_then(|id| desk.measure(id))?;
        Some((lang.get().texts().team.measures.holds_now)(&measure_line(desk, lang.get(), &measure)))
    };
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
            <p class="refused-holds">{holds}</p>
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
