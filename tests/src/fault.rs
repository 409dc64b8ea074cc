//! A machine with disks that lose power and fail: storage for redb in memory.
//!
//! A disk tells what has been synced from what has only been written. When the power goes, every write since the last
//! sync of its disk may be there, or not, or in part, and in any order.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// Bytes that a disk writes as a whole.
const SECTOR: usize = 512;

/// A small generator of repeatable randomness (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(
    /// The seed, then the state.
    pub u64,
);

impl Dice {
    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap_or(0)
    }
}

/// What goes wrong, counted in I/O calls of the whole machine from 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// The power goes during this call.
    pub cut_at: Option<u64>,
    /// This call fails, and with `fail_for_good` every later one.
    pub fail_at: Option<u64>,
    /// Whether the failure lasts.
    pub fail_for_good: bool,
    /// Syncing does nothing, as on a disk that lies.
    pub syncs_lie: bool,
}

/// A machine with two disks that share their fate.
#[derive(Debug)]
pub struct Machine(Mutex<State>);

#[derive(Debug)]
struct State {
    disks: [Platter; 2],
    plan: Plan,
    calls: u64,
    off: bool,
}

#[derive(Clone, Debug, Default)]
struct Platter {
    /// What a reader sees.
    live: Vec<u8>,
    /// What survives for certain.
    synced: Vec<u8>,
    /// What was written since.
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Length(usize),
    Bytes(usize, Vec<u8>),
}

impl Machine {
    /// A machine with empty disks.
    #[must_use]
    pub fn new(plan: Plan) -> Arc<Self> {
        Self::with(Default::default(), plan)
    }

    fn with(disks: [Platter; 2], plan: Plan) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { disks, plan, calls: 0, off: false })))
    }

    /// One of its disks; `fresh` empties it first.
    #[must_use]
    pub fn disk(self: &Arc<Self>, index: usize, fresh: bool) -> Disk {
        if fresh {
            self.lock().disks[index] = Platter::default();
        }
        Disk { machine: Arc::clone(self), index }
    }

    /// Whether the power is off.
    pub fn is_off(&self) -> bool {
        self.lock().off
    }

    /// I/O calls so far.
    pub fn calls(&self) -> u64 {
        self.lock().calls
    }

    /// The machine after the power came back, with unsynced writes dropped, torn and reordered by the dice.
    #[must_use]
    pub fn after_power_loss(&self, dice: &mut Dice, plan: Plan) -> Arc<Self> {
        let disks = self.lock().disks.clone().map(|platter| platter.after_power_loss(dice));
        Self::with(disks, plan)
    }

    /// The machine after the process was killed: the system still writes what it was given.
    #[must_use]
    pub fn after_kill(&self, plan: Plan) -> Arc<Self> {
        Self::with(self.lock().disks.clone(), plan)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Platter {
    fn after_power_loss(self, dice: &mut Dice) -> Self {
        let (mut content, mut changes) = (self.synced, self.unsynced);
        // Now and then everything or nothing arrived; mostly some of it, in some order.
        let fate = dice.below(8);
        if 1 < fate {
            for index in (1..changes.len()).rev() {
                changes.swap(index, dice.below(index + 1));
            }
        }
        for change in changes {
            match (fate, dice.below(4)) {
                (0, _) => {}
                (1, _) | (_, 0 | 1) => change.apply(&mut content),
                (_, 2) => change.tear(dice).apply(&mut content),
                _ => {}
            }
        }
        Self { live: content.clone(), synced: content, unsynced: Vec::new() }
    }

    fn change(&mut self, change: Change) {
        change.clone().apply(&mut self.live);
        self.unsynced.push(change);
    }

    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.apply(&mut self.synced);
        }
    }
}

impl Change {
    fn apply(self, content: &mut Vec<u8>) {
        match self {
            Self::Length(length) => content.resize(length, 0),
            Self::Bytes(offset, bytes) => {
                let end = offset + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[offset..end].copy_from_slice(&bytes);
            }
        }
    }

    /// Only some sectors of it arrive.
    fn tear(self, dice: &mut Dice) -> Self {
        match self {
            Self::Length(_) => self,
            Self::Bytes(offset, bytes) => {
                let sectors = bytes.len().div_ceil(SECTOR);
                let from = dice.below(sectors + 1) * SECTOR;
                let to = (dice.below(sectors + 1) * SECTOR).min(bytes.len());
                let (from, to) = (from.min(to), from.max(to).min(bytes.len()));
                Self::Bytes(offset + from, bytes[from..to].to_vec())
            }
        }
    }
}

/// A disk of a [`Machine`].
#[derive(Clone, Debug)]
pub struct Disk {
    machine: Arc<Machine>,
    index: usize,
}

impl Disk {
    fn call<T>(&self, work: impl FnOnce(&mut Platter, Plan, bool) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.machine.lock();
        if state.off {
            return Err(io::Error::other("the power is off"));
        }
        state.calls += 1;
        let (plan, calls) = (state.plan, state.calls);
        let cut = plan.cut_at == Some(calls);
        let fails = plan.fail_at.is_some_and(|at| at == calls || plan.fail_for_good && at < calls);
        state.off = cut;
        if fails {
            return Err(io::Error::other("the disk fails"));
        }
        let done = work(&mut state.disks[self.index], plan, cut);
        if cut { Err(io::Error::other("the power went")) } else { done }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        self.call(|platter, _, _| Ok(platter.live.len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.call(|platter, _, _| {
            let offset = usize::try_from(offset).map_err(io::Error::other)?;
            let bytes = platter.live.get(offset..offset + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            out.copy_from_slice(bytes);
            Ok(())
        })
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).map_err(io::Error::other)?;
        self.call(|platter, _, _| {
            platter.change(Change::Length(length));
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.call(|platter, plan, cut| {
            // When the power goes during a sync, anything may have arrived.
            if !cut && !plan.syncs_lie {
                platter.sync();
            }
            Ok(())
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        self.call(|platter, _, _| {
            platter.change(Change::Bytes(offset, data.to_vec()));
            Ok(())
        })
    }
}
