use std::sync::Arc;

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::event::{AnalysisCreatedV1, Event, RatingSetV1};
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId};
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
