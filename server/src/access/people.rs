//! The people's store: `people.redb`, durable with every change.

use std::path::Path;

use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::limits;
use redb::{Database, ReadableDatabase, ReadableTable, WriteTransaction};
use thiserror::Error;

use super::records::{self, InvitationRecord, PersonRecord, Role, SessionRecord};
use super::tables::{INVITATIONS, MEMBERS, MEMBERSHIPS, PERSONS, SESSIONS, join, prefix, second};
use super::token::Token;
use crate::random;

/// How long a session lasts, in milliseconds: 30 days, long enough from workshop to workshop's homework.
const SESSION_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Why the people's store did not answer.
#[derive(Debug, Error)]
pub enum AccessError {
    /// The store itself.
    #[error("people's store: {0}")]
    Store(#[from] redb::Error),
    /// A record is damaged.
    #[error("people's store: damaged record")]
    Damaged,
    /// The server is going down.
    #[error("interrupted")]
    Interrupted,
}

/// Names, roles, invitations, sessions.
pub struct People(Database);

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The person it is for; `None` for a team link.
    pub actor: Option<ActorId>,
    /// Suggested name.
    pub name: Option<String>,
    /// What it opens.
    pub streams: Vec<StreamId>,
    /// As what.
    pub role: Role,
    /// UTC milliseconds since 1970.
    pub expires_ms: i64,
    /// How often; `None` for any number of times.
    pub uses: Option<u32>,
}

/// What an invitation says before it is redeemed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Suggested name.
    pub name: Option<String>,
    /// As what.
    pub role: Role,
    /// What it opens.
    pub streams: Vec<StreamId>,
}

/// A redeemed invitation.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// Who it is from now on.
    pub actor: ActorId,
    /// For the cookie.
    pub session: Token,
    /// As what.
    pub role: Role,
    /// What it opens.
    pub streams: Vec<StreamId>,
}

/// Somebody with a valid session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub actor: ActorId,
    /// The person's name.
    pub name: String,
    /// Analyses and the role in each.
    pub memberships: Vec<(StreamId, Role)>,
}

impl SignedIn {
    /// The role in one analysis.
    #[must_use]
    pub fn role_in(&self, stream: StreamId) -> Option<Role> {
        self.memberships.iter().find(|(member_of, _)| *member_of == stream).map(|(_, role)| *role)
    }

    /// Whether the person accompanies teams.
    #[must_use]
    pub fn is_coordinator(&self) -> bool {
        self.memberships.iter().any(|(_, role)| *role == Role::Coordinator)
    }
}

