//! Who may come in, who they are, and what they may. Names live here and nowhere else; events carry only actor ids.

mod audit;
mod people;
mod records;
mod rights;
mod role;
mod standing;
mod tables;
mod token;

pub use audit::{
    Audit, AuditCheck, AuditError, AuditFile, AuditKind, AuditRow, Entry, Look, Looked, NumberedRow,
    verify as verify_audit,
};
pub use people::{
    AccessError, Closed, Invite, LinkRequest, Listed, ListedSession, Made, Member, People, Preview, Redeemed,
    Redemption, RoleChange, SessionLimits, SignedIn,
};
pub use rights::{Right, allows};
pub use role::{Role, ScopeKind};
pub use standing::{Given, Insight, NoInsight, Standing};
pub use token::Token;

use std::sync::Arc;

use etappe_protocol::id::{ActorId, StreamId};
use tokio::sync::broadcast;

use crate::spawn;

/// Changes that a connection may be behind before it looks at everything anew.
const CHANGES: usize = 256;

/// Something that connections must look at again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A person's sessions or roles.
    Person(ActorId),
    /// Who is called what, or may see what, in a scope.
    Scope(StreamId),
}

/// The people's store for async callers, and the word of what has changed.
#[derive(Clone)]
pub struct Access {
    people: Arc<People>,
    limits: SessionLimits,
    changes: broadcast::Sender<Change>,
}

impl Access {
    /// Shares a store.
    #[must_use]
    pub fn new(people: People, limits: SessionLimits) -> Self {
        Self { people: Arc::new(people), limits, changes: broadcast::channel(CHANGES).0 }
    }

    /// Runs something on the store, off the runtime's threads.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn with<T, F>(&self, work: F) -> Result<T, AccessError>
    where
        T: Send + 'static,
        F: FnOnce(&People) -> Result<T, AccessError> + Send + 'static,
    {
        let people = Arc::clone(&self.people);
        match spawn::blocking(move || work(&people)).await {
            Ok(result) => result,
            Err(_) => Err(AccessError::Interrupted),
        }
    }

    /// How long sessions last.
    #[must_use]
    pub const fn limits(&self) -> &SessionLimits {
        &self.limits
    }

    /// Whose session a cookie is; notes, coarsely, that it is used.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn signed_in(&self, cookie: &Token, now_ms: i64) -> Result<Option<SignedIn>, AccessError> {
        let (cookie, limits) = (cookie.clone(), self.limits);
        self.with(move |people| {
            let person = people.session(&cookie, now_ms, &limits)?;
            if person.as_ref().is_some_and(|person| person.is_stale) {
                people.touch(&cookie, now_ms)?;
                return people.session(&cookie, now_ms, &limits);
            }
            Ok(person)
        })
        .await
    }

    /// As [`Self::signed_in`], for a session that nobody uses right now.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn still_signed_in(
        &self,
        cookie: &Token,
        now_ms: i64,
    ) -> Result<Option<SignedIn>, AccessError> {
        let (cookie, limits) = (cookie.clone(), self.limits);
        self.with(move |people| people.session(&cookie, now_ms, &limits)).await
    }

    /// Ends the session of a cookie.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn end_session(&self, actor: ActorId, cookie: Token) -> Result<(), AccessError> {
        self.with(move |people| people.end_session(&cookie)).await?;
        self.changed(Change::Person(actor));
        Ok(())
    }

    /// Says what has changed; connections that it concerns look again at once.
    pub fn changed(&self, change: Change) {
        // Without any connection nobody needs to know.
        self.changes.send(change).ok();
    }

    /// What changes from now on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}
