//! Errors of the JSON API: a stable code, and words that say what to do.

use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use etappe_protocol::redact::TraceError;
use etappe_protocol::rejection::Rejection;
use serde::Serialize;
use tracing::error;

use super::refusal::refusal;
use crate::access::{AccessError, AuditError};
use crate::erasure::ErasureError;
use crate::event_log::ReadError;
use crate::programme::ProgrammeError;
use crate::stream::{LoadError, RedactError};

/// What the browser is told when something cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No valid session.
    SignedOut,
    /// Not there, or not for this person; the two look alike.
    NotFound,
    /// The link is unknown, expired, revoked, or for somebody else; which of them is not told.
    InvitationClosed,
    /// The link was for one person, who has come in with it.
    InvitationUsed,
    /// The request came from another site.
    ForeignOrigin,
    /// The request makes no sense.
    BadRequest,
    /// Signed in, but not entitled to this.
    Forbidden,
    /// The scope would be left without a lead.
    LastLead,
    /// The installation would be left without an operator.
    LastOperator,
    /// Too many requests; try again after so many seconds.
    TooFast(u32),
    /// As many sockets as this person, address or server may have are open.
    TooManySockets,
    /// The point of a history that was asked for has not come yet.
    PointAhead,
    /// Nothing was kept for the milestone that was asked for.
    UnknownPoint,
    /// An op was refused.
    Refused(Rejection),
    /// A stream or the people's store cannot be read.
    Unavailable,
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'static str,
    message_de: &'static str,
    message_en: &'static str,
    request_id: &'a str,
    /// Name of the rejection, when an op was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    rejection: Option<&'static str>,
}