impl People {
    /// Opens the store, making it if needed.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn open(path: &Path) -> Result<Self, AccessError> {
        let database = Database::create(path).map_err(redb::Error::from)?;
        let people = Self(database);
        people.write(|tables| {
            tables.open_table(PERSONS)?;
            tables.open_table(MEMBERS)?;
            tables.open_table(MEMBERSHIPS)?;
            tables.open_table(INVITATIONS)?;
            tables.open_table(SESSIONS)?;
            Ok(())
        })?;
        Ok(people)
    }

    /// Whether nobody was ever entered.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn is_empty(&self) -> Result<bool, AccessError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let persons = tables.open_table(PERSONS).map_err(redb::Error::from)?;
        let first = persons.iter().map_err(redb::Error::from)?.next();
        Ok(first.is_none())
    }

    /// Enters a person with a role in some analyses.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn add_person(&self, name: &str, role: Role, streams: &[StreamId]) -> Result<ActorId, AccessError> {
        let actor = ActorId(random::bytes());
        self.enter(actor, name, role, streams)?;
        Ok(actor)
    }

    /// Enters a person under a known actor id, or gives that person more roles.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn enter(
        &self,
        actor: ActorId,
        name: &str,
        role: Role,
        streams: &[StreamId],
    ) -> Result<(), AccessError> {
        self.write(|tables| enter(tables, actor, name, role, streams))
    }

    /// Makes an invitation; the token is not stored and cannot be had again.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn invite(&self, invite: Invite) -> Result<Token, AccessError> {
        let token = Token::random();
        let record = InvitationRecord {
            actor: invite.actor,
            name: invite.name,
            streams: invite.streams,
            role: invite.role,
            expires_ms: invite.expires_ms,
            uses_left: invite.uses,
        };
        let bytes = records::write(&record).ok_or(AccessError::Damaged)?;
        self.write(|tables| {
            tables.open_table(INVITATIONS)?.insert(token.hash(), bytes.as_slice())?;
            Ok(())
        })?;
        Ok(token)
    }

    /// What an invitation says; `None` when unknown, used up or expired. Changes nothing.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn preview(&self, token: &Token, now_ms: i64) -> Result<Option<Preview>, AccessError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let invitations = tables.open_table(INVITATIONS).map_err(redb::Error::from)?;
        let Some(bytes) = invitations.get(token.hash()).map_err(redb::Error::from)? else { return Ok(None) };
        let record: InvitationRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
        Ok(record.is_open(now_ms).then_some(Preview {
            name: record.name,
            role: record.role,
            streams: record.streams,
        }))
    }

    /// Redeems an invitation under this name; `None` when unknown, used up or expired.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn redeem(&self, token: &Token, name: &str, now_ms: i64) -> Result<Option<Redeemed>, AccessError> {
        let session = Token::random();
        self.write(|tables| {
            let mut invitations = tables.open_table(INVITATIONS)?;
            let record = invitations.get(token.hash())?.and_then(|bytes| records::read(bytes.value()));
            let Some(mut record) = record.filter(|record: &InvitationRecord| record.is_open(now_ms)) else {
                return Ok(None);
            };
            if let Some(uses_left) = &mut record.uses_left {
                *uses_left = uses_left.saturating_sub(1);
                let bytes = records::write(&record).unwrap_or_default();
                invitations.insert(token.hash(), bytes.as_slice())?;
            }
            let actor = record.actor.unwrap_or_else(|| ActorId(random::bytes()));
            let name = name.trim();
            let name = if name.is_empty() { record.name.as_deref().unwrap_or("–") } else { name };
            enter(tables, actor, name, record.role, &record.streams)?;
            let kept = SessionRecord { actor, expires_ms: now_ms.saturating_add(SESSION_MS) };
            let bytes = records::write(&kept).unwrap_or_default();
            tables.open_table(SESSIONS)?.insert(session.hash(), bytes.as_slice())?;
            Ok(Some(Redeemed { actor, session: session.clone(), role: record.role, streams: record.streams }))
        })
    }

    /// Who a cookie belongs to; `None` when unknown or expired.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn session(&self, cookie: &Token, now_ms: i64) -> Result<Option<SignedIn>, AccessError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let sessions = tables.open_table(SESSIONS).map_err(redb::Error::from)?;
        let Some(bytes) = sessions.get(cookie.hash()).map_err(redb::Error::from)? else { return Ok(None) };
        let session: SessionRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
        if session.expires_ms <= now_ms {
            return Ok(None);
        }
        let Some(name) = self.name(session.actor)? else { return Ok(None) };
        let memberships = self.memberships(session.actor)?;
        Ok(Some(SignedIn { actor: session.actor, name, memberships }))
    }

    /// Ends the session of a cookie.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn end_session(&self, cookie: &Token) -> Result<(), AccessError> {
        self.write(|tables| {
            tables.open_table(SESSIONS)?.remove(cookie.hash())?;
            Ok(())
        })
    }

    /// The name of an actor; `None` when unknown or erased.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn name(&self, actor: ActorId) -> Result<Option<String>, AccessError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let persons = tables.open_table(PERSONS).map_err(redb::Error::from)?;
        let Some(bytes) = persons.get(actor.0).map_err(redb::Error::from)? else { return Ok(None) };
        let record: PersonRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
        Ok(Some(record.name))
    }

    /// The analyses that an actor has a role in.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn memberships(&self, actor: ActorId) -> Result<Vec<(StreamId, Role)>, AccessError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let table = tables.open_table(MEMBERSHIPS).map_err(redb::Error::from)?;
        let mut memberships = Vec::new();
        for entry in table.range(prefix(actor.0)).map_err(redb::Error::from)? {
            let (key, role) = entry.map_err(redb::Error::from)?;
            let role = records::read(role.value()).ok_or(AccessError::Damaged)?;
            memberships.push((StreamId(second(key.value())), role));
        }
        Ok(memberships)
    }

    /// Everybody with a role in an analysis, with names.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn members(&self, stream: StreamId) -> Result<Vec<(ActorId, String)>, AccessError> {
        let tables = self.0.begin_read().map_err(redb::Error::from)?;
        let table = tables.open_table(MEMBERS).map_err(redb::Error::from)?;
        let mut members = Vec::new();
        for entry in table.range(prefix(stream.0)).map_err(redb::Error::from)? {
            let (key, _) = entry.map_err(redb::Error::from)?;
            let actor = ActorId(second(key.value()));
            if let Some(name) = self.name(actor)? {
                members.push((actor, name));
            }
        }
        Ok(members)
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, AccessError> {
        let transaction = self.0.begin_write().map_err(redb::Error::from)?;
        let value = work(&transaction)?;
        transaction.commit().map_err(redb::Error::from)?;
        Ok(value)
    }
}

