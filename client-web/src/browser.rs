//! The few things asked of the browser, each in one place.

use std::time::Duration;

use etappe_protocol::civil::CivilDate;
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

/// How far clocks of a zone are ahead of UTC at an instant, in minutes; `None` for a zone that this browser does not
/// know.
#[must_use]
pub fn zone_offset(zone: &str, time_ms: i64) -> Option<i64> {
    let shown = formatted(
        "en-GB",
        zone,
        time_ms,
        &[
            ("hourCycle", "h23"),
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
    )?;
    // "12/03/2026, 14:30"
    let mut numbers = shown.split(|char: char| !char.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut next = || numbers.next()?.parse::<i64>().ok();
    let (day, month, year, hour, minute) = (next()?, next()?, next()?, next()?, next()?);
    let date = CivilDate::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let there = (i64::from(date.ok()?.days()) * 24 + hour) * 60 + minute;
    Some(there - time_ms.div_euclid(60_000))
}

/// The zone that the person's own clock shows.
#[must_use]
pub fn own_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// A day in words, such as "Donnerstag, 12. März 2026".
#[must_use]
pub fn long_date(lang: &str, date: CivilDate) -> String {
    let options = [("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
    formatted(lang, "UTC", i64::from(date.days()) * 86_400_000, &options).unwrap_or_else(|| date.to_string())
}

/// A day in few words, such as "12. März".
#[must_use]
pub fn short_date(lang: &str, date: CivilDate) -> String {
    let options = [("day", "numeric"), ("month", "short")];
    formatted(lang, "UTC", i64::from(date.days()) * 86_400_000, &options).unwrap_or_else(|| date.to_string())
}

/// A moment as the person's own clock and calendar show it.
#[must_use]
pub fn moment_words(lang: &str, time_ms: i64) -> String {
    let options = [("dateStyle", "medium"), ("timeStyle", "short")];
    let zone = own_zone().unwrap_or_else(|| "UTC".to_owned());
    formatted(lang, &zone, time_ms, &options).unwrap_or_default()
}

/// The day in few figures, such as "12.3.2026".
#[must_use]
pub fn plain_date(lang: &str, date: CivilDate) -> String {
    let options = [("day", "numeric"), ("month", "numeric"), ("year", "numeric")];
    formatted(lang, "UTC", i64::from(date.days()) * 86_400_000, &options).unwrap_or_else(|| date.to_string())
}

/// The day in a time zone at a moment; where the person is when no zone is named or it is not known here.
#[must_use]
pub fn day_in_zone(time_ms: i64, zone: Option<&str>) -> Option<CivilDate> {
    let own = own_zone().unwrap_or_else(|| "UTC".to_owned());
    let zone = zone.filter(|zone| zone_offset(zone, time_ms).is_some()).unwrap_or(&own);
    let ahead_ms = zone_offset(zone, time_ms)? * 60_000;
    u32::try_from((time_ms + ahead_ms).div_euclid(86_400_000)).ok().map(CivilDate::from_days)
}

fn formatted(lang: &str, zone: &str, time_ms: i64, options: &[(&str, &str)]) -> Option<String> {
    let wanted = js_sys::Object::new();
    for (name, value) in options.iter().chain(&[("timeZone", zone)]) {
        js_sys::Reflect::set(&wanted, &(*name).into(), &(*value).into()).ok()?;
    }
    let lang = if lang == "en" { "en-GB" } else { lang };
    // The typed constructor has no way to say that a zone is unknown: it throws.
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: js_sys::Function =
        js_sys::Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let format = js_sys::Reflect::construct(&constructor, &js_sys::Array::of2(&lang.into(), &wanted)).ok()?;
    let method: js_sys::Function = js_sys::Reflect::get(&format, &"format".into()).ok()?.dyn_into().ok()?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let date = js_sys::Date::new(&JsValue::from_f64(time_ms as f64));
    method.call1(&format, &date).ok()?.as_string()
}

/// Puts a text where the person can paste it from; `false` where the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok()
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

/// Puts a line at the top of every printed page of a named kind. The rule goes into the page's own sheet, because the
/// content security policy forbids styles of any other kind.
pub fn running_head(page: &str, line: &str) {
    let quoted: String = line
        .chars()
        .filter(|char| !char.is_control())
        .flat_map(|char| matches!(char, '"' | '\\').then_some('\\').into_iter().chain([char]))
        .collect();
    let rule = format!("@page {page} {{ @top-left {{ content: \"{quoted}\"; }} }}");
    let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &name.into());
    let insert = || {
        let sheet = get(&get(&document().into(), "styleSheets")?, "0")?;
        let end = get(&get(&sheet, "cssRules")?, "length")?;
        let insert: js_sys::Function = get(&sheet, "insertRule")?.dyn_into()?;
        insert.call2(&sheet, &rule.into(), &end)
    };
    // A browser that does not know such rules prints without the line.
    insert().ok();
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
