//! Tables of `people.redb`. Every key is made of fixed-length ids, so a prefix is a range.

use redb::TableDefinition;

/// Actor id to person.
pub(super) const PERSONS: TableDefinition<'_, [u8; 16], &[u8]> = TableDefinition::new("persons");
/// Scope and actor id to role.
pub(super) const MEMBERS: TableDefinition<'_, [u8; 32], &[u8]> = TableDefinition::new("members");
/// Actor id and scope to role: the same facts, found from the other side.
pub(super) const MEMBERSHIPS: TableDefinition<'_, [u8; 32], &[u8]> = TableDefinition::new("memberships");
/// Hash of the token to invitation.
pub(super) const INVITATIONS: TableDefinition<'_, [u8; 32], &[u8]> = TableDefinition::new("invitations");
/// Hash of the cookie to session.
pub(super) const SESSIONS: TableDefinition<'_, [u8; 32], &[u8]> = TableDefinition::new("sessions");

/// Mail address, lower case, to actor id.
pub(super) const MAILS: TableDefinition<'_, &str, [u8; 16]> = TableDefinition::new("mails");
/// Actor id to the wish for a new link.
pub(super) const REQUESTS: TableDefinition<'_, [u8; 16], &[u8]> = TableDefinition::new("requests");

/// Secrets of the installation, by what they are for; made when the store is.
pub(super) const SECRETS: TableDefinition<'_, &str, [u8; 32]> = TableDefinition::new("secrets");

pub(super) fn join(first: [u8; 16], second: [u8; 16]) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(&first);
    key[16..].copy_from_slice(&second);
    key
}

/// All keys that begin with `first`.
pub(super) fn prefix(first: [u8; 16]) -> std::ops::RangeInclusive<[u8; 32]> {
    join(first, [0; 16])..=join(first, [0xff; 16])
}

pub(super) fn second(key: [u8; 32]) -> [u8; 16] {
    let mut second = [0; 16];
    second.copy_from_slice(&key[16..]);
    second
}
