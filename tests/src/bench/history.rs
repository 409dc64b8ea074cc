//! Long histories: how fast a fresh client has the state, and how fast any moment of back then is there.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec;
use etappe_protocol::frame::{ClientFrame, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, ServerFrame, Subscribe};
use etappe_protocol::history::KEYFRAME_EVERY;
use etappe_protocol::id::{ItemId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::replica::Replica;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::catalogue;
use etappe_server::event_log::redb::{RedbLog, RedbOptions};
use etappe_server::event_log::{Append, EventLog, ReadLimit};
use etappe_server::history::History;
use etappe_server::random;
use etappe_server::stream::Catalogues;
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use tokio_tungstenite::tungstenite::Message;

use super::scene::items;
use super::{ms, percentile};
use crate::fault::Dice;
use crate::seed::{Person, Seed};
use crate::server::Program;
use crate::wire;

/// Texts of the analysis.
const FIELDS: usize = 60;
/// Characters of each text in the end: 5 kB together.
const CHARS: u32 = 83;
/// Commits appended at once.
const BATCH: usize = 500;
/// Starts of the server, each followed by one opening.
const STARTS: usize = 5;
/// Moments that are opened.
const MOMENTS: usize = 60;
/// Between two commits; so that days and weeks pass.
const STEP_MS: i64 = 60_000;

/// What long histories cost.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryReport {
    /// A fresh client opens an analysis with 10,000 events.
    pub open_10k: Opened,
    /// A fresh client opens an analysis with 100,000 events.
    pub open_100k: Opened,
    /// Any moment of 100,000 events.
    pub seek: Seek,
}

/// An opening.
#[derive(Clone, Debug, Serialize)]
pub struct Opened {
    /// From before the connection until the replica has the state, for the first client after a start of the server.
    pub ms: f64,
    /// What the server sends for it.
    pub bytes: usize,
}

/// A look at a moment of back then.
#[derive(Clone, Debug, Serialize)]
pub struct Seek {
    /// The slowest moment, as a part of the time that replaying everything takes.
    pub ratio: f64,
    /// The slowest moment.
    #[serde(skip)]
    pub slowest_ms: f64,
    /// The moment in the middle.
    #[serde(skip)]
    pub median_ms: f64,
    /// Replaying everything from the start.
    #[serde(skip)]
    pub replay_ms: f64,
}

/// Measures all of it in fresh folders below `folder`.
pub(super) async fn run(folder: &Path) -> HistoryReport {
    let (open_10k, _) = opened(folder, 10_000).await;
    let (open_100k, data) = opened(folder, 100_000).await;
    HistoryReport { open_10k, open_100k, seek: seek(data.path()).await }
}

async fn opened(folder: &Path, events: usize) -> (Opened, tempfile::TempDir) {
    let data = tempfile::tempdir_in(folder).unwrap();
    let seed = plant(data.path(), events).await;
    let person = &seed.members[0];
    let (mut samples, mut bytes) = (Vec::new(), 0);
    for start in 0..=STARTS {
        let program = Program::start(data.path()).await;
        let (elapsed_us, received) = open(&program, person, seed.streams[0], events).await;
        // The first one leaves the snapshot from which the others are opened.
        if 0 < start {
            samples.push(elapsed_us);
            bytes = received;
        }
        assert!(program.terminate().await.success(), "the server did not end well");
    }
    (Opened { ms: ms(percentile(&mut samples, 50)), bytes }, data)
}

/// Opens an analysis as a browser does; microseconds and bytes until the state is there.
async fn open(program: &Program, person: &Person, stream: StreamId, events: usize) -> (u32, usize) {
    let began = Instant::now();
    let request = wire::request(program.address(), &person.cookie);
    let mut socket = wire::connect(program.address(), request).await.unwrap();
    let replica = ReplicaId(random::bytes());
    let hello = Hello { min_version: PROTOCOL_MIN, max_version: PROTOCOL_CURRENT, replica };
    let subscribe = Subscribe { stream, confirmed: None };
    for frame in [ClientFrame::Hello(hello), ClientFrame::Subscribe(0, subscribe)] {
        socket.send(Message::binary(frame.encode().unwrap())).await.unwrap();
    }
    let (mut bytes, mut state, mut head) = (0, Vec::new(), Revision::ZERO);
    loop {
        let message = socket.next().await.unwrap().unwrap().into_data();
        bytes += message.len();
        match ServerFrame::decode(&message).unwrap() {
            ServerFrame::Subscribed(_, subscribed) => head = subscribed.head,
            ServerFrame::SnapshotPart(_, part) => {
                state.extend(part.bytes);
                if part.last {
                    break;
                }
            }
            ServerFrame::Failed(_, failed) => panic!("{failed:?}"),
            _ => {}
        }
    }
    let state: AnalysisState = codec::decode(&state).unwrap();
    let mut copy = Replica::new(replica, person.actor);
    copy.on_snapshot(state, head);
    let elapsed_us = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
    assert_eq!(copy.confirmed().revision, Revision(events as u64));
    (elapsed_us, bytes)
}

