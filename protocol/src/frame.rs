//! What travels in one WebSocket message: kind, subscription, body.
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 1 | [`FrameKind`] |
//! | 1 | 4 | subscription number, little-endian; [`CONNECTION`] for frames of the connection itself |
//! | 5 | n | body: the postcard encoding of the frame's struct |
//!
//! The client chooses subscription numbers. They stand at a fixed place so that one encoding serves all followers.

mod body;

use serde::{Deserialize, Serialize};

use crate::codec::{self, CodecError};

pub use body::{
    Committed, Failed, Failure, Hello, Known, Noted, Peers, People, Ping, Presence, Rejected, SentCommit,
    SnapshotPart, Standing, Submit, Subscribe, Subscribed, Unsubscribe, View, Watch, Welcome,
};

/// Oldest protocol version that this program speaks.
pub const PROTOCOL_MIN: u16 = 2;
/// Newest protocol version that this program speaks. Changelog: 1 — first; 2 — measures, questions and cycles in
/// ops, events and state; views; the session's standing.
pub const PROTOCOL_CURRENT: u16 = 2;
/// Subscription number of frames that concern the connection itself.
pub const CONNECTION: u32 = u32::MAX;
const HEADER: usize = 5;

/// What a frame is. Numbers are stable; those from the server have the high bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FrameKind {
    /// [`ClientFrame::Hello`]
    Hello = 0x01,
    /// [`ClientFrame::Subscribe`]
    Subscribe = 0x02,
    /// [`ClientFrame::Unsubscribe`]
    Unsubscribe = 0x03,
    /// [`ClientFrame::Submit`]
    Submit = 0x04,
    /// [`ClientFrame::Noted`]
    Noted = 0x05,
    /// [`ClientFrame::Presence`]
    Presence = 0x06,
    /// [`ClientFrame::Ping`]
    Ping = 0x07,
    /// [`ClientFrame::Watch`]
    Watch = 0x08,
    /// [`ServerFrame::Welcome`]
    Welcome = 0x81,
    /// [`ServerFrame::Subscribed`]
    Subscribed = 0x82,
    /// [`ServerFrame::SnapshotPart`]
    SnapshotPart = 0x83,
    /// [`ServerFrame::Committed`]
    Committed = 0x84,
    /// [`ServerFrame::Rejected`]
    Rejected = 0x85,
    /// [`ServerFrame::Known`]
    Known = 0x86,
    /// [`ServerFrame::Peers`]
    Peers = 0x87,
    /// [`ServerFrame::People`]
    People = 0x88,
    /// [`ServerFrame::Pong`]
    Pong = 0x89,
    /// [`ServerFrame::Failed`]
    Failed = 0x8a,
    /// [`ServerFrame::Standing`]
    Standing = 0x8b,
    /// [`ServerFrame::View`]
    View = 0x8c,
}

/// From the client. Each with its subscription, except the connection's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientFrame {
    /// The first frame of a connection, once.
    Hello(Hello),
    /// Opens or resumes a stream under the given number.
    Subscribe(u32, Subscribe),
    /// Ends a subscription.
    Unsubscribe(u32, Unsubscribe),
    /// Hands in an op.
    Submit(u32, Submit),
    /// Has taken note that a text op was refused; later edits of that field are judged again.
    Noted(u32, Noted),
    /// Says where the person is.
    Presence(u32, Presence),
    /// Asks for a [`ServerFrame::Pong`].
    Ping(Ping),
    /// Asks for a view under the given number; [`Self::Unsubscribe`] ends it.
    Watch(u32, Watch),
}

/// From the server. Each with its subscription, except the connection's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerFrame {
    /// The answer to a hello.
    Welcome(Welcome),
    /// A subscription stands; what leads up to its head follows.
    Subscribed(u32, Subscribed),
    /// A piece of the state.
    SnapshotPart(u32, SnapshotPart),
    /// Durable commits, in order. For the author of an op this is the ack.
    Committed(u32, Committed),
    /// An op was refused.
    Rejected(u32, Rejected),
    /// An op id that the log has already, with the commit it became then.
    Known(u32, Known),
    /// Everybody who is here now.
    Peers(u32, Peers),
    /// Names of actors.
    People(u32, People),
    /// The answer to a ping.
    Pong(Ping),
    /// A subscription, or with [`CONNECTION`] the whole connection, cannot go on.
    Failed(u32, Failed),
    /// What the session may do in the subscription from now on.
    Standing(u32, Standing),
    /// A view, or what has changed in it.
    View(u32, View),
}

/// Why a message is not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Shorter than the header.
    #[error("shorter than a frame header")]
    Short,
    /// No such kind in this direction.
    #[error("unknown frame kind {0:#04x}")]
    Kind(u8),
    /// A subscription number where there is none, or none where there must be one.
    #[error("wrong subscription number for this kind")]
    Subscription,
    /// The body does not decode.
    #[error("frame body: {0}")]
    Body(#[from] CodecError),
}

