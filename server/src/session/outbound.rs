//! What the client is told. A wake-up is only a hint; what to send is read from the feed or, behind it, from the log.

use std::sync::Arc;

use etappe_protocol::frame::{
    Failure, Known, Peers, People, Rejected, SentCommit, ServerFrame, SnapshotPart, with_subscription,
};
use etappe_protocol::limits;
use etappe_protocol::presence::Peer;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use tracing::error;

use super::close::Close;
use super::connection::{Connection, Subscribed};
use super::inbound::retry_after;
use crate::event_log::ReadLimit;
use crate::stream::{self, Delivery, Reply};

/// What is left to do for a subscription after a round.
enum Round {
    /// Everything that was there is sent.
    Done,
    /// Part of it came from the log; look again.
    Again,
    /// The stream has ended for this session.
    Ended(Failure),
}

impl Connection {
    /// Sends everything that is there for all subscriptions.
    pub(super) async fn deliver(&mut self) -> Result<(), Close> {
        let mut index = 0;
        while index < self.subscriptions.len() {
            // Taken out while it is served, so that the socket and it can be used together.
            let mut subscribed = self.subscriptions.swap_remove(index);
            let served = self.serve_one(&mut subscribed).await;
            match served {
                Ok(None) => {
                    self.subscriptions.push(subscribed);
                    let last = self.subscriptions.len() - 1;
                    self.subscriptions.swap(index, last);
                    index += 1;
                }
                Ok(Some(failure)) => {
                    let number = subscribed.number;
                    subscribed.stream.close().await;
                    self.fail(number, failure, retry_after(failure)).await?;
                    if failure == Failure::Fenced {
                        // The replica is the connection's; what took it over took over all of it.
                        return Err(Close::Fenced);
                    }
                }
                Err(close) => {
                    // Back in its place, so that leaving closes it.
                    self.subscriptions.push(subscribed);
                    return Err(close);
                }
            }
        }
        self.deliver_views().await?;
        self.flush().await
    }

    async fn serve_one(&mut self, subscribed: &mut Subscribed) -> Result<Option<Failure>, Close> {
        loop {
            match self.round(subscribed).await? {
                Round::Done => return Ok(None),
                Round::Again => {}
                Round::Ended(failure) => return Ok(Some(failure)),
            }
        }
    }

    async fn round(&mut self, subscribed: &mut Subscribed) -> Result<Round, Close> {
        let Delivery { batches, behind, durable, replies, peers, ended } =
            subscribed.stream.look(subscribed.sent);
        subscribed.held.extend(replies);
        let is_news = !batches.is_empty() || subscribed.snapshot.is_some();
        if is_news && let Some(failure) = self.refused(subscribed.stream.stream()).await {
            return Ok(Round::Ended(failure));
        }
        if let Some((revision, bytes)) = subscribed.snapshot.take_if(|(revision, _)| *revision <= durable) {
            self.send_snapshot(subscribed.number, revision, &bytes).await?;
        }
        let waits_for_snapshot = subscribed.snapshot.is_some() || subscribed.anew.is_some();
        if !waits_for_snapshot {
            for batch in batches {
                let message = match subscribed.number {
                    0 => batch.message.clone(),
                    number => with_subscription(&batch.message, number).into(),
                };
                self.queue(message).await?;
                subscribed.sent = batch.last;
            }
        }
        self.send_replies(subscribed).await?;
        if let Some(peers) = peers {
            self.send_peers(subscribed, &peers).await?;
        }
        if let Some(round) = self.send_anew(subscribed, durable).await? {
            return Ok(round);
        }
        if behind && !waits_for_snapshot {
            return match self.send_from_log(subscribed, durable).await? {
                None => Ok(Round::Again),
                Some(failure) => Ok(Round::Ended(failure)),
            };
        }
        Ok(ended.map_or(Round::Done, Round::Ended))
    }

    async fn send_snapshot(&mut self, number: u32, revision: Revision, bytes: &[u8]) -> Result<(), Close> {
        let mut parts = bytes.chunks(limits::FRAME_FILL_BYTES).peekable();
        while let Some(part) = parts.next() {
            let part = SnapshotPart { revision, last: parts.peek().is_none(), bytes: part.to_vec() };
            self.send(&ServerFrame::SnapshotPart(number, part)).await?;
        }
        Ok(())
    }

