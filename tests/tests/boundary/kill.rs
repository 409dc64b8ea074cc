//! T-01, T-07: the program is killed under load, again and again, on one data folder whose history grows.
//!
//! 10,000 kills: `ETAPPE_TRIALS=10000 cargo test --release -p etappe-tests --test boundary t01 -- --nocapture`

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::codec;
use etappe_protocol::commit::Chain;
use etappe_protocol::digest::state_digest;
use etappe_protocol::frame::SentCommit;
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_server::app::Store;
use etappe_server::event_log::redb::RedbLog;
use etappe_server::event_log::{Entry, EventLog, Position, ReadLimit};
use etappe_server::snapshot::SnapshotStore;
use etappe_tests::client::{Client, Gone};
use etappe_tests::fault::Dice;
use etappe_tests::log_trial::trials;
use etappe_tests::seed::Seed;
use etappe_tests::server::Program;

use super::support::{check_history, history, scribble, seed};

const WRITERS: usize = 4;
/// Edits that a person has on the way at most.
const AHEAD: usize = 12;

/// A person who goes on whatever happens to the server.
struct Writer {
    client: Option<Client>,
    cookie: String,
    dice: Dice,
}

/// What a state was at a revision, as a client saw it.
type Mark = (Revision, [u8; 32]);

impl Writer {
    /// Comes in or resumes, then edits until the server is gone.
    async fn work(mut self, address: SocketAddr, stream: StreamId) -> Self {
        let gone = self.edit(address, stream).await;
        assert!(!matches!(gone, Err(Gone::Silent)), "the server lives and says nothing");
        if let Some(client) = &mut self.client {
            assert!(client.refused.is_empty(), "{:?}", client.refused);
            // What is done now is unsent when the server comes back.
            scribble(&mut client.replica, &mut self.dice);
        }
        self
    }

    async fn edit(&mut self, address: SocketAddr, stream: StreamId) -> Result<(), Gone> {
        let client = match &mut self.client {
            Some(client) => {
                client.reconnect(address, &self.cookie).await?;
                client
            }
            None => {
                let mut client = Client::open(address, &self.cookie, stream).await?;
                client.record = true;
                self.client.insert(client)
            }
        };
        loop {
            for _ in 0..=self.dice.below(3) {
                scribble(&mut client.replica, &mut self.dice);
            }
            client.flush().await?;
            client.until(|client| client.replica.pending_len() < AHEAD).await?;
        }
    }
}

/// The log as it was checked so far.
struct Watch {
    stream: StreamId,
    after: Position,
    state: AnalysisState,
    chain: Chain,
    ops: BTreeSet<OpId>,
    /// A hash of every commit as clients are sent it, by revision from 1.
    sent: Vec<[u8; 32]>,
    snapshot: Option<Revision>,
}

impl Watch {
    fn new(stream: StreamId) -> Self {
        let (after, state, chain) = (Position::default(), AnalysisState::default(), Chain::START);
        Self { stream, after, state, chain, ops: BTreeSet::new(), sent: Vec::new(), snapshot: None }
    }

    /// Walks what is new: I2, I3, I9; and I4 at each mark.
    async fn walk(&mut self, log: &RedbLog, marks: &[Mark]) {
        loop {
            let page = log.scan(self.after, ReadLimit::default()).await.unwrap();
            let Some((last, _)) = page.last() else { break };
            self.after = *last;
            for (_, entry) in page {
                self.entry(entry, marks);
            }
        }
        assert_eq!(log.head(self.stream).await.unwrap(), self.state.revision);
        for (revision, _) in marks {
            assert!(*revision <= self.state.revision, "I1: revision {revision} was confirmed and is lost");
        }
    }

    fn entry(&mut self, entry: Entry, marks: &[Mark]) {
        match entry {
            Entry::Commit(commit) => {
                assert_eq!(commit.revision, self.state.revision.next(), "I2");
                assert!(self.ops.insert(commit.op_id), "I3: {:?} twice", commit.op_id);
                self.state.apply(Meta::from(&commit), &commit.event().unwrap());
                self.chain = self.chain.after(&commit);
                self.sent.push(fingerprint(&SentCommit::from(&commit)));
                for (_, digest) in marks.iter().filter(|(at, _)| *at == commit.revision) {
                    assert_eq!(*digest, state_digest(&self.state), "I4 at revision {}", commit.revision);
                }
            }
            Entry::Gone => {}
            Entry::Head(head) => {
                assert_eq!((head.revision, head.chain), (self.state.revision, self.chain), "I9");
            }
        }
    }

    /// I1: what clients were given is there, byte by byte.
    fn check_received(&self, received: &[SentCommit]) {
        for commit in received {
            let index = usize::try_from(commit.revision.0 - 1).unwrap();
            assert_eq!(
                self.sent.get(index),
                Some(&fingerprint(commit)),
                "I1 at revision {}",
                commit.revision
            );
        }
    }

    /// I5: a snapshot is the fold of the log up to its revision.
    async fn check_snapshot(&mut self, log: &RedbLog) -> bool {
        let Some(stored) = log.load(self.stream).await else { return false };
        if self.snapshot == Some(stored.revision) {
            return false;
        }
        self.snapshot = Some(stored.revision);
        type Body = (u8, AnalysisState, Vec<(ReplicaId, [u8; 16], u64)>, Revision);
        let (_, state, replicas, _): Body = codec::decode(&stored.bytes[32..]).unwrap();
        let mut fold = Self::new(self.stream);
        while fold.state.revision < stored.revision {
            let page = log.read(self.stream, fold.state.revision, ReadLimit::default()).await.unwrap();
            for commit in page.commits.into_iter().filter(|commit| commit.revision <= stored.revision) {
                fold.entry(Entry::Commit(commit), &[]);
            }
        }
        assert_eq!(state, fold.state, "I5");
        assert_eq!(stored.chain, fold.chain, "I5: chain");
        for (replica, _, counter) in replicas {
            assert!(fold.ops.contains(&OpId { replica, counter }), "I5: op ids");
        }
        true
    }
}

