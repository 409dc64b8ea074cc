//! The rules of a cycle and of the installation: given what happened, when somebody wants something, then this follows.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use etappe_protocol::commit::Commit;
use etappe_protocol::cycle::{CycleCreatedV1, CycleOp, CycleState, MilestoneKind, Participation, Schedule};
use etappe_protocol::id::{MilestoneId, OpId, RegionId, ReplicaId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::ledger::{Aggregate, Ledger};
use etappe_protocol::limits;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use sample::actor;

const ANN: u8 = 1;
const BEN: u8 = 2;
const FIRST: MilestoneId = MilestoneId(1);
const TEAM: StreamId = StreamId([8; 16]);
const NONE: Revision = Revision::ZERO;

/// What happened so far; every accepted op is one revision, ten milliseconds after the one before.
struct Given<A: Aggregate>(Ledger<A>);

impl<A: Aggregate> Given<A> {
    fn new() -> Self {
        Self(Ledger::new(StreamId([9; 16])))
    }

    fn when(&mut self, who: u8, op: A::Op) -> Result<Commit, Rejection> {
        let revision = self.0.revision().next();
        let op_id = OpId { replica: ReplicaId([who; 16]), counter: revision.0 };
        let now_ms = i64::try_from(revision.0).unwrap() * 10;
        let commit = self.0.judge(actor(who), op_id, op, now_ms, [0; 8])?;
        self.0.replay(&commit).unwrap();
        Ok(commit)
    }

    /// Folding what was stored gives what holds, whatever happened.
    fn state(&self) -> &A {
        self.0.state()
    }
}

type Cycle = Given<CycleState>;

fn created() -> CycleOp {
    CycleOp::Create(CycleCreatedV1 {
        region: RegionId([3; 16]),
        title: " Nord 2026 ".into(),
        catalogue_key: "sample".into(),
        catalogue_edition: 1,
        catalogue_hash: [0; 32],
    })
}

fn plan(milestone: MilestoneId, date: &str, seen: Revision) -> CycleOp {
    let schedule = Schedule {
        kind: MilestoneKind::Workshop,
        title: "Workshop 1".into(),
        date: date.parse().unwrap(),
        time: "09:30".parse().unwrap(),
        duration_min: 180,
        zone: "Europe/Berlin".into(),
        place: String::new(),
    };
    CycleOp::Schedule { milestone, schedule, seen }
}

fn close(closing: u32) -> CycleOp {
    CycleOp::Close { milestone: FIRST, moment_ms: 15, closing }
}

fn reopen(closing: u32) -> CycleOp {
    CycleOp::Reopen { milestone: FIRST, closing }
}

fn given(ops: impl IntoIterator<Item = CycleOp>) -> Cycle {
    let mut cycle = Cycle::new();
    for op in [created(), plan(FIRST, "2026-03-04", NONE)].into_iter().chain(ops) {
        cycle.when(ANN, op).unwrap();
    }
    cycle
}

fn team(word: fn(StreamId) -> CycleOp) -> CycleOp {
    word(TEAM)
}

const INVITE: fn(StreamId) -> CycleOp = |analysis| CycleOp::Invite { analysis };
const WITHDRAW: fn(StreamId) -> CycleOp = |analysis| CycleOp::WithdrawInvitation { analysis };
const ENROL: fn(StreamId) -> CycleOp = |analysis| CycleOp::Enrol { analysis };
const LEAVE: fn(StreamId) -> CycleOp = |analysis| CycleOp::Leave { analysis };

#[test]
fn a_cycle_begins_once_and_before_everything_else() {
    let mut cycle = Cycle::new();
    assert_eq!(cycle.when(ANN, CycleOp::Archive).unwrap_err(), Rejection::NotListed);
    cycle.when(ANN, created()).unwrap();
    assert_eq!(cycle.state().title.as_ref().unwrap().value, "Nord 2026", "without the space around it");
    assert_eq!(cycle.when(BEN, created()).unwrap_err(), Rejection::AlreadyExists);
}

#[test]
fn what_somebody_else_has_set_is_not_overwritten_unseen() {
    let mut cycle = given([]);
    let retitle = |title: &str, seen| CycleOp::Retitle { title: title.into(), seen: Revision(seen) };
    cycle.when(BEN, retitle("Süd", 1)).unwrap();
    assert_eq!(cycle.when(ANN, retitle("Ost", 1)).unwrap_err(), Rejection::ChangedSince);
    cycle.when(ANN, retitle("Süd", 1)).unwrap();
    cycle.when(BEN, retitle("West", 4)).unwrap();
    assert_eq!(
        cycle.when(ANN, plan(FIRST, "2026-03-05", NONE)).map(|commit| commit.revision),
        Ok(Revision(6))
    );
    assert_eq!(cycle.when(BEN, plan(FIRST, "2026-03-06", NONE)).unwrap_err(), Rejection::ChangedSince);
    let homework =
        |text: &str, seen| CycleOp::SetHomework { milestone: FIRST, text: text.into(), seen: Revision(seen) };
    cycle.when(ANN, homework("Fragt nach.", 0)).unwrap();
    assert_eq!(cycle.when(BEN, homework("", 0)).unwrap_err(), Rejection::ChangedSince);
    cycle.when(BEN, homework("", 7)).unwrap();
    assert_eq!(cycle.state().milestones[&FIRST].homework.as_ref().unwrap().value, "");
}

#[test]
fn a_team_is_asked_agrees_leaves_and_is_asked_again() {
    let mut cycle = given([]);
    for (word, refusal) in
        [(WITHDRAW, Rejection::NotListed), (ENROL, Rejection::NotListed), (LEAVE, Rejection::NotEnrolled)]
    {
        assert_eq!(cycle.when(ANN, team(word)).unwrap_err(), refusal);
    }
    cycle.when(ANN, team(INVITE)).unwrap();
    assert_eq!(cycle.when(ANN, team(INVITE)).unwrap_err(), Rejection::AlreadyExists);
    cycle.when(ANN, team(WITHDRAW)).unwrap();
    assert!(cycle.state().participations.is_empty());
    for word in [INVITE, ENROL] {
        cycle.when(ANN, team(word)).unwrap();
    }
    assert!(cycle.state().is_enrolled(TEAM));
    for (word, refusal) in [
        (INVITE, Rejection::AlreadyExists),
        (ENROL, Rejection::AlreadyExists),
        (WITHDRAW, Rejection::NotListed),
    ] {
        assert_eq!(cycle.when(ANN, team(word)).unwrap_err(), refusal);
    }
    cycle.when(ANN, team(LEAVE)).unwrap();
    assert!(matches!(cycle.state().participations[&TEAM], Participation::Left(_)));
    assert_eq!(cycle.when(ANN, team(ENROL)).unwrap_err(), Rejection::NotListed, "only who is asked");
    for word in [INVITE, ENROL] {
        cycle.when(ANN, team(word)).unwrap();
    }
    assert_eq!(cycle.state().enrolled().collect::<Vec<_>>(), [TEAM]);
}

#[test]
fn of_two_who_close_at_once_one_closes() {
    let mut cycle = given([]);
    assert_eq!(cycle.when(ANN, close(2)).unwrap_err(), Rejection::ChangedSince);
    cycle.when(ANN, close(1)).unwrap();
    assert_eq!(cycle.when(BEN, close(1)).unwrap_err(), Rejection::ChangedSince);
    assert_eq!(cycle.when(BEN, close(2)).unwrap_err(), Rejection::ChangedSince, "it is closed");
    assert_eq!(cycle.when(BEN, reopen(2)).unwrap_err(), Rejection::ChangedSince);
    cycle.when(BEN, reopen(1)).unwrap();
    assert_eq!(cycle.when(ANN, reopen(1)).unwrap_err(), Rejection::ChangedSince);
    assert_eq!(cycle.when(ANN, close(1)).unwrap_err(), Rejection::ChangedSince, "the first is spent");
    cycle.when(ANN, close(2)).unwrap();
    let milestone = &cycle.state().milestones[&FIRST];
    assert_eq!((milestone.closings.len(), milestone.closing()), (2, Some(2)), "the first one is kept");
    let remove = CycleOp::RemoveMilestone { milestone: FIRST };
    assert_eq!(cycle.when(ANN, remove).unwrap_err(), Rejection::UnknownMilestone, "it was closed once");
}

#[test]
fn a_milestone_that_was_never_closed_is_removed_with_its_homework() {
    let homework = CycleOp::SetHomework { milestone: FIRST, text: "x".into(), seen: NONE };
    let mut cycle = given([homework, CycleOp::RemoveMilestone { milestone: FIRST }]);
    assert!(cycle.state().milestones.is_empty());
    assert_eq!(cycle.when(ANN, close(1)).unwrap_err(), Rejection::UnknownMilestone);
    cycle.when(ANN, plan(FIRST, "2026-03-04", NONE)).unwrap();
    assert_eq!(cycle.state().milestones[&FIRST].homework, None);
}

#[test]
fn milestones_come_in_the_order_of_their_days() {
    let cycle = given([plan(MilestoneId(2), "2026-01-07", NONE), plan(MilestoneId(3), "2026-03-04", NONE)]);
    let order: Vec<_> = cycle.state().in_order().iter().map(|(milestone, _)| milestone.0).collect();
    assert_eq!(order, [2, 1, 3]);
}

#[test]
fn notes_are_to_all_or_to_one_and_are_taken_back() {
    let mut cycle = given([team(INVITE), team(ENROL)]);
    let note = |to, text: &str| CycleOp::SendNote { to, text: text.into() };
    let to_all = cycle.when(ANN, note(None, "Bis bald!")).unwrap().op_id;
    cycle.when(BEN, note(Some(TEAM), "Gut so!")).unwrap();
    let other = StreamId([7; 16]);
    assert_eq!(cycle.when(ANN, note(Some(other), "x")).unwrap_err(), Rejection::NotEnrolled);
    let said = |cycle: &Cycle, to| {
        cycle.state().notes_to(to).iter().map(|(_, note)| note.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said(&cycle, TEAM), ["Bis bald!", "Gut so!"]);
    assert_eq!(said(&cycle, other), ["Bis bald!"]);
    cycle.when(BEN, CycleOp::WithdrawNote { note: to_all }).unwrap();
    assert_eq!(cycle.when(BEN, CycleOp::WithdrawNote { note: to_all }).unwrap_err(), Rejection::NotListed);
    assert_eq!(said(&cycle, TEAM), ["Gut so!"]);
    assert_eq!(cycle.state().notes_sent, 2, "what was taken back counts towards the limit");
}

#[test]
fn an_archived_cycle_rests_and_lets_teams_go() {
    let mut cycle = given([team(INVITE), team(ENROL), CycleOp::Archive]);
    for op in [
        close(1),
        created(),
        CycleOp::Archive,
        CycleOp::SendNote { to: None, text: "x".into() },
        plan(FIRST, "2026-04-04", Revision(9)),
    ] {
        let refusal = cycle.when(ANN, op.clone()).unwrap_err();
        let expected =
            if matches!(op, CycleOp::Create(_)) { Rejection::AlreadyExists } else { Rejection::Archived };
        assert_eq!(refusal, expected, "{op:?}");
    }
    cycle.when(ANN, team(LEAVE)).unwrap();
    cycle.when(ANN, CycleOp::Unarchive).unwrap();
    assert_eq!(cycle.when(ANN, CycleOp::Unarchive).unwrap_err(), Rejection::Unchanged);
    cycle.when(ANN, close(1)).unwrap();
}

#[test]
fn everything_has_a_bound() {
    let mut cycle = given([]);
    for number in 2..=u16::try_from(limits::MILESTONES).unwrap() {
        cycle.when(ANN, plan(MilestoneId(number), "2026-03-04", NONE)).unwrap();
    }
    assert_eq!(cycle.when(ANN, plan(MilestoneId(999), "2026-03-04", NONE)).unwrap_err(), Rejection::TooMany);
    for number in 0..limits::ENROLMENTS {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_le_bytes());
        cycle.when(ANN, CycleOp::Invite { analysis: StreamId(id) }).unwrap();
    }
    assert_eq!(cycle.when(ANN, team(INVITE)).unwrap_err(), Rejection::TooMany);
    for _ in 0..limits::CYCLE_NOTES {
        cycle.when(ANN, CycleOp::SendNote { to: None, text: "x".into() }).unwrap();
    }
    let note = CycleOp::SendNote { to: None, text: "x".into() };
    assert_eq!(cycle.when(ANN, note).unwrap_err(), Rejection::TooMany);
}

#[test]
fn the_installation_lists_what_has_begun() {
    let mut house = Given::<InstallationState>::new();
    let (region, cycle) = (RegionId([3; 16]), StreamId([9; 16]));
    let name =
        |name: &str, seen| InstallationOp::NameRegion { region, name: name.into(), seen: Revision(seen) };
    let list = InstallationOp::ListCycle { cycle, region };
    assert_eq!(house.when(ANN, list.clone()).unwrap_err(), Rejection::NotListed);
    assert_eq!(house.when(ANN, name(" ", 0)).unwrap_err(), Rejection::TextMissing);
    house.when(ANN, name(" Nord ", 0)).unwrap();
    assert_eq!(house.when(BEN, name("Süd", 0)).unwrap_err(), Rejection::ChangedSince);
    house.when(BEN, name("Süd", 1)).unwrap();
    house.when(ANN, list.clone()).unwrap();
    assert_eq!(house.when(ANN, list).unwrap_err(), Rejection::AlreadyExists);
    let team =
        |initiative: &str| InstallationOp::ListAnalysis { analysis: TEAM, initiative: initiative.into() };
    let long = "ä".repeat(limits::TITLE_CHARS + 1);
    assert_eq!(house.when(ANN, team(&long)).unwrap_err(), Rejection::TextTooLong);
    house.when(ANN, team(" ")).unwrap();
    assert_eq!(house.when(ANN, team("Hof")).unwrap_err(), Rejection::AlreadyExists);
    let state = house.state();
    assert_eq!(state.regions[&region].value, "Süd");
    assert_eq!((state.cycles[&cycle].region, state.analyses[&TEAM].initiative.as_str()), (region, ""));
}
