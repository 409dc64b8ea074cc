//! Who is in a scope, as what, and who may come in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::limits;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::{AuditKind, Change, Entry, Invite, Right, Role, RoleChange, ScopeKind, SignedIn};
use crate::app::App;
use crate::hex::hex;
use crate::http::auth::Visitor;
use crate::http::error::ApiError;
use crate::http::input::{self, Input};

/// Days that a link opens something when nobody says otherwise.
pub(super) const LINK_DAYS: u16 = 14;
/// Longest that a link may open something, in days.
const LINK_DAYS_MAX: u16 = 365;
/// Longest mail address that mail servers take, in bytes.
const MAIL_BYTES: usize = 254;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Body of `POST /api/people/{scope}/invite`.
#[derive(Deserialize)]
pub struct InviteBody {
    name: Option<String>,
    mail: Option<String>,
    role: String,
    #[serde(default)]
    team: bool,
    days: Option<u16>,
}

/// Body of `POST /api/people/{scope}/revoke`.
#[derive(Deserialize)]
pub struct RevokeBody {
    id: String,
}

/// Body of `POST /api/people/{scope}/role`.
#[derive(Deserialize)]
pub struct RoleBody {
    actor: String,
    role: Option<String>,
}

/// Body of `POST /api/people/{scope}/disable`.
#[derive(Deserialize)]
pub struct DisableBody {
    actor: String,
    disabled: bool,
}

/// What kind of scope it is that somebody may give roles in; `None` when they may not.
pub(super) fn managed(person: &SignedIn, scope: StreamId) -> Option<ScopeKind> {
    let installs = person.may(Right::Install, StreamId::INSTALLATION);
    if scope == StreamId::INSTALLATION {
        return installs.then_some(ScopeKind::Installation);
    }
    if person.may(Right::LeadTeam, scope) {
        return Some(ScopeKind::Analysis);
    }
    // To operators every other scope is a cycle, unless it turns out to be an analysis.
    (installs || person.may(Right::RunCycle, scope)).then_some(ScopeKind::Cycle)
}

/// `GET /api/people/{scope}`
pub async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(scope): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let scope = StreamId(input::id(&scope)?);
    let mut managed = managed(&visitor.person, scope);
    if managed == Some(ScopeKind::Cycle) && app.is_analysis(scope).await? {
        managed = None;
    }
    let reads = visitor.person.may(Right::Names, scope).then_some(ScopeKind::Analysis);
    let kind = managed.or(reads).ok_or(ApiError::NotFound)?;
    let (is_managed, now_ms) = (managed.is_some(), app.clock.now_ms());
    let (people, invitations) = app
        .access
        .with(move |people| {
            let invitations = if is_managed { people.invitations(scope, now_ms)? } else { Vec::new() };
            Ok((people.people(scope)?, invitations))
        })
        .await?;
    let people = people.into_iter().filter(|member| member.role.kind() == kind);
    let members = people.map(|member| {
        json!({
            "actor": member.actor.to_string(), "name": member.name, "role": member.role.name(),
            "you": member.actor == visitor.person.actor, "mail": member.mail.filter(|_| is_managed),
        })
    });
    let invitations = invitations.into_iter().filter(|invitation| invitation.role.kind() == kind);
    let invitations = invitations.map(|invitation| {
        json!({
            "id": hex(&invitation.id), "name": invitation.name, "role": invitation.role.name(),
            "team": invitation.is_team, "expires_ms": invitation.expires_ms,
            "uses_left": invitation.uses_left,
        })
    });
    let (members, invitations): (Vec<_>, Vec<_>) = (members.collect(), invitations.collect());
    Ok(Json(json!({ "members": members, "invitations": invitations })))
}

/// `POST /api/people/{scope}/invite`
pub async fn invite(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(scope): Path<String>,
    Input(body): Input<InviteBody>,
) -> Result<Json<Value>, ApiError> {
    let (scope, kind) = manages(&app, &visitor, &scope).await?;
    let role = Role::parse(&body.role).filter(|role| role.kind() == kind).ok_or(ApiError::BadRequest)?;
    let days = body.days.unwrap_or(LINK_DAYS);
    if days == 0 || LINK_DAYS_MAX < days || body.team && !role.fits_team_link() {
        return Err(ApiError::BadRequest);
    }
    let expires_ms = expires_ms(&app, days);
    let by = Some(visitor.person.actor);
    let invite = if body.team {
        Invite { by, ..Invite::team(role, scope, expires_ms) }
    } else {
        let mail = body.mail.filter(|mail| !mail.trim().is_empty());
        let mail = mail.as_deref().map(check_mail).transpose()?;
        let name = body.name.map(|name| name.trim().chars().take(limits::NAME_CHARS).collect::<String>());
        let name = name.filter(|name| !name.is_empty());
        Invite { name, mail, by, ..Invite::personal(role, vec![scope], expires_ms) }
    };
    let made = app.access.with(move |people| people.invite(invite)).await?;
    let entry = Entry::of(visitor.person.actor, AuditKind::InvitationMade).at(scope).to(made.id);
    let link = if body.team { "team link" } else { "personal" };
    app.audit.note(entry.with(format!("{}, {link}", role.name()))).await;
    Ok(Json(json!({ "token": made.token.secret(), "id": hex(&made.id), "expires_ms": expires_ms })))
}

