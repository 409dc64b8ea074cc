//! The rules of rating together: given what happened, when somebody wants something, then this follows.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::event::{Event, ProposalWithdrawnV1, RatingClearedV1, RatingProposedV1, RatingSetV1};
use etappe_protocol::id::{ItemId, OpId};
use etappe_protocol::limits;
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use sample::{actor, catalogue, code, edit, replica};

const ANN: u8 = 1;
const BEN: u8 = 2;
const CEM: u8 = 3;

fn it() -> ItemId {
    sample::item("A.1")
}

fn set(answer: &str, seen: u64) -> Op {
    Op::SetRating { item: it(), answer: code(answer), seen: Revision(seen) }
}

fn clear(seen: u64) -> Op {
    Op::ClearRating { item: it(), seen: Revision(seen) }
}

fn withdraw() -> Op {
    Op::WithdrawProposal { item: it() }
}

/// What happened so far; every accepted op is one revision.
struct Given(AnalysisState);

fn given(ops: impl IntoIterator<Item = (u8, Op)>) -> Given {
    let mut given = Given(AnalysisState::default());
    for (who, op) in ops {
        given.when(who, op).unwrap();
    }
    given
}

impl Given {
    fn when(&mut self, who: u8, op: Op) -> Result<Event, Rejection> {
        let event = self.0.decide(&catalogue(), actor(who), op)?;
        let revision = self.0.revision.next();
        let time_ms = i64::try_from(revision.0).unwrap() * 10;
        let op_id = OpId { replica: replica(who), counter: revision.0 };
        self.0.apply(Meta { revision, actor: actor(who), time_ms, op_id }, &event);
        Ok(event)
    }

    /// The held answer with its author, then the proposals.
    #[track_caller]
    fn then(&self, expected: &[(&str, u8)]) {
        let rating = self.0.ratings.get(&it());
        let found: Vec<_> = rating
            .iter()
            .flat_map(|rating| std::iter::once(&rating.held).chain(&rating.proposals))
            .map(|proposal| (proposal.answer.as_str(), proposal.actor.0[0]))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(rating.is_some_and(|rating| rating.is_contested()), 1 < expected.len());
    }
}

fn is_set(event: Result<Event, Rejection>) -> bool {
    matches!(event, Ok(Event::RatingSet(_)))
}

fn is_proposed(event: Result<Event, Rejection>) -> bool {
    matches!(event, Ok(Event::RatingProposed(_)))
}

#[test]
fn a_first_answer_is_held() {
    let mut it = given([]);
    assert!(is_set(it.when(ANN, set("2", 0))));
    it.then(&[("2", ANN)]);
}

#[test]
fn who_has_seen_an_answer_may_change_it() {
    let mut it = given([(ANN, set("2", 0))]);
    assert!(is_set(it.when(BEN, set("3", 1))));
    it.then(&[("3", BEN)]);
}

#[test]
fn another_answer_by_somebody_who_had_not_seen_the_held_one_contests() {
    let mut it = given([(ANN, set("2", 0))]);
    assert!(is_proposed(it.when(BEN, set("3", 0))));
    it.then(&[("2", ANN), ("3", BEN)]);
}

#[test]
fn the_same_answer_never_contests() {
    let mut it = given([(ANN, set("2", 0))]);
    assert!(is_set(it.when(BEN, set("2", 0))));
    it.then(&[("2", BEN)]);
}

#[test]
fn the_same_actor_on_another_device_never_contests() {
    let mut it = given([(ANN, set("2", 0))]);
    assert!(is_set(it.when(ANN, set("3", 0))));
    it.then(&[("3", ANN)]);
}

#[test]
fn settling_needs_sight_of_all_that_stands() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 0)), (CEM, set("1", 1))]);
    it.then(&[("2", ANN), ("3", BEN), ("1", CEM)]);
    // Ann has seen Ben's proposal but not Cem's.
    assert!(is_proposed(it.when(ANN, set("3", 2))));
    it.then(&[("2", ANN), ("3", BEN), ("1", CEM), ("3", ANN)]);
    assert!(is_set(it.when(BEN, set("3", 4))));
    it.then(&[("3", BEN)]);
}

