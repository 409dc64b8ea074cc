//! Two points of an analysis compared over HTTP: which points there are, who is given what, and who is written down.

use std::net::SocketAddr;

use etappe_protocol::codec;
use etappe_protocol::compare::{Comparison, Direction, FocusKind, RunKind};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::access::{Look, Role};
use etappe_tests::client::Client;
use etappe_tests::http::{self, Answer};
use etappe_tests::programme::{Programme, WORKSHOP};
use etappe_tests::seed;
use etappe_tests::server::Server;

fn reason() -> FieldAddress {
    FieldAddress::reason(ItemId::new("A1.1").unwrap())
}

/// Rated and reasoned up to a closed workshop; then one goes down and the reason says something else.
async fn worked(server: &Server, programme: &Programme) -> Client {
    let team = &programme.teams[0];
    let mut client = Client::open(server.address(), &team.lead.cookie, team.analysis).await.unwrap();
    for item in ["A1.1", "A1.2"] {
        client.rate(item, "3").await.unwrap();
    }
    client.edit(&reason(), Operation::splice(0, 0, "Vorher Kinder")).await.unwrap();
    client.saved().await.unwrap();
    programme.close_behind(server.app(), team).await;
    let pinned = server.app().programme.analysis(team.analysis).await.unwrap().revision;
    client.until(|client| pinned <= client.replica.confirmed().revision).await.unwrap();
    client.rate("A1.2", "1").await.unwrap();
    client.edit(&reason(), Operation::splice(0, 6, "Nachher")).await.unwrap();
    client.saved().await.unwrap();
    client
}

async fn ask(address: SocketAddr, cookie: &str, path: &str, from: &str, to: &str) -> Answer {
    http::get(address, &format!("{path}/compare?from={from}&to={to}"), Some(cookie)).await
}

