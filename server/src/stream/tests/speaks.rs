//! What followers are told, and when: never of anything that is not durable.

use etappe_protocol::authority::Authority;
use etappe_protocol::frame::Failure;
use etappe_protocol::id::ActorId;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;

use super::support::{BEGUN, Hall, STREAM, rating, request, revisions_of, settled, typing};
use crate::event_log::{EventLog, ReadLimit};
use crate::stream::{OpenError, Reply, encode_commits};

#[tokio::test]
async fn i8_nothing_is_acked_broadcast_refused_or_known_before_it_is_durable() {
    let hall = Hall::new().await;
    let (mut author, mut other) = (hall.sit(1).await, hall.sit(2).await);
    hall.log.hold();
    let typed = author.submit(typing("a")).await;
    let refused = author.submit(rating("no-such-item")).await;
    author.submit_again(typed, typing("a")).await;
    assert_eq!(hall.log.waiting(), 1);
    let delivery = author.look().await;
    assert!(delivery.batches.is_empty() && !delivery.behind, "{delivery:?}");
    assert_eq!(delivery.durable, BEGUN);
    // The answers wait: each names a revision that is not durable.
    let [Reply::Rejected { counter, at, reason }, Reply::Known { commit }] = delivery.replies.as_slice()
    else {
        panic!("{delivery:?}")
    };
    assert_eq!((*counter, *at, *reason), (refused, Revision(3), Rejection::UnknownItem));
    assert_eq!((commit.revision, commit.op_id.counter), (Revision(3), typed));
    assert!(other.look().await.batches.is_empty());
    // A newcomer's state would be ahead of the disk: it is given with the revision that it has to wait for.
    let newcomer = hall.sit(3).await;
    assert_eq!(newcomer.sent, Revision(3));
    assert_eq!(newcomer.look().await.durable, BEGUN);
    hall.log.release();
    for seat in [&mut author, &mut other] {
        assert_eq!(seat.take().await.0, [Revision(3)]);
    }
}

#[tokio::test]
async fn i8_a_refusal_is_not_told_when_what_it_was_judged_against_never_became_durable() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    hall.log.hold();
    author.submit(typing("a")).await;
    author.submit(rating("no-such-item")).await;
    let replies = author.look().await.replies;
    let fresh = hall.log.reopen();
    settled().await;
    let delivery = author.look().await;
    assert_eq!(delivery.ended, Some(Failure::Unavailable));
    assert!(replies.iter().all(|reply| delivery.durable < reply.at()), "nothing may be spoken any more");
    assert_eq!(fresh.head(STREAM).await, Ok(BEGUN));
}

#[tokio::test]
async fn t16_a_slow_follower_reads_on_from_the_log_without_a_gap() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    let mut slow = hall.sit(2).await;
    let long = "x".repeat(100);
    // Many times what the feed keeps, in a text that stays within its length.
    for _ in 0..200 {
        for _ in 0..100 {
            let (text, begin) = (typing(&long), author.sent);
            author.submit(text).await;
            author.take().await;
            assert!(begin < author.sent);
            let cleared = etappe_protocol::text::Operation::splice(0, 100, "");
            let field = etappe_protocol::text::FieldAddress::NOTES;
            author.submit(etappe_protocol::op::Op::EditText { field, operation: cleared }).await;
            author.take().await;
        }
        if slow.look().await.behind {
            break;
        }
    }
    let mut seen = Vec::new();
    for _ in 0..1_000 {
        let delivery = slow.look().await;
        if delivery.behind {
            assert!(delivery.batches.is_empty());
            let page = hall.log.read(STREAM, slow.sent, ReadLimit::default()).await.unwrap();
            let commits: Vec<_> = page.commits.into_iter().map(Into::into).collect();
            for batch in encode_commits(&commits).unwrap() {
                seen.extend(revisions_of(&batch.message));
                slow.sent = batch.last;
            }
        } else if delivery.batches.is_empty() {
            break;
        } else {
            seen.extend(slow.take().await.0);
        }
    }
    assert!(seen.windows(2).all(|pair| pair[1] == pair[0].next()), "gapless");
    assert_eq!((seen.first().copied(), slow.sent), (Some(BEGUN.next()), author.sent));
}

#[tokio::test]
async fn s06_who_may_not_write_is_told_so_and_the_log_stays_as_it_is() {
    let hall = Hall::new().await;
    let mut viewer = request(1, 1, None);
    viewer.authority = Authority::Read;
    let mut viewer = hall.open(viewer).await.unwrap();
    let counter = viewer.submit(typing("a")).await;
    let (commits, replies) = viewer.take().await;
    assert!(commits.is_empty());
    let [Reply::Rejected { counter: refused, at: BEGUN, reason: Rejection::Forbidden }] = replies.as_slice()
    else {
        panic!("{replies:?}")
    };
    assert_eq!(*refused, counter);
    assert_eq!(hall.log.head(STREAM).await, Ok(BEGUN));
    let mut member = hall.sit(2).await;
    member.submit(typing("b")).await;
    assert_eq!(viewer.take().await.0, [BEGUN.next()], "the viewer still follows");
}

#[tokio::test]
async fn t13_what_is_not_durable_yet_lies_in_the_future() {
    let hall = Hall::new().await;
    let mut author = hall.sit(1).await;
    hall.log.hold();
    author.submit(typing("a")).await;
    for future in [Revision(3), Revision(4), Revision(u64::MAX)] {
        let refused = hall.open(request(9, 9, Some(future))).await.err();
        assert_eq!(refused, Some(OpenError::Refused(Failure::FutureRevision)), "{future}");
    }
    for past in [Revision::ZERO, Revision(1), BEGUN] {
        let resumed = hall.open(request(9, 9, Some(past))).await.unwrap();
        assert_eq!(resumed.subscription.head, Revision(3), "all that was accepted");
    }
    hall.log.release();
    settled().await;
    assert!(hall.open(request(9, 9, Some(Revision(3)))).await.is_ok());
}

#[tokio::test]
async fn a_fenced_session_is_told_and_its_late_frames_change_nothing() {
    let hall = Hall::new().await;
    let mut late = hall.sit(1).await;
    let newer = hall.open(request(100, 1, Some(BEGUN))).await.unwrap();
    late.submit(typing("late")).await;
    let delivery = late.look().await;
    assert_eq!(delivery.ended, Some(Failure::Fenced));
    assert!(delivery.replies.is_empty());
    assert_eq!(hall.log.head(STREAM).await, Ok(BEGUN));
    assert_eq!(newer.look().await.ended, None);
    late.subscription.close().await;
    settled().await;
    assert_eq!(newer.look().await.ended, None, "the old one's goodbye ends only itself");
    let mut thief = request(200, 1, None);
    thief.actor = ActorId([9; 16]);
    assert_eq!(hall.open(thief).await.err(), Some(OpenError::Refused(Failure::ReplicaTaken)));
}
