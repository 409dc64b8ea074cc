//! S-03, S-04, S-35: sessions end when their owner, their age or an operator says so, and sockets with them.

use std::time::Duration;

use etappe_protocol::frame::Failure;
use etappe_protocol::id::ReplicaId;
use etappe_server::access::SessionLimits;
use etappe_server::config::Config;
use etappe_server::random;
use etappe_tests::server::config;
use etappe_tests::wire;
use serde_json::json;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Error;

use super::*;

const AT_ONCE: Duration = Duration::from_secs(1);

/// The status of an upgrade; 101 when it was let in.
async fn upgrade(address: SocketAddr, cookie: &str) -> u16 {
    match wire::connect(address, wire::request(address, cookie)).await {
        Ok(_) => 101,
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(error) => panic!("{error}"),
    }
}

/// A socket with a subscription, whose session then ends.
async fn open(address: SocketAddr, house: &House, cookie: &str) -> Line {
    let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
    line.subscribe(house.stream(), None).await.unwrap();
    line
}

async fn closes_at_once(mut line: Line, told: Instant, what: &str) {
    let mut said = false;
    let code = loop {
        match line.next().await {
            Ok(ServerFrame::Failed(_, failed)) => said = failed.reason == Failure::SessionEnded,
            Ok(_) => {}
            Err(Gone::Closed(code)) => break code,
            Err(gone) => panic!("{gone:?}"),
        }
    };
    assert_eq!((code, said), (Some(1008), true), "{what}");
    assert!(told.elapsed() < AT_ONCE, "{what}: {:?}", told.elapsed());
}

#[tokio::test]
async fn s04_the_socket_ends_with_the_session_and_nothing_resumes() {
    let (house, server) = House::open().await;
    let (address, person) = (server.address(), house.member());
    let link = format!("{{\"token\":\"{}\",\"name\":\"\"}}", person.invitation);
    let phone = http::post(address, "/api/redeem", None, &link).await.cookie().unwrap();
    let tablet = http::post(address, "/api/redeem", None, &link).await.cookie().unwrap();
    let listed = http::get(address, "/api/sessions", Some(&phone)).await.json();
    let sessions = listed.as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);

    let line = open(address, &house, &tablet).await;
    let mut kept = open(address, &house, &phone).await;
    let me = http::get(address, "/api/me", Some(&tablet)).await.json();
    let told = Instant::now();
    let end = json!({ "id": me["session"] }).to_string();
    assert_eq!(http::post(address, "/api/sessions/end", Some(&phone), &end).await.status, 204);
    closes_at_once(line, told, "ended from the list").await;
    assert_eq!(upgrade(address, &tablet).await, 401, "S-03: and nothing resumes");
    assert_eq!(http::post(address, "/api/sessions/end", Some(&phone), &end).await.status, 404);
    let not_mine = get(address, "/api/sessions", &house.lead).await.json();
    let not_mine = json!({ "id": not_mine[0]["id"] }).to_string();
    assert_eq!(http::post(address, "/api/sessions/end", Some(&phone), &not_mine).await.status, 404);
    assert_eq!(upgrade(address, &house.lead.cookie).await, 101);

    let line = open(address, &house, &person.cookie).await;
    let told = Instant::now();
    let others = json!({ "others": true }).to_string();
    assert_eq!(http::post(address, "/api/sessions/end", Some(&phone), &others).await.status, 204);
    closes_at_once(line, told, "all others").await;
    assert!(matches!(edit(&mut kept, 1, Revision(2)).await, Ok(ServerFrame::Committed(..))), "not this one");

    let path = format!("/api/people/{}/disable", StreamId::INSTALLATION);
    let out = |disabled| json!({ "actor": person.actor.to_string(), "disabled": disabled });
    assert_eq!(post(address, &path, &house.lead, out(true)).await.status, 404);
    let told = Instant::now();
    assert_eq!(post(address, &path, &house.operator, out(true)).await.status, 204);
    closes_at_once(kept, told, "kept out").await;
    assert_eq!(upgrade(address, &phone).await, 401);
    assert_eq!(http::post(address, "/api/redeem", None, &link).await.status, 404, "nor by a new link");
    assert_eq!(post(address, &path, &house.operator, out(false)).await.status, 204);
    assert_eq!(upgrade(address, &phone).await, 101);
    let own = json!({ "actor": house.operator.actor.to_string(), "disabled": true });
    assert_eq!(post(address, &path, &house.operator, own).await.status, 403);

    let line = open(address, &house, &phone).await;
    let told = Instant::now();
    assert_eq!(http::post(address, "/api/logout", Some(&phone), "").await.status, 204);
    closes_at_once(line, told, "logout").await;
    server.stop().await;
}

#[tokio::test]
async fn s35_an_open_socket_ends_when_the_session_is_too_old_or_nobody_uses_it() {
    let house = House::build().await;
    let idle = SessionLimits { idle_ms: 4_000, ..SessionLimits::default() };
    for (what, limits) in
        [("idle", idle), ("absolute", SessionLimits { absolute_ms: 4_000, ..SessionLimits::default() })]
    {
        let server = Server::start_as(Config { sessions: limits, ..config(house.path()) }).await;
        let address = server.address();
        let link = format!("{{\"token\":\"{}\",\"name\":\"\"}}", house.lead.invitation);
        let cookie = http::post(address, "/api/redeem", None, &link).await.cookie().unwrap();
        let began = Instant::now();
        let me = http::get(address, "/api/me", Some(&cookie)).await.json();
        let now_ms = etappe_server::clock::Clock::System.now_ms();
        let left_ms = me["session_ends_ms"].as_i64().unwrap() - now_ms;
        assert!((0..=4_000).contains(&left_ms), "{what}: the page can warn before: {left_ms}");
        let mut line = open(address, &house, &cookie).await;
        assert_eq!(line.closed().await, Some(1008), "{what}");
        assert!(Duration::from_secs(3) < began.elapsed(), "{what}: {:?}", began.elapsed());
        assert_eq!(upgrade(address, &cookie).await, 401, "{what}");
        server.stop().await;
    }
}