impl ClientFrame {
    /// The message to send.
    ///
    /// # Errors
    /// As [`codec::encode`].
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        match self {
            Self::Hello(body) => message(FrameKind::Hello, CONNECTION, body),
            Self::Subscribe(number, body) => message(FrameKind::Subscribe, *number, body),
            Self::Unsubscribe(number, body) => message(FrameKind::Unsubscribe, *number, body),
            Self::Submit(number, body) => message(FrameKind::Submit, *number, body),
            Self::Noted(number, body) => message(FrameKind::Noted, *number, body),
            Self::Presence(number, body) => message(FrameKind::Presence, *number, body),
            Self::Ping(body) => message(FrameKind::Ping, CONNECTION, body),
            Self::Watch(number, body) => message(FrameKind::Watch, *number, body),
        }
    }

    /// Reads a received message.
    ///
    /// # Errors
    /// [`FrameError`]; never panics, whatever the bytes.
    pub fn decode(message: &[u8]) -> Result<Self, FrameError> {
        let (kind, number, body) = parts(message)?;
        Ok(match kind {
            0x01 => Self::Hello(own(number, body)?),
            0x02 => Self::Subscribe(subscription(number)?, codec::decode(body)?),
            0x03 => Self::Unsubscribe(subscription(number)?, codec::decode(body)?),
            0x04 => Self::Submit(subscription(number)?, codec::decode(body)?),
            0x05 => Self::Noted(subscription(number)?, codec::decode(body)?),
            0x06 => Self::Presence(subscription(number)?, codec::decode(body)?),
            0x07 => Self::Ping(own(number, body)?),
            0x08 => Self::Watch(subscription(number)?, codec::decode(body)?),
            _ => return Err(FrameError::Kind(kind)),
        })
    }
}

impl ServerFrame {
    /// The message to send.
    ///
    /// # Errors
    /// As [`codec::encode`].
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        match self {
            Self::Welcome(body) => message(FrameKind::Welcome, CONNECTION, body),
            Self::Subscribed(number, body) => message(FrameKind::Subscribed, *number, body),
            Self::SnapshotPart(number, body) => message(FrameKind::SnapshotPart, *number, body),
            Self::Committed(number, body) => message(FrameKind::Committed, *number, body),
            Self::Rejected(number, body) => message(FrameKind::Rejected, *number, body),
            Self::Known(number, body) => message(FrameKind::Known, *number, body),
            Self::Peers(number, body) => message(FrameKind::Peers, *number, body),
            Self::People(number, body) => message(FrameKind::People, *number, body),
            Self::Pong(body) => message(FrameKind::Pong, CONNECTION, body),
            Self::Failed(number, body) => message(FrameKind::Failed, *number, body),
            Self::Standing(number, body) => message(FrameKind::Standing, *number, body),
            Self::View(number, body) => message(FrameKind::View, *number, body),
        }
    }

    /// Reads a received message.
    ///
    /// # Errors
    /// [`FrameError`]; never panics, whatever the bytes.
    pub fn decode(message: &[u8]) -> Result<Self, FrameError> {
        let (kind, number, body) = parts(message)?;
        Ok(match kind {
            0x81 => Self::Welcome(own(number, body)?),
            0x82 => Self::Subscribed(subscription(number)?, codec::decode(body)?),
            0x83 => Self::SnapshotPart(subscription(number)?, codec::decode(body)?),
            0x84 => Self::Committed(subscription(number)?, codec::decode(body)?),
            0x85 => Self::Rejected(subscription(number)?, codec::decode(body)?),
            0x86 => Self::Known(subscription(number)?, codec::decode(body)?),
            0x87 => Self::Peers(subscription(number)?, codec::decode(body)?),
            0x88 => Self::People(subscription(number)?, codec::decode(body)?),
            0x89 => Self::Pong(own(number, body)?),
            0x8a => Self::Failed(number, codec::decode(body)?),
            0x8b => Self::Standing(subscription(number)?, codec::decode(body)?),
            0x8c => Self::View(subscription(number)?, codec::decode(body)?),
            _ => return Err(FrameError::Kind(kind)),
        })
    }
}

/// The same message under another subscription number.
#[must_use]
pub fn with_subscription(message: &[u8], number: u32) -> Vec<u8> {
    let mut message = message.to_vec();
    if let Some(place) = message.get_mut(1..HEADER) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    message
}

fn message<T: Serialize>(kind: FrameKind, number: u32, body: &T) -> Result<Vec<u8>, CodecError> {
    let mut message = Vec::with_capacity(96);
    message.push(kind as u8);
    message.extend_from_slice(&number.to_le_bytes());
    codec::encode_into(body, message)
}

fn parts(message: &[u8]) -> Result<(u8, u32, &[u8]), FrameError> {
    let (header, body) = message.split_at_checked(HEADER).ok_or(FrameError::Short)?;
    Ok((header[0], u32::from_le_bytes([header[1], header[2], header[3], header[4]]), body))
}

fn subscription(number: u32) -> Result<u32, FrameError> {
    if number == CONNECTION { Err(FrameError::Subscription) } else { Ok(number) }
}

fn own<'a, T: Deserialize<'a> + Serialize>(number: u32, body: &'a [u8]) -> Result<T, FrameError> {
    if number == CONNECTION { Ok(codec::decode(body)?) } else { Err(FrameError::Subscription) }
}
