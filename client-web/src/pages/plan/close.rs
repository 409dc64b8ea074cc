//! Closing a milestone, and opening it again.

use etappe_protocol::cycle::{CycleOp, CycleState, Milestone};
use etappe_protocol::id::{MilestoneId, StreamId};
use etappe_protocol::view::{CycleWritten, TeamLine, Wish};
use leptos::prelude::*;

use super::{Outcome, write};
use crate::api::cycle::wish;
use crate::browser;
use crate::components::dialog::Dialog;
use crate::components::field::{Field, label};
use crate::components::{tr, use_lang};
use crate::cycle::moment::{civil, instant};
use crate::pages::board::card::title;
use crate::panel::Panel;

/// Says what is frozen and where each team stands, asks for the moment, closes, and says what came of it.
#[component]
pub fn CloseDialog(
    /// The page's panel.
    panel: Panel,
    /// Which milestone.
    milestone: MilestoneId,
    /// Runs when the dialog is gone.
    on_done: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let name = StoredValue::new(title_of(panel, milestone));
    let zone = StoredValue::new(zone_of(panel, milestone));
    let now = civil(panel.server_now_ms(), &zone.get_value(), &browser::zone_offset);
    let (day, time) = now.map_or_else(Default::default, |(day, time)| (day.to_string(), time.to_string()));
    let (day, time) = (RwSignal::new(day), RwSignal::new(time));
    let earlier = RwSignal::new(false);
    let problem = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let result = RwSignal::new(None::<CycleWritten>);
    // One wish for one intention: pressing again after no answer closes nothing twice.
    let kept = StoredValue::new(None::<Wish<CycleOp>>);
    let moment_ms = move || {
        let now_ms = panel.server_now_ms();
        if !earlier.get_untracked() {
            return Ok(now_ms);
        }
        let words = &lang.get_untracked().texts().cycle.plan;
        let (Ok(day), Ok(time)) = (day.get_untracked().parse(), time.get_untracked().parse()) else {
            return Err(words.date_missing);
        };
        let moment =
            instant(day, time, &zone.get_value(), &browser::zone_offset).ok_or(words.zone_unknown)?;
        if now_ms < moment { Err(words.close_future) } else { Ok(moment) }
    };
    let close = move |_| {
        if busy.get_untracked() {
            return;
        }
        let moment_ms = match moment_ms() {
            Ok(moment_ms) => moment_ms,
            Err(words) => {
                problem.set(words.to_owned());
                return;
            }
        };
        let closing = panel
            .cycle
            .with_untracked(|cycle| cycle.as_ref()?.milestones.get(&milestone).map(Milestone::next_closing));
        let Some(closing) = closing else { return };
        let op = CycleOp::Close { milestone, moment_ms, closing };
        let wish = kept.get_value().unwrap_or_else(|| wish(op));
        kept.set_value(Some(wish.clone()));
        busy.set(true);
        problem.set(String::new());
        write(panel, wish, move |answer| {
            busy.set(false);
            match answer {
                Ok(written) => result.set(Some(written)),
                Err(error) => {
                    // Whoever was refused may wish something else; whoever got no answer may not.
                    if error != crate::api::ApiError::Trouble {
                        kept.set_value(None);
                    }
                    problem.set(error.words(lang.get_untracked()));
                }
            }
        });
    };
    let enrolled =
        move || panel.cycle.with(|cycle| cycle.as_ref().map_or(0, |cycle| cycle.enrolled().count()));
    let heading = move || {
        let words = &lang.get().texts().cycle.plan;
        let say = if result.get().is_some() { words.close_done } else { words.close_title };
        say(&name.get_value())
    };
    let form = move || {
        result.get().is_none().then(|| view! {
            <p>{tr(|t| t.cycle.plan.close_text)}</p>
            <h3>{tr(|t| t.cycle.plan.close_states)}</h3>
            <p class="muted" hidden=move || 0 < enrolled()>{tr(|t| t.cycle.plan.close_none)}</p>
            <ul class="close-teams" data-testid="close-teams">
                <For each=move || panel.teams.get() key=|team| *team let:team>
                    <TeamState panel=panel team=team/>
                </For>
            </ul>
            <fieldset class="close-when">
                <legend>{tr(|t| t.cycle.plan.close_when)}</legend>
                <label>
                    <input type="radio" name="close-when" data-testid="close-now" checked on:change=move |_| earlier.set(false)/>
                    {tr(|t| t.cycle.plan.close_now)}
                </label>
                <label>
                    <input type="radio" name="close-when" data-testid="close-then" on:change=move |_| earlier.set(true)/>
                    {tr(|t| t.cycle.plan.close_then)}
                </label>
                <div class="field-row" hidden=move || !earlier.get()>
                    <Field id="close-date" kind="date" label=label(|t| t.cycle.plan.date) value=day/>
                    <Field id="close-time" kind="time" label=label(|t| t.cycle.plan.time) value=time/>
                    <p class="muted small close-zone">{zone.get_value()}</p>
                </div>
            </fieldset>
            <Outcome words=problem/>
            <div class="actions">
                <button type="button" class="primary" data-testid="close-confirm" disabled=busy on:click=close>
                    {tr(|t| t.cycle.plan.close_confirm)}
                </button>
                <button type="button" class="quiet" on:click=move |_| on_done.run(())>{tr(|t| t.cycle.plan.cancel)}</button>
            </div>
        })
    };
    let came_of_it = move || {
        result.get().map(|written| {
            let words = move || {
                let missing = usize::try_from(written.pins_missing).unwrap_or(usize::MAX);
                (lang.get().texts().cycle.plan.pins)(enrolled().saturating_sub(missing), written.pins_missing)
            };
            view! {
                <p data-testid="close-result" role="status">{words}</p>
                <div class="actions">
                    <button type="button" class="primary" data-testid="close-finished" on:click=move |_| on_done.run(())>
                        {tr(|t| t.cycle.plan.done)}
                    </button>
                </div>
            }
        })
    };
    view! {
        <Dialog open=open_until(on_done) title=Signal::derive(heading) name="close">
            {form} {came_of_it}
        </Dialog>
    }
}

