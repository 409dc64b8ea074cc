//! I10: no role, by any route, is given what it may not have; history and names are rights of their own.

use std::collections::BTreeSet;

use etappe_protocol::frame::{Failure, Ping, Subscribe};
use etappe_protocol::id::ReplicaId;
use etappe_server::access::{Right, allows};
use etappe_server::random;
use etappe_tests::client::Client;
use etappe_tests::fault::Dice;
use serde_json::json;

use super::*;
use crate::boundary::support::{self, history};

/// What somebody was sent after asking for a stream.
#[derive(Debug, Default)]
struct Given {
    opened: bool,
    resumed: bool,
    names: usize,
    state: bool,
    /// The first revision of the commits.
    first: Option<Revision>,
}

async fn ask(address: SocketAddr, person: &Person, stream: StreamId, confirmed: Option<Revision>) -> Given {
    let mut line = Line::hello(address, &person.cookie, ReplicaId(random::bytes())).await;
    line.send(&ClientFrame::Subscribe(0, Subscribe { stream, confirmed })).await;
    line.send(&ClientFrame::Ping(Ping { nonce: 1 })).await;
    let mut given = Given::default();
    loop {
        match line.next().await.unwrap() {
            ServerFrame::Subscribed(_, subscribed) => {
                (given.opened, given.resumed) = (true, subscribed.resumed);
            }
            ServerFrame::People(_, people) => given.names += people.people.len(),
            ServerFrame::SnapshotPart(..) => given.state = true,
            ServerFrame::Committed(_, committed) => {
                given.first = given.first.or(Some(committed.commits[0].revision));
            }
            ServerFrame::Pong(_) => return given,
            _ => {}
        }
    }
}

/// Nobody but those with the right gets anything, whichever of these doors they try.
async fn check_role(address: SocketAddr, house: &House, role: Role, person: &Person) {
    let (stream, foreign) = (house.stream(), house.seed.streams[1]);
    let may = |right| allows(role, right);
    let opened = ask(address, person, stream, None).await;
    assert_eq!(opened.opened, may(Right::Open), "{role:?} {opened:?}");
    assert_eq!(opened.state, may(Right::Open), "{role:?} {opened:?}");
    assert_eq!(opened.names > 0, may(Right::Names), "{role:?} {opened:?}");
    assert_eq!(opened.first, None, "{role:?}: opening gives no past");
    let from_start = ask(address, person, stream, Some(Revision::ZERO)).await;
    assert_eq!(from_start.resumed, may(Right::History), "{role:?} {from_start:?}");
    assert_eq!(from_start.first == Some(Revision(1)), may(Right::History), "{role:?} {from_start:?}");
    assert_eq!(from_start.state, may(Right::Open) && !may(Right::History), "{role:?} {from_start:?}");
    for confirmed in [None, Some(Revision::ZERO), Some(Revision(2))] {
        let other = ask(address, person, foreign, confirmed).await;
        assert!(!other.opened && other.first.is_none() && !other.state && other.names == 0, "{role:?}");
    }
    let people = get(address, &format!("/api/people/{stream}"), person).await;
    let text = String::from_utf8(people.body.clone()).unwrap();
    assert_eq!(text.contains("Leyla"), may(Right::Names), "{role:?}: {text}");
    let invite = json!({ "role": "guest", "team": true });
    let invited = post(address, &format!("/api/people/{stream}/invite"), person, invite).await;
    assert_eq!(invited.status == 200, may(Right::LeadTeam), "{role:?}");
    let looks = get(address, &format!("/api/analysis/{stream}/looks"), person).await;
    assert_eq!(looks.status == 200, may(Right::Edit), "{role:?}");
    let compared = get(address, &format!("/api/analysis/{stream}/compare?from=r1&to=now"), person).await;
    assert_eq!(compared.status, if may(Right::History) { 200 } else { 404 }, "{role:?}");
    for (file, right) in [
        ("report", Right::Open),
        ("export.jsonl", Right::History),
        ("answers.csv", Right::Open),
        ("answers.xlsx", Right::Open),
        ("scores.csv", Right::Open),
        ("scores.xlsx", Right::Open),
    ] {
        for (analysis, may) in [(stream, may(right)), (foreign, false)] {
            let answer = get(address, &format!("/api/analysis/{analysis}/{file}"), person).await;
            assert_eq!(answer.status, if may { 200 } else { 404 }, "{role:?} {file}");
        }
    }
    for call in ["state", "state?at=1", "history", "history?after=1&state=1", "outline"] {
        let back = get(address, &format!("/api/analysis/{stream}/{call}"), person).await.status;
        let expected = match (may(Right::Open), may(Right::History)) {
            (_, true) => 200,
            (true, false) => 403,
            (false, false) => 404,
        };
        assert_eq!(back, expected, "{role:?} {call}");
        let other = get(address, &format!("/api/analysis/{foreign}/{call}"), person).await.status;
        assert_eq!(other, 404, "{role:?} {call}");
    }
    let installation = StreamId::INSTALLATION;
    for (path, right) in
        [("/api/audit".to_owned(), Right::Audit), (format!("/api/people/{installation}"), Right::Install)]
    {
        assert_eq!(get(address, &path, person).await.status == 200, may(right), "{role:?} {path}");
    }
    let me = get(address, "/api/me", person).await.json();
    assert_eq!(me["analyses"].as_array().unwrap().is_empty(), !may(Right::Open), "{role:?}");
    for path in ["/livez", "/readyz"] {
        let body = get(address, path, person).await.body;
        assert!(body.len() < 32, "{path} says no more than that");
    }
}

