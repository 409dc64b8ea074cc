//! Making links: for one person, for a room, and for those who have lost theirs.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::people::{ROLES, Team};
use crate::api::people::{self, Invite, LinkRequest, MadeLink};
use crate::components::link_box::LinkBox;
use crate::components::{tr, use_lang};
use crate::locale::{Texts, ago};

/// How long a personal link may be valid, in days.
const DAYS: [u16; 3] = [2, 7, 14];

/// A personal link.
#[component]
pub fn InvitePerson(
    /// The team.
    team: Team,
) -> impl IntoView {
    let lang = use_lang();
    let (name, mail) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (role, days) = (RwSignal::new("member".to_owned()), RwSignal::new(DAYS[1]));
    let made = RwSignal::new(None::<(MadeLink, String)>);
    let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        team.problem.set(None);
        let invite = Invite {
            name: filled(name.get_untracked()),
            mail: filled(mail.get_untracked()),
            role: role.get_untracked(),
            team: false,
            days: days.get_untracked(),
        };
        spawn_local(async move {
            match people::invite(&team.scope(), &invite).await {
                Ok(link) => {
                    made.try_set(Some((link, invite.name.unwrap_or_default())));
                    name.try_set(String::new());
                    mail.try_set(String::new());
                    team.ask();
                }
                Err(error) => team.tell(&error),
            }
        });
    };
    let result = move || {
        made.get().map(|(link, name)| {
            let title = Signal::derive(move || {
                let words = &lang.get().texts().team.people;
                if name.is_empty() { words.link_for_someone.to_owned() } else { (words.link_for)(&name) }
            });
            view! { <LinkBox token=link.token expires_ms=link.expires_ms title=title for_room=false/> }
        })
    };
    view! {
        <section class="panel">
            <h2>{tr(|t| t.team.people.invite)}</h2>
            <p class="muted">{tr(|t| t.team.people.invite_text)}</p>
            <form class="invite" on:submit=submit>
                <p>
                    <label for="invite-name">{tr(|t| t.team.people.invite_name)}</label>
                    <input
                        type="text"
                        id="invite-name"
                        data-testid="invite-name"
                        autocomplete="off"
                        maxlength=etappe_protocol::limits::NAME_CHARS.to_string()
                        prop:value=name
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </p>
                <RoleChoice role=role id="invite-role" roles=&ROLES/>
                <p>
                    <label for="invite-days">{tr(|t| t.team.people.invite_days)}</label>
                    <Days days=days id="invite-days" choices=&DAYS/>
                </p>
                <p class="invite-mail">
                    <label for="invite-mail">{tr(|t| t.team.people.invite_mail)}</label>
                    <input
                        type="email"
                        id="invite-mail"
                        autocomplete="off"
                        aria-describedby="invite-mail-hint"
                        prop:value=mail
                        on:input=move |event| mail.set(event_target_value(&event))
                    />
                    <span class="muted small" id="invite-mail-hint">{tr(|t| t.team.people.invite_mail_hint)}</span>
                </p>
                <button type="submit" data-testid="invite-button">{tr(|t| t.team.people.invite_button)}</button>
            </form>
            {result}
        </section>
    }
}

/// One link for everybody who sits together.
#[component]
pub fn InviteRoom(
    /// The team.
    team: Team,
) -> impl IntoView {
    let role = RwSignal::new("member".to_owned());
    let days = RwSignal::new(1);
    let made = RwSignal::new(None::<MadeLink>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        team.problem.set(None);
        let invite = Invite {
            role: role.get_untracked(),
            team: true,
            days: days.get_untracked(),
            ..Invite::default()
        };
        spawn_local(async move {
            match people::invite(&team.scope(), &invite).await {
                Ok(link) => {
                    made.try_set(Some(link));
                    team.ask();
                }
                Err(error) => team.tell(&error),
            }
        });
    };
    let title = tr(|t| t.team.people.team_link_ready);
    let result = move || {
        made.get().map(|link| {
            let title = Signal::derive(move || title().to_owned());
            view! { <LinkBox token=link.token expires_ms=link.expires_ms title=title for_room=true/> }
        })
    };
    view! {
        <section class="panel">
            <h2>{tr(|t| t.team.people.team_link)}</h2>
            <p class="muted">{tr(|t| t.team.people.team_link_text)}</p>
            <form class="invite" on:submit=submit>
                <RoleChoice role=role id="room-role" roles=&ROLES[1..]/>
                <p>
                    <label for="room-days">{tr(|t| t.team.people.invite_days)}</label>
                    <Days days=days id="room-days" choices=&[1, 2, 7]/>
                </p>
                <button type="submit" data-testid="room-button">{tr(|t| t.team.people.team_link_button)}</button>
            </form>
            {result}
        </section>
    }
}

