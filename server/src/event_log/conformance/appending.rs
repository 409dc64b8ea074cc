//! What an append promises.

use super::{Fixture, append, commit, one, op, read_all, stream};
use crate::event_log::{Append, AppendError};
use etappe_protocol::revision::Revision;
use std::sync::Arc;

/// Revisions run from 1 without a gap, in pages of any size.
pub async fn commits_are_gapless_and_in_order(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    for (expected, count) in [(0, 1), (1, 3), (4, 100), (104, 1)] {
        assert_eq!(log.append(append(stream(1), expected, count)).await, Ok(()));
    }
    for page in [1, 7, 64, 1_000] {
        let revisions: Vec<_> = read_all(&*log, stream(1), page).await.iter().map(|c| c.revision.0).collect();
        assert_eq!(revisions, (1..=105).collect::<Vec<_>>(), "page of {page}");
    }
}

/// An append that expects another head is refused with the head that is there, and stores nothing.
pub async fn another_head_is_a_conflict(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    assert_eq!(log.append(append(stream(1), 0, 2)).await, Ok(()));
    for expected in [0, 1, 3, 100] {
        let answer = log.append(one(stream(1), expected, op(2, 1))).await;
        assert_eq!(answer, Err(AppendError::Conflict { head: Revision(2) }), "expecting {expected}");
    }
    assert_eq!(
        log.append(one(stream(2), 1, op(2, 1))).await,
        Err(AppendError::Conflict { head: Revision::ZERO })
    );
    assert_eq!(log.head(stream(1)).await, Ok(Revision(2)));
    assert_eq!(log.head(stream(2)).await, Ok(Revision::ZERO));
    assert_eq!(log.append(one(stream(1), 2, op(2, 1))).await, Ok(()));
}

/// A call may name a head that an earlier, unanswered call will have made.
pub async fn later_calls_may_expect_queued_heads(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let receipts: Vec<_> = (0..500).map(|head| log.append(append(stream(1), head, 1))).collect();
    for receipt in receipts {
        assert_eq!(receipt.await, Ok(()));
    }
    assert_eq!(read_all(&*log, stream(1), 1_000).await.len(), 500);
}

/// Calls that build on a failed one fail, whatever else is going on; other streams do not notice.
pub async fn a_failure_takes_its_followers_along(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    assert_eq!(log.append(append(stream(1), 0, 5)).await, Ok(()));
    let failing: Vec<_> = (6..20).map(|head| log.append(append(stream(1), head, 1))).collect();
    let others: Vec<_> = (0..20).map(|head| log.append(append(stream(2), head, 1))).collect();
    for receipt in failing {
        assert_eq!(receipt.await, Err(AppendError::Conflict { head: Revision(5) }));
    }
    for receipt in others {
        assert_eq!(receipt.await, Ok(()));
    }
    assert_eq!(log.append(append(stream(1), 5, 1)).await, Ok(()));
}

/// A stream takes an op id once; another stream may have the same.
pub async fn an_op_id_becomes_one_commit(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    assert_eq!(log.append(one(stream(1), 0, op(7, 1))).await, Ok(()));
    assert_eq!(log.append(one(stream(1), 1, op(7, 2))).await, Ok(()));
    for counter in [1, 2] {
        let answer = log.append(one(stream(1), 2, op(7, counter))).await;
        assert_eq!(answer, Err(AppendError::Conflict { head: Revision(2) }));
    }
    let both = [1, 2].map(|at| Arc::new(commit(stream(1), 2 + at, op(8, 1))));
    let twice = Append { stream: stream(1), expected: Revision(2), commits: both.to_vec(), head: None };
    assert_eq!(log.append(twice).await, Err(AppendError::Conflict { head: Revision(2) }));
    // Two calls with one id, neither answered before the other is made.
    let first = log.append(one(stream(1), 2, op(9, 5)));
    let second = log.append(one(stream(1), 3, op(9, 5)));
    assert_eq!(first.await, Ok(()));
    assert_eq!(second.await, Err(AppendError::Conflict { head: Revision(3) }));
    assert_eq!(log.append(one(stream(2), 0, op(7, 1))).await, Ok(()));
    assert_eq!(log.head(stream(1)).await, Ok(Revision(3)));
}

/// A call that contradicts itself stores nothing.
pub async fn impossible_appends_are_refused(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let empty = append(stream(1), 0, 0);
    let mut gap = append(stream(1), 0, 2);
    gap.commits.remove(0);
    let mut foreign = append(stream(1), 0, 1);
    foreign.stream = stream(2);
    for impossible in [empty, gap, foreign] {
        let answer = log.append(impossible).await;
        assert!(matches!(answer, Err(AppendError::Unavailable(_))), "{answer:?}");
    }
    assert_eq!(log.streams(None, 10).await, Ok(Vec::new()));
}

/// Of sixteen writers that expect the same head exactly one wins, round after round.
pub async fn one_of_many_writers_wins(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    for round in 0..50_u64 {
        let writers = (0..16).map(|writer| {
            let log = Arc::clone(&log);
            crate::spawn::task(async move { log.append(one(stream(1), round, op(writer, round + 1))).await })
        });
        let writers: Vec<_> = writers.collect();
        let mut won = 0;
        for writer in writers {
            match writer.await.expect("a writer that ends") {
                Ok(()) => won += 1,
                Err(error) => assert_eq!(error, AppendError::Conflict { head: Revision(round + 1) }),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
}

/// Many streams at once, each with its own revisions.
pub async fn streams_do_not_disturb_each_other(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let calls = (0..40).flat_map(|head| (1..=30).map(move |number| (number, head)));
    let receipts: Vec<_> = calls.map(|(number, head)| log.append(append(stream(number), head, 1))).collect();
    for receipt in receipts {
        assert_eq!(receipt.await, Ok(()));
    }
    for number in 1..=30 {
        let commits = read_all(&*log, stream(number), 9).await;
        assert_eq!(commits.len(), 40);
        assert!(commits.iter().all(|commit| commit.stream == stream(number)));
    }
}