#[tokio::test]
async fn i10_no_role_by_any_route_is_given_what_it_may_not_have() {
    let house = House::build().await;
    let mut people = Vec::new();
    for role in Role::ALL {
        let scope = match role {
            Role::Member | Role::Lead | Role::Viewer | Role::Guest => house.stream(),
            Role::Coordinator => StreamId(random::bytes()),
            Role::ProgrammeLead | Role::Operator => StreamId::INSTALLATION,
        };
        people.push((role, seed::join(house.path(), "Jemand", role, &[scope]).await));
    }
    let server = Server::start(house.path()).await;
    for (role, person) in &people {
        check_role(server.address(), &house, *role, person).await;
    }
    // The edit decides over what is written, too.
    for (role, person) in &people {
        let mut line = Line::hello(server.address(), &person.cookie, ReplicaId(random::bytes())).await;
        let Ok(head) = line.subscribe(house.stream(), None).await else { continue };
        let answer = edit(&mut line, 1, head).await.unwrap();
        let accepted = matches!(answer, ServerFrame::Committed(..));
        assert_eq!(accepted, allows(*role, Right::Edit), "{role:?} {answer:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn without_the_right_to_history_one_resumes_only_from_what_one_was_given() {
    let (house, server) = House::open().await;
    let address = server.address();
    let mut editor = history(address, &house.lead.cookie, house.stream()).await;
    for _ in 0..3 {
        editor.edit(&FieldAddress::NOTES, Operation::splice(0, 0, "x")).await.unwrap();
    }
    editor.saved().await.unwrap();
    assert!(ask(address, &house.viewer, house.stream(), Some(Revision(4))).await.state, "never given");
    editor.edit(&FieldAddress::NOTES, Operation::splice(0, 0, "y")).await.unwrap();
    editor.saved().await.unwrap();
    let resumed = ask(address, &house.viewer, house.stream(), Some(Revision(5))).await;
    assert!(resumed.resumed && resumed.first == Some(Revision(6)), "{resumed:?}");
    for before in [Revision::ZERO, Revision(1), Revision(4)] {
        let given = ask(address, &house.viewer, house.stream(), Some(before)).await;
        assert!(given.state && !given.resumed && given.first.is_none(), "{before}: {given:?}");
    }
    let other = ask(address, &house.guest, house.stream(), Some(Revision(5))).await;
    assert!(other.state && !other.resumed && other.names == 0, "it was another session: {other:?}");
    server.stop().await;
}

/// Somebody whose role changes again and again while they are connected.
struct Wanderer {
    person: Person,
    role: Option<Role>,
    line: Line,
    /// Revisions that were made while they might read.
    allowed: BTreeSet<Revision>,
    seen: BTreeSet<Revision>,
}

impl Wanderer {
    async fn read(&mut self) -> ServerFrame {
        let frame = self.line.next().await.unwrap();
        if let ServerFrame::Committed(_, committed) = &frame {
            self.seen.extend(committed.commits.iter().map(|commit| commit.revision));
        }
        frame
    }

    fn may(&self, right: Right) -> bool {
        self.role.is_some_and(|role| allows(role, right))
    }

    /// Gives them another role, or takes it, and waits until their connection knows.
    async fn take_on(&mut self, address: SocketAddr, house: &House, role: Option<Role>) {
        let people = format!("/api/people/{}", house.stream());
        if self.role.is_none() {
            let Some(role) = role else { return };
            let invite = json!({ "role": role.name() });
            let made = post(address, &format!("{people}/invite"), &house.lead, invite).await.json();
            let link = json!({ "token": made["token"], "name": "" }).to_string();
            let redeemed = http::post(address, "/api/redeem", Some(&self.person.cookie), &link).await;
            self.person.cookie = redeemed.cookie().unwrap();
            self.line = Line::hello(address, &self.person.cookie, ReplicaId(random::bytes())).await;
            self.line.subscribe(house.stream(), None).await.unwrap();
            self.role = Some(role);
            return;
        }
        let body = json!({ "actor": self.person.actor.to_string(), "role": role.map(Role::name) });
        assert_eq!(post(address, &format!("{people}/role"), &house.lead, body).await.status, 204);
        if role == self.role {
            return;
        }
        self.role = role;
        let authority = role.and_then(etappe_server::access::Standing::of_role);
        loop {
            match (self.read().await, authority) {
                (ServerFrame::Standing(_, told), Some(standing))
                    if (told.authority, told.history) == (standing.authority, standing.history) =>
                {
                    return;
                }
                (ServerFrame::Failed(_, failed), None) => {
                    assert_eq!(failed.reason, Failure::UnknownStream);
                    return;
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn i10_whatever_becomes_of_roles_nobody_reads_what_was_made_without_them() {
    let (house, server) = House::open().await;
    let (address, stream) = (server.address(), house.stream());
    let seed = support::seed();
    let mut dice = Dice(seed);
    let mut wanderers = Vec::new();
    for (person, role) in
        [(house.member(), Role::Member), (&house.viewer, Role::Viewer), (&house.guest, Role::Guest)]
    {
        let mut line = Line::hello(address, &person.cookie, ReplicaId(random::bytes())).await;
        line.subscribe(stream, None).await.unwrap();
        let (allowed, seen) = (BTreeSet::new(), BTreeSet::new());
        wanderers.push(Wanderer { person: person.clone(), role: Some(role), line, allowed, seen });
    }
    let mut writer = Client::open(address, &house.lead.cookie, stream).await.unwrap();
    for step in 0..40 {
        let roles = [None, Some(Role::Guest), Some(Role::Viewer), Some(Role::Member), Some(Role::Lead)];
        let role = roles[dice.below(roles.len())];
        let one = dice.below(wanderers.len());
        wanderers[one].take_on(address, &house, role).await;
        writer.edit(&FieldAddress::TITLE, Operation::splice(0, 0, "x")).await.unwrap();
        writer.saved().await.unwrap();
        let made = writer.replica.confirmed().revision;
        for wanderer in &mut wanderers {
            if wanderer.may(Right::Open) {
                wanderer.allowed.insert(made);
                while !wanderer.seen.contains(&made) {
                    wanderer.read().await;
                }
            }
            let asked = ask(address, &wanderer.person, stream, Some(Revision::ZERO)).await;
            let expected = (wanderer.may(Right::Open), wanderer.may(Right::History));
            assert_eq!((asked.opened, asked.resumed), expected, "seed {seed}, step {step}: {asked:?}");
            assert_eq!(0 < asked.names, wanderer.may(Right::Names), "seed {seed}, step {step}: {asked:?}");
        }
    }
    for wanderer in &mut wanderers {
        wanderer.line.send(&ClientFrame::Ping(Ping { nonce: 1 })).await;
        while !matches!(wanderer.read().await, ServerFrame::Pong(_)) {}
        let unseen: Vec<_> = wanderer.seen.difference(&wanderer.allowed).collect();
        assert!(unseen.is_empty(), "seed {seed}: {unseen:?}");
    }
    server.stop().await;
}
