//! One sample of everything about cycles, the installation and views.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

use etappe_protocol::analysis::Meta;
use etappe_protocol::analysis::Stamp;
use etappe_protocol::civil::{CivilDate, CivilTime};
use etappe_protocol::cycle::{
    AnalysisEnrolledV1, AnalysisInvitedV1, AnalysisLeftV1, ArchivedV1, CycleCreatedV1, CycleEvent, CycleOp,
    CycleState, HomeworkSetV1, InvitationWithdrawnV1, MilestoneClosedV1, MilestoneKind, MilestoneRemovedV1,
    MilestoneReopenedV1, MilestoneScheduledV1, NoteSentV1, NoteWithdrawnV1, RetitledV1, Schedule,
    UnarchivedV1,
};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{MilestoneId, OpId, RegionId, StreamId};
use etappe_protocol::installation::{AnalysisListedV1, CycleListedV1, InstallationEvent, RegionNamedV1};
use etappe_protocol::ledger::Aggregate;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{BasisPoints, Outcome};
use etappe_protocol::view::{
    AskedQuestion, BoardUpdate, CriterionNow, CriterionProgress, CycleView, CycleWritten, MilestoneScores,
    NewCycle, NewTeam, NewTeamMade, TeamCycle, TeamLine, TeamMilestone, TeamNote, TeamProgress,
};

use crate::sample::item;
use crate::shapes::{ACTOR, CYCLE, MEASURE, REPLICA, STREAM, TIME_MS};

pub fn board() -> BoardUpdate {
    let day = CivilDate::new(2026, 6, 30).unwrap();
    let criterion = CriterionProgress { id: item("A"), statements: 18, answered: 12, contested: 1 };
    let outcome = Outcome::Value(BasisPoints::new(6_250).unwrap());
    let now = CriterionNow { id: item("A"), outcome, coverage: BasisPoints::FULL };
    let progress = TeamProgress {
        criteria: vec![criterion],
        open_questions: 2,
        asked: 1,
        last_change_ms: Some(TIME_MS),
        here: 3,
        measures: [1, 2, 3, 0],
        due: vec![(day, 2)],
        homework_done: vec![MilestoneId(1)],
        activity: vec![0, 300],
        last_day: day,
    };
    let scores = MilestoneScores {
        milestone: MilestoneId(1),
        closing: 2,
        moment_ms: TIME_MS,
        criteria: vec![now.clone()],
    };
    let line = TeamLine {
        analysis: STREAM,
        title: "Übermut".into(),
        initiative: "Hof".into(),
        catalogue: ("sample".into(), 300),
        insight: Some(InsightLevel::Answers),
        progress: Some(progress),
        scores: vec![scores],
        now: vec![now],
    };
    BoardUpdate {
        as_of_ms: TIME_MS,
        today: day,
        revision: Revision(12),
        cycle: Some(cycle()),
        teams: vec![line],
        gone: vec![StreamId([3; 16])],
    }
}

pub fn cycle_events() -> Vec<(&'static str, CycleEvent)> {
    let (milestone, analysis) = (MilestoneId(300), STREAM);
    let created = CycleCreatedV1 {
        region: RegionId([0x4e; 16]),
        title: "Nord 2026".into(),
        catalogue_key: "sample".into(),
        catalogue_edition: 300,
        catalogue_hash: [0xca; 32],
    };
    let schedule = Schedule {
        kind: MilestoneKind::Workshop,
        title: "Workshop 1".into(),
        date: CivilDate::new(2026, 3, 4).unwrap(),
        time: CivilTime::new(9, 30).unwrap(),
        duration_min: 180,
        zone: "Europe/Berlin".into(),
        place: "Bücherei".into(),
    };
    vec![
        ("created-v1", CycleEvent::Created(created)),
        ("retitled-v1", CycleEvent::Retitled(RetitledV1 { title: "Nord".into() })),
        (
            "milestone-scheduled-v1",
            CycleEvent::MilestoneScheduled(MilestoneScheduledV1 { milestone, schedule }),
        ),
        (
            "milestone-removed-v1",
            CycleEvent::MilestoneRemoved(MilestoneRemovedV1 { milestone: MilestoneId(2) }),
        ),
        ("homework-set-v1", CycleEvent::HomeworkSet(HomeworkSetV1 { milestone, text: "Fragt nach.".into() })),
        ("analysis-invited-v1", CycleEvent::AnalysisInvited(AnalysisInvitedV1 { analysis })),
        (
            "invitation-withdrawn-v1",
            CycleEvent::InvitationWithdrawn(InvitationWithdrawnV1 { analysis: StreamId([3; 16]) }),
        ),
        ("analysis-enrolled-v1", CycleEvent::AnalysisEnrolled(AnalysisEnrolledV1 { analysis })),
        ("analysis-left-v1", CycleEvent::AnalysisLeft(AnalysisLeftV1 { analysis: StreamId([3; 16]) })),
        ("note-sent-v1", CycleEvent::NoteSent(NoteSentV1 { to: Some(analysis), text: "Gut so!".into() })),
        ("note-withdrawn-v1", CycleEvent::NoteWithdrawn(NoteWithdrawnV1 { note: MEASURE })),
        (
            "milestone-closed-v1",
            CycleEvent::MilestoneClosed(MilestoneClosedV1 { milestone, closing: 1, moment_ms: TIME_MS }),
        ),
        ("milestone-reopened-v1", CycleEvent::MilestoneReopened(MilestoneReopenedV1 { milestone })),
        ("archived-v1", CycleEvent::Archived(ArchivedV1 {})),
        ("unarchived-v1", CycleEvent::Unarchived(UnarchivedV1 {})),
    ]
}

