//! What the sequencer's line promises for refused, repeated and hostile ops.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use etappe_protocol::authority::Authority;
use etappe_protocol::id::ItemId;
use etappe_protocol::limits;
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::{Judgement, Sequence};
use etappe_protocol::text::{FieldAddress, Operation, transform};
use sample::{actor, code, edit, item, judge, replica, sequence, submit};

const NOTES: FieldAddress = FieldAddress::NOTES;
const TITLE: FieldAddress = FieldAddress::TITLE;

fn too_long() -> String {
    "x".repeat(limits::TITLE_CHARS + 1)
}

fn refused(sequence: &mut Sequence, session: u64, counter: u64, base: u64, op: Op) -> Rejection {
    match judge(sequence, session, submit(counter, base, op)) {
        Judgement::Refused(reason) => reason,
        other => panic!("op {counter} should be refused: {other:?}"),
    }
}

fn accepted(sequence: &mut Sequence, session: u64, counter: u64, base: u64, op: Op) {
    let judgement = judge(sequence, session, submit(counter, base, op));
    assert!(matches!(judgement, Judgement::Accepted(_)), "op {counter}: {judgement:?}");
}

fn repeated(sequence: &mut Sequence, session: u64, counter: u64, base: u64, op: Op) {
    let judgement = judge(sequence, session, submit(counter, base, op));
    assert!(matches!(judgement, Judgement::Repeated(_)), "op {counter}: {judgement:?}");
}

#[test]
fn noting_a_refusal_frees_its_own_field_only() {
    let mut sequence = sequence();
    let reason = FieldAddress::reason(item("A.1"));
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    assert_eq!(refused(&mut sequence, 1, 1, 1, edit(&TITLE, 0, 0, &too_long())), Rejection::TextTooLong);
    assert_eq!(refused(&mut sequence, 1, 2, 1, edit(&reason, 5, 0, "a")), Rejection::OutOfRange);
    sequence.note(1, 1);
    // Made on top of op 2, whose refusal is still on its way to the author.
    assert_eq!(refused(&mut sequence, 1, 3, 1, edit(&reason, 0, 0, "b")), Rejection::DependsOnRejected);
    accepted(&mut sequence, 1, 4, 1, edit(&TITLE, 0, 0, "short"));
    // The one to note is the first that was refused, not what fell with it.
    sequence.note(1, 3);
    assert_eq!(refused(&mut sequence, 1, 5, 1, edit(&reason, 0, 0, "c")), Rejection::DependsOnRejected);
    sequence.note(1, 2);
    accepted(&mut sequence, 1, 6, 1, edit(&reason, 0, 0, "d"));
}

#[test]
fn what_was_made_on_top_of_a_superseded_edit_falls_with_it() {
    let mut sequence = sequence();
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    refused(&mut sequence, 1, 1, 1, edit(&TITLE, 0, 0, &too_long()));
    accepted(&mut sequence, 1, 2, 1, edit(&NOTES, 0, 0, "n"));
    refused(&mut sequence, 1, 3, 1, edit(&TITLE, 201, 0, "on top"));
    // All answers are lost. The replica comes back, confirms op 2, and sends what is still pending.
    assert_eq!(sequence.open_session(2, replica(1), actor(1), Authority::Edit).unwrap().fenced, Some(1));
    repeated(&mut sequence, 2, 1, 2, edit(&TITLE, 0, 0, &too_long()));
    assert_eq!(refused(&mut sequence, 2, 3, 2, edit(&TITLE, 0, 0, "x")), Rejection::DependsOnRejected);
    sequence.note(2, 1);
    accepted(&mut sequence, 2, 4, 2, edit(&TITLE, 0, 0, "fresh"));
    // Repeated once more, the old op changes nothing.
    repeated(&mut sequence, 2, 1, 2, edit(&TITLE, 0, 0, &too_long()));
    accepted(&mut sequence, 2, 5, 3, edit(&TITLE, 0, 0, "more "));
    assert_eq!(sequence.state().text(&TITLE), "more fresh");
}

#[test]
fn an_op_id_is_judged_once() {
    let mut sequence = sequence();
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    let rate = |answer: &str| Op::SetRating { item: item("A.1"), answer: code(answer), seen: Revision::ZERO };
    accepted(&mut sequence, 1, 1, 1, rate("1"));
    repeated(&mut sequence, 1, 1, 1, rate("2"));
    assert_eq!(refused(&mut sequence, 1, 2, 1, rate("nope")), Rejection::UnknownOption);
    repeated(&mut sequence, 1, 2, 1, rate("2"));
    accepted(&mut sequence, 1, 3, 1, rate("3"));
    sequence.open_session(2, replica(1), actor(1), Authority::Edit).unwrap();
    for counter in 1..=3 {
        repeated(&mut sequence, 2, counter, 3, rate("0"));
    }
    assert_eq!(judge(&mut sequence, 1, submit(9, 3, rate("0"))), Judgement::Dropped);
    assert_eq!(sequence.state().revision, Revision(3));
    assert!(sequence.open_session(3, replica(1), actor(2), Authority::Edit).is_err());
}

