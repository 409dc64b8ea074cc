//! `/a/{id}/cycle`: what the team has to do with a cycle: dates, homework, notes, and what the coordinators may see.

use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::StreamId;
use etappe_protocol::view::{TeamCycle, TeamMilestone};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::cycle_words::{Homework, Notes};
use super::insight::{Insight, Looks};
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::dialog::Confirm;
use crate::components::icon::{Drawing, Icon};
use crate::components::tabs::turn_to;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::Lang;
use crate::team::days;
use crate::team::tab::Tab;

/// How often the plan is asked for while it is in sight.
const ASK_MS: u64 = 60_000;

/// The cycles of a team, as far as they are known.
#[derive(Clone, Copy)]
pub struct Cycles {
    desk: Desk,
    /// What the server says; `None` before it said anything.
    pub known: RwSignal<Option<Vec<TeamCycle>>>,
    trouble: RwSignal<bool>,
}

impl Cycles {
    /// Asks now, whenever a tie to a cycle changes, and every minute.
    pub fn follow(desk: Desk) -> Self {
        let cycles = Self { desk, known: RwSignal::new(None), trouble: RwSignal::new(false) };
        Effect::new(move |_| {
            desk.enrolments.track();
            desk.last_pin.track();
            // Who opens the page sees what holds then.
            if matches!(desk.tab.get(), Tab::Sheet | Tab::Cycle) {
                cycles.ask();
            }
        });
        browser::every(ASK_MS, move || {
            if !browser::document().hidden() {
                cycles.ask();
            }
        });
        cycles
    }

    /// Asks.
    pub fn ask(self) {
        spawn_local(async move {
            match api::team::cycles(self.desk.stream).await {
                Ok(known) => {
                    self.trouble.try_set(false);
                    if self.known.try_with_untracked(|before| before.as_ref() != Some(&known)) == Some(true) {
                        self.known.try_set(Some(known));
                    }
                }
                // Guests and readers have none to see.
                Err(ApiError::NotFound) => {
                    self.known.try_set(Some(Vec::new()));
                }
                Err(ApiError::SignedOut | ApiError::Said { .. } | ApiError::Trouble) => {
                    self.trouble.try_set(true);
                }
            }
        });
    }

    fn ids(self) -> Vec<StreamId> {
        let shown = |cycle: &&TeamCycle| cycle.invited || cycle.enrolled;
        self.known.with(|known| known.iter().flatten().filter(shown).map(|cycle| cycle.cycle).collect())
    }

    fn cycle(self, id: StreamId) -> Option<TeamCycle> {
        self.known.with(|known| known.iter().flatten().find(|cycle| cycle.cycle == id).cloned())
    }
}

/// The milestone that comes next: the first that is not closed and not over for more than a day.
fn next(cycle: &TeamCycle, now_ms: i64) -> Option<TeamMilestone> {
    let coming = |one: &&TeamMilestone| {
        let today = browser::day_in_zone(now_ms, Some(&one.schedule.zone));
        one.closing.is_none() && today.is_none_or(|today| today <= one.schedule.date)
    };
    cycle.milestones.iter().find(coming).cloned()
}

/// Day and time in words, and how far off it is.
fn when(lang: Lang, milestone: &TeamMilestone, now_ms: i64) -> (String, String) {
    let schedule = &milestone.schedule;
    let words = &lang.texts().team.cycle;
    let day = browser::long_date(lang.code(), schedule.date);
    let today = browser::day_in_zone(now_ms, Some(&schedule.zone));
    let distance = today.map(|today| days::distance(lang, today, schedule.date)).unwrap_or_default();
    ((words.when)(&day, &schedule.time.to_string()), distance)
}

/// A few lines at the start of the sheet: an invitation, or what comes next.
#[component]
pub fn CycleBrief(
    /// The page's desk.
    desk: Desk,
    /// The cycles.
    cycles: Cycles,
) -> impl IntoView {
    let lang = use_lang();
    let lines = move || {
        let known = cycles.known.get().unwrap_or_default();
        let now_ms = desk.now_ms.get();
        let lines = known.into_iter().filter(|cycle| !cycle.archived).filter_map(|cycle| {
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                turn_to(desk, Tab::Cycle);
            };
            let href = Tab::Cycle.path(desk.stream);
            let words = if cycle.invited {
                (lang.get().texts().team.cycle.invited)(&cycle.title)
            } else if cycle.enrolled {
                let next = next(&cycle, now_ms)?;
                let (_, distance) = when(lang.get(), &next, now_ms);
                format!("{}: {distance}", next.schedule.title)
            } else {
                return None;
            };
            let kind = if cycle.invited { "invited" } else { "next" };
            Some(view! {
                <li>
                    <a href=href data-kind=kind data-testid=format!("brief-{kind}") on:click=go>
                        <Drawing icon=Icon::Clock/>
                        {words}
                    </a>
                </li>
            })
        });
        lines.collect_view()
    };
    view! { <ul class="cycle-brief">{lines}</ul> }
}

