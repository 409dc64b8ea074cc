//! Why an answer was given, written together.

use etappe_protocol::catalogue::OptionKind;
use etappe_protocol::id::ItemId;
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use super::refused::RefusedTexts;
use super::shared_text::SharedText;
use super::{tr, use_lang};
use crate::desk::Desk;

/// The text beside the answer to a statement.
#[component]
pub fn Reason(
    /// The page's desk.
    desk: Desk,
    /// Which statement.
    item: ItemId,
) -> impl IntoView {
    let lang = use_lang();
    let field = FieldAddress::reason(item.clone());
    let signals = desk.field(&field);
    let rating = desk.item(&item).rating;
    let wanted = {
        let item = item.clone();
        Memo::new(move |_| {
            let answer = rating.with(|rating| rating.answer.clone());
            let excluded =
                answer.is_some_and(|answer| desk.kind(&item, &answer) == Some(OptionKind::NotApplicable));
            excluded && signals.text.with(|text| text.trim().is_empty())
        })
    };
    let id = format!("reason-{item}");
    let wanted_id = format!("{id}-wanted");
    let spoken = {
        let item = item.clone();
        move || (lang.get().texts().reason_for)(item.as_str())
    };
    view! {
        <div class="reason" class:is-wanted=wanted>
            <div class="reason-head">
                <label for=id.clone()>
                    <span aria-hidden="true">{tr(|t| t.reason)}</span>
                    <span class="visually-hidden">{spoken}</span>
                </label>
                <span class="pending" hidden=move || !signals.pending.get()>{tr(|t| t.not_saved_yet)}</span>
            </div>
            <SharedText
                desk=desk
                field=field.clone()
                testid=id.clone()
                id=id
                placeholder=|t| t.reason_placeholder
                described_by=wanted_id.clone()
            />
            <p class="wanted" id=wanted_id>{
                let words = tr(|t| t.reason_wanted);
                move || wanted.get().then(words)
            }</p>
            <RefusedTexts desk=desk field=field/>
        </div>
    }
}
