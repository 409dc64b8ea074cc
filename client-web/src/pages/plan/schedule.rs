//! When and where a milestone is, as a form.

use etappe_protocol::civil::CivilDate;
use etappe_protocol::cycle::{CycleOp, MilestoneKind, Schedule};
use etappe_protocol::id::MilestoneId;
use etappe_protocol::revision::Revision;
use leptos::prelude::*;

use super::{Outcome, write};
use crate::api::cycle::wish;
use crate::browser;
use crate::components::field::{Field, label};
use crate::components::{tr, use_lang};
use crate::cycle::moment::end_time;
use crate::locale::Lang;
use crate::panel::Panel;

/// The form for a new milestone, or for one that is there.
#[component]
pub fn ScheduleForm(
    /// The page's panel.
    panel: Panel,
    /// What kind of point it is.
    kind: MilestoneKind,
    /// Which one; a new one without it.
    #[prop(optional)]
    milestone: Option<MilestoneId>,
    /// Runs when it is saved or given up.
    on_done: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let held = milestone.and_then(|milestone| held(panel, milestone));
    let seen = StoredValue::new(held.as_ref().map_or(Revision::ZERO, |(_, revision)| *revision));
    let start = held
        .map_or_else(|| suggestion(panel, kind, lang.get_untracked()), |(schedule, _)| Draft::from(schedule));
    let part = |text: String| RwSignal::new(text);
    let (title, place, zone) = (part(start.title), part(start.place), part(start.zone));
    let (date, time) = (part(start.date), part(start.time));
    let duration = part(start.duration);
    let problem = RwSignal::new(String::new());
    let theirs = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let read = move || {
        let words = &lang.get_untracked().texts().cycle.plan;
        let (Ok(date), Ok(time)) = (date.get_untracked().parse(), time.get_untracked().parse()) else {
            return Err(words.date_missing);
        };
        let zone = zone.get_untracked().trim().to_owned();
        if browser::zone_offset(&zone, browser::now_ms()).is_none() {
            return Err(words.zone_unknown);
        }
        let duration_min = duration.get_untracked().trim().parse().unwrap_or(0);
        let (title, place) = (title.get_untracked(), place.get_untracked());
        Ok(Schedule { kind, title, date, time, duration_min, zone, place })
    };
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        let schedule = match read() {
            Ok(schedule) => schedule,
            Err(words) => {
                problem.set(words.to_owned());
                return;
            }
        };
        busy.set(true);
        problem.set(String::new());
        let id = milestone.unwrap_or_else(|| next_id(panel));
        let op = CycleOp::Schedule { milestone: id, schedule, seen: seen.get_value() };
        write(panel, wish(op), move |answer| {
            busy.set(false);
            match answer {
                Ok(_) => on_done.run(()),
                Err(error) if error.is_changed_since() && milestone.is_some() => {
                    theirs.set(Some(String::new()));
                }
                Err(error) => problem.set(error.words(lang.get_untracked())),
            }
        });
    };
    let conflict = move || {
        theirs.get().map(|_| {
            // What the other one put there comes with the cycle that is asked for behind every write.
            let held = move || milestone.and_then(|id| held_now(panel, id));
            let words = move || {
                let lang = lang.get();
                let said = held().map(|(schedule, _)| summary(lang, &schedule)).unwrap_or_default();
                (lang.texts().cycle.plan.conflict_text)(&said)
            };
            let take_mine = move |_| {
                if let Some((_, revision)) = held() {
                    seen.set_value(revision);
                }
                theirs.set(None);
                save();
            };
            view! {
                <div class="conflict" role="alert" data-testid="conflict">
                    <strong>{tr(|t| t.cycle.plan.conflict)}</strong>
                    <p>{words}</p>
                    <div class="actions">
                        <button type="button" on:click=move |_| on_done.run(())>{tr(|t| t.cycle.plan.conflict_theirs)}</button>
                        <button type="button" data-testid="take-mine" on:click=take_mine>{tr(|t| t.cycle.plan.conflict_mine)}</button>
                    </div>
                </div>
            }
        })
    };
    view! {
        <form
            class="plan-form"
            novalidate
            data-testid="schedule-form"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <Field id="schedule-title" label=label(|t| t.cycle.plan.name) value=title/>
            <div class="field-row">
                <Field id="schedule-date" kind="date" label=label(|t| t.cycle.plan.date) value=date/>
                <Field id="schedule-time" kind="time" label=label(|t| t.cycle.plan.time) value=time/>
                <Field id="schedule-duration" kind="number" label=label(|t| t.cycle.plan.duration) value=duration/>
            </div>
            <Field id="schedule-place" label=label(|t| t.cycle.plan.place) value=place hint=label(|t| t.cycle.plan.place_hint)/>
            <Field id="schedule-zone" label=label(|t| t.cycle.plan.zone) value=zone list="zones" max=64/>
            {conflict}
            <Outcome words=problem/>
            <div class="actions">
                <button type="submit" class="primary" data-testid="schedule-save" disabled=busy>{tr(|t| t.cycle.plan.save)}</button>
                <button type="button" class="quiet" on:click=move |_| on_done.run(())>{tr(|t| t.cycle.plan.cancel)}</button>
            </div>
        </form>
    }
}

