//! Who is what where.

use etappe_protocol::id::{ActorId, StreamId};
use redb::{ReadableTable, WriteTransaction};

use super::{AccessError, People, stored};
use crate::access::records;
use crate::access::role::Role;
use crate::access::tables::{MEMBERS, MEMBERSHIPS, join, prefix, second};

/// Somebody with a role in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub actor: ActorId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Their mail address, if it is known.
    pub mail: Option<String>,
}

/// What came of changing a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// Done; the role before.
    Done(Role),
    /// The person has no role here.
    NoMember,
    /// The scope would be left without anybody with this role.
    Last(Role),
}

impl People {
    /// Everybody with a role in a scope.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn people(&self, scope: StreamId) -> Result<Vec<Member>, AccessError> {
        let tables = self.read()?;
        let table = tables.open_table(MEMBERS).map_err(redb::Error::from)?;
        let mut people = Vec::new();
        for entry in table.range(prefix(scope.0)).map_err(redb::Error::from)? {
            let (key, role) = entry.map_err(redb::Error::from)?;
            let actor = ActorId(second(key.value()));
            let role = records::read(role.value()).ok_or(AccessError::Damaged)?;
            if let Some(person) = self.person(&tables, actor)? {
                people.push(Member { actor, name: person.name, role, mail: person.mail });
            }
        }
        Ok(people)
    }

    /// Gives a member of a scope another role, or with `None` takes it away.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn set_role(
        &self,
        scope: StreamId,
        actor: ActorId,
        role: Option<Role>,
    ) -> Result<RoleChange, AccessError> {
        self.write(|tables| {
            let (key, reverse) = (join(scope.0, actor.0), join(actor.0, scope.0));
            let held = stored::<Role, _>(&tables.open_table(MEMBERS)?, key)?;
            let Some(held) = held else { return Ok(RoleChange::NoMember) };
            if held.must_stay() && role != Some(held) && count(tables, scope, held)? < 2 {
                return Ok(RoleChange::Last(held));
            }
            let (mut members, mut memberships) =
                (tables.open_table(MEMBERS)?, tables.open_table(MEMBERSHIPS)?);
            match role {
                Some(role) => {
                    let role = records::write(&role);
                    members.insert(key, role.as_slice())?;
                    memberships.insert(reverse, role.as_slice())?;
                }
                None => {
                    members.remove(key)?;
                    memberships.remove(reverse)?;
                }
            }
            Ok(RoleChange::Done(held))
        })
    }

    /// Whether anybody has this role in a scope.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn has_any(&self, scope: StreamId, role: Role) -> Result<bool, AccessError> {
        Ok(self.people(scope)?.iter().any(|member| member.role == role))
    }
}

/// How many have this role in a scope.
pub(super) fn count(tables: &WriteTransaction, scope: StreamId, role: Role) -> Result<usize, redb::Error> {
    let members = tables.open_table(MEMBERS)?;
    let mut count = 0;
    for entry in members.range(prefix(scope.0))? {
        let (_, bytes) = entry?;
        count += usize::from(records::read::<Role>(bytes.value()) == Some(role));
    }
    Ok(count)
}