#[component]
fn RoleChoice(role: RwSignal<String>, id: &'static str, roles: &'static [&'static str]) -> impl IntoView {
    let lang = use_lang();
    let options = roles.iter().map(|one| {
        view! {
            <option value=*one prop:selected=move || role.get() == *one>
                {move || (lang.get().texts().team.people.role)(one)}
            </option>
        }
    });
    let options = options.collect_view();
    let means = format!("{id}-means");
    view! {
        <p>
            <label for=id>{tr(|t| t.team.people.invite_role)}</label>
            <select id=id data-testid=id aria-describedby=means.clone() on:change=move |event| role.set(event_target_value(&event))>
                {options}
            </select>
            <span class="muted small" id=means>
                {move || (lang.get().texts().team.people.role_means)(&role.get())}
            </span>
        </p>
    }
}

#[component]
fn Days(days: RwSignal<u16>, id: &'static str, choices: &'static [u16]) -> impl IntoView {
    let lang = use_lang();
    let options = choices.iter().map(|one| {
        view! {
            <option value=one.to_string() prop:selected=move || days.get() == *one>
                {move || (lang.get().texts().team.people.days)(*one)}
            </option>
        }
    });
    let options = options.collect_view();
    let choose = move |event: web_sys::Event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            days.set(chosen);
        }
    };
    view! { <select id=id on:change=choose>{options}</select> }
}

/// Those of the team who asked for a new link.
#[component]
pub fn LostLinks(
    /// The team.
    team: Team,
) -> impl IntoView {
    let lang = use_lang();
    let asked = RwSignal::new(Vec::<LinkRequest>::new());
    let made = RwSignal::new(None::<(MadeLink, String)>);
    let ask = move || {
        spawn_local(async move {
            // Where nobody asks there is nothing to say, and where it fails the list above says so.
            asked.try_set(people::link_requests().await.unwrap_or_default());
        });
    };
    ask();
    let line = move |request: LinkRequest| {
        let LinkRequest { actor, name, asked_ms } = request;
        let named = name.clone();
        let words = move || {
            let when = ago(lang.get(), team.desk.now_ms.get().max(asked_ms), asked_ms);
            (lang.get().texts().team.people.asked)(&named, &when)
        };
        let answer = move |_| {
            let (actor, name) = (actor.clone(), name.clone());
            spawn_local(async move {
                match people::answer_request(&actor).await {
                    Ok(link) => {
                        made.try_set(Some((link, name)));
                        ask();
                    }
                    Err(error) => team.tell(&error),
                }
            });
        };
        let button: fn(&'static Texts) -> &'static str = |t| t.team.people.asked_button;
        view! {
            <li class="member">
                <span class="member-name">{words}</span>
                <button type="button" on:click=answer>{tr(button)}</button>
            </li>
        }
    };
    let result = move || {
        made.get().map(|(link, name)| {
            let title = Signal::derive(move || (lang.get().texts().team.people.link_for)(&name));
            view! { <LinkBox token=link.token expires_ms=link.expires_ms title=title for_room=false/> }
        })
    };
    let is_empty = move || asked.with(Vec::is_empty) && made.with(Option::is_none);
    view! {
        <section class="panel" hidden=is_empty>
            <h2>{tr(|t| t.team.people.asked_title)}</h2>
            <ul class="members">
                <For each=move || asked.get() key=|request| request.actor.clone() children=line/>
            </ul>
            {result}
        </section>
    }
}
