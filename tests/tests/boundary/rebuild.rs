//! I5 and I6: what the live server has made of the log is what a rebuild makes of it; whatever differs is named.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use etappe_protocol::codec;
use etappe_protocol::cycle::CycleOp;
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::score::ScoreSheet;
use etappe_protocol::view::SheetEntry;
use etappe_server::event_log::EventLog;
use etappe_server::event_log::redb::{DERIVED_FILE, RedbLog, RedbOptions};
use etappe_server::ops::rebuild;
use etappe_server::projection::{RebuildReport, TeamView, ViewKey, ViewStore};
use etappe_tests::client::Client;
use etappe_tests::fault::Dice;
use etappe_tests::http;
use etappe_tests::programme::{Programme, Team, WORKSHOP};
use etappe_tests::server::{Server, program};

use super::support::{scribble, seed};

/// Teams at work while their milestone is closed, twice, once for a moment that has passed; what the server has then.
async fn worked(folder: &Path, seed: u64) -> (Programme, Vec<ScoreSheet>) {
    let programme = Programme::plant(folder, 3).await;
    let server = Server::start(folder).await;
    let (app, address) = (server.app(), server.address());
    let begun_ms = app.clock.now_ms();
    let mut dice = Dice(seed);
    let mut clients = Vec::new();
    for team in &programme.teams {
        clients.push(Client::open(address, &team.lead.cookie, team.analysis).await.unwrap());
    }
    programme.grant(app, &programme.teams[1], InsightLevel::Replay).await;
    let mut passed_ms = begun_ms;
    for round in 0..4 {
        for client in &mut clients {
            for _ in 0..40 {
                scribble(&mut client.replica, &mut dice);
            }
            client.flush().await.unwrap();
        }
        if round == 1 {
            // Closed amid the edits: what is still on its way comes behind the pin.
            let closing = programme.close(app, app.clock.now_ms()).await;
            programme.run(app, CycleOp::Reopen { milestone: WORKSHOP, closing }).await;
        }
        for client in &mut clients {
            client.saved().await.unwrap();
        }
        if round == 1 {
            passed_ms = app.clock.now_ms();
        }
    }
    let subject = ItemId::new("A1.1").unwrap();
    let team = &programme.teams[0];
    programme.own(app, team, team.lead.actor, Op::AddMeasure { subject }).await;
    // For a moment that has passed: everything since is not in the sheet.
    programme.close(app, passed_ms).await;
    let mut sheets = Vec::new();
    for team in &programme.teams {
        let entries = sheets_of(&server, team).await;
        assert_eq!(entries.iter().map(|entry| entry.superseded).collect::<Vec<_>>(), [true, false]);
        sheets.extend(entries.into_iter().map(|entry| entry.sheet));
    }
    assert!(sheets.iter().all(|sheet| sheet.counts.measures.is_empty()), "agreed after the moment");
    server.stop().await;
    (programme, sheets)
}

async fn sheets_of(server: &Server, team: &Team) -> Vec<SheetEntry> {
    let path = format!("/api/analysis/{}/sheets", team.analysis);
    let answer = http::get(server.address(), &path, Some(&team.lead.cookie)).await;
    assert_eq!(answer.status, 200);
    codec::decode(&answer.body).unwrap()
}

async fn check(folder: &Path) -> RebuildReport {
    rebuild::run(folder, true).await.unwrap().0
}

async fn open(folder: &Path) -> Arc<RedbLog> {
    RedbLog::open(folder, RedbOptions::default()).unwrap()
}

