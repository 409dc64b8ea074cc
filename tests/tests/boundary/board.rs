//! The live board: everything at first, then what has changed, at most four times a second, and only what teams allow.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use etappe_protocol::cycle::{CycleOp, CycleState};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::frame::{ClientFrame, Failure, ServerFrame, Unsubscribe, View, Watch};
use etappe_protocol::id::{ItemId, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::view::{ACTIVITY_DAYS, BoardUpdate, TeamLine, ViewName};
use etappe_server::access::{Change, Role};
use etappe_server::random;
use etappe_tests::client::{Client, Gone};
use etappe_tests::programme::{Programme, WORKSHOP, op_id};
use etappe_tests::server::Server;
use etappe_tests::{http, seed};
use tokio::time::{Instant, timeout};

use super::support::Line;

/// A board on a line of its own, put together from its updates.
struct Board {
    line: Line,
    cycle: Option<CycleState>,
    teams: BTreeMap<StreamId, TeamLine>,
    updates: usize,
}

impl Board {
    async fn open(address: SocketAddr, cookie: &str, cycle: StreamId) -> Self {
        let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
        line.send(&ClientFrame::Watch(7, Watch { view: ViewName::Board(cycle) })).await;
        let mut board = Self { line, cycle: None, teams: BTreeMap::new(), updates: 0 };
        board.step().await.unwrap();
        board
    }

    async fn step(&mut self) -> Result<BoardUpdate, Gone> {
        loop {
            match self.line.next().await? {
                ServerFrame::View(7, View::Board(update)) => {
                    self.updates += 1;
                    if let Some(cycle) = &update.cycle {
                        self.cycle = Some(cycle.clone());
                    }
                    self.teams.extend(update.teams.iter().map(|line| (line.analysis, line.clone())));
                    update.gone.iter().for_each(|analysis| drop(self.teams.remove(analysis)));
                    return Ok(*update);
                }
                ServerFrame::Failed(7, failed) => return Err(Gone::Failed(failed)),
                _ => {}
            }
        }
    }

    async fn until(&mut self, holds: impl Fn(&Self) -> bool) {
        let wait = async {
            while !holds(self) {
                self.step().await.unwrap();
            }
        };
        timeout(Duration::from_secs(10), wait).await.expect("a board that comes to it");
    }
}

fn answered(line: &TeamLine) -> u32 {
    let criteria = line.progress.iter().flat_map(|progress| &progress.criteria);
    criteria.map(|criterion| criterion.answered).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_shows_what_teams_allow_and_follows_them() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 3).await;
    let server = Server::start(folder.path()).await;
    let app = server.app();
    let mut board = Board::open(server.address(), &programme.coordinator.cookie, programme.cycle).await;
    assert_eq!(board.cycle.as_ref().unwrap().participations.len(), 4);
    assert_eq!(board.teams.len(), 4);

    let asked = &board.teams[&programme.invited.analysis];
    assert_eq!((asked.title.as_str(), asked.initiative.as_str()), ("Projekt 4", "Initiative 4"));
    assert!(asked.insight.is_none() && asked.progress.is_none() && asked.scores.is_empty());
    let [first, second, third] = &programme.teams[..] else { panic!("three teams") };
    let line = board.teams[&first.analysis].clone();
    assert_eq!((line.insight, answered(&line)), (Some(InsightLevel::Scores), 0));
    let progress = line.progress.unwrap();
    assert_eq!((progress.last_change_ms, progress.here), (None, 0), "founding is no work of the team");
    assert_eq!(progress.activity, vec![0; ACTIVITY_DAYS]);

    // Somebody comes and rates.
    let mut client = Client::open(server.address(), &first.lead.cookie, first.analysis).await.unwrap();
    client.rate("A1.1", "4").await.unwrap();
    client.rate("A1.2", "?").await.unwrap();
    client.saved().await.unwrap();
    board.until(|board| answered(&board.teams[&first.analysis]) == 1).await;
    board
        .until(|board| board.teams[&first.analysis].progress.as_ref().is_some_and(|team| team.here == 1))
        .await;
    let line = &board.teams[&first.analysis];
    let progress = line.progress.as_ref().unwrap();
    assert_eq!((progress.open_questions, progress.activity.last()), (1, Some(&2)));
    assert!(progress.last_change_ms.is_some() && line.now.is_empty(), "scores as they stand are not granted");

    // What is granted shows, and no longer when it is taken back.
    programme.grant(app, first, InsightLevel::Answers).await;
    board.until(|board| !board.teams[&first.analysis].now.is_empty()).await;
    programme.grant(app, first, InsightLevel::Progress).await;
    board.until(|board| board.teams[&first.analysis].insight == Some(InsightLevel::Progress)).await;
    assert!(board.teams[&first.analysis].now.is_empty());

    // A closed milestone shows scores only where that is granted, and none when it is open again.
    let closing = programme.close(app, app.clock.now_ms()).await;
    board.until(|board| !board.teams[&second.analysis].scores.is_empty()).await;
    assert!(board.teams[&first.analysis].scores.is_empty());
    assert_eq!(board.teams[&second.analysis].scores[0].closing, 1);
    let milestone = WORKSHOP;
    programme.run(app, CycleOp::Reopen { milestone, closing }).await;
    board.until(|board| board.teams[&second.analysis].scores.is_empty()).await;

    // Measures and questions are counted.
    let subject = ItemId::new("A1.1").unwrap();
    programme.own(app, second, second.lead.actor, Op::AddMeasure { subject: subject.clone() }).await;
    let question = Op::AskQuestion { subject, cycle: programme.cycle, text: "Warum?".to_owned() };
    programme.own(app, second, programme.coordinator.actor, question).await;
    let counted = |board: &Board| {
        let progress = board.teams[&second.analysis].progress.as_ref().unwrap();
        (progress.measures, progress.asked) == ([1, 0, 0, 0], 1)
    };
    board.until(counted).await;

    // A team that leaves is gone.
    let (cycle, lead) = (programme.cycle, third.lead.actor);
    app.programme.leave(third.analysis, cycle, lead, op_id()).await.unwrap();
    board.until(|board| !board.teams.contains_key(&third.analysis)).await;

    // Unsubscribing makes room for another one.
    board.line.send(&ClientFrame::Unsubscribe(7, Unsubscribe {})).await;
    board.line.send(&ClientFrame::Watch(7, Watch { view: ViewName::Board(programme.cycle) })).await;
    board.until(|board| board.teams.len() == 3).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_are_merged_and_come_at_most_four_times_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 4).await;
    let server = Server::start(folder.path()).await;
    let (address, busy) = (server.address(), &programme.teams[0]);
    let mut board = Board::open(address, &programme.coordinator.cookie, programme.cycle).await;
    let mut client = Client::open(address, &busy.lead.cookie, busy.analysis).await.unwrap();
    let begun = Instant::now();
    let typing = async {
        for number in 0..300_usize {
            client.rate(["A1.1", "A1.2", "A1.3"][number % 3], ["1", "2", "3"][number / 3 % 3]).await.unwrap();
            client.saved().await.unwrap();
        }
    };
    let watching = async {
        let mut teams = 0;
        board.updates = 0;
        loop {
            let update = board.step().await.unwrap();
            teams = teams.max(update.teams.len());
            let total = board.teams[&busy.analysis].progress.as_ref().unwrap().activity.last().copied();
            if total == Some(300) {
                return teams;
            }
        }
    };
    let ((), teams) = tokio::join!(typing, watching);
    assert_eq!(teams, 1, "only the team that has changed is sent");
    let periods = begun.elapsed().as_millis() / 250 + 2;
    assert!(board.updates as u128 <= periods, "{} updates in {periods} periods", board.updates);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s09_nobody_else_sees_a_board_and_it_ends_with_the_role() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let elsewhere = StreamId(random::bytes());
    let other = seed::join(folder.path(), "Olga", Role::Coordinator, &[elsewhere]).await;
    let server = Server::start(folder.path()).await;
    let address = server.address();
    let strangers = [&programme.teams[0].lead, &programme.operator, &programme.programme_lead, &other];
    for cookie in strangers.map(|person| &person.cookie) {
        let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
        line.send(&ClientFrame::Watch(7, Watch { view: ViewName::Board(programme.cycle) })).await;
        let answer = line.next().await.unwrap();
        assert!(matches!(answer, ServerFrame::Failed(7, failed) if failed.reason == Failure::UnknownStream));
        for page in [format!("team/{}", programme.teams[0].analysis), "board.csv".to_owned()] {
            let path = format!("/api/cycle/{}/{page}", programme.cycle);
            assert_eq!(http::get(address, &path, Some(cookie)).await.status, 404, "{path}");
        }
    }
    let mut board = Board::open(address, &programme.coordinator.cookie, programme.cycle).await;
    let (actor, cycle) = (programme.coordinator.actor, programme.cycle);
    let access = &server.app().access;
    access.with(move |people| people.set_role(cycle, actor, None)).await.unwrap();
    access.changed(Change::Person(actor));
    let ended = async {
        loop {
            if let Err(Gone::Failed(failed)) = board.step().await {
                return failed.reason;
            }
        }
    };
    let reason = timeout(Duration::from_secs(1), ended).await.expect("an end within a second");
    assert_eq!(reason, Failure::UnknownStream);
    server.stop().await;
}
