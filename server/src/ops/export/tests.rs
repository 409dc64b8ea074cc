use std::collections::BTreeMap;

use etappe_protocol::commit::Commit;

use super::*;
use crate::event_log::redb::OpenError;
use crate::export::{CommitLine, Line, bytes_of_hex};
use crate::hex::hex;
use crate::ops::demo;
use crate::ops::import::{self, ImportFailure, LineProblem};
use crate::ops::verify::{VerifyReport, verify};

/// A Wednesday in winter, at noon in Berlin.
const NOON_MS: i64 = 1_768_388_400_000;

/// What `etappe verify --hashes` prints, by stream, and what it counts.
fn hashes(data: &Path) -> (BTreeMap<String, String>, VerifyReport) {
    let mut out = Vec::new();
    let report = verify(data, true, &mut out).unwrap();
    assert!(report.is_clean(), "{report:?}");
    let lines = String::from_utf8(out).unwrap();
    let lines = lines.lines().map(|line| (line[..32].to_owned(), line.to_owned())).collect();
    (lines, report)
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let text = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
    };
    entries.map(text).collect()
}

/// An export of the demo, and the demo.
async fn exported(selection: Selection) -> (tempfile::TempDir, tempfile::TempDir, Vec<String>) {
    let (demo, names) = demo::planted(NOON_MS).await;
    let out = tempfile::tempdir().unwrap();
    run(demo.path(), out.path(), selection).await.unwrap();
    (demo, out, names)
}

/// The shortest history of a kind.
fn shortest(demo: &Path, kind: StreamKind) -> StreamId {
    let (log, _) = crate::event_log::redb::open_log_file(demo, RedbOptions::default()).unwrap();
    let mut heads: BTreeMap<StreamId, (StreamKind, u64)> = BTreeMap::new();
    let mut reached = Position::default();
    loop {
        let page = log.scan(reached, ReadLimit::default()).unwrap();
        let Some((last, _)) = page.last() else { break };
        reached = *last;
        for (_, entry) in page {
            if let Entry::Commit(commit) = entry {
                let kind = StreamKind::of_first(&commit);
                heads.entry(commit.stream).or_insert((kind, 0)).1 = commit.revision.0;
            }
        }
    }
    let of_kind = heads.into_iter().filter(|(_, (found, _))| *found == kind);
    of_kind.min_by_key(|(_, (_, head))| *head).unwrap().0
}

#[tokio::test]
async fn everything_goes_out_and_comes_back_with_equal_hashes() {
    let (demo, out, names) = exported(Selection::Everything).await;
    let there = tempfile::tempdir().unwrap();
    let report = import::run(&there.path().join("new"), out.path()).unwrap();
    let (before, after) = (hashes(demo.path()), hashes(&there.path().join("new")));
    assert_eq!(before.0, after.0);
    assert_eq!(report.streams.len(), before.0.len());
    assert_eq!((before.1.commits, before.1.heads), (after.1.commits, after.1.heads));
    assert_eq!((after.1.commits, after.1.audit.rows), (report.commits, 1), "written down");
    assert!(0 < after.1.heads, "chain heads travel too");
    let again = tempfile::tempdir().unwrap();
    run(&there.path().join("new"), again.path(), Selection::Everything).await.unwrap();
    let (first, second) = (texts(out.path()), texts(again.path()));
    assert!(first == second, "the same history gives the same bytes");
    for name in names {
        let name = serde_json::to_string(&name).unwrap();
        assert!(first.values().all(|text| !text.contains(&name)), "{name} is nobody's value");
    }
}

