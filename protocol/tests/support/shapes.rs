//! One sample of everything that is sent or stored.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

use etappe_protocol::analysis::{
    AnalysisState, Enrolment, ItemChange, Measure, Pin, PinKey, Proposal, Question, Rating, Stamp, Stamped,
    TextField,
};
use etappe_protocol::authority::Authority;
use etappe_protocol::civil::CivilDate;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::{
    AnalysisCreatedV1, EnrolmentConsentedV1, EnrolmentWithdrawnV1, Event, HomeworkMarkedV1, InsightGrantedV1,
    InsightLevel, MeasureAddedV1, MeasureChange, MeasureChangedV1, MeasureState, MilestonePinnedV1,
    ProposalWithdrawnV1, QuestionAskedV1, QuestionSettledV1, RatingClearedV1, RatingProposedV1, RatingSetV1,
    RedactedV1, Replaced, TextEditedV1,
};
use etappe_protocol::frame::{
    ClientFrame, Committed, Failed, Failure, Hello, Known, Noted, Peers, People, Ping, Presence, Rejected,
    SentCommit, ServerFrame, SnapshotPart, Standing, Submit, Subscribe, Subscribed, Unsubscribe, View, Watch,
    Welcome,
};
use etappe_protocol::history::{HistoryPage, Outline, OutlineMilestone, OutlinePoint};
use etappe_protocol::id::{ActorId, MilestoneId, OpId, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::presence::{Focus, Peer};
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{BasisPoints, Outcome};
use etappe_protocol::text::{FieldAddress, Operation, compose};
use etappe_protocol::view::ViewName;

use crate::programme::board;
use crate::sample::{code, item};

pub const STREAM: StreamId = StreamId([0x51; 16]);
pub const ACTOR: ActorId = ActorId([0xac; 16]);
pub const REPLICA: ReplicaId = ReplicaId([0x4e; 16]);
pub const CYCLE: StreamId = StreamId([0xc7; 16]);
pub const MEASURE: OpId = OpId { replica: REPLICA, counter: 18 };
/// 2026-03-04 09:30 UTC.
pub const TIME_MS: i64 = 1_772_616_600_000;

/// "Wir fördern" with a word taken out and three kinds of letters put in.
pub fn operation() -> Operation {
    compose(&Operation::splice(4, 3, "üb\u{1d11e}"), &Operation::splice(300, 0, "!"))
}

pub fn events() -> Vec<(&'static str, Event)> {
    let (item, answer) = (item("A1.1"), code("3"));
    let created = AnalysisCreatedV1 {
        catalogue_key: "sample".into(),
        catalogue_edition: 300,
        catalogue_hash: [0xca; 32],
    };
    let edited = TextEditedV1 { field: FieldAddress::reason(item.clone()), operation: operation() };
    let (set, proposed) = (item.clone(), item.clone());
    vec![
        ("analysis-created-v1", Event::AnalysisCreated(created)),
        ("rating-set-v1", Event::RatingSet(RatingSetV1 { item: set, answer: answer.clone() })),
        ("rating-cleared-v1", Event::RatingCleared(RatingClearedV1 { item: item.clone() })),
        ("rating-proposed-v1", Event::RatingProposed(RatingProposedV1 { item: proposed, answer })),
        ("proposal-withdrawn-v1", Event::ProposalWithdrawn(ProposalWithdrawnV1 { item })),
        ("text-edited-v1", Event::TextEdited(edited)),
    ]
    .into_iter()
    .chain(team_events())
    .collect()
}

fn team_events() -> Vec<(&'static str, Event)> {
    let (subject, cycle, milestone) = (item("A1.1"), CYCLE, MilestoneId(300));
    let change = |change| Event::MeasureChanged(MeasureChangedV1 { measure: MEASURE, change });
    let due = CivilDate::new(2026, 6, 30).unwrap();
    let pinned =
        MilestonePinnedV1 { cycle, milestone, closing: 2, at_revision: Revision(200), moment_ms: TIME_MS };
    let asked = QuestionAskedV1 { subject: subject.clone(), cycle, text: "Für wen?".into() };
    vec![
        ("measure-added-v1", Event::MeasureAdded(MeasureAddedV1 { subject: subject.clone() })),
        ("measure-owner-v1", change(MeasureChange::Owner(Some(ACTOR)))),
        ("measure-due-v1", change(MeasureChange::Due(Some(due)))),
        ("measure-state-v1", change(MeasureChange::State(MeasureState::Dropped))),
        ("measure-subject-v1", change(MeasureChange::Subject(subject))),
        ("measure-reviewed-v1", change(MeasureChange::Reviewed)),
        ("question-asked-v1", Event::QuestionAsked(asked)),
        ("question-settled-v1", Event::QuestionSettled(QuestionSettledV1 { question: MEASURE })),
        (
            "insight-granted-v1",
            Event::InsightGranted(InsightGrantedV1 { cycle, level: InsightLevel::Replay }),
        ),
        ("enrolment-consented-v1", Event::EnrolmentConsented(EnrolmentConsentedV1 { cycle })),
        ("enrolment-withdrawn-v1", Event::EnrolmentWithdrawn(EnrolmentWithdrawnV1 { cycle })),
        ("milestone-pinned-v1", Event::MilestonePinned(pinned)),
        ("homework-marked-v1", Event::HomeworkMarked(HomeworkMarkedV1 { cycle, milestone, done: true })),
        ("redacted-v1", Event::Redacted(RedactedV1 { commits: vec![replaced(3, 1), replaced(300, 2)] })),
    ]
}

fn replaced(revision: u64, byte: u8) -> Replaced {
    Replaced { revision: Revision(revision), content: [byte; 32] }
}

pub fn ops() -> Vec<(&'static str, Op)> {
    let created = match &events()[0].1 {
        Event::AnalysisCreated(created) => created.clone(),
        other => panic!("{other:?}"),
    };
    let (item, answer, seen) = (item("A1.1"), code("3"), Revision(200));
    vec![
        ("create-analysis", Op::CreateAnalysis(created)),
        ("set-rating", Op::SetRating { item: item.clone(), answer, seen }),
        ("clear-rating", Op::ClearRating { item: item.clone(), seen }),
        ("withdraw-proposal", Op::WithdrawProposal { item: item.clone() }),
        ("edit-text", Op::EditText { field: FieldAddress::NOTES, operation: operation() }),
        ("edit-measure", Op::EditText { field: FieldAddress::sign(MEASURE), operation: operation() }),
        ("add-measure", Op::AddMeasure { subject: item.clone() }),
        ("change-measure", Op::ChangeMeasure { measure: MEASURE, change: MeasureChange::Owner(None), seen }),
        ("ask-question", Op::AskQuestion { subject: item, cycle: CYCLE, text: "Für wen?".into() }),
        ("settle-question", Op::SettleQuestion { question: MEASURE }),
        ("grant-insight", Op::GrantInsight { cycle: CYCLE, level: InsightLevel::Answers }),
        ("consent-to-enrolment", Op::ConsentToEnrolment { cycle: CYCLE }),
        ("withdraw-enrolment", Op::WithdrawEnrolment { cycle: CYCLE }),
        (
            "pin-milestone",
            Op::PinMilestone {
                cycle: CYCLE,
                milestone: MilestoneId(300),
                closing: 2,
                at_revision: seen,
                moment_ms: TIME_MS,
            },
        ),
        ("mark-homework", Op::MarkHomework { cycle: CYCLE, milestone: MilestoneId(300), done: false }),
    ]
}

pub fn commit() -> Commit {
    let event = &events()[1].1;
    Commit {
        stream: STREAM,
        revision: Revision(201),
        actor: ACTOR,
        time_ms: TIME_MS,
        op_id: OpId { replica: REPLICA, counter: 17 },
        kind: event.kind(),
        salt: [0x5a; 8],
        body: event.encode_body().unwrap(),
        kept: None,
    }
}

pub fn client_frames() -> Vec<(&'static str, ClientFrame)> {
    let field = FieldAddress::TITLE;
    let focus = Some(Focus::Text { field, anchor: 2, caret: 130, revision: Revision(201) });
    let submit = Submit { counter: 17, base: Revision(200), op: ops().swap_remove(1).1 };
    vec![
        ("hello", ClientFrame::Hello(Hello { min_version: 1, max_version: 1, replica: REPLICA })),
        ("subscribe-resume", subscribe(Some(Revision(200)))),
        ("subscribe-afresh", subscribe(None)),
        ("unsubscribe", ClientFrame::Unsubscribe(1, Unsubscribe {})),
        ("submit", ClientFrame::Submit(1, submit)),
        ("noted", ClientFrame::Noted(1, Noted { counter: 17 })),
        ("presence-text", ClientFrame::Presence(1, Presence { focus })),
        ("presence-item", ClientFrame::Presence(1, Presence { focus: Some(Focus::Item(item("A1.1"))) })),
        ("presence-nowhere", ClientFrame::Presence(1, Presence { focus: None })),
        ("ping", ClientFrame::Ping(Ping { nonce: u64::MAX })),
        ("watch-board", ClientFrame::Watch(1, Watch { view: ViewName::Board(CYCLE) })),
    ]
}

fn subscribe(confirmed: Option<Revision>) -> ClientFrame {
    ClientFrame::Subscribe(1, Subscribe { stream: STREAM, confirmed })
}

pub fn server_frames() -> Vec<(&'static str, ServerFrame)> {
    let commit = SentCommit::from(&commit());
    let welcome = Welcome {
        version: 1,
        actor: ACTOR,
        heartbeat_ms: 10_000,
        silence_ms: 30_000,
        server_time_ms: TIME_MS,
    };
    let part = SnapshotPart { revision: Revision(200), last: true, bytes: vec![0xde, 0xad, 0xbe, 0xef] };
    let peer = Peer { session: 300, actor: ACTOR, focus: Some(Focus::Item(item("A1.1"))) };
    let rejected = Rejected { counter: 17, at: Revision(201), reason: Rejection::DependsOnRejected };
    let ended = Failed { reason: Failure::SessionEnded, retry_after_ms: None };
    vec![
        ("welcome", ServerFrame::Welcome(welcome)),
        (
            "subscribed",
            ServerFrame::Subscribed(1, Subscribed { head: Revision(201), resumed: true, may_write: true }),
        ),
        ("snapshot-part", ServerFrame::SnapshotPart(1, part)),
        ("committed", ServerFrame::Committed(1, Committed { commits: vec![commit.clone(), commit.clone()] })),
        ("rejected", ServerFrame::Rejected(1, rejected)),
        ("known", ServerFrame::Known(1, Known { commit })),
        ("peers", ServerFrame::Peers(1, Peers { own: 300, peers: vec![peer] })),
        ("people", ServerFrame::People(1, People { people: vec![(ACTOR, "Jörg 🦀".into())] })),
        ("pong", ServerFrame::Pong(Ping { nonce: u64::MAX })),
        (
            "failed",
            ServerFrame::Failed(1, Failed { reason: Failure::Unavailable, retry_after_ms: Some(5_000) }),
        ),
        ("standing", ServerFrame::Standing(1, Standing { authority: Authority::Lead, history: true })),
        ("view-board", ServerFrame::View(1, View::Board(Box::new(board())))),
        ("failed-connection", ServerFrame::Failed(etappe_protocol::frame::CONNECTION, ended)),
    ]
}

/// A contested item, a cleared one, and a text.
pub fn state() -> AnalysisState {
    let Event::AnalysisCreated(created) = events().swap_remove(0).1 else { panic!("the first is creation") };
    let change = |revision| ItemChange { revision: Revision(revision), actor: ACTOR };
    let proposal = |answer: &str, revision, actor| Proposal {
        answer: code(answer),
        actor,
        time_ms: TIME_MS,
        revision: Revision(revision),
    };
    let rating =
        Rating { held: proposal("3", 198, ACTOR), proposals: vec![proposal("x", 199, ActorId([0xad; 16]))] };
    let text = TextField { text: "Übermut".into(), revision: Revision(201), actor: ACTOR, time_ms: TIME_MS };
    AnalysisState {
        revision: Revision(201),
        time_ms: TIME_MS,
        created: Some(created),
        ratings: [(item("A1.1"), rating)].into(),
        item_changes: [(item("A1.1"), change(199)), (item("A1.2"), change(200))].into(),
        texts: [(FieldAddress::TITLE, text.clone()), (FieldAddress::reason(item("A1.1")), text)].into(),
        ..AnalysisState::default()
    }
}

/// The same, with a measure, a question, a cycle and a pin.
pub fn state_around() -> AnalysisState {
    let stamp = Stamp { revision: Revision(200), actor: ACTOR, time_ms: TIME_MS };
    let mut measure = Measure::new(item("A1.1"), stamp);
    measure.change(&MeasureChange::Due(Some(CivilDate::new(2026, 6, 30).unwrap())), stamp);
    measure.change(&MeasureChange::Owner(Some(ACTOR)), stamp);
    measure.change(&MeasureChange::State(MeasureState::InWork), stamp);
    let question = Question {
        subject: item("A1"),
        cycle: CYCLE,
        text: "Für wen?".into(),
        asked: stamp,
        settled: Some(stamp),
    };
    let mut enrolment = Enrolment::new(stamp);
    enrolment.homework.insert(MilestoneId(1), Stamped { value: true, stamp });
    let pin = Pin { at_revision: Revision(199), moment_ms: TIME_MS, pinned: stamp };
    let text =
        TextField { text: "Bus fragen".into(), revision: Revision(200), actor: ACTOR, time_ms: TIME_MS };
    let mut state = state();
    state.texts.insert(FieldAddress::what(MEASURE), text.clone());
    state.texts.insert(FieldAddress::sentence(CYCLE, MilestoneId(1)), text);
    state.measures.insert(MEASURE, measure);
    state.questions.insert(OpId { replica: REPLICA, counter: 19 }, question);
    state.enrolments.insert(CYCLE, enrolment);
    state.pins.insert(PinKey { cycle: CYCLE, milestone: MilestoneId(1), closing: 2 }, pin);
    state
}

pub fn history_page() -> HistoryPage {
    HistoryPage {
        head: Revision(70_000),
        start: Some(state_around()),
        commits: vec![SentCommit::from(&commit())],
    }
}

pub fn outline() -> Outline {
    let scores =
        vec![Outcome::Value(BasisPoints::new(6_250).unwrap()), Outcome::TooFew, Outcome::NotApplicable];
    let point = OutlinePoint { revision: Revision(300), time_ms: TIME_MS, scores: scores.clone() };
    let milestone = OutlineMilestone {
        key: PinKey { cycle: CYCLE, milestone: MilestoneId(1), closing: 2 },
        title: "Workshop 1".into(),
        at_revision: Revision(299),
        moment_ms: TIME_MS,
        scores,
    };
    Outline { head: Revision(70_000), spacing: 2_048, points: vec![point], milestones: vec![milestone] }
}
