//! A workload for an event log on a machine that fails, and what must hold afterwards.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::event::EventKind;
use etappe_protocol::id::{ActorId, OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_server::event_log::redb::{OpenError, RedbLog, RedbOptions};
use etappe_server::event_log::{Append, AppendError, ChainHead, Entry, EventLog, Position, ReadLimit};

use crate::fault::{Dice, Machine, Plan};

/// Number of trials: `ETAPPE_TRIALS`, or what a normal run takes.
#[must_use]
pub fn trials(normal: u64) -> u64 {
    env::var("ETAPPE_TRIALS").ok().and_then(|trials| trials.parse().ok()).unwrap_or(normal)
}

/// What a writer knows: what was acked, and what was ever sent.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Commits with a receipt.
    pub acked: Vec<Arc<Commit>>,
    /// Every body ever sent, by stream, revision and op id.
    sent: BTreeMap<(StreamId, Revision, OpId), Vec<u8>>,
    streams: BTreeMap<StreamId, (Revision, Chain)>,
    counter: u64,
}

/// A machine on which the log was set up before anything went wrong, as [`RedbLog::open`] does under another name.
///
/// # Panics
/// When the log cannot be set up.
pub async fn installed(plan: Plan) -> Arc<Machine> {
    let machine = Machine::new(Plan::default());
    let log = open(&machine).expect("an empty log");
    log.close().await.expect("a log that closes");
    machine.after_kill(plan)
}

/// Opens the log of a machine, eager to index.
///
/// # Errors
/// As [`RedbLog::open`].
pub fn open(machine: &Arc<Machine>) -> Result<Arc<RedbLog>, OpenError> {
    let options = RedbOptions {
        log_cache_bytes: 256 * 1024,
        derived_cache_bytes: 256 * 1024,
        recent_bytes: 4_000,
        index_batch: 3,
        checkpoint_every: 11,
        check_integrity: false,
    };
    RedbLog::open_with_backends(machine.disk(0, false), |fresh| Ok(machine.disk(1, fresh)), options)
}

impl Ledger {
    /// Writes `rounds` of a few appends each, noting what was acked; stops at the first failure.
    ///
    /// # Errors
    /// What the last failing append was answered with.
    pub async fn write(&mut self, log: &RedbLog, dice: &mut Dice, rounds: usize) -> Result<(), AppendError> {
        for _ in 0..rounds {
            let mut receipts = Vec::new();
            let mut streams = self.streams.clone();
            for _ in 0..=dice.below(3) {
                let append = self.append(&mut streams, dice);
                receipts.push((append.commits.clone(), log.append(append)));
            }
            let mut answer = Ok(());
            for (commits, receipt) in receipts {
                match receipt.await {
                    Ok(()) => self.acked.extend(commits),
                    Err(error) => answer = Err(error),
                }
            }
            answer?;
            self.streams = streams;
        }
        Ok(())
    }

    fn append(&mut self, streams: &mut BTreeMap<StreamId, (Revision, Chain)>, dice: &mut Dice) -> Append {
        let stream = StreamId([u8::try_from(dice.below(4)).unwrap_or(0); 16]);
        let (head, chain) = streams.entry(stream).or_insert((Revision::ZERO, Chain::START));
        let expected = *head;
        let mut commits = Vec::new();
        for _ in 0..=dice.below(2) {
            self.counter += 1;
            *head = head.next();
            let length = if dice.below(20) == 0 { dice.below(9_000) } else { dice.below(40) };
            let commit = Commit {
                stream,
                revision: *head,
                actor: ActorId([1; 16]),
                time_ms: i64::try_from(self.counter).unwrap_or(0),
                op_id: OpId { replica: ReplicaId([2; 16]), counter: self.counter },
                kind: EventKind { event_type: 2, schema: 1 },
                salt: [3; 8],
                kept: None,
                body: (0..length).map(|_| u8::try_from(dice.below(256)).unwrap_or(0)).collect(),
            };
            *chain = chain.after(&commit);
            self.sent.insert((stream, commit.revision, commit.op_id), commit.encode());
            commits.push(Arc::new(commit));
        }
        let head = (dice.below(3) == 0).then_some(ChainHead { stream, revision: *head, chain: *chain });
        Append { stream, expected, commits, head }
    }

