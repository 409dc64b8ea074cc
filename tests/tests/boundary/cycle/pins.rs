//! Closing a milestone: every team's history keeps the point of that moment, whatever goes on just then.

use std::sync::Arc;
use std::time::Duration;

use etappe_protocol::cycle::CycleOp;
use etappe_protocol::id::MilestoneId;
use etappe_protocol::revision::Revision;
use etappe_server::clock::Clock;
use etappe_server::stream::StreamsConfig;
use etappe_tests::client::Client;
use etappe_tests::fault::Dice;
use etappe_tests::http;
use etappe_tests::server::{self, Server};
use tokio::sync::watch;

use super::support::{FIRST, Programme, SECOND, Team, refused, wish};
use crate::boundary::support::{history, scribble, seed};

/// The last commit at or before a moment, as the history itself says.
async fn at(programme: &Programme, team: &Team, moment_ms: i64) -> Revision {
    let whole = history(programme.address(), &team.lead, team.analysis).await;
    let before = whole.received.iter().take_while(|commit| commit.time_ms <= moment_ms).last();
    before.map_or(Revision::ZERO, |commit| commit.revision)
}

async fn check_pins(programme: &Programme, team: &Team, expected: &[(u16, u32)]) {
    let pins = programme.pins(team).await;
    assert_eq!(pins.keys().copied().collect::<Vec<_>>(), expected);
    let state = programme.view().await.state;
    for ((milestone, closing), pin) in pins {
        let closings = &state.milestones[&MilestoneId(milestone)].closings;
        assert_eq!(pin.moment_ms, closings[closing as usize - 1].moment_ms);
        assert_eq!(
            pin.at_revision,
            at(programme, team, pin.moment_ms).await,
            "{milestone}, closing {closing}"
        );
    }
}

