//! Regions, their cycles, who accompanies them, and who runs the programme.

use std::sync::Arc;

use etappe_protocol::id::{RegionId, StreamId};
use etappe_protocol::installation::InstallationState;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{NewCycle, Wish};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::first::FirstSteps;
use crate::api::cycle::{self, wish};
use crate::api::{ApiError, CycleEntry};
use crate::browser;
use crate::components::field::{Field, label};
use crate::components::scope_people::ScopePeople;
use crate::components::{tr, use_lang};
use crate::locale::Lang;

/// The installation, and how to ask for it anew.
#[derive(Clone, Copy)]
pub(super) struct Setup {
    pub state: RwSignal<Option<Arc<InstallationState>>>,
    pub problem: RwSignal<String>,
    pub lang: RwSignal<Lang>,
}

impl Setup {
    pub fn ask(self) {
        spawn_local(async move {
            match cycle::installation().await {
                Ok(state) => self.state.set(Some(Arc::new(state))),
                Err(error) => self.say(&error),
            }
        });
    }

    pub fn say(self, error: &ApiError) {
        let lang = self.lang.get_untracked();
        self.problem.set(error.words(lang));
    }

    /// Adds a region or gives it another name, and runs `done` when it is there.
    pub fn name_region(self, region: RegionId, name: String, seen: Revision, done: impl FnOnce() + 'static) {
        spawn_local(async move {
            match cycle::name_region(region, name, seen).await {
                Ok(_) => {
                    self.problem.set(String::new());
                    done();
                }
                Err(error) => self.say(&error),
            }
            self.ask();
        });
    }

    /// Begins a cycle, and runs `done` with it when it is there.
    pub fn begin_cycle(self, new: Wish<NewCycle>, done: impl FnOnce(StreamId) + 'static) {
        spawn_local(async move {
            match cycle::begin_cycle(&new).await {
                Ok(cycle) => {
                    self.problem.set(String::new());
                    done(cycle);
                }
                Err(error) => self.say(&error),
            }
            self.ask();
        });
    }
}

/// A cycle's title; asked for where it is not said.
pub(super) fn cycle_title(entry: &CycleEntry) -> impl Fn() -> String + Send + Sync + use<> {
    let untitled = tr(|t| t.cycle.start.cycle_untitled);
    let title = RwSignal::new(entry.title.clone());
    if entry.title.is_empty()
        && let Ok(id) = entry.id.parse::<StreamId>()
    {
        spawn_local(async move {
            if let Ok(view) = cycle::cycle(id).await
                && let Some(held) = view.state.title
            {
                title.set(held.value);
            }
        });
    }
    move || {
        let title = title.get();
        if title.is_empty() { untitled().to_owned() } else { title }
    }
}

/// The page.
#[component]
pub fn Regions(
    /// Cycles that the operator coordinates besides.
    cycles: Vec<CycleEntry>,
) -> impl IntoView {
    let setup = Setup { state: RwSignal::new(None), problem: RwSignal::new(String::new()), lang: use_lang() };
    setup.ask();
    let own = StoredValue::new(
        cycles.into_iter().filter_map(|cycle| cycle.id.parse().ok()).collect::<Vec<StreamId>>(),
    );
    // Decided once, so that the steps stay in sight until the last of them is done.
    let first = RwSignal::new(None::<bool>);
    Effect::new(move |_| {
        if first.get_untracked().is_none()
            && let Some(empty) = setup.state.with(|state| state.as_ref().map(|state| state.cycles.is_empty()))
        {
            first.set(Some(empty));
        }
    });
    let regions = Memo::new(move |_| {
        let mut regions: Vec<(RegionId, String)> = setup.state.with(|state| {
            let regions = state.as_ref().map(|state| &state.regions);
            regions.into_iter().flatten().map(|(id, name)| (*id, name.value.clone())).collect()
        });
        regions.sort_by_key(|(_, name)| name.to_lowercase());
        regions.into_iter().map(|(id, _)| id).collect::<Vec<RegionId>>()
    });
    let body = move || match first.get() {
        None => view! { <p class="muted">{tr(|t| t.loading)}</p> }.into_any(),
        Some(true) => view! { <FirstSteps setup=setup/> }.into_any(),
        Some(false) => view! {
            <h1>{tr(|t| t.cycle.start.regions)}</h1>
            <p class="lead">{tr(|t| t.cycle.start.regions_text)}</p>
            <For each=move || regions.get() key=|region| *region let:region>
                <Region setup=setup region=region own=own/>
            </For>
            <NewRegion setup=setup/>
            <section class="plan-part" aria-labelledby="programme-people">
                <h2 id="programme-people">{tr(|t| t.cycle.start.people)}</h2>
                <p class="lead">{tr(|t| t.cycle.start.people_text)}</p>
                <ScopePeople scope=StreamId::INSTALLATION roles=&["programme_lead", "operator"]/>
            </section>
        }
        .into_any(),
    };
    view! {
        {body}
        <p class="outcome" role="status">{setup.problem}</p>
    }
}

