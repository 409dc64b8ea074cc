//! Failure: what was not stored is not pretended, and the next use reads the log again.

use std::sync::Arc;

use etappe_protocol::frame::Failure;
use etappe_protocol::id::{ActorId, OpId, ReplicaId};
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;

use super::support::{BEGUN, Hall, STREAM, config, questions, rating, settled, typing};
use crate::event_log::memory::Outcome;
use crate::event_log::{Append, AppendError, EventLog, ReadLimit};
use crate::stream::{LoadError, Reply};

#[tokio::test]
async fn a_failed_append_ends_the_stream_and_the_next_use_reads_the_log() {
    let hall = Hall::new().await;
    let (mut author, other) = (hall.sit(1).await, hall.sit(2).await);
    hall.log.fail_next(AppendError::Unavailable("full".to_owned()), Outcome::NotStored);
    let counter = author.submit(typing("a")).await;
    for seat in [&author, &other] {
        let delivery = seat.look().await;
        assert_eq!(delivery.ended, Some(Failure::Unavailable));
        assert!(delivery.batches.is_empty() && delivery.replies.is_empty(), "{delivery:?}");
    }
    assert!(author.subscription.noted(0).await.is_err(), "the task is gone");
    let mut again = hall.sit(1).await;
    assert_eq!(again.sent, BEGUN, "what was not stored is not in the state");
    again.submit_again(counter, typing("a")).await;
    assert_eq!(again.take().await.0, [Revision(3)]);
}

#[tokio::test]
async fn everything_behind_a_failed_append_fails_with_it() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    hall.log.hold();
    for _ in 0..5 {
        author.submit(typing("a")).await;
    }
    hall.log.fail_next(AppendError::Unavailable("full".to_owned()), Outcome::NotStored);
    hall.log.release();
    assert_eq!(author.look().await.ended, Some(Failure::Unavailable));
    assert_eq!(hall.log.head(STREAM).await, Ok(BEGUN));
}

#[tokio::test]
async fn t05_an_unknown_outcome_is_told_by_the_op_id_after_reopening() {
    for outcome in [Outcome::Stored, Outcome::NotStored] {
        let hall = Hall::new().await;
        let mut author = hall.sit(1).await;
        hall.log.fail_next(AppendError::Unknown("fsync".to_owned()), outcome);
        let counter = author.submit(typing("a")).await;
        assert_eq!(author.look().await.ended, Some(Failure::Unavailable));
        let refused = hall.streams.open(STREAM).await.err();
        assert!(matches!(refused, Some(LoadError::Read(_))), "never an empty stream: {refused:?}");
        let hall = Hall::on(hall.log.reopen(), config());
        let mut again = hall.sit(1).await;
        again.submit_again(counter, typing("a")).await;
        let (commits, replies) = again.take().await;
        match outcome {
            Outcome::Stored => {
                assert!(commits.is_empty());
                assert!(matches!(replies.as_slice(), [Reply::Known { .. }]), "{replies:?}");
            }
            Outcome::NotStored => assert_eq!(commits, [Revision(3)]),
        }
        assert_eq!(hall.log.head(STREAM).await, Ok(Revision(3)), "once either way");
    }
}

#[tokio::test]
async fn a_conflict_reloads_and_decides_again() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    // Another writer, as on a machine that was thought dead.
    let mut sequence = Sequence::new(STREAM, Arc::new(questions()));
    for commit in hall.log.read(STREAM, Revision::ZERO, ReadLimit::default()).await.unwrap().commits {
        sequence.replay(&commit).unwrap();
    }
    let op_id = OpId { replica: ReplicaId([99; 16]), counter: 1 };
    let commit = sequence.judge_own(ActorId([99; 16]), op_id, typing("theirs"), 1_000, [0; 8]).unwrap();
    let commits = vec![Arc::new(commit)];
    hall.log.append(Append { stream: STREAM, expected: BEGUN, commits, head: None }).await.unwrap();
    let counter = author.submit(typing("ours")).await;
    assert_eq!(author.look().await.ended, Some(Failure::Unavailable));
    let mut again = hall.sit(1).await;
    assert_eq!(again.sent, Revision(3));
    again.submit_again(counter, typing("ours")).await;
    assert_eq!(again.take().await.0, [Revision(4)]);
}

#[tokio::test]
async fn t18_draining_waits_for_the_disk_and_turns_away_what_comes_after() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    hall.log.hold();
    author.submit(typing("a")).await;
    let drained = crate::spawn::task({
        let streams = Arc::clone(&hall.streams);
        async move { streams.drain().await }
    });
    settled().await;
    assert!(!drained.is_finished(), "an op is on its way to the disk");
    // These come too late to be judged, and must not keep the end waiting.
    let late = author.subscription.clone();
    late.submit(etappe_protocol::frame::Submit { counter: 9, base: BEGUN, op: typing("late") })
        .await
        .unwrap();
    author.subscription.clone().close().await;
    settled().await;
    hall.log.release();
    settled().await;
    assert!(drained.is_finished(), "the end hangs");
    let delivery = author.look().await;
    assert_eq!(delivery.ended, Some(Failure::Restarting));
    assert_eq!(
        delivery.batches.iter().map(|batch| batch.last).max(),
        Some(Revision(3)),
        "acked all the same"
    );
    assert_eq!(hall.log.head(STREAM).await, Ok(Revision(3)));
}

#[tokio::test]
async fn a_stalled_disk_makes_sessions_wait_instead_of_filling_memory() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    hall.log.hold();
    let text = "x".repeat(8_000);
    let mut taken = 0_usize;
    for round in 0..4_000_u64 {
        // Replacing the text keeps it within its length.
        let deleted = if round == 0 { 0 } else { 8_000 };
        let operation = etappe_protocol::text::Operation::splice(0, deleted, &text);
        let field = etappe_protocol::text::FieldAddress::NOTES;
        let op = etappe_protocol::op::Op::EditText { field, operation };
        let submit = etappe_protocol::frame::Submit { counter: round + 1, base: BEGUN, op };
        let handed_in = tokio::time::timeout(std::time::Duration::from_millis(200), {
            let subscription = author.subscription.clone();
            async move { subscription.submit(submit).await }
        });
        if handed_in.await.is_err() {
            break;
        }
        taken += 1;
    }
    assert!(taken < 2_500, "{taken} edits of 8 kB were taken while nothing was stored");
    hall.log.release();
    for _ in 0..1_000 {
        if hall.log.head(STREAM).await.unwrap().0 == 2 + taken as u64 {
            break;
        }
        settled().await;
    }
    assert_eq!(hall.log.head(STREAM).await.unwrap().0, 2 + taken as u64, "and goes on afterwards");
    author.take().await;
    author.submit_again(10_000, rating("A1.1")).await;
}

#[tokio::test]
async fn t05_a_counter_that_was_passed_over_is_superseded() {
    let hall = Hall::new().await;
    let author = hall.sit(1).await;
    author.submit_again(5, typing("five")).await;
    author.submit_again(3, typing("three")).await;
    let replies = author.look().await.replies;
    let [Reply::Rejected { counter: 3, reason: Rejection::Superseded, .. }] = replies.as_slice() else {
        panic!("{replies:?}")
    };
    settled().await;
    assert_eq!(hall.log.head(STREAM).await, Ok(Revision(3)));
}
