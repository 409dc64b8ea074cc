//! A closing is a fact of the cycle, and the pins follow from it, wherever the server was stopped in between.

use std::sync::Arc;
use std::time::Duration;

use etappe_protocol::analysis::Stamp;
use etappe_protocol::cycle::{CycleOp, CycleState};
use etappe_protocol::event::AnalysisCreatedV1;
use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;
use etappe_protocol::view::CycleView;
use etappe_server::app::Store;
use etappe_server::catalogue;
use etappe_server::clock::Clock;
use etappe_server::event_log::{Append, EventLog};
use etappe_server::random;
use etappe_server::stream::Ledgers;
use etappe_tests::client::Client;
use etappe_tests::fault::Dice;
use etappe_tests::http;
use etappe_tests::log_trial::trials;
use etappe_tests::server::{self, Program, Server};
use tokio::time::sleep;

use super::support::{FIRST, Programme, SECOND, wish, wish_id};
use crate::boundary::support::{history, seed};

/// Writes into a cycle as a server does that is killed right behind it.
async fn alone(store: &Store, cycle: StreamId, op: CycleOp) {
    let cycles = Ledgers::<CycleState>::new(store.log.clone(), Clock::System);
    cycles.submit(cycle, ActorId([7; 16]), wish_id(), op).await.unwrap();
    cycles.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pins_that_a_crash_has_prevented_are_made_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.enrolled("Übermut").await;
    programme.stop().await;
    let store = Store::open(folder.path()).unwrap();
    let moment_ms = Clock::System.now_ms() - 1;
    for milestone in [FIRST, SECOND] {
        alone(&store, programme.cycle, CycleOp::Close { milestone, moment_ms, closing: 1 }).await;
    }
    // One of the two is open again before the pin was made: it is kept all the same.
    alone(&store, programme.cycle, CycleOp::Reopen { milestone: FIRST, closing: 1 }).await;
    alone(&store, programme.cycle, CycleOp::Archive).await;
    store.log.close().await.unwrap();
    drop(store);
    programme.start().await;
    let pins = programme.until_pinned(&team, 2).await;
    assert!(
        pins.values().all(|pin| pin.moment_ms == moment_ms && pin.at_revision == Revision(3)),
        "{pins:?}"
    );
    programme.stop().await;
    programme.start().await;
    assert_eq!(programme.pins(&team).await, pins, "once");
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_that_a_crash_has_cut_short_is_followed_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let (comes, goes) = (programme.invited("Übermut").await, programme.enrolled("Werkbank").await);
    let asked_in_vain = programme.invited("Kurz").await;
    programme.stop().await;
    let store = Store::open(folder.path()).unwrap();
    for (team, op) in [
        (&comes, Op::ConsentToEnrolment { cycle: programme.cycle }),
        (&goes, Op::WithdrawEnrolment { cycle: programme.cycle }),
        (&asked_in_vain, Op::ConsentToEnrolment { cycle: programme.cycle }),
    ] {
        let page = store.log.read(team.analysis, Revision::ZERO, Default::default()).await.unwrap();
        let catalogue = Arc::new(catalogue::load_default().unwrap());
        let mut sequence = Sequence::new(team.analysis, catalogue);
        page.commits.iter().for_each(|commit| sequence.replay(commit).unwrap());
        let (actor, now_ms) = (page.commits[0].actor, Clock::System.now_ms());
        let commit = sequence.judge_own(actor, wish_id(), op, now_ms, random::bytes()).unwrap();
        let (stream, expected, commits) = (team.analysis, page.head, vec![Arc::new(commit)]);
        store.log.append(Append { stream, expected, commits, head: None }).await.unwrap();
    }
    let withdraw = CycleOp::WithdrawInvitation { analysis: asked_in_vain.analysis };
    alone(&store, programme.cycle, withdraw).await;
    store.log.close().await.unwrap();
    drop(store);
    programme.start().await;
    let mut view = programme.view().await;
    for _ in 0..400 {
        if view.state.is_enrolled(comes.analysis) && !view.state.is_enrolled(goes.analysis) {
            break;
        }
        sleep(Duration::from_millis(25)).await;
        view = programme.view().await;
    }
    assert_eq!(view.state.enrolled().collect::<Vec<_>>(), [comes.analysis]);
    // What came to nothing is taken back as soon as the team looks.
    assert!(programme.cycles_of(&asked_in_vain).await.is_empty());
    let open = Client::open(programme.address(), &asked_in_vain.lead, asked_in_vain.analysis).await.unwrap();
    assert_eq!(open.replica.confirmed().insight(programme.cycle), None);
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_that_cannot_be_read_keeps_nobody_waiting_and_is_pinned_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.enrolled("Übermut").await;
    programme.stop().await;
    // An analysis whose questionnaire is not installed any more.
    let mut catalogue = catalogue::load_default().unwrap();
    catalogue.key = "elsewhere".to_owned();
    let (closed, actor) = (StreamId(random::bytes()), ActorId([7; 16]));
    let store = Store::open(folder.path()).unwrap();
    let created = AnalysisCreatedV1 {
        catalogue_key: catalogue.key.clone(),
        catalogue_edition: catalogue.edition,
        catalogue_hash: catalogue.hash().unwrap(),
    };
    let mut sequence = Sequence::new(closed, Arc::new(catalogue.clone()));
    let ops = [Op::CreateAnalysis(created), Op::ConsentToEnrolment { cycle: programme.cycle }];
    let commits = ops.map(|op| {
        let judged = sequence.judge_own(actor, wish_id(), op, Clock::System.now_ms(), random::bytes());
        Arc::new(judged.unwrap())
    });
    let commits = commits.to_vec();
    store.log.append(Append { stream: closed, expected: Revision::ZERO, commits, head: None }).await.unwrap();
    let house = Ledgers::<InstallationState>::new(store.log.clone(), Clock::System);
    let list = InstallationOp::ListAnalysis { analysis: closed, initiative: String::new() };
    house.submit(StreamId::INSTALLATION, actor, wish_id(), list).await.unwrap();
    house.drain().await;
    alone(&store, programme.cycle, CycleOp::Invite { analysis: closed }).await;
    alone(&store, programme.cycle, CycleOp::Enrol { analysis: closed }).await;
    store.log.close().await.unwrap();
    drop(store);

    programme.start().await;
    assert_eq!(programme.close(FIRST, 1).await.pins_missing, 1, "the one that cannot be read");
    assert_eq!(programme.pins(&team).await.len(), 1, "the other one does not wait for it");
    programme.stop().await;

    // Its questionnaire is there again.
    let mut store = Store::open(folder.path()).unwrap();
    store.catalogues.add(catalogue);
    let log = Arc::clone(&store.log);
    programme.server = Some(Server::start_on(server::config(folder.path()), store).await);
    let pinned = async || {
        let page = log.read(closed, Revision(2), Default::default()).await.unwrap();
        page.commits.first().map(|commit| (commit.kind.event_type, commit.actor))
    };
    for _ in 0..400 {
        if pinned().await.is_some() {
            break;
        }
        sleep(Duration::from_millis(25)).await;
    }
    let Stamp { actor: coordinator, .. } = programme.view().await.state.milestones[&FIRST].closings[0].closed;
    assert_eq!(pinned().await, Some((14, coordinator)));
    programme.stop().await;
}