fn read(answer: &Answer) -> Comparison {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    codec::decode(&answer.body).unwrap()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test(flavor = "multi_thread")]
async fn points_of_every_kind_are_found_and_those_that_are_not_there_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let client = worked(&server, &programme).await;
    let (address, team) = (server.address(), &programme.teams[0]);
    let path = format!("/api/analysis/{}", team.analysis);
    let compare = async |from: &str, to: &str| ask(address, &team.lead.cookie, &path, from, to).await;
    let milestone = format!("m{}-{WORKSHOP}", programme.cycle);

    let said = read(&compare(&milestone, "now").await);
    assert_eq!((said.digest.moved, said.digest.down, said.digest.reasons), (1, 1, 1), "{said:?}");
    assert_eq!((said.level, said.people.as_slice()), (None, [team.lead.actor].as_slice()));
    let moved = &said.answers[0];
    assert_eq!((moved.item.as_str(), moved.direction), ("A1.2", Direction::Down));
    assert_eq!(moved.by, [team.lead.actor]);
    let runs: Vec<_> = said.texts[0].runs.iter().map(|run| (run.kind, run.text.as_str())).collect();
    let expected = [(RunKind::Delete, "Vorher"), (RunKind::Insert, "Nachher"), (RunKind::Equal, " Kinder")];
    assert_eq!(runs, expected);
    assert_eq!(said.focus[0].kind, FocusKind::DownSameReason);

    // The same points under other names, and the other way round.
    let (from, head) = (said.from, client.replica.confirmed().revision);
    assert_eq!(said.to.revision, head);
    let revision = format!("r{}", from.revision);
    let moment = format!("t{}", server.app().programme.analysis(team.analysis).await.unwrap().time_ms);
    for (one, other) in [
        (revision.as_str(), "now"),
        ("now", &milestone),
        (&revision, &moment),
        (&revision, &format!("r{head}")),
    ] {
        assert_eq!(read(&compare(one, other).await), said, "{one} {other}");
    }
    assert!(read(&compare("now", "now").await).is_empty());
    let whole = read(&compare("t0", "now").await);
    assert_eq!(
        (whole.from.revision, whole.digest.commits),
        (Revision::ZERO, head.0),
        "before the first change"
    );
    // The last change at or before each moment.
    for revision in 1..=head.0 {
        let at = read(&compare("r0", &format!("r{revision}")).await).to;
        let found = read(&compare("r0", &format!("t{}", at.time_ms)).await).to;
        assert!(at.revision <= found.revision && found.time_ms == at.time_ms, "{at:?} {found:?}");
    }

    for (from, to, status, code) in [
        (format!("r{}", head.0 + 1), "now".to_owned(), 409, "point_ahead"),
        ("now".to_owned(), format!("t{}", i64::MAX), 409, "point_ahead"),
        (format!("m{}-9", programme.cycle), "now".to_owned(), 409, "unknown_point"),
        (format!("m{}-1", StreamId([3; 16])), "now".to_owned(), 409, "unknown_point"),
        ("gestern".to_owned(), "now".to_owned(), 400, "bad_request"),
        (String::new(), "now".to_owned(), 400, "bad_request"),
    ] {
        let answer = compare(&from, &to).await;
        assert_eq!(answer.status, status, "{from} {to}");
        assert_eq!(answer.json()["error"], code, "{from} {to}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_read_in_pages_and_compared_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let (address, team) = (server.address(), &programme.teams[0]);
    let mut client = Client::open(address, &team.lead.cookie, team.analysis).await.unwrap();
    client.rate("A1.1", "1").await.unwrap();
    client.saved().await.unwrap();
    let from = client.replica.confirmed().revision;
    for round in 0..10 {
        for _ in 0..60 {
            client.edit(&FieldAddress::NOTES, Operation::splice(0, 0, "x")).await.unwrap();
            // Not composed into one.
            client.flush().await.unwrap();
        }
        client.rate("A1.1", ["2", "3"][round % 2]).await.unwrap();
        client.saved().await.unwrap();
    }
    let head = client.replica.confirmed().revision;
    assert!(from.0 + 500 < head.0, "more than a page of changes: {head}");
    let path = format!("/api/analysis/{}", team.analysis);
    let said = read(&ask(address, &team.lead.cookie, &path, &format!("r{from}"), "now").await);
    assert_eq!((said.digest.moved, said.digest.up, said.digest.texts), (1, 1, 1));
    assert_eq!(said.answers[0].made.revision, head, "the last of ten");
    assert_eq!(said.texts[0].runs[0].text, "x".repeat(600));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_compares_what_the_team_has_granted_and_it_is_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let viewer = seed::join(folder.path(), "Gast", Role::Viewer, &[programme.teams[0].analysis]).await;
    let server = Server::start(folder.path()).await;
    worked(&server, &programme).await;
    let (address, team) = (server.address(), &programme.teams[0]);
    let path = format!("/api/cycle/{}/team/{}", programme.cycle, team.analysis);
    let milestone = format!("m{}-{WORKSHOP}", programme.cycle);
    let compare =
        async |from: &str, to: &str| ask(address, &programme.coordinator.cookie, &path, from, to).await;
    for level in InsightLevel::ALL {
        programme.grant(server.app(), team, level).await;
        // Which points: closed milestones with the scores, what stands now with the answers, all with the history.
        for (from, to, least) in [
            (milestone.as_str(), milestone.as_str(), InsightLevel::Scores),
            (&milestone, "now", InsightLevel::Answers),
            ("r3", "now", InsightLevel::Replay),
            (&milestone, "t0", InsightLevel::Replay),
        ] {
            let status = if least <= level { 200 } else { 404 };
            assert_eq!(compare(from, to).await.status, status, "{level:?}: {from} {to}");
        }
        let answer = compare(&milestone, "now").await;
        let has = |part: &[u8]| holds(&answer.body, part);
        assert_eq!(has(b"Nachher"), InsightLevel::Answers <= level, "{level:?}");
        assert_eq!(has(b"Vorher"), InsightLevel::Replay <= level, "{level:?}: what is gone is history");
        assert_eq!(has(&team.lead.actor.0), InsightLevel::Replay <= level, "{level:?}: who it was");
        assert!(!has(b"Leitung"), "names are the team's own");
        let at_workshop = compare(&milestone, &milestone).await;
        assert!(!holds(&at_workshop.body, b"Vorher"), "{level:?}: nothing has changed there");
    }
    // Between two points that have passed, texts of then are history below the right to replay.
    let looks = server.app().audit.looks(team.analysis, 10).await.unwrap();
    let mut seen: Vec<_> = looks.iter().map(|look| look.what).collect();
    seen.sort_by_key(|look| look.name());
    assert_eq!(seen, [Look::Answers, Look::History, Look::Sheet], "each once an hour");
    assert!(looks.iter().all(|look| look.actor == programme.coordinator.actor));

    // Who may replay also finds it where the team does, and nobody else does.
    assert!(server.app().projections.catch_up().await);
    let own = format!("/api/analysis/{}", team.analysis);
    let said = read(&ask(address, &programme.coordinator.cookie, &own, &milestone, "now").await);
    assert_eq!(said.level, Some(InsightLevel::Replay));
    programme.grant(server.app(), team, InsightLevel::Answers).await;
    assert!(server.app().projections.catch_up().await);
    for cookie in [
        &programme.coordinator.cookie,
        &viewer.cookie,
        &programme.operator.cookie,
        &programme.invited.lead.cookie,
    ] {
        assert_eq!(ask(address, cookie, &own, &milestone, "now").await.status, 404);
    }
    for cookie in [&team.lead.cookie, &programme.operator.cookie, &programme.programme_lead.cookie] {
        assert_eq!(ask(address, cookie, &path, &milestone, "now").await.status, 404);
    }
    assert_eq!(http::get(address, &format!("{own}/compare?from=r0&to=now"), None).await.status, 401);
    let invited = format!("/api/cycle/{}/team/{}", programme.cycle, programme.invited.analysis);
    assert_eq!(ask(address, &programme.coordinator.cookie, &invited, &milestone, "now").await.status, 404);
    server.stop().await;
}
