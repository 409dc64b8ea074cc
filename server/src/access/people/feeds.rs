//! Keys of calendar feeds. A calendar program has no cookie, so the address itself lets it in: to the dates of one
//! cycle, for as long as the person may see them. Keys are computed, not kept: whoever asks again is given the same
//! address, and asking changes nothing.

use etappe_protocol::id::{ActorId, StreamId};

use super::{AccessError, People, memberships};
use crate::access::role::Role;
use crate::access::tables::SECRETS;

/// Name of the secret that keys are computed with.
pub(super) const SECRET: &str = "calendar feeds";

impl People {
    /// The key of a person's feed of a cycle.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn feed_key(&self, actor: ActorId, cycle: StreamId) -> Result<String, AccessError> {
        Ok(format!("{actor}{}", self.feed_mac(actor, cycle)?.to_hex()))
    }

    /// What the person may see whose key of a cycle's feed this is; `None` when it is nobody's, or of somebody who is
    /// kept out.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn feed_owner(
        &self,
        key: &str,
        cycle: StreamId,
    ) -> Result<Option<Vec<(StreamId, Role)>>, AccessError> {
        let parts = key.split_at_checked(32);
        let parts = parts.map(|(actor, mac)| (actor.parse(), blake3::Hash::from_hex(mac)));
        let Some((Ok(actor), Ok(mac))) = parts else { return Ok(None) };
        // These hashes compare in constant time.
        if self.feed_mac(actor, cycle)? != mac {
            return Ok(None);
        }
        let tables = self.read()?;
        match self.person(&tables, actor)? {
            Some(person) if !person.disabled => memberships(&tables, actor).map(Some),
            Some(_) | None => Ok(None),
        }
    }

    fn feed_mac(&self, actor: ActorId, cycle: StreamId) -> Result<blake3::Hash, AccessError> {
        let tables = self.read()?;
        let secrets = tables.open_table(SECRETS).map_err(redb::Error::from)?;
        let secret = secrets.get(SECRET).map_err(redb::Error::from)?.ok_or(AccessError::Damaged)?;
        let of = [actor.0, cycle.0].concat();
        Ok(blake3::keyed_hash(&secret.value(), &of))
    }
}
