//! S-32: what is done with people and access is written down, in a chain, without names.

use etappe_protocol::cycle::CycleOp;
use etappe_protocol::frame::Watch;
use etappe_protocol::id::ReplicaId;
use etappe_protocol::view::ViewName;
use etappe_server::ops::verify;
use etappe_server::random;
use serde_json::json;

use super::*;
use crate::boundary::cycle::support::{FIRST, Programme};

#[tokio::test]
async fn s32_what_is_done_is_written_down_and_verified() {
    let (house, server) = House::open().await;
    let (address, stream) = (server.address(), house.stream());
    let people = format!("/api/people/{stream}");
    let invite = json!({ "role": "member", "name": "Evelyn", "mail": "eva@example.org" });
    let made = post(address, &format!("{people}/invite"), &house.lead, invite).await.json();
    let link = json!({ "token": made["token"], "name": "Evelyn" }).to_string();
    let eva = http::post(address, "/api/redeem", None, &link).await.cookie().unwrap();
    assert_eq!(http::post(address, "/api/redeem", None, &link).await.status, 410);
    let team = json!({ "role": "viewer", "team": true });
    let made = post(address, &format!("{people}/invite"), &house.lead, team).await.json();
    let revoke = json!({ "id": made["id"] });
    assert_eq!(post(address, &format!("{people}/revoke"), &house.lead, revoke).await.status, 204);
    let me = http::get(address, "/api/me", Some(&eva)).await.json();
    let role = json!({ "actor": me["actor"], "role": "viewer" });
    assert_eq!(post(address, &format!("{people}/role"), &house.lead, role).await.status, 204);
    for _ in 0..3 {
        let mut line = Line::hello(address, &eva, ReplicaId(random::bytes())).await;
        line.subscribe(stream, None).await.unwrap();
        edit(&mut line, 1, Revision(2)).await.unwrap();
    }
    assert_eq!(http::post(address, "/api/logout", Some(&eva), "").await.status, 204);

    let rows = audit(address, &house.operator).await;
    let kinds: Vec<_> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "invitation_made",
            "invitation_redeemed",
            "login",
            "login_failed",
            "invitation_made",
            "invitation_revoked",
            "role_changed",
            "looked",
            "forbidden_op",
            "session_ended",
            "exported",
        ]
    );
    for (number, row) in (1..).zip(&rows) {
        assert_eq!(row["number"], json!(number));
        let text = row.to_string();
        assert!(!text.contains("Evelyn") && !text.contains('@'), "{text}");
    }
    let changed = &rows[6];
    assert_eq!((&changed["actor"], &changed["target"]), (&json!(house.lead.actor.to_string()), &me["actor"]));
    assert_eq!(
        (&changed["scope"], &changed["detail"]),
        (&json!(stream.to_string()), &json!("member > viewer"))
    );

    // The team sees who looked, and nobody else does.
    let looks = get(address, &format!("/api/analysis/{stream}/looks"), house.member()).await.json();
    assert_eq!(looks.as_array().unwrap().len(), 1);
    assert_eq!((&looks[0]["actor"], &looks[0]["what"]), (&me["actor"], &json!("analysis")));
    assert_eq!(looks[0]["name"], json!("Evelyn"));
    assert_eq!(get(address, &format!("/api/analysis/{stream}/looks"), &house.viewer).await.status, 404);

    let rest = get(address, "/api/audit?after=10", &house.operator).await;
    let text = String::from_utf8(rest.body).unwrap();
    assert_eq!(
        text.lines().filter(|line| line.contains("\"number\"")).count(),
        2,
        "it and this export: {text}"
    );
    server.stop().await;
    let report = verify::verify(house.path(), false, &mut Vec::new()).unwrap();
    assert!(report.is_clean() && report.audit.rows == 12, "{report:?}");
}

