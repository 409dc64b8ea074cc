//! The parts of the pages, one each.

pub mod account;
pub mod avatar;
pub mod banner;
pub mod brand;
pub mod compare;
pub mod contested;
pub mod copy_text;
pub mod criteria;
pub mod derivation;
pub mod dialog;
pub mod field;
pub mod icon;
pub mod item_card;
pub mod item_measures;
pub mod language;
pub mod link_box;
pub mod link_once;
pub mod lost_link;
pub mod measure;
pub mod message;
pub mod people;
pub mod progress;
pub mod qr_code;
pub mod questions;
pub mod reason;
pub mod refused;
pub mod save_state;
pub mod scale;
pub mod scope_people;
pub mod score_bars;
pub mod session_end;
pub mod shared_text;
pub mod stage_chart;
pub mod tabs;
pub mod title;
pub mod trend;

use leptos::prelude::*;

use crate::locale::{Lang, Texts};

/// The language of the page.
#[must_use]
pub fn use_lang() -> RwSignal<Lang> {
    expect_context()
}

/// A word of the page in its language, following a switch.
pub fn tr(
    word: fn(&'static Texts) -> &'static str,
) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let lang = use_lang();
    move || word(lang.get().texts())
}

/// As [`tr`], for components that take a signal.
#[must_use]
pub fn tr_signal(word: fn(&'static Texts) -> &'static str) -> Signal<String> {
    let word = tr(word);
    Signal::derive(move || word().to_owned())
}
