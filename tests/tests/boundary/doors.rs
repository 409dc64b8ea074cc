//! S-01, S-02, S-03, S-07, S-12, S-14: who comes in, and what every answer carries.

use std::net::SocketAddr;

use etappe_protocol::frame::{ClientFrame, Failure, ServerFrame, Submit, Subscribe};
use etappe_protocol::id::{ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::random;
use etappe_tests::http::{self, Answer};
use etappe_tests::seed::Seed;
use etappe_tests::server::Server;
use etappe_tests::wire;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::support::{Line, history};

/// The status of an upgrade with this origin and cookie; 101 when it was let in.
async fn knock(address: SocketAddr, origin: Option<&str>, cookie: Option<&str>) -> u16 {
    let mut request = wire::request(address, "");
    for (name, value) in [("origin", origin.map(str::to_owned)), ("cookie", cookie.map(str::to_owned))] {
        request.headers_mut().remove(name);
        if let Some(value) = value {
            request.headers_mut().insert(name, HeaderValue::try_from(value).unwrap());
        }
    }
    match wire::connect(address, request).await {
        Ok(_) => 101,
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(error) => panic!("{error}"),
    }
}

async fn house() -> (tempfile::TempDir, Seed, Server) {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 2, 2).await;
    let server = Server::start(folder.path()).await;
    (folder, planted, server)
}

