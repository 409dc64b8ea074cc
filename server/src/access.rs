//! Who may come in, and who they are. Names live here and nowhere else; events carry only actor ids.

mod people;
mod records;
mod tables;
mod token;

pub use people::{AccessError, Invite, People, Preview, Redeemed, SignedIn};
pub use records::Role;
pub use token::Token;

use std::sync::Arc;

use tokio::sync::watch;

use crate::spawn;

/// The people's store for async callers, and the word that a session has ended.
#[derive(Clone)]
pub struct Access {
    people: Arc<People>,
    ended: watch::Sender<u64>,
}

impl Access {
    /// Shares a store.
    #[must_use]
    pub fn new(people: People) -> Self {
        Self { people: Arc::new(people), ended: watch::channel(0).0 }
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

    /// Ends the session of a cookie; connections of that session look again at once.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn end_session(&self, cookie: Token) -> Result<(), AccessError> {
        self.with(move |people| people.end_session(&cookie)).await?;
        self.ended.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Changes whenever some session has ended.
    #[must_use]
    pub fn ended(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }
}
