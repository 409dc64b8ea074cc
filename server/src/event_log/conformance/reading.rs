//! What reads promise.

use super::{Fixture, append, commit, one, op, read_all, stream, with_head};
use crate::event_log::{Append, AppendError, Entry, Position, ReadError, ReadLimit};
use etappe_protocol::id::ReplicaId;
use etappe_protocol::revision::Revision;
use std::sync::Arc;

/// Pages hold at most what the limit says, and at least one commit where there is one.
pub async fn pages_keep_their_limits(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    assert_eq!(log.append(append(stream(1), 0, 200)).await, Ok(()));
    for (commits, bytes, expected) in [(3, 1_000, 3), (100, 35, 3), (100, 0, 1), (0, 0, 1), (100, 30, 3)] {
        let limit = ReadLimit { commits, bytes };
        let page = log.read(stream(1), Revision(100), limit).await.expect("a page");
        let revisions: Vec<_> = page.commits.iter().map(|commit| commit.revision.0).collect();
        assert_eq!(revisions, (101..=100 + expected).collect::<Vec<_>>(), "{limit:?}");
        assert_eq!(page.head, Revision(200));
    }
    let last = log.read(stream(1), Revision(198), ReadLimit::default()).await.expect("a page");
    assert_eq!(last.commits.len(), 2);
    for after in [200, 201, u64::MAX] {
        let page = log.read(stream(1), Revision(after), ReadLimit::default()).await.expect("a page");
        assert_eq!((page.commits.len(), page.head), (0, Revision(200)), "after {after}");
    }
}

/// A stream nobody wrote to is empty, not an error.
pub async fn unknown_streams_are_empty(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    assert_eq!(log.append(append(stream(1), 0, 1)).await, Ok(()));
    assert_eq!(log.head(stream(2)).await, Ok(Revision::ZERO));
    let page = log.read(stream(2), Revision::ZERO, ReadLimit::default()).await.expect("a page");
    assert_eq!((page.commits.len(), page.head), (0, Revision::ZERO));
    assert_eq!(log.find_op(stream(2), op(1, 1)).await, Ok(None));
    assert_eq!(log.highest_counter(stream(2), ReplicaId([1; 16])).await, Ok(0));
}

/// An op id leads to its commit, in its stream alone.
pub async fn ops_are_found(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    for head in 0..150 {
        assert_eq!(log.append(one(stream(1), head, op(3, head * 7 + 1))).await, Ok(()));
    }
    for head in [0, 1, 63, 64, 149] {
        let found = log.find_op(stream(1), op(3, head * 7 + 1)).await;
        assert_eq!(found, Ok(Some(commit(stream(1), head + 1, op(3, head * 7 + 1)))));
    }
    for (number, missing) in
        [(1, op(3, 2)), (1, op(3, 0)), (1, op(4, 1)), (2, op(3, 1)), (1, op(3, u64::MAX))]
    {
        assert_eq!(log.find_op(stream(number), missing).await, Ok(None));
    }
}

/// The highest counter of a replica counts within one stream.
pub async fn the_highest_counter_is_known(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    for (head, counter) in [5, 70, 64, 300, 299].into_iter().enumerate() {
        assert_eq!(log.append(one(stream(1), head as u64, op(3, counter))).await, Ok(()));
    }
    assert_eq!(log.append(one(stream(2), 0, op(3, 900))).await, Ok(()));
    for (number, replica, highest) in [(1, 3, 300), (2, 3, 900), (1, 4, 0), (3, 3, 0)] {
        assert_eq!(log.highest_counter(stream(number), ReplicaId([replica; 16])).await, Ok(highest));
    }
}

/// Streams come in the order of their ids, page by page.
pub async fn streams_are_listed_in_order(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    assert_eq!(log.streams(None, 10).await, Ok(Vec::new()));
    for number in [5, 1, 9, 3, 7] {
        assert_eq!(log.append(append(stream(number), 0, u64::from(number))).await, Ok(()));
    }
    let listed = |numbers: &[u8]| {
        let streams = numbers.iter().map(|number| (stream(*number), Revision(u64::from(*number))));
        Ok::<Vec<_>, ReadError>(streams.collect())
    };
    assert_eq!(log.streams(None, 10).await, listed(&[1, 3, 5, 7, 9]));
    assert_eq!(log.streams(None, 2).await, listed(&[1, 3]));
    assert_eq!(log.streams(Some(stream(3)), 2).await, listed(&[5, 7]));
    assert_eq!(log.streams(Some(stream(4)), 1).await, listed(&[5]));
    assert_eq!(log.streams(Some(stream(9)), 10).await, listed(&[]));
}

/// A scan gives every commit and every chain head once, streams in order, positions rising.
pub async fn a_scan_gives_everything_in_order(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let appends: Vec<Append> = (0..30)
        .flat_map(|head| (1..=3).map(move |number| append(stream(number), head * 2, 2)))
        .enumerate()
        .map(|(index, append)| if index < 3 { with_head(append) } else { append })
        .collect();
    for append in &appends {
        assert_eq!(log.append(append.clone()).await, Ok(()));
    }
    let mut expected = Vec::new();
    for append in appends {
        expected.extend(append.commits.iter().map(|commit| Entry::Commit((**commit).clone())));
        expected.extend(append.head.map(Entry::Head));
    }
    for commits in [1, 10, 1_000] {
        let limit = ReadLimit { commits, ..ReadLimit::default() };
        let (mut found, mut after) = (Vec::new(), Position::default());
        loop {
            let page = log.scan(after, limit).await.expect("a page");
            assert!(page.len() <= commits);
            let Some((last, _)) = page.last() else { break };
            let positions: Vec<_> = std::iter::once(after).chain(page.iter().map(|(at, _)| *at)).collect();
            assert!(positions.is_sorted_by(|before, at| before < at), "positions rise");
            after = *last;
            found.extend(page.into_iter().map(|(_, entry)| entry));
        }
        assert_eq!(found, expected, "pages of {commits}");
    }
}

