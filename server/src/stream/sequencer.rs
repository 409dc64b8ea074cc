//! The single writer of one stream: a task that owns the state. The loop only dispatches; `on_*` are plain.

use std::collections::BTreeSet;
use std::sync::Arc;

use etappe_protocol::codec;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::Event;
use etappe_protocol::frame::{Failure, Submit};
use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::limits;
use etappe_protocol::redact::Trace;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::{Judgement, Sequence};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tracing::{debug, error};

use super::feed::{Feed, Reply};
use super::handle::{Command, OpenRequest, Start, StreamHandle};
use super::load::{self, Loaded};
use super::owed::{Answer, Owed};
use super::pending::Pending;
use super::presence::PresenceTable;
use super::redact::{RedactAnswer, RedactRequest};
use super::registry::{StreamsConfig, Tie};
use crate::clock::Clock;
use crate::event_log::{Append, AppendError, ChainHead, SharedLog};
use crate::random;
use crate::snapshot::SnapshotStore;

/// Commands that wait for the sequencer; beyond that, sessions wait.
const QUEUE: usize = 1_024;
/// Commands judged before their commits go to the log together.
const BURST: usize = 256;

pub(super) struct SequencerParts {
    pub(super) stream: StreamId,
    pub(super) loaded: Loaded,
    pub(super) log: SharedLog,
    pub(super) snapshots: Arc<dyn SnapshotStore>,
    pub(super) clock: Clock,
    pub(super) config: StreamsConfig,
    pub(super) ties: broadcast::Sender<Tie>,
    pub(super) stop: watch::Receiver<bool>,
}

pub(super) struct Sequencer {
    pub(super) stream: StreamId,
    pub(super) sequence: Sequence,
    pub(super) log: SharedLog,
    snapshots: Arc<dyn SnapshotStore>,
    pub(super) clock: Clock,
    config: StreamsConfig,
    ties: broadcast::Sender<Tie>,
    stop: watch::Receiver<bool>,
    commands: mpsc::Receiver<Command>,
    pub(super) feed: Arc<Feed>,
    pub(super) pending: Pending,
    /// Judged in this burst, not handed to the log yet.
    pub(super) burst: Vec<Arc<Commit>>,
    burst_expected: Revision,
    presence: PresenceTable,
    sessions: BTreeSet<u64>,
    /// Answers to the server itself.
    pub(super) owed: Owed,
    /// The state as sent to those who open afresh, while it is the head's.
    encoded: Option<(Revision, Arc<Vec<u8>>)>,
    stored_snapshot: Revision,
    /// Who was confirmed before this has read texts that read differently now.
    redacted: Revision,
    /// Asked for, and begun once everything before it is durable.
    pub(super) redacting: Option<(Box<RedactRequest>, RedactAnswer)>,
    idle_since: Instant,
}

/// How a stream comes to its end, if nothing is wrong.
pub(super) enum End {
    /// Idle or stopped.
    Quiet,
    /// Its texts read differently now: whoever asks again loads them anew.
    Redacted(RedactAnswer, Trace),
}

impl Sequencer {
    pub(super) fn new(parts: SequencerParts) -> (StreamHandle, Self) {
        let SequencerParts {
            stream,
            loaded: Loaded { sequence, snapshot, redacted },
            log,
            snapshots,
            clock,
            config,
            ties,
            stop,
        } = parts;
        let head = sequence.state().revision;
        let (sender, commands) = mpsc::channel(QUEUE);
        let feed = Arc::new(Feed::new(head));
        let handle = StreamHandle { stream, commands: sender, feed: Arc::clone(&feed) };
        let sequencer = Self {
            stream,
            sequence,
            log,
            snapshots,
            clock,
            config,
            ties,
            stop,
            commands,
            feed,
            pending: Pending::default(),
            burst: Vec::new(),
            burst_expected: head,
            presence: PresenceTable::default(),
            sessions: BTreeSet::new(),
            owed: Owed::default(),
            encoded: None,
            // Not the head: a server that is killed again and again must come to a new snapshot some time.
            stored_snapshot: snapshot,
            redacted,
            redacting: None,
            idle_since: Instant::now(),
        };
        (handle, sequencer)
    }