    /// Checks a log that was opened anew: I1, I2, I3, I9, and that the index says what the log says.
    ///
    /// # Errors
    /// What does not hold.
    pub async fn check(&mut self, log: &RedbLog) -> Result<(), String> {
        let streams = self.walk(log).await?;
        for commit in &self.acked {
            let index = usize::try_from(commit.revision.0).unwrap_or(0) - 1;
            let found = streams.get(&commit.stream).and_then(|commits| commits.get(index));
            if found.map(Commit::encode) != Some(commit.encode()) {
                return Err(format!("I1: acked revision {} of {} is lost", commit.revision, commit.stream));
            }
        }
        self.streams.clear();
        for (stream, commits) in streams {
            let chain = commits.iter().fold(Chain::START, |chain, commit| chain.after(commit));
            let head = Revision(commits.len() as u64);
            self.check_index(log, stream, &commits).await?;
            self.streams.insert(stream, (head, chain));
        }
        Ok(())
    }

    /// Every entry in log order: gapless, as sent, chain heads true.
    async fn walk(&self, log: &RedbLog) -> Result<BTreeMap<StreamId, Vec<Commit>>, String> {
        let mut streams: BTreeMap<StreamId, Vec<Commit>> = BTreeMap::new();
        let mut after = Position::default();
        loop {
            let page = log.scan(after, ReadLimit::default()).await.map_err(|error| error.to_string())?;
            let Some((last, _)) = page.last() else { return Ok(streams) };
            after = *last;
            for (_, entry) in page {
                match entry {
                    Entry::Commit(commit) => {
                        let commits = streams.entry(commit.stream).or_default();
                        if commit.revision.0 != commits.len() as u64 + 1 {
                            return Err(format!("I2: revision {} after {}", commit.revision, commits.len()));
                        }
                        if commits.iter().any(|earlier| earlier.op_id == commit.op_id) {
                            return Err(format!("I3: op {:?} twice", commit.op_id));
                        }
                        let sent = self.sent.get(&(commit.stream, commit.revision, commit.op_id));
                        if sent != Some(&commit.encode()) {
                            return Err("a commit that nobody sent".to_owned());
                        }
                        commits.push(commit);
                    }
                    Entry::Gone => {}
                    Entry::Head(head) => {
                        let commits = streams.get(&head.stream).map_or(&[][..], Vec::as_slice);
                        let chain = commits.iter().fold(Chain::START, |chain, commit| chain.after(commit));
                        if head.chain != chain || head.revision.0 != commits.len() as u64 {
                            return Err(format!("I9: chain of {} at {}", head.stream, head.revision));
                        }
                    }
                }
            }
        }
    }

    async fn check_index(&self, log: &RedbLog, stream: StreamId, commits: &[Commit]) -> Result<(), String> {
        let mut read = Vec::new();
        loop {
            let page = log.read(stream, Revision(read.len() as u64), ReadLimit::default()).await;
            let page = page.map_err(|error| error.to_string())?;
            if page.commits.is_empty() {
                break;
            }
            read.extend(page.commits);
        }
        if read != commits {
            return Err(format!(
                "the index of {stream} leads elsewhere: {} of {}",
                read.len(),
                commits.len()
            ));
        }
        for commit in commits {
            let found = log.find_op(stream, commit.op_id).await.map_err(|error| error.to_string())?;
            if found.as_ref() != Some(commit) {
                return Err(format!("op of revision {} of {stream} is not found", commit.revision));
            }
        }
        Ok(())
    }
}
