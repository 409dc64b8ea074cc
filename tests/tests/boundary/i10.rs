//! I10: nobody receives an event, a view, a name or a text beyond their role and what teams have granted, by any route.
//!
//! Every team has words of its own: in its title, in a reason as it stands, in notes that were taken back, and in the
//! name of a member. Everybody tries every route; the words that come back are compared with what the table of roles
//! and the levels of insight allow, worked out here and not with the server's code.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use etappe_protocol::event::InsightLevel;
use etappe_protocol::frame::{ClientFrame, Committed, ServerFrame, Subscribe, View, Watch};
use etappe_protocol::id::{ItemId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_protocol::view::ViewName;
use etappe_server::access::Role;
use etappe_server::random;
use etappe_tests::client::{Client, Gone};
use etappe_tests::fault::Dice;
use etappe_tests::http;
use etappe_tests::programme::{Programme, Team};
use etappe_tests::seed;
use etappe_tests::server::Server;
use tokio::time::{Duration, timeout};

use super::support::{Line, seed as chance};

/// What a word of a team stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Title,
    Now,
    Past,
    Name,
}

const WORDS: [Word; 4] = [Word::Title, Word::Now, Word::Past, Word::Name];

fn word(team: &Team, word: Word) -> String {
    format!("{word:?}-{}", &team.analysis.to_string()[..12])
}

/// Somebody, and every role they have.
struct Somebody {
    cookie: String,
    roles: Vec<(StreamId, Role)>,
}

/// The words of all teams that are in some bytes.
fn words_in(bytes: &[u8], teams: &[&Team]) -> BTreeSet<(StreamId, Word)> {
    let mut found = BTreeSet::new();
    for team in teams {
        for kind in WORDS {
            let word = word(team, kind);
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.insert((team.analysis, kind));
            }
        }
    }
    found
}

/// What somebody may learn of a team: docs/access.md, and what the levels of insight say.
fn allowed(
    somebody: &Somebody,
    team: StreamId,
    cycle: StreamId,
    level: Option<InsightLevel>,
) -> BTreeSet<Word> {
    let mut allowed = BTreeSet::new();
    for (scope, role) in &somebody.roles {
        match role {
            Role::Lead | Role::Member if *scope == team => allowed.extend(WORDS),
            Role::Viewer if *scope == team => allowed.extend([Word::Title, Word::Now, Word::Name]),
            Role::Guest if *scope == team => allowed.extend([Word::Title, Word::Now]),
            Role::Coordinator if *scope == cycle => {
                allowed.insert(Word::Title);
                match level {
                    Some(InsightLevel::Answers) => allowed.extend([Word::Now]),
                    Some(InsightLevel::Replay) => allowed.extend([Word::Now, Word::Past]),
                    Some(InsightLevel::Progress | InsightLevel::Scores) | None => {}
                }
            }
            _ => {}
        }
    }
    allowed
}

/// Everything that a subscription gives, up to its head.
async fn subscribed(
    address: SocketAddr,
    cookie: &str,
    stream: StreamId,
    confirmed: Option<Revision>,
    bytes: &mut Vec<u8>,
) {
    let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
    line.send(&ClientFrame::Subscribe(3, Subscribe { stream, confirmed })).await;
    let (mut head, mut reached) = (None, confirmed.unwrap_or_default());
    while head.is_none_or(|head| reached < head) {
        let frame = line.next().await.unwrap();
        bytes.extend(frame.encode().unwrap());
        match frame {
            ServerFrame::Failed(..) => return,
            ServerFrame::Subscribed(_, subscribed) => head = Some(subscribed.head),
            ServerFrame::SnapshotPart(_, part) if part.last => reached = part.revision,
            ServerFrame::Committed(_, Committed { commits }) => reached = commits.last().unwrap().revision,
            _ => {}
        }
    }
    // Names and presence come behind; nothing is sent after the answer to a ping that was due before it.
    line.send(&ClientFrame::Ping(etappe_protocol::frame::Ping { nonce: 9 })).await;
    loop {
        let frame = line.next().await.unwrap();
        bytes.extend(frame.encode().unwrap());
        if matches!(frame, ServerFrame::Pong(_)) {
            return;
        }
    }
}

