//! S-08, I5, I7: what an analysis said before, for those who may look back, and for nobody else.

use std::io::Read;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::event::{Event, InsightLevel};
use etappe_protocol::history::{HistoryPage, KEYFRAME_EVERY, Outline, Span};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::access::Role;
use etappe_server::random;
use etappe_tests::client::Client;
use etappe_tests::http;
use etappe_tests::programme::Programme;
use etappe_tests::seed;
use etappe_tests::server::Server;

const CALLS: [&str; 5] = ["state", "state?at=1", "history", "history?after=1&state=1", "outline"];

#[tokio::test(flavor = "multi_thread")]
async fn i7_looking_back_shows_what_live_clients_showed() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let (address, team) = (server.address(), &programme.teams[0]);
    let path = |call: &str| format!("/api/analysis/{}/{call}", team.analysis);
    let cookie = Some(team.lead.cookie.as_str());
    let mut client = Client::open_history(address, &team.lead.cookie, team.analysis).await.unwrap();
    let mut shown = Vec::new();
    for number in 0..12_u32 {
        if number % 3 == 0 {
            client.rate("A1.1", &(number / 3).to_string()).await.unwrap();
        } else {
            client.edit(&FieldAddress::NOTES, Operation::splice(number / 2, 0, "ä")).await.unwrap();
        }
        client.saved().await.unwrap();
        shown.push(client.replica.confirmed().clone());
    }
    programme.close_behind(server.app(), team).await;
    for state in &shown {
        let back: AnalysisState =
            http::get(address, &path(&format!("state?at={}", state.revision)), cookie).await.packed();
        assert_eq!(back, *state);
    }
    let whole: HistoryPage = http::get(address, &path("history?after=0&state=1"), cookie).await.packed();
    let span = Span::new(whole.start.unwrap(), &whole.commits).unwrap();
    assert_eq!(span.end(), whole.head);
    for state in &shown {
        assert_eq!(span.seek(state.revision).as_ref(), Some(state));
    }
    let now: AnalysisState = http::get(address, &path("state"), cookie).await.packed();
    assert_eq!(now.revision, whole.head);
    let outline: Outline = http::get(address, &path("outline"), cookie).await.packed();
    assert_eq!((outline.head, outline.spacing), (whole.head, KEYFRAME_EVERY));
    assert_eq!(outline.points.last().unwrap().revision, whole.head);
    let milestone = &outline.milestones[0];
    let expected = ("Workshop 1", shown.last().unwrap().revision, 1);
    assert_eq!((milestone.title.as_str(), milestone.at_revision, outline.milestones.len()), expected);
    assert!(!milestone.scores.is_empty());
    let ahead = format!("state?at={}", whole.head.0 + 1);
    let past_all = format!("history?after={}", u64::MAX);
    for wrong in [ahead.as_str(), past_all.as_str(), "state?at=x", "history?after=-1"] {
        assert_eq!(http::get(address, &path(wrong), cookie).await.status, 400, "{wrong}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_only_those_with_the_right_to_history_look_back() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 2).await;
    let (team, other) = (&programme.teams[0], &programme.teams[1]);
    let viewer = seed::join(folder.path(), "Vera", Role::Viewer, &[team.analysis]).await;
    let server = Server::start(folder.path()).await;
    let address = server.address();
    let nowhere = StreamId(random::bytes());
    for call in CALLS {
        let status = |cookie: String, analysis: StreamId| async move {
            http::get(address, &format!("/api/analysis/{analysis}/{call}"), Some(&cookie)).await.status
        };
        assert_eq!(status(team.lead.cookie.clone(), team.analysis).await, 200, "{call}");
        assert_eq!(status(viewer.cookie.clone(), team.analysis).await, 403, "{call}");
        for (cookie, analysis) in [
            (&viewer.cookie, other.analysis),
            (&team.lead.cookie, other.analysis),
            (&team.lead.cookie, nowhere),
            (&team.lead.cookie, programme.cycle),
            (&programme.coordinator.cookie, programme.cycle),
            (&programme.operator.cookie, StreamId::INSTALLATION),
            (&programme.operator.cookie, team.analysis),
        ] {
            assert_eq!(status(cookie.clone(), analysis).await, 404, "{call}");
        }
        for level in InsightLevel::ALL {
            programme.grant(server.app(), team, level).await;
            let expected = if level == InsightLevel::Replay { 200 } else { 404 };
            let status = status(programme.coordinator.cookie.clone(), team.analysis).await;
            assert_eq!(status, expected, "{call} {level:?}");
        }
    }
    let looks = server.app().audit.looks(team.analysis, 10).await.unwrap();
    assert!(
        looks.iter().any(|look| look.actor == programme.coordinator.actor),
        "the team sees that they looked"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_travels_compressed_to_whoever_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let (address, team) = (server.address(), &programme.teams[0]);
    let mut client = Client::open(address, &team.lead.cookie, team.analysis).await.unwrap();
    for _ in 0..200 {
        client.edit(&FieldAddress::NOTES, Operation::splice(0, 0, "e")).await.unwrap();
    }
    client.saved().await.unwrap();
    let path = format!("/api/analysis/{}/history?state=1", team.analysis);
    let plain = http::get(address, &path, Some(&team.lead.cookie)).await;
    assert_eq!(plain.header("content-encoding"), None);
    let headers =
        [format!("cookie: etappe={}", team.lead.cookie), "accept-encoding: deflate, gzip, br".to_owned()];
    let packed = http::send(address, "GET", &path, &headers, "").await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("cache-control"), Some("no-store"), "personal data");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body);
    assert!(packed.body.len() * 2 < plain.body.len(), "{} of {}", packed.body.len(), plain.body.len());
    let page: HistoryPage = plain.packed();
    let mut folded = AnalysisState::default();
    for commit in &page.commits {
        folded.apply(Meta::from(commit), &Event::decode(commit.kind, &commit.body).unwrap());
    }
    assert_eq!(folded.revision, page.head);
    assert_eq!(page.start, Some(AnalysisState::default()));
    assert_eq!(page.commits[0].revision, Revision(1));
    server.stop().await;
}