/// Changes stored rows behind everybody's back.
async fn tamper(folder: &Path, change: impl AsyncFnOnce(&RedbLog)) {
    let log = open(folder).await;
    change(&log).await;
    log.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_views_of_live_work_are_what_the_log_says() {
    let folder = tempfile::tempdir().unwrap();
    let seed = seed();
    println!("ETAPPE_SEED={seed}");
    let (programme, sheets) = worked(folder.path(), seed).await;
    let report = check(folder.path()).await;
    assert!(report.is_equal(), "{:?}", report.differences);
    assert_eq!((report.teams, report.sheets, report.behind), (4, 6, 0));

    // Without any views: the next start makes the same.
    std::fs::remove_file(folder.path().join(DERIVED_FILE)).unwrap();
    let server = Server::start(folder.path()).await;
    let mut again = Vec::new();
    for team in &programme.teams {
        again.extend(sheets_of(&server, team).await.into_iter().map(|entry| entry.sheet));
    }
    assert_eq!(again, sheets);
    server.stop().await;
    let report = check(folder.path()).await;
    assert!(report.is_equal(), "{:?}", report.differences);

    // And so does a rebuild.
    let (report, _) = rebuild::run(folder.path(), false).await.unwrap();
    assert_eq!((report.teams, report.sheets), (4, 6));
    assert!(check(folder.path()).await.is_equal());
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_a_view_that_was_changed_deleted_or_added_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (programme, sheets) = worked(folder.path(), 7).await;
    let (first, second) = (programme.teams[0].analysis, programme.teams[1].analysis);
    let pin = etappe_protocol::analysis::PinKey { cycle: programme.cycle, milestone: WORKSHOP, closing: 1 };
    tamper(folder.path(), async |log| {
        let reached = log.reached().await.unwrap().unwrap();
        // A sheet that is a sheet, but of other answers; a team with other numbers; a grant that nobody gave.
        let sheet = ViewKey::Sheet(first, pin);
        let other = sheets.iter().find(|other| other.analysis != first).unwrap().encode().unwrap();
        let mut team = TeamView::decode(&log.get(ViewKey::Team(second)).await.unwrap().unwrap()).unwrap();
        team.last_change_ms = Some(1);
        let changes = vec![
            (sheet.encode(), Some(other)),
            (ViewKey::Team(second).encode(), Some(team.encode())),
            (ViewKey::Sheet(second, pin).encode(), None),
            (ViewKey::Replay(second, programme.cycle).encode(), None),
            (ViewKey::Replay(first, StreamId([9; 16])).encode(), Some(Vec::new())),
        ];
        log.put(reached, changes).await.unwrap();
    })
    .await;
    let report = check(folder.path()).await;
    for key in [
        ViewKey::Sheet(first, pin),
        ViewKey::Team(second),
        ViewKey::Sheet(second, pin),
        ViewKey::Replay(second, programme.cycle),
        ViewKey::Replay(first, StreamId([9; 16])),
    ] {
        let name = key.to_string();
        assert!(
            report.differences.iter().any(|line| line.starts_with(&name)),
            "{name}: {:?}",
            report.differences
        );
    }
    assert_eq!(report.difference_count, 5);

    // The program says so too, and with an exit code.
    let etappe = |arguments: &[&str]| {
        let done = Command::new(program()).args(arguments).arg("--data").arg(folder.path()).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (code, words) = etappe(&["rebuild", "--check"]);
    assert_eq!((code, words.contains("5 differences found")), (Some(1), true), "{words}");
    assert_eq!(etappe(&["rebuild"]).0, Some(0));
    assert_eq!(etappe(&["rebuild", "--check"]).0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn i5_a_damaged_view_or_one_of_another_past_is_made_anew_by_the_live_server() {
    let folder = tempfile::tempdir().unwrap();
    let (programme, _) = worked(folder.path(), 11).await;
    let team = &programme.teams[0];
    for damage in [Some(b"no view".to_vec()), Some(TeamView::default().encode()), None] {
        tamper(folder.path(), async |log| {
            let reached = log.reached().await.unwrap().unwrap();
            log.put(reached, vec![(ViewKey::Team(team.analysis).encode(), damage)]).await.unwrap();
        })
        .await;
        assert!(!check(folder.path()).await.is_equal());
        let server = Server::start(folder.path()).await;
        let mut client = Client::open(server.address(), &team.lead.cookie, team.analysis).await.unwrap();
        client.rate("A2.1", "2").await.unwrap();
        client.rate("A2.1", "3").await.unwrap();
        client.saved().await.unwrap();
        drop(client);
        server.stop().await;
        let report = check(folder.path()).await;
        assert!(report.is_equal(), "{:?}", report.differences);
    }
}
