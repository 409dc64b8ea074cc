//! All streams that are loaded. Loading happens once however many ask; a failed load is not remembered.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::frame::Failure;
use etappe_protocol::id::StreamId;
use tokio::sync::{OnceCell, broadcast, watch};
use tracing::{debug, error};

use super::handle::StreamHandle;
use super::load::{self, LoadError};
use super::sequencer::{Sequencer, SequencerParts};
use crate::clock::Clock;
use crate::event_log::SharedLog;
use crate::snapshot::SnapshotStore;
use crate::spawn;

/// The installed questionnaires, by key and edition.
#[derive(Clone, Debug, Default)]
pub struct Catalogues {
    editions: BTreeMap<(String, u32), Arc<Catalogue>>,
    /// The one that was added first.
    standard: Option<Arc<Catalogue>>,
}

impl Catalogues {
    /// Adds an edition.
    pub fn add(&mut self, catalogue: Catalogue) {
        let catalogue = Arc::new(catalogue);
        self.editions.insert((catalogue.key.clone(), catalogue.edition), Arc::clone(&catalogue));
        self.standard.get_or_insert(catalogue);
    }

    /// An edition.
    #[must_use]
    pub fn get(&self, key: &str, edition: u32) -> Option<Arc<Catalogue>> {
        self.editions.get(&(key.to_owned(), edition)).cloned()
    }

    /// What begins without a choice begins with this one.
    #[must_use]
    pub fn standard(&self) -> Option<Arc<Catalogue>> {
        self.standard.clone()
    }
}

/// How streams live.
#[derive(Clone, Copy, Debug)]
pub struct StreamsConfig {
    /// Time without followers after which a stream is put away.
    pub idle: Duration,
    /// Commits between two stored snapshots.
    pub snapshot_every: u64,
}

impl Default for StreamsConfig {
    fn default() -> Self {
        Self { idle: Duration::from_secs(120), snapshot_every: 2_000 }
    }
}

/// The loaded streams.
pub struct Streams {
    log: SharedLog,
    snapshots: Arc<dyn SnapshotStore>,
    catalogues: Arc<Catalogues>,
    clock: Clock,
    config: StreamsConfig,
    loaded: Mutex<HashMap<StreamId, Slot>>,
    /// Says that a team's tie to a cycle has changed.
    ties: broadcast::Sender<Tie>,
    /// Sequencers hold a receiver while they run; draining waits for the last.
    stop: watch::Sender<bool>,
}

/// Ties that a follower may be behind before it has to look at all of them.
const TIES: usize = 256;

/// A team has agreed to a cycle, left it, or changed what its coordinators may see; durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Whose word it is.
    pub analysis: StreamId,
    /// About which cycle.
    pub cycle: StreamId,
}

/// The number tells two loads of one stream apart, so that an ending sequencer never removes its successor.
type Slot = Arc<OnceCell<StreamHandle>>;

impl Streams {
    /// No stream loaded yet.
    #[must_use]
    pub fn new(
        log: SharedLog,
        snapshots: Arc<dyn SnapshotStore>,
        catalogues: Arc<Catalogues>,
        clock: Clock,
        config: StreamsConfig,
    ) -> Arc<Self> {
        let (stop, _) = watch::channel(false);
        Arc::new(Self {
            log,
            snapshots,
            catalogues,
            clock,
            config,
            loaded: Mutex::default(),
            ties: broadcast::channel(TIES).0,
            stop,
        })
    }

    /// The log behind the streams.
    #[must_use]
    pub fn log(&self) -> &SharedLog {
        &self.log
    }

    /// The installed questionnaires.
    #[must_use]
    pub fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }

    /// Where the time comes from.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Ties that change from now on. A broadcast is a hint: what was missed is seen by looking.
    #[must_use]
    pub fn ties(&self) -> broadcast::Receiver<Tie> {
        self.ties.subscribe()
    }

    /// A handle to the stream, loading it if needed.
    ///
    /// # Errors
    /// [`LoadError`]; the next call tries again.
    pub async fn open(self: &Arc<Self>, stream: StreamId) -> Result<StreamHandle, LoadError> {
        loop {
            let slot = Arc::clone(self.lock().entry(stream).or_default());
            let load = async {
                // Who waited here while another's load failed holds a slot that nobody else will find: two
                // sequencers would judge one stream.
                if !self.holds(stream, &slot) {
                    return Err(None);
                }
                // Forgotten before the next in line begins, for the same reason.
                self.start(stream, &slot).await.inspect_err(|_| self.forget(stream, &slot)).map_err(Some)
            };
            match slot.get_or_try_init(|| load).await {
                Ok(handle) => return Ok(handle.clone()),
                Err(None) => {}
                Err(Some(error)) => {
                    match &error {
                        LoadError::Unknown => debug!(stream.id = %stream, "unknown stream"),
                        _ => error!(stream.id = %stream, %error, "stream cannot be loaded"),
                    }
                    return Err(error);
                }
            }
        }
    }

    /// People in a stream now; nobody is in one that is not loaded, and it is not loaded for this.
    #[must_use]
    pub fn here(&self, stream: StreamId) -> usize {
        let slot = self.lock().get(&stream).cloned();
        slot.and_then(|slot| slot.get().map(|handle| handle.feed.here())).unwrap_or(0)
    }

    /// Asks every sequencer to finish what it has and waits until all have ended.
    pub async fn drain(&self) {
        self.stop.send_replace(true);
        self.stop.closed().await;
    }

    async fn start(self: &Arc<Self>, stream: StreamId, slot: &Slot) -> Result<StreamHandle, LoadError> {
        let loaded = load::load(self.log.as_ref(), self.snapshots.as_ref(), &self.catalogues, stream).await?;
        let parts = SequencerParts {
            stream,
            loaded,
            log: Arc::clone(&self.log),
            snapshots: Arc::clone(&self.snapshots),
            clock: self.clock.clone(),
            config: self.config,
            ties: self.ties.clone(),
            stop: self.stop.subscribe(),
        };
        let (handle, sequencer) = Sequencer::new(parts);
        let (streams, slot, feed) = (Arc::clone(self), Arc::downgrade(slot), Arc::clone(&handle.feed));
        let forget = move || {
            if let Some(slot) = slot.upgrade() {
                streams.forget(stream, &slot);
            }
        };
        let running = spawn::task(sequencer.run(forget.clone()));
        spawn::task(async move {
            // A defect in judging one analysis must not keep it closed until the server is started again.
            if let Err(error) = running.await {
                error!(stream.id = %stream, %error, "stream broke, to be loaded anew");
                forget();
                feed.end(Failure::Unavailable);
            }
        });
        Ok(handle)
    }

    fn forget(&self, stream: StreamId, slot: &Slot) {
        let mut loaded = self.lock();
        if loaded.get(&stream).is_some_and(|current| Arc::ptr_eq(current, slot)) {
            loaded.remove(&stream);
        }
    }

    fn holds(&self, stream: StreamId, slot: &Slot) -> bool {
        self.lock().get(&stream).is_some_and(|current| Arc::ptr_eq(current, slot))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StreamId, Slot>> {
        // Nothing inside panics half-way through a change.
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
