//! What a board shows, and since when: so that everybody is sent only what they do not have.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::civil::CivilDate;
use etappe_protocol::codec;
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use etappe_protocol::limits;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{BoardUpdate, TeamLine};

/// Room for the notes of a cycle in an update, in bytes; the newest go first, all of them are in the cycle's own view.
const NOTES_BYTES: usize = 32 * 1024;

/// A board at one moment. Every part knows the version that it was last changed in.
#[derive(Clone, Debug)]
pub(in crate::projection) struct BoardState {
    version: u64,
    as_of_ms: i64,
    today: CivilDate,
    revision: Revision,
    cycle: (u64, Arc<CycleState>),
    lines: BTreeMap<StreamId, (u64, Arc<TeamLine>)>,
    gone: BTreeMap<StreamId, u64>,
}

impl BoardState {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            version: 0,
            as_of_ms: 0,
            today: CivilDate::from_days(0),
            revision: Revision::ZERO,
            cycle: (0, Arc::default()),
            lines: BTreeMap::new(),
            gone: BTreeMap::new(),
        }
    }

    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    pub(super) const fn as_of_ms(&self) -> i64 {
        self.as_of_ms
    }

    pub(super) const fn revision(&self) -> Revision {
        self.revision
    }

    /// Begins a new version.
    pub(super) const fn turn(&mut self, as_of_ms: i64, today: CivilDate) {
        self.version += 1;
        self.as_of_ms = as_of_ms;
        self.today = today;
    }

    pub(super) fn set_cycle(&mut self, revision: Revision, cycle: &CycleState) {
        self.revision = revision;
        self.cycle = (self.version, Arc::new(with_few_notes(cycle)));
    }

    pub(super) fn has_line(&self, analysis: StreamId) -> bool {
        self.lines.contains_key(&analysis)
    }

    /// Puts a line in its place; true when it is not the one that was there.
    pub(super) fn set_line(&mut self, line: TeamLine) -> bool {
        let analysis = line.analysis;
        if self.lines.get(&analysis).is_some_and(|(_, before)| **before == line) {
            return false;
        }
        self.gone.remove(&analysis);
        self.lines.insert(analysis, (self.version, Arc::new(line)));
        true
    }

    /// Takes away the lines that `stays` does not want; true when there were any.
    pub(super) fn retain(&mut self, stays: impl Fn(StreamId) -> bool) -> bool {
        let gone: Vec<_> = self.lines.keys().copied().filter(|analysis| !stays(*analysis)).collect();
        for analysis in &gone {
            self.lines.remove(analysis);
            self.gone.insert(*analysis, self.version);
        }
        !gone.is_empty()
    }

    /// What has changed behind a version, in updates that fit a frame each; at least one.
    pub(super) fn since(&self, seen: u64) -> Vec<BoardUpdate> {
        let (cycle_version, cycle) = &self.cycle;
        let mut update = self.empty();
        update.cycle = (seen < *cycle_version).then(|| CycleState::clone(cycle));
        // Whoever has nothing yet has nothing to take away.
        let gone = self.gone.iter().filter(|(_, version)| 0 < seen && seen < **version);
        update.gone = gone.map(|(analysis, _)| *analysis).collect();
        let mut updates = Vec::new();
        let mut bytes = update.cycle.as_ref().map_or(0, length);
        for (version, line) in self.lines.values() {
            if *version <= seen {
                continue;
            }
            let length = length(line.as_ref());
            if limits::FRAME_FILL_BYTES < bytes + length && !update.teams.is_empty() {
                updates.push(std::mem::replace(&mut update, self.empty()));
                bytes = 0;
            }
            bytes += length;
            update.teams.push(TeamLine::clone(line));
        }
        updates.push(update);
        updates
    }

    fn empty(&self) -> BoardUpdate {
        BoardUpdate {
            as_of_ms: self.as_of_ms,
            today: self.today,
            revision: self.revision,
            cycle: None,
            teams: Vec::new(),
            gone: Vec::new(),
        }
    }
}

fn length<T: serde::Serialize + ?Sized>(part: &T) -> usize {
    codec::encode(part).map_or(0, |bytes| bytes.len())
}

/// The cycle with as many of its newest notes as there is room for.
fn with_few_notes(cycle: &CycleState) -> CycleState {
    let mut newest: Vec<_> = cycle.notes.iter().collect();
    newest.sort_by_key(|(_, note)| std::cmp::Reverse(note.sent.revision));
    let mut bytes = 0;
    let fits = newest.into_iter().take_while(|(_, note)| {
        bytes += note.text.len();
        bytes <= NOTES_BYTES
    });
    let notes = fits.map(|(id, note)| (*id, note.clone())).collect();
    CycleState { notes, ..cycle.clone() }
}