fn fingerprint(commit: &SentCommit) -> [u8; 32] {
    *blake3::hash(&codec::encode(commit).unwrap()).as_bytes()
}

#[derive(Default)]
struct Figures {
    kills: u64,
    stops: u64,
    snapshots: u64,
    reopened: Vec<Duration>,
    started: Vec<Duration>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t01_t07_kill_nine_loses_no_acked_op_and_doubles_no_unsent_one() {
    let (seed, began) = (seed(), Instant::now());
    println!("T-01: seed {seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, WRITERS).await;
    let stream = planted.streams[0];
    let writers = planted.members.iter().enumerate().map(|(number, member)| {
        let dice = Dice(seed.wrapping_add(number as u64 + 1));
        Writer { client: None, cookie: member.cookie.clone(), dice }
    });
    let mut writers: Vec<_> = writers.collect();
    let (mut watch, mut figures) = (Watch::new(stream), Figures::default());
    let kills = trials(200);
    while figures.kills < kills {
        let starting = Instant::now();
        let program = Program::start(folder.path()).await;
        figures.started.push(starting.elapsed());
        let address = program.address();
        let work = writers.drain(..).map(|writer| tokio::spawn(writer.work(address, stream)));
        let work: Vec<_> = work.collect();
        // The moment of the kill; nothing waits for it.
        tokio::time::sleep(Duration::from_micros(5_000 + dice.below(100_000) as u64)).await;
        if dice.below(16) == 0 {
            figures.stops += 1;
            assert!(program.terminate().await.success());
        } else {
            figures.kills += 1;
            program.kill().await;
        }
        for writer in work {
            writers.push(writer.await.unwrap());
        }
        // Every other time the program itself is the first to open what is left.
        if dice.below(2) == 0 {
            look(&mut watch, &mut writers, folder.path(), &mut figures).await;
        }
    }
    finish(&mut watch, writers, folder.path(), &mut figures).await;
    report(&mut figures, watch.state.revision, began.elapsed());
}

async fn look(watch: &mut Watch, writers: &mut [Writer], folder: &std::path::Path, figures: &mut Figures) {
    let opening = Instant::now();
    let store = Store::open(folder).unwrap();
    figures.reopened.push(opening.elapsed());
    let clients = || writers.iter().filter_map(|writer| writer.client.as_ref());
    let marks: Vec<Mark> = clients()
        .map(|client| client.replica.confirmed())
        .map(|state| (state.revision, state_digest(state)))
        .collect();
    watch.walk(&store.log, &marks).await;
    for client in writers.iter_mut().filter_map(|writer| writer.client.as_mut()) {
        watch.check_received(&client.received);
        client.received.clear();
    }
    figures.snapshots += u64::from(watch.check_snapshot(&store.log).await);
    store.log.close().await.unwrap();
}

/// Everybody comes back once more, and everything that they did is there once.
async fn finish(
    watch: &mut Watch,
    mut writers: Vec<Writer>,
    folder: &std::path::Path,
    figures: &mut Figures,
) {
    let program = Program::start(folder).await;
    let mut replicas = BTreeSet::new();
    for writer in &mut writers {
        let client = writer.client.as_mut().expect("somebody who never came in");
        client.reconnect(program.address(), &writer.cookie).await.unwrap();
        client.saved().await.unwrap();
        replicas.insert(client.replica.id());
    }
    let whole = history(program.address(), &writers[0].cookie, watch.stream).await;
    check_history(&whole.received, &replicas).unwrap();
    let head = whole.replica.confirmed().revision;
    for client in writers.iter_mut().filter_map(|writer| writer.client.as_mut()) {
        client.until(|client| head <= client.replica.confirmed().revision).await.unwrap();
    }
    assert!(program.terminate().await.success());
    look(watch, &mut writers, folder, figures).await;
    // Once more from the start: nothing that was checked early has changed since.
    let store = Store::open(folder).unwrap();
    let mut again = Watch::new(watch.stream);
    again.walk(&store.log, &[]).await;
    assert_eq!((again.state, again.chain), (watch.state.clone(), watch.chain), "I9");
    store.log.close().await.unwrap();
}

fn report(figures: &mut Figures, head: Revision, took: Duration) {
    let p99 = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times.get(times.len() * 99 / 100).copied().unwrap_or_default()
    };
    let (reopened, started) = (p99(&mut figures.reopened), p99(&mut figures.started));
    // The p99 is a figure for a quiet machine; this bound holds on a busy one, too.
    let median = figures.reopened[figures.reopened.len() / 2];
    let Figures { kills, stops, snapshots, .. } = figures;
    println!(
        "T-01: {kills} kills, {stops} stops, {head} commits, {snapshots} snapshots checked, 0 acked lost, \
         reopen p99 {reopened:.1?}, program start p99 {started:.1?}, {took:.1?} in all"
    );
    assert!(median < Duration::from_secs(1), "reopening takes {median:?}");
}