impl ApiError {
    /// Status, stable code, and the words in German and English.
    const fn parts(self) -> (StatusCode, &'static str, &'static str, &'static str) {
        match self {
            Self::SignedOut => (
                StatusCode::UNAUTHORIZED,
                "signed_out",
                "Du bist nicht angemeldet. Bitte öffne deinen Einladungslink noch einmal.",
                "You are not signed in. Please open your invitation link again.",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "not_found",
                "Das gibt es hier nicht, oder es ist nicht für dich freigegeben.",
                "There is no such thing here, or it is not shared with you.",
            ),
            Self::InvitationClosed => (
                StatusCode::NOT_FOUND,
                "invitation_closed",
                "Dieser Link gilt nicht mehr. Bitte dein Team um einen neuen.",
                "This link is no longer valid. Ask your team for a new one.",
            ),
            Self::InvitationUsed => (
                StatusCode::GONE,
                "invitation_used",
                "Dieser Link wurde bereits benutzt. Du kannst hier um einen neuen bitten.",
                "This link has already been used. You can ask for a new one here.",
            ),
            Self::ForeignOrigin => (
                StatusCode::FORBIDDEN,
                "foreign_origin",
                "Diese Anfrage kam von einer fremden Seite und wurde abgelehnt.",
                "This request came from another site and was refused.",
            ),
            Self::BadRequest => (
                StatusCode::BAD_REQUEST,
                "bad_request",
                "Diese Anfrage ist nicht verständlich. Bitte lade die Seite neu.",
                "This request makes no sense. Please load the page again.",
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "forbidden",
                "Das darfst du hier nicht. Frag jemanden aus der Leitung.",
                "You may not do this here. Ask somebody who leads the team.",
            ),
            Self::LastLead => (
                StatusCode::CONFLICT,
                "last_lead",
                "Ein Team braucht jemanden, der es leitet. Gib die Leitung erst an jemand anderen weiter.",
                "A team needs somebody who leads it. Hand the lead to somebody else first.",
            ),
            Self::LastOperator => (
                StatusCode::CONFLICT,
                "last_operator",
                "Jemand muss die Installation betreuen. Lade erst jemand anderen dafür ein.",
                "Somebody has to run the installation. Invite somebody else for it first.",
            ),
            Self::TooFast(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "Das waren zu viele Anfragen in kurzer Zeit. Bitte warte einen Moment.",
                "These were too many requests in a short time. Please wait a moment.",
            ),
            Self::TooManySockets => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_sockets",
                "Es sind schon sehr viele Fenster offen. Bitte schließe einige.",
                "A great many windows are open already. Please close some.",
            ),
            Self::PointAhead => (
                StatusCode::CONFLICT,
                "point_ahead",
                "Dieser Zeitpunkt liegt noch vor euch. Bitte wähle einen früheren.",
                "This point in time is still ahead of you. Please choose an earlier one.",
            ),
            Self::UnknownPoint => (
                StatusCode::CONFLICT,
                "unknown_point",
                "Für diesen Meilenstein ist noch kein Stand festgehalten. Bitte wähle einen anderen Zeitpunkt.",
                "Nothing has been kept for this milestone yet. Please choose another point in time.",
            ),
            Self::Refused(rejection) => {
                let (message_de, message_en) = refusal(rejection);
                (StatusCode::CONFLICT, "refused", message_de, message_en)
            }
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Das ist gerade nicht erreichbar. Bitte versuche es gleich noch einmal.",
                "This is not available right now. Please try again in a moment.",
            ),
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.parts().1
    }

    /// Somebody asks too often and must wait this long.
    #[must_use]
    pub fn too_fast(wait: Duration) -> Self {
        Self::TooFast(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
    }

    /// The answer's body, with the number under which the log has it.
    pub(super) fn body(self, request_id: &str) -> Vec<u8> {
        let (_, error, message_de, message_en) = self.parts();
        let rejection = match self {
            Self::Refused(rejection) => Some(rejection.name()),
            Self::SignedOut
            | Self::NotFound
            | Self::InvitationClosed
            | Self::InvitationUsed
            | Self::ForeignOrigin
            | Self::BadRequest
            | Self::Forbidden
            | Self::LastLead
            | Self::LastOperator
            | Self::TooFast(_)
            | Self::TooManySockets
            | Self::PointAhead
            | Self::UnknownPoint
            | Self::Unavailable => None,
        };
        let body = Body { error, message_de, message_en, request_id, rejection };
        // Text always encodes.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl IntoResponse for ApiError {
    /// Without a body: whoever knows the request's number puts it in.
    fn into_response(self) -> Response {
        let (status, ..) = self.parts();
        let mut response = status.into_response();
        if let Self::TooFast(seconds) = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl ApiError {
    /// The audit log did not answer.
    #[must_use]
    pub fn of_audit(error: AuditError) -> Self {
        error!(%error, "audit log");
        Self::Unavailable
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        error!(%error, "event log");
        Self::Unavailable
    }
}

impl From<AccessError> for ApiError {
    fn from(error: AccessError) -> Self {
        error!(%error, "people's store");
        Self::Unavailable
    }
}

impl From<ErasureError> for ApiError {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::Redact(RedactError::Trace(TraceError::NoPassage | TraceError::TooLong)) => {
                Self::BadRequest
            }
            ErasureError::Load(LoadError::Unknown) => Self::NotFound,
            ErasureError::Load(_) | ErasureError::Redact(_) | ErasureError::Journal(_) => {
                error!(%error, "erasure");
                Self::Unavailable
            }
        }
    }
}

impl From<ProgrammeError> for ApiError {
    fn from(error: ProgrammeError) -> Self {
        match error {
            ProgrammeError::Refused(rejection) => Self::Refused(rejection),
            ProgrammeError::Load(LoadError::Unknown) => Self::NotFound,
            ProgrammeError::Ledger(_)
            | ProgrammeError::Load(_)
            | ProgrammeError::Read(_)
            | ProgrammeError::Append(_)
            | ProgrammeError::Create(_)
            | ProgrammeError::Gone
            | ProgrammeError::Late
            | ProgrammeError::NoCatalogue => {
                error!(%error, "programme");
                Self::Unavailable
            }
        }
    }
}
