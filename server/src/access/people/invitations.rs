//! Invitations: made, looked at, redeemed, listed, revoked. Of the token only a hash is kept.

use etappe_protocol::id::{ActorId, StreamId};
use redb::{ReadableTable, WriteTransaction};

use super::{AccessError, People, enter, grant, mail_key, roles, stored};
use crate::access::records::{self, InvitationKind, InvitationRecord, PersonRecord, SessionRecord};
use crate::access::role::Role;
use crate::access::tables::{INVITATIONS, PERSONS, SESSIONS};
use crate::access::token::{Token, id_of};
use crate::random;

/// Time for which an ended invitation is kept, so that its link can say what became of it, in milliseconds.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The person it is for, if there is such a person already; whoever redeems it comes in as that person.
    pub actor: Option<ActorId>,
    /// Suggested name.
    pub name: Option<String>,
    /// Mail address of the person it is for.
    pub mail: Option<String>,
    /// What it opens.
    pub scopes: Vec<StreamId>,
    /// As what.
    pub role: Role,
    /// Who makes it; `None` when the program does.
    pub by: Option<ActorId>,
    /// UTC milliseconds since 1970.
    pub expires_ms: i64,
    /// How often; `None` for any number of times.
    pub uses: Option<u32>,
}

impl Invite {
    /// For one new person, once.
    #[must_use]
    pub fn personal(role: Role, scopes: Vec<StreamId>, expires_ms: i64) -> Self {
        let (actor, name, mail, by) = (None, None, None, None);
        Self { actor, name, mail, scopes, role, by, expires_ms, uses: Some(1) }
    }

    /// For whoever is in the room, any number of times.
    #[must_use]
    pub fn team(role: Role, scope: StreamId, expires_ms: i64) -> Self {
        Self { uses: None, ..Self::personal(role, vec![scope], expires_ms) }
    }
}

/// A new invitation.
#[derive(Clone, Debug)]
pub struct Made {
    /// For the link; cannot be had again.
    pub token: Token,
    /// Names it in lists.
    pub id: [u8; 16],
}

/// What an invitation says before it is redeemed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Suggested name.
    pub name: Option<String>,
    /// As what.
    pub role: Role,
    /// What it opens.
    pub scopes: Vec<StreamId>,
}

/// Why an invitation opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Unknown, expired, revoked, or for somebody else; which of them is not told.
    Neutral,
    /// It was redeemed before.
    Used,
}

/// Who redeems an invitation.
#[derive(Clone, Debug, Default)]
pub struct Redemption {
    /// The name they give themselves; empty to take the suggested one, or to keep the one they have.
    pub name: String,
    /// Browser and system, for the list of sessions.
    pub agent: String,
    /// Who they are already, and the cookie that says so.
    pub signed_in: Option<(ActorId, Token)>,
    /// UTC milliseconds since 1970.
    pub now_ms: i64,
}

/// A redeemed invitation.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// Who it is from now on.
    pub actor: ActorId,
    /// For the cookie; a new one always.
    pub session: Token,
    /// The invitation, as listed.
    pub invitation: [u8; 16],
    /// As what.
    pub role: Role,
    /// What it opens.
    pub scopes: Vec<StreamId>,
}

/// An invitation in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Names it; opens nothing.
    pub id: [u8; 16],
    /// Suggested name.
    pub name: Option<String>,
    /// As what.
    pub role: Role,
    /// Whether many may use it.
    pub is_team: bool,
    /// UTC milliseconds since 1970.
    pub expires_ms: i64,
    /// `None` for any number.
    pub uses_left: Option<u32>,
}

impl InvitationRecord {
    fn check(&self, now_ms: i64) -> Result<(), Closed> {
        if self.revoked {
            return Err(Closed::Neutral);
        }
        if self.uses_left == Some(0) {
            return Err(Closed::Used);
        }
        if self.expires_ms <= now_ms { Err(Closed::Neutral) } else { Ok(()) }
    }
}