impl InvitationRecord {
    fn is_open(&self, now_ms: i64) -> bool {
        now_ms < self.expires_ms && self.uses_left != Some(0)
    }
}

fn enter(
    tables: &WriteTransaction,
    actor: ActorId,
    name: &str,
    role: Role,
    streams: &[StreamId],
) -> Result<(), redb::Error> {
    let person = PersonRecord { name: name.chars().take(limits::NAME_CHARS).collect() };
    // Our own records always encode; an empty value would be found as damaged when read.
    let person = records::write(&person).unwrap_or_default();
    let role = records::write(&role).unwrap_or_default();
    tables.open_table(PERSONS)?.insert(actor.0, person.as_slice())?;
    for stream in streams {
        tables.open_table(MEMBERS)?.insert(join(stream.0, actor.0), role.as_slice())?;
        tables.open_table(MEMBERSHIPS)?.insert(join(actor.0, stream.0), role.as_slice())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, People) {
        let folder = tempfile::tempdir().unwrap();
        let people = People::open(&folder.path().join("people.redb")).unwrap();
        (folder, people)
    }

    fn invite(uses: Option<u32>) -> Invite {
        Invite {
            actor: None,
            name: None,
            streams: vec![StreamId([1; 16])],
            role: Role::Member,
            expires_ms: 1_000,
            uses,
        }
    }

    #[test]
    fn a_link_leads_to_a_session_and_no_further_than_its_analysis() {
        let (_folder, people) = store();
        let token = people.invite(invite(Some(1))).unwrap();
        assert!(people.preview(&token, 0).unwrap().is_some(), "looking changes nothing");
        let redeemed = people.redeem(&token, " Ayşe ", 0).unwrap().unwrap();
        assert!(people.redeem(&token, "Eva", 0).unwrap().is_none(), "used up");
        let signed_in = people.session(&redeemed.session, 1).unwrap().unwrap();
        assert_eq!(signed_in.name, "Ayşe");
        assert_eq!(signed_in.role_in(StreamId([1; 16])), Some(Role::Member));
        assert_eq!(signed_in.role_in(StreamId([2; 16])), None);
        assert_eq!(people.members(StreamId([1; 16])).unwrap(), [(redeemed.actor, "Ayşe".to_owned())]);
        people.end_session(&redeemed.session).unwrap();
        assert!(people.session(&redeemed.session, 1).unwrap().is_none());
    }

    #[test]
    fn what_is_expired_opens_nothing() {
        let (_folder, people) = store();
        let token = people.invite(invite(None)).unwrap();
        assert!(people.preview(&token, 1_000).unwrap().is_none());
        assert!(people.redeem(&token, "Eva", 1_000).unwrap().is_none());
        let redeemed = people.redeem(&token, "Eva", 0).unwrap().unwrap();
        assert!(people.session(&redeemed.session, SESSION_MS).unwrap().is_none());
        assert!(people.session(&Token::random(), 0).unwrap().is_none());
    }
}
