//! How fast all views are made anew from a long log, beside a plain scan of it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::AnalysisCreatedV1;
use etappe_protocol::id::{ActorId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::catalogue;
use etappe_server::event_log::redb::{RedbLog, RedbOptions};
use etappe_server::event_log::{Append, EventLog, Position, ReadLimit};
use etappe_server::random;
use serde::Serialize;
use tokio::process::Command;
use tokio::time::timeout;

use super::process;
use super::scene::items;
use crate::server::program;

/// Commits appended at once.
const BATCH: usize = 500;
/// Analyses that are appended to at once; the log's queue has room for them.
const AT_ONCE: usize = 16;
/// Entries that the plain scan reads at once, as a rebuild does.
const PAGE: ReadLimit = ReadLimit { commits: 4_096, bytes: 4 * 1024 * 1024 };
/// Time between two looks at the memory of the program.
const LOOK: Duration = Duration::from_millis(50);
const MINUTE_MS: i64 = 60_000;

/// How fast views are made anew.
#[derive(Clone, Debug, Serialize)]
pub struct RebuildReport {
    /// Events a second that a rebuild folds.
    pub events_per_s: f64,
    /// Events a second that are read when nothing is done with them.
    pub scan_events_per_s: f64,
    /// Most memory that the rebuilding process ever had.
    pub peak_rss_mib: f64,
    /// Events of the log.
    #[serde(skip)]
    pub events: u64,
}

/// Measures it in a fresh folder below `folder`.
pub(super) async fn run(folder: &Path, analyses: usize, events: usize) -> RebuildReport {
    let data = tempfile::tempdir_in(folder).unwrap();
    write(data.path(), analyses, events).await;
    let (events, scan_events_per_s) = scan(data.path()).await;
    let mut child = Command::new(program())
        .args(["rebuild", "--data"])
        .arg(data.path())
        .env("ETAPPE_LOG", "error")
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let id = child.id().unwrap();
    let mut peak_rss_mib = 0.0;
    while timeout(LOOK, child.wait()).await.is_err() {
        // It may have ended meanwhile.
        peak_rss_mib = process::find_peak_rss_mib(id).unwrap_or(peak_rss_mib);
    }
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "the rebuild failed");
    let words = String::from_utf8(output.stdout).unwrap();
    let seconds = words.rsplit_once(" in ").and_then(|(_, end)| end.split_once(" s")).unwrap().0;
    let events_per_s = events as f64 / seconds.parse::<f64>().unwrap();
    RebuildReport { events_per_s, scan_events_per_s, peak_rss_mib, events }
}

/// Analyses at work side by side: a rating, then some typing, over and over; a pin now and then.
async fn write(data: &Path, analyses: usize, events: usize) {
    let options = RedbOptions { recent_bytes: 1024 * 1024, ..RedbOptions::default() };
    let log = RedbLog::open(data, options).unwrap();
    let catalogue = Arc::new(catalogue::load_default().unwrap());
    let mut writers: Vec<Writer> = (0..analyses).map(|_| Writer::new(&catalogue)).collect();
    let mut left = events;
    while 0 < left {
        let count = left.min(BATCH);
        for some in writers.chunks_mut(AT_ONCE) {
            let receipts: Vec<_> = some.iter_mut().map(|writer| writer.append(&log, count)).collect();
            for receipt in receipts {
                receipt.await.unwrap();
            }
        }
        left -= count;
    }
    log.close().await.unwrap();
}

struct Writer {
    sequence: Sequence,
    actor: ActorId,
    replica: ReplicaId,
    counter: u64,
    items: Vec<(etappe_protocol::id::ItemId, Vec<OptionCode>)>,
    begin: Option<AnalysisCreatedV1>,
}

impl Writer {
    fn new(catalogue: &Arc<Catalogue>) -> Self {
        let begin = AnalysisCreatedV1 {
            catalogue_key: catalogue.key.clone(),
            catalogue_edition: catalogue.edition,
            catalogue_hash: catalogue.hash().unwrap(),
        };
        Self {
            sequence: Sequence::new(StreamId(random::bytes()), Arc::clone(catalogue)),
            actor: ActorId(random::bytes()),
            replica: ReplicaId(random::bytes()),
            counter: 0,
            items: items(),
            begin: Some(begin),
        }
    }

    fn append(&mut self, log: &RedbLog, count: usize) -> etappe_server::event_log::Receipt {
        let expected = self.sequence.state().revision;
        let commits: Vec<_> = (0..count).map(|_| Arc::new(self.next())).collect();
        let stream = commits[0].stream;
        log.append(Append { stream, expected, commits, head: None })
    }

    fn next(&mut self) -> Commit {
        self.counter += 1;
        let number = usize::try_from(self.counter).unwrap();
        let (item, codes) = &self.items[number / 5 % self.items.len()];
        let seen: Revision = self.sequence.state().revision;
        let op = match self.begin.take() {
            Some(begin) => Op::CreateAnalysis(begin),
            None if number == 2 => Op::ConsentToEnrolment { cycle: CYCLE },
            None if number.is_multiple_of(2_500) => Op::PinMilestone {
                cycle: CYCLE,
                milestone: etappe_protocol::id::MilestoneId(1),
                closing: u32::try_from(number / 2_500).unwrap(),
                at_revision: seen,
                moment_ms: i64::try_from(number).unwrap() * MINUTE_MS,
            },
            None if number.is_multiple_of(5) => {
                Op::SetRating { item: item.clone(), answer: codes[number / 7 % codes.len()].clone(), seen }
            }
            None => {
                // A sentence grows and is taken back, so that no text grows for ever.
                let field = FieldAddress::reason(item.clone());
                let length = self.sequence.state().text(&field).chars().count();
                let length = u32::try_from(length).unwrap();
                let operation = if length < 40 {
                    Operation::splice(length, 0, "e")
                } else {
                    Operation::splice(0, length, "")
                };
                Op::EditText { field, operation }
            }
        };
        let op_id = OpId { replica: self.replica, counter: self.counter };
        let time_ms = i64::try_from(number).unwrap() * MINUTE_MS;
        self.sequence.judge_own(self.actor, op_id, op, time_ms, random::bytes()).unwrap()
    }
}

const CYCLE: StreamId = StreamId([3; 16]);

/// Reads everything once; number of events, and events a second.
async fn scan(data: &Path) -> (u64, f64) {
    let log = RedbLog::open(data, RedbOptions::default()).unwrap();
    let (start, mut after, mut events) = (Instant::now(), Position::default(), 0);
    loop {
        let page = log.scan(after, PAGE).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = *last;
        events += page.len() as u64;
    }
    let rate = events as f64 / start.elapsed().as_secs_f64();
    log.close().await.unwrap();
    (events, rate)
}
