//! What the people's store keeps, schema 1. Mutable and erasable, so nothing here is frozen for ever; the schema
//! byte in front of each record says how to read it.

use etappe_protocol::codec;
use etappe_protocol::id::{ActorId, StreamId};
use serde::{Deserialize, Serialize};

const SCHEMA: u8 = 1;

/// What somebody is in an analysis. The order is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Rates, writes, discusses.
    Member,
    /// Accompanies the team: sees its progress, not its answers.
    Coordinator,
}

impl Role {
    /// As the browser is told.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Coordinator => "coordinator",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PersonRecord {
    pub(super) name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct InvitationRecord {
    /// The person it is for; `None` for a team link, which makes a new person.
    pub(super) actor: Option<ActorId>,
    pub(super) name: Option<String>,
    pub(super) streams: Vec<StreamId>,
    pub(super) role: Role,
    pub(super) expires_ms: i64,
    /// `None` for any number of times until it expires.
    pub(super) uses_left: Option<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SessionRecord {
    pub(super) actor: ActorId,
    pub(super) expires_ms: i64,
}

pub(super) fn write<T: Serialize>(record: &T) -> Option<Vec<u8>> {
    codec::encode_into(record, vec![SCHEMA]).ok()
}

pub(super) fn read<'a, T: Deserialize<'a> + Serialize>(bytes: &'a [u8]) -> Option<T> {
    let (schema, body) = bytes.split_first()?;
    if *schema == SCHEMA { codec::decode(body).ok() } else { None }
}