#[test]
fn a_third_person_joins_what_is_proposed_or_settles() {
    let contested = || given([(ANN, set("2", 0)), (BEN, set("3", 0))]);
    let mut unseen = contested();
    assert!(is_proposed(unseen.when(CEM, set("3", 0))));
    unseen.then(&[("2", ANN), ("3", BEN), ("3", CEM)]);
    // Also where it is the held answer: Ben's proposal must not vanish unseen.
    let mut same = contested();
    assert!(is_proposed(same.when(CEM, set("2", 1))));
    same.then(&[("2", ANN), ("3", BEN), ("2", CEM)]);
    let mut seen = contested();
    assert!(is_set(seen.when(CEM, set("1", 2))));
    seen.then(&[("1", CEM)]);
}

#[test]
fn agreeing_with_the_held_answer_settles_for_the_proposer() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 0))]);
    assert!(is_set(it.when(BEN, set("2", 0))));
    it.then(&[("2", BEN)]);
}

#[test]
fn a_second_choice_sent_before_the_first_was_answered_replaces_it() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 0))]);
    assert!(is_proposed(it.when(BEN, set("1", 0))));
    it.then(&[("2", ANN), ("1", BEN)]);
    let mut free = given([(BEN, set("3", 0))]);
    assert!(is_set(free.when(BEN, set("1", 0))));
    free.then(&[("1", BEN)]);
}

#[test]
fn taking_back_ones_proposal_settles() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 0)), (BEN, withdraw())]);
    it.then(&[("2", ANN)]);
    assert_eq!(it.when(BEN, withdraw()), Err(Rejection::NothingToWithdraw));
}

#[test]
fn taking_back_the_held_answer_lets_the_earliest_proposal_hold() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 0)), (CEM, set("1", 0)), (ANN, withdraw())]);
    it.then(&[("3", BEN), ("1", CEM)]);
    it.when(BEN, withdraw()).unwrap();
    it.then(&[("1", CEM)]);
}

#[test]
fn proposals_that_all_agree_with_what_holds_now_are_settled() {
    let it = given([(ANN, set("2", 0)), (BEN, set("3", 0)), (CEM, set("3", 0)), (ANN, withdraw())]);
    it.then(&[("3", BEN)]);
}

#[test]
fn only_what_stands_against_something_can_be_taken_back() {
    let mut it = given([(ANN, set("2", 0))]);
    assert_eq!(it.when(ANN, withdraw()), Err(Rejection::NothingToWithdraw));
    it.when(BEN, set("3", 0)).unwrap();
    assert_eq!(it.when(CEM, withdraw()), Err(Rejection::NothingToWithdraw));
    assert_eq!(given([]).when(ANN, withdraw()), Err(Rejection::NothingToWithdraw));
}

#[test]
fn an_answer_is_cleared_only_by_who_has_seen_it() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 1))]);
    assert_eq!(it.when(ANN, clear(1)), Err(Rejection::ChangedSince));
    it.then(&[("3", BEN)]);
    it.when(ANN, clear(2)).unwrap();
    it.then(&[]);
    assert_eq!(it.when(ANN, clear(3)), Err(Rejection::NothingToWithdraw));
    assert_eq!(it.0.item_revision(&sample::item("A.1")), Revision(3), "the change is remembered");
}

#[test]
fn a_proposal_that_was_not_seen_keeps_an_answer_from_being_cleared() {
    let mut it = given([(ANN, set("2", 0)), (BEN, set("3", 0))]);
    assert_eq!(it.when(ANN, clear(1)), Err(Rejection::ChangedSince));
    assert!(it.when(ANN, clear(2)).is_ok());
    it.then(&[]);
}

#[test]
fn an_answer_that_was_cleared_meanwhile_does_not_contest() {
    let mut it = given([(ANN, set("2", 0)), (ANN, clear(1))]);
    assert!(is_set(it.when(BEN, set("3", 0))));
    it.then(&[("3", BEN)]);
}

#[test]
fn what_does_not_apply_and_what_is_not_known_are_answers_like_any_other() {
    let mut it = given([(ANN, set("x", 0))]);
    assert!(is_proposed(it.when(BEN, set("?", 0))));
    it.then(&[("x", ANN), ("?", BEN)]);
    assert!(is_set(it.when(CEM, set("x", 2))));
    it.then(&[("x", CEM)]);
}

