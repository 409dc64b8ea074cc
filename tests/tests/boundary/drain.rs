//! T-18: the program is asked to stop under load.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use etappe_protocol::frame::Failure;
use etappe_protocol::id::StreamId;
use etappe_tests::client::{Client, Gone};
use etappe_tests::fault::Dice;
use etappe_tests::log_trial::trials;
use etappe_tests::seed::Seed;
use etappe_tests::server::Program;

use super::support::{Line, check_history, history, scribble, seed};

/// Edits until told to go; the close code.
async fn edit_until_closed(client: &mut Client, dice: &mut Dice) -> Option<u16> {
    loop {
        scribble(&mut client.replica, dice);
        let ended = match client.flush().await {
            Ok(()) => client.until(|client| client.replica.pending_len() < 8).await,
            gone => gone,
        };
        match ended {
            Ok(()) => {}
            Err(Gone::Silent) => panic!("the server says nothing"),
            Err(Gone::Closed(Some(code))) => return Some(code),
            Err(Gone::Failed(failed)) => {
                assert_eq!(failed.reason, Failure::Restarting);
                return rest(client).await;
            }
            Err(Gone::Closed(None)) => return rest(client).await,
        }
    }
}

/// Reads what was sent before the end.
async fn rest(client: &mut Client) -> Option<u16> {
    loop {
        match client.raw_frame().await {
            Ok(_) | Err(Gone::Failed(_)) => {}
            Err(Gone::Closed(code)) => return code,
            Err(Gone::Silent) => panic!("the server says nothing"),
        }
    }
}

async fn come_in(address: SocketAddr, cookie: &str, stream: StreamId, client: Option<Client>) -> Client {
    match client {
        None => Client::open(address, cookie, stream).await.unwrap(),
        Some(mut client) => {
            client.reconnect(address, cookie).await.unwrap();
            client
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t18_a_stop_finishes_what_it_took_and_tells_everybody() {
    let (seed, count) = (seed(), trials(20));
    println!("T-18: seed {seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 3).await;
    let stream = planted.streams[0];
    let mut clients: Vec<Option<Client>> = vec![None, None, None];
    let mut slowest = Duration::ZERO;
    for trial in 0..count {
        let program = Program::start(folder.path()).await;
        let address = program.address();
        // One who has not even said hello must not keep the others waiting.
        let mut mute = Line::connect(address, &planted.members[0].cookie).await;
        let mute = tokio::spawn(async move { mute.closed().await });
        let mut work = Vec::new();
        for (member, client) in planted.members.iter().zip(&mut clients) {
            let client = come_in(address, &member.cookie, stream, client.take()).await;
            let mut dice = Dice(seed.wrapping_mul(trial + 2).wrapping_add(work.len() as u64));
            work.push(tokio::spawn(async move {
                let mut client = client;
                let code = edit_until_closed(&mut client, &mut dice).await;
                (client, code)
            }));
        }
        // The moment of the stop; nothing waits for it.
        tokio::time::sleep(Duration::from_micros(dice.below(60_000) as u64)).await;
        let asked = Instant::now();
        let status = program.terminate().await;
        slowest = slowest.max(asked.elapsed());
        assert!(status.success(), "trial {trial}: {status}");
        assert!(asked.elapsed() < Duration::from_secs(10), "trial {trial}: {:?}", asked.elapsed());
        for (work, client) in work.into_iter().zip(&mut clients) {
            let (ended, code) = work.await.unwrap();
            assert_eq!(code, Some(1012), "trial {trial}");
            *client = Some(ended);
        }
        assert_eq!(mute.await.unwrap(), Some(1012), "trial {trial}: before the hello");
    }
    let program = Program::start(folder.path()).await;
    let mut replicas = BTreeSet::new();
    for (member, client) in planted.members.iter().zip(clients) {
        let mut client = come_in(program.address(), &member.cookie, stream, client).await;
        client.saved().await.unwrap();
        assert!(client.refused.is_empty());
        replicas.insert(client.replica.id());
    }
    let whole = history(program.address(), &planted.members[0].cookie, stream).await;
    check_history(&whole.received, &replicas).unwrap();
    println!(
        "T-18: {count} stops under load, slowest {slowest:.1?}, {} commits, 0 lost",
        whole.received.len()
    );
}