#[tokio::test]
async fn s01_s02_an_upgrade_needs_our_own_origin() {
    let (_folder, planted, server) = house().await;
    let address = server.address();
    let cookie = format!("etappe={}", planted.members[0].cookie);
    let port = address.port();
    for origin in [
        "null".to_owned(),
        "".to_owned(),
        "https://evil.example".to_owned(),
        format!("https://{address}"),
        format!("http://{address}.evil.example"),
        format!("http://{address}/"),
        format!("http://{address}@evil.example"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        format!("http://evil.example:{port}"),
        format!("HTTP://{address}"),
        format!("http://{address}, http://evil.example"),
        format!("http://evil.example, http://{address}"),
    ] {
        assert_eq!(knock(address, Some(&origin), Some(&cookie)).await, 403, "S-01: {origin:?}");
    }
    assert_eq!(knock(address, None, Some(&cookie)).await, 403, "S-02");
    assert_eq!(knock(address, None, None).await, 403, "S-02: nor does it say whether the session is good");
    assert_eq!(knock(address, Some(&format!("http://{address}")), Some(&cookie)).await, 101);
    server.stop().await;
}

#[tokio::test]
async fn s03_an_upgrade_needs_a_session_that_lasts() {
    let (_folder, planted, server) = house().await;
    let (address, member) = (server.address(), &planted.members[0]);
    let origin = format!("http://{address}");
    for cookie in [
        None,
        Some("etappe=".to_owned()),
        Some(format!("etappe={}", "0".repeat(member.cookie.len()))),
        Some(format!("other={}", member.cookie)),
        Some(format!("etappe={}x", member.cookie)),
        Some(format!("etappe={}", member.invitation)),
        Some(format!("__Host-etappe={}", member.cookie)),
    ] {
        assert_eq!(knock(address, Some(&origin), cookie.as_deref()).await, 401, "{cookie:?}");
    }
    let mut line = Line::hello(address, &member.cookie, ReplicaId(random::bytes())).await;
    line.subscribe(planted.streams[0], None).await.unwrap();
    assert_eq!(http::post(address, "/api/logout", Some(&member.cookie), "").await.status, 204);
    assert_eq!(line.closed().await, Some(1008), "S-04: and the open socket is closed");
    let cookie = format!("etappe={}", member.cookie);
    assert_eq!(knock(address, Some(&origin), Some(&cookie)).await, 401, "revoked");
    server.stop().await;
}

/// What somebody is told who asks for a stream, and what comes of an op all the same.
async fn refusal(
    address: SocketAddr,
    cookie: &str,
    stream: StreamId,
    confirmed: Option<Revision>,
) -> ServerFrame {
    let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
    line.send(&ClientFrame::Subscribe(0, Subscribe { stream, confirmed })).await;
    let answer = line.next().await.unwrap();
    let op = Op::EditText { field: FieldAddress::NOTES, operation: Operation::splice(0, 0, "x") };
    line.send(&ClientFrame::Submit(0, Submit { counter: 1, base: Revision(2), op })).await;
    // The connection stays, and the op is nobody's.
    line.send(&ClientFrame::Ping(etappe_protocol::frame::Ping { nonce: 4 })).await;
    assert!(matches!(line.next().await, Ok(ServerFrame::Pong(_))));
    answer
}

#[tokio::test]
async fn s07_a_foreign_stream_answers_like_one_that_is_not_there() {
    let (_folder, planted, server) = house().await;
    let (address, stream) = (server.address(), planted.streams[0]);
    let nowhere = StreamId(random::bytes());
    for confirmed in [None, Some(Revision::ZERO), Some(Revision(1)), Some(Revision(u64::MAX))] {
        let unknown = refusal(address, &planted.members[0].cookie, nowhere, confirmed).await;
        assert!(
            matches!(&unknown, ServerFrame::Failed(0, failed) if failed.reason == Failure::UnknownStream),
            "{unknown:?}"
        );
        for outsider in [&planted.stranger, &planted.coordinator] {
            assert_eq!(refusal(address, &outsider.cookie, stream, confirmed).await, unknown);
            assert_eq!(refusal(address, &outsider.cookie, nowhere, confirmed).await, unknown);
        }
    }
    let whole = history(address, &planted.members[0].cookie, stream).await;
    assert_eq!(whole.replica.confirmed().revision, Revision(2), "nothing of it is in the log");
    server.stop().await;
}

/// Every route that changes something.
const WRITES: [&str; 21] = [
    "/api/redeem",
    "/api/invitation",
    "/api/logout",
    "/api/me/name",
    "/api/sessions/end",
    "/api/people/{scope}/invite",
    "/api/people/{scope}/revoke",
    "/api/people/{scope}/role",
    "/api/people/{scope}/disable",
    "/api/link-request",
    "/api/link-requests",
    "/api/installation",
    "/api/cycles",
    "/api/analyses",
    "/api/cycle/{scope}",
    "/api/cycle/{scope}/teams",
    "/api/cycle/{scope}/team/{scope}/question",
    "/api/analysis/{scope}/consent",
    "/api/analysis/{scope}/leave",
    "/api/analysis/{scope}/redact",
    "/api/sessions/no-such-call",
];

#[tokio::test]
async fn s12_writes_from_another_site_are_refused_and_gets_change_nothing() {
    let (_folder, planted, server) = house().await;
    let (address, member) = (server.address(), &planted.members[0]);
    let ours = format!("origin: http://{address}");
    let json = "content-type: application/json".to_owned();
    let cookie = format!("cookie: etappe={}", member.cookie);
    let body = format!("{{\"token\":\"{}\",\"name\":\"Eva\"}}", member.invitation);
    for foreign in [
        vec!["sec-fetch-site: cross-site".to_owned()],
        vec!["sec-fetch-site: same-site".to_owned()],
        vec!["sec-fetch-site: cross-site".to_owned(), ours.clone()],
        vec!["origin: https://evil.example".to_owned()],
        vec!["origin: null".to_owned()],
        vec!["sec-fetch-site: same-origin".to_owned(), "origin: https://evil.example".to_owned()],
    ] {
        let headers = [foreign.clone(), vec![json.clone(), cookie.clone()]].concat();
        for path in WRITES.iter().chain(&["/no-such-page"]) {
            let path = path.replace("{scope}", &planted.streams[0].to_string());
            let answer = http::send(address, "POST", &path, &headers, &body).await;
            assert_eq!(answer.status, 403, "{path} with {foreign:?}");
            assert_eq!(answer.cookie(), None);
        }
    }
    for path in WRITES.iter().filter(|path| **path != "/api/link-requests") {
        let path = path.replace("{scope}", &planted.streams[0].to_string());
        let answer = http::get(address, &path, Some(&member.cookie)).await;
        assert!(matches!(answer.status, 404 | 405), "GET {path}: {}", answer.status);
    }
    assert_eq!(http::get(address, "/api/me", Some(&member.cookie)).await.status, 200, "still signed in");
    let headers = [ours, json, "sec-fetch-site: same-origin".to_owned()];
    assert_eq!(http::send(address, "POST", "/api/redeem", &headers, &body).await.status, 200);
    server.stop().await;
}

fn check_headers(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    assert!(answer.header("permissions-policy").is_some(), "{what}");
    assert!(answer.header("cache-control").is_some(), "{what}");
    assert_eq!(answer.header("server"), None, "{what}");
}

#[tokio::test]
async fn s14_every_answer_carries_the_headers_refusals_too() {
    let (_folder, planted, server) = house().await;
    let (address, cookie) = (server.address(), planted.members[0].cookie.as_str());
    for (method, path, with, status) in [
        ("GET", "/", None, None),
        ("HEAD", "/", None, None),
        ("GET", "/join", None, None),
        ("GET", "/no/such/page", None, Some(404)),
        ("GET", "/assets/../../etc/passwd", None, Some(404)),
        ("GET", "/livez", None, Some(200)),
        ("GET", "/readyz", None, Some(200)),
        ("GET", "/api/me", None, Some(401)),
        ("GET", "/api/me", Some(cookie), Some(200)),
        ("GET", "/api/programme", Some(cookie), Some(404)),
        ("GET", "/api/sessions", None, Some(401)),
        ("GET", "/api/sessions", Some(cookie), Some(200)),
        ("GET", "/api/people/00000000000000000000000000000000", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/looks", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/compare", Some(cookie), Some(404)),
        ("GET", "/api/cycle/00000000000000000000000000000001/team/x/compare", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/report", Some(cookie), Some(404)),
        ("GET", "/api/cycle/00000000000000000000000000000001/report", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/export.jsonl", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/answers.csv", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/answers.xlsx", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/scores.csv", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/scores.xlsx", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/state", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/history", Some(cookie), Some(404)),
        ("GET", "/api/analysis/00000000000000000000000000000001/outline", Some(cookie), Some(404)),
        ("GET", "/api/audit", Some(cookie), Some(404)),
        ("GET", "/api/link-requests", Some(cookie), Some(200)),
        ("POST", "/api/link-request", None, Some(400)),
        ("GET", "/api/catalogue/none/1", Some(cookie), Some(404)),
        ("GET", "/api/catalogue/none/x", Some(cookie), Some(400)),
        ("POST", "/api/redeem", None, Some(400)),
        ("DELETE", "/api/me", Some(cookie), Some(405)),
        ("OPTIONS", "/api/me", None, Some(405)),
        ("GET", "/ws", None, Some(403)),
        ("GET", "/ws", Some(cookie), Some(403)),
    ] {
        let headers: Vec<_> = with.map(|cookie| format!("cookie: etappe={cookie}")).into_iter().collect();
        let answer = http::send(address, method, path, &headers, "").await;
        assert!(status.is_none_or(|status| status == answer.status), "{method} {path}: {}", answer.status);
        check_headers(&format!("{method} {path}"), &answer);
        if path.starts_with("/api/") && !path.starts_with("/api/catalogue") {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "personal data");
        }
    }
    let foreign = ["origin: https://evil.example".to_owned()];
    check_headers("a foreign write", &http::send(address, "POST", "/api/logout", &foreign, "").await);
    let ours = [format!("origin: http://{address}"), format!("cookie: etappe={cookie}")];
    let answer = http::send(address, "GET", "/ws", &ours, "").await;
    assert!((400..500).contains(&answer.status), "no upgrade asked for: {}", answer.status);
    check_headers("a socket without an upgrade", &answer);
    server.stop().await;
}
