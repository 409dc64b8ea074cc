//! `/a/{id}/compare`: what has changed between two points, and what has not.

mod chooser;

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::compare::{Comparison, Point};
use etappe_protocol::id::{ActorId, ItemId, MilestoneId, StreamId};
use etappe_protocol::view::{SheetEntry, TeamCycle};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::chooser::Chooser;
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::compare::{Compared, Scene};
use crate::components::tabs::turn_to;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::Lang;
use crate::team::ends::{self, Ends};
use crate::team::tab::Tab;

/// The points that there are, and what they are called.
#[derive(Clone, Copy)]
pub(super) struct Known {
    sheets: RwSignal<Vec<SheetEntry>>,
    cycles: RwSignal<Vec<TeamCycle>>,
}

impl Known {
    fn milestone(self, cycle: StreamId, milestone: MilestoneId, lang: Lang) -> String {
        let found = self.cycles.with(|cycles| ends::milestone_title(cycles, cycle, milestone));
        found.unwrap_or_else(|| (lang.texts().team.scores.milestone)(&milestone.to_string()))
    }

    /// How a point is called among others: several cycles have a first workshop.
    fn dated_name(self, point: Point, lang: Lang) -> String {
        let name = self.name(point, lang);
        let Point::Milestone { cycle, milestone } = point else { return name };
        let day = self.sheets.with(|sheets| {
            let of = |entry: &&SheetEntry| {
                !entry.superseded && (entry.sheet.cycle, entry.sheet.milestone) == (cycle, milestone.0)
            };
            browser::day_in_zone(sheets.iter().find(of)?.sheet.moment_ms, None)
        });
        match day {
            Some(day) => (lang.texts().team.scores.at)(&name, &browser::plain_date(lang.code(), day)),
            None => name,
        }
    }

    /// How a point is called.
    fn name(self, point: Point, lang: Lang) -> String {
        let words = &lang.texts().compare;
        match point {
            Point::Milestone { cycle, milestone } => self.milestone(cycle, milestone, lang),
            Point::Moment(time_ms) => {
                let day = browser::day_in_zone(time_ms, None);
                day.map(|day| browser::plain_date(lang.code(), day)).unwrap_or_default()
            }
            Point::Revision(revision) if revision.0 == 0 => words.begin.to_owned(),
            Point::Revision(revision) => (words.revision)(revision.0),
            Point::Now => words.now.to_owned(),
        }
    }
}

/// The page.
#[component]
pub fn ComparePage(
    /// The page's desk.
    desk: Desk,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let known = Known { sheets: RwSignal::new(Vec::new()), cycles: RwSignal::new(Vec::new()) };
    let chosen = RwSignal::new(None::<Ends>);
    let said = RwSignal::new(None::<Result<Arc<Comparison>, ApiError>>);
    spawn_local(async move {
        let sheets = api::team::sheets(desk.stream).await.unwrap_or_default();
        let cycles = api::team::cycles(desk.stream).await.unwrap_or_default();
        known.cycles.try_set(cycles);
        let from_address = Ends::read(&browser::window().location().search().unwrap_or_default());
        let ends = from_address.unwrap_or_else(|| Ends::by_default(&sheets));
        known.sheets.try_set(sheets);
        chosen.try_set(Some(ends));
    });
    let asked = StoredValue::new(0_u32);
    let ask = Callback::new(move |ends: Ends| {
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        spawn_local(async move {
            let answer = api::team::compare(desk.stream, ends.from, ends.to).await.map(Arc::new);
            // An answer to an earlier choice is of no use any more.
            if asked.try_get_value() == Some(number) {
                said.try_set(Some(answer));
            }
        });
    });
    Effect::new(move |_| {
        if let Some(ends) = chosen.get() {
            if desk.tab.get_untracked() == Tab::Compare {
                keep_in_address(desk.stream, ends);
            }
            said.set(None);
            ask.run(ends);
        }
    });
    let stored = StoredValue::new(catalogue);
    let since = Signal::derive(move || {
        let lang = lang.get();
        let Some(ends) = chosen.get() else { return String::new() };
        let name = |point| ends::short(&known.name(point, lang)).to_owned();
        let to = (ends.to != Point::Now).then(|| name(ends.to));
        (lang.texts().compare.since)(&name(ends.from), to.as_deref())
    });
    let body = move || {
        match said.get() {
        None => view! { <p class="muted" role="status">{tr(|t| t.loading)}</p> }.into_any(),
        Some(Ok(said)) => {
            let scene = scene(desk, known, said, stored.get_value(), since);
            view! { <div data-testid="compared"><Compared scene=scene/></div> }.into_any()
        }
        Some(Err(ApiError::NotFound)) => {
            view! { <p class="empty" data-testid="compare-closed">{tr(|t| t.compare.not_yours)}</p> }.into_any()
        }
        Some(Err(error @ (ApiError::SignedOut | ApiError::Said { .. } | ApiError::Trouble))) => view! {
            <div class="empty" role="alert" data-testid="compare-trouble">
                <p>{move || error.words(lang.get())}</p>
                <button
                    type="button"
                    on:click=move |_| chosen.with_untracked(|ends| ends.iter().for_each(|ends| ask.run(*ends)))
                >
                    {tr(|t| t.try_again)}
                </button>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <main id="main" class="team-page compare-page" tabindex="-1">
            <div class="page-head">
                <h1>{tr(|t| t.compare.title)}</h1>
                <p class="lead">{tr(|t| t.compare.lead)}</p>
            </div>
            <Chooser known=known chosen=chosen/>
            {body}
        </main>
    }
}

fn scene(
    desk: Desk,
    known: Known,
    said: Arc<Comparison>,
    catalogue: Arc<Catalogue>,
    since: Signal<String>,
) -> Scene {
    let lang = desk.lang;
    let is_of_team = said.level.is_none();
    let name = Callback::new(move |actor: ActorId| {
        desk.names.track();
        let name = desk.full_name(actor);
        match (desk.is_me(actor), name.is_empty()) {
            (true, _) => lang.get().texts().you.to_owned(),
            (false, true) => lang.get().texts().compare.former.to_owned(),
            (false, false) => name,
        }
    });
    Scene {
        said,
        catalogue,
        links: Some(desk.stream),
        go: Some(Callback::new(move |id: ItemId| {
            turn_to(desk, Tab::Sheet);
            // The sheet comes into sight first.
            browser::after(0, move || desk.go_to(&id));
        })),
        name: is_of_team.then_some(name),
        milestone: Callback::new(move |(cycle, milestone)| known.milestone(cycle, milestone, lang.get())),
        since,
    }
}

/// The address carries the points, so that a link shows the same to others.
fn keep_in_address(stream: StreamId, ends: Ends) {
    if let Ok(history) = browser::window().history() {
        let path = format!("{}{}", Tab::Compare.path(stream), ends.query());
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path)).ok();
    }
}
