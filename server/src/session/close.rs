//! The ways a connection ends, as the client is told.

use axum::extract::ws::CloseFrame;
use tokio_tungstenite::tungstenite;

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The client closed it, or it broke.
    Gone,
    /// A message that is no frame, or a frame where it may not be.
    Malformed,
    /// A text message.
    Text,
    /// Text that is not UTF-8.
    InvalidText,
    /// No hello in time, or nothing heard for too long.
    Silent,
    /// The session has ended.
    SessionEnded,
    /// It has sent more than anybody may, and went on.
    TooFast,
    /// A message above the limit.
    TooLarge,
    /// The server stops and comes back.
    Restarting,
    /// It does not read what it is sent.
    TooSlow,
    /// A newer connection of the same replica has taken over.
    Fenced,
    /// No protocol version in common.
    Version,
}

impl Close {
    pub(super) fn frame(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Gone => return None,
            Self::Malformed => (1002, "malformed frame"),
            Self::Text => (1003, "binary messages only"),
            Self::InvalidText => (1007, "invalid utf-8"),
            Self::Silent => (1008, "silent for too long"),
            Self::SessionEnded => (1008, "session ended"),
            Self::TooFast => (1008, "too fast for too long"),
            Self::TooLarge => (1009, "message too large"),
            Self::Restarting => (1012, "restarting"),
            Self::TooSlow => (1013, "too slow, resume"),
            Self::Fenced => (4001, "taken over"),
            Self::Version => (4002, "no common protocol version"),
        };
        Some(CloseFrame { code, reason: reason.into() })
    }
}

/// What a failed read means.
pub(super) fn of_error(error: axum::Error) -> Close {
    let inner = error.into_inner();
    match inner.downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => Close::TooLarge,
        Some(tungstenite::Error::Protocol(
            tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
        )) => Close::Gone,
        Some(tungstenite::Error::Protocol(_)) => Close::Malformed,
        Some(tungstenite::Error::Utf8(_)) => Close::InvalidText,
        _ => Close::Gone,
    }
}
