//! What the client says.

use std::collections::BTreeSet;
use std::sync::Arc;

use etappe_protocol::authority::Authority;
use etappe_protocol::frame::{
    ClientFrame, Failed, Failure, Ping, ServerFrame, Standing, Subscribe, Subscribed as Body,
};
use etappe_protocol::id::StreamId;
use etappe_protocol::limits;
use etappe_protocol::revision::Revision;
use tracing::debug;

use super::close::Close;
use super::connection::{Connection, Subscribed};
use crate::access::Look;
use crate::stream::{LoadError, OpenError, OpenRequest, Start, Subscription};

impl Connection {
    pub(super) async fn on_frame(&mut self, message: &[u8]) -> Result<(), Close> {
        let frame = ClientFrame::decode(message).map_err(|error| {
            debug!(%error, "malformed frame");
            Close::Malformed
        })?;
        let frame = match self.count() {
            None => frame,
            Some(wait) => match self.on_excess(frame, wait).await? {
                Some(frame) => frame,
                None => return Ok(()),
            },
        };
        self.is_active |= !matches!(frame, ClientFrame::Ping(_) | ClientFrame::Noted(..));
        match frame {
            ClientFrame::Hello(_) => Err(Close::Malformed),
            ClientFrame::Ping(Ping { nonce }) => self.send(&ServerFrame::Pong(Ping { nonce })).await,
            ClientFrame::Subscribe(number, subscribe) => self.on_subscribe(number, subscribe).await,
            ClientFrame::Unsubscribe(number, _) => {
                if let Some(subscribed) = self.take(number) {
                    subscribed.stream.close().await;
                }
                self.views.retain(|viewed| viewed.number != number);
                Ok(())
            }
            ClientFrame::Watch(number, watch) => self.on_watch(number, watch.view).await,
            // A frame for a subscription that is gone crossed the word of its end on the way.
            ClientFrame::Submit(number, submit) => match self.stream(number) {
                Some(stream) => self.or_gone(stream.submit(submit).await.is_ok(), number).await,
                None => Ok(()),
            },
            ClientFrame::Noted(number, noted) => match self.stream(number) {
                Some(stream) => self.or_gone(stream.noted(noted.counter).await.is_ok(), number).await,
                None => Ok(()),
            },
            ClientFrame::Presence(number, presence) => match self.stream(number) {
                Some(stream) => self.or_gone(stream.presence(presence.focus).await.is_ok(), number).await,
                None => Ok(()),
            },
        }
    }

    /// Ends a subscription with the reason.
    pub(super) async fn fail(
        &mut self,
        number: u32,
        reason: Failure,
        retry_after_ms: Option<u32>,
    ) -> Result<(), Close> {
        self.send(&ServerFrame::Failed(number, Failed { reason, retry_after_ms })).await
    }

    pub(super) fn take(&mut self, number: u32) -> Option<Subscribed> {
        let index = self.subscriptions.iter().position(|subscribed| subscribed.number == number)?;
        Some(self.subscriptions.remove(index))
    }

