//! `/c/{cycle}/plan`: dates, teams, people, words to all; and closing a milestone.

mod close;
mod general;
mod milestone;
mod milestones;
mod notes;
mod people;
mod schedule;
mod teams;

use etappe_protocol::cycle::CycleOp;
use etappe_protocol::id::StreamId;
use etappe_protocol::view::{CycleWritten, Wish};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::general::General;
use self::milestones::Milestones;
use self::notes::Notes;
use self::people::Coordinators;
use self::teams::Teams;
use super::board::{PanelFrame, cycle_title};
use super::report::TakeCycle;
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::{tr, use_lang};
use crate::panel::Panel;

/// The page.
#[component]
pub fn Plan(
    /// Which cycle.
    cycle: StreamId,
) -> impl IntoView {
    let lang = use_lang();
    let panel = Panel::open(cycle);
    panel.ask_for_cycle();
    let title = cycle_title(panel);
    Effect::new(move |_| browser::set_title(&(lang.get().texts().cycle.plan.title)(&title.get())));
    view! { <PanelFrame panel=panel class="plan-page"><Shown panel=panel/></PanelFrame> }
}

#[component]
fn Shown(panel: Panel) -> impl IntoView {
    let title = cycle_title(panel);
    // Whoever comes by a link to a part of the page gets there once the part is there.
    Effect::new(move |_| {
        let hash = browser::window().location().hash().unwrap_or_default();
        if let Some(part) = browser::element(hash.trim_start_matches('#')) {
            part.scroll_into_view();
        }
    });
    view! {
        <p class="over-title"><a href=format!("/c/{}", panel.stream)>{tr(|t| t.cycle.plan.to_board)}</a></p>
        <h1>{title}</h1>
        <Milestones panel=panel/>
        <Teams panel=panel/>
        <Coordinators panel=panel/>
        <Notes panel=panel/>
        <General panel=panel/>
        <TakeCycle panel=panel/>
    }
}

/// Hands a wish in and shows what came of it.
pub(super) fn write(
    panel: Panel,
    wish: Wish<CycleOp>,
    done: impl FnOnce(Result<CycleWritten, ApiError>) + 'static,
) {
    spawn_local(async move {
        let answer = api::cycle::write(panel.stream, &wish).await;
        panel.ask_for_cycle();
        done(answer);
    });
}

/// A line for what went wrong or went well, read aloud when it changes.
#[component]
pub fn Outcome(
    /// The words; empty for none.
    words: RwSignal<String>,
) -> impl IntoView {
    view! { <p class="outcome" role="status">{words}</p> }
}
