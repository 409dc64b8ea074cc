//! One analysis on a log in memory, and seats to look from.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use etappe_protocol::authority::Authority;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::frame::{ServerFrame, Submit};
use etappe_protocol::id::{ActorId, ItemId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::catalogue;
use crate::clock::Clock;
use crate::event_log::SharedLog;
use crate::event_log::memory::MemoryLog;
use crate::snapshot::MemorySnapshots;
use crate::stream::{
    Catalogues, Delivery, NewAnalysis, OpenError, OpenRequest, Reply, Start, Streams, StreamsConfig,
    Subscription, create_analysis,
};

pub(super) const STREAM: StreamId = StreamId([7; 16]);
/// The first commits of every analysis: its beginning and its title.
pub(super) const BEGUN: Revision = Revision(2);

pub(super) struct Hall {
    pub(super) log: Arc<MemoryLog>,
    pub(super) snapshots: Arc<MemorySnapshots>,
    pub(super) streams: Arc<Streams>,
}

/// A follower with a replica of its own.
pub(super) struct Seat {
    pub(super) subscription: Subscription,
    pub(super) sent: Revision,
    counter: u64,
}

pub(super) fn config() -> StreamsConfig {
    StreamsConfig { idle: Duration::from_secs(60), snapshot_every: 1_000 }
}

impl Hall {
    pub(super) async fn new() -> Self {
        let log = MemoryLog::new();
        let new = NewAnalysis {
            stream: STREAM,
            actor: ActorId([1; 16]),
            catalogue: Arc::new(questions()),
            title: "Projekt".to_owned(),
        };
        create_analysis(log.as_ref(), &clock(), new).await.unwrap();
        Self::on(log, config())
    }

    pub(super) fn on(log: Arc<MemoryLog>, config: StreamsConfig) -> Self {
        let snapshots = Arc::new(MemorySnapshots::default());
        let streams = streams(log.clone(), snapshots.clone(), config);
        Self { log, snapshots, streams }
    }

    /// Somebody with the right to write, from the head that they are given.
    pub(super) async fn sit(&self, number: u8) -> Seat {
        self.open(request(u64::from(number), number, None)).await.unwrap()
    }

    pub(super) async fn open(&self, request: OpenRequest) -> Result<Seat, OpenError> {
        let subscription = self.streams.open(STREAM).await.unwrap().open(request).await?;
        let (Start::Snapshot(sent, _) | Start::After(sent) | Start::Anew(sent, ..)) = subscription.start;
        Ok(Seat { subscription, sent, counter: 0 })
    }
}

pub(super) fn streams(
    log: SharedLog,
    snapshots: Arc<MemorySnapshots>,
    config: StreamsConfig,
) -> Arc<Streams> {
    let mut catalogues = Catalogues::default();
    catalogues.add(questions());
    Streams::new(log, snapshots, Arc::new(catalogues), clock(), config)
}

pub(super) fn questions() -> Catalogue {
    catalogue::load_default().unwrap()
}

pub(super) fn clock() -> Clock {
    Clock::Manual(Arc::new(AtomicI64::new(1_000)))
}

/// Actor and replica carry the same number.
pub(super) fn request(session: u64, number: u8, confirmed: Option<Revision>) -> OpenRequest {
    OpenRequest {
        session,
        replica: ReplicaId([number; 16]),
        actor: ActorId([number; 16]),
        authority: Authority::Lead,
        confirmed,
        wake: Arc::new(Notify::new()),
    }
}

pub(super) fn typing(text: &str) -> Op {
    Op::EditText { field: FieldAddress::NOTES, operation: Operation::splice(0, 0, text) }
}

pub(super) fn rating(item: &str) -> Op {
    Op::SetRating {
        item: ItemId::new(item).unwrap(),
        answer: OptionCode::new("3").unwrap(),
        seen: Revision::ZERO,
    }
}

impl Seat {
    /// Hands in an op under the next counter, which it gives back.
    pub(super) async fn submit(&mut self, op: Op) -> u64 {
        self.counter += 1;
        self.submit_again(self.counter, op).await;
        self.counter
    }

    pub(super) async fn submit_again(&self, counter: u64, op: Op) {
        let submit = Submit { counter, base: self.sent, op };
        self.subscription.submit(submit).await.unwrap();
        settled().await;
    }

    /// Looks without taking anything as sent.
    pub(super) async fn look(&self) -> Delivery {
        settled().await;
        self.subscription.look(self.sent)
    }

    /// Takes what is there as sent, as a session does; the revisions in order.
    pub(super) async fn take(&mut self) -> (Vec<Revision>, Vec<Reply>) {
        let delivery = self.look().await;
        let mut revisions = Vec::new();
        for batch in &delivery.batches {
            revisions.extend(revisions_of(&batch.message));
            self.sent = batch.last;
        }
        (revisions, delivery.replies)
    }
}

pub(super) fn revisions_of(message: &[u8]) -> Vec<Revision> {
    match ServerFrame::decode(message).unwrap() {
        ServerFrame::Committed(0, committed) => {
            committed.commits.iter().map(|commit| commit.revision).collect()
        }
        frame => panic!("{frame:?} in a batch"),
    }
}

/// Lets every task run until it waits; there is one thread, so turns are enough.
pub(super) async fn settled() {
    for _ in 0..64 {
        yield_now().await;
    }
}