    /// Runs until idle, stopped, or failed. `forget` takes the stream out of the registry before late commands are
    /// turned away, so that whoever asks again gets a fresh one.
    pub(super) async fn run(mut self, forget: impl FnOnce()) {
        let ended = self.serve().await;
        forget();
        self.commands.close();
        match ended {
            Ok(End::Quiet) => {
                self.feed.end(Failure::Restarting);
                self.store_snapshot().await;
            }
            // What is in memory here was made of the old texts, and ends with this task.
            Ok(End::Redacted(answer, trace)) => {
                self.feed.end(Failure::TooSlow);
                drop(answer.send(Ok(trace)));
            }
            Err(error) => {
                error!(stream.id = %self.stream, %error, "stream stopped, to be loaded anew");
                self.feed.end(Failure::Unavailable);
            }
        }
        // Dropping what is still queued drops the answers, which tells the askers to look again.
        while self.commands.recv().await.is_some() {}
    }

    async fn serve(&mut self) -> Result<End, AppendError> {
        let mut commands = Vec::with_capacity(BURST);
        let mut stopping = *self.stop.borrow();
        loop {
            // What comes after the word to stop is not judged; its senders learn that the stream has gone.
            if self.pending.is_empty() && (stopping || self.is_idle() && self.commands.is_empty()) {
                return Ok(End::Quiet);
            }
            if self.pending.is_empty()
                && let Some((request, answer)) = self.redacting.take()
                && let Some(end) = self.redact(&request, answer).await?
            {
                return Ok(end);
            }
            let presence_due = self.presence.due();
            let idle_at = self.idle_since + self.config.idle;
            tokio::select! {
                biased;
                durable = self.pending.durable() => self.on_durable(&durable?).await,
                count = self.commands.recv_many(&mut commands, BURST), if self.listens(stopping) => {
                    if count == 0 {
                        return Ok(End::Quiet);
                    }
                    for command in commands.drain(..) {
                        self.on_command(command).await;
                    }
                    self.flush();
                }
                () = wait_until(presence_due) => {
                    let peers = self.presence.take(Instant::now());
                    self.feed.publish_peers(peers);
                }
                // The sender lives as long as the registry, which outlives us; its end also means stop.
                _ = self.stop.changed(), if !stopping => stopping = true,
                () = sleep_until(idle_at), if self.sessions.is_empty() => {}
            }
        }
    }

    fn listens(&self, stopping: bool) -> bool {
        !stopping && self.redacting.is_none() && self.pending.has_room()
    }

    fn is_idle(&self) -> bool {
        self.sessions.is_empty() && self.config.idle <= self.idle_since.elapsed()
    }

    async fn on_command(&mut self, command: Command) {
        // Whoever has gone meanwhile does not need the answer.
        match command {
            Command::Open(request, answer) => drop(answer.send(self.on_open(&request))),
            Command::Close(session) => self.on_close(session),
            Command::Authority(session, authority) => self.sequence.set_authority(session, authority),
            Command::Submit(session, submit) => self.on_submit(session, submit).await,
            Command::Noted(session, counter) => self.sequence.note(session, counter),
            Command::Presence(session, focus) => self.presence.focus(session, focus, Instant::now()),
            Command::Own { actor, op_id, op, answer } => self.on_own(actor, op_id, op, answer).await,
            Command::Pin(request, answer) => self.on_pin(request, answer).await,
            Command::Redact(request, answer) => self.on_redact(request, answer),
            Command::Read(answer) => {
                let state = Arc::new(self.sequence.state().clone());
                self.owed.push(state.revision, Answer::State(answer, state));
                self.owed.settle(self.feed.durable());
            }
        }
    }

    fn on_open(&mut self, request: &OpenRequest) -> Result<(Revision, Start), Failure> {
        let head = self.sequence.state().revision;
        // Only what is durable can have been confirmed.
        if request.confirmed.is_some_and(|confirmed| self.feed.durable() < confirmed) {
            return Err(Failure::FutureRevision);
        }
        let opened =
            self.sequence.open_session(request.session, request.replica, request.actor, request.authority);
        let opened = opened.map_err(|_| Failure::ReplicaTaken)?;
        if let Some(fenced) = opened.fenced {
            self.feed.end_one(fenced, Failure::Fenced);
            self.presence.leave(fenced, Instant::now());
            self.sessions.remove(&fenced);
        }
        self.feed.follow(request.session, Arc::clone(&request.wake));
        self.sessions.insert(request.session);
        self.presence.enter(request.session, request.actor, Instant::now());
        let start = match request.confirmed {
            Some(confirmed) if confirmed < self.redacted => {
                Start::Anew(confirmed, head, self.encoded_state()?)
            }
            Some(confirmed) => Start::After(confirmed),
            None => Start::Snapshot(head, self.encoded_state()?),
        };
        Ok((opened.head, start))
    }