/// Where a team stands right now; only teams that take part.
#[component]
fn TeamState(panel: Panel, team: StreamId) -> impl IntoView {
    let lang = use_lang();
    let line = panel.line(team);
    let shown: Memo<Option<TeamLine>> = Memo::new(move |_| line.get());
    let title = title(shown);
    let counts = Memo::new(move |_| {
        shown.with(|line| {
            let criteria = &line.as_ref()?.progress.as_ref()?.criteria;
            let sum = |of: fn(&etappe_protocol::view::CriterionProgress) -> u32| {
                criteria.iter().map(of).sum::<u32>()
            };
            Some((sum(|one| one.answered), sum(|one| one.statements), sum(|one| one.contested)))
        })
    });
    let words = move || {
        let (answered, statements, contested) = counts.get().unwrap_or_default();
        (lang.get().texts().cycle.plan.close_state)(answered, statements, contested)
    };
    view! {
        <li hidden=move || counts.get().is_none()>
            <strong>{title}</strong>
            <span class="muted">{words}</span>
        </li>
    }
}

/// Asks before a closed milestone is opened again.
#[component]
pub fn ReopenDialog(
    /// The page's panel.
    panel: Panel,
    /// Which milestone.
    milestone: MilestoneId,
    /// Runs when the dialog is gone.
    on_done: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let name = StoredValue::new(title_of(panel, milestone));
    let problem = RwSignal::new(String::new());
    let closing = panel
        .cycle
        .with_untracked(|cycle| cycle.as_ref().and_then(|cycle| cycle.milestones.get(&milestone)?.closing()));
    let reopen = move |_| {
        let Some(closing) = closing else { return };
        write(panel, wish(CycleOp::Reopen { milestone, closing }), move |answer| match answer {
            Ok(_) => on_done.run(()),
            Err(error) => problem.set(error.words(lang.get_untracked())),
        });
    };
    let heading = move || (lang.get().texts().cycle.plan.reopen_title)(&name.get_value());
    view! {
        <Dialog open=open_until(on_done) title=Signal::derive(heading) name="reopen">
            <p>{tr(|t| t.cycle.plan.reopen_text)}</p>
            <Outcome words=problem/>
            <div class="actions">
                <button type="button" class="primary" data-testid="reopen-confirm" on:click=reopen>
                    {tr(|t| t.cycle.plan.reopen_confirm)}
                </button>
                <button type="button" class="quiet" on:click=move |_| on_done.run(())>{tr(|t| t.cycle.plan.cancel)}</button>
            </div>
        </Dialog>
    }
}

fn title_of(panel: Panel, milestone: MilestoneId) -> String {
    of(panel, milestone, |held| held.schedule.value.title.clone()).unwrap_or_default()
}

fn zone_of(panel: Panel, milestone: MilestoneId) -> String {
    of(panel, milestone, |held| held.schedule.value.zone.clone()).unwrap_or_default()
}

fn of<T>(panel: Panel, milestone: MilestoneId, read: fn(&Milestone) -> T) -> Option<T> {
    panel.cycle.with_untracked(|cycle: &Option<std::sync::Arc<CycleState>>| {
        cycle.as_ref()?.milestones.get(&milestone).map(read)
    })
}

/// Open from the start; leaving it by Escape is leaving it, too.
fn open_until(on_done: Callback<()>) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    Effect::new(move |_| {
        if !open.get() {
            on_done.run(());
        }
    });
    open
}
