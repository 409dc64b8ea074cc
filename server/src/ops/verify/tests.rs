use std::sync::Arc;

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::cycle::{CycleCreatedV1, CycleEvent, CycleOp, CycleState, NoteSentV1};
use etappe_protocol::event::{AnalysisCreatedV1, Event, RatingClearedV1, RatingSetV1};
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, RegionId, ReplicaId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::ledger::{Aggregate, Ledger};
use etappe_protocol::revision::Revision;

use super::*;
use crate::event_log::redb::RedbLog;
use crate::event_log::{Append, ChainHead, EventLog};

fn commit(stream: StreamId, revision: u64, event: &Event) -> Commit {
    Commit {
        stream,
        revision: Revision(revision),
        actor: ActorId([1; 16]),
        time_ms: 100,
        op_id: OpId { replica: ReplicaId([2; 16]), counter: revision },
        kind: event.kind(),
        salt: [3; 8],
        kept: None,
        body: event.encode_body().unwrap(),
    }
}

fn history(stream: StreamId) -> Append {
    let created =
        AnalysisCreatedV1 { catalogue_key: "k".to_owned(), catalogue_edition: 1, catalogue_hash: [5; 32] };
    let set = RatingSetV1 { item: ItemId::new("A1.1").unwrap(), answer: OptionCode::new("3").unwrap() };
    let events = [Event::AnalysisCreated(created), Event::RatingSet(set)];
    let commits: Vec<_> =
        (1..).zip(&events).map(|(revision, event)| commit(stream, revision, event)).collect();
    let chain = commits.iter().fold(Chain::START, |chain, commit| chain.after(commit));
    let head = Some(ChainHead { stream, revision: Revision(2), chain });
    Append { stream, expected: Revision::ZERO, commits: commits.into_iter().map(Arc::new).collect(), head }
}

async fn written(appends: Vec<Append>) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), RedbOptions::default()).unwrap();
    for append in appends {
        log.append(append).await.unwrap();
    }
    log.close().await.unwrap();
    dir
}

#[tokio::test]
async fn a_sound_log_is_reported_with_its_digests() {
    let dir = written(vec![history(StreamId([1; 16])), history(StreamId([2; 16]))]).await;
    let mut out = Vec::new();
    let report = verify(dir.path(), true, &mut out).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!((report.streams, report.commits, report.heads), (2, 4, 2));
    let lines = String::from_utf8(out).unwrap();
    let fields: Vec<Vec<_>> = lines.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(fields.len(), 2);
    assert_eq!((fields[0][0], fields[0][1], fields[0][2].len()), (&*"01".repeat(16), "2", 64));
    assert_eq!(fields[0][2], fields[1][2], "equal content has an equal digest");
    assert_ne!(fields[0][3], fields[1][3], "each stream has a chain of its own");
}

#[tokio::test]
async fn what_does_not_fit_is_named() {
    let mut swapped = history(StreamId([1; 16]));
    swapped.head.as_mut().unwrap().chain.0[0] ^= 1;
    let mut unknown = history(StreamId([2; 16]));
    let mut commit = Commit::clone(&unknown.commits[1]);
    (commit.kind.event_type, commit.time_ms) = (60_000, 99);
    unknown.commits[1] = Arc::new(commit);
    unknown.head = None;
    let dir = written(vec![swapped, unknown]).await;
    let report = verify(dir.path(), false, &mut Vec::new()).unwrap();
    let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!((report.problem_count, problems.len()), (3, 3));
    for (problem, expected) in problems.iter().zip(["the chain is not", "is earlier", "event type 60000"]) {
        assert!(problem.contains(expected), "{problem}");
    }
}

#[tokio::test]
async fn a_running_server_and_a_missing_log_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(verify(dir.path(), false, &mut Vec::new()), Err(VerifyError::Missing)));
    let log = RedbLog::open(dir.path(), RedbOptions::default()).unwrap();
    let running = verify(dir.path(), false, &mut Vec::new()).err();
    assert!(running.is_some_and(|error| error.to_string().contains("the server is running")));
    drop(log);
}

#[tokio::test]
async fn cycles_and_the_installation_are_walked_too() {
    let (region, cycle) = (RegionId([4; 16]), StreamId([3; 16]));
    let mut house = Ledger::<InstallationState>::new(StreamId::INSTALLATION);
    let mut way = Ledger::<CycleState>::new(cycle);
    let mut appends = Vec::new();
    let op_id = |counter| OpId { replica: ReplicaId([2; 16]), counter };
    let name = |name: &str| InstallationOp::NameRegion { region, name: name.to_owned(), seen: Revision(9) };
    for (counter, op) in (1..).zip([name("Nord"), InstallationOp::ListCycle { cycle, region }]) {
        appends.push(appended(&mut house, op_id(counter), op));
    }
    let created = CycleCreatedV1 {
        region,
        title: "Nord".to_owned(),
        catalogue_key: "k".to_owned(),
        catalogue_edition: 1,
        catalogue_hash: [5; 32],
    };
    appends.push(appended(&mut way, op_id(1), CycleOp::Create(created)));
    appends.push(appended(&mut way, op_id(2), CycleOp::SendNote { to: None, text: "Hallo".to_owned() }));
    let dir = written(appends).await;
    let mut out = Vec::new();
    let report = verify(dir.path(), true, &mut out).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!((report.streams, report.commits), (2, 4));
    let lines = String::from_utf8(out).unwrap();
    assert_eq!(lines.lines().filter(|line| line.contains(" 2 - ")).count(), 2, "{lines}");
}

fn appended<A: Aggregate>(ledger: &mut Ledger<A>, op_id: OpId, op: A::Op) -> Append {
    let expected = ledger.revision();
    let commit = ledger.judge(ActorId([1; 16]), op_id, op, 100, [3; 8]).unwrap();
    ledger.replay(&commit).unwrap();
    Append { stream: ledger.stream(), expected, commits: vec![Arc::new(commit)], head: None }
}

#[tokio::test]
async fn an_event_that_does_not_belong_to_its_stream_is_found() {
    let stream = StreamId([1; 16]);
    let mut foreign = history(stream);
    let note = CycleEvent::NoteSent(NoteSentV1 { to: None, text: "Hallo".to_owned() });
    let mut commit =
        commit(stream, 3, &Event::RatingCleared(RatingClearedV1 { item: ItemId::new("A1.1").unwrap() }));
    (commit.kind, commit.body) = CycleState::encode(&note).unwrap();
    foreign.head = None;
    foreign.commits.push(Arc::new(commit));
    let dir = written(vec![foreign]).await;
    let report = verify(dir.path(), false, &mut Vec::new()).unwrap();
    assert_eq!(report.problem_count, 1);
    assert!(report.problems[0].what.contains("event type 109"), "{}", report.problems[0]);
}
