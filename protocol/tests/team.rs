//! The rules around the ratings: measures, questions, insight, ties to cycles. Given what happened, when somebody wants
//! something, then this follows.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::event::{Event, InsightLevel, MeasureChange, MeasureState};
use etappe_protocol::id::{ItemId, MilestoneId, OpId, StreamId};
use etappe_protocol::limits;
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::FieldAddress;
use sample::{actor, catalogue, edit, replica};

const ANN: u8 = 1;
const BEN: u8 = 2;
const CYCLE: StreamId = StreamId([9; 16]);
const FIRST: MilestoneId = MilestoneId(1);

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

    #[track_caller]
    fn refuses(&mut self, who: u8, op: Op, rejection: Rejection) {
        let before = self.0.clone();
        assert_eq!(self.when(who, op), Err(rejection));
        assert_eq!(self.0, before);
    }
}

fn it() -> ItemId {
    sample::item("A.1")
}

/// The measure that Ann added as the first op of all.
const MEASURE: u64 = 1;

fn measure() -> OpId {
    OpId { replica: replica(ANN), counter: MEASURE }
}

fn add() -> Op {
    Op::AddMeasure { subject: it() }
}

fn change(change: MeasureChange, seen: u64) -> Op {
    Op::ChangeMeasure { measure: measure(), change, seen: Revision(seen) }
}

fn consent() -> Op {
    Op::ConsentToEnrolment { cycle: CYCLE }
}

fn withdraw() -> Op {
    Op::WithdrawEnrolment { cycle: CYCLE }
}

fn grant(level: InsightLevel) -> Op {
    Op::GrantInsight { cycle: CYCLE, level }
}

fn ask(text: &str) -> Op {
    Op::AskQuestion { subject: it(), cycle: CYCLE, text: text.into() }
}

fn pin(closing: u32, at: u64) -> Op {
    let (at_revision, moment_ms) = (Revision(at), 15);
    Op::PinMilestone { cycle: CYCLE, milestone: FIRST, closing, at_revision, moment_ms }
}

fn homework(milestone: u16, done: bool) -> Op {
    Op::MarkHomework { cycle: CYCLE, milestone: MilestoneId(milestone), done }
}

#[test]
fn a_measure_is_tied_to_something_that_there_is() {
    let mut it = given([]);
    it.refuses(ANN, Op::AddMeasure { subject: sample::item("B.1") }, Rejection::UnknownItem);
    it.when(ANN, Op::AddMeasure { subject: sample::item("A1") }).unwrap();
    it.refuses(BEN, change(MeasureChange::Subject(sample::item("B.1")), 1), Rejection::UnknownItem);
    it.when(BEN, change(MeasureChange::Subject(sample::item("A.1")), 1)).unwrap();
    let held = &it.0.measures[&measure()];
    assert_eq!((held.subject.value.as_str(), held.state.value), ("A.1", MeasureState::Open));
    let other = Op::ChangeMeasure {
        measure: OpId { replica: replica(BEN), counter: 9 },
        change: MeasureChange::Reviewed,
        seen: Revision(9),
    };
    it.refuses(ANN, other, Rejection::UnknownMeasure);
}

#[test]
fn a_side_that_somebody_else_has_changed_is_not_overwritten_unseen() {
    let due = |day: &str| MeasureChange::Due(Some(day.parse().unwrap()));
    let mut it = given([(ANN, add()), (BEN, change(due("2026-05-01"), 1))]);
    it.refuses(ANN, change(due("2026-06-01"), 1), Rejection::ChangedSince);
    it.when(ANN, change(due("2026-05-01"), 1)).unwrap();
    // Another side is nobody's but its own.
    it.when(BEN, change(MeasureChange::Owner(Some(actor(BEN))), 1)).unwrap();
    it.when(ANN, change(MeasureChange::State(MeasureState::InWork), 1)).unwrap();
    it.refuses(BEN, change(MeasureChange::State(MeasureState::Done), 4), Rejection::ChangedSince);
    it.when(BEN, change(MeasureChange::State(MeasureState::Done), 5)).unwrap();
    it.when(ANN, change(MeasureChange::Reviewed, 0)).unwrap();
    let held = &it.0.measures[&measure()];
    assert_eq!((held.looked_at.revision, held.state.stamp.revision), (Revision(7), Revision(6)));
    assert!(!held.is_overdue("2027-01-01".parse().unwrap()), "it is done");
    it.when(ANN, change(MeasureChange::State(MeasureState::Open), 6)).unwrap();
    let held = &it.0.measures[&measure()];
    assert!(
        held.is_overdue("2026-05-02".parse().unwrap()) && !held.is_overdue("2026-05-01".parse().unwrap())
    );
}

#[test]
fn the_texts_of_a_measure_are_fields_like_any_other() {
    let what = FieldAddress::what(measure());
    let mut it = given([]);
    it.refuses(ANN, edit(&what, 0, 0, "Plan"), Rejection::UnknownMeasure);
    it.when(ANN, add()).unwrap();
    it.when(BEN, edit(&what, 0, 0, "Plan")).unwrap();
    it.refuses(ANN, edit(&what, 0, 0, &"ä".repeat(limits::MEASURE_CHARS)), Rejection::TextTooLong);
    assert_eq!(it.0.text(&what), "Plan");
}

