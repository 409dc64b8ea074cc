//! The way from an empty installation to the first cycle.

use etappe_protocol::id::{RegionId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{NewCycle, Wish};
use leptos::prelude::*;

use super::regions::Setup;
use crate::api::cycle::wish;
use crate::browser;
use crate::components::field::{Field, label};
use crate::components::icon::{Drawing, Icon};
use crate::components::scope_people::InviteForm;
use crate::components::{tr, use_lang};

/// Three steps, one after the other; what is done stays in sight.
#[component]
pub fn FirstSteps(
    /// The installation.
    setup: Setup,
) -> impl IntoView {
    let region = Memo::new(move |_| {
        setup.state.with(|state| {
            let (id, name) = state.as_ref()?.regions.iter().next()?;
            Some((*id, name.value.clone()))
        })
    });
    let cycle = Memo::new(move |_| setup.state.with(|state| state.as_ref()?.cycles.keys().next().copied()));
    let made = RwSignal::new(false);
    view! {
        <h1>{tr(|t| t.cycle.start.first)}</h1>
        <p class="lead">{tr(|t| t.cycle.start.first_text)}</p>
        <ol class="first-steps" data-testid="first-steps">
            <Step
                done=Signal::derive(move || region.with(Option::is_some))
                open=Signal::derive(move || region.with(Option::is_none))
                title=tr(|t| t.cycle.start.step_region)
                text=tr(|t| t.cycle.start.step_region_text)
            >
                <RegionForm setup=setup/>
            </Step>
            <Step
                done=Signal::derive(move || cycle.get().is_some())
                open=Signal::derive(move || region.with(Option::is_some) && cycle.get().is_none())
                title=tr(|t| t.cycle.start.step_cycle)
                text=tr(|t| t.cycle.start.step_cycle_text)
            >
                {move || region.get().map(|(region, _)| view! { <CycleForm setup=setup region=region/> })}
            </Step>
            <Step
                done=made
                open=Signal::derive(move || cycle.get().is_some())
                title=tr(|t| t.cycle.start.step_coordinator)
                text=tr(|t| t.cycle.start.step_coordinator_text)
            >
                {move || cycle.get().map(|cycle: StreamId| view! {
                    <InviteForm scope=cycle roles=&["coordinator"] on_made=Callback::new(move |()| made.set(true))/>
                })}
            </Step>
        </ol>
        <p class="made" hidden=move || !made.get() data-testid="first-done">
            {tr(|t| t.cycle.start.done)}
            " "
            <a href="/r">{tr(|t| t.cycle.start.regions)}</a>
        </p>
    }
}

#[component]
fn Step(
    #[prop(into)] done: Signal<bool>,
    open: Signal<bool>,
    title: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    text: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <li class="step" data-done=move || done.get().to_string() data-open=move || open.get().to_string()>
            <h2>
                {title}
                <span class="step-done" hidden=move || !done.get()><Drawing icon=Icon::Check/></span>
            </h2>
            <p class="muted">{text}</p>
            {move || open.get().then(|| children())}
        </li>
    }
}

#[component]
fn RegionForm(setup: Setup) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let region = StoredValue::new(RegionId(browser::random()));
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        setup.name_region(region.get_value(), name.get_untracked(), Revision::ZERO, || {});
    };
    view! {
        <form class="plan-form is-inline" novalidate on:submit=add>
            <Field id="first-region" label=label(|t| t.cycle.start.region_name) value=name/>
            <button type="submit" class="accent" data-testid="first-region-add">{tr(|t| t.cycle.start.region_add)}</button>
        </form>
    }
}

#[component]
fn CycleForm(setup: Setup, region: RegionId) -> impl IntoView {
    let lang = use_lang();
    let title = RwSignal::new(String::new());
    let kept = StoredValue::new(None::<Wish<NewCycle>>);
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let new = NewCycle { region, title: title.get_untracked().trim().to_owned() };
        if new.title.is_empty() {
            setup.problem.set(lang.get_untracked().texts().cycle.team.text_missing.to_owned());
            return;
        }
        // Pressing again without an answer is the same wish.
        let wish = kept.get_value().filter(|kept| kept.op == new).unwrap_or_else(|| wish(new));
        kept.set_value(Some(wish.clone()));
        setup.begin_cycle(wish, |_| {});
    };
    view! {
        <form class="plan-form is-inline" novalidate on:submit=add>
            <Field id="first-cycle" label=label(|t| t.cycle.start.cycle_title) value=title/>
            <button type="submit" class="accent" data-testid="first-cycle-add">{tr(|t| t.cycle.start.cycle_add)}</button>
        </form>
    }
}