#[tokio::test]
async fn one_analysis_or_one_cycle_with_its_teams_comes_back_alike() {
    let (demo, _) = demo::planted(NOON_MS).await;
    let before = hashes(demo.path()).0;
    let analysis = shortest(demo.path(), StreamKind::Analysis);
    let cycle = shortest(demo.path(), StreamKind::Cycle);
    for (selection, teams) in [(Selection::Analysis(analysis), 1), (Selection::Cycle(cycle), 1)] {
        let (out, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let contents = run(demo.path(), out.path(), selection).await.unwrap();
        let analyses = contents.iter().filter(|line| line.kind == StreamKind::Analysis).count();
        assert!(teams <= analyses && contents.iter().all(|line| line.kind != StreamKind::Installation));
        import::run(there.path(), out.path()).unwrap();
        let after = hashes(there.path()).0;
        assert_eq!(after.len(), contents.len());
        assert!(after.iter().all(|(stream, line)| before[stream] == *line));
        let twice = import::run(there.path(), out.path());
        assert!(matches!(twice, Err(ImportFailure::Exists(_))), "{twice:?}");
        assert_eq!(hashes(there.path()).0, after);
    }
    let out = tempfile::tempdir().unwrap();
    let wrong = run(demo.path(), out.path(), Selection::Cycle(analysis)).await;
    assert!(matches!(wrong, Err(ExportFailure::Unknown(StreamKind::Cycle, _))));
}

#[tokio::test]
async fn a_further_analysis_joins_those_that_are_there_and_one_file_is_enough() {
    let (demo, out, _) = exported(Selection::Everything).await;
    let before = hashes(demo.path()).0;
    let contents: Vec<_> =
        texts(out.path()).into_keys().filter(|name| name.starts_with("analysis")).collect();
    let there = tempfile::tempdir().unwrap();
    for (count, name) in (1..).zip(&contents) {
        import::run(there.path(), &out.path().join(name)).unwrap();
        let after = hashes(there.path()).0;
        assert_eq!(after.len(), count);
        assert!(after.iter().all(|(stream, line)| before[stream] == *line));
    }
    // The index that is made while the log is open knows what came in behind its back.
    let log = RedbLog::open(there.path(), RedbOptions::default()).unwrap();
    import::run(there.path(), &out.path().join("installation.jsonl")).expect_err("the server is running");
    assert_eq!(log.streams(None, 100).await.unwrap().len(), contents.len());
    log.close().await.unwrap();
    import::run(there.path(), &out.path().join("installation.jsonl")).unwrap();
    let log = RedbLog::open(there.path(), RedbOptions::default()).unwrap();
    assert_eq!(log.streams(None, 100).await.unwrap().len(), contents.len() + 1);
    log.close().await.unwrap();
}

/// Writes a changed copy of a file's lines and says what comes of importing it.
fn tampered(lines: &[String], change: impl FnOnce(&mut Vec<String>)) -> (u64, LineProblem) {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = lines.to_vec();
    change(&mut lines);
    let file = folder.path().join("changed.jsonl");
    fs::write(&file, lines.concat()).unwrap();
    let data = folder.path().join("data");
    let failed = import::run(&data, &file).unwrap_err();
    assert!(!data.join(LOG_FILE).exists(), "nothing is made before everything was checked");
    let ImportFailure::Line { file: named, line, problem } = failed else { panic!("{failed}") };
    assert_eq!(named, file);
    (line, problem)
}

fn commit_line(line: &str) -> CommitLine {
    let Line::Commit(commit) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
    commit
}

/// A line whose stored bytes were changed and made to look whole.
fn forged(line: &str, change: impl FnOnce(&mut Commit)) -> String {
    let mut commit_line = commit_line(line);
    let mut commit = Commit::decode(&bytes_of_hex(&commit_line.record).unwrap()).unwrap();
    change(&mut commit);
    commit_line.says = crate::export::readable(StreamKind::Analysis, &commit).unwrap();
    commit_line.record = hex(&commit.encode());
    serde_json::to_string(&Line::Commit(commit_line)).unwrap() + "\n"
}

#[tokio::test]
async fn whatever_was_changed_is_found_and_named_and_nothing_comes_in() {
    let (demo, _) = demo::planted(NOON_MS).await;
    let analysis = shortest(demo.path(), StreamKind::Analysis);
    let out = tempfile::tempdir().unwrap();
    let contents = run(demo.path(), out.path(), Selection::Analysis(analysis)).await.unwrap();
    let text = fs::read_to_string(out.path().join(&contents[0].file)).unwrap();
    let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let last = lines.len() as u64;
    let swapped = |at: usize, from: &'static str, to: &'static str| {
        move |lines: &mut Vec<String>| lines[at] = lines[at].replacen(from, to, 1)
    };
    let actor = format!("\"actor\":\"{}", &commit_line(&lines[5]).says.actor[..2]);
    let other = format!("\"actor\":\"{}", if actor.ends_with("00") { "01" } else { "00" });
    let broken = |what: &(u64, LineProblem)| matches!(&what.1, LineProblem::Broken(_));

    assert_eq!(tampered(&lines, swapped(0, "\"format\":1", "\"format\":2")), (1, LineProblem::Format(2)));
    let (line, problem) = tampered(&lines, swapped(1, "\"edition\":", "\"edition\":9"));
    assert_eq!((line, problem), (2, LineProblem::Disagrees("catalogue")));
    let (line, problem) = tampered(&lines, |lines| lines[5] = lines[5].replacen(&actor, &other, 1));
    assert_eq!((line, problem), (6, LineProblem::Disagrees("actor")));
    let (line, problem) = tampered(&lines, swapped(5, "\"record\":\"01", "\"record\":\"07"));
    assert!(line == 6 && matches!(problem, LineProblem::Record(_)));
    let (line, problem) = tampered(&lines, swapped(5, "\"record\":\"01", "\"record\":\"xx"));
    assert_eq!((line, problem), (6, LineProblem::Hex("record")));
    // Whole, legible, in agreement, and not what was said: only the chain at the end knows.
    let (line, problem) =
        tampered(&lines, |lines| lines[5] = forged(&lines[5], |commit| commit.actor.0[0] ^= 1));
    assert_eq!((line, problem), (last, LineProblem::Disagrees("chain")));
    let found = tampered(&lines, |lines| lines[5] = forged(&lines[5], |commit| commit.time_ms = 1));
    assert!(found.0 == 6 && broken(&found), "{found:?}");
    let found = tampered(&lines, |lines| drop(lines.remove(5)));
    assert!(found.0 == 6 && broken(&found), "{found:?}");
    let found = tampered(&lines, |lines| lines.swap(5, 6));
    assert!(found.0 == 6 && broken(&found), "{found:?}");
    let found = tampered(&lines, |lines| lines.insert(5, lines[5].clone()));
    assert!(found.0 == 7 && broken(&found), "{found:?}");
    let (line, problem) = tampered(&lines, |lines| drop(lines.pop()));
    assert_eq!((line, problem), (last, LineProblem::CutOff));
    let (line, problem) = tampered(&lines, |lines| lines.push(lines[5].clone()));
    assert_eq!((line, problem), (last + 1, LineProblem::Rest));
    let (line, problem) = tampered(&lines, |lines| lines[5].truncate(40));
    assert!(line == 6 && matches!(problem, LineProblem::Syntax(_)), "{problem}");
    let (line, problem) = tampered(&lines, |lines| drop(lines.remove(0)));
    assert_eq!((line, problem), (1, LineProblem::Expected("a header")));
}

#[tokio::test]
async fn an_export_that_is_not_whole_does_not_come_in() {
    let (_demo, out, _) = exported(Selection::Everything).await;
    let data = tempfile::tempdir().unwrap();
    let list = fs::read_to_string(out.path().join(CONTENTS_FILE)).unwrap();
    let lines: Vec<_> = list.lines().collect();
    fs::remove_file(out.path().join(CONTENTS_FILE)).unwrap();
    assert!(matches!(import::run(data.path(), out.path()), Err(ImportFailure::Unfinished(_))));
    let twice = format!("{list}{}\n", lines[0]);
    fs::write(out.path().join(CONTENTS_FILE), twice).unwrap();
    assert!(matches!(import::run(data.path(), out.path()), Err(ImportFailure::Twice { .. })));
    let elsewhere = lines[0].replace("\"file\":\"", "\"file\":\"../");
    fs::write(out.path().join(CONTENTS_FILE), elsewhere + "\n").unwrap();
    let found = import::run(data.path(), out.path());
    assert!(
        matches!(&found, Err(ImportFailure::Line { line: 1, problem: LineProblem::FileName(_), .. })),
        "{found:?}"
    );
    let other = lines[0].replace("\"head\":", "\"head\":1");
    fs::write(out.path().join(CONTENTS_FILE), other + "\n").unwrap();
    assert!(matches!(import::run(data.path(), out.path()), Err(ImportFailure::NotOfContents(_))));
    assert!(!data.path().join(LOG_FILE).exists());
}

#[tokio::test]
async fn a_running_server_keeps_both_out_and_a_folder_in_use_is_left_alone() {
    let (demo, out, _) = exported(Selection::Everything).await;
    let log = RedbLog::open(demo.path(), RedbOptions::default()).unwrap();
    let fresh = tempfile::tempdir().unwrap();
    let running = run(demo.path(), fresh.path(), Selection::Everything).await;
    assert!(matches!(running, Err(ExportFailure::Open(OpenError::Locked))));
    let running = import::run(demo.path(), out.path());
    assert!(matches!(running, Err(ImportFailure::Open(OpenError::Locked))));
    log.close().await.unwrap();
    let occupied = run(demo.path(), out.path(), Selection::Everything).await;
    assert!(matches!(occupied, Err(ExportFailure::Occupied(_))));
    let missing = run(fresh.path(), out.path(), Selection::Everything).await;
    assert!(matches!(missing, Err(ExportFailure::Missing)));
}
