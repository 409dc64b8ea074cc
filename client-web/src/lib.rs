//! The Etappe browser client. The modules stand in the order in which an edit meets them: components take an input
//! in, the desk hands it to the sync logic, and what comes of it goes the same way back.

pub mod app;
pub mod pages;

pub mod components;
pub mod locale;

pub mod guide;
pub mod handout;

pub mod desk;
pub mod panel;
pub mod replay;
pub mod sync;
pub mod team;

pub mod cycle;

pub mod api;
pub mod browser;

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the place of the static page. The bundle's boot module calls this.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(place) = browser::element("app") else { return };
    // What stood here was for the time until now.
    place.set_inner_html("");
    leptos::mount::mount_to(place, app::App).forget();
}
