//! What the people's store keeps. Mutable and erasable, so nothing here is frozen for ever; the schema byte in front
//! of each record says how to read it. Changelog: 1 — first; 2 — persons with mail, invitations that are listed and
//! revoked, sessions that are listed.

mod first;

use etappe_protocol::codec;
use etappe_protocol::id::{ActorId, StreamId};
use serde::{Deserialize, Serialize};

use super::role::Role;

/// Something with a place in the people's store.
pub(super) trait Record: Serialize + for<'a> Deserialize<'a> {
    /// What is written.
    const SCHEMA: u8;

    /// Reads an older schema, if there is one.
    fn lift(_schema: u8, _body: &[u8]) -> Option<Self> {
        None
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PersonRecord {
    pub(super) name: String,
    /// As given, for links to come in with.
    pub(super) mail: Option<String>,
    /// Whether the person is kept out, whatever roles there are.
    pub(super) disabled: bool,
}

/// Who an invitation is for. The order is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationKind {
    /// One person.
    Personal,
    /// Whoever is in the room.
    Team,
    /// The first operator; opens nothing once there is one.
    FirstOperator,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InvitationRecord {
    pub(super) kind: InvitationKind,
    /// The person it is for, if there is such a person already.
    pub(super) actor: Option<ActorId>,
    pub(super) name: Option<String>,
    pub(super) mail: Option<String>,
    pub(super) scopes: Vec<StreamId>,
    pub(super) role: Role,
    /// Who made it; none when the program did.
    pub(super) by: Option<ActorId>,
    pub(super) expires_ms: i64,
    /// `None` for any number of times until it expires.
    pub(super) uses_left: Option<u32>,
    pub(super) revoked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SessionRecord {
    pub(super) actor: ActorId,
    pub(super) created_ms: i64,
    /// Coarse: written at most once an hour.
    pub(super) seen_ms: i64,
    /// Browser and system, such as `Firefox, Android`.
    pub(super) agent: String,
}

/// Somebody asked for a new link by mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RequestRecord {
    /// None for an address that nobody has; kept so that both cases are the same work.
    pub(super) actor: Option<ActorId>,
    pub(super) asked_ms: i64,
}

impl Record for PersonRecord {
    const SCHEMA: u8 = 2;

    fn lift(schema: u8, body: &[u8]) -> Option<Self> {
        first::of::<first::Person>(schema, body).map(Self::from)
    }
}

impl Record for InvitationRecord {
    const SCHEMA: u8 = 2;

    fn lift(schema: u8, body: &[u8]) -> Option<Self> {
        first::of::<first::Invitation>(schema, body).map(Self::from)
    }
}

impl Record for SessionRecord {
    const SCHEMA: u8 = 2;

    fn lift(schema: u8, body: &[u8]) -> Option<Self> {
        first::of::<first::Session>(schema, body).map(Self::from)
    }
}

impl Record for Role {
    const SCHEMA: u8 = 1;
}

impl Record for RequestRecord {
    const SCHEMA: u8 = 1;
}

/// The stored bytes. Our own records always encode; an empty value would be found as damaged when read.
pub(super) fn write<T: Record>(record: &T) -> Vec<u8> {
    codec::encode_into(record, vec![T::SCHEMA]).unwrap_or_default()
}

/// The record in stored bytes; `None` when damaged or of a schema that is not known.
pub(super) fn read<T: Record>(bytes: &[u8]) -> Option<T> {
    let (schema, body) = bytes.split_first()?;
    if *schema == T::SCHEMA { codec::decode(body).ok() } else { T::lift(*schema, body) }
}

#[cfg(test)]
mod tests;
