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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PersonRecord {
    pub(super) name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;
    use crate::golden;

    fn same<T: Debug + PartialEq + Serialize + for<'de> Deserialize<'de>>(name: &str, record: &T) {
        let bytes = write(record).unwrap();
        golden::check(&format!("access/golden/{name}-{SCHEMA}"), &bytes);
        assert_eq!(read(&bytes).as_ref(), Some(record));
        assert_eq!(
            read::<T>(&[&[SCHEMA + 1], &bytes[1..]].concat()),
            None,
            "another schema is not guessed at"
        );
    }

    #[test]
    fn golden_records_come_back_as_written() {
        let (actor, streams) = (ActorId([1; 16]), vec![StreamId([2; 16]), StreamId([3; 16])]);
        same("person", &PersonRecord { name: "Ayşe".to_owned() });
        same("role-member", &Role::Member);
        same("role-coordinator", &Role::Coordinator);
        same("session", &SessionRecord { actor, expires_ms: 1_750_000_000_123 });
        let name = Some("Jonas".to_owned());
        let role = Role::Member;
        let expires_ms = 1_750_000_000_123;
        same(
            "invitation",
            &InvitationRecord { actor: Some(actor), name, streams, role, expires_ms, uses_left: Some(1) },
        );
        let team_link =
            InvitationRecord { actor: None, name: None, streams: vec![], role, expires_ms, uses_left: None };
        same("invitation-team", &team_link);
    }
}
