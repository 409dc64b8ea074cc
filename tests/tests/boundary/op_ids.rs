//! T-05, S-10: op ids sent again, in one session, in the next, after a restart; with the same payload or another.

use std::collections::BTreeMap;
use std::time::Instant;

use etappe_protocol::frame::{ClientFrame, SentCommit, ServerFrame, Submit};
use etappe_protocol::id::ReplicaId;
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::random;
use etappe_tests::fault::Dice;
use etappe_tests::log_trial::trials;
use etappe_tests::seed::Seed;
use etappe_tests::server::Server;

use super::support::{Line, history, seed};

/// A replica that sends whatever it likes.
struct Sender {
    line: Line,
    /// The head when the session began.
    base: Revision,
    /// The next new counter.
    next: u64,
    originals: BTreeMap<u64, SentCommit>,
}

impl Sender {
    async fn submit(&mut self, counter: u64, text: &str) {
        let op = Op::EditText { field: FieldAddress::NOTES, operation: Operation::splice(0, 0, text) };
        self.line.send(&ClientFrame::Submit(0, Submit { counter, base: self.base, op })).await;
    }

    /// Sends new ops `times` times each, in every order in which firsts stay in order; checks the answers.
    async fn repeat(&mut self, replica: ReplicaId, ops: u64, times: usize, dice: &mut Dice) {
        let first = self.next;
        self.next += ops;
        let mut left: Vec<usize> = vec![times; usize::try_from(ops).unwrap()];
        let (mut begun, mut sent) = (0, 0);
        while left.iter().any(|left| 0 < *left) {
            let choice = dice.below((begun + 1).min(left.len()));
            if left[choice] == 0 {
                continue;
            }
            left[choice] -= 1;
            begun = begun.max(choice + 1);
            // A repeat may bring any payload: the op id alone counts.
            let text = if left[choice] + 1 == times { "a" } else { ["a", "bb", "💥"][dice.below(3)] };
            self.submit(first + choice as u64, text).await;
            sent += 1;
        }
        let (mut acked, mut known) = (0, Vec::new());
        while acked + known.len() < sent {
            match self.line.next().await.unwrap() {
                ServerFrame::Committed(0, committed) => {
                    for commit in committed.commits.into_iter().filter(|own| own.op_id.replica == replica) {
                        assert!(first <= commit.op_id.counter, "an old op became a commit again");
                        assert_eq!(self.originals.insert(commit.op_id.counter, commit), None);
                        acked += 1;
                    }
                }
                ServerFrame::Known(0, commit) => known.push(commit.commit),
                ServerFrame::People(..) | ServerFrame::Peers(..) | ServerFrame::Standing(..) => {}
                frame => panic!("{frame:?}"),
            }
        }
        assert_eq!(acked as u64, ops);
        for commit in known {
            assert_eq!(
                self.originals.get(&commit.op_id.counter),
                Some(&commit),
                "the original, byte by byte"
            );
        }
    }

    /// Old op ids again, from another session: nothing but the original commits comes back.
    async fn repeat_old(&mut self, dice: &mut Dice) {
        let counters: Vec<u64> = self.originals.keys().copied().collect();
        for _ in 0..counters.len().min(5) {
            let counter = counters[dice.below(counters.len())];
            self.submit(counter, ["a", "other"][dice.below(2)]).await;
            loop {
                match self.line.next().await.unwrap() {
                    ServerFrame::Known(0, known) => {
                        assert_eq!(self.originals.get(&counter), Some(&known.commit));
                        break;
                    }
                    ServerFrame::People(..) | ServerFrame::Peers(..) | ServerFrame::Standing(..) => {}
                    frame => panic!("{frame:?}"),
                }
            }
        }
    }

    /// Leaves a counter out and comes back to it.
    async fn pass_over(&mut self, replica: ReplicaId, dice: &mut Dice) {
        let (passed, times) = (self.next, 1 + dice.below(3));
        self.next += 1;
        self.repeat(replica, 1, 1, dice).await;
        for _ in 0..times {
            self.submit(passed, "late").await;
            loop {
                match self.line.next().await.unwrap() {
                    ServerFrame::Rejected(0, rejected) => {
                        assert_eq!((rejected.counter, rejected.reason), (passed, Rejection::Superseded));
                        break;
                    }
                    ServerFrame::People(..) | ServerFrame::Peers(..) | ServerFrame::Standing(..) => {}
                    frame => panic!("{frame:?}"),
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t05_s10_a_repeated_op_id_is_answered_with_its_first_commit() {
    let (seed, began) = (seed(), Instant::now());
    println!("T-05: seed {seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 1).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let replica = ReplicaId(random::bytes());
    let (mut next, mut originals, mut restarts, mut sessions) = (1, BTreeMap::new(), 0, 0);
    let (count, mut done) = (trials(1_000), 0);
    while done < count {
        let server = Server::start(folder.path()).await;
        restarts += 1;
        for _ in 0..10 {
            let mut line = Line::hello(server.address(), cookie, replica).await;
            let head = Revision(2 + originals.len() as u64);
            let base = line.subscribe(stream, Some(head)).await.unwrap();
            assert_eq!(base, head, "nothing was applied that was not acked");
            sessions += 1;
            let mut sender = Sender { line, base, next, originals };
            for _ in 0..10 {
                match dice.below(8) {
                    0 => sender.pass_over(replica, &mut dice).await,
                    1 | 2 => sender.repeat_old(&mut dice).await,
                    _ => {
                        let (ops, times) = (1 + dice.below(5) as u64, 2 + dice.below(9));
                        sender.repeat(replica, ops, times, &mut dice).await;
                    }
                }
                done += 1;
            }
            Sender { next, originals, .. } = sender;
        }
        let whole = history(server.address(), cookie, stream).await;
        assert_eq!(whole.received.len(), 2 + originals.len());
        assert!(whole.received[2..].iter().zip(originals.values()).all(|(a, b)| a == b), "I3");
        server.stop().await;
    }
    println!(
        "T-05: {done} batches, {sessions} sessions, {restarts} restarts, {} commits, 0 twice, {:.1?}",
        originals.len(),
        began.elapsed()
    );
}