    async fn on_subscribe(&mut self, number: u32, subscribe: Subscribe) -> Result<(), Close> {
        let Subscribe { stream, confirmed } = subscribe;
        let taken = self.subscriptions.iter().any(|other| other.stream.stream() == stream);
        if taken || !self.has_room_for(number) {
            return self.fail(number, Failure::Subscription, None).await;
        }
        // Whether there is such a stream is not told either.
        let Some(standing) = self.standing(stream) else {
            return self.fail(number, Failure::UnknownStream, None).await;
        };
        let session = self.visitor.person.session;
        // Without the right to history it goes on from where this session was before, or begins anew.
        let confirmed = confirmed
            .filter(|confirmed| standing.history || self.app.given.covers(session, stream, *confirmed));
        let subscription = match self.open(stream, confirmed, standing.authority).await {
            Ok(subscription) => subscription,
            Err(failure) => return self.fail(number, failure, retry_after(failure)).await,
        };
        let (sent, snapshot, anew) = match &subscription.start {
            Start::After(revision) => (*revision, None, None),
            Start::Anew(after, revision, bytes) => {
                self.app.given.note(session, stream, *revision);
                (*after, None, Some((*revision, Arc::clone(bytes))))
            }
            Start::Snapshot(revision, bytes) => {
                self.app.given.note(session, stream, *revision);
                (*revision, Some((*revision, Arc::clone(bytes))), None)
            }
        };
        let may_write = standing.authority.may_write();
        if !may_write {
            let what = if standing.history { Look::History } else { Look::Analysis };
            self.app.audit.looked(self.visitor.person.actor, stream, what).await;
        }
        let body = Body { head: subscription.head, resumed: snapshot.is_none(), may_write };
        // Ours before anything is sent: if the socket breaks on the way, leaving closes it.
        self.subscriptions.push(Subscribed {
            number,
            stream: subscription,
            sent,
            snapshot,
            anew,
            held: Vec::new(),
            named: BTreeSet::new(),
            standing,
        });
        self.send(&ServerFrame::Subscribed(number, body)).await?;
        let told = Standing { authority: standing.authority, history: standing.history };
        self.send(&ServerFrame::Standing(number, told)).await?;
        self.send_names(self.subscriptions.len() - 1).await?;
        self.deliver().await
    }

    /// Whether a subscription or a view may take this number.
    pub(super) fn has_room_for(&self, number: u32) -> bool {
        let mut numbers = self.subscriptions.iter().map(|subscribed| subscribed.number);
        let mut views = self.views.iter().map(|viewed| viewed.number);
        let count = self.subscriptions.len() + self.views.len();
        count < limits::SUBSCRIPTIONS
            && !numbers.any(|other| other == number)
            && !views.any(|other| other == number)
    }

    async fn open(
        &mut self,
        stream: StreamId,
        confirmed: Option<Revision>,
        authority: Authority,
    ) -> Result<Subscription, Failure> {
        // A stream that is being put away answers "gone" once; the registry then has a fresh one.
        for _ in 0..3 {
            let handle = self.app.streams.open(stream).await.map_err(|error| failure_of(&error))?;
            let request = OpenRequest {
                session: self.session,
                replica: self.replica,
                actor: self.visitor.person.actor,
                authority,
                confirmed,
                wake: Arc::clone(&self.wake),
            };
            match handle.open(request).await {
                Ok(subscription) => return Ok(subscription),
                Err(OpenError::Refused(failure)) => return Err(failure),
                Err(OpenError::Gone(_)) => {}
            }
        }
        Err(Failure::Unavailable)
    }

    fn stream(&self, number: u32) -> Option<Subscription> {
        let subscribed = self.subscriptions.iter().find(|subscribed| subscribed.number == number)?;
        Some(subscribed.stream.clone())
    }

    async fn or_gone(&mut self, reached: bool, number: u32) -> Result<(), Close> {
        if reached || self.take(number).is_none() {
            return Ok(());
        }
        self.fail(number, Failure::Unavailable, retry_after(Failure::Unavailable)).await
    }
}

fn failure_of(error: &LoadError) -> Failure {
    match error {
        LoadError::Unknown => Failure::UnknownStream,
        LoadError::Event { error: etappe_protocol::event::EventError::Unknown(_), .. } => {
            Failure::NewerEvents
        }
        LoadError::Read(_) | LoadError::Event { .. } | LoadError::Order(_) | LoadError::Catalogue(..) => {
            Failure::Unreadable
        }
    }
}

/// Where trying again can help, when.
pub(super) const fn retry_after(failure: Failure) -> Option<u32> {
    match failure {
        Failure::Unavailable | Failure::Restarting | Failure::TooSlow | Failure::RateLimited => Some(1_000),
        Failure::Unreadable => Some(30_000),
        Failure::Version
        | Failure::UnknownStream
        | Failure::NewerEvents
        | Failure::FutureRevision
        | Failure::ReplicaTaken
        | Failure::Fenced
        | Failure::Subscription
        | Failure::SessionEnded => None,
    }
}