    /// What a follower has was folded from texts that read differently now: it is brought to exactly the revision of
    /// the state that it is given in their place.
    async fn send_anew(
        &mut self,
        subscribed: &mut Subscribed,
        durable: Revision,
    ) -> Result<Option<Round>, Close> {
        let Some((revision, _)) = &subscribed.anew else { return Ok(None) };
        let revision = *revision;
        if revision <= subscribed.sent {
            if let Some((revision, bytes)) = subscribed.anew.take() {
                self.send_snapshot(subscribed.number, revision, &bytes).await?;
            }
            return Ok(Some(Round::Again));
        }
        if durable < revision {
            return Ok(None);
        }
        Ok(Some(self.send_from_log(subscribed, revision).await?.map_or(Round::Again, Round::Ended)))
    }

    /// One page of what lies behind the feed, up to a revision. Never past what the feed speaks of: what a redaction
    /// has put there is for those who follow the stream anew.
    async fn send_from_log(
        &mut self,
        subscribed: &mut Subscribed,
        upto: Revision,
    ) -> Result<Option<Failure>, Close> {
        let page = self
            .app
            .streams
            .log()
            .read(subscribed.stream.stream(), subscribed.sent, ReadLimit::default())
            .await;
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                error!(stream.id = %subscribed.stream.stream(), %error, "history cannot be read");
                return Ok(Some(Failure::Unreadable));
            }
        };
        let commits = page.commits.into_iter().take_while(|commit| commit.revision <= upto);
        let commits: Vec<_> = commits.map(Arc::new).collect();
        if commits.is_empty() {
            return Ok(Some(Failure::Unreadable));
        }
        if let Some(failure) = self.refused(subscribed.stream.stream()).await {
            return Ok(Some(failure));
        }
        let batches = stream::encode_commits(&commits).map_err(|_| Close::Restarting)?;
        for batch in batches {
            self.queue(with_subscription(&batch.message, subscribed.number).into()).await?;
            self.flush().await?;
            subscribed.sent = batch.last;
        }
        Ok(None)
    }

    async fn send_replies(&mut self, subscribed: &mut Subscribed) -> Result<(), Close> {
        if subscribed.snapshot.is_some() || subscribed.held.is_empty() {
            return Ok(());
        }
        let sent = subscribed.sent;
        let (ready, held) =
            std::mem::take(&mut subscribed.held).into_iter().partition(|reply| reply.at() <= sent);
        subscribed.held = held;
        for reply in ready {
            let frame = match reply {
                Reply::Rejected { counter, at, reason } => {
                    if reason == Rejection::Forbidden {
                        let (actor, analysis) = (self.visitor.person.actor, subscribed.stream.stream());
                        self.app.audit.forbidden_op(actor, analysis).await;
                    }
                    ServerFrame::Rejected(subscribed.number, Rejected { counter, at, reason })
                }
                Reply::Known { commit } => {
                    ServerFrame::Known(subscribed.number, Known { commit: SentCommit::from(commit.as_ref()) })
                }
            };
            self.send(&frame).await?;
        }
        Ok(())
    }

    async fn send_peers(&mut self, subscribed: &mut Subscribed, peers: &[Peer]) -> Result<(), Close> {
        let is_new = |peer: &Peer| !subscribed.named.contains(&peer.actor);
        if subscribed.standing.names && peers.iter().any(is_new) {
            let people = self.names_of(subscribed.stream.stream()).await;
            subscribed.named.extend(people.iter().map(|(actor, _)| *actor));
            // Somebody without a name is not asked for again and again.
            subscribed.named.extend(peers.iter().map(|peer| peer.actor));
            self.send(&ServerFrame::People(subscribed.number, People { people })).await?;
        }
        let frame = ServerFrame::Peers(subscribed.number, Peers { own: self.session, peers: peers.to_vec() });
        self.send(&frame).await
    }
}
