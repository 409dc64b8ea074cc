//! The dates of a cycle.

use etappe_protocol::cycle::MilestoneKind;
use etappe_protocol::id::MilestoneId;
use leptos::prelude::*;

use super::milestone::MilestoneCard;
use super::schedule::ScheduleForm;
use crate::components::{tr, use_lang};
use crate::panel::Panel;

/// All of them in order, and the ways to add one.
#[component]
pub fn Milestones(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let ids = Memo::new(move |_| {
        panel.points.with(|points| points.iter().map(|point| point.milestone).collect::<Vec<MilestoneId>>())
    });
    let adding = RwSignal::new(None::<MilestoneKind>);
    let has =
        move |kind: MilestoneKind| panel.points.with(|points| points.iter().any(|point| point.kind == kind));
    let archived =
        move || panel.cycle.with(|cycle| cycle.as_ref().is_some_and(|cycle| cycle.archived.is_some()));
    let add = move |kind: MilestoneKind, testid: &'static str| {
        let hidden = move || kind != MilestoneKind::Workshop && has(kind);
        view! {
            <button type="button" data-testid=testid hidden=hidden on:click=move |_| adding.set(Some(kind))>
                {move || (lang.get().texts().cycle.plan.add)(kind)}
            </button>
        }
    };
    view! {
        <section class="plan-part" id="dates" aria-labelledby="dates-title">
            <h2 id="dates-title">{tr(|t| t.cycle.plan.milestones)}</h2>
            <p class="lead">{tr(|t| t.cycle.plan.milestones_text)}</p>
            <datalist id="zones">
                <option value="Europe/Berlin"></option>
                <option value="Europe/Vienna"></option>
                <option value="Europe/Zurich"></option>
                <option value="Europe/Brussels"></option>
                <option value="Europe/London"></option>
                <option value="Europe/Lisbon"></option>
                <option value="Europe/Helsinki"></option>
                <option value="UTC"></option>
            </datalist>
            <ol class="milestones">
                <For each=move || ids.get() key=|id| *id let:id>
                    <MilestoneCard panel=panel milestone=id/>
                </For>
            </ol>
            {move || adding.get().map(|kind| view! {
                <ScheduleForm panel=panel kind=kind on_done=Callback::new(move |()| adding.set(None))/>
            })}
            <div class="actions" hidden=move || adding.get().is_some() || archived()>
                {add(MilestoneKind::Preparation, "add-preparation")}
                {add(MilestoneKind::Workshop, "add-workshop")}
                {add(MilestoneKind::FollowUp, "add-followup")}
            </div>
        </section>
    }
}
