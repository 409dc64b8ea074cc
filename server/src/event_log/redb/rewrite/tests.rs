use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io};

use etappe_protocol::commit::Chain;
use etappe_protocol::event::EventKind;
use etappe_protocol::id::{ActorId, OpId, ReplicaId, StreamId};

use super::*;
use crate::event_log::redb::place::{Place, Step};
use crate::event_log::redb::{RedbLog, RedbOptions, open};
use crate::event_log::{Append, EventLog, ReadLimit};
use crate::snapshot::{SnapshotStore, StoredSnapshot};

const SECRET: &[u8] = b"Anna Geheim, Tel. 0711";
const ONE: StreamId = StreamId([1; 16]);
const TWO: StreamId = StreamId([2; 16]);

fn commit(stream: StreamId, counter: u64, body: &[u8]) -> Commit {
    Commit {
        stream,
        revision: Revision(counter),
        actor: ActorId([3; 16]),
        time_ms: 0,
        op_id: OpId { replica: ReplicaId(stream.0), counter },
        kind: EventKind { event_type: 3, schema: 1 },
        salt: [4; 8],
        kept: None,
        body: body.to_vec(),
    }
}

/// Both streams say the secret in some of their commits, the first one in a snapshot too.
async fn write(log: &RedbLog) {
    for counter in 1..=60 {
        for stream in [ONE, TWO] {
            let body = if counter % 20 == 7 { SECRET.to_vec() } else { vec![b'.'; 150] };
            let commits = vec![Arc::new(commit(stream, counter, &body))];
            let append = Append { stream, expected: Revision(counter - 1), commits, head: None };
            log.append(append).await.unwrap();
        }
    }
    let snapshot =
        StoredSnapshot { stream: ONE, revision: Revision(60), chain: Chain::START, bytes: SECRET.to_vec() };
    log.store(snapshot).await;
}

fn redaction(stream: StreamId) -> Rewrite {
    let replaced = [7, 27, 47].map(|revision| {
        let new = commit(stream, revision, SECRET).replaced([5; 8], vec![b'#'; SECRET.len()]);
        (Revision(revision), Arc::new(new))
    });
    let commits = vec![Arc::new(commit(stream, 61, b"said so"))];
    let alteration = Alteration::Redact { replaced: replaced.into(), commits };
    Rewrite { stream, expected: Revision(60), alteration }
}

/// How often the secret stands in any file of the folder.
fn leaks(dir: &Path) -> usize {
    let files = fs::read_dir(dir).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.map(|bytes| bytes.windows(SECRET.len()).filter(|window| *window == SECRET).count()).sum()
}

async fn bodies(log: &RedbLog, stream: StreamId) -> Vec<Vec<u8>> {
    let page = log.read(stream, Revision::ZERO, ReadLimit { commits: 99, ..ReadLimit::default() }).await;
    page.unwrap().commits.into_iter().map(|commit| commit.body).collect()
}

#[tokio::test]
async fn no_file_keeps_what_was_rewritten() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), RedbOptions::default()).unwrap();
    write(&log).await;
    assert!(0 < leaks(dir.path()));
    log.rewrite(redaction(ONE)).await.unwrap();
    assert_eq!(log.load(ONE).await, None, "what was made of the old texts is forgotten");
    log.rewrite(redaction(TWO)).await.unwrap();
    assert_eq!(leaks(dir.path()), 0, "while it runs");
    assert_eq!(bodies(&log, ONE).await[6], vec![b'#'; SECRET.len()]);
    log.close().await.unwrap();
    assert_eq!(leaks(dir.path()), 0, "and closed");
    let log = RedbLog::open(dir.path(), RedbOptions::default()).unwrap();
    assert_eq!(bodies(&log, TWO).await.len(), 61);
    let delete = Rewrite { stream: ONE, expected: Revision(61), alteration: Alteration::Delete };
    log.rewrite(delete).await.unwrap();
    assert_eq!((bodies(&log, ONE).await.len(), bodies(&log, TWO).await.len()), (0, 61));
    log.close().await.unwrap();
}

/// The end of the process at any step leaves all of the old log or all of the new one, and an index that fits.
#[tokio::test]
async fn a_crash_at_any_step_leaves_the_old_or_the_new() {
    let steps = [Which::Log, Which::Derived]
        .into_iter()
        .flat_map(|which| [Step::Begin, Step::Written, Step::Renamed].map(|step| (which, step)));
    for at in steps {
        let dir = tempfile::tempdir().unwrap();
        let mut opened = open::open_dir(dir.path(), RedbOptions::default()).unwrap();
        let mut place = Place::new(Some(dir.path().to_owned()));
        place.fault =
            Some(Box::new(
                move |which, step| {
                    if (which, step) == at { Err(io::Error::other("the end")) } else { Ok(()) }
                },
            ));
        Arc::get_mut(&mut opened.shared).unwrap().place = place;
        let log = RedbLog::start(opened).unwrap();
        write(&log).await;
        let outcome = log.rewrite(redaction(ONE)).await;
        assert!(outcome.is_err(), "{at:?}");
        // Nothing is tidied up by whoever ends here; a copy is what a crash would leave.
        let crashed = tempfile::tempdir().unwrap();
        drop(log);
        for entry in fs::read_dir(dir.path()).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, crashed.path().join(path.file_name().unwrap())).unwrap();
        }
        let log = RedbLog::open(crashed.path(), RedbOptions::default()).unwrap();
        let (one, two) = (bodies(&log, ONE).await, bodies(&log, TWO).await);
        let is_new = one.len() == 61;
        let hidden = vec![b'#'; SECRET.len()];
        assert!(
            [6, 26, 46].iter().all(|at| one[*at] == if is_new { hidden.clone() } else { SECRET.to_vec() })
        );
        assert_eq!((one.len(), two.len()), (if is_new { 61 } else { 60 }, 60), "{at:?}");
        assert_eq!(is_new, at.0 == Which::Derived || at.1 == Step::Renamed, "{at:?}");
        assert!(log.find_op(ONE, OpId { replica: ReplicaId(ONE.0), counter: 27 }).await.unwrap().is_some());
        log.close().await.unwrap();
        if is_new {
            assert_eq!(leaks(crashed.path()), 3, "only the other stream says it");
        }
    }
}

/// Those who read and write meanwhile notice nothing but a pause.
#[tokio::test(flavor = "multi_thread")]
async fn others_go_on_while_a_stream_is_rewritten() {
    let dir = tempfile::tempdir().unwrap();
    let options = RedbOptions { recent_bytes: 4_000, ..RedbOptions::default() };
    let log = RedbLog::open(dir.path(), options).unwrap();
    write(&log).await;
    let written = Arc::new(AtomicUsize::new(0));
    let writer = {
        let (log, written) = (Arc::clone(&log), Arc::clone(&written));
        crate::spawn::task(async move {
            for counter in 61..=160 {
                let commits = vec![Arc::new(commit(TWO, counter, &[b'.'; 90]))];
                let append = Append { stream: TWO, expected: Revision(counter - 1), commits, head: None };
                log.append(append).await.unwrap();
                written.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    log.rewrite(redaction(ONE)).await.unwrap();
    for _ in 0..50 {
        assert_eq!(bodies(&log, ONE).await.len(), 61);
    }
    writer.await.unwrap();
    assert_eq!((bodies(&log, TWO).await.len(), written.load(Ordering::Relaxed)), (99, 100));
    assert_eq!(log.head(TWO).await, Ok(Revision(160)));
    log.close().await.unwrap();
}
