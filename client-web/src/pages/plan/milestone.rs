//! One milestone of the plan: when and where, its homework, a reminder to copy, closing and opening again.

use etappe_protocol::cycle::{CycleOp, Milestone};
use etappe_protocol::id::MilestoneId;
use etappe_protocol::revision::Revision;
use leptos::prelude::*;

use super::close::{CloseDialog, ReopenDialog};
use super::schedule::{ScheduleForm, summary};
use super::{Outcome, write};
use crate::api::cycle::wish;
use crate::browser;
use crate::components::copy_text::CopyText;
use crate::components::{tr, use_lang};
use crate::cycle::phase::short_title;
use crate::cycle::reminder::Reminder;
use crate::locale::Lang;
use crate::panel::Panel;

/// Which dialog of a card is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// None.
    Nothing,
    /// The schedule's form.
    Schedule,
    /// The homework's form.
    Homework,
    /// Closing.
    Close,
    /// Opening again.
    Reopen,
}

/// A milestone's card.
#[component]
pub fn MilestoneCard(
    /// The page's panel.
    panel: Panel,
    /// Which one.
    milestone: MilestoneId,
) -> impl IntoView {
    let lang = use_lang();
    let held =
        Memo::new(move |_| panel.cycle.with(|cycle| cycle.as_ref()?.milestones.get(&milestone).cloned()));
    let asked = browser::window().location().hash().unwrap_or_default() == format!("#close-{milestone}");
    let open = RwSignal::new(if asked { Open::Close } else { Open::Nothing });
    let problem = RwSignal::new(String::new());
    let title = Memo::new(move |_| {
        held.with(|held| held.as_ref().map(|held| held.schedule.value.title.clone())).unwrap_or_default()
    });
    let kind = move || held.with(|held| held.as_ref().map(|held| held.schedule.value.kind));
    let when = move || held.with(|held| held.as_ref().map(|held| summary(lang.get(), &held.schedule.value)));
    let is_closed = Memo::new(move |_| held.with(|held| held.as_ref().is_some_and(|held| held.is_closed)));
    let was_closed =
        Memo::new(move |_| held.with(|held| held.as_ref().is_some_and(|held| !held.closings.is_empty())));
    // Only what may be closed about now stands out.
    let is_due = move || {
        let soon_ms = panel.now_ms.get() + 86_400_000;
        panel.points.with(|points| {
            points.iter().any(|point| point.milestone == milestone && point.begins_ms < soon_ms)
        })
    };
    let archived = Memo::new(move |_| {
        panel.cycle.with(|cycle| cycle.as_ref().is_some_and(|cycle| cycle.archived.is_some()))
    });
    let closed = move || {
        let lang = lang.get();
        let moment = held.with(|held| held.as_ref()?.closings.last().map(|closing| closing.moment_ms))?;
        is_closed.get().then(|| (lang.texts().cycle.plan.closed)(&browser::moment_words(lang.code(), moment)))
    };
    let remove = move |_| {
        write(panel, wish(CycleOp::RemoveMilestone { milestone }), move |answer| {
            if let Err(error) = answer {
                problem.set(error.said(lang.get_untracked()).unwrap_or_default().to_owned());
            }
        });
    };
    let done = Callback::new(move |()| open.set(Open::Nothing));
    let panes = move || match open.get() {
        Open::Nothing => ().into_any(),
        Open::Schedule => kind().map_or_else(
            || ().into_any(),
            |kind| {
                view! { <ScheduleForm panel=panel kind=kind milestone=milestone on_done=done/> }.into_any()
            },
        ),
        Open::Homework => view! { <Homework panel=panel milestone=milestone on_done=done/> }.into_any(),
        Open::Close => view! { <CloseDialog panel=panel milestone=milestone on_done=done/> }.into_any(),
        Open::Reopen => view! { <ReopenDialog panel=panel milestone=milestone on_done=done/> }.into_any(),
    };
    let labelled = move |word: fn(&'static crate::locale::Texts) -> fn(&str) -> String| {
        move || word(lang.get().texts())(short_title(&title.get()))
    };
    view! {
        <li class="milestone" data-testid=format!("milestone-{milestone}") data-closed=move || is_closed.get().to_string()>
            <p class="milestone-kind muted small">{move || kind().map(|kind| (lang.get().texts().cycle.plan.kind)(kind))}</p>
            <h3>{title}</h3>
            <p>{when}</p>
            <p class="milestone-closed" hidden=move || !is_closed.get()>{closed}</p>
            <HomeworkText held=held/>
            <div class="actions" hidden=move || archived.get()>
                <button
                    type="button"
                    class:accent=is_due
                    data-testid=format!("close-{milestone}")
                    hidden=is_closed
                    on:click=move |_| open.set(Open::Close)
                >
                    {labelled(|t| t.cycle.plan.close)}
                </button>
                <button
                    type="button"
                    data-testid=format!("reopen-{milestone}")
                    hidden=move || !is_closed.get()
                    on:click=move |_| open.set(Open::Reopen)
                >
                    {labelled(|t| t.cycle.plan.reopen)}
                </button>
                <button
                    type="button"
                    data-testid=format!("move-{milestone}")
                    aria-label=labelled(|t| t.cycle.plan.edit)
                    on:click=move |_| open.set(Open::Schedule)
                >
                    {tr(|t| t.cycle.plan.move_on)}
                </button>
                <button
                    type="button"
                    data-testid=format!("homework-{milestone}")
                    on:click=move |_| open.set(Open::Homework)
                >
                    {labelled(|t| t.cycle.plan.homework_edit)}
                </button>
                <button type="button" class="quiet" hidden=was_closed on:click=remove>
                    {labelled(|t| t.cycle.plan.remove)}
                </button>
            </div>
            <Outcome words=problem/>
            {panes}
            <Reminders panel=panel held=held title=title/>
        </li>
    }
}

