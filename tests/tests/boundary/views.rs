//! What coordinators, teams and programme leads get over HTTP of what is made from the log, and nobody else.

use etappe_protocol::codec;
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::ItemId;
use etappe_protocol::op::Op;
use etappe_protocol::score::ScoreSheet;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_protocol::view::{SheetEntry, TeamPage};
use etappe_tests::client::Client;
use etappe_tests::http::{self, Answer};
use etappe_tests::programme::{Programme, Team};
use etappe_tests::seed::Person;
use etappe_tests::server::Server;
use tokio::time::{Duration, timeout};

/// A programme with one team that has rated, written and agreed on something, and a closed milestone.
async fn worked(server: &Server, programme: &Programme) {
    let team = &programme.teams[0];
    let mut client = Client::open(server.address(), &team.lead.cookie, team.analysis).await.unwrap();
    for number in 1..=3 {
        client.rate(&format!("A1.{number}"), "3").await.unwrap();
    }
    let reason = FieldAddress::reason(ItemId::new("A1.1").unwrap());
    client.edit(&reason, Operation::splice(0, 0, "Geheimer Grund")).await.unwrap();
    client.saved().await.unwrap();
    let subject = ItemId::new("A1.1").unwrap();
    programme.own(server.app(), team, team.lead.actor, Op::AddMeasure { subject }).await;
    programme.close_behind(server.app(), team).await;
}

async fn page(server: &Server, programme: &Programme, team: &Team) -> (TeamPage, Vec<u8>) {
    let path = format!("/api/cycle/{}/team/{}", programme.cycle, team.analysis);
    let answer = http::get(server.address(), &path, Some(&programme.coordinator.cookie)).await;
    assert_eq!(answer.status, 200);
    (codec::decode(&answer.body).unwrap(), answer.body)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_page_holds_what_the_team_allows_and_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    worked(&server, &programme).await;
    let team = &programme.teams[0];

    let (page_of_invited, _) = page(&server, &programme, &programme.invited).await;
    assert!(page_of_invited.line.progress.is_none() && page_of_invited.sheets.is_empty());

    for level in InsightLevel::ALL {
        programme.grant(server.app(), team, level).await;
        let (page, bytes) = page(&server, &programme, team).await;
        assert_eq!(page.line.insight, Some(level));
        assert_eq!(page.sheets.len(), usize::from(InsightLevel::Scores <= level), "{level:?}");
        for SheetEntry { sheet, .. } in &page.sheets {
            let answers = InsightLevel::Answers <= level;
            assert_eq!((sheet.answers.is_empty(), sheet.measures.is_empty()), (!answers, !answers));
            assert_eq!(sheet.digest == [0; 32], level < InsightLevel::Replay, "{level:?}");
            assert!(level == InsightLevel::Replay || ScoreSheet::decode(&sheet.encode().unwrap()).is_err());
        }
        assert_eq!(page.answers.is_some(), InsightLevel::Answers <= level);
        assert_eq!(holds(&bytes, "Geheimer Grund"), InsightLevel::Answers <= level, "{level:?}");
        assert!(!holds(&bytes, "Leitung"), "names are the team's own");
        let author = &team.lead.actor.0;
        assert!(level == InsightLevel::Replay || !bytes.windows(16).any(|window| window == author));
    }
    let looks = server.app().audit.looks(team.analysis, 10).await.unwrap();
    assert!(looks.iter().all(|look| look.actor == programme.coordinator.actor));
    assert_eq!(looks.len(), 3, "progress, sheet, answers: each once an hour: {looks:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_counts_hold_what_is_granted_and_are_for_those_who_may() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 3).await;
    let server = Server::start(folder.path()).await;
    worked(&server, &programme).await;
    programme.grant(server.app(), &programme.teams[0], InsightLevel::Progress).await;
    let get = async |person: &Person, path: &str| -> Answer {
        http::get(server.address(), path, Some(&person.cookie)).await
    };
    let csv = format!("/api/cycle/{}/board.csv", programme.cycle);
    let xlsx = format!("/api/cycle/{}/board.xlsx?lang=en", programme.cycle);
    let answer = get(&programme.coordinator, &csv).await;
    let words = String::from_utf8(answer.body).unwrap();
    let rows: Vec<&str> = words.lines().collect();
    assert_eq!(rows.len(), 1 + 4, "{words}");
    assert!(rows[0].contains("Workshop 1: ") && rows[1].starts_with("Projekt 1,Initiative 1,Fortschritt,3,"));
    assert!(rows[1].ends_with(",") && !words.contains("Geheimer Grund"), "no scores are granted");
    assert!(rows[4].starts_with("Projekt 4,Initiative 4,eingeladen,,"));
    let answer = get(&programme.coordinator, &xlsx).await;
    assert_eq!((answer.status, &answer.body[..2]), (200, &b"PK"[..]));

    let counts = get(&programme.programme_lead, "/api/programme").await.json();
    assert_eq!(counts["regions"][0]["cycles"][0]["count"]["teams"], 3, "{counts}");

    let (lead, coordinator) = (&programme.teams[0].lead, &programme.coordinator);
    let page = format!("/api/cycle/{}/team/{}", programme.cycle, programme.teams[0].analysis);
    let sheets = format!("/api/analysis/{}/sheets", programme.teams[0].analysis);
    for (path, strangers) in [
        (&csv, [lead, &programme.operator, &programme.programme_lead]),
        (&xlsx, [lead, &programme.operator, &programme.programme_lead]),
        (&page, [lead, &programme.operator, &programme.programme_lead]),
        (
            &format!("/api/cycle/{}/report", programme.cycle),
            [lead, &programme.operator, &programme.programme_lead],
        ),
        (
            &format!("/api/analysis/{}/report", programme.teams[0].analysis),
            [coordinator, &programme.teams[1].lead, &programme.programme_lead],
        ),
        (&sheets, [coordinator, &programme.teams[1].lead, &programme.programme_lead]),
        (&"/api/programme".to_owned(), [lead, coordinator, &programme.teams[1].lead]),
    ] {
        for stranger in strangers {
            assert_eq!(get(stranger, path).await.status, 404, "{path}");
        }
        assert_eq!(http::get(server.address(), path, None).await.status, 401, "{path}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_views_are_known_to_be_whole_before_anything_new_comes() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    worked(&server, &programme).await;
    assert!(server.app().projections.catch_up().await);
    server.stop().await;
    let server = Server::start(folder.path()).await;
    // It waits for up to five seconds; what is stored is known at once.
    let known = timeout(Duration::from_secs(1), server.app().projections.catch_up()).await;
    assert_eq!(known, Ok(true));
    server.stop().await;
}