fn held(panel: Panel, milestone: MilestoneId) -> Option<(Schedule, Revision)> {
    panel.cycle.with_untracked(|cycle| {
        let held = &cycle.as_ref()?.milestones.get(&milestone)?.schedule;
        Some((held.value.clone(), held.stamp.revision))
    })
}

fn held_now(panel: Panel, milestone: MilestoneId) -> Option<(Schedule, Revision)> {
    panel.cycle.track();
    held(panel, milestone)
}

/// A schedule in one line.
#[must_use]
pub fn summary(lang: Lang, schedule: &Schedule) -> String {
    let day = browser::long_date(lang.code(), schedule.date);
    let (begin, end) = (schedule.time.to_string(), end_time(schedule).to_string());
    let mut line = (lang.texts().cycle.plan.when)(&day, &begin, &end);
    if !schedule.place.is_empty() {
        line.push_str(" · ");
        line.push_str(&schedule.place);
    }
    line
}

fn next_id(panel: Panel) -> MilestoneId {
    let last = panel.cycle.with_untracked(|cycle| cycle.as_ref()?.milestones.keys().next_back().copied());
    MilestoneId(last.map_or(1, |last| last.0.saturating_add(1)))
}

/// What stands in the form.
struct Draft {
    title: String,
    date: String,
    time: String,
    duration: String,
    zone: String,
    place: String,
}

impl From<Schedule> for Draft {
    fn from(schedule: Schedule) -> Self {
        Self {
            title: schedule.title,
            date: schedule.date.to_string(),
            time: schedule.time.to_string(),
            duration: schedule.duration_min.to_string(),
            zone: schedule.zone,
            place: schedule.place,
        }
    }
}

/// What a new milestone probably is like: as the last one, six weeks on.
fn suggestion(panel: Panel, kind: MilestoneKind, lang: Lang) -> Draft {
    let last = panel.cycle.with_untracked(|cycle| {
        let milestones = cycle.as_ref()?.in_order();
        milestones.last().map(|(_, milestone)| milestone.schedule.value.clone())
    });
    let workshops = panel
        .points
        .with_untracked(|points| points.iter().filter(|point| point.kind == MilestoneKind::Workshop).count());
    let today = u32::try_from(browser::now_ms() / 86_400_000).unwrap_or(0);
    let days = match (kind, &last) {
        (MilestoneKind::Preparation, _) | (_, None) => today + 14,
        (MilestoneKind::Workshop, Some(last)) => last.date.days() + 42,
        (MilestoneKind::FollowUp, Some(last)) => last.date.days() + 182,
    };
    let draft = last.map_or_else(
        || Draft {
            title: String::new(),
            date: String::new(),
            time: "14:00".to_owned(),
            duration: "180".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            place: String::new(),
        },
        Draft::from,
    );
    let title = (lang.texts().cycle.plan.kind_title)(kind, workshops + 1);
    Draft { title, date: CivilDate::from_days(days).to_string(), ..draft }
}