    fn on_close(&mut self, session: u64) {
        self.sequence.close_session(session);
        self.feed.unfollow(session);
        self.presence.leave(session, Instant::now());
        self.sessions.remove(&session);
        if self.sessions.is_empty() {
            self.idle_since = Instant::now();
        }
    }

    async fn on_submit(&mut self, session: u64, submit: Submit) {
        let counter = submit.counter;
        let now_ms = self.clock.now_ms();
        match self.sequence.judge(session, submit, now_ms, random::bytes()) {
            Ok(Judgement::Accepted(commit)) => self.burst.push(Arc::from(commit)),
            Ok(Judgement::Refused(reason)) => self.refuse(session, counter, reason),
            Ok(Judgement::Repeated(op_id)) => self.answer_repeated(session, op_id).await,
            Ok(Judgement::Dropped) => {
                debug!(stream.id = %self.stream, "op of a fenced session dropped")
            }
            Err(error) => {
                error!(stream.id = %self.stream, %error, "an event could not be encoded");
                self.refuse(session, counter, Rejection::Unavailable);
            }
        }
    }

    fn refuse(&self, session: u64, counter: u64, reason: Rejection) {
        let at = self.sequence.state().revision;
        self.feed.reply(session, Reply::Rejected { counter, at, reason });
    }

    async fn answer_repeated(&mut self, session: u64, op_id: OpId) {
        let on_the_way =
            self.burst.iter().find(|commit| commit.op_id == op_id).or_else(|| self.pending.find(op_id));
        let known = match on_the_way {
            Some(commit) => Ok(Some(commit.as_ref().clone())),
            None => self.log.find_op(self.stream, op_id).await,
        };
        match known {
            Ok(Some(commit)) => {
                // It was no refusal after all, so nothing made on top of it falls.
                self.sequence.note(session, op_id.counter);
                self.feed.reply(session, Reply::Known { commit: Box::new(commit) });
            }
            Ok(None) => self.refuse(session, op_id.counter, Rejection::Superseded),
            Err(error) => {
                // Whether the op is stored is not known, so it must stay pending; a refusal would hand it back.
                error!(stream.id = %self.stream, %error, "op ids cannot be looked up");
                self.feed.end_one(session, Failure::Unavailable);
            }
        }
    }

    /// Hands what was judged to the log.
    fn flush(&mut self) {
        let commits = std::mem::take(&mut self.burst);
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else { return };
        let head = first.revision.0 / limits::HEAD_EVERY != last.revision.next().0 / limits::HEAD_EVERY;
        let append = Append {
            stream: self.stream,
            expected: self.burst_expected,
            head: head.then(|| ChainHead {
                stream: self.stream,
                revision: last.revision,
                chain: self.sequence.chain(),
            }),
            commits: commits.clone(),
        };
        self.burst_expected = last.revision;
        let receipt = self.log.append(append);
        self.pending.push(receipt, commits);
    }

    async fn on_durable(&mut self, commits: &[Arc<Commit>]) {
        if let Err(error) = self.feed.publish(commits) {
            error!(stream.id = %self.stream, %error, "commits could not be encoded");
        }
        self.owed.settle(self.feed.durable());
        for cycle in commits.iter().filter_map(|commit| tied(commit)) {
            // Without anybody who follows ties, nobody needs to know.
            self.ties.send(Tie { analysis: self.stream, cycle }).ok();
        }
        let head = self.sequence.state().revision.0;
        if self.pending.is_empty() && self.config.snapshot_every <= head - self.stored_snapshot.0 {
            self.store_snapshot().await;
        }
    }

    async fn store_snapshot(&mut self) {
        let head = self.sequence.state().revision;
        if head == self.stored_snapshot {
            return;
        }
        self.stored_snapshot = head;
        if let Some(snapshot) = load::to_snapshot(self.stream, &self.sequence, self.redacted) {
            self.snapshots.store(snapshot).await;
        }
    }

    fn encoded_state(&mut self) -> Result<Arc<Vec<u8>>, Failure> {
        let state = self.sequence.state();
        match &self.encoded {
            Some((revision, bytes)) if *revision == state.revision => Ok(Arc::clone(bytes)),
            _ => {
                let bytes = Arc::new(codec::encode(state).map_err(|_| Failure::Unreadable)?);
                self.encoded = Some((state.revision, Arc::clone(&bytes)));
                Ok(bytes)
            }
        }
    }
}

/// The cycle that a commit changes the team's tie to.
fn tied(commit: &Commit) -> Option<StreamId> {
    if !Event::TIES.contains(&commit.kind.event_type) {
        return None;
    }
    commit.event().ok().and_then(|event| event.tied_cycle())
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}
