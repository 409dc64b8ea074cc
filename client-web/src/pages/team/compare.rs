//! Two points of a team compared, as far as it allows. Asked for by a button, because looking is written down.

use std::sync::Arc;

use etappe_protocol::compare::{Comparison, Point};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{MilestoneId, StreamId};
use etappe_protocol::score::trend;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Known;
use super::sheets::title_of;
use crate::api::{self, ApiError};
use crate::components::compare::{Compared, Scene};
use crate::components::trend::{TrendCharts, TrendScene};
use crate::components::{tr, use_lang};
use crate::panel::Panel;
use crate::team::ends;

/// The two sections: over time, and two points.
#[component]
pub fn OverTime(
    /// The page's panel; it knows what milestones are called.
    panel: Panel,
    /// What the team shows.
    known: Known,
    /// What it has granted.
    level: InsightLevel,
) -> impl IntoView {
    if level < InsightLevel::Scores {
        return ().into_any();
    }
    let sheets = known.page.sheets.iter().filter(|entry| !entry.superseded).map(|entry| &entry.sheet);
    let milestone =
        Callback::new(move |(_, milestone): (StreamId, MilestoneId)| title_of(panel, milestone.0));
    let scene = TrendScene {
        trend: Arc::new(trend(sheets, None)),
        catalogue: Arc::clone(&known.catalogue),
        milestone,
    };
    view! {
        <section class="team-part" data-testid="team-trend">
            <h2>{tr(|t| t.compare.trend.title)}</h2>
            <TrendCharts scene=scene/>
        </section>
        <Points panel=panel known=known level=level milestone=milestone/>
    }
    .into_any()
}

#[component]
fn Points(
    panel: Panel,
    known: Known,
    level: InsightLevel,
    milestone: Callback<(StreamId, MilestoneId), String>,
) -> impl IntoView {
    let lang = use_lang();
    let cycle = panel.stream;
    let analysis = known.page.line.analysis;
    let mut sheets: Vec<_> = known.page.sheets.iter().filter(|entry| !entry.superseded).collect();
    sheets.sort_by_key(|entry| entry.sheet.moment_ms);
    let closed =
        sheets.iter().map(|entry| Point::Milestone { cycle, milestone: MilestoneId(entry.sheet.milestone) });
    let mut points: Vec<Point> = closed.collect();
    if InsightLevel::Answers <= level && !points.is_empty() {
        points.push(Point::Now);
    }
    let (Some(first), Some(last)) = (points.iter().rev().nth(1).copied(), points.last().copied()) else {
        return view! {
            <section class="team-part">
                <h2>{tr(|t| t.compare.coordinated)}</h2>
                <p class="muted">{tr(|t| t.compare.coordinated_need)}</p>
            </section>
        }
        .into_any();
    };
    let (from, to) = (RwSignal::new(first), RwSignal::new(last));
    let name = move |point: Point| match point {
        Point::Milestone { milestone, .. } => title_of(panel, milestone.0),
        Point::Now | Point::Moment(_) | Point::Revision(_) => lang.get().texts().compare.now.to_owned(),
    };
    // What is shown keeps the ends that it was asked for with.
    let said = RwSignal::new(None::<(Point, Point, Result<Arc<Comparison>, ApiError>)>);
    let ask = move |_| {
        let (from, to) = (from.get_untracked(), to.get_untracked());
        spawn_local(async move {
            let answer = api::cycle::compare(cycle, analysis, from, to).await.map(Arc::new);
            said.try_set(Some((from, to, answer)));
        });
    };
    let select = move |id: &'static str,
                       label: fn(&'static crate::locale::Texts) -> &'static str,
                       at: RwSignal<Point>| {
        let options = points.clone().into_iter().map(|point| {
            view! { <option value=point.to_string() selected=move || at.get() == point>{move || name(point)}</option> }
        });
        let choose = move |event: web_sys::Event| {
            if let Ok(point) = event_target_value(&event).parse() {
                at.set(point);
            }
        };
        view! {
            <div class="compare-end">
                <label for=id>{tr(label)}</label>
                <select id=id on:change=choose>{options.collect_view()}</select>
            </div>
        }
    };
    let catalogue = StoredValue::new(Arc::clone(&known.catalogue));
    let body = move || {
        let (from, to, answer) = said.get()?;
        let since = Signal::derive(move || {
            let short = |point| ends::short(&name(point)).to_owned();
            let to = (to != Point::Now).then(|| short(to));
            (lang.get().texts().compare.since)(&short(from), to.as_deref())
        });
        Some(match answer {
            Ok(said) => {
                let reads_along = said.level == Some(InsightLevel::Replay);
                let scene = Scene {
                    said,
                    catalogue: catalogue.get_value(),
                    links: reads_along.then_some(analysis),
                    go: None,
                    name: None,
                    milestone,
                    since,
                };
                view! { <div class="compared" data-testid="compared"><Compared scene=scene/></div> }
                    .into_any()
            }
            Err(error) => {
                view! { <p class="problem" role="alert">{move || error.words(lang.get())}</p> }.into_any()
            }
        })
    };
    view! {
        <section class="team-part" data-testid="team-compare">
            <h2>{tr(|t| t.compare.coordinated)}</h2>
            <div class="compare-ends">
                {select("compare-from", |t| t.compare.from, from)}
                {select("compare-to", |t| t.compare.to, to)}
                <button type="button" data-testid="compare-ask" on:click=ask>
                    {tr(|t| t.compare.coordinated_button)}
                </button>
            </div>
            {body}
        </section>
    }
    .into_any()
}