/// `POST /api/people/{scope}/revoke`
pub async fn revoke(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(scope): Path<String>,
    Input(body): Input<RevokeBody>,
) -> Result<StatusCode, ApiError> {
    let (scope, _) = manages(&app, &visitor, &scope).await?;
    let id = input::id(&body.id)?;
    if !app.access.with(move |people| people.revoke(scope, id)).await? {
        return Err(ApiError::NotFound);
    }
    let entry = Entry::of(visitor.person.actor, AuditKind::InvitationRevoked).at(scope);
    app.audit.note(entry.to(id)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/people/{scope}/role`: another role, or none. Everybody may leave.
pub async fn role(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(scope): Path<String>,
    Input(body): Input<RoleBody>,
) -> Result<StatusCode, ApiError> {
    let actor = ActorId(input::id(&body.actor)?);
    let wanted =
        body.role.as_deref().map(|role| Role::parse(role).ok_or(ApiError::BadRequest)).transpose()?;
    let scope_id = StreamId(input::id(&scope)?);
    let leaves = actor == visitor.person.actor && wanted.is_none();
    let scope = if leaves && visitor.person.role_in(scope_id).is_some() {
        scope_id
    } else {
        let (scope, kind) = manages(&app, &visitor, &scope).await?;
        // Coordinators ask others to join them; to send one away is the operator's.
        let is_peer = kind == ScopeKind::Cycle && !visitor.person.is_operator();
        if is_peer || wanted.is_some_and(|role| role.kind() != kind) {
            return Err(if is_peer { ApiError::Forbidden } else { ApiError::BadRequest });
        }
        let held = app.access.with(move |people| people.memberships(actor)).await?;
        let held = held.into_iter().find(|(held_in, _)| *held_in == scope);
        if held.is_none_or(|(_, role)| role.kind() != kind) {
            return Err(ApiError::NotFound);
        }
        scope
    };
    let before = match app.access.with(move |people| people.set_role(scope, actor, wanted)).await? {
        RoleChange::Done(before) => before,
        RoleChange::NoMember => return Err(ApiError::NotFound),
        RoleChange::Last(Role::Operator) => return Err(ApiError::LastOperator),
        RoleChange::Last(_) => return Err(ApiError::LastLead),
    };
    app.access.changed(Change::Person(actor));
    let after = wanted.map_or("none", Role::name);
    let entry = Entry::of(visitor.person.actor, AuditKind::RoleChanged).at(scope).to(actor.0);
    app.audit.note(entry.with(format!("{} > {after}", before.name()))).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/people/{installation}/disable`: keeps a person out everywhere, or lets them in again.
pub async fn disable(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(scope): Path<String>,
    Input(body): Input<DisableBody>,
) -> Result<StatusCode, ApiError> {
    let (_, kind) = manages(&app, &visitor, &scope).await?;
    let (actor, disabled) = (ActorId(input::id(&body.actor)?), body.disabled);
    if kind != ScopeKind::Installation || actor == visitor.person.actor {
        return Err(ApiError::Forbidden);
    }
    if !app.access.with(move |people| people.disable(actor, disabled)).await? {
        return Err(ApiError::NotFound);
    }
    app.access.changed(Change::Person(actor));
    let entry = Entry::of(visitor.person.actor, AuditKind::PersonDisabled).to(actor.0);
    app.audit.note(entry.with(if disabled { "kept out" } else { "let in again" })).await;
    Ok(StatusCode::NO_CONTENT)
}

/// The scope, if the visitor may give roles there. Whoever has none there is told nothing of it.
async fn manages(app: &App, visitor: &Visitor, scope: &str) -> Result<(StreamId, ScopeKind), ApiError> {
    let scope = StreamId(input::id(scope)?);
    match (managed(&visitor.person, scope), visitor.person.role_in(scope)) {
        (Some(ScopeKind::Cycle), _) if app.is_analysis(scope).await? => Err(ApiError::NotFound),
        (Some(kind), _) => Ok((scope, kind)),
        (None, Some(_)) => Err(ApiError::Forbidden),
        (None, None) => Err(ApiError::NotFound),
    }
}

pub(super) fn expires_ms(app: &App, days: u16) -> i64 {
    app.clock.now_ms().saturating_add(i64::from(days) * DAY_MS)
}

/// A mail address, as far as it can be told without sending something there.
pub(in crate::http) fn check_mail(mail: &str) -> Result<String, ApiError> {
    let mail = mail.trim();
    let is_plain = mail.chars().all(|c| !c.is_whitespace() && !c.is_control());
    let has_parts = mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if mail.len() <= MAIL_BYTES && is_plain && has_parts {
        Ok(mail.to_owned())
    } else {
        Err(ApiError::BadRequest)
    }
}