#[test]
fn only_the_server_begins_a_stream_and_viewers_change_nothing() {
    let mut sequence = sequence();
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    sequence.open_session(2, replica(2), actor(2), Authority::Read).unwrap();
    let create = Op::CreateAnalysis(sample::created());
    assert_eq!(refused(&mut sequence, 1, 1, 1, create), Rejection::Forbidden);
    assert_eq!(refused(&mut sequence, 2, 1, 1, edit(&TITLE, 0, 0, "a")), Rejection::Forbidden);
    let clear = Op::ClearRating { item: item("A.1"), seen: Revision::ZERO };
    assert_eq!(refused(&mut sequence, 2, 2, 1, clear), Rejection::Forbidden);
}

#[test]
fn a_base_must_lie_within_the_session() {
    let mut sequence = sequence();
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    let out = Rejection::BaseOutOfReach;
    assert_eq!(refused(&mut sequence, 1, 1, 0, edit(&TITLE, 0, 0, "a")), out, "before the session's head");
    assert_eq!(refused(&mut sequence, 1, 2, 2, edit(&NOTES, 0, 0, "a")), out, "in the future");
    sequence.open_session(2, replica(2), actor(2), Authority::Edit).unwrap();
    accepted(&mut sequence, 2, 1, 1, edit(&NOTES, 0, 0, "a"));
    accepted(&mut sequence, 2, 2, 2, edit(&NOTES, 0, 0, "b"));
    assert_eq!(refused(&mut sequence, 2, 3, 1, edit(&NOTES, 0, 0, "c")), out, "bases never go back");
}

#[test]
fn who_never_moves_on_is_sent_to_resume_before_the_bridge_grows_without_bound() {
    let mut sequence = sequence();
    for number in 1..=2 {
        sequence.open_session(number.into(), replica(number), actor(number), Authority::Edit).unwrap();
    }
    accepted(&mut sequence, 2, 1, 1, edit(&NOTES, 0, 0, "s"));
    let edits = limits::FIELD_LOG_EDITS as u64;
    for counter in 1..=edits {
        let inserted = edit(&NOTES, 0, 0, "a");
        accepted(&mut sequence, 1, counter, counter + 1, inserted);
        if counter == edits / 2 {
            accepted(&mut sequence, 2, 2, 1, edit(&NOTES, 1, 0, "s"));
        }
    }
    assert_eq!(refused(&mut sequence, 2, 3, 1, edit(&NOTES, 2, 0, "s")), Rejection::BaseOutOfReach);
}

#[test]
fn an_edit_that_rebasing_split_is_still_taken() {
    let mut sequence = sequence();
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    accepted(&mut sequence, 1, 1, 1, edit(&NOTES, 0, 0, &"x".repeat(1_000)));
    let mut offline = Operation::splice(0, 1_000, "");
    for counter in 2..=300 {
        let operation = Operation::splice(3 * u32::try_from(counter).unwrap(), 0, "y");
        offline = transform(&operation, &offline).1;
        let revision = sequence.state().revision.0;
        accepted(&mut sequence, 1, counter, revision, Op::EditText { field: NOTES, operation });
    }
    assert!(!offline.fits_one_op(), "{} components", offline.components().len());
    sequence.open_session(2, replica(2), actor(2), Authority::Edit).unwrap();
    let revision = sequence.state().revision.0;
    accepted(&mut sequence, 2, 1, revision, Op::EditText { field: NOTES, operation: offline });
    assert_eq!(sequence.state().text(&NOTES), "y".repeat(299));
}

#[test]
fn addresses_that_do_not_exist_are_refused_and_not_remembered() {
    let mut sequence = sequence();
    sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap();
    let unmade = format!("{:?}", sequence.clone());
    for counter in 1..=50 {
        let made_up = FieldAddress::reason(ItemId::new(&format!("Z{counter}")).unwrap());
        assert_eq!(refused(&mut sequence, 1, counter, 1, edit(&made_up, 0, 0, "a")), Rejection::UnknownItem);
    }
    let nowhere = FieldAddress { part: etappe_protocol::text::Part::Reason, ..TITLE };
    assert_eq!(refused(&mut sequence, 1, 51, 1, edit(&nowhere, 0, 0, "a")), Rejection::UnknownField);
    let now = format!("{sequence:?}").replace("judged: 51", "judged: 0");
    assert_eq!(now, unmade, "nothing but the counter is kept");
}

#[test]
fn numbers_at_the_edge_do_no_harm() {
    let mut sequence = sequence();
    for number in 1..=2 {
        sequence.open_session(number.into(), replica(number), actor(number), Authority::Edit).unwrap();
    }
    accepted(&mut sequence, 1, 1, 1, edit(&NOTES, 0, 0, "abc"));
    let far = edit(&NOTES, u32::MAX, u32::MAX, "x");
    assert_eq!(refused(&mut sequence, 2, 1, 1, far), Rejection::OutOfRange);
    sequence.note(2, 1);
    assert_eq!(refused(&mut sequence, 2, 2, 1, edit(&NOTES, 0, u32::MAX, "")), Rejection::OutOfRange);
    assert_eq!(
        refused(&mut sequence, 2, u64::MAX, u64::MAX, edit(&TITLE, 0, 0, "x")),
        Rejection::BaseOutOfReach
    );
    assert_eq!(sequence.state().text(&NOTES), "abc");
}