#[component]
fn HomeworkText(held: Memo<Option<Milestone>>) -> impl IntoView {
    let text = Memo::new(move |_| {
        held.with(|held| held.as_ref()?.homework.as_ref().map(|homework| homework.value.clone()))
            .unwrap_or_default()
    });
    view! {
        <p class="milestone-homework" class:muted=move || text.with(String::is_empty)>
            {
                let none = tr(|t| t.cycle.plan.homework_none);
                move || text.with(|text| if text.is_empty() { none().to_owned() } else { text.clone() })
            }
        </p>
    }
}

#[component]
fn Homework(panel: Panel, milestone: MilestoneId, on_done: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let held = move || {
        panel.cycle.with_untracked(|cycle| {
            let held = cycle.as_ref()?.milestones.get(&milestone)?.homework.as_ref()?;
            Some((held.value.clone(), held.stamp.revision))
        })
    };
    let (start, seen) = held().unwrap_or_default();
    let seen = StoredValue::new(seen);
    let text = RwSignal::new(start);
    let problem = RwSignal::new(String::new());
    let in_conflict = RwSignal::new(false);
    let save = move || {
        let op = CycleOp::SetHomework { milestone, text: text.get_untracked(), seen: seen.get_value() };
        write(panel, wish(op), move |answer| match answer {
            Ok(_) => on_done.run(()),
            Err(error) if error.is_changed_since() => in_conflict.set(true),
            Err(error) => problem.set(error.words(lang.get_untracked())),
        });
    };
    let conflict = move || {
        in_conflict.get().then(|| {
            let theirs = move || {
                panel.cycle.track();
                let (text, _) = held().unwrap_or_default();
                (lang.get().texts().cycle.plan.conflict_text)(&text)
            };
            let mine = move |_| {
                seen.set_value(held().map_or(Revision::ZERO, |(_, revision)| revision));
                in_conflict.set(false);
                save();
            };
            view! {
                <div class="conflict" role="alert">
                    <strong>{tr(|t| t.cycle.plan.conflict)}</strong>
                    <p>{theirs}</p>
                    <div class="actions">
                        <button type="button" on:click=move |_| on_done.run(())>{tr(|t| t.cycle.plan.conflict_theirs)}</button>
                        <button type="button" on:click=mine>{tr(|t| t.cycle.plan.conflict_mine)}</button>
                    </div>
                </div>
            }
        })
    };
    let id = format!("homework-text-{milestone}");
    view! {
        <form
            class="plan-form"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <p class="field">
                <label for=id.clone()>{tr(|t| t.cycle.plan.homework_label)}</label>
                <textarea
                    id=id.clone()
                    data-testid=id
                    rows="4"
                    maxlength=etappe_protocol::limits::HOMEWORK_CHARS.to_string()
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </p>
            {conflict}
            <Outcome words=problem/>
            <div class="actions">
                <button type="submit" class="primary" data-testid="homework-save">{tr(|t| t.cycle.plan.save)}</button>
                <button type="button" class="quiet" on:click=move |_| on_done.run(())>{tr(|t| t.cycle.plan.cancel)}</button>
            </div>
        </form>
    }
}

/// The reminder in both languages: a region's teams need not speak the coordinator's.
#[component]
fn Reminders(panel: Panel, held: Memo<Option<Milestone>>, title: Memo<String>) -> impl IntoView {
    let lang = use_lang();
    let text = move |of: Lang| {
        Signal::derive(move || {
            let address = browser::window().location().origin().unwrap_or_default();
            let cycle = panel.cycle.get();
            let (Some(cycle), Some(held)) = (cycle, held.get()) else { return String::new() };
            let name = cycle.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
            let reminder = Reminder {
                cycle: &name,
                schedule: &held.schedule.value,
                day: &browser::long_date(of.code(), held.schedule.value.date),
                homework: &homework_before(&cycle.in_order(), &held),
                address: &address,
            };
            reminder.text(of)
        })
    };
    let (de, en) = (text(Lang::De), text(Lang::En));
    let label = move |word: fn(&'static crate::locale::Texts) -> &'static str| {
        let word = tr(word);
        Signal::derive(move || word().to_owned())
    };
    let id = held
        .with_untracked(|held| held.as_ref().map(|held| held.schedule.stamp.revision.0))
        .unwrap_or_default();
    view! {
        <details class="reminder">
            <summary>{move || (lang.get().texts().cycle.plan.reminder)(short_title(&title.get()))}</summary>
            <h4>{tr(|t| t.cycle.plan.reminder_de)}</h4>
            <div lang="de"><CopyText long=true id=format!("reminder-de-{id}") text=de label=label(|t| t.cycle.plan.reminder_de)/></div>
            <h4>{tr(|t| t.cycle.plan.reminder_en)}</h4>
            <div lang="en"><CopyText long=true id=format!("reminder-en-{id}") text=en label=label(|t| t.cycle.plan.reminder_en)/></div>
        </details>
    }
}

/// What is to be done until a milestone: the homework behind the one before it.
fn homework_before(in_order: &[(MilestoneId, &Milestone)], held: &Milestone) -> String {
    let place = in_order.iter().position(|(_, milestone)| **milestone == *held);
    let before = place.and_then(|place| in_order.get(place.checked_sub(1)?));
    let homework = before.and_then(|(_, milestone)| milestone.homework.as_ref());
    homework.map(|homework| homework.value.clone()).unwrap_or_default()
}