#[test]
fn measures_and_questions_have_bounds() {
    let mut it = given([(ANN, consent())]);
    for _ in 0..limits::MEASURES {
        it.when(ANN, add()).unwrap();
    }
    it.refuses(ANN, add(), Rejection::TooMany);
    for _ in 0..limits::QUESTIONS {
        it.when(BEN, ask("Wie?")).unwrap();
    }
    it.refuses(BEN, ask("Wie?"), Rejection::TooMany);
}

#[test]
fn a_question_comes_from_a_cycle_that_the_team_takes_part_in_and_is_settled_once() {
    let mut it = given([]);
    it.refuses(BEN, ask("Wie?"), Rejection::NotEnrolled);
    it.when(ANN, consent()).unwrap();
    it.refuses(BEN, ask(" "), Rejection::TextMissing);
    it.refuses(BEN, ask(&"ä".repeat(limits::QUESTION_CHARS + 1)), Rejection::TextTooLong);
    let elsewhere = Op::AskQuestion { subject: sample::item("B.1"), cycle: CYCLE, text: "Wie?".into() };
    it.refuses(BEN, elsewhere, Rejection::UnknownItem);
    it.when(BEN, ask(" Wie? ")).unwrap();
    let question = *it.0.questions.keys().next().unwrap();
    assert_eq!(it.0.questions[&question].text, "Wie?");
    it.when(ANN, withdraw()).unwrap();
    // What was asked may still be answered.
    it.when(ANN, Op::SettleQuestion { question }).unwrap();
    it.refuses(ANN, Op::SettleQuestion { question }, Rejection::UnknownQuestion);
    assert_eq!(it.0.questions[&question].settled.unwrap().actor, actor(ANN));
}

#[test]
fn insight_begins_with_scores_is_changed_at_will_and_begins_anew_with_another_consent() {
    let mut it = given([]);
    it.refuses(ANN, grant(InsightLevel::Progress), Rejection::NotEnrolled);
    it.when(ANN, consent()).unwrap();
    assert_eq!(it.0.insight(CYCLE), Some(InsightLevel::Scores));
    it.refuses(BEN, consent(), Rejection::AlreadyExists);
    for level in [InsightLevel::Replay, InsightLevel::Progress, InsightLevel::Answers] {
        it.when(ANN, grant(level)).unwrap();
        assert_eq!(it.0.insight(CYCLE), Some(level));
    }
    it.when(ANN, homework(1, true)).unwrap();
    it.when(ANN, withdraw()).unwrap();
    assert_eq!(it.0.insight(CYCLE), None, "nothing at all");
    for op in [withdraw(), grant(InsightLevel::Replay), homework(1, false), pin(1, 0)] {
        it.refuses(ANN, op, Rejection::NotEnrolled);
    }
    it.when(ANN, consent()).unwrap();
    assert_eq!(it.0.insight(CYCLE), Some(InsightLevel::Scores), "what was granted then was granted for then");
    assert!(it.0.enrolment(CYCLE).unwrap().homework[&FIRST].value, "what was done was done");
}

#[test]
fn homework_is_marked_for_a_bounded_number_of_milestones() {
    let mut it = given([(ANN, consent())]);
    for milestone in 1..=u16::try_from(limits::MILESTONES).unwrap() {
        it.when(ANN, homework(milestone, true)).unwrap();
    }
    it.refuses(ANN, homework(999, true), Rejection::TooMany);
    it.when(BEN, homework(1, false)).unwrap();
    assert!(!it.0.enrolment(CYCLE).unwrap().homework[&FIRST].value);
}

#[test]
fn a_closing_is_pinned_once_and_an_earlier_one_is_kept() {
    let mut it = given([(ANN, consent()), (ANN, add())]);
    it.refuses(BEN, pin(1, 3), Rejection::OutOfRange);
    it.when(BEN, pin(1, 2)).unwrap();
    it.refuses(BEN, pin(1, 2), Rejection::AlreadyExists);
    it.when(BEN, pin(2, 0)).unwrap();
    let (key, latest) = it.0.latest_pin(CYCLE, FIRST).unwrap();
    assert_eq!((key.closing, latest.at_revision, it.0.pins.len()), (2, Revision::ZERO, 2));
    // The team may say a sentence about what is pinned, and about nothing else.
    let sentence = |milestone| FieldAddress::sentence(CYCLE, milestone);
    it.when(ANN, edit(&sentence(FIRST), 0, 0, "Gut!")).unwrap();
    it.refuses(ANN, edit(&sentence(MilestoneId(2)), 0, 0, "?"), Rejection::UnknownMilestone);
}

#[test]
fn cycles_of_one_analysis_have_a_bound() {
    let mut it = given([]);
    let consent = |number: u8| Op::ConsentToEnrolment { cycle: StreamId([number; 16]) };
    let bound = u8::try_from(limits::CYCLES).unwrap();
    for number in 1..=bound {
        it.when(ANN, consent(number)).unwrap();
    }
    it.refuses(ANN, consent(bound + 1), Rejection::TooMany);
    it.when(ANN, Op::WithdrawEnrolment { cycle: StreamId([1; 16]) }).unwrap();
    it.when(ANN, consent(1)).unwrap();
}