async fn rate(programme: &Programme, team: &Team, answer: &str) {
    let mut client = Client::open(programme.address(), &team.lead, team.analysis).await.unwrap();
    client.rate("A1.1", answer).await.unwrap();
    client.saved().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closing_pins_every_team_and_a_second_one_keeps_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let teams = [programme.enrolled("Übermut").await, programme.enrolled("Werkbank").await];
    for team in &teams {
        rate(&programme, team, "2").await;
    }
    assert_eq!(programme.close(FIRST, 1).await.pins_missing, 0);
    for team in &teams {
        check_pins(&programme, team, &[(1, 1)]).await;
    }
    programme.write(CycleOp::Reopen { milestone: FIRST, closing: 1 }).await;
    rate(&programme, &teams[0], "4").await;
    assert_eq!(programme.close(FIRST, 2).await.pins_missing, 0);
    assert_eq!(programme.close(SECOND, 1).await.pins_missing, 0);
    for team in &teams {
        check_pins(&programme, team, &[(1, 1), (1, 2), (2, 1)]).await;
    }
    let pins = programme.pins(&teams[0]).await;
    assert!(pins[&(1, 1)].at_revision < pins[&(1, 2)].at_revision);
    let audit = programme.get("/api/audit", &programme.operator).await;
    let audit = String::from_utf8(audit.body).unwrap();
    let count = |kind: &str| audit.matches(&format!("\"kind\":\"{kind}\"")).count();
    assert_eq!(["milestone_closed", "milestone_reopened"].map(count), [3, 1]);
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn teams_that_nobody_has_open_are_pinned_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.enrolled("Übermut").await;
    rate(&programme, &team, "2").await;
    programme.stop().await;
    let streams = StreamsConfig { idle: Duration::from_millis(1), ..StreamsConfig::default() };
    let config = etappe_server::config::Config { streams, ..server::config(folder.path()) };
    programme.server = Some(Server::start_as(config).await);
    assert_eq!(programme.close(FIRST, 1).await.pins_missing, 0);
    check_pins(&programme, &team, &[(1, 1)]).await;
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_a_team_that_types_in_that_very_second_is_pinned_at_the_last_commit_of_the_moment() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let teams = [programme.enrolled("Übermut").await, programme.enrolled("Werkbank").await];
    let (stop, stopped) = watch::channel(false);
    let seed = seed();
    let mut writers = Vec::new();
    for (number, team) in (1..).zip(teams.iter().flat_map(|team| [team; 3])) {
        let mut client = Client::open(programme.address(), &team.lead, team.analysis).await.unwrap();
        let (stopped, mut dice) = (stopped.clone(), Dice(seed ^ number));
        writers.push(tokio::spawn(async move {
            while !*stopped.borrow() {
                scribble(&mut client.replica, &mut dice);
                client.flush().await.unwrap();
                client.until(|client| client.replica.pending_len() < 4).await.unwrap();
            }
            client.saved().await.unwrap();
        }));
    }
    let mut keys = Vec::new();
    for closing in 1..=12 {
        assert_eq!(programme.close(FIRST, closing).await.pins_missing, 0);
        programme.write(CycleOp::Reopen { milestone: FIRST, closing }).await;
        keys.push((1, closing));
    }
    stop.send_replace(true);
    for writer in writers {
        writer.await.unwrap();
    }
    for team in &teams {
        check_pins(&programme, team, &keys).await;
        let pins = programme.pins(team).await;
        let points: std::collections::BTreeSet<_> = pins.values().map(|pin| pin.at_revision).collect();
        assert!(6 < points.len(), "the teams were typing meanwhile: {points:?}");
    }
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_milestone_can_be_closed_for_a_moment_in_the_past_and_none_in_the_future() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let began_ms = Clock::System.now_ms();
    // Teams begin in a later millisecond than the cycle.
    let team = programme.enrolled("Übermut").await;
    rate(&programme, &team, "2").await;
    let whole = history(programme.address(), &team.lead, team.analysis).await;
    let second_ms = whole.received[1].time_ms;
    let created_ms = programme.view().await.state.title.unwrap().stamp.time_ms;
    let close = |milestone, moment_ms, closing| CycleOp::Close { milestone, moment_ms, closing };
    refused(&programme.try_write(close(FIRST, created_ms - 1, 1)).await, "out_of_range");
    refused(&programme.try_write(close(FIRST, Clock::System.now_ms() + 3_600_000, 1)).await, "out_of_range");
    programme.write(close(FIRST, second_ms, 1)).await;
    programme.write(close(SECOND, created_ms.min(began_ms), 1)).await;
    check_pins(&programme, &team, &[(1, 1), (2, 1)]).await;
    let pins = programme.pins(&team).await;
    assert_eq!(pins[&(2, 1)].at_revision, Revision::ZERO, "nothing was there yet");
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_in_late_is_pinned_where_there_was_something_to_keep() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let early = programme.invited("Übermut").await;
    rate(&programme, &early, "2").await;
    programme.close(FIRST, 1).await;
    rate(&programme, &early, "3").await;
    let late = programme.invited("Werkbank").await;
    assert!(programme.pins(&early).await.is_empty(), "it has not agreed");
    for team in [&early, &late] {
        let word = programme.word(team, "consent").await;
        assert_eq!((word.status, word.json()["lacks_pins"].as_bool()), (200, Some(false)));
    }
    check_pins(&programme, &early, &[(1, 1)]).await;
    check_pins(&programme, &late, &[]).await;
    // Whoever was away meanwhile is pinned on coming back.
    programme.word(&early, "leave").await;
    programme.close(SECOND, 1).await;
    check_pins(&programme, &early, &[(1, 1)]).await;
    check_pins(&programme, &late, &[(2, 1)]).await;
    programme.write(CycleOp::Invite { analysis: early.analysis }).await;
    programme.word(&early, "consent").await;
    check_pins(&programme, &early, &[(1, 1), (2, 1)]).await;
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_coordinators_who_close_at_once_one_closes() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.enrolled("Übermut").await;
    let (address, path) = (programme.address(), Arc::new(programme.path()));
    for closing in 1..=10 {
        let both = programme.coordinators.clone().map(|cookie| {
            let path = Arc::clone(&path);
            tokio::spawn(async move {
                let op = CycleOp::Close { milestone: FIRST, moment_ms: Clock::System.now_ms(), closing };
                http::post_packed(address, &path, Some(&cookie), &wish(op)).await
            })
        });
        let mut answers = Vec::new();
        for one in both {
            answers.push(one.await.unwrap());
        }
        answers.sort_by_key(|answer| answer.status);
        assert_eq!(answers[0].status, 200);
        refused(&answers[1], "changed_since");
        programme.write(CycleOp::Reopen { milestone: FIRST, closing }).await;
    }
    assert_eq!(programme.pins(&team).await.len(), 10);
    programme.stop().await;
}
