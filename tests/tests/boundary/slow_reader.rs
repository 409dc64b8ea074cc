//! T-16, small: some read nothing while others edit; they cost little, and lose nothing when they read again.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use etappe_protocol::frame::ServerFrame;
use etappe_protocol::id::{ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::random;
use etappe_tests::client::{Client, Gone};
use etappe_tests::seed::Seed;
use etappe_tests::server::Program;

use super::support::{Line, resident_bytes};

const CHARS: usize = 8_000;
const EDITS: usize = 1_200;
const SLOW: u64 = 6;
/// What a connection may hold at most: the feed's batches, the socket's buffer, one page of the log.
const HELD_BYTES: u64 = 2 * 1024 * 1024;
/// What the program may take for other reasons meanwhile: the caches of the files are not full yet.
const OTHER_BYTES: u64 = 48 * 1024 * 1024;

/// Replaces the notes, again and again; the slowest save.
async fn write_much(client: &mut Client, edits: usize) -> Duration {
    let text = "x".repeat(CHARS);
    let mut slowest = Duration::ZERO;
    for _ in 0..edits {
        let length = client.replica.shown_text(&FieldAddress::NOTES).chars().count();
        let operation = Operation::splice(0, u32::try_from(length).unwrap(), &text);
        let began = Instant::now();
        client.edit(&FieldAddress::NOTES, operation).await.unwrap();
        client.saved().await.unwrap();
        slowest = slowest.max(began.elapsed());
    }
    slowest
}

/// Follows a stream and reads nothing of it.
async fn follow(address: SocketAddr, cookie: &str, stream: StreamId) -> Line {
    let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
    line.subscribe(stream, Some(Revision::ZERO)).await.unwrap();
    line
}

/// Reads gaplessly from `at` until `head` or the end of the connection; how far it came, and the close code.
async fn read_on(line: &mut Line, mut at: Revision, head: Revision) -> (Revision, Option<u16>) {
    while at < head {
        match line.next().await {
            Ok(ServerFrame::Committed(0, committed)) => {
                for commit in committed.commits {
                    assert_eq!(commit.revision, at.next(), "nothing is skipped");
                    at = commit.revision;
                }
            }
            Ok(_) => {}
            Err(Gone::Closed(code)) => return (at, code),
            Err(gone) => panic!("{gone:?} at {at}"),
        }
    }
    (at, None)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t16_who_does_not_read_costs_little_and_is_sent_away_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 2).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let program = Program::start(folder.path()).await;
    let address = program.address();
    let mut author = Client::open(address, &planted.members[1].cookie, stream).await.unwrap();
    let alone = write_much(&mut author, EDITS).await;
    let before = resident_bytes(program.id());
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        slow.push(follow(address, cookie, stream).await);
    }
    let crowded = write_much(&mut author, EDITS).await;
    let grown = resident_bytes(program.id()).saturating_sub(before);
    assert!(grown < SLOW * HELD_BYTES + OTHER_BYTES, "{SLOW} who do not read cost {grown} bytes");
    // One reads again in time and has everything.
    let head = author.replica.confirmed().revision;
    let mut patient = slow.pop().unwrap();
    assert_eq!(read_on(&mut patient, Revision::ZERO, head).await, (head, None));
    drop(patient);
    // The others are sent away: the author sees them leave.
    author.until(|client| client.peers.as_ref().is_some_and(|peers| peers.peers.len() == 1)).await.unwrap();
    for mut line in slow {
        let (reached, code) = read_on(&mut line, Revision::ZERO, head).await;
        assert!(reached < head, "it was closed before it had everything");
        assert!(matches!(code, Some(1013) | None), "{code:?}");
        let mut again = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
        assert_eq!(again.subscribe(stream, Some(reached)).await, Ok(head));
        assert_eq!(read_on(&mut again, reached, head).await, (head, None));
    }
    println!(
        "T-16: {SLOW} who do not read while {EDITS} edits of 8 kB are saved: resident memory grown by {grown} \
         bytes; slowest save alone {alone:.1?}, beside them {crowded:.1?}; 0 revisions skipped"
    );
    assert!(program.terminate().await.success());
}