#[tokio::test]
async fn people_are_managed_by_those_who_lead_and_the_last_one_stays() {
    let (house, server) = House::open().await;
    let (address, stream) = (server.address(), house.stream());
    let path = format!("/api/people/{stream}");
    let listed = get(address, &path, &house.lead).await.json();
    let names: Vec<_> = listed["members"].as_array().unwrap().iter().map(|member| &member["name"]).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    let seen = get(address, &path, &house.viewer).await.json();
    assert!(seen["invitations"].as_array().unwrap().is_empty());
    assert_eq!(seen["members"].as_array().unwrap().len(), 5);
    let set = |by, of: &Person, role: Option<&str>| {
        let body = json!({ "actor": of.actor.to_string(), "role": role });
        let path = format!("{path}/role");
        async move { post(address, &path, by, body).await }
    };
    assert_eq!(set(house.member(), &house.viewer, Some("member")).await.status, 403);
    let refused = set(&house.lead, &house.lead, None).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (409, Some("last_lead")));
    assert_eq!(set(&house.lead, &house.lead, Some("member")).await.status, 409);
    assert_eq!(set(&house.lead, house.member(), Some("coordinator")).await.status, 400);
    assert_eq!(set(&house.lead, house.member(), Some("lead")).await.status, 204);
    assert_eq!(set(&house.lead, &house.lead, None).await.status, 204);
    assert_eq!(set(&house.viewer, &house.viewer, None).await.status, 204, "everybody may leave");
    assert_eq!(get(address, &path, &house.viewer).await.status, 404);
    let installation = format!("/api/people/{}", StreamId::INSTALLATION);
    let body = json!({ "actor": house.operator.actor.to_string(), "role": null });
    let refused = post(address, &format!("{installation}/role"), &house.operator, body).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (409, Some("last_operator")));

    // An operator lets a coordinator into a cycle; that one asks another to join and sends nobody away.
    let cycle = StreamId(random::bytes());
    let path = format!("/api/people/{cycle}");
    let mut cookies = Vec::new();
    let mut by = house.operator.cookie.clone();
    for name in ["Miriam", "Olga"] {
        let invite = json!({ "role": "coordinator", "name": name }).to_string();
        let made = http::post(address, &format!("{path}/invite"), Some(&by), &invite).await.json();
        let link = json!({ "token": made["token"], "name": "" }).to_string();
        let redeemed = http::post(address, "/api/redeem", None, &link).await;
        assert_eq!(redeemed.json()["open"], json!(format!("/c/{cycle}")), "their link leads to the board");
        by = redeemed.cookie().unwrap();
        cookies.push(by.clone());
    }
    let me = http::get(address, "/api/me", Some(&cookies[0])).await.json();
    let scope = json!({ "id": cycle.to_string(), "kind": "cycle", "role": "coordinator" });
    assert_eq!(me["scopes"], json!([scope]));
    assert_eq!(me["cycles"], json!([]), "nobody has begun it");
    let away = json!({ "actor": me["actor"], "role": null }).to_string();
    let role = format!("{path}/role");
    assert_eq!(http::post(address, &role, Some(&cookies[1]), &away).await.status, 403);
    assert_eq!(http::post(address, &role, Some(&house.operator.cookie), &away).await.status, 204);
    assert_eq!(http::get(address, &path, Some(&cookies[0])).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s32_closing_a_milestone_and_opening_it_again_are_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.invited("Übermut").await;
    let moment_ms = etappe_server::clock::Clock::System.now_ms();
    programme.write(CycleOp::Close { milestone: FIRST, moment_ms, closing: 1 }).await;
    programme.write(CycleOp::Reopen { milestone: FIRST, closing: 1 }).await;
    let text = programme.get("/api/audit", &programme.operator).await.body;
    let text = String::from_utf8(text).unwrap();
    // Lengths of chunks stand between the rows.
    let rows = text.lines().filter(|line| line.starts_with('{'));
    let rows: Vec<Value> = rows.map(|line| serde_json::from_str(line).unwrap()).collect();
    let me = programme.get("/api/me", &programme.coordinators[0]).await.json();
    let of = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).collect::<Vec<_>>();
    let cycle = json!(programme.cycle.to_string());
    for kind in ["milestone_closed", "milestone_reopened"] {
        let rows = of(kind);
        assert_eq!(
            (rows.len(), &rows[0]["scope"], &rows[0]["detail"]),
            (1, &cycle, &json!("1, closing 1")),
            "{kind}"
        );
        assert_eq!(rows[0]["actor"], me["actor"]);
    }
    let analysis = json!(team.analysis.to_string());
    assert!(of("invitation_made").iter().any(|row| row["scope"] == analysis), "the link for its lead");

    let team = programme.enrolled("Ganzheit").await;
    let mut line = Line::hello(programme.address(), &programme.coordinators[0], ReplicaId([7; 16])).await;
    let view = ViewName::Board(programme.cycle);
    line.send(&ClientFrame::Watch(0, Watch { view })).await;
    while !matches!(line.next().await.unwrap(), ServerFrame::View(..)) {}
    let path = format!("/api/analysis/{}/looks", team.analysis);
    let looks = http::get(programme.address(), &path, Some(&team.lead)).await.json();
    assert_eq!((looks.as_array().unwrap().len(), &looks[0]["what"]), (1, &json!("board")), "{looks}");
    assert_eq!(looks[0]["actor"], me["actor"]);
    programme.stop().await;
}
