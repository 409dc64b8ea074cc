//! What coordinators wrote to a team: homework behind milestones, and notes.

use etappe_protocol::id::StreamId;
use etappe_protocol::view::{TeamCycle, TeamMilestone, TeamNote};
use leptos::prelude::*;

use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::ago;

/// What is to be done behind the milestones that were there already, the latest first in sight.
#[component]
pub fn Homework(
    /// The page's desk.
    desk: Desk,
    /// Which cycle.
    id: StreamId,
    /// What is known of it.
    cycle: Memo<Option<TeamCycle>>,
) -> impl IntoView {
    let lang = use_lang();
    let given = Memo::new(move |_| {
        let milestones = cycle.get().map(|cycle| cycle.milestones).unwrap_or_default();
        let mut given: Vec<_> =
            milestones.into_iter().filter(|one| !one.homework.trim().is_empty()).collect();
        given.reverse();
        given
    });
    let line = move |milestone: TeamMilestone| {
        let number = milestone.milestone;
        let marked = Memo::new(move |_| {
            desk.enrolments.with(|ties| ties.get(&id).and_then(|tie| tie.homework.get(&number).copied()))
        });
        let is_done = move || marked.get().is_some_and(|marked| marked.value);
        let by = move || {
            let marked = marked.get().filter(|marked| marked.stamp.time_ms != 0)?;
            let when = ago(lang.get(), desk.now_ms.get().max(marked.stamp.time_ms), marked.stamp.time_ms);
            Some((lang.get().texts().team.cycle.homework_by)(&desk.name(marked.stamp.actor), &when))
        };
        let title = milestone.schedule.title.clone();
        view! {
            <li class="homework">
                <p class="muted small">{move || (lang.get().texts().team.cycle.homework_after)(&title)}</p>
                <p class="written">{milestone.homework}</p>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid=format!("homework-{number}")
                        prop:checked=is_done
                        disabled=move || !desk.may_write.get()
                        on:change=move |event| desk.mark_homework(id, number, event_target_checked(&event))
                    />
                    {tr(|t| t.team.cycle.homework_done)}
                    <span class="muted small">{by}</span>
                </label>
            </li>
        }
    };
    view! {
        <div class="panel" hidden=move || given.with(Vec::is_empty)>
            <h3>{tr(|t| t.team.cycle.homework)}</h3>
            <ul class="homeworks">
                <For each=move || given.get() key=|one| (one.milestone, one.homework.clone()) children=line/>
            </ul>
        </div>
    }
}

/// What the coordinators wrote, the newest first.
#[component]
pub fn Notes(
    /// The page's desk.
    desk: Desk,
    /// What is known of the cycle.
    cycle: Memo<Option<TeamCycle>>,
) -> impl IntoView {
    let lang = use_lang();
    let notes = Memo::new(move |_| {
        let mut notes = cycle.get().map(|cycle| cycle.notes).unwrap_or_default();
        notes.reverse();
        notes
    });
    let line = move |note: TeamNote| {
        let TeamNote { to_us, text, sent, .. } = note;
        let by = move || {
            let words = &lang.get().texts().team.cycle;
            let name = cycle.with(|cycle| {
                let mut known = cycle.iter().flat_map(|one| one.coordinators.iter());
                known.find(|(actor, _)| *actor == sent.actor).map(|(_, name)| name.clone())
            });
            let name = name.unwrap_or_else(|| lang.get().texts().team.questions.coordination.to_owned());
            let when = ago(lang.get(), desk.now_ms.get().max(sent.time_ms), sent.time_ms);
            let to = if to_us { words.note_to_us } else { words.note_to_all };
            format!("{} · {to}", (words.note_by)(&name, &when))
        };
        view! {
            <li class="note">
                <p class="muted small">{by}</p>
                <p class="written">{text}</p>
            </li>
        }
    };
    view! {
        <div class="panel" hidden=move || notes.with(Vec::is_empty)>
            <h3>{tr(|t| t.team.cycle.notes)}</h3>
            <ul class="notes-list">
                <For each=move || notes.get() key=|note| note.id children=line/>
            </ul>
        </div>
    }
}
