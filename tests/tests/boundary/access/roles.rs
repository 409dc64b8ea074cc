//! S-05, S-06, S-07, S-08, S-11: what a role allows over frames, and that a change of it acts at once.

use std::time::Duration;

use etappe_protocol::authority::Authority;
use etappe_protocol::frame::{Failure, Standing};
use etappe_protocol::id::ReplicaId;
use etappe_protocol::rejection::Rejection;
use etappe_server::random;
use serde_json::json;
use tokio::time::Instant;

use super::*;
use crate::boundary::support::history;

/// How long a change of role may take to act.
const AT_ONCE: Duration = Duration::from_secs(1);

async fn set_role(address: SocketAddr, house: &House, of: &Person, role: Option<&str>) -> Instant {
    let path = format!("/api/people/{}/role", house.stream());
    let body = json!({ "actor": of.actor.to_string(), "role": role });
    assert_eq!(post(address, &path, &house.lead, body).await.status, 204);
    Instant::now()
}

/// Reads on to the next word about what the person may do.
async fn standing(line: &mut Line) -> Standing {
    loop {
        if let ServerFrame::Standing(0, standing) = line.next().await.unwrap() {
            return standing;
        }
    }
}

#[tokio::test]
async fn s05_a_role_changes_within_a_second_on_the_same_connection() {
    let (house, server) = House::open().await;
    let (address, person) = (server.address(), house.member());
    let mut line = Line::hello(address, &person.cookie, ReplicaId(random::bytes())).await;
    line.subscribe(house.stream(), None).await.unwrap();
    assert_eq!(standing(&mut line).await, Standing { authority: Authority::Edit, history: true });
    assert!(matches!(edit(&mut line, 1, Revision(2)).await, Ok(ServerFrame::Committed(..))));

    let changed = set_role(address, &house, person, Some("viewer")).await;
    assert_eq!(standing(&mut line).await, Standing { authority: Authority::Read, history: false });
    let refused = edit(&mut line, 2, Revision(3)).await.unwrap();
    assert!(
        matches!(&refused, ServerFrame::Rejected(0, rejected) if rejected.reason == Rejection::Forbidden),
        "{refused:?}"
    );
    assert!(changed.elapsed() < AT_ONCE, "{:?}", changed.elapsed());

    let changed = set_role(address, &house, person, Some("lead")).await;
    assert_eq!(standing(&mut line).await, Standing { authority: Authority::Lead, history: true });
    line.send(&ClientFrame::Noted(0, etappe_protocol::frame::Noted { counter: 2 })).await;
    assert!(matches!(edit(&mut line, 3, Revision(3)).await, Ok(ServerFrame::Committed(..))));
    assert!(changed.elapsed() < AT_ONCE, "{:?}", changed.elapsed());

    let changed = set_role(address, &house, person, None).await;
    let ended = edit(&mut line, 4, Revision(4)).await.unwrap();
    assert!(
        matches!(&ended, ServerFrame::Failed(0, failed) if failed.reason == Failure::UnknownStream),
        "{ended:?}"
    );
    assert!(changed.elapsed() < AT_ONCE, "{:?}", changed.elapsed());
    assert!(line.subscribe(house.seed.streams[1], None).await.is_ok(), "the connection stays");
    let whole = history(address, &house.lead.cookie, house.stream()).await;
    assert_eq!(whole.replica.confirmed().revision, Revision(4));
    server.stop().await;
}

#[tokio::test]
async fn s06_a_viewers_edit_is_refused_and_written_down() {
    let (house, server) = House::open().await;
    let address = server.address();
    for reader in [&house.viewer, &house.guest] {
        let mut line = Line::hello(address, &reader.cookie, ReplicaId(random::bytes())).await;
        line.subscribe(house.stream(), None).await.unwrap();
        for counter in 1..4 {
            let answer = edit(&mut line, counter, Revision(2)).await.unwrap();
            assert!(
                matches!(&answer, ServerFrame::Rejected(0, rejected)
                    if rejected.counter == counter && rejected.reason == Rejection::Forbidden),
                "{answer:?}"
            );
        }
    }
    let whole = history(address, &house.lead.cookie, house.stream()).await;
    assert_eq!(whole.replica.confirmed().revision, Revision(2), "nothing in the log");
    let rows = audit(address, &house.operator).await;
    let forbidden: Vec<_> = rows.iter().filter(|row| row["kind"] == "forbidden_op").collect();
    assert_eq!(forbidden.len(), 2, "one for each of them");
    assert_eq!(forbidden[0]["actor"], json!(house.viewer.actor.to_string()));
    assert_eq!(forbidden[0]["scope"], json!(house.stream().to_string()));
    server.stop().await;
}

