//! Teams of cycles: begun by a coordinator, coming in by their own word.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use etappe_protocol::cycle::{CycleState, Participation};
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::limits;
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{AskedQuestion, NewTeam, NewTeamMade, TeamCycle, TeamMilestone, TeamNote, Wish};
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::people;
use super::auth::Visitor;
use super::cycle;
use super::error::ApiError;
use super::input::Input;
use super::wire::{Packed, Sent};
use crate::access::{AuditKind, Entry, Invite, Right, Role, Token};
use crate::app::App;
use crate::programme::Begin;

/// How long the link for a new lead opens something, in milliseconds.
const LINK_MS: i64 = 14 * 24 * 60 * 60 * 1_000;

/// Body of a team's word about a cycle.
#[derive(Deserialize)]
pub struct WordBody {
    cycle: String,
    op_id: String,
}

/// Who is to lead a new team.
pub(super) struct Lead {
    name: Option<String>,
    mail: Option<String>,
}

impl Lead {
    /// Checks what was typed; both may be left out.
    pub(super) fn new(name: &str, mail: Option<&str>) -> Result<Self, ApiError> {
        let mail = mail.map(str::trim).filter(|mail| !mail.is_empty());
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        if name.is_some_and(|name| limits::NAME_CHARS < name.chars().count()) {
            return Err(ApiError::Refused(Rejection::TextTooLong));
        }
        let mail = mail.map(people::check_mail).transpose()?;
        Ok(Self { name: name.map(str::to_owned), mail })
    }
}

/// `POST /api/cycle/{cycle}/teams`
pub async fn begin(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(cycle): Path<String>,
    Sent(wish): Sent<Wish<NewTeam>>,
) -> Result<Packed<NewTeamMade>, ApiError> {
    let cycle = cycle::run(&visitor, &cycle)?;
    cycle::there(&app, cycle).await?;
    let actor = visitor.person.actor;
    let NewTeam { initiative, title, lead_name, lead_mail } = wish.op;
    let lead = Lead::new(&lead_name, lead_mail.as_deref())?;
    if lead.name.is_none() {
        return Err(ApiError::Refused(Rejection::TextMissing));
    }
    let begin = Begin { actor, wish: wish.op_id, title, initiative, cycle: Some(cycle) };
    let analysis = app.programme.begin_analysis(begin).await?;
    let token = invite_lead(&app, actor, analysis, lead).await?;
    Ok(Packed(NewTeamMade { analysis, token: token.secret().to_owned() }))
}

/// A link for whoever leads a new team, in place of an earlier one; none any more once somebody does, so that a repeat
/// opens nobody else's analysis.
pub(super) async fn invite_lead(
    app: &App,
    by: ActorId,
    analysis: StreamId,
    lead: Lead,
) -> Result<Token, ApiError> {
    let now_ms = app.clock.now_ms();
    let Lead { name, mail } = lead;
    let invite = Invite {
        name,
        mail,
        by: Some(by),
        ..Invite::personal(Role::Lead, vec![analysis], now_ms.saturating_add(LINK_MS))
    };
    let made = app
        .access
        .with(move |people| {
            if people.has_any(analysis, Role::Lead)? {
                return Ok(None);
            }
            for earlier in people.invitations(analysis, now_ms)? {
                people.revoke(analysis, earlier.id)?;
            }
            people.invite(invite).map(Some)
        })
        .await?;
    let made = made.ok_or(ApiError::Refused(Rejection::AlreadyExists))?;
    let entry = Entry::of(by, AuditKind::InvitationMade).at(analysis).to(made.id);
    app.audit.note(entry.with(format!("{}, personal", Role::Lead.name()))).await;
    Ok(made.token)
}

/// `POST /api/cycle/{cycle}/team/{analysis}/question`
pub async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((cycle, analysis)): Path<(String, String)>,
    Sent(wish): Sent<Wish<AskedQuestion>>,
) -> Result<Packed<Revision>, ApiError> {
    let cycle = cycle::run(&visitor, &cycle)?;
    let held = cycle::there(&app, cycle).await?;
    let analysis = analysis.parse().map_err(|_| ApiError::NotFound)?;
    if !held.state.is_enrolled(analysis) {
        return Err(ApiError::NotFound);
    }
    if held.state.archived.is_some() {
        return Err(ApiError::Refused(Rejection::Archived));
    }
    let AskedQuestion { subject, text } = wish.op;
    let op = Op::AskQuestion { subject, cycle, text };
    let asked = app.programme.hand_in(analysis, visitor.person.actor, wish.op_id, op).await?;
    Ok(Packed(asked.revision))
}

