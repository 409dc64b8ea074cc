//! The options of a scale: native radio buttons, drawn as stations on a path.

use etappe_protocol::catalogue::{OptionKind, Scale, ScaleOption};
use etappe_protocol::id::{ItemId, OptionCode};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::avatar::Avatar;
use super::use_lang;
use crate::desk::{Desk, RatingView};

/// How an option is called in names of elements.
#[must_use]
pub fn code_name(code: &OptionCode) -> &str {
    if code.as_str() == "?" { "unknown" } else { code.as_str() }
}

/// All options of an item's scale. Levels come first, connected; what is not a level stands apart.
#[component]
pub fn ScaleOptions(
    /// The page's desk.
    desk: Desk,
    /// Which statement.
    item: ItemId,
    /// Its scale.
    scale: Scale,
) -> impl IntoView {
    // Arrow keys move and select in one: whether the next change is theirs is known from the key before it.
    let by_arrow = StoredValue::new(false);
    let on_key = move |event: KeyboardEvent| by_arrow.set_value(event.key().starts_with("Arrow"));
    let on_blur = {
        let item = item.clone();
        move |_| desk.release(&item)
    };
    let is_level = |option: &&ScaleOption| matches!(option.kind, OptionKind::Points(_));
    let levels: Vec<OptionCode> =
        scale.options.iter().filter(is_level).map(|option| option.code.clone()).collect();
    let station = |option: &ScaleOption| {
        let reached = levels.iter().position(|code| *code == option.code);
        let levels = levels.clone();
        let rating = desk.item(&item).rating;
        // The path is drawn up to the chosen level.
        let passed = Memo::new(move |_| {
            let chosen =
                rating.with(|rating| levels.iter().position(|code| rating.answer.as_ref() == Some(code)));
            reached.zip(chosen).is_some_and(|(reached, chosen)| reached < chosen)
        });
        view! { <Station desk=desk item=item.clone() option=option.clone() passed=passed by_arrow=by_arrow/> }
    };
    let stations = scale.options.iter().filter(is_level).map(&station).collect_view();
    let others = scale.options.iter().filter(|option| !is_level(option)).map(&station).collect_view();
    view! {
        <div class="scale" id=format!("scale-{item}") on:keydown=on_key on:focusout=on_blur>
            <div class="levels">{stations}</div>
            <div class="apart">{others}</div>
        </div>
    }
}

#[component]
fn Station(
    desk: Desk,
    item: ItemId,
    option: ScaleOption,
    passed: Memo<bool>,
    by_arrow: StoredValue<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let rating = desk.item(&item).rating;
    let code = option.code.clone();
    let chosen = {
        let code = code.clone();
        Memo::new(move |_| rating.with(|rating| rating.answer.as_ref() == Some(&code)))
    };
    let name_id = format!("name-{item}-{}", code_name(&code));
    let anchor_id = format!("anchor-{item}-{}", code_name(&code));
    let testid = format!("radio-{item}-{}", code_name(&code));
    let by = {
        let code = code.clone();
        Memo::new(move |_| rating.with(|rating| sides_of(rating, &code)))
    };
    let marks = move || {
        let marks = by.get().into_iter();
        marks.map(|actor| view! { <Avatar actor=actor name=desk.full_name(actor)/> }).collect_view()
    };
    let choose = {
        let item = item.clone();
        move |_| {
            let arrow = by_arrow.get_value();
            by_arrow.set_value(false);
            if arrow { desk.hold(&item, &code) } else { desk.rate(&item, &code) }
        }
    };
    let (name, anchor) = (option.name, option.anchor);
    view! {
        <label class="station" class:is-chosen=chosen class:is-passed=passed>
            <input
                type="radio"
                name=format!("rating-{item}")
                value=option.code.to_string()
                data-testid=testid
                aria-labelledby=name_id.clone()
                aria-describedby=anchor_id.clone()
                prop:checked=chosen
                disabled=move || !desk.may_write.get()
                on:change=choose
            />
            <span class="station-text">
                <span class="station-name" id=name_id>{move || lang.get().pick(&name).to_owned()}</span>
                <span class="station-anchor" id=anchor_id>{move || lang.get().pick(&anchor).to_owned()}</span>
            </span>
            <span class="station-marks">{marks}</span>
        </label>
    }
}

/// Who stands behind an option while there are several.
fn sides_of(rating: &RatingView, code: &OptionCode) -> Vec<etappe_protocol::id::ActorId> {
    if !rating.is_contested() {
        return Vec::new();
    }
    let sides = rating.sides().into_iter();
    sides.filter(|(answer, _)| answer == code).flat_map(|(_, by)| by.into_iter().map(|by| by.actor)).collect()
}
