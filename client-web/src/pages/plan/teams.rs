//! The teams of a cycle: begin one, invite one that is there, take an invitation back.

use etappe_protocol::cycle::{CycleOp, Participation};
use etappe_protocol::id::StreamId;
use etappe_protocol::limits;
use etappe_protocol::view::{NewTeam, NewTeamMade, TeamLine, Wish};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Outcome, write};
use crate::api;
use crate::api::cycle::wish;
use crate::components::field::{Field, label};
use crate::components::link_once::LinkOnce;
use crate::components::{tr, use_lang};
use crate::pages::board::card::title;
use crate::panel::Panel;

/// The part of the page.
#[component]
pub fn Teams(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        panel.cycle.with(|cycle| {
            let cycle = cycle.as_ref()?;
            Some(cycle.participations.keys().copied().collect::<Vec<StreamId>>())
        })
    });
    view! {
        <section class="plan-part" id="teams" aria-labelledby="teams-title">
            <h2 id="teams-title">{tr(|t| t.cycle.plan.teams)}</h2>
            <p class="lead">{tr(|t| t.cycle.plan.teams_text)}</p>
            <ul class="plan-list">
                <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
                    <TeamEntry panel=panel team=id/>
                </For>
            </ul>
            <Begin panel=panel/>
            <Known panel=panel/>
        </section>
    }
}

#[component]
fn TeamEntry(panel: Panel, team: StreamId) -> impl IntoView {
    let lang = use_lang();
    let line = panel.line(team);
    let shown: Memo<Option<TeamLine>> = Memo::new(move |_| line.get());
    let title = title(shown);
    let problem = RwSignal::new(String::new());
    let state =
        Memo::new(move |_| panel.cycle.with(|cycle| cycle.as_ref()?.participations.get(&team).copied()));
    let words = move || {
        let words = &lang.get().texts().cycle.plan;
        state.get().map(|state| match state {
            Participation::Invited(_) => words.invited,
            Participation::Enrolled(_) => words.enrolled,
            Participation::Left(_) => words.left,
        })
    };
    let invited = move || matches!(state.get(), Some(Participation::Invited(_)));
    let withdraw = move |_| {
        write(panel, wish(CycleOp::WithdrawInvitation { analysis: team }), move |answer| {
            if let Err(error) = answer {
                problem.set(error.words(lang.get_untracked()));
            }
        });
    };
    view! {
        <li>
            <span><strong>{title}</strong> " " <span class="fact">{words}</span></span>
            <button
                type="button"
                class="quiet"
                hidden=move || !invited()
                aria-label=move || (lang.get().texts().cycle.plan.withdraw_for)(&title.get())
                on:click=withdraw
            >
                {tr(|t| t.cycle.plan.withdraw)}
            </button>
            <Outcome words=problem/>
        </li>
    }
}

/// A new team with a link for whoever leads it.
#[component]
fn Begin(panel: Panel) -> impl IntoView {
    let lang = use_lang();
    let text = || RwSignal::new(String::new());
    let (initiative, project, lead, problem) = (text(), text(), text(), text());
    let busy = RwSignal::new(false);
    let made = RwSignal::new(None::<(String, NewTeamMade)>);
    let kept = StoredValue::new(None::<Wish<NewTeam>>);
    let begin = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let new = NewTeam {
            initiative: initiative.get_untracked().trim().to_owned(),
            title: project.get_untracked().trim().to_owned(),
            lead_name: lead.get_untracked().trim().to_owned(),
            lead_mail: None,
        };
        if new.title.is_empty() || new.lead_name.is_empty() {
            problem.set(lang.get_untracked().texts().cycle.team.text_missing.to_owned());
            return;
        }
        // The same words again are the same wish again, as long as there was no answer.
        let wish = kept.get_value().filter(|kept| kept.op == new).unwrap_or_else(|| wish(new));
        kept.set_value(Some(wish.clone()));
        busy.set(true);
        problem.set(String::new());
        spawn_local(async move {
            let answer = api::cycle::new_team(panel.stream, &wish).await;
            busy.set(false);
            panel.ask_for_cycle();
            match answer {
                Ok(team) => {
                    kept.set_value(None);
                    made.set(Some((wish.op.title, team)));
                    for field in [initiative, project, lead] {
                        field.set(String::new());
                    }
                }
                Err(error) => problem.set(error.words(lang.get_untracked())),
            }
        });
    };
    let link = move || {
        made.get().map(|(title, team)| {
            let words = move || (lang.get().texts().cycle.plan.team_made)(&title);
            view! {
                <div class="made" role="status" data-testid="team-made">
                    <strong>{words}</strong>
                    <LinkOnce id="team-link" label=label(|t| t.cycle.plan.link) token=team.token/>
                </div>
            }
        })
    };
    view! {
        <form class="plan-form" novalidate on:submit=begin data-testid="new-team">
            <h3>{tr(|t| t.cycle.plan.team_new)}</h3>
            <Field id="team-project" label=label(|t| t.cycle.plan.team_project) value=project/>
            <Field id="team-initiative" label=label(|t| t.cycle.plan.team_initiative) value=initiative/>
            <Field id="team-lead" label=label(|t| t.cycle.plan.team_lead) value=lead max=limits::NAME_CHARS/>
            <Outcome words=problem/>
            <div class="actions">
                <button type="submit" class="primary" data-testid="team-make" disabled=busy>{tr(|t| t.cycle.plan.team_make)}</button>
            </div>
        </form>
        {link}
    }
}

/// Invites an analysis that is there already.
#[component]
fn Known(panel: Panel) -> impl IntoView {
    let lang = use_lang();
    let link = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let invite = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(analysis) = id_in(&link.get_untracked()) else {
            problem.set(lang.get_untracked().texts().cycle.plan.team_known_wrong.to_owned());
            return;
        };
        write(panel, wish(CycleOp::Invite { analysis }), move |answer| match answer {
            Ok(_) => {
                link.set(String::new());
                problem.set(String::new());
            }
            Err(error) => problem.set(error.words(lang.get_untracked())),
        });
    };
    view! {
        <details class="plan-more">
            <summary>{tr(|t| t.cycle.plan.team_known)}</summary>
            <form class="plan-form" novalidate on:submit=invite>
                <Field
                    id="team-known"
                    label=label(|t| t.cycle.plan.team_known_label)
                    hint=label(|t| t.cycle.plan.team_known_hint)
                    value=link
                />
                <Outcome words=problem/>
                <div class="actions"><button type="submit">{tr(|t| t.cycle.plan.team_invite)}</button></div>
            </form>
        </details>
    }
}

/// The id of an analysis in a link or beside other words.
fn id_in(text: &str) -> Option<StreamId> {
    text.split(|char: char| !char.is_ascii_alphanumeric())
        .find_map(|word| word.to_ascii_lowercase().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_a_link() {
        let id = "0123456789abcdef".repeat(2);
        let found = Some(id.parse().unwrap());
        assert_eq!(id_in(&id), found);
        assert_eq!(id_in(&format!(" https://etappe.example/a/{}#A1 ", id.to_uppercase())), found);
        assert_eq!(id_in("https://etappe.example/a/"), None);
    }
}
