//! People with a role in a cycle or in the installation, and the links that let more of them in.

use etappe_protocol::id::StreamId;
use etappe_protocol::limits;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::field::{Field, label};
use super::link_once::LinkOnce;
use super::{tr, use_lang};
use crate::api::ApiError;
use crate::api::people::{self, Invite, MadeLink, Member, OpenInvitation, People};
use crate::browser;

/// How long a personal link holds.
const LINK_DAYS: u16 = 14;

/// Members, open invitations, and a form for another.
#[component]
pub fn ScopePeople(
    /// What the roles are for.
    scope: StreamId,
    /// Roles that can be given here.
    roles: &'static [&'static str],
) -> impl IntoView {
    let lang = use_lang();
    let known = RwSignal::new(None::<People>);
    let problem = RwSignal::new(String::new());
    let ask = move || {
        spawn_local(async move {
            match people::people(&scope.to_string()).await {
                Ok(answer) => known.set(Some(answer)),
                Err(error) => problem.set(error.words(lang.get_untracked())),
            }
        });
    };
    ask();
    let on_change = Callback::new(move |answer: Result<(), ApiError>| {
        problem.set(answer.err().map(|error| error.words(lang.get_untracked())).unwrap_or_default());
        ask();
    });
    let members =
        move || known.with(|people| people.as_ref().map(|people| people.members.clone()).unwrap_or_default());
    let invited = move || {
        known.with(|people| people.as_ref().map(|people| people.invitations.clone()).unwrap_or_default())
    };
    let several = 1 < roles.len();
    view! {
        <ul class="plan-list" data-testid="people">
            <For each=members key=|member| (member.actor.clone(), member.role.clone()) let:member>
                <MemberLine scope=scope member=member several=several on_change=on_change/>
            </For>
            <For each=invited key=|invited| invited.id.clone() let:invited>
                <InvitedLine scope=scope invited=invited several=several on_change=on_change/>
            </For>
        </ul>
        <p class="outcome" role="status">{problem}</p>
        <InviteForm scope=scope roles=roles on_made=Callback::new(move |()| ask())/>
    }
}

#[component]
fn MemberLine(
    scope: StreamId,
    member: Member,
    several: bool,
    on_change: Callback<Result<(), ApiError>>,
) -> impl IntoView {
    let lang = use_lang();
    let (name, role) = (member.name.clone(), member.role);
    let actor = StoredValue::new(member.actor);
    let end = move |_| {
        spawn_local(async move {
            on_change.run(people::set_role(&scope.to_string(), &actor.get_value(), None).await)
        });
    };
    view! {
        <li>
            <span>
                <strong>{member.name}</strong>
                {member.you.then(|| view! { " (" {tr(|t| t.cycle.plan.you)} ")" })}
                {several.then(|| view! { " " <span class="fact">{move || (lang.get().texts().cycle.start.role)(&role)}</span> })}
            </span>
            {(!member.you).then(|| view! {
                <button
                    type="button"
                    class="quiet"
                    aria-label=move || (lang.get().texts().cycle.plan.end_role)(&name)
                    on:click=end
                >
                    {tr(|t| t.cycle.plan.revoke)}
                </button>
            })}
        </li>
    }
}

#[component]
fn InvitedLine(
    scope: StreamId,
    invited: OpenInvitation,
    several: bool,
    on_change: Callback<Result<(), ApiError>>,
) -> impl IntoView {
    let lang = use_lang();
    let (role, expires_ms) = (invited.role, invited.expires_ms);
    let id = StoredValue::new(invited.id);
    let revoke = move |_| {
        spawn_local(async move { on_change.run(people::revoke(&scope.to_string(), &id.get_value()).await) });
    };
    let until = move || {
        let lang = lang.get();
        (lang.texts().cycle.plan.open_until)(&browser::moment_words(lang.code(), expires_ms))
    };
    view! {
        <li>
            <span>
                {invited.name}
                {several.then(|| view! { " " <span class="fact">{move || (lang.get().texts().cycle.start.role)(&role)}</span> })}
                " "
                <span class="muted small">{until}</span>
            </span>
            <button type="button" class="quiet" on:click=revoke>{tr(|t| t.cycle.plan.revoke)}</button>
        </li>
    }
}

/// A name, a role where there is a choice, and the link that comes of it.
#[component]
pub fn InviteForm(
    /// What the role is for.
    scope: StreamId,
    /// Roles that can be given here.
    roles: &'static [&'static str],
    /// Runs when there is a new link.
    on_made: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let name = RwSignal::new(String::new());
    let role = RwSignal::new(roles.first().copied().unwrap_or_default());
    let problem = RwSignal::new(String::new());
    let made = RwSignal::new(None::<(String, MadeLink)>);
    let busy = RwSignal::new(false);
    let invite = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let given = name.get_untracked().trim().to_owned();
        if given.is_empty() {
            problem.set(lang.get_untracked().texts().cycle.start.name_missing.to_owned());
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let invite = Invite {
                name: Some(given.clone()),
                role: role.get_untracked().to_owned(),
                days: LINK_DAYS,
                ..Invite::default()
            };
            let answer = people::invite(&scope.to_string(), &invite).await;
            busy.set(false);
            match answer {
                Ok(link) => {
                    problem.set(String::new());
                    name.set(String::new());
                    made.set(Some((given, link)));
                    on_made.run(());
                }
                Err(error) => problem.set(error.words(lang.get_untracked())),
            }
        });
    };
    let id = format!("invite-name-{}", roles.first().copied().unwrap_or_default());
    let choice = (1 < roles.len()).then(|| {
        let options = roles.iter().map(|word| {
            view! { <option value=*word>{move || (lang.get().texts().cycle.start.role)(word)}</option> }
        });
        let choose = move |event: web_sys::Event| {
            let chosen = event_target_value(&event);
            if let Some(word) = roles.iter().find(|word| **word == chosen) {
                role.set(word);
            }
        };
        view! {
            <p class="field">
                <label for="invite-role">{tr(|t| t.cycle.start.role_label)}</label>
                <select id="invite-role" data-testid="invite-role" on:change=choose>{options.collect_view()}</select>
            </p>
        }
    });
    let link = move || {
        made.get().map(|(given, link)| {
            let words = Signal::derive(move || (lang.get().texts().cycle.start.coordinator_link)(&given));
            view! {
                <div class="made" role="status">
                    <strong>{words}</strong>
                    <LinkOnce id="invite-link" label=words token=link.token/>
                </div>
            }
        })
    };
    view! {
        <form class="plan-form is-inline" novalidate on:submit=invite>
            <Field id=id label=label(|t| t.cycle.plan.invite_name) value=name max=limits::NAME_CHARS/>
            {choice}
            <button type="submit" data-testid="invite-make" disabled=busy>{tr(|t| t.cycle.plan.invite_make)}</button>
        </form>
        <p class="outcome" role="status">{problem}</p>
        {link}
    }
}