impl People {
    /// Makes an invitation. A team link takes the place of the older one of the same scope and role.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn invite(&self, invite: Invite) -> Result<Made, AccessError> {
        let is_team = invite.actor.is_none() && invite.uses.is_none();
        self.make(if is_team { InvitationKind::Team } else { InvitationKind::Personal }, invite)
    }

    /// Makes the link with which the first operator comes in, in place of an older one.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn invite_first_operator(&self, expires_ms: i64) -> Result<Made, AccessError> {
        let invite = Invite::personal(Role::Operator, vec![StreamId::INSTALLATION], expires_ms);
        self.make(InvitationKind::FirstOperator, invite)
    }

    fn make(&self, kind: InvitationKind, invite: Invite) -> Result<Made, AccessError> {
        let token = Token::random();
        let Invite { actor, name, mail, scopes, role, by, expires_ms, uses: uses_left } = invite;
        let record = InvitationRecord {
            kind,
            actor,
            name,
            mail,
            scopes,
            role,
            by,
            expires_ms,
            uses_left,
            revoked: false,
        };
        self.write(|tables| {
            let replaced = |other: &InvitationRecord| match kind {
                InvitationKind::Personal => false,
                InvitationKind::Team => {
                    other.kind == kind && other.role == role && other.scopes == record.scopes
                }
                InvitationKind::FirstOperator => other.kind == kind,
            };
            revoke_where(tables, |_, other| replaced(other))?;
            let bytes = records::write(&record);
            tables.open_table(INVITATIONS)?.insert(token.hash(), bytes.as_slice())?;
            Ok(())
        })?;
        let id = id_of(token.hash());
        Ok(Made { token, id })
    }

    /// What an invitation says. Changes nothing.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn preview(&self, token: &Token, now_ms: i64) -> Result<Result<Preview, Closed>, AccessError> {
        let tables = self.read()?;
        let invitations = tables.open_table(INVITATIONS).map_err(redb::Error::from)?;
        let Some(bytes) = invitations.get(token.hash()).map_err(redb::Error::from)? else {
            return Ok(Err(Closed::Neutral));
        };
        let record: InvitationRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
        if record.kind == InvitationKind::FirstOperator
            && self.has_any(StreamId::INSTALLATION, Role::Operator)?
        {
            return Ok(Err(Closed::Neutral));
        }
        let InvitationRecord { name, role, scopes, .. } = record.clone();
        Ok(record.check(now_ms).map(|()| Preview { name, role, scopes }))
    }

    /// Redeems an invitation. Whoever is signed in already gets the roles too, unless the invitation is made out to
    /// another person; the session is a new one in any case, and the one they came with ends.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn redeem(
        &self,
        token: &Token,
        redemption: &Redemption,
    ) -> Result<Result<Redeemed, Closed>, AccessError> {
        let session = Token::random();
        self.write(|tables| {
            let record = take(tables, token, redemption)?;
            let Ok((record, actor)) = record else { return Ok(Err(record.err().unwrap_or(Closed::Neutral))) };
            let given = Some(redemption.name.as_str()).filter(|name| !name.trim().is_empty());
            let is_known = tables.open_table(PERSONS)?.get(actor.0)?.is_some();
            let name = given.or(record.name.as_deref().filter(|_| !is_known));
            enter(tables, actor, name, record.mail.as_deref())?;
            grant(tables, actor, record.role, &record.scopes)?;
            let mut sessions = tables.open_table(SESSIONS)?;
            if let Some((_, cookie)) = &redemption.signed_in {
                sessions.remove(cookie.hash())?;
            }
            let (now_ms, agent) = (redemption.now_ms, redemption.agent.clone());
            let kept = SessionRecord { actor, created_ms: now_ms, seen_ms: now_ms, agent };
            sessions.insert(session.hash(), records::write(&kept).as_slice())?;
            let InvitationRecord { role, scopes, .. } = record;
            let invitation = id_of(token.hash());
            Ok(Ok(Redeemed { actor, session: session.clone(), invitation, role, scopes }))
        })
    }

    /// The invitations to a scope that can still be redeemed.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn invitations(&self, scope: StreamId, now_ms: i64) -> Result<Vec<Listed>, AccessError> {
        let tables = self.read()?;
        let invitations = tables.open_table(INVITATIONS).map_err(redb::Error::from)?;
        let mut listed = Vec::new();
        for entry in invitations.iter().map_err(redb::Error::from)? {
            let (key, bytes) = entry.map_err(redb::Error::from)?;
            let record: InvitationRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
            // What the program made is for whoever runs it.
            if record.scopes.contains(&scope)
                && record.kind != InvitationKind::FirstOperator
                && record.check(now_ms).is_ok()
            {
                let InvitationRecord { kind, name, role, expires_ms, uses_left, .. } = record;
                let (id, is_team) = (id_of(key.value()), kind == InvitationKind::Team);
                listed.push(Listed { id, name, role, is_team, expires_ms, uses_left });
            }
        }
        listed.sort_by_key(|invitation| (invitation.expires_ms, invitation.id));
        Ok(listed)
    }

    /// Revokes an invitation to a scope; `false` when there is none of this id.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn revoke(&self, scope: StreamId, id: [u8; 16]) -> Result<bool, AccessError> {
        self.write(|tables| {
            revoke_where(tables, |other, record| other == id && record.scopes.contains(&scope))
        })
    }
}

