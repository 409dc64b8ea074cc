//! Wishes for a new link, from people who have lost theirs and remember only their mail address.

use etappe_protocol::id::{ActorId, StreamId};
use redb::{ReadableTable, WriteTransaction};

use super::{AccessError, People, mail_key, memberships};
use crate::access::records::{self, RequestRecord};
use crate::access::role::Role;
use crate::access::tables::{MAILS, REQUESTS};

/// How long a wish is shown, in milliseconds.
const KEPT_MS: i64 = 14 * 24 * 60 * 60 * 1_000;
/// Under this key the wish for an address is kept that nobody has.
const NOBODY: [u8; 16] = [0; 16];

/// Somebody who asked for a new link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// Who.
    pub actor: ActorId,
    /// Their name.
    pub name: String,
    /// Where they have roles.
    pub memberships: Vec<(StreamId, Role)>,
    /// When, UTC milliseconds since 1970.
    pub asked_ms: i64,
}

impl People {
    /// Notes that whoever has this address wants a new link. Does the same work whether or not anybody has it.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn request_link(&self, mail: &str, now_ms: i64) -> Result<(), AccessError> {
        self.write(|tables| {
            let actor = tables.open_table(MAILS)?.get(mail_key(mail).as_str())?.map(|actor| actor.value());
            let record = RequestRecord { actor: actor.map(ActorId), asked_ms: now_ms };
            let mut requests = tables.open_table(REQUESTS)?;
            requests.insert(actor.unwrap_or(NOBODY), records::write(&record).as_slice())?;
            Ok(())
        })
    }

    /// Everybody who wants a new link, the latest first.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn link_requests(&self, now_ms: i64) -> Result<Vec<LinkRequest>, AccessError> {
        let tables = self.read()?;
        let requests = tables.open_table(REQUESTS).map_err(redb::Error::from)?;
        let mut wanted = Vec::new();
        for entry in requests.iter().map_err(redb::Error::from)? {
            let (_, bytes) = entry.map_err(redb::Error::from)?;
            let record: RequestRecord = records::read(bytes.value()).ok_or(AccessError::Damaged)?;
            let RequestRecord { actor: Some(actor), asked_ms } = record else { continue };
            if now_ms < asked_ms.saturating_add(KEPT_MS)
                && let Some(person) = self.person(&tables, actor)?
                && !person.disabled
            {
                let memberships = memberships(&tables, actor)?;
                wanted.push(LinkRequest { actor, name: person.name, memberships, asked_ms });
            }
        }
        wanted.sort_by_key(|request| std::cmp::Reverse((request.asked_ms, request.actor)));
        Ok(wanted)
    }

    /// Forgets somebody's wish, because it is answered.
    ///
    /// # Errors
    /// [`AccessError`].
    pub fn forget_request(&self, actor: ActorId) -> Result<(), AccessError> {
        self.write(|tables| {
            tables.open_table(REQUESTS)?.remove(actor.0)?;
            Ok(())
        })
    }
}

pub(super) fn prune(tables: &WriteTransaction, now_ms: i64) -> Result<(), redb::Error> {
    tables.open_table(REQUESTS)?.retain(|_, bytes| {
        let record = records::read::<RequestRecord>(bytes);
        record.is_some_and(|record| now_ms < record.asked_ms.saturating_add(KEPT_MS))
    })?;
    Ok(())
}
