use etappe_protocol::event::EventKind;
use etappe_protocol::id::ActorId;

use super::*;
use crate::event_log::SharedLog;
use crate::event_log::conformance::Fixture;

fn append(expected: u64, counter: u64) -> Append {
    let commit = Commit {
        stream: StreamId([1; 16]),
        revision: Revision(expected + 1),
        actor: ActorId([2; 16]),
        time_ms: 0,
        op_id: OpId { replica: ReplicaId([3; 16]), counter },
        kind: EventKind { event_type: 3, schema: 1 },
        salt: [0; 8],
        kept: None,
        body: Vec::new(),
    };
    let (stream, expected) = (commit.stream, Revision(expected));
    Append { stream, expected, commits: vec![Arc::new(commit)], head: None }
}

#[tokio::test]
async fn held_appends_are_invisible_until_released() {
    let log = MemoryLog::new();
    log.hold();
    let receipts = [log.append(append(0, 1)), log.append(append(1, 2))];
    assert_eq!((log.waiting(), log.head(StreamId([1; 16])).await), (2, Ok(Revision::ZERO)));
    assert!(log.release_one());
    assert_eq!(log.head(StreamId([1; 16])).await, Ok(Revision(1)));
    log.release();
    for receipt in receipts {
        assert_eq!(receipt.await, Ok(()));
    }
}

#[tokio::test]
async fn a_failure_takes_its_followers_along() {
    let log = MemoryLog::new();
    log.hold();
    log.fail_next(AppendError::Unavailable("full".to_owned()), Outcome::NotStored);
    // The third call would fit by itself; it was made behind one that failed.
    let receipts = [log.append(append(0, 1)), log.append(append(1, 2)), log.append(append(0, 3))];
    log.release();
    for receipt in receipts {
        assert_eq!(receipt.await, Err(AppendError::Unavailable("full".to_owned())));
    }
    assert_eq!(log.append(append(0, 4)).await, Ok(()));
}

#[tokio::test]
async fn after_an_unknown_outcome_only_reopening_tells() {
    for outcome in [Outcome::Stored, Outcome::NotStored] {
        let log = MemoryLog::new();
        log.fail_next(AppendError::Unknown("disk".to_owned()), outcome);
        assert_eq!(log.append(append(0, 1)).await, Err(AppendError::Unknown("disk".to_owned())));
        assert_eq!(log.append(append(0, 2)).await, Err(AppendError::Unavailable("disk".to_owned())));
        assert_eq!(log.head(StreamId([1; 16])).await, Err(ReadError::Unavailable("disk".to_owned())));
        let head = log.reopen().head(StreamId([1; 16])).await;
        assert_eq!(head, Ok(Revision(u64::from(outcome == Outcome::Stored))));
    }
}

struct InMemory;

impl Fixture for InMemory {
    fn open(&mut self) -> LogFuture<'_, SharedLog> {
        Box::pin(ready(MemoryLog::new() as SharedLog))
    }

    fn reopen(&mut self, _: SharedLog) -> LogFuture<'_, Option<SharedLog>> {
        Box::pin(ready(None))
    }
}

mod conformance {
    crate::conformance_tests!(super::InMemory);
}