/// Counts the use and says who it is that comes in; changes nothing when it is closed to them.
fn take(
    tables: &WriteTransaction,
    token: &Token,
    redemption: &Redemption,
) -> Result<Result<(InvitationRecord, ActorId), Closed>, redb::Error> {
    let mut invitations = tables.open_table(INVITATIONS)?;
    let record = stored::<InvitationRecord, _>(&invitations, token.hash())?;
    let Some(mut record) = record else { return Ok(Err(Closed::Neutral)) };
    if let Err(closed) = record.check(redemption.now_ms) {
        return Ok(Err(closed));
    }
    let first = record.kind == InvitationKind::FirstOperator;
    if first && 0 < roles::count(tables, StreamId::INSTALLATION, Role::Operator)? {
        return Ok(Err(Closed::Neutral));
    }
    let persons = tables.open_table(PERSONS)?;
    let signed_in = redemption.signed_in.as_ref().map(|(actor, _)| *actor);
    let actor = record.actor.or(signed_in).unwrap_or_else(|| ActorId(random::bytes()));
    if let Some(person) = stored::<PersonRecord, _>(&persons, actor.0)? {
        let other = |mail: &String| record.mail.as_ref().is_some_and(|to| mail_key(to) != mail_key(mail));
        if person.disabled || record.actor.is_none() && person.mail.as_ref().is_some_and(other) {
            return Ok(Err(Closed::Neutral));
        }
    }
    if let Some(uses_left) = &mut record.uses_left {
        *uses_left = uses_left.saturating_sub(1);
        invitations.insert(token.hash(), records::write(&record).as_slice())?;
    }
    Ok(Ok((record, actor)))
}

fn revoke_where(
    tables: &WriteTransaction,
    which: impl Fn([u8; 16], &InvitationRecord) -> bool,
) -> Result<bool, redb::Error> {
    let mut invitations = tables.open_table(INVITATIONS)?;
    let mut revoked = Vec::new();
    for entry in invitations.iter()? {
        let (key, bytes) = entry?;
        if let Some(record) = records::read::<InvitationRecord>(bytes.value())
            && !record.revoked
            && which(id_of(key.value()), &record)
        {
            revoked.push((key.value(), InvitationRecord { revoked: true, ..record }));
        }
    }
    for (key, record) in &revoked {
        invitations.insert(key, records::write(record).as_slice())?;
    }
    Ok(!revoked.is_empty())
}

pub(super) fn prune(tables: &WriteTransaction, now_ms: i64) -> Result<(), redb::Error> {
    tables.open_table(INVITATIONS)?.retain(|_, bytes| {
        let record = records::read::<InvitationRecord>(bytes);
        record.is_none_or(|record| now_ms < record.expires_ms.saturating_add(KEPT_MS))
    })?;
    Ok(())
}
