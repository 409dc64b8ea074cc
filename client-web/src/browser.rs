//! The few things asked of the browser, each in one place.

use std::time::Duration;

use leptos::prelude::{set_interval, set_timeout};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Storage, Window};

/// The browser's clock, UTC milliseconds since 1970.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for 285,000 years")]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Hours and minutes of a moment where the person is.
#[must_use]
pub fn local_time(time_ms: i64) -> (u32, u32) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let date = js_sys::Date::new(&JsValue::from_f64(time_ms as f64));
    (date.get_hours(), date.get_minutes())
}

/// Sixteen random bytes fit for naming things. Without them nothing may be named, so it stops here.
#[must_use]
pub fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    let filled = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        wasm_bindgen::throw_str("no source of randomness");
    }
    bytes
}

/// The window.
#[must_use]
pub fn window() -> Window {
    leptos::prelude::window()
}

/// The document.
#[must_use]
pub fn document() -> Document {
    leptos::prelude::document()
}

/// The element with this id.
#[must_use]
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The element that has the focus.
#[must_use]
pub fn focused() -> Option<Element> {
    document().active_element()
}

/// A setting that this browser remembers.
#[must_use]
pub fn remembered(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Remembers a setting; a browser that forbids it simply forgets.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        storage.set_item(key, value).ok();
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Says something to people who listen; `at_once` interrupts them.
///
/// The regions stand in the page from the start: one that appears together with its text is often not read.
pub fn announce(text: &str, at_once: bool) {
    if let Some(region) = element(if at_once { "alert" } else { "live" }) {
        region.set_text_content(Some(text));
    }
}

/// Names the page.
pub fn set_title(title: &str) {
    let full = if title.is_empty() { "Etappe".to_owned() } else { format!("{title} – Etappe") };
    document().set_title(&full);
}

/// Opens the browser's print dialogue; a browser without one does nothing.
pub fn print() {
    window().print().ok();
}

/// Runs something later.
pub fn after(delay_ms: u64, work: impl FnOnce() + 'static) {
    set_timeout(work, Duration::from_millis(delay_ms));
}

/// Runs something again and again.
pub fn every(period_ms: u64, work: impl Fn() + 'static) {
    set_interval(work, Duration::from_millis(period_ms));
}

/// Listens on the window for as long as the page lives.
pub fn listen(event: &str, work: impl FnMut(web_sys::Event) + 'static) {
    let work = Closure::<dyn FnMut(web_sys::Event)>::new(work);
    window().add_event_listener_with_callback(event, work.as_ref().unchecked_ref()).ok();
    work.forget();
}

/// Listens on the document for as long as the page lives.
pub fn listen_document(event: &str, work: impl FnMut(web_sys::Event) + 'static) {
    let work = Closure::<dyn FnMut(web_sys::Event)>::new(work);
    document().add_event_listener_with_callback(event, work.as_ref().unchecked_ref()).ok();
    work.forget();
}

/// Brings an element into sight and gives it the focus without a jump of its own.
pub fn go_to(element: &HtmlElement, focus: &HtmlElement) {
    element.scroll_into_view();
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    focus.focus_with_options(&options).ok();
}
