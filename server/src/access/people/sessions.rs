//! Sessions: whose cookie it is, until when, and the list of one's own.

use etappe_protocol::id::{ActorId, StreamId};
use redb::ReadableTable;

use super::{AccessError, People, memberships, stored};
use crate::access::records::{self, SessionRecord};
use crate::access::rights::{Right, allows};
use crate::access::role::Role;
use crate::access::tables::SESSIONS;
use crate::access::token::{Token, id_of};

/// How long sessions last, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without being used.
    pub idle_ms: i64,
    /// In all.
    pub absolute_ms: i64,
    /// In all, of somebody who is a guest wherever they are.
    pub guest_ms: i64,
}

const HOUR_MS: i64 = 60 * 60 * 1_000;

impl Default for SessionLimits {
    fn default() -> Self {
        // From workshop to workshop's homework without coming in again, and a new link at least once a season.
        Self { idle_ms: 30 * 24 * HOUR_MS, absolute_ms: 90 * 24 * HOUR_MS, guest_ms: 24 * HOUR_MS }
    }
}

impl SessionLimits {
    /// When a session ends unless it is used again.
    fn end_ms(&self, session: &SessionRecord, is_guest: bool) -> i64 {
        let absolute_ms = if is_guest { self.absolute_ms.min(self.guest_ms) } else { self.absolute_ms };
        let idle = session.seen_ms.saturating_add(self.idle_ms);
        idle.min(session.created_ms.saturating_add(absolute_ms))
    }

    /// How exactly the last use is kept: a write for every request would be a disk full of them.
    fn coarse_ms(&self) -> i64 {
        HOUR_MS.min(self.idle_ms / 8)
    }
}

/// Somebody with a valid session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub actor: ActorId,
    /// The person's name.
    pub name: String,
    /// Scopes and the role in each.
    pub memberships: Vec<(StreamId, Role)>,
    /// Names the session in lists; opens nothing.
    pub session: [u8; 16],
    /// When the session ends unless it is used again, UTC milliseconds since 1970.
    pub ends_ms: i64,
    /// Whether the last use should be written down anew.
    pub(crate) is_stale: bool,
}

/// One of somebody's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// Names it; opens nothing.
    pub id: [u8; 16],
    /// UTC milliseconds since 1970.
    pub created_ms: i64,
    /// Last use, to the hour; UTC milliseconds since 1970.
    pub seen_ms: i64,
    /// Browser and system.
    pub agent: String,
}

impl SignedIn {
    /// The role in one scope.
    #[must_use]
    pub fn role_in(&self, scope: StreamId) -> Option<Role> {
        self.memberships.iter().find(|(member_of, _)| *member_of == scope).map(|(_, role)| *role)
    }

    /// Whether the person's role in this very scope allows something.
    #[must_use]
    pub fn may(&self, right: Right, scope: StreamId) -> bool {
        self.role_in(scope).is_some_and(|role| allows(role, right))
    }

    /// The scopes in which somebody has this role.
    pub fn scopes(&self, role: Role) -> impl Iterator<Item = StreamId> {
        self.memberships.iter().filter(move |(_, held)| *held == role).map(|(scope, _)| *scope)
    }

    /// Whether the person accompanies teams.
    #[must_use]
    pub fn is_coordinator(&self) -> bool {
        self.scopes(Role::Coordinator).next().is_some()
    }

    /// Whether the person runs the installation.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.role_in(StreamId::INSTALLATION) == Some(Role::Operator)
    }
}

impl People {
    /// Who a cookie belongs to; `None` when unknown or expired, or when the person is kept out.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn session(
        &self,
        cookie: &Token,
        now_ms: i64,
        limits: &SessionLimits,
    ) -> Result<Option<SignedIn>, AccessError> {
        let tables = self.read()?;
        let sessions = tables.open_table(SESSIONS).map_err(redb::Error::from)?;
        let Some(bytes) = sessions.get(cookie.hash()).map_err(redb::Error::from)? else { return Ok(None) };
        let session: SessionRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
        let Some(person) = self.person(&tables, session.actor)? else { return Ok(None) };
        let memberships = memberships(&tables, session.actor)?;
        let ends_ms = limits.end_ms(&session, is_guest(&memberships));
        if ends_ms <= now_ms || person.disabled {
            return Ok(None);
        }
        Ok(Some(SignedIn {
            actor: session.actor,
            name: person.name,
            memberships,
            session: id_of(cookie.hash()),
            ends_ms,
            is_stale: session.seen_ms.saturating_add(limits.coarse_ms()) <= now_ms,
        }))
    }

    /// Writes down that a session is used.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn touch(&self, cookie: &Token, now_ms: i64) -> Result<(), AccessError> {
        self.write(|tables| {
            let mut sessions = tables.open_table(SESSIONS)?;
            // Ended meanwhile, perhaps: then it stays ended.
            if let Some(mut session) = stored::<SessionRecord, _>(&sessions, cookie.hash())? {
                session.seen_ms = session.seen_ms.max(now_ms);
                sessions.insert(cookie.hash(), records::write(&session).as_slice())?;
            }
            Ok(())
        })
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

    /// Somebody's sessions that have not ended, the latest use first.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn sessions(
        &self,
        actor: ActorId,
        now_ms: i64,
        limits: &SessionLimits,
    ) -> Result<Vec<ListedSession>, AccessError> {
        let tables = self.read()?;
        let is_guest = is_guest(&memberships(&tables, actor)?);
        let sessions = tables.open_table(SESSIONS).map_err(redb::Error::from)?;
        let mut listed = Vec::new();
        for entry in sessions.iter().map_err(redb::Error::from)? {
            let (key, bytes) = entry.map_err(redb::Error::from)?;
            let session: SessionRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
            if session.actor == actor && now_ms < limits.end_ms(&session, is_guest) {
                let SessionRecord { created_ms, seen_ms, agent, .. } = session;
                listed.push(ListedSession { id: id_of(key.value()), created_ms, seen_ms, agent });
            }
        }
        listed.sort_by_key(|session| std::cmp::Reverse((session.seen_ms, session.id)));
        Ok(listed)
    }

    /// Ends those of somebody's sessions that `which` names; how many there were.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn end_sessions(
        &self,
        actor: ActorId,
        which: impl Fn([u8; 16]) -> bool,
    ) -> Result<usize, AccessError> {
        self.write(|tables| {
            let mut sessions = tables.open_table(SESSIONS)?;
            let mut ended = Vec::new();
            for entry in sessions.iter()? {
                let (key, bytes) = entry?;
                let session = records::read::<SessionRecord>(bytes.value());
                if session.is_some_and(|session| session.actor == actor) && which(id_of(key.value())) {
                    ended.push(key.value());
                }
            }
            for key in &ended {
                sessions.remove(key)?;
            }
            Ok(ended.len())
        })
    }

    /// Forgets what has ended for good: sessions past their absolute end, and invitations a month after theirs.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn prune(&self, now_ms: i64, limits: &SessionLimits) -> Result<(), AccessError> {
        self.write(|tables| {
            tables.open_table(SESSIONS)?.retain(|_, bytes| {
                let session = records::read::<SessionRecord>(bytes);
                session.is_none_or(|session| now_ms < limits.end_ms(&session, false))
            })?;
            super::invitations::prune(tables, now_ms)?;
            super::requests::prune(tables, now_ms)
        })
    }
}

/// Whether somebody is a guest wherever they are something.
fn is_guest(memberships: &[(StreamId, Role)]) -> bool {
    !memberships.is_empty() && memberships.iter().all(|(_, role)| *role == Role::Guest)
}