/// The page.
#[component]
pub fn CyclePage(
    /// The page's desk.
    desk: Desk,
    /// The cycles.
    cycles: Cycles,
) -> impl IntoView {
    let lang = use_lang();
    let ids = Memo::new(move |_| cycles.ids());
    let is_none = move || cycles.known.with(Option::is_some) && ids.with(Vec::is_empty);
    view! {
        <main id="main" class="team-page" tabindex="-1">
            <div class="page-head">
                <h1>{move || (lang.get().texts().team.tab)(Tab::Cycle)}</h1>
                <p class="lead">{tr(|t| t.team.cycle.lead)}</p>
            </div>
            <p class="problem" role="status">
                {move || cycles.trouble.get().then(|| lang.get().texts().team.cycle.trouble)}
            </p>
            <section class="panel" hidden=move || !is_none()>
                <h2>{tr(|t| t.team.cycle.none)}</h2>
                <p>{tr(|t| t.team.cycle.none_text)}</p>
            </section>
            <For each=move || ids.get() key=|id| *id let:id>
                <One desk=desk cycles=cycles id=id/>
            </For>
            <Looks desk=desk/>
        </main>
    }
}

#[component]
fn One(desk: Desk, cycles: Cycles, id: StreamId) -> impl IntoView {
    let cycle = Memo::new(move |_| cycles.cycle(id));
    let is_invited = Memo::new(move |_| cycle.with(|cycle| cycle.as_ref().is_some_and(|one| one.invited)));
    let is_enrolled = Memo::new(move |_| cycle.with(|cycle| cycle.as_ref().is_some_and(|one| one.enrolled)));
    let title = move || cycle.with(|cycle| cycle.as_ref().map(|one| one.title.clone()));
    let over = move || cycle.with(|cycle| cycle.as_ref().map(|one| one.region.clone()));
    let lang = use_lang();
    let by = move || {
        let names = cycle.with(|cycle| {
            let names = cycle.iter().flat_map(|one| one.coordinators.iter().map(|(_, name)| name.clone()));
            names.collect::<Vec<_>>().join(", ")
        });
        (!names.is_empty()).then(|| (lang.get().texts().team.cycle.accompanied_by)(&names))
    };
    let is_archived = move || cycle.with(|cycle| cycle.as_ref().is_some_and(|one| one.archived));
    view! {
        <section class="cycle" data-testid=format!("cycle-{id}")>
            <p class="over-title">{over}</p>
            <h2>{title}</h2>
            <p class="muted">{by}</p>
            <p class="read-only" hidden=move || !is_archived()>{tr(|t| t.team.cycle.archived)}</p>
            {move || is_invited.get().then(|| view! { <Invitation desk=desk cycles=cycles id=id/> })}
            {move || is_enrolled.get().then(|| view! {
                <Next desk=desk cycle=cycle/>
                <Homework desk=desk id=id cycle=cycle/>
                <Notes desk=desk cycle=cycle/>
                <Insight desk=desk id=id/>
                <Leave desk=desk cycles=cycles id=id cycle=cycle/>
            })}
        </section>
    }
}