#[tokio::test]
async fn s07_s08_a_foreign_scope_answers_like_one_that_is_not_there() {
    let (house, server) = House::open().await;
    let address = server.address();
    let nowhere = StreamId(random::bytes());
    let target = house.member().actor.to_string();
    for (method, path, body) in [
        ("GET", "/api/people/{}", json!({})),
        ("POST", "/api/people/{}/invite", json!({ "role": "member" })),
        ("POST", "/api/people/{}/revoke", json!({ "id": target })),
        ("POST", "/api/people/{}/role", json!({ "actor": target, "role": "lead" })),
        ("POST", "/api/people/{}/role", json!({ "actor": target, "role": null })),
        ("POST", "/api/people/{}/disable", json!({ "actor": target, "disabled": true })),
        ("GET", "/api/analysis/{}/looks", json!({})),
    ] {
        for who in [&house.seed.stranger, &house.guest] {
            let mut answers = Vec::new();
            for scope in [house.seed.streams[1], nowhere] {
                let path = path.replace("{}", &scope.to_string());
                let answer = match method {
                    "GET" => get(address, &path, who).await,
                    _ => post(address, &path, who, body.clone()).await,
                };
                answers.push(words(&answer));
            }
            assert_eq!(answers[0].0, 404, "{method} {path}");
            assert_eq!(answers[0], answers[1], "{method} {path}");
        }
    }
    // To an operator an analysis is a scope like one that is not there, so that nobody gives themselves a way in.
    let path = format!("/api/people/{}", house.stream());
    assert_eq!(get(address, &path, &house.operator).await.status, 404);
    for (call, body) in [
        ("role", json!({ "actor": target, "role": null })),
        ("invite", json!({ "role": "member" })),
        ("invite", json!({ "role": "coordinator" })),
        ("revoke", json!({ "id": target })),
    ] {
        let answer = post(address, &format!("{path}/{call}"), &house.operator, body).await;
        assert_eq!(answer.status, 404, "{call}");
    }
    for revision in [Revision::ZERO, Revision(1), Revision(u64::MAX)] {
        for stream in [house.stream(), nowhere] {
            let mut line = Line::hello(address, &house.operator.cookie, ReplicaId(random::bytes())).await;
            let refused = line.subscribe(stream, Some(revision)).await;
            assert!(
                matches!(&refused, Err(Gone::Failed(failed)) if failed.reason == Failure::UnknownStream),
                "{refused:?}"
            );
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn s11_who_when_and_which_revision_are_the_servers_word() {
    let (house, server) = House::open().await;
    let (address, person) = (server.address(), house.member());
    let before_ms = etappe_server::clock::Clock::System.now_ms();
    let mut line = Line::hello(address, &person.cookie, ReplicaId(random::bytes())).await;
    line.subscribe(house.stream(), None).await.unwrap();
    let Ok(ServerFrame::Committed(_, committed)) = edit(&mut line, 77, Revision(2)).await else { panic!() };
    let after_ms = etappe_server::clock::Clock::System.now_ms();
    let commit = committed.commits.last().unwrap();
    assert_eq!((commit.actor, commit.revision), (person.actor, Revision(3)));
    assert!((before_ms..=after_ms).contains(&commit.time_ms));
    // Nor does the JSON side take a word from the client for who it is.
    let body = json!({ "name": "Neu", "actor": house.lead.actor.to_string(), "time_ms": 0 });
    assert_eq!(post(address, "/api/me/name", person, body).await.status, 204);
    assert_eq!(get(address, "/api/me", &house.lead).await.json()["name"], json!("Leyla"));
    let me = get(address, "/api/me", person).await.json();
    assert_eq!((&me["name"], &me["actor"]), (&json!("Neu"), &json!(person.actor.to_string())));
    loop {
        // Whoever is connected learns the name at once.
        if let ServerFrame::People(0, people) = line.next().await.unwrap()
            && people.people.contains(&(person.actor, "Neu".to_owned()))
        {
            break;
        }
    }
    server.stop().await;
}