/// The program is killed around a closing, again and again.
///
/// 1,000 kills: `ETAPPE_TRIALS=1000 cargo test --release -p etappe-tests --test boundary killed_around -- --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t01_a_server_killed_around_a_closing_has_every_pin_of_every_closing_after_its_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let teams = [programme.enrolled("Übermut").await, programme.enrolled("Werkbank").await];
    let (path, cookie) = (programme.path(), programme.coordinators[0].clone());
    programme.stop().await;
    let mut dice = Dice(seed());
    let (trials, mut cut) = (trials(12), 0);
    let mut program = Program::start(folder.path()).await;
    for trial in 0..trials {
        let address = program.address();
        let view: CycleView = http::get(address, &path, Some(&cookie)).await.packed();
        let milestone = &view.state.milestones[&FIRST];
        let op = match milestone.closing() {
            Some(closing) => CycleOp::Reopen { milestone: FIRST, closing },
            None => CycleOp::Close {
                milestone: FIRST,
                moment_ms: Clock::System.now_ms(),
                closing: milestone.next_closing(),
            },
        };
        let (path, cookie, wish) = (path.clone(), cookie.clone(), wish(op));
        // Nobody hears the answer of a server that is killed.
        let asked =
            tokio::spawn(async move { http::post_packed(address, &path, Some(&cookie), &wish).await });
        sleep(Duration::from_micros(dice.below(12_000) as u64)).await;
        cut += usize::from(!asked.is_finished());
        program.kill().await;
        drop(asked.await);
        program = Program::start(folder.path()).await;
        if trial % 4 != 3 && trial + 1 < trials {
            continue;
        }
        let view: CycleView =
            http::get(program.address(), &programme.path(), Some(&programme.coordinators[0])).await.packed();
        let closings = &view.state.milestones[&FIRST].closings;
        for team in &teams {
            let mut client = Client::open(program.address(), &team.lead, team.analysis).await.unwrap();
            client.until(|client| client.replica.confirmed().pins.len() == closings.len()).await.unwrap();
            let whole = history(program.address(), &team.lead, team.analysis).await;
            for (pin, closing) in client.replica.confirmed().pins.values().zip(closings) {
                assert_eq!(pin.moment_ms, closing.moment_ms);
                let before =
                    whole.received.iter().take_while(|commit| commit.time_ms <= pin.moment_ms).last();
                assert_eq!(before.map(|commit| commit.revision), Some(pin.at_revision));
            }
        }
    }
    println!("{trials} kills, {cut} before the answer");
    program.terminate().await;
}