/// What taking part means, and the way to say yes.
#[component]
fn Invitation(desk: Desk, cycles: Cycles, id: StreamId) -> impl IntoView {
    let lang = use_lang();
    let problem = RwSignal::new(None::<String>);
    // A second click is the same wish.
    let wish = StoredValue::new(api::wish_id());
    let consent = move |_| {
        spawn_local(async move {
            match api::team::consent(desk.stream, id, wish.get_value()).await {
                Ok(()) => cycles.ask(),
                Err(error) => {
                    problem.try_set(Some(error.words(lang.get_untracked())));
                }
            }
        });
    };
    let leads = RwSignal::new(String::new());
    spawn_local(async move {
        let people = api::people::people(&desk.stream.to_string()).await.unwrap_or_default();
        let names = people.members.into_iter().filter(|member| member.role == "lead");
        leads.try_set(names.map(|member| member.name).collect::<Vec<_>>().join(", "));
    });
    let only_lead = move || {
        let words = &lang.get().texts().team.cycle;
        leads.with(|names| {
            if names.is_empty() { words.only_lead_unknown.to_owned() } else { (words.only_lead)(names) }
        })
    };
    let points = [0, 1, 2].map(|index| {
        view! { <li>{move || lang.get().texts().team.cycle.invited_points.get(index).copied()}</li> }
    });
    view! {
        <div class="panel invitation">
            <p>{tr(|t| t.team.cycle.invited_text)}</p>
            <ul class="plain-list">{points.into_iter().collect_view()}</ul>
            <p class="problem" role="alert">{problem}</p>
            <button
                type="button"
                class="primary"
                data-testid="consent"
                hidden=move || !desk.may_lead()
                on:click=consent
            >
                {tr(|t| t.team.cycle.consent)}
            </button>
            <p class="muted" hidden=move || desk.may_lead()>{only_lead}</p>
        </div>
    }
}

#[component]
fn Next(desk: Desk, cycle: Memo<Option<TeamCycle>>) -> impl IntoView {
    let lang = use_lang();
    let next_one = move || cycle.with(|cycle| cycle.as_ref().and_then(|one| next(one, desk.now_ms.get())));
    let body = move || match next_one() {
        None => view! { <p class="muted">{tr(|t| t.team.cycle.no_next)}</p> }.into_any(),
        Some(milestone) => {
            let (day, distance) = when(lang.get(), &milestone, desk.now_ms.get());
            let place = milestone.schedule.place.clone();
            view! {
                <p class="next-distance">{distance}</p>
                <p><strong>{milestone.schedule.title.clone()}</strong></p>
                <p>{day}</p>
                <p class="muted" hidden=place.is_empty()>{place.clone()}</p>
            }
            .into_any()
        }
    };
    let all = move || {
        let milestones = cycle.get().map(|cycle| cycle.milestones).unwrap_or_default();
        let lines = milestones.into_iter().map(|milestone| {
            let (day, _) = when(lang.get(), &milestone, desk.now_ms.get());
            let closed = milestone.closing.is_some();
            view! {
                <li>
                    <Drawing icon=if closed { Icon::Check } else { Icon::Circle }/>
                    <span><strong>{milestone.schedule.title}</strong> " " {day} " " {milestone.schedule.place}</span>
                    {closed.then(|| view! { <span class="muted small">{tr(|t| t.team.cycle.closed)}</span> })}
                </li>
            }
        });
        lines.collect_view()
    };
    view! {
        <div class="panel next" data-testid="next-milestone">
            <h3>{tr(|t| t.team.cycle.next)}</h3>
            {body}
            <details>
                <summary>{tr(|t| t.team.cycle.plan)}</summary>
                <ul class="plan">{all}</ul>
            </details>
        </div>
    }
}

#[component]
fn Leave(desk: Desk, cycles: Cycles, id: StreamId, cycle: Memo<Option<TeamCycle>>) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let wish = StoredValue::new(api::wish_id());
    let leave = Callback::new(move |()| {
        spawn_local(async move {
            match api::team::leave(desk.stream, id, wish.get_value()).await {
                Ok(()) => cycles.ask(),
                Err(error) => {
                    problem.try_set(Some(error.words(lang.get_untracked())));
                }
            }
        });
    });
    let title = Signal::derive(move || {
        let name = cycle.with(|cycle| cycle.as_ref().map(|one| one.title.clone())).unwrap_or_default();
        (lang.get().texts().team.cycle.leave_title)(&name)
    });
    view! {
        <div hidden=move || !desk.may_lead()>
            <p class="problem" role="alert">{problem}</p>
            <button type="button" class="quiet" data-testid="leave-cycle" on:click=move |_| open.set(true)>
                {tr(|t| t.team.cycle.leave)}
            </button>
            <Confirm
                open=open
                title=title
                text=|t| t.team.cycle.leave_text
                button=|t| t.team.cycle.leave_confirm
                on_yes=leave
                name="leave"
            />
        </div>
    }
}

/// The level's stable word.
#[must_use]
pub const fn level_word(level: InsightLevel) -> &'static str {
    match level {
        InsightLevel::Progress => "progress",
        InsightLevel::Scores => "scores",
        InsightLevel::Answers => "answers",
        InsightLevel::Replay => "replay",
    }
}
