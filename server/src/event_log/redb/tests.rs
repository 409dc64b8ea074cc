use std::fs;

use etappe_protocol::commit::Chain;
use etappe_protocol::event::EventKind;
use etappe_protocol::id::ActorId;
use tempfile::TempDir;

use super::*;
use crate::event_log::conformance::Fixture;
use crate::event_log::{ChainHead, SharedLog};
use crate::snapshot::{SnapshotStore, StoredSnapshot};

/// Small memory, so that reads reach the disk.
fn options() -> RedbOptions {
    RedbOptions { recent_bytes: 2_000, ..RedbOptions::default() }
}

struct OnDisk(TempDir, RedbOptions);

impl OnDisk {
    fn new(options: RedbOptions) -> Self {
        Self(tempfile::tempdir().unwrap(), options)
    }
}

impl Fixture for OnDisk {
    fn open(&mut self) -> LogFuture<'_, SharedLog> {
        Box::pin(async { RedbLog::open(self.0.path(), self.1).unwrap() as SharedLog })
    }

    fn reopen(&mut self, log: SharedLog) -> LogFuture<'_, Option<SharedLog>> {
        Box::pin(async {
            log.close().await.unwrap();
            drop(log);
            Some(self.open().await)
        })
    }
}

mod conformance {
    use super::*;
    crate::conformance_tests!(OnDisk::new(RedbOptions::default()));
}

mod conformance_with_small_memory {
    use super::*;
    crate::conformance_tests!(OnDisk::new(options()));
}

#[tokio::test]
async fn a_second_opening_says_that_the_server_is_running() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), options()).unwrap();
    let second = RedbLog::open(dir.path(), options()).err();
    assert_eq!(second, Some(OpenError::Locked));
    assert!(OpenError::Locked.to_string().contains("the server is running"));
    drop(log);
    assert!(RedbLog::open(dir.path(), options()).is_ok());
    assert!(dir.path().join(LOG_FILE).exists() && dir.path().join(DERIVED_FILE).exists());
    fs::remove_file(dir.path().join(DERIVED_FILE)).unwrap();
    assert!(RedbLog::open(dir.path(), options()).is_ok());
}

async fn write(dir: &Path, number: u8, count: u64) {
    let log = RedbLog::open(dir, options()).unwrap();
    for counter in 1..=count {
        let stream = StreamId([number; 16]);
        let commit = Commit {
            stream,
            revision: Revision(counter),
            actor: ActorId([number; 16]),
            time_ms: 0,
            op_id: OpId { replica: ReplicaId([number; 16]), counter },
            kind: EventKind { event_type: 3, schema: 1 },
            salt: [number; 8],
            kept: None,
            body: Vec::new(),
        };
        let append =
            Append { stream, expected: Revision(counter - 1), commits: vec![Arc::new(commit)], head: None };
        log.append(append).await.unwrap();
    }
    log.close().await.unwrap();
}

/// The derived file is thrown away when it is of another log, ahead of this one, or no redb file at all.
#[tokio::test]
async fn an_index_that_does_not_fit_is_made_anew() {
    let [this, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    write(this.path(), 1, 100).await;
    write(other.path(), 2, 300).await;
    let derived = this.path().join(DERIVED_FILE);
    let foreign = fs::read(other.path().join(DERIVED_FILE)).unwrap();
    let mut damaged = fs::read(&derived).unwrap();
    damaged.iter_mut().skip(8_000).step_by(97).for_each(|byte| *byte ^= 0x55);
    for content in [foreign, damaged, b"no redb file".to_vec()] {
        fs::write(&derived, content).unwrap();
        let log = RedbLog::open(this.path(), options()).unwrap();
        assert_eq!(log.streams(None, 9).await, Ok(vec![(StreamId([1; 16]), Revision(100))]));
        let page = log.read(StreamId([1; 16]), Revision::ZERO, ReadLimit::default()).await.unwrap();
        assert_eq!(page.commits.len(), 100);
        let op_id = OpId { replica: ReplicaId([1; 16]), counter: 64 };
        assert!(log.find_op(StreamId([1; 16]), op_id).await.unwrap().is_some());
        assert_eq!(log.head(StreamId([2; 16])).await, Ok(Revision::ZERO));
        log.close().await.unwrap();
    }
}

/// Snapshots outlive the handle when it is closed.
#[tokio::test]
async fn snapshots_are_kept_beside_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let stream = StreamId([1; 16]);
    let snapshot =
        StoredSnapshot { stream, revision: Revision(3), chain: Chain([7; 32]), bytes: vec![1; 9_000] };
    let log = RedbLog::open(dir.path(), options()).unwrap();
    assert_eq!(log.load(stream).await, None);
    log.store(snapshot.clone()).await;
    assert_eq!(log.load(stream).await, Some(snapshot.clone()));
    log.close().await.unwrap();
    let log = RedbLog::open(dir.path(), options()).unwrap();
    assert_eq!(log.load(stream).await, Some(snapshot));
}

/// What is stored in one go is there whole, or not at all.
#[test]
fn a_filling_that_fails_stores_nothing() {
    let dir = tempfile::tempdir().unwrap();
    make_log_file(dir.path(), options()).unwrap();
    let chunk =
        Entry::Head(ChainHead { stream: StreamId([1; 16]), revision: Revision(1), chain: Chain([2; 32]) });
    let record = chunk.encode();
    for (fails, expected) in [(true, 0), (false, 1_000)] {
        let (file, mut tail) = open_log_file(dir.path(), options()).unwrap();
        let filled = file.append_all(&mut tail, |put| {
            (0..1_000).try_for_each(|_| put(&record))?;
            if fails { Err(StoreError::closed()) } else { Ok(()) }
        });
        assert_eq!(filled.is_err(), fails);
        file.close().unwrap();
        let (file, tail) = open_log_file(dir.path(), options()).unwrap();
        assert_eq!(tail.last(), Position(expected));
        assert_eq!(file.scan(Position::default(), ReadLimit::default()).unwrap().is_empty(), fails);
    }
}
