//! Loading once, being put away, coming back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use etappe_protocol::commit::Commit;
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;

use super::support::{BEGUN, Hall, STREAM, config, request, settled, streams, typing};
use crate::event_log::memory::MemoryLog;
use crate::event_log::{
    Append, Capabilities, Entry, EventLog, LogFuture, Page, Position, ReadError, ReadLimit, Receipt, Rewrite,
};
use crate::snapshot::{MemorySnapshots, SnapshotStore};
use crate::stream::LoadError;

/// Counts what is read; the first load fails when told to.
struct CountedLog {
    log: Arc<MemoryLog>,
    loads: AtomicUsize,
    fail_first: AtomicBool,
    panic_next: AtomicBool,
}

impl EventLog for CountedLog {
    fn capabilities(&self) -> Capabilities {
        self.log.capabilities()
    }

    fn append(&self, append: Append) -> Receipt {
        assert!(!self.panic_next.swap(false, Ordering::Relaxed), "a defect");
        self.log.append(append)
    }

    fn rewrite(&self, rewrite: Rewrite) -> Receipt {
        self.log.rewrite(rewrite)
    }

    fn read(
        &self,
        stream: StreamId,
        after: Revision,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Page, ReadError>> {
        if after == Revision::ZERO {
            self.loads.fetch_add(1, Ordering::Relaxed);
        }
        Box::pin(async move {
            // Reading takes a while, so that others come meanwhile.
            settled().await;
            if self.fail_first.swap(false, Ordering::Relaxed) {
                return Err(ReadError::Unavailable("not now".to_owned()));
            }
            self.log.read(stream, after, limit).await
        })
    }

    fn head(&self, stream: StreamId) -> LogFuture<'_, Result<Revision, ReadError>> {
        self.log.head(stream)
    }

    fn find_op(&self, stream: StreamId, op_id: OpId) -> LogFuture<'_, Result<Option<Commit>, ReadError>> {
        self.log.find_op(stream, op_id)
    }

    fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> LogFuture<'_, Result<u64, ReadError>> {
        self.log.highest_counter(stream, replica)
    }

    fn streams(
        &self,
        after: Option<StreamId>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<(StreamId, Revision)>, ReadError>> {
        self.log.streams(after, limit)
    }

    fn scan(
        &self,
        after: Position,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Vec<(Position, Entry)>, ReadError>> {
        self.log.scan(after, limit)
    }

    fn durable(&self) -> tokio::sync::watch::Receiver<Position> {
        self.log.durable()
    }

    fn close(&self) -> LogFuture<'_, Result<(), ReadError>> {
        self.log.close()
    }
}

async fn counted(fail_first: bool) -> Arc<CountedLog> {
    let log = Hall::new().await.log;
    Arc::new(CountedLog {
        log,
        loads: AtomicUsize::new(0),
        fail_first: AtomicBool::new(fail_first),
        panic_next: AtomicBool::new(false),
    })
}

#[tokio::test]
async fn racing_opens_load_once() {
    let log = counted(false).await;
    let streams = streams(log.clone(), Arc::new(MemorySnapshots::default()), config());
    let mut opens = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let streams = Arc::clone(&streams);
        opens.spawn(async move { streams.open(STREAM).await.map(drop) });
    }
    for opened in opens.join_all().await {
        opened.unwrap();
    }
    assert_eq!(log.loads.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn after_a_failed_load_those_who_waited_share_one_stream() {
    let log = counted(true).await;
    let streams = streams(log.clone(), Arc::new(MemorySnapshots::default()), config());
    let mut opens = tokio::task::JoinSet::new();
    for number in 1..=10_u8 {
        let streams = Arc::clone(&streams);
        opens.spawn(async move {
            let handle = streams.open(STREAM).await?;
            Ok::<_, LoadError>(handle.open(request(u64::from(number), number, None)).await.unwrap())
        });
    }
    // Who comes later must find the same one, too.
    for _ in 0..3 {
        settled().await;
    }
    let late = streams.open(STREAM).await.unwrap().open(request(99, 99, None)).await.unwrap();
    let opened: Vec<_> = opens.join_all().await;
    assert_eq!(opened.iter().filter(|opened| opened.is_err()).count(), 1, "only the one whose load failed");
    assert_eq!(log.loads.load(Ordering::Relaxed), 2);
    let submit = etappe_protocol::frame::Submit { counter: 1, base: BEGUN, op: typing("a") };
    late.submit(submit).await.unwrap();
    settled().await;
    for subscription in opened.into_iter().flatten() {
        assert_eq!(subscription.look(BEGUN).durable, Revision(3), "everybody sees everybody's edits");
    }
}

#[tokio::test]
async fn a_failed_load_is_not_remembered_and_an_unknown_stream_is_not_an_empty_one() {
    let log = counted(true).await;
    let streams = streams(log, Arc::new(MemorySnapshots::default()), config());
    assert!(matches!(streams.open(STREAM).await, Err(LoadError::Read(_))));
    assert!(streams.open(STREAM).await.is_ok());
    assert!(matches!(streams.open(StreamId([8; 16])).await, Err(LoadError::Unknown)));
}

#[tokio::test]
async fn a_stream_that_breaks_is_ended_for_its_followers_and_loaded_anew() {
    let log = counted(false).await;
    let streams = streams(log.clone(), Arc::new(MemorySnapshots::default()), config());
    let open = async |session| {
        let handle = streams.open(STREAM).await.unwrap();
        handle.open(request(session, 1, None)).await.unwrap()
    };
    let submit = etappe_protocol::frame::Submit { counter: 1, base: BEGUN, op: typing("a") };
    let broken = open(1).await;
    log.panic_next.store(true, Ordering::Relaxed);
    broken.submit(submit.clone()).await.unwrap();
    settled().await;
    assert_eq!(broken.look(BEGUN).ended, Some(etappe_protocol::frame::Failure::Unavailable));
    let again = open(2).await;
    again.submit(submit).await.unwrap();
    settled().await;
    assert_eq!(again.look(BEGUN).durable, Revision(3));
}

#[tokio::test(start_paused = true)]
async fn an_idle_stream_is_put_away_with_a_snapshot_and_comes_back_as_it_was() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    author.submit(typing("a")).await;
    assert_eq!(author.take().await.0, [Revision(3)]);
    tokio::time::advance(Duration::from_secs(600)).await;
    settled().await;
    assert!(author.subscription.noted(0).await.is_ok(), "somebody is here");
    author.subscription.clone().close().await;
    settled().await;
    assert!(author.subscription.noted(0).await.is_ok(), "it waits a while");
    tokio::time::advance(config().idle + Duration::from_secs(1)).await;
    settled().await;
    assert!(author.subscription.noted(0).await.is_err(), "nobody has come");
    let snapshot = hall.snapshots.load(STREAM).await.unwrap();
    assert_eq!(snapshot.revision, Revision(3));
    let mut again = hall.sit(1).await;
    assert_eq!(again.sent, Revision(3));
    again.submit_again(2, typing("b")).await;
    assert_eq!(again.take().await.0, [Revision(4)]);
    // The snapshot knows the op ids, too.
    again.submit_again(1, typing("a")).await;
    let replies = again.take().await.1;
    assert!(matches!(replies.as_slice(), [crate::stream::Reply::Known { .. }]), "{replies:?}");
}