pub fn cycle_ops() -> Vec<(&'static str, CycleOp)> {
    let (milestone, analysis, seen) = (MilestoneId(300), STREAM, Revision(9));
    let mut events = cycle_events();
    let (CycleEvent::MilestoneScheduled(scheduled), CycleEvent::Created(created)) =
        (events.swap_remove(2).1, events.swap_remove(0).1)
    else {
        panic!("the first and the third")
    };
    vec![
        ("create", CycleOp::Create(created)),
        ("retitle", CycleOp::Retitle { title: "Nord".into(), seen }),
        ("schedule", CycleOp::Schedule { milestone, schedule: scheduled.schedule, seen }),
        ("remove-milestone", CycleOp::RemoveMilestone { milestone }),
        ("set-homework", CycleOp::SetHomework { milestone, text: "Fragt nach.".into(), seen }),
        ("invite", CycleOp::Invite { analysis }),
        ("withdraw-invitation", CycleOp::WithdrawInvitation { analysis }),
        ("enrol", CycleOp::Enrol { analysis }),
        ("leave", CycleOp::Leave { analysis }),
        ("send-note", CycleOp::SendNote { to: None, text: "Gut so!".into() }),
        ("withdraw-note", CycleOp::WithdrawNote { note: MEASURE }),
        ("close", CycleOp::Close { milestone, moment_ms: TIME_MS, closing: 1 }),
        ("reopen", CycleOp::Reopen { milestone, closing: 1 }),
        ("archive", CycleOp::Archive),
        ("unarchive", CycleOp::Unarchive),
    ]
}

/// Everything above folded in, one after the other.
pub fn cycle() -> CycleState {
    let mut cycle = CycleState::default();
    for (revision, (_, event)) in (1..).zip(cycle_events()) {
        let op_id = OpId { replica: REPLICA, counter: revision };
        cycle.apply(Meta { revision: Revision(revision), actor: ACTOR, time_ms: TIME_MS, op_id }, &event);
    }
    cycle
}

pub fn installation_events() -> Vec<(&'static str, InstallationEvent)> {
    let region = RegionId([0x4e; 16]);
    vec![
        ("region-named-v1", InstallationEvent::RegionNamed(RegionNamedV1 { region, name: "Nord".into() })),
        ("cycle-listed-v1", InstallationEvent::CycleListed(CycleListedV1 { cycle: CYCLE, region })),
        (
            "analysis-listed-v1",
            InstallationEvent::AnalysisListed(AnalysisListedV1 {
                analysis: STREAM,
                initiative: "Hof".into(),
            }),
        ),
    ]
}

pub const OP_ID: OpId = OpId { replica: REPLICA, counter: 300 };

pub fn new_cycle() -> NewCycle {
    NewCycle { region: RegionId([0x4e; 16]), title: "Nord 2026".into() }
}

pub fn new_team() -> NewTeam {
    NewTeam {
        initiative: "Hof".into(),
        title: "Übermut".into(),
        lead_name: "Ann".into(),
        lead_mail: Some("ann@example.org".into()),
    }
}

pub fn new_team_made() -> NewTeamMade {
    NewTeamMade { analysis: STREAM, token: "0f".repeat(16) }
}

pub fn asked_question() -> AskedQuestion {
    AskedQuestion { subject: item("A1.1"), text: "Woran merkt ihr das?".into() }
}

pub fn cycle_view() -> CycleView {
    CycleView { revision: Revision(15), state: cycle(), names: vec![(ACTOR, "Miriam".into())] }
}

pub fn cycle_written() -> CycleWritten {
    CycleWritten { revision: Revision(300), pins_missing: 2 }
}

pub fn team_cycle() -> TeamCycle {
    let state = cycle();
    let milestones = state.in_order().into_iter().map(|(milestone, known)| TeamMilestone {
        milestone,
        schedule: known.schedule.value.clone(),
        homework: "Fragt nach.".into(),
        closing: Some(1),
    });
    let sent = Stamp { revision: Revision(10), actor: ACTOR, time_ms: TIME_MS };
    TeamCycle {
        cycle: CYCLE,
        title: "Nord 2026".into(),
        region: "Nord".into(),
        coordinators: vec![(ACTOR, "Miriam".into())],
        invited: false,
        enrolled: true,
        archived: false,
        milestones: milestones.collect(),
        notes: vec![TeamNote { id: OP_ID, to_us: true, text: "Gut so!".into(), sent }],
    }
}
