//! `/a/{id}/people`: who belongs to the team, and how others join.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::invite::{InvitePerson, InviteRoom, LostLinks};
use super::redact::RedactWords;
use crate::api::people::{self, Member, OpenInvitation, People};
use crate::browser;
use crate::components::dialog::Confirm;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::team::tab::Tab;

/// Roles in an analysis, strongest first.
pub(super) const ROLES: [&str; 4] = ["lead", "member", "viewer", "guest"];

/// Who belongs to the team as far as it is known, and what went wrong last.
#[derive(Clone, Copy)]
pub(super) struct Team {
    pub(super) desk: Desk,
    known: RwSignal<Option<People>>,
    pub(super) problem: RwSignal<Option<String>>,
}

impl Team {
    pub(super) fn scope(self) -> String {
        self.desk.stream.to_string()
    }

    pub(super) fn ask(self) {
        spawn_local(async move {
            match people::people(&self.scope()).await {
                Ok(known) => {
                    self.known.try_set(Some(known));
                }
                Err(error) => self.tell(&error),
            }
        });
    }

    pub(super) fn tell(self, error: &crate::api::ApiError) {
        self.problem.try_set(Some(error.words(self.desk.lang.get_untracked())));
    }

    /// Gives a role or takes it away, and shows what holds then.
    fn set_role(self, actor: String, role: Option<String>) {
        self.problem.set(None);
        spawn_local(async move {
            if let Err(error) = people::set_role(&self.scope(), &actor, role.as_deref()).await {
                self.tell(&error);
            }
            self.ask();
        });
    }
}

/// The page.
#[component]
pub fn PeoplePage(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let team = Team { desk, known: RwSignal::new(None), problem: RwSignal::new(None) };
    // Names and standings that change elsewhere change here.
    Effect::new(move |_| {
        desk.names.track();
        desk.standing.track();
        team.ask();
    });
    let lead = move || {
        let words = &lang.get().texts().team.people;
        if desk.may_lead() { words.lead } else { words.lead_others }
    };
    let members = move || team.known.get().map(|known| known.members).unwrap_or_default();
    let invitations = move || team.known.get().map(|known| known.invitations).unwrap_or_default();
    let is_lead = Memo::new(move |_| desk.may_lead());
    let key = |member: &Member| (member.actor.clone(), member.name.clone(), member.role.clone());
    let none =
        move || team.known.with(|known| known.as_ref().is_some_and(|known| known.invitations.is_empty()));
    view! {
        <main id="main" class="team-page" tabindex="-1">
            <div class="page-head">
                <h1>{move || (lang.get().texts().team.tab)(Tab::People)}</h1>
                <p class="lead">{lead}</p>
            </div>
            <p class="problem" role="alert" data-testid="people-problem">{team.problem}</p>
            <section class="panel">
                <h2>{tr(|t| t.team.people.members)}</h2>
                <ul class="members">
                    <For each=members key=key let:member>
                        <MemberLine team=team member=member/>
                    </For>
                </ul>
            </section>
            {move || is_lead.get().then(|| view! {
                <InviteRoom team=team/>
                <InvitePerson team=team/>
                <section class="panel">
                    <h2>{tr(|t| t.team.people.pending)}</h2>
                    <p class="muted" hidden=move || !none()>{tr(|t| t.team.people.pending_none)}</p>
                    <ul class="members">
                        <For each=invitations key=|invitation| invitation.id.clone() let:invitation>
                            <InvitationLine team=team invitation=invitation/>
                        </For>
                    </ul>
                </section>
                <LostLinks team=team/>
                <RedactWords team=team/>
            })}
        </main>
    }
}

