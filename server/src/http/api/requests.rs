//! A lost link: whoever has the mail address asks, whoever may invite them makes a new one.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use etappe_protocol::id::ActorId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::{LINK_DAYS, check_mail, expires_ms, managed};
use crate::access::{AuditKind, Entry, Invite, LinkRequest, SignedIn};
use crate::app::App;
use crate::http::auth::Visitor;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::input::{self, Input};

/// Body of `POST /api/link-request`.
#[derive(Deserialize)]
pub struct AskBody {
    mail: String,
}

/// Body of `POST /api/link-requests`.
#[derive(Deserialize)]
pub struct AnswerBody {
    actor: String,
}

/// `POST /api/link-request`: says the same, and does the same work, whether or not anybody has this address.
pub async fn ask(
    State(app): State<Arc<App>>,
    caller: Caller,
    Input(AskBody { mail }): Input<AskBody>,
) -> Result<StatusCode, ApiError> {
    let mail = check_mail(&mail)?;
    app.limiters.links.pass(caller.address).map_err(ApiError::too_fast)?;
    app.limiters.mail.pass(mail.to_lowercase()).map_err(ApiError::too_fast)?;
    let now_ms = app.clock.now_ms();
    app.access.with(move |people| people.request_link(&mail, now_ms)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// `GET /api/link-requests`: from those whom the visitor could give everything anew that they have.
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Value>, ApiError> {
    let requests = requests(&app, &visitor.person).await?;
    let listed = requests.into_iter().map(|request| {
        json!({ "actor": request.actor.to_string(), "name": request.name, "asked_ms": request.asked_ms })
    });
    Ok(Json(listed.collect()))
}

/// `POST /api/link-requests`: a new personal link for somebody who asked.
pub async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Input(body): Input<AnswerBody>,
) -> Result<Json<Value>, ApiError> {
    let actor = ActorId(input::id(&body.actor)?);
    let requests = requests(&app, &visitor.person).await?;
    let request = requests.into_iter().find(|request| request.actor == actor).ok_or(ApiError::NotFound)?;
    let (_, role) = request.memberships.first().copied().ok_or(ApiError::NotFound)?;
    let expires_ms = expires_ms(&app, LINK_DAYS);
    let (name, by) = (Some(request.name), Some(visitor.person.actor));
    // Opens nothing new: it only lets the person in again.
    let invite = Invite { actor: Some(actor), name, by, ..Invite::personal(role, Vec::new(), expires_ms) };
    let made = app
        .access
        .with(move |people| {
            let made = people.invite(invite)?;
            people.forget_request(actor)?;
            Ok(made)
        })
        .await?;
    let entry = Entry::of(visitor.person.actor, AuditKind::InvitationMade).to(actor.0);
    app.audit.note(entry.with("new link for a person")).await;
    Ok(Json(json!({ "token": made.token.secret(), "expires_ms": expires_ms })))
}

/// A new link lets its maker in as that person, so it must give them nothing that they could not give themselves.
async fn requests(app: &App, person: &SignedIn) -> Result<Vec<LinkRequest>, ApiError> {
    let now_ms = app.clock.now_ms();
    let mut requests = app.access.with(move |people| people.link_requests(now_ms)).await?;
    requests.retain(|request| {
        let manages = |(scope, role): &(_, crate::access::Role)| managed(person, *scope) == Some(role.kind());
        !request.memberships.is_empty() && (person.is_operator() || request.memberships.iter().all(manages))
    });
    Ok(requests)
}
