//! T-06: the line is cut inside the unacked window, again and again, while several people edit.
//!
//! One seed again: `ETAPPE_SEED=… ETAPPE_TRIALS=1 cargo test -p etappe-tests --test boundary t06 -- --nocapture`

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Instant;

use etappe_protocol::digest::state_digest;
use etappe_protocol::id::StreamId;
use etappe_tests::client::{Client, Gone};
use etappe_tests::fault::Dice;
use etappe_tests::log_trial::trials;
use etappe_tests::proxy::{Cut, Proxy};
use etappe_tests::seed::{Person, Seed};
use etappe_tests::server::Server;

use super::support::{check_history, history, scribble, seed};

const PEOPLE: usize = 3;
const EDITS: usize = 10;
/// Trials on one data folder; its streams take turns, so that histories stay short.
const ROUND: u64 = 100;
const STREAMS: u64 = 10;

/// Some bytes into the connection: in the upgrade, in the hello, among ops, among acks.
fn cut(dice: &mut Dice) -> Cut {
    match dice.below(2) {
        0 => Cut { up: 200 + dice.below(1_600) as u64, down: u64::MAX },
        _ => Cut { up: u64::MAX, down: 200 + dice.below(3_500) as u64 },
    }
}

async fn resume(client: &mut Client, address: SocketAddr, cookie: &str) -> usize {
    for attempt in 1..=100 {
        match client.reconnect(address, cookie).await {
            Ok(()) => return attempt,
            Err(Gone::Closed(_)) => {}
            Err(gone) => panic!("{gone:?}"),
        }
    }
    panic!("the line is cut for ever")
}

/// Edits through a line that is cut; how often it had to come back.
async fn edit(mut client: Client, address: SocketAddr, cookie: String, mut dice: Dice) -> (Client, usize) {
    let mut resumed = 0;
    for _ in 0..EDITS {
        scribble(&mut client.replica, &mut dice);
        let sent = match (client.flush().await, dice.below(3)) {
            // Now and then somebody waits for the ack; mostly not.
            (Ok(()), 0) => client.saved().await,
            (sent, _) => sent,
        };
        if sent.is_err() {
            resumed += resume(&mut client, address, &cookie).await;
        }
    }
    for _ in 0..100 {
        match client.saved().await {
            Ok(()) => break,
            Err(Gone::Closed(_)) => resumed += resume(&mut client, address, &cookie).await,
            Err(gone) => panic!("{gone:?}"),
        }
    }
    assert_eq!(client.replica.pending_len(), 0, "the pending queue is empty at the end");
    assert!(client.refused.is_empty(), "{:?}", client.refused);
    (client, resumed)
}

async fn open(address: SocketAddr, cookie: &str, stream: StreamId) -> Client {
    for _ in 0..100 {
        match Client::open(address, cookie, stream).await {
            Ok(client) => return client,
            Err(Gone::Closed(_)) => {}
            Err(gone) => panic!("{gone:?}"),
        }
    }
    panic!("the line is cut for ever")
}

async fn trial(proxy: &Proxy, people: &[Person], stream: StreamId, seed: u64) -> usize {
    let (mut dice, address) = (Dice(seed), proxy.address());
    let cuts = (1 + dice.below(5)) * PEOPLE;
    (0..cuts).for_each(|_| proxy.cut_next(cut(&mut dice)));
    let work = people.iter().zip(1..).map(|(person, number)| {
        let (cookie, dice) = (person.cookie.clone(), Dice(seed ^ (number << 56)));
        tokio::spawn(async move {
            let client = open(address, &cookie, stream).await;
            edit(client, address, cookie, dice).await
        })
    });
    let (mut clients, mut resumed) = (Vec::new(), 0);
    for work in work.collect::<Vec<_>>() {
        let (client, times) = work.await.unwrap();
        clients.push(client);
        resumed += times;
    }
    // Cuts that nobody ran into are used up, so that the check has a whole line.
    for _ in 0..cuts {
        if proxy.cuts_left() {
            drop(Client::open(address, &people[0].cookie, stream).await);
        }
    }
    for (client, person) in clients.iter_mut().zip(people) {
        // Whose line was cut after the last ack finds out here.
        resume(client, address, &person.cookie).await;
    }
    let whole = history(address, &people[0].cookie, stream).await;
    let head = whole.replica.confirmed().revision;
    let digest = state_digest(whole.replica.confirmed());
    let replicas: BTreeSet<_> = clients.iter().map(|client| client.replica.id()).collect();
    check_history(&whole.received, &replicas).unwrap();
    for client in &mut clients {
        client.until(|client| head <= client.replica.confirmed().revision).await.unwrap();
        assert_eq!(state_digest(client.replica.confirmed()), digest, "I4");
    }
    resumed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t06_resuming_inside_the_unacked_window_neither_loses_nor_doubles() {
    let (first, began) = (seed(), Instant::now());
    let (count, mut done, mut resumed) = (trials(500), 0, 0);
    while done < count {
        let folder = tempfile::tempdir().unwrap();
        let planted = Seed::plant(folder.path(), usize::try_from(STREAMS).unwrap(), PEOPLE).await;
        let proxy = Proxy::bind().await;
        let server = Server::start_behind(folder.path(), &proxy).await;
        for _ in 0..ROUND.min(count - done) {
            let seed = first.wrapping_add(done);
            println!("T-06: seed {seed}");
            let stream = planted.streams[usize::try_from(done % STREAMS).unwrap()];
            resumed += trial(&proxy, &planted.members, stream, seed).await;
            done += 1;
        }
        server.stop().await;
    }
    println!("T-06: {done} trials, {resumed} resumes, 0 lost, 0 doubled, {:.1?}", began.elapsed());
}