/// Moments all over a history, the dearest ones included, beside replaying it from the start.
async fn seek(data: &Path) -> Seek {
    let log = RedbLog::open(data, RedbOptions::default()).unwrap();
    let mut catalogues = Catalogues::default();
    catalogues.add(catalogue::load_default().unwrap());
    let (stream, head) = log.streams(None, 1).await.unwrap()[0];
    let history = History::new(Arc::clone(&log), Arc::new(catalogues));
    history.make_keyframes(stream).await.unwrap();
    let began = Instant::now();
    let mut state = AnalysisState::default();
    while state.revision < head {
        let page =
            log.read(stream, state.revision, ReadLimit { commits: 512, bytes: 1024 * 1024 }).await.unwrap();
        for commit in &page.commits {
            state.apply(Meta::from(commit), &commit.event().unwrap());
        }
    }
    let replay_us = began.elapsed().as_micros();
    let mut dice = Dice(7);
    let last = usize::try_from(head.0).unwrap();
    let mut samples = Vec::new();
    for number in 0..MOMENTS as u64 {
        // Every other one lies right before a keyframe, as far from the one before it as can be.
        let before = number.saturating_mul(head.0) / MOMENTS as u64 / KEYFRAME_EVERY * KEYFRAME_EVERY;
        let moment = if number % 2 == 0 { before.saturating_sub(1) } else { dice.below(last) as u64 };
        // The best of three: what else the machine does must not look like a moment that is far away.
        let mut best_us = u32::MAX;
        for _ in 0..3 {
            let began = Instant::now();
            let state = history.state_at(stream, Revision(moment)).await.unwrap();
            best_us = best_us.min(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
            assert_eq!(state.revision, Revision(moment));
        }
        samples.push(best_us);
    }
    log.close().await.unwrap();
    let slowest_ms = ms(percentile(&mut samples, 100));
    let replay_ms = ms(u32::try_from(replay_us).unwrap_or(u32::MAX));
    Seek { ratio: slowest_ms / replay_ms, slowest_ms, median_ms: ms(percentile(&mut samples, 50)), replay_ms }
}

/// Puts one analysis with so many events into an empty folder: ratings, and texts that grow, are taken back in part
/// and grow again, by three people.
pub async fn plant(data: &Path, events: usize) -> Seed {
    let seed = Seed::plant(data, 1, 3).await;
    let log = RedbLog::open(data, RedbOptions::default()).unwrap();
    let catalogue = Arc::new(catalogue::load_default().unwrap());
    let mut writer = Writer::resume(&log, &seed, catalogue).await;
    while writer.made() < events {
        let expected = writer.sequence.state().revision;
        let count = (events - writer.made()).min(BATCH);
        let commits = (0..count).map(|_| Arc::new(writer.next(events))).collect();
        log.append(Append { stream: seed.streams[0], expected, commits, head: None }).await.unwrap();
    }
    log.close().await.unwrap();
    seed
}

struct Writer<'a> {
    sequence: Sequence,
    seed: &'a Seed,
    replicas: Vec<ReplicaId>,
    items: Vec<(ItemId, Vec<OptionCode>)>,
    fields: Vec<FieldAddress>,
    began_ms: i64,
}

impl<'a> Writer<'a> {
    async fn resume(log: &RedbLog, seed: &'a Seed, catalogue: Arc<Catalogue>) -> Self {
        let stream = seed.streams[0];
        let mut sequence = Sequence::new(stream, catalogue);
        for commit in &log.read(stream, Revision::ZERO, ReadLimit::default()).await.unwrap().commits {
            sequence.replay(commit).unwrap();
        }
        sequence.loaded();
        let items = items();
        let fields = items.iter().map(|(item, _)| FieldAddress::reason(item.clone())).take(FIELDS).collect();
        let began_ms = sequence.state().time_ms;
        let replicas = seed.members.iter().map(|_| ReplicaId(random::bytes())).collect();
        Self { sequence, seed, replicas, items, fields, began_ms }
    }

    fn made(&self) -> usize {
        usize::try_from(self.sequence.state().revision.0).unwrap()
    }

    fn next(&mut self, events: usize) -> etappe_protocol::commit::Commit {
        let number = self.made();
        // Long enough at one statement to be a step, then the next person at the next.
        let turn = number / 24;
        let who = turn % self.seed.members.len();
        let op_id = OpId { replica: self.replicas[who], counter: number as u64 + 1 };
        let left = events - number;
        let op = if self.fields.len() < FIELDS {
            // The questionnaire has fewer statements: texts of measures make up for them.
            self.fields.push(FieldAddress::what(op_id));
            Op::AddMeasure { subject: self.items[number % self.items.len()].0.clone() }
        } else if left <= FIELDS {
            let field = self.fields[left - 1].clone();
            let length = self.length(&field);
            let rest = usize::try_from(CHARS.saturating_sub(length)).unwrap();
            Op::EditText { field, operation: Operation::splice(length, 0, &"e".repeat(rest)) }
        } else if number.is_multiple_of(6) {
            let (item, codes) = &self.items[turn % self.items.len()];
            let seen = self.sequence.state().revision;
            Op::SetRating { item: item.clone(), answer: codes[number / 6 % codes.len()].clone(), seen }
        } else {
            let field = self.fields[turn % FIELDS].clone();
            let length = self.length(&field);
            let letter = ["W", "i", "r", " "][number % 4];
            let operation = if length < CHARS {
                Operation::splice(length, 0, letter)
            } else {
                Operation::splice(length / 2, length / 3, "")
            };
            Op::EditText { field, operation }
        };
        let time_ms = self.began_ms + i64::try_from(number).unwrap() * STEP_MS;
        let actor = self.seed.members[who].actor;
        self.sequence.judge_own(actor, op_id, op, time_ms, random::bytes()).unwrap()
    }

    fn length(&self, field: &FieldAddress) -> u32 {
        u32::try_from(self.sequence.state().text(field).chars().count()).unwrap()
    }
}
