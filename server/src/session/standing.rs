//! Who this connection's person still is, and what they may do; looked up again whenever that may have changed.

use std::time::Duration;

use etappe_protocol::frame::{Failure, People, ServerFrame, Standing as Told};
use etappe_protocol::id::{ActorId, StreamId};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tracing::error;

use super::close::Close;
use super::connection::Connection;
use crate::access::{Change, Standing};

/// Longest time between two looks at the session, so that its use is written down.
const LOOK_EVERY: Duration = Duration::from_secs(60 * 60);
/// Shortest, should the clock say that the session's end lies behind us and the store that it does not.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Connection {
    /// What the person may do with an analysis now.
    pub(super) fn standing(&self, stream: StreamId) -> Option<Standing> {
        Standing::of(&self.visitor.person, stream, self.app.insight.as_ref())
    }

    /// Why what was just read of an analysis must not be sent, if it must not. What a role gives is told by the
    /// people's store at once; what a team grants is in the stream itself, so that whoever reads by a grant is asked
    /// about again once the views know everything that was durable when it was read.
    pub(super) async fn refused(&mut self, stream: StreamId) -> Option<Failure> {
        if self.visitor.person.role_in(stream).is_some() {
            return None;
        }
        if !self.app.projections.catch_up().await {
            return Some(Failure::Unavailable);
        }
        self.standing(stream).is_none().then_some(Failure::UnknownStream)
    }

    /// When the session must be looked at even if nobody says that anything has changed.
    pub(super) fn look_again_at(&self) -> Instant {
        let left_ms = self.visitor.person.ends_ms.saturating_sub(self.app.clock.now_ms());
        let left = Duration::from_millis(u64::try_from(left_ms).unwrap_or(0));
        Instant::now() + left.clamp(LOOK_AGAIN, LOOK_EVERY)
    }

    pub(super) async fn on_change(&mut self, change: Result<Change, RecvError>) -> Result<(), Close> {
        match change {
            Ok(Change::Person(actor)) if actor != self.visitor.person.actor => Ok(()),
            Ok(Change::Scope(scope)) if !self.follows(scope) => Ok(()),
            Ok(Change::Person(_)) => self.look_again(true).await,
            Ok(Change::Scope(_)) => {
                self.look_again(true).await?;
                self.send_all_names().await
            }
            // Whatever was missed may concern us.
            Err(RecvError::Lagged(_)) => self.look_again(true).await,
            // The store's other half lives as long as the application.
            Err(RecvError::Closed) => Err(Close::Restarting),
        }
    }

    fn follows(&self, scope: StreamId) -> bool {
        // A cycle's or the installation's change may change what is granted anywhere.
        self.subscriptions.iter().any(|subscribed| subscribed.stream.stream() == scope)
            || self.visitor.person.role_in(scope).is_some()
    }

    /// Looks up the session and what it may do in every subscription. `is_told` says that somebody has changed
    /// something; otherwise it is only time, and only a person who does something keeps the session from ending.
    pub(super) async fn look_again(&mut self, is_told: bool) -> Result<(), Close> {
        let (cookie, now_ms) = (&self.visitor.cookie, self.app.clock.now_ms());
        let is_active = std::mem::take(&mut self.is_active);
        let found = if is_active {
            self.app.access.signed_in(cookie, now_ms).await
        } else {
            self.app.access.still_signed_in(cookie, now_ms).await
        };
        match found {
            Ok(Some(person)) if person.actor == self.visitor.person.actor => {
                let is_same = person.memberships == self.visitor.person.memberships;
                self.visitor.person = person;
                if is_same && !is_told { Ok(()) } else { self.stand_again().await }
            }
            Ok(_) => {
                self.fail_all(Failure::SessionEnded, None).await?;
                Err(Close::SessionEnded)
            }
            Err(error) => {
                error!(%error, "people's store");
                Err(Close::Restarting)
            }
        }
    }

    async fn stand_again(&mut self) -> Result<(), Close> {
        self.view_again().await?;
        let mut index = 0;
        while let Some(subscribed) = self.subscriptions.get(index) {
            let (number, before) = (subscribed.number, subscribed.standing);
            match self.standing(subscribed.stream.stream()) {
                Some(standing) if standing == before => index += 1,
                Some(standing) => {
                    let stream = subscribed.stream.clone();
                    self.subscriptions[index].standing = standing;
                    if standing.authority != before.authority {
                        // A stream that is gone says so by itself.
                        stream.set_authority(standing.authority).await.ok();
                    }
                    let told = Told { authority: standing.authority, history: standing.history };
                    self.send(&ServerFrame::Standing(number, told)).await?;
                    if standing.names && !before.names {
                        self.send_names(index).await?;
                    }
                    index += 1;
                }
                None => {
                    self.subscriptions.remove(index).stream.close().await;
                    self.fail(number, Failure::UnknownStream, None).await?;
                }
            }
        }
        Ok(())
    }

    async fn send_all_names(&mut self) -> Result<(), Close> {
        for index in 0..self.subscriptions.len() {
            self.send_names(index).await?;
        }
        Ok(())
    }

    /// Sends the names of everybody with a role in a subscription's analysis, where they may be known.
    pub(super) async fn send_names(&mut self, index: usize) -> Result<(), Close> {
        let Some(subscribed) = self.subscriptions.get(index).filter(|subscribed| subscribed.standing.names)
        else {
            return Ok(());
        };
        let number = subscribed.number;
        let people = self.names_of(subscribed.stream.stream()).await;
        self.subscriptions[index].named.extend(people.iter().map(|(actor, _)| *actor));
        self.send(&ServerFrame::People(number, People { people })).await
    }

    pub(super) async fn names_of(&mut self, stream: StreamId) -> Vec<(ActorId, String)> {
        match self.app.access.with(move |people| people.members(stream)).await {
            Ok(people) => people,
            Err(error) => {
                error!(%error, "people's store");
                Vec::new()
            }
        }
    }
}