#[test]
fn items_and_options_are_those_of_the_catalogue() {
    let mut it = given([]);
    let elsewhere = || sample::item("B.1");
    let foreign = Op::SetRating { item: elsewhere(), answer: code("1"), seen: Revision::ZERO };
    assert_eq!(it.when(ANN, foreign), Err(Rejection::UnknownItem));
    assert_eq!(it.when(ANN, set("4", 0)), Err(Rejection::UnknownOption));
    let criterion = Op::ClearRating { item: sample::item("A1"), seen: Revision::ZERO };
    assert_eq!(it.when(ANN, criterion), Err(Rejection::UnknownItem), "a criterion is no item");
    assert_eq!(it.when(ANN, Op::WithdrawProposal { item: elsewhere() }), Err(Rejection::UnknownItem));
    let reason = FieldAddress::reason(elsewhere());
    assert_eq!(it.when(ANN, edit(&reason, 0, 0, "a")), Err(Rejection::UnknownItem));
}

#[test]
fn a_contested_item_has_a_bounded_number_of_proposals() {
    let full = u8::try_from(limits::PROPOSALS).unwrap() + 1;
    let mut it = given([(1, set("2", 0))]);
    for who in 2..=full {
        assert!(is_proposed(it.when(who, set("3", 0))));
    }
    assert_eq!(it.when(full + 1, set("1", 0)), Err(Rejection::TooManyProposals));
    // Who is in it already may change the mind.
    assert!(is_proposed(it.when(full, set("1", 0))));
}

#[test]
fn a_stream_begins_once() {
    let mut it = given([(ANN, Op::CreateAnalysis(sample::created()))]);
    assert_eq!(it.when(ANN, Op::CreateAnalysis(sample::created())), Err(Rejection::AlreadyExists));
}

#[test]
fn a_text_never_grows_past_its_limit_and_may_always_shrink() {
    let title = FieldAddress::TITLE;
    let mut it = given([(ANN, edit(&title, 0, 0, &"ä".repeat(limits::TITLE_CHARS)))]);
    assert_eq!(it.when(ANN, edit(&title, 0, 0, "b")), Err(Rejection::TextTooLong));
    assert!(it.when(ANN, edit(&title, 0, 1, "b")).is_ok(), "replacing is not growing");
    let longer = it.0.text(&title).to_owned() + "tail";
    it.0.texts.get_mut(&title).unwrap().text = longer;
    assert!(it.when(ANN, edit(&title, 0, 2, "c")).is_ok(), "a limit was lowered since");
    let length = u32::try_from(limits::TITLE_CHARS).unwrap() + 3;
    assert_eq!(it.when(ANN, edit(&title, length + 1, 0, "")), Ok(nothing(&title)));
    assert_eq!(it.when(ANN, edit(&title, length, 1, "")), Err(Rejection::OutOfRange));
}

fn nothing(field: &FieldAddress) -> Event {
    let operation = Operation::new();
    Event::TextEdited(etappe_protocol::event::TextEditedV1 { field: field.clone(), operation })
}

/// A stored event is a fact: whatever it says, folding it in does not fail.
#[test]
fn applying_is_total() {
    let (item, answer) = (it(), code("2"));
    let mut state = AnalysisState::default();
    let events = [
        Event::ProposalWithdrawn(ProposalWithdrawnV1 { item: item.clone() }),
        Event::RatingCleared(RatingClearedV1 { item: item.clone() }),
        Event::RatingProposed(RatingProposedV1 { item: item.clone(), answer: answer.clone() }),
        Event::ProposalWithdrawn(ProposalWithdrawnV1 { item: item.clone() }),
        Event::RatingSet(RatingSetV1 { item, answer }),
        Event::TextEdited(etappe_protocol::event::TextEditedV1 {
            field: FieldAddress::TITLE,
            operation: Operation::splice(u32::MAX, u32::MAX, "far"),
        }),
    ];
    for event in events {
        let revision = state.revision.next();
        let op_id = OpId { replica: replica(ANN), counter: revision.0 };
        state.apply(Meta { revision, actor: actor(ANN), time_ms: 0, op_id }, &event);
    }
    assert_eq!(state.text(&FieldAddress::TITLE), "far");
    assert!(!state.ratings[&it()].is_contested());
}
