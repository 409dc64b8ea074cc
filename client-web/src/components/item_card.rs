//! One statement: its scale, who answered, and the reason beside it.

use etappe_protocol::catalogue::{Item, Scale};
use etappe_protocol::id::ItemId;
use leptos::prelude::*;

use super::contested::Contested;
use super::item_measures::ItemMeasures;
use super::people::ItemMarks;
use super::questions::Questions;
use super::reason::Reason;
use super::refused::RefusedRatings;
use super::scale::ScaleOptions;
use super::{tr, use_lang};
use crate::desk::{Desk, RatingView};
use crate::locale::ago;

/// A card about one statement.
#[component]
pub fn ItemCard(
    /// The page's desk.
    desk: Desk,
    /// The statement.
    item: Item,
    /// Its scale.
    scale: Scale,
) -> impl IntoView {
    let lang = use_lang();
    let id = item.id.clone();
    let statement = item.statement;
    let rating = desk.item(&id).rating;
    let state = {
        let id = id.clone();
        Memo::new(move |_| {
            if rating.with(RatingView::is_contested) {
                "contested"
            } else if desk.is_answered(&id) {
                "answered"
            } else {
                "open"
            }
        })
    };
    let at = id.clone();
    view! {
        <article
            class="card"
            id=id.to_string()
            data-testid=format!("item-{id}")
            data-state=state
            on:focusin=move |_| desk.note_item(&at)
        >
            <fieldset class="answer">
                <legend id=format!("focus-{id}") tabindex="-1">
                    <span class="item-id">{id.to_string()}</span>
                    <span class="statement">{move || lang.get().pick(&statement).to_owned()}</span>
                    <ItemMarks desk=desk item=id.clone()/>
                </legend>
                <Contested desk=desk item=id.clone()/>
                <ScaleOptions desk=desk item=id.clone() scale=scale/>
                <p class="printed-unanswered">{tr(|t| t.printed_unanswered)}</p>
                <Answered desk=desk item=id.clone()/>
                <Remote desk=desk item=id.clone()/>
                <RefusedRatings desk=desk item=id.clone()/>
            </fieldset>
            <Reason desk=desk item=id.clone()/>
            <Questions desk=desk subject=id.clone()/>
            <ItemMeasures desk=desk subject=id.clone()/>
        </article>
    }
}

/// Who answered and when, whether that is saved, and the way to take it back.
#[component]
fn Answered(desk: Desk, item: ItemId) -> impl IntoView {
    let lang = use_lang();
    let rating = desk.item(&item).rating;
    let who = move || {
        let held = rating.with(|rating| if rating.pending { None } else { rating.held.clone() })?;
        let when = ago(lang.get(), desk.now_ms.get().max(held.time_ms), held.time_ms);
        Some((lang.get().texts().set_by)(&desk.name(held.actor), &when))
    };
    let spoken = {
        let item = item.clone();
        move || (lang.get().texts().clear_for)(item.as_str())
    };
    let has_answer = Memo::new(move |_| rating.with(|rating| rating.answer.is_some()));
    let pending = Memo::new(move |_| rating.with(|rating| rating.pending));
    view! {
        <div class="answered">
            <span class="who">{who}</span>
            <span class="pending" hidden=move || !pending.get()>{tr(|t| t.not_saved_yet)}</span>
            <button
                type="button"
                class="quiet"
                aria-label=spoken
                hidden=move || !(has_answer.get() && desk.may_write.get())
                on:click=move |_| desk.clear(&item)
            >
                {tr(|t| t.clear)}
            </button>
        </div>
    }
}

/// What somebody else chose while the person was in the same group, and the way back.
#[component]
fn Remote(desk: Desk, item: ItemId) -> impl IntoView {
    let lang = use_lang();
    let remote = desk.item(&item).remote;
    let words = {
        let item = item.clone();
        move || {
            let choice = remote.get()?;
            let texts = lang.get().texts();
            let who = desk.name(choice.by);
            Some(match &choice.now {
                Some(now) => (texts.changed_by)(&who, &desk.option_name(&item, now)),
                None => (texts.cleared_by)(&who),
            })
        }
    };
    let back = move || {
        let item = item.clone();
        let before = remote.get().and_then(|choice| choice.before)?;
        let level = desk.option_name(&item, &before);
        Some(view! {
            <button type="button" class="quiet" on:click=move |_| desk.rate(&item, &before)>
                {(lang.get().texts().back_to)(&level)}
            </button>
        })
    };
    view! { <p class="remote" role="status">{words} {back}</p> }
}