async fn watched(address: SocketAddr, cookie: &str, cycle: StreamId, bytes: &mut Vec<u8>) {
    let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
    line.send(&ClientFrame::Watch(3, Watch { view: ViewName::Board(cycle) })).await;
    loop {
        let frame = line.next().await.unwrap();
        bytes.extend(frame.encode().unwrap());
        match frame {
            ServerFrame::Failed(..) | ServerFrame::View(_, View::Board(_)) => return,
            _ => {}
        }
    }
}

/// Points to compare: over everything, from within to the present, within, and from a milestone.
fn compared(cycle: &StreamId, dice: &mut Dice) -> [String; 4] {
    let (one, other) = (dice.below(8), dice.below(8));
    [
        "from=r0&to=now".to_owned(),
        format!("from=r{one}&to=now"),
        format!("from=r{one}&to=r{other}"),
        format!("from=m{cycle}-{}&to=now", etappe_tests::programme::WORKSHOP),
    ]
}

/// Everything that somebody is given by all routes.
async fn tried(
    address: SocketAddr,
    who: &Somebody,
    cycles: &[StreamId],
    teams: &[&Team],
    dice: &mut Dice,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut paths: Vec<String> =
        ["/api/me", "/api/programme", "/api/installation", "/livez", "/readyz", "/metrics"]
            .map(str::to_owned)
            .to_vec();
    for cycle in cycles {
        watched(address, &who.cookie, *cycle, &mut bytes).await;
        paths.extend(
            ["", "/board.csv", "/board.xlsx", "/report", "/calendar"]
                .map(|rest| format!("/api/cycle/{cycle}{rest}")),
        );
        let of_team = |team: &&Team| format!("/api/cycle/{cycle}/team/{}", team.analysis);
        paths.extend(teams.iter().map(of_team));
        for ends in compared(cycle, dice) {
            paths.extend(teams.iter().map(|team| format!("{}/compare?{ends}", of_team(team))));
        }
        subscribed(address, &who.cookie, *cycle, Some(Revision::ZERO), &mut bytes).await;
        // A cycle is no analysis, and an analysis no cycle.
        watched(address, &who.cookie, teams[dice.below(teams.len())].analysis, &mut bytes).await;
    }
    for team in teams {
        let somewhere = Revision(dice.below(5) as u64);
        for confirmed in [None, Some(Revision::ZERO), Some(somewhere)] {
            subscribed(address, &who.cookie, team.analysis, confirmed, &mut bytes).await;
        }
        paths.extend(
            [
                "sheets",
                "cycles",
                "people",
                "report",
                "export.jsonl",
                "answers.csv",
                "answers.xlsx",
                "scores.csv",
                "scores.xlsx",
                "state",
                "state?at=3",
                "history",
                "history?after=2&state=1",
                "outline",
            ]
            .map(|rest| format!("/api/analysis/{}/{rest}", team.analysis)),
        );
        for ends in compared(&cycles[dice.below(cycles.len())], dice) {
            paths.push(format!("/api/analysis/{}/compare?{ends}", team.analysis));
        }
    }
    for path in paths {
        bytes.extend(http::get(address, &path, Some(&who.cookie)).await.body);
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn i10_nobody_is_given_more_than_roles_and_insight_allow() {
    let (folder, seed) = (tempfile::tempdir().unwrap(), chance());
    println!("ETAPPE_SEED={seed}");
    let mut dice = Dice(seed);
    let programmes = [Programme::plant(folder.path(), 2).await, Programme::plant(folder.path(), 2).await];
    let cycles = [programmes[0].cycle, programmes[1].cycle];
    let all: Vec<(&Team, usize)> = (0..2)
        .flat_map(|number| {
            programmes[number]
                .teams
                .iter()
                .chain([&programmes[number].invited])
                .map(move |team| (team, number))
        })
        .collect();
    let teams: Vec<&Team> = all.iter().map(|(team, _)| *team).collect();
    let mut people = Vec::new();
    for programme in &programmes {
        for (person, scope, role) in [
            (&programme.coordinator, programme.cycle, Role::Coordinator),
            (&programme.operator, StreamId::INSTALLATION, Role::Operator),
            (&programme.programme_lead, StreamId::INSTALLATION, Role::ProgrammeLead),
        ] {
            people.push(Somebody { cookie: person.cookie.clone(), roles: vec![(scope, role)] });
        }
    }
    let mut members = Vec::new();
    for team in &teams {
        let member = seed::join(folder.path(), &word(team, Word::Name), Role::Member, &[team.analysis]).await;
        people.push(Somebody { cookie: member.cookie.clone(), roles: vec![(team.analysis, Role::Member)] });
        members.push(member);
        people.push(Somebody { cookie: team.lead.cookie.clone(), roles: vec![(team.analysis, Role::Lead)] });
    }
    for number in 0..4 {
        let role = [Role::Viewer, Role::Guest][number % 2];
        let scope = teams[dice.below(teams.len())].analysis;
        let person = seed::join(folder.path(), "Jemand", role, &[scope]).await;
        people.push(Somebody { cookie: person.cookie, roles: vec![(scope, role)] });
    }
    let nobody = seed::join(folder.path(), "Niemand", Role::Member, &[]).await;
    people.push(Somebody { cookie: nobody.cookie, roles: Vec::new() });

    let server = Server::start(folder.path()).await;
    let address = server.address();
    for (team, member) in teams.iter().zip(&members) {
        let mut client = Client::open(address, &member.cookie, team.analysis).await.unwrap();
        let put = |kind| Operation::splice(0, 0, &word(team, kind));
        client.edit(&FieldAddress::TITLE, put(Word::Title)).await.unwrap();
        client.edit(&FieldAddress::reason(ItemId::new("A1.1").unwrap()), put(Word::Now)).await.unwrap();
        client.edit(&FieldAddress::NOTES, put(Word::Past)).await.unwrap();
        // On its own way, so that what is taken back was written before.
        client.saved().await.unwrap();
        let length = u32::try_from(word(team, Word::Past).chars().count()).unwrap();
        client.edit(&FieldAddress::NOTES, Operation::splice(0, length, "")).await.unwrap();
        client.saved().await.unwrap();
    }
    for round in 0..3 {
        let mut levels = Vec::new();
        for (team, number) in &all {
            let is_invited = programmes[*number].invited.analysis == team.analysis;
            let level = (!is_invited).then(|| InsightLevel::ALL[dice.below(4)]);
            if let Some(level) = level {
                programmes[*number].grant(server.app(), team, level).await;
            }
            levels.push(level);
        }
        assert!(server.app().projections.catch_up().await);
        for (place, who) in people.iter().enumerate() {
            let bytes = tried(address, who, &cycles, &teams, &mut dice).await;
            let mut expected = BTreeSet::new();
            for ((team, number), level) in all.iter().zip(&levels) {
                let allowed = allowed(who, team.analysis, cycles[*number], *level);
                expected.extend(allowed.into_iter().map(|word| (team.analysis, word)));
            }
            let found = words_in(&bytes, &teams);
            assert_eq!(found, expected, "round {round}, person {place} {:?}, levels {levels:?}", who.roles);
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i10_a_lowered_insight_ends_the_look_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let team = &programme.teams[0];
    programme.grant(server.app(), team, InsightLevel::Replay).await;
    assert!(server.app().projections.catch_up().await);
    let (address, cookie) = (server.address(), &programme.coordinator.cookie);
    let mut client = Client::open_history(address, cookie, team.analysis).await.unwrap();
    assert!(!client.received.is_empty(), "history is part of it");
    let mut lead = Client::open(address, &team.lead.cookie, team.analysis).await.unwrap();
    programme.grant(server.app(), team, InsightLevel::Answers).await;
    for call in ["compare?from=r1&to=now", "history", "state", "outline"] {
        let path = format!("/api/analysis/{}/{call}", team.analysis);
        assert_eq!(http::get(address, &path, Some(cookie)).await.status, 404, "{call}");
        // The views know of it by now, and are not to know before anybody asks.
        programme.grant(server.app(), team, InsightLevel::Replay).await;
        programme.grant(server.app(), team, InsightLevel::Answers).await;
    }
    // At once, so that it would be sent if taking back took effect only with the next look at the log.
    lead.rate("A1.1", "2").await.unwrap();
    lead.saved().await.unwrap();
    let rated = lead.replica.confirmed().revision;
    let ended = timeout(Duration::from_secs(1), client.until(|_| false)).await.expect("within a second");
    assert!(matches!(ended, Err(Gone::Failed(_))), "{ended:?}");
    assert!(client.received.iter().all(|commit| commit.revision < rated), "what came after was not for them");
    assert!(Client::open(address, cookie, team.analysis).await.is_err());
    server.stop().await;
}
