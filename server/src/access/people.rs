//! The people's store: `people.redb`, durable with every change.

mod feeds;
mod invitations;
mod requests;
mod roles;
mod sessions;

use std::path::Path;

use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::limits;
use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable, WriteTransaction};
use thiserror::Error;

use super::records::{self, PersonRecord, Record};
use super::role::Role;
use super::tables::{
    INVITATIONS, MAILS, MEMBERS, MEMBERSHIPS, PERSONS, REQUESTS, SECRETS, SESSIONS, join, prefix, second,
};
use crate::random;

pub use invitations::{Closed, Invite, Listed, Made, Preview, Redeemed, Redemption};
pub use requests::LinkRequest;
pub use roles::{Member, RoleChange};
pub use sessions::{ListedSession, SessionLimits, SignedIn};

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
            tables.open_table(MAILS)?;
            tables.open_table(REQUESTS)?;
            let mut secrets = tables.open_table(SECRETS)?;
            if secrets.get(feeds::SECRET)?.is_none() {
                secrets.insert(feeds::SECRET, random::bytes())?;
            }
            Ok(())
        })?;
        Ok(people)
    }

    /// Whether nobody was ever entered.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn is_empty(&self) -> Result<bool, AccessError> {
        let tables = self.read()?;
        let persons = tables.open_table(PERSONS).map_err(redb::Error::from)?;
        let first = persons.iter().map_err(redb::Error::from)?.next();
        Ok(first.is_none())
    }

    /// Enters a person with a role in some scopes.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn add_person(&self, name: &str, role: Role, scopes: &[StreamId]) -> Result<ActorId, AccessError> {
        let actor = ActorId(random::bytes());
        self.enter(actor, name, role, scopes)?;
        Ok(actor)
    }

    /// Enters a person under a known actor id, or gives that person more roles and this name.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn enter(
        &self,
        actor: ActorId,
        name: &str,
        role: Role,
        scopes: &[StreamId],
    ) -> Result<(), AccessError> {
        self.write(|tables| {
            enter(tables, actor, Some(name), None)?;
            grant(tables, actor, role, scopes)
        })
    }

    /// Gives a person another name; `false` when there is no such person or no name is left of it.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn rename(&self, actor: ActorId, name: &str) -> Result<bool, AccessError> {
        let name = cut(name);
        if name.is_empty() {
            return Ok(false);
        }
        self.change_person(actor, |person| person.name = name)
    }

    /// Keeps a person out, or lets them in again; their sessions count only while they are not kept out.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn disable(&self, actor: ActorId, disabled: bool) -> Result<bool, AccessError> {
        self.change_person(actor, |person| person.disabled = disabled)
    }

    /// The name of an actor; `None` when unknown or erased.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn name(&self, actor: ActorId) -> Result<Option<String>, AccessError> {
        Ok(self.person(&self.read()?, actor)?.map(|person| person.name))
    }

    /// The scopes that an actor has a role in.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn memberships(&self, actor: ActorId) -> Result<Vec<(StreamId, Role)>, AccessError> {
        memberships(&self.read()?, actor)
    }

    /// Everybody with a role in a scope, with names.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn members(&self, scope: StreamId) -> Result<Vec<(ActorId, String)>, AccessError> {
        let people = self.people(scope)?;
        Ok(people.into_iter().map(|member| (member.actor, member.name)).collect())
    }

    fn person(&self, tables: &ReadTransaction, actor: ActorId) -> Result<Option<PersonRecord>, AccessError> {
        let persons = tables.open_table(PERSONS).map_err(redb::Error::from)?;
        let Some(bytes) = persons.get(actor.0).map_err(redb::Error::from)? else { return Ok(None) };
        records::read(bytes.value()).map(Some).ok_or(AccessError::Damaged)
    }

    fn change_person(
        &self,
        actor: ActorId,
        change: impl FnOnce(&mut PersonRecord),
    ) -> Result<bool, AccessError> {
        self.write(|tables| {
            let mut persons = tables.open_table(PERSONS)?;
            let Some(mut person) = stored::<PersonRecord, _>(&persons, actor.0)? else { return Ok(false) };
            change(&mut person);
            persons.insert(actor.0, records::write(&person).as_slice())?;
            Ok(true)
        })
    }

    fn read(&self) -> Result<ReadTransaction, AccessError> {
        Ok(self.0.begin_read().map_err(redb::Error::from)?)
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

/// A record in a table that is being written; one that is damaged is not there, so that nothing is built on it.
fn stored<T: Record, K: redb::Key + for<'a> redb::Value<SelfType<'a> = K> + 'static>(
    table: &impl ReadableTable<K, &'static [u8]>,
    key: K,
) -> Result<Option<T>, redb::Error> {
    Ok(table.get(key)?.and_then(|bytes| records::read(bytes.value())))
}

fn memberships(tables: &ReadTransaction, actor: ActorId) -> Result<Vec<(StreamId, Role)>, AccessError> {
    let table = tables.open_table(MEMBERSHIPS).map_err(redb::Error::from)?;
    let mut memberships = Vec::new();
    for entry in table.range(prefix(actor.0)).map_err(redb::Error::from)? {
        let (key, role) = entry.map_err(redb::Error::from)?;
        let role = records::read(role.value()).ok_or(AccessError::Damaged)?;
        memberships.push((StreamId(second(key.value())), role));
    }
    Ok(memberships)
}

/// Makes a person, or adds to one what is not known yet; a given name replaces an older one.
fn enter(
    tables: &WriteTransaction,
    actor: ActorId,
    name: Option<&str>,
    mail: Option<&str>,
) -> Result<(), redb::Error> {
    let mut persons = tables.open_table(PERSONS)?;
    let mut person = stored::<PersonRecord, _>(&persons, actor.0)?.unwrap_or_else(|| PersonRecord {
        name: "–".to_owned(),
        mail: None,
        disabled: false,
    });
    if let Some(name) = name.map(cut).filter(|name| !name.is_empty()) {
        person.name = name;
    }
    if let (None, Some(mail)) = (&person.mail, mail) {
        let mut mails = tables.open_table(MAILS)?;
        let key = mail_key(mail);
        // Whoever came first under an address keeps it: two persons under one could be taken for each other.
        if mails.get(key.as_str())?.is_none() {
            mails.insert(key.as_str(), actor.0)?;
            person.mail = Some(mail.to_owned());
        }
    }
    persons.insert(actor.0, records::write(&person).as_slice())?;
    Ok(())
}

/// Gives a person a role in some scopes; a stronger one that is there already stays.
fn grant(
    tables: &WriteTransaction,
    actor: ActorId,
    role: Role,
    scopes: &[StreamId],
) -> Result<(), redb::Error> {
    let mut members = tables.open_table(MEMBERS)?;
    let mut memberships = tables.open_table(MEMBERSHIPS)?;
    for scope in scopes {
        let key = join(scope.0, actor.0);
        let held = stored::<Role, _>(&members, key)?;
        let role = records::write(&held.map_or(role, |held| held.stronger(role)));
        members.insert(key, role.as_slice())?;
        memberships.insert(join(actor.0, scope.0), role.as_slice())?;
    }
    Ok(())
}

/// A name as it is kept.
fn cut(name: &str) -> String {
    name.trim().chars().take(limits::NAME_CHARS).collect()
}

/// Under what a mail address is found: people write it with capitals or without.
fn mail_key(mail: &str) -> String {
    mail.trim().to_lowercase()
}

#[cfg(test)]
mod tests;