/// `GET /api/analysis/{analysis}/cycles`
pub async fn cycles(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
) -> Result<Packed<Vec<TeamCycle>>, ApiError> {
    let analysis = member(&visitor, &analysis, Right::Open)?;
    let house = app.programme.installation().await?;
    for (cycle, enrolment) in &app.programme.analysis(analysis).await?.enrolments {
        let held = app.programme.cycle(*cycle).await?;
        // What a crash has left behind is put right before the team sees it.
        if enrolment.consented.value && !held.is_some_and(|held| held.state.is_enrolled(analysis)) {
            app.programme.look_at_team(*cycle, analysis).await;
        }
    }
    let mut cycles = Vec::new();
    for (cycle, listed) in &house.state.cycles {
        let Some(held) = app.programme.cycle(*cycle).await? else { continue };
        let (invited, enrolled) = match held.state.participations.get(&analysis) {
            Some(Participation::Invited(_)) => (held.state.archived.is_none(), false),
            Some(Participation::Enrolled(_)) => (false, true),
            Some(Participation::Left(_)) | None => (false, false),
        };
        if !invited && !enrolled {
            continue;
        }
        let cycle = *cycle;
        let named = visitor.person.may(Right::Names, analysis);
        let people =
            if named { app.access.with(move |people| people.people(cycle)).await? } else { Vec::new() };
        let coordinators = people.into_iter().filter(|member| member.role == Role::Coordinator);
        let region = house.state.regions.get(&listed.region).map(|region| region.value.clone());
        cycles.push(TeamCycle {
            cycle,
            region: region.unwrap_or_default(),
            coordinators: coordinators.map(|member| (member.actor, member.name)).collect(),
            invited,
            enrolled,
            ..seen_by_team(&held.state, cycle, analysis, enrolled)
        });
    }
    Ok(Packed(cycles))
}

/// `POST /api/analysis/{analysis}/consent`
pub async fn consent(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Input(body): Input<WordBody>,
) -> Result<Json<Value>, ApiError> {
    let (analysis, cycle, wish) = word(&visitor, &analysis, &body)?;
    let tied = app.programme.consent(analysis, cycle, visitor.person.actor, wish).await?;
    Ok(Json(json!({ "revision": tied.revision.0, "lacks_pins": tied.lacks_pins })))
}

/// `POST /api/analysis/{analysis}/leave`
pub async fn leave(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(analysis): Path<String>,
    Input(body): Input<WordBody>,
) -> Result<Json<Value>, ApiError> {
    let (analysis, cycle, wish) = word(&visitor, &analysis, &body)?;
    let tied = app.programme.leave(analysis, cycle, visitor.person.actor, wish).await?;
    Ok(Json(json!({ "revision": tied.revision.0 })))
}

fn word(visitor: &Visitor, analysis: &str, body: &WordBody) -> Result<(StreamId, StreamId, OpId), ApiError> {
    let analysis = member(visitor, analysis, Right::LeadTeam)?;
    let cycle = body.cycle.parse().map_err(|_| ApiError::BadRequest)?;
    let wish = body.op_id.parse().map_err(|_| ApiError::BadRequest)?;
    Ok((analysis, cycle, wish))
}

pub(super) fn member(visitor: &Visitor, analysis: &str, right: Right) -> Result<StreamId, ApiError> {
    let analysis = analysis.parse().map_err(|_| ApiError::NotFound)?;
    if visitor.person.may(right, analysis) { Ok(analysis) } else { Err(ApiError::NotFound) }
}

/// What a team sees of the plan; notes only while it takes part.
fn seen_by_team(state: &CycleState, cycle: StreamId, analysis: StreamId, enrolled: bool) -> TeamCycle {
    let milestones = state.in_order().into_iter().map(|(milestone, planned)| TeamMilestone {
        milestone,
        schedule: planned.schedule.value.clone(),
        homework: planned.homework.as_ref().map(|homework| homework.value.clone()).unwrap_or_default(),
        closing: planned.closing(),
    });
    let notes = if enrolled { state.notes_to(analysis) } else { Vec::new() };
    let notes = notes.into_iter().map(|(id, note)| TeamNote {
        id,
        to_us: note.to.is_some(),
        text: note.text.clone(),
        sent: note.sent,
    });
    TeamCycle {
        cycle,
        title: state.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        region: String::new(),
        coordinators: Vec::new(),
        invited: false,
        enrolled: false,
        archived: state.archived.is_some(),
        milestones: milestones.collect(),
        notes: notes.collect(),
    }
}
