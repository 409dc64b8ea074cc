//! Where the cycle stands, and what may be done with the board.

use etappe_protocol::id::RegionId;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::cycle_title;
use crate::api;
use crate::browser;
use crate::components::icon::{Drawing, Icon};
use crate::components::{tr, use_lang};
use crate::cycle::order::Order;
use crate::cycle::phase::{Phase, left_open};
use crate::locale::clock;
use crate::panel::Panel;

/// Title, region, phase, countdown, and the ways on.
#[component]
pub fn Head(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let title = cycle_title(panel);
    let region = region(panel);
    let phase = Memo::new(move |_| panel.phase());
    let phase_words = move || phase.with(|phase| (lang.get().texts().cycle.board.phase)(phase));
    let countdown = Memo::new(move |_| {
        let (lang, now_ms) = (lang.get(), panel.now_ms.get());
        phase.with(|phase| {
            let next = phase.next()?;
            let distance = next.distance(now_ms, &browser::zone_offset);
            let words = (lang.texts().cycle.board.distance)(&next.title, distance);
            Some(format!("{words} · {}", browser::short_date(lang.code(), next.date)))
        })
    });
    let chapter = Memo::new(move |_| {
        phase.with(|phase| match phase {
            Phase::Unplanned => 0,
            Phase::Before(point) | Phase::At(point) | Phase::Between(_, point) | Phase::After(point) => {
                point.handout
            }
        })
    });
    let plan = format!("/c/{}/plan", panel.stream);
    let base = plan.clone();
    let open = move || {
        let now_ms = panel.now_ms.get();
        panel.points.with(|points| {
            left_open(points, now_ms).last().map(|point| (point.milestone, point.title.clone()))
        })
    };
    let open = Memo::new(move |_| open());
    let to_close = move || {
        let base = base.clone();
        open.get().map(|(milestone, title)| {
            let words = move || (lang.get().texts().cycle.board.left_open)(&title);
            view! {
                <p class="hint">
                    <Drawing icon=Icon::Notice/>
                    <span>{words}</span>
                    <a href=format!("{base}#close-{milestone}")>{tr(|t| t.cycle.board.close_now)}</a>
                </p>
            }
        })
    };
    let unplanned = move || phase.with(|phase| *phase == Phase::Unplanned);
    let projector = format!("/c/{}/projector", panel.stream);
    view! {
        <div class="board-head">
            <div>
                <p class="over-title">{move || region.get()}</p>
                <h1 data-testid="board-title">{title}</h1>
                <p class="phase" data-testid="board-phase">
                    <strong>{phase_words}</strong>
                    <span>{move || countdown.get()}</span>
                </p>
                <p class="muted" hidden=move || !unplanned()>
                    {tr(|t| t.cycle.board.plan_missing)}
                    " "
                    <a href=plan.clone()>{tr(|t| t.cycle.board.plan_missing_link)}</a>
                </p>
            </div>
            <nav class="board-ways" aria-label=tr(|t| t.cycle.board.plan)>
                <a class="button" href=plan data-testid="board-plan">{tr(|t| t.cycle.board.plan)}</a>
                <a class="button" href=projector>{tr(|t| t.cycle.board.projector)}</a>
                <a class="button" href=move || format!("/guide#m{}", chapter.get())>{tr(|t| t.cycle.board.guide)}</a>
                <a class="button" href=move || format!("/handout/m{}", chapter.get())>{tr(|t| t.cycle.board.handout)}</a>
            </nav>
        </div>
        {to_close}
    }
}

/// The name of the cycle's region, asked for once.
#[must_use]
pub fn region(panel: Panel) -> RwSignal<String> {
    let name = RwSignal::new(String::new());
    let region = Memo::new(move |_| {
        panel.cycle.with(|cycle| cycle.as_ref()?.created.as_ref().map(|created| created.region))
    });
    Effect::new(move |_| {
        let Some(region): Option<RegionId> = region.get() else { return };
        spawn_local(async move {
            if let Ok(installation) = api::cycle::installation().await
                && let Some(held) = installation.regions.get(&region)
            {
                name.set(held.value.clone());
            }
        });
    });
    name
}

/// Time of the data, pausing, order, export.
#[component]
pub fn Controls(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let as_of = Memo::new(move |_| {
        let (hours, minutes) = browser::local_time(panel.as_of_ms.get());
        (lang.get().texts().cycle.board.as_of)(&clock(hours, minutes))
    });
    let (pause, resume) = (tr(|t| t.cycle.board.pause), tr(|t| t.cycle.board.resume));
    let option = move |word: &'static str, name: fn(&'static crate::locale::Texts) -> &'static str| {
        view! {
            <option value=word selected=move || panel.order.with(|order| order.word() == word)>{tr(name)}</option>
        }
    };
    let choose = move |event: web_sys::Event| {
        let order = match event_target_value(&event).as_str() {
            "activity" => Order::Activity,
            "own" => Order::Own(panel.teams.get_untracked()),
            _ => Order::Name,
        };
        panel.choose_order(order);
    };
    let print = move |_| {
        browser::window().print().ok();
    };
    let export = move |kind: &'static str| {
        move || format!("/api/cycle/{}/board.{kind}?lang={}", panel.stream, lang.get().code())
    };
    view! {
        <div class="board-state">
            <span data-testid="as-of">{as_of}</span>
            <button
                type="button"
                class="quiet"
                data-testid="pause"
                aria-pressed=move || panel.paused.get().to_string()
                on:click=move |_| panel.pause(!panel.paused.get_untracked())
            >
                {move || if panel.paused.get() { resume() } else { pause() }}
            </button>
            <button type="button" class="quiet" data-testid="refresh" on:click=move |_| panel.refresh()>
                {tr(|t| t.cycle.board.refresh)}
            </button>
            <span class="board-count">
                {move || (lang.get().texts().cycle.board.teams)(panel.teams.with(Vec::len))}
            </span>
            <label class="board-order">
                {tr(|t| t.cycle.board.order)}
                <select on:change=choose data-testid="order">
                    {option("name", |t| t.cycle.board.order_name)}
                    {option("activity", |t| t.cycle.board.order_activity)}
                    {option("own", |t| t.cycle.board.order_own)}
                </select>
            </label>
            <span class="board-export">
                <a href=export("csv") download="">{tr(|t| t.cycle.board.export_csv)}</a>
                <a href=export("xlsx") download="">{tr(|t| t.cycle.board.export_xlsx)}</a>
                <button type="button" class="quiet" on:click=print>{tr(|t| t.cycle.board.print)}</button>
            </span>
        </div>
    }
}