#[component]
fn NewRegion(setup: Setup) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let region = StoredValue::new(RegionId(browser::random()));
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        setup.name_region(region.get_value(), name.get_untracked(), Revision::ZERO, move || {
            name.set(String::new());
            region.set_value(RegionId(browser::random()));
        });
    };
    view! {
        <form class="plan-form is-inline" novalidate on:submit=add>
            <Field id="region-name" label=label(|t| t.cycle.start.region_name) value=name/>
            <button type="submit" data-testid="region-add">{tr(|t| t.cycle.start.region_add)}</button>
        </form>
    }
}

#[component]
fn Region(setup: Setup, region: RegionId, own: StoredValue<Vec<StreamId>>) -> impl IntoView {
    let lang = use_lang();
    let held = Memo::new(move |_| {
        setup.state.with(|state| {
            let held = state.as_ref()?.regions.get(&region)?;
            Some((held.value.clone(), held.stamp.revision))
        })
    });
    let name = move || held.get().map(|(name, _)| name).unwrap_or_default();
    let cycles = Memo::new(move |_| {
        setup.state.with(|state| {
            let cycles = state.as_ref().map(|state| &state.cycles);
            let of_region = cycles.into_iter().flatten().filter(|(_, listed)| listed.region == region);
            of_region.map(|(id, _)| *id).collect::<Vec<StreamId>>()
        })
    });
    let other = RwSignal::new(held.get_untracked().map(|(name, _)| name).unwrap_or_default());
    let rename = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let seen = held.get_untracked().map_or(Revision::ZERO, |(_, revision)| revision);
        setup.name_region(region, other.get_untracked(), seen, || {});
    };
    let title = RwSignal::new(String::new());
    let begin = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let new = NewCycle { region, title: title.get_untracked() };
        setup.begin_cycle(wish(new), move |_| title.set(String::new()));
    };
    view! {
        <section class="plan-part region" data-testid="region">
            <h2>{name}</h2>
            <p class="muted" hidden=move || !cycles.with(Vec::is_empty)>{tr(|t| t.cycle.start.no_cycles)}</p>
            <For each=move || cycles.get() key=|cycle| *cycle let:cycle>
                <CycleLine cycle=cycle is_own=own.with_value(|own| own.contains(&cycle))/>
            </For>
            <details class="plan-more">
                <summary>{move || (lang.get().texts().cycle.start.cycle_add_in)(&name())}</summary>
                <form class="plan-form is-inline" novalidate on:submit=begin>
                    <Field id=format!("cycle-title-{region}") label=label(|t| t.cycle.start.cycle_title) value=title/>
                    <button type="submit">{tr(|t| t.cycle.start.cycle_add)}</button>
                </form>
            </details>
            <details class="plan-more">
                <summary>{move || (lang.get().texts().cycle.start.region_rename)(&name())}</summary>
                <form class="plan-form is-inline" novalidate on:submit=rename>
                    <Field id=format!("region-{region}") label=label(|t| t.cycle.start.region_name) value=other/>
                    <button type="submit">{tr(|t| t.cycle.plan.save)}</button>
                </form>
            </details>
        </section>
    }
}

/// A cycle with who accompanies it. Its board is for them; an operator sees none of it.
#[component]
fn CycleLine(cycle: StreamId, is_own: bool) -> impl IntoView {
    let title = cycle_title(&CycleEntry { id: cycle.to_string(), title: String::new() });
    let open = RwSignal::new(false);
    let people = move || open.get().then(|| view! { <ScopePeople scope=cycle roles=&["coordinator"]/> });
    let heading = if is_own {
        view! { <a href=format!("/c/{cycle}")>{title}</a> }.into_any()
    } else {
        view! { <span>{title}</span> }.into_any()
    };
    view! {
        <div class="region-cycle">
            <strong>{heading}</strong>
            <button
                type="button"
                class="quiet"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {tr(|t| t.cycle.plan.people)}
            </button>
            {people}
        </div>
    }
}
