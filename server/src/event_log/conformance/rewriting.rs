//! Replacing bodies and deleting streams.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;

use super::{Fixture, append, commit, op, read_all, stream, with_head};
use crate::event_log::{Alteration, AppendError, Entry, EventLog, Position, ReadLimit, Rewrite};

/// Other bodies for some commits of a stream of `head` commits, and one more behind them.
fn redact(of: StreamId, head: u64, revisions: &[u64]) -> (Rewrite, BTreeMap<Revision, Arc<Commit>>) {
    let replaced = revisions.iter().map(|revision| {
        let replaced = commit(of, *revision, op(1, *revision)).replaced([7; 8], b"other".to_vec());
        (Revision(*revision), Arc::new(replaced))
    });
    let replaced: BTreeMap<_, _> = replaced.collect();
    let commits = vec![Arc::new(commit(of, head + 1, op(2, head + 1)))];
    let alteration = Alteration::Redact { replaced: replaced.clone(), commits };
    (Rewrite { stream: of, expected: Revision(head), alteration }, replaced)
}

async fn everything(log: &dyn EventLog) -> Vec<(Position, Entry)> {
    let mut all: Vec<(Position, Entry)> = Vec::new();
    loop {
        let after = all.last().map_or(Position::default(), |(position, _)| *position);
        let page = log.scan(after, ReadLimit { commits: 7, ..ReadLimit::default() }).await.expect("a page");
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// A rewrite replaces bodies in every reading, changes no chain and no position, and outlives the handle.
///
/// # Panics
/// When the log breaks its contract.
pub async fn a_rewrite_replaces_bodies_for_good<F: Fixture>(mut fixture: F) {
    let mut log = fixture.open().await;
    log.append(with_head(append(stream(1), 0, 40))).await.expect("stored");
    log.append(append(stream(2), 0, 30)).await.expect("stored");
    let (before, others) = (everything(&*log).await, read_all(&*log, stream(2), 9).await);
    let (rewrite, replaced) = redact(stream(1), 40, &[3, 17, 40]);
    assert_eq!(log.rewrite(rewrite).await, Ok(()));
    for _ in 0..2 {
        let commits = read_all(&*log, stream(1), 9).await;
        assert_eq!(commits.len(), 41, "the commits that say so are there");
        for stored in &commits {
            match replaced.get(&stored.revision) {
                Some(replaced) => assert_eq!(stored, replaced.as_ref()),
                None => assert_eq!(stored.kept, None),
            }
        }
        let chain = commits[..40].iter().fold(Chain::START, Chain::after);
        let after = everything(&*log).await;
        let head =
            after.iter().find_map(|(_, entry)| if let Entry::Head(head) = entry { Some(head) } else { None });
        assert_eq!(head.map(|head| head.chain), Some(chain));
        assert!(before.iter().zip(&after).all(|((old, _), (new, _))| old == new), "positions stay");
        assert_eq!(read_all(&*log, stream(2), 9).await, others);
        let known = log.find_op(stream(1), op(1, 17)).await.expect("looked up");
        assert_eq!(known.map(|commit| commit.body), Some(b"other".to_vec()));
        match fixture.reopen(log).await {
            Some(reopened) => log = reopened,
            None => return,
        }
    }
    assert_eq!(log.append(append(stream(2), 30, 2)).await, Ok(()), "and it goes on");
}

/// A deleted stream is as one that never was; what is behind it stays where it is.
///
/// # Panics
/// When the log breaks its contract.
pub async fn a_deleted_stream_leaves_the_others_alone<F: Fixture>(mut fixture: F) {
    let mut log = fixture.open().await;
    log.append(with_head(append(stream(1), 0, 30))).await.expect("stored");
    log.append(append(stream(2), 0, 30)).await.expect("stored");
    log.append(append(stream(1), 30, 30)).await.expect("stored");
    log.append(append(stream(2), 30, 30)).await.expect("stored");
    let others = read_all(&*log, stream(2), 9).await;
    let rewrite = Rewrite { stream: stream(1), expected: Revision(60), alteration: Alteration::Delete };
    assert_eq!(log.rewrite(rewrite).await, Ok(()));
    for _ in 0..2 {
        assert_eq!(log.head(stream(1)).await, Ok(Revision::ZERO));
        assert_eq!(log.streams(None, 9).await, Ok(vec![(stream(2), Revision(60))]));
        assert_eq!(log.find_op(stream(1), op(1, 7)).await, Ok(None));
        assert_eq!(log.highest_counter(stream(1), op(1, 7).replica).await, Ok(0));
        assert_eq!(read_all(&*log, stream(2), 9).await, others);
        let all = everything(&*log).await;
        assert!(all.iter().all(|(_, entry)| entry.stream() != Some(stream(1))));
        assert!(all.iter().any(|(_, entry)| *entry == Entry::Gone));
        match fixture.reopen(log).await {
            Some(reopened) => log = reopened,
            None => return,
        }
    }
    assert_eq!(log.append(append(stream(2), 60, 2)).await, Ok(()), "and it goes on");
    assert_eq!(read_all(&*log, stream(2), 9).await.len(), 62);
}

/// Another head, a replacement that belongs to nothing: nothing happens.
///
/// # Panics
/// When the log breaks its contract.
pub async fn a_rewrite_of_something_else_is_refused<F: Fixture>(mut fixture: F) {
    let log = fixture.open().await;
    log.append(append(stream(1), 0, 5)).await.expect("stored");
    let before = read_all(&*log, stream(1), 9).await;
    let (early, _) = redact(stream(1), 4, &[2]);
    assert_eq!(log.rewrite(early).await, Err(AppendError::Conflict { head: Revision(5) }));
    let (mut foreign, _) = redact(stream(1), 5, &[2]);
    if let Alteration::Redact { replaced, .. } = &mut foreign.alteration {
        replaced.insert(Revision(3), Arc::new(commit(stream(1), 3, op(1, 3))));
    }
    let refused = log.rewrite(foreign).await;
    assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
    assert_eq!(read_all(&*log, stream(1), 9).await, before);
}
