//! Errors of the JSON API: a stable code, and words that say what to do.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tracing::error;

use crate::access::AccessError;

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
    /// A stream or the people's store cannot be read.
    Unavailable,
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    message_de: &'static str,
    message_en: &'static str,
}

impl ApiError {
    const fn parts(self) -> (StatusCode, Body) {
        let (status, error, message_de, message_en) = match self {
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
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Das ist gerade nicht erreichbar. Bitte versuche es gleich noch einmal.",
                "This is not available right now. Please try again in a moment.",
            ),
        };
        (status, Body { error, message_de, message_en })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, body) = self.parts();
        (status, Json(body)).into_response()
    }
}

impl From<AccessError> for ApiError {
    fn from(error: AccessError) -> Self {
        error!(%error, "people's store");
        Self::Unavailable
    }
}
