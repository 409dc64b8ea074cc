//! T-13: resuming from every revision, from before the first to behind the last.

use std::time::Instant;

use etappe_protocol::frame::{
    ClientFrame, Failed, Failure, Peers, People, SentCommit, ServerFrame, Unsubscribe,
};
use etappe_protocol::id::ReplicaId;
use etappe_protocol::revision::Revision;
use etappe_server::random;
use etappe_tests::client::{Client, Gone};
use etappe_tests::fault::Dice;
use etappe_tests::log_trial::trials;
use etappe_tests::seed::Seed;
use etappe_tests::server::Server;

use super::support::{Line, history, scribble, seed};

const HISTORY: u64 = 200;

/// Everything after a revision, as a client that resumes there is given it.
async fn resumed(line: &mut Line, after: Revision, head: Revision) -> Vec<SentCommit> {
    let mut commits: Vec<SentCommit> = Vec::new();
    while commits.last().map_or(after, |commit| commit.revision) < head {
        match line.next().await.unwrap() {
            ServerFrame::Committed(0, committed) => commits.extend(committed.commits),
            ServerFrame::Peers(0, Peers { .. })
            | ServerFrame::People(0, People { .. })
            | ServerFrame::Standing(..) => {}
            frame => panic!("{frame:?}"),
        }
    }
    commits
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t13_resuming_gives_exactly_what_follows_and_the_future_is_refused() {
    let (seed, began) = (seed(), Instant::now());
    println!("T-13: seed {seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 1).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let server = Server::start(folder.path()).await;
    let mut author = Client::open(server.address(), cookie, stream).await.unwrap();
    while author.replica.confirmed().revision.0 < HISTORY {
        scribble(&mut author.replica, &mut dice);
        author.flush().await.unwrap();
        author.saved().await.unwrap();
    }
    let server = if dice.below(2) == 0 {
        // From the disk rather than from what the live stream keeps.
        drop(author);
        server.stop().await;
        Server::start(folder.path()).await
    } else {
        server
    };
    let whole = history(server.address(), cookie, stream).await;
    let whole = &whole.received;
    let head = Revision(whole.len() as u64);
    let replica = ReplicaId(random::bytes());
    let mut line = Line::hello(server.address(), cookie, replica).await;
    let count = trials(1_000).max(head.0 + 1);
    for trial in 0..count {
        let after = Revision(if trial <= head.0 { trial } else { dice.below(whole.len() + 1) as u64 });
        assert_eq!(line.subscribe(stream, Some(after)).await, Ok(head), "from {after}");
        let commits = resumed(&mut line, after, head).await;
        assert_eq!(commits, whole[usize::try_from(after.0).unwrap()..], "from {after}");
        line.send(&ClientFrame::Unsubscribe(0, Unsubscribe {})).await;
    }
    for future in [head.next(), Revision(head.0 + 1_000), Revision(u64::MAX)] {
        let refused = Gone::Failed(Failed { reason: Failure::FutureRevision, retry_after_ms: None });
        assert_eq!(line.subscribe(stream, Some(future)).await, Err(refused), "{future}");
    }
    assert_eq!(line.subscribe(stream, Some(head)).await, Ok(head), "the connection stays");
    server.stop().await;
    println!("T-13: {count} resumes from 0 to {head}, 0 gaps, 3 futures refused, {:.1?}", began.elapsed());
}
