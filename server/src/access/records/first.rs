//! Schema 1, as it was; read and lifted, never written.

use etappe_protocol::codec;
use etappe_protocol::id::{ActorId, StreamId};
use serde::{Deserialize, Serialize};

use super::{InvitationKind, InvitationRecord, PersonRecord, SessionRecord};
use crate::access::role::Role;

/// How long sessions of schema 1 lasted, in milliseconds.
const SESSION_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

#[derive(Serialize, Deserialize)]
pub(super) struct Person {
    name: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Invitation {
    actor: Option<ActorId>,
    name: Option<String>,
    streams: Vec<StreamId>,
    role: Role,
    expires_ms: i64,
    uses_left: Option<u32>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Session {
    actor: ActorId,
    expires_ms: i64,
}

/// A record of schema 1; `None` for any other schema.
pub(super) fn of<T: Serialize + for<'a> Deserialize<'a>>(schema: u8, body: &[u8]) -> Option<T> {
    if schema == 1 { codec::decode(body).ok() } else { None }
}

impl From<Person> for PersonRecord {
    fn from(Person { name }: Person) -> Self {
        Self { name, mail: None, disabled: false }
    }
}

impl From<Invitation> for InvitationRecord {
    fn from(first: Invitation) -> Self {
        let Invitation { actor, name, streams: scopes, role, expires_ms, uses_left } = first;
        let is_team = actor.is_none() && uses_left.is_none();
        let kind = if is_team { InvitationKind::Team } else { InvitationKind::Personal };
        Self { kind, actor, name, mail: None, scopes, role, by: None, expires_ms, uses_left, revoked: false }
    }
}

impl From<Session> for SessionRecord {
    fn from(Session { actor, expires_ms }: Session) -> Self {
        let created_ms = expires_ms.saturating_sub(SESSION_MS);
        Self { actor, created_ms, seen_ms: created_ms, agent: String::new() }
    }
}