/// Whoever has a receipt reads what it is for.
pub async fn receipts_come_after_visibility(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let writers = (1..=4).map(|number| {
        let log = Arc::clone(&log);
        crate::spawn::task(async move {
            for head in 0..100 {
                assert_eq!(log.append(append(stream(number), head, 1)).await, Ok(()));
                assert_eq!(log.head(stream(number)).await, Ok(Revision(head + 1)));
                let page =
                    log.read(stream(number), Revision(head), ReadLimit::default()).await.expect("a page");
                assert_eq!(page.commits.len(), 1);
                let found = log.find_op(stream(number), op(1, head + 1)).await.expect("an answer");
                assert!(found.is_some());
                assert_eq!(log.highest_counter(stream(number), ReplicaId([1; 16])).await, Ok(head + 1));
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("a writer that ends");
    }
}

/// Whoever waits for the newest position is woken, and finds everything up to there.
pub async fn the_newest_position_is_told(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let mut durable = log.durable();
    let mut seen = *durable.borrow_and_update();
    assert_eq!(seen, Position::default(), "nothing is there yet");
    for head in 0..50 {
        let receipt = log.append(append(stream(1), head, 1));
        durable.changed().await.expect("the sender lives as long as the log");
        let told = *durable.borrow_and_update();
        let page = log.scan(seen, ReadLimit::default()).await.expect("a page");
        assert_eq!(page.last().map(|(position, _)| *position), Some(told), "what is told is readable");
        assert_eq!(receipt.await, Ok(()));
        assert!(!durable.has_changed().expect("a sender"), "told before the receipt, and once");
        seen = told;
    }
    assert_eq!(*log.durable().borrow(), seen, "who comes late is told too");
    if let Some(log) = fixture.reopen(log).await {
        assert_eq!(*log.durable().borrow(), seen, "and so is who comes after a restart");
    }
}

/// Bodies of any length come back byte by byte.
pub async fn bytes_come_back_unchanged(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let lengths = [0, 1, 13, 3_900, 3_986, 3_987, 3_988, 4_100, 20_000, 48 * 1_024, 5];
    let mut stored = Vec::new();
    for (head, length) in lengths.into_iter().enumerate() {
        let mut append = append(stream(1), head as u64, 1);
        let mut commit = (*append.commits[0]).clone();
        commit.body = (0_u8..=255).cycle().take(length).collect();
        commit.time_ms = -5;
        append.commits = vec![Arc::new(commit.clone())];
        stored.push(commit);
        assert_eq!(log.append(append).await, Ok(()));
    }
    assert_eq!(read_all(&*log, stream(1), 4).await, stored);
    if let Some(log) = fixture.reopen(log).await {
        assert_eq!(read_all(&*log, stream(1), 4).await, stored);
    }
}

/// After closing and opening everything is as it was, and goes on from there.
pub async fn everything_outlives_the_handle(mut fixture: impl Fixture) {
    let mut log = fixture.open().await;
    for round in 0..4_u64 {
        for number in 1..=3 {
            let call = with_head(append(stream(number), round * 70, 70));
            assert_eq!(log.append(call).await, Ok(()));
        }
        let before = log.scan(Position::default(), ReadLimit { commits: 10_000, bytes: usize::MAX }).await;
        let Some(reopened) = fixture.reopen(log).await else { return };
        log = reopened;
        let after = log.scan(Position::default(), ReadLimit { commits: 10_000, bytes: usize::MAX }).await;
        assert_eq!(before, after);
        let head = Revision((round + 1) * 70);
        assert_eq!(log.streams(None, 9).await, Ok((1..=3).map(|number| (stream(number), head)).collect()));
        for number in 1..=3 {
            assert_eq!(read_all(&*log, stream(number), 50).await.len() as u64, head.0);
            for counter in [1, head.0] {
                let found = log.find_op(stream(number), op(1, counter)).await;
                assert_eq!(found, Ok(Some(commit(stream(number), counter, op(1, counter)))));
            }
            assert_eq!(log.highest_counter(stream(number), ReplicaId([1; 16])).await, Ok(head.0));
            let repeated = log.append(one(stream(number), head.0, op(1, 5))).await;
            assert_eq!(repeated, Err(AppendError::Conflict { head }));
        }
    }
}

/// After closing nothing is answered any more, and nothing hangs.
pub async fn a_closed_log_says_so(mut fixture: impl Fixture) {
    let log = fixture.open().await;
    let receipts: Vec<_> = (0..20).map(|head| log.append(append(stream(1), head, 1))).collect();
    assert_eq!(log.close().await, Ok(()));
    for receipt in receipts {
        assert_eq!(receipt.await, Ok(()), "what was queued before is stored");
    }
    let answer = log.append(append(stream(1), 20, 1)).await;
    assert!(matches!(answer, Err(AppendError::Unavailable(_))), "{answer:?}");
    let unavailable = |error| matches!(error, Some(ReadError::Unavailable(_)));
    assert!(unavailable(log.head(stream(1)).await.err()));
    assert!(unavailable(log.read(stream(1), Revision::ZERO, ReadLimit::default()).await.err()));
    assert!(unavailable(log.find_op(stream(1), op(1, 1)).await.err()));
    assert!(unavailable(log.streams(None, 1).await.err()));
    assert!(unavailable(log.scan(Position::default(), ReadLimit::default()).await.err()));
}
