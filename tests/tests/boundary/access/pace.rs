//! S-23, S-24, S-29, S-33: how much may be asked for, by whom, and what a refusal says.

use std::time::Duration;

use etappe_protocol::frame::{Failure, Ping};
use etappe_protocol::id::ReplicaId;
use etappe_server::config::{Config, Limits, Rate};
use etappe_server::random;
use etappe_tests::client::Client;
use etappe_tests::server::config;
use etappe_tests::wire;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Error;

use super::*;

async fn with_limits(house: &House, limits: Limits) -> Server {
    Server::start_as(Config { limits, ..config(house.path()) }).await
}

/// Opens sockets until one is refused; the sockets.
async fn crowd(address: SocketAddr, cookies: &[&str], most: usize) -> Vec<wire::Socket> {
    let mut sockets = Vec::new();
    for number in 0..=most {
        let cookie = cookies[number % cookies.len()];
        match wire::connect(address, wire::request(address, cookie)).await {
            Ok(socket) => sockets.push(socket),
            Err(Error::Http(response)) => {
                assert_eq!(response.status().as_u16(), 429);
                return sockets;
            }
            Err(error) => panic!("{error}"),
        }
    }
    sockets
}

#[tokio::test]
async fn s23_one_socket_too_many_is_refused_and_the_others_go_on() {
    let house = House::build().await;
    let everybody = [house.lead.cookie.as_str(), &house.member().cookie, &house.viewer.cookie];
    for (limits, cookies, most) in [
        (Limits { sockets_per_person: 3, ..Limits::none() }, &everybody[..1], 3),
        (Limits { sockets_per_address: 4, ..Limits::none() }, &everybody[..], 4),
        (Limits { sockets: 5, ..Limits::none() }, &everybody[..], 5),
    ] {
        let server = with_limits(&house, limits).await;
        let address = server.address();
        let mut first = Line::hello(address, cookies[0], ReplicaId(random::bytes())).await;
        first.subscribe(house.stream(), None).await.unwrap();
        let sockets = crowd(address, cookies, most).await;
        assert_eq!(sockets.len(), most - 1, "{limits:?}");
        first.send(&ClientFrame::Ping(Ping { nonce: 9 })).await;
        while first.next().await.unwrap() != ServerFrame::Pong(Ping { nonce: 9 }) {}
        // Who leaves makes room; the server learns of it when it reads.
        drop(sockets);
        let patience = Instant::now() + Duration::from_secs(10);
        while crowd(address, cookies, 0).await.is_empty() {
            assert!(Instant::now() < patience, "{limits:?}: nobody is let in any more");
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn s24_who_is_too_fast_waits_and_who_goes_on_is_closed() {
    let house = House::build().await;
    let limits = Limits { messages_per_person: Rate::new(100, 2), excess: 200, ..Limits::none() };
    let server = with_limits(&house, limits).await;
    let (address, person) = (server.address(), house.member());
    let mut bystander = Client::open(address, &house.lead.cookie, house.stream()).await.unwrap();

    // An honest client is told when to come back, keeps what it has, and loses nothing.
    let mut client = Client::open(address, &person.cookie, house.stream()).await.unwrap();
    for _ in 0..150 {
        client.replica.edit_text(&FieldAddress::NOTES, Operation::splice(0, 0, "x")).unwrap();
        client.flush().await.unwrap();
    }
    let mut tries = 0;
    while let Err(gone) = client.saved().await {
        let Gone::Failed(told) = gone else { panic!("{gone:?}") };
        assert_eq!(told.reason, Failure::RateLimited);
        let wait = Duration::from_millis(told.retry_after_ms.unwrap().into());
        assert!(Duration::from_millis(500) < wait && wait < Duration::from_secs(3), "{wait:?}");
        tries += 1;
        assert!(tries < 10, "nothing comes forward");
        // What the server asks for is what is tested here.
        tokio::time::sleep(wait).await;
        client.reconnect(address, &person.cookie).await.unwrap();
    }
    assert!(0 < tries, "150 at once are too many");
    assert_eq!(client.replica.shown_text(&FieldAddress::NOTES).len(), 150);

    // Somebody else's edits are as quick as ever while one floods.
    let mut flood = Line::hello(address, &person.cookie, ReplicaId(random::bytes())).await;
    let (mut quiet, mut flooded) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        quiet.push(one_edit(&mut bystander).await);
        for _ in 0..20 {
            flood.send(&ClientFrame::Ping(Ping { nonce: 1 })).await;
        }
        flooded.push(one_edit(&mut bystander).await);
    }
    quiet.sort();
    flooded.sort();
    println!(
        "S-24: p50 and slowest of 40 edits {:?} {:?}, beside a flood {:?} {:?}",
        quiet[20], quiet[39], flooded[20], flooded[39]
    );
    // A busy machine makes both slow; beside each other they must be alike.
    assert!(flooded[20] < 5 * quiet[20] + Duration::from_millis(50), "{quiet:?} {flooded:?}");
    assert_eq!(flood.closed().await, Some(1008));
    server.stop().await;
}

/// The time that an edit takes until it is saved.
async fn one_edit(client: &mut Client) -> Duration {
    let began = Instant::now();
    client.edit(&FieldAddress::TITLE, Operation::splice(0, 0, "y")).await.unwrap();
    client.saved().await.unwrap();
    began.elapsed()
}

#[tokio::test]
async fn s24_requests_are_counted_by_address_and_by_person() {
    let house = House::build().await;
    let limits = Limits { requests_per_person: Rate::new(5, 600), ..Limits::none() };
    let server = with_limits(&house, limits).await;
    for _ in 0..5 {
        assert_eq!(get(server.address(), "/api/me", &house.lead).await.status, 200);
    }
    let refused = get(server.address(), "/api/me", &house.lead).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (429, Some("rate_limited")));
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(get(server.address(), "/api/me", &house.viewer).await.status, 200, "nobody else");
    server.stop().await;
}

#[tokio::test]
async fn s29_only_a_trusted_proxy_says_where_somebody_is() {
    let house = House::build().await;
    let limits = Limits { requests_per_address: Rate::new(5, 600), ..Limits::none() };
    for (trusted, refused) in [(vec![], true), (vec!["10.0.0.0/8"], true), (vec!["127.0.0.1"], false)] {
        let trusted_proxies = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let config = Config { limits, trusted_proxies, ..config(house.path()) };
        let server = Server::start_as(config).await;
        let mut statuses = Vec::new();
        for number in 0..8 {
            // Each time somebody else, says the header; what stands left of the last hop is a lie.
            let header = [format!("x-forwarded-for: 1.2.3.4, 198.51.100.{number}")];
            statuses.push(http::send(server.address(), "GET", "/api/me", &header, "").await.status);
        }
        assert_eq!(statuses.contains(&429), refused, "{trusted:?}: {statuses:?}");
        if !refused {
            let header = ["x-forwarded-for: 198.51.100.1".to_owned()];
            for _ in 0..5 {
                statuses.push(http::send(server.address(), "GET", "/api/me", &header, "").await.status);
            }
            assert!(statuses.contains(&429), "each of them has a limit: {statuses:?}");
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn s33_every_refusal_has_a_number_and_says_nothing_of_our_insides() {
    let (house, server) = House::open().await;
    let (address, cookie) = (server.address(), Some(house.lead.cookie.as_str()));
    let people = format!("/api/people/{}", house.stream());
    let mut ids = std::collections::BTreeSet::new();
    for (method, path, with, body, status) in [
        ("GET", "/api/me".to_owned(), None, "", 401),
        ("GET", "/api/catalogue/none/x".to_owned(), cookie, "", 400),
        ("GET", "/api/people/../../etc/passwd".to_owned(), cookie, "", 404),
        ("GET", "/api/people/zz".to_owned(), cookie, "", 404),
        ("GET", "/api/audit?after=x".to_owned(), cookie, "", 404),
        ("GET", "/api/nothing".to_owned(), cookie, "", 404),
        ("DELETE", "/api/me".to_owned(), cookie, "", 405),
        ("POST", "/api/redeem".to_owned(), None, "{\"token\":1}", 400),
        ("POST", "/api/redeem".to_owned(), None, "{", 400),
        ("POST", "/api/redeem".to_owned(), None, "{\"token\":\"\"}", 404),
        ("POST", format!("{people}/invite"), cookie, "{\"role\":\"king\"}", 400),
        ("POST", format!("{people}/invite"), cookie, "{\"role\":\"lead\",\"team\":true}", 400),
        ("POST", format!("{people}/invite"), cookie, "{\"role\":\"member\",\"days\":0}", 400),
        ("POST", format!("{people}/invite"), cookie, "{\"role\":\"operator\"}", 400),
        ("GET", "/ws".to_owned(), cookie, "", 403),
    ] {
        let mut headers = vec!["content-type: application/json".to_owned()];
        headers.extend(with.map(|cookie| format!("cookie: etappe={cookie}")));
        let answer = http::send(address, method, &path, &headers, body).await;
        assert_eq!(answer.status, status, "{method} {path} {body}");
        let id = answer.header("x-request-id").unwrap().to_owned();
        let told = answer.json();
        assert_eq!(told["request_id"], id.as_str(), "{method} {path}");
        for language in ["message_de", "message_en"] {
            assert!(told[language].as_str().unwrap().ends_with('.'), "{method} {path}: {told}");
        }
        let text = String::from_utf8(answer.body).unwrap();
        for inside in ["panicked", "redb", ".rs", "/etc", "serde", "expected", "axum", "line 1"] {
            assert!(!text.contains(inside), "{method} {path}: {text}");
        }
        assert!(ids.insert(id), "each has its own");
    }
    let answer = get(address, "/api/me", &house.lead).await;
    assert!(answer.header("x-request-id").is_some(), "what goes well, too");
    server.stop().await;
}