#[component]
fn MemberLine(team: Team, member: Member) -> impl IntoView {
    let lang = use_lang();
    let desk = team.desk;
    let Member { actor, name, role, you } = member;
    let (removes, steps_down) = (RwSignal::new(false), RwSignal::new(false));
    let wanted = RwSignal::new(role.clone());
    let shown_role = role.clone();
    let word = move || (lang.get().texts().team.people.role)(&shown_role);
    let spoken = {
        let name = name.clone();
        move || (lang.get().texts().team.people.role_of)(&name)
    };
    let options = ROLES.map(|one| {
        view! {
            <option value=one prop:selected=move || wanted.get() == one>
                {move || (lang.get().texts().team.people.role)(one)}
            </option>
        }
    });
    let give = {
        let actor = actor.clone();
        Callback::new(move |()| team.set_role(actor.clone(), Some(wanted.get_untracked())))
    };
    let before = StoredValue::new(role.clone());
    let choose = move |event: web_sys::Event| {
        wanted.set(event_target_value(&event));
        // Who gives the lead away cannot take it back.
        if you && before.get_value() == "lead" { steps_down.set(true) } else { give.run(()) }
    };
    Effect::new(move |was: Option<bool>| {
        let open = steps_down.get();
        if was == Some(true) && !open && you {
            // Nothing came of it, or the list is about to be shown anew.
            wanted.set(before.get_value());
        }
        open
    });
    let remove = {
        let actor = actor.clone();
        Callback::new(move |()| {
            team.set_role(actor.clone(), None);
            if you {
                browser::window().location().assign("/").ok();
            }
        })
    };
    let removed = name.clone();
    let remove_title = Signal::derive(move || {
        let words = &lang.get().texts().team.people;
        if you { words.leave_title.to_owned() } else { (words.remove_title)(&removed) }
    });
    let down_title = tr(|t| t.team.people.step_down_title);
    let of = name.clone();
    let remove_spoken = move || {
        let words = &lang.get().texts().team.people;
        if you { words.leave.to_owned() } else { (words.remove_of)(&of) }
    };
    let remove_text: fn(&'static crate::locale::Texts) -> &'static str =
        if you { |t| t.team.people.leave_text } else { |t| t.team.people.remove_text };
    let remove_word: fn(&'static crate::locale::Texts) -> &'static str =
        if you { |t| t.team.people.leave } else { |t| t.team.people.remove };
    let remove_yes: fn(&'static crate::locale::Texts) -> &'static str =
        if you { |t| t.team.people.leave } else { |t| t.team.people.remove_confirm };
    view! {
        <li class="member" data-testid=format!("member-{actor}")>
            <span class="member-name">
                {name} {you.then(|| view! { <span class="muted">" (" {tr(|t| t.you)} ")"</span> })}
            </span>
            <span class="muted" hidden=move || desk.may_lead()>{word}</span>
            <select
                data-testid=format!("role-{actor}")
                aria-label=spoken
                hidden=move || !desk.may_lead()
                on:change=choose
            >
                {options.into_iter().collect_view()}
            </select>
            <button
                type="button"
                class="quiet"
                data-testid=format!("remove-{actor}")
                aria-label=remove_spoken
                hidden=move || !you && !desk.may_lead()
                on:click=move |_| removes.set(true)
            >
                {tr(remove_word)}
            </button>
            <Confirm open=removes title=remove_title text=remove_text button=remove_yes on_yes=remove name="remove"/>
            <Confirm
                open=steps_down
                title=Signal::derive(move || down_title().to_owned())
                text=|t| t.team.people.step_down_text
                button=|t| t.team.people.step_down_confirm
                on_yes=give
                name="step-down"
            />
        </li>
    }
}

#[component]
fn InvitationLine(team: Team, invitation: OpenInvitation) -> impl IntoView {
    let lang = use_lang();
    let OpenInvitation { id, name, role, team: for_room, expires_ms } = invitation;
    let label = move || {
        let words = &lang.get().texts().team.people;
        let role = (words.role)(&role);
        match &name {
            _ if for_room => (words.pending_team)(role),
            Some(name) => (words.pending_for)(name, role),
            None => (words.pending_for)(words.link_for_someone, role),
        }
    };
    let spoken = {
        let label = label.clone();
        move || (lang.get().texts().team.people.revoke_for)(&label())
    };
    let until = move || {
        let when = browser::moment_words(lang.get().code(), expires_ms);
        (lang.get().texts().team.people.until)(&when)
    };
    let testid = format!("revoke-{id}");
    let revoke = move |_| {
        let id = id.clone();
        spawn_local(async move {
            if let Err(error) = people::revoke(&team.scope(), &id).await {
                team.tell(&error);
            }
            team.ask();
        });
    };
    view! {
        <li class="member">
            <span class="member-name">{label}</span>
            <span class="muted small">{until}</span>
            <button type="button" class="quiet" data-testid=testid aria-label=spoken on:click=revoke>
                {tr(|t| t.team.people.revoke)}
            </button>
        </li>
    }
}
