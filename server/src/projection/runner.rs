//! The task that keeps the views up with the log: woken when something became durable, folding page by page.

use std::sync::Arc;
use std::time::Duration;

use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{error, info, warn};

use super::folded::Folded;
use super::milestones;
use super::shared::Shared;
use super::store::{SharedViews, ViewError, ViewKey};
use super::team::{Gap, TeamView};
use crate::clock::Clock;
use crate::event_log::{Position, ReadError, ReadLimit, SharedLog};
use crate::stream::Catalogues;

/// Shortest time between two looks at the log, unless somebody waits.
const PAUSE: Duration = Duration::from_millis(100);
/// Entries read at once.
const PAGE: ReadLimit = ReadLimit { commits: 1_024, bytes: 1024 * 1024 };
/// Entries between two checkpoints: at most so many are folded again after a crash.
const CHECKPOINT_EVERY: u64 = 16 * 1024;
/// Quiet time after which a checkpoint is made.
const IDLE: Duration = Duration::from_secs(5);
/// Teams that are held in memory behind a checkpoint, the latest first.
const KEEP: usize = 500;

/// Called with a cycle whose coordinators may replay more, or less, than before.
pub type OnGrant = Box<dyn Fn(StreamId) + Send + Sync>;

pub(super) struct Runner {
    pub(super) log: SharedLog,
    pub(super) store: SharedViews,
    pub(super) catalogues: Arc<Catalogues>,
    pub(super) clock: Clock,
    pub(super) shared: Arc<Shared>,
    pub(super) on_grant: OnGrant,
    /// Somebody waits for what is durable now.
    pub(super) hurry: Arc<Notify>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Why a round did not succeed.
enum Trouble {
    /// The log cannot be read.
    Log(ReadError),
    /// The store cannot be read.
    Store(ViewError),
    /// The views are not of this log.
    Gap(Gap),
    /// A row is not what it was when it was written.
    Row(ViewKey),
}

impl Runner {
    pub(super) async fn run(mut self) {
        self.begin().await;
        let mut durable = self.log.durable();
        let mut checkpoint = self.shared.folded().reached();
        let mut checkpoint_at = Instant::now() + IDLE;
        let mut stopping = false;
        loop {
            self.round(&mut durable).await;
            let reached = self.shared.folded().reached();
            let is_due = CHECKPOINT_EVERY <= reached.0.saturating_sub(checkpoint.0)
                || checkpoint_at <= Instant::now()
                || stopping;
            if is_due {
                if checkpoint < reached {
                    self.store_views().await;
                    checkpoint = reached;
                }
                checkpoint_at = Instant::now() + IDLE;
            }
            if stopping {
                return;
            }
            let moved = tokio::select! {
                biased;
                stopped = self.stop.wait_for(|stop| *stop) => { drop(stopped); stopping = true; false }
                moved = durable.changed() => match moved {
                    Ok(()) => true,
                    // The log is gone, and with it whatever could be folded.
                    Err(_) => return,
                },
                () = self.hurry.notified() => false,
                () = sleep_until(checkpoint_at) => false,
            };
            if moved {
                self.pause().await;
            }
        }
    }

    async fn pause(&mut self) {
        tokio::select! {
            biased;
            stopped = self.stop.wait_for(|stop| *stop) => drop(stopped),
            () = self.hurry.notified() => {}
            () = sleep(PAUSE) => {}
        }
    }

    /// Goes on from what is stored, or from the start.
    async fn begin(&self) {
        let folded = match self.restore().await {
            Ok(Some(folded)) => folded,
            Ok(None) => {
                self.clear().await;
                Folded::default()
            }
            Err(error) => {
                warn!(%error, "views cannot be read, they are made anew");
                self.clear().await;
                Folded::default()
            }
        };
        let reached = folded.reached();
        *self.shared.folded() = folded;
        // Known at once: whoever waits for what is durable now would wait for the next commit otherwise.
        self.shared.reach(reached);
    }

    async fn restore(&self) -> Result<Option<Folded>, ViewError> {
        let Some(reached) = self.store.reached().await? else { return Ok(None) };
        let (mut replays, mut after) = (Vec::new(), None);
        loop {
            let rows = self.store.page(ViewKey::replays(), after, 1_000).await?;
            let Some((last, _)) = rows.last() else { break };
            after = Some(last.clone());
            replays.extend(rows.iter().filter_map(|(key, _)| match ViewKey::decode(key)? {
                ViewKey::Replay(analysis, cycle) => Some((analysis, cycle)),
                ViewKey::Team(_) | ViewKey::Sheet(..) => None,
            }));
        }
        Ok(Some(Folded::stored(reached, replays)))
    }

    async fn clear(&self) {
        if let Err(error) = self.store.clear().await {
            error!(%error, "old views cannot be deleted");
        }
    }

    /// Folds everything that is durable.
    async fn round(&self, durable: &mut watch::Receiver<Position>) {
        let now_ms = self.clock.now_ms();
        let target = *durable.borrow_and_update();
        let mut fresh = 0;
        while self.shared.folded().reached() < target {
            match self.step().await {
                Ok(()) => {}
                Err(Trouble::Log(error)) => {
                    // The log says by itself that it is over; a damaged place is told at every start.
                    error!(%error, "the views stand still");
                    return;
                }
                Err(Trouble::Store(error)) => {
                    error!(%error, "the views stand still");
                    return;
                }
                Err(trouble @ (Trouble::Gap(_) | Trouble::Row(_))) => {
                    match trouble {
                        Trouble::Gap(gap) => warn!(%gap, "the views are made anew"),
                        Trouble::Row(key) => warn!(%key, "a damaged view; all are made anew"),
                        Trouble::Log(_) | Trouble::Store(_) => {}
                    }
                    fresh += 1;
                    if 1 < fresh {
                        error!("views made anew do not fit the log either");
                        return;
                    }
                    self.clear().await;
                    *self.shared.folded() = Folded::default();
                }
            }
        }
        self.shared.caught_up(now_ms);
    }

    /// One page of the log.
    async fn step(&self) -> Result<(), Trouble> {
        let reached = self.shared.folded().reached();
        let page = self.log.scan(reached, PAGE).await.map_err(Trouble::Log)?;
        let Some((last, _)) = page.last() else {
            return Err(Trouble::Log(ReadError::Unavailable("the log ends before its end".to_owned())));
        };
        let last = *last;
        let redacted = Folded::redacted(&page);
        let missing = self.shared.folded().missing(&page);
        for analysis in missing.into_iter().filter(|analysis| !redacted.contains_key(analysis)) {
            self.restore_team(analysis).await?;
        }
        for (analysis, before) in redacted {
            self.fold_again(analysis, before).await?;
        }
        let rest = self.shared.folded().fold(&page, &self.catalogues).map_err(Trouble::Gap)?;
        for (analysis, pin) in rest.pins {
            match milestones::state_at(self.log.as_ref(), analysis, pin.at_revision).await {
                Ok(state) => self.shared.folded().add_sheet(analysis, &pin, &state, &self.catalogues),
                Err(error @ ReadError::Unavailable(_)) => return Err(Trouble::Log(error)),
                Err(error @ ReadError::Damaged { .. }) => {
                    error!(stream.id = %analysis, %error, "no sheet");
                }
            }
        }
        self.shared.reach(last);
        rest.regranted.into_iter().for_each(&self.on_grant);
        Ok(())
    }

    /// Makes what is held of an analysis anew from the log, sheets included: its texts read differently now.
    async fn fold_again(&self, analysis: StreamId, upto: Revision) -> Result<(), Trouble> {
        let (mut team, mut pins) = (TeamView::default(), Vec::new());
        while team.state.revision < upto {
            let page = self.log.read(analysis, team.state.revision, ReadLimit::default()).await;
            let page = page.map_err(Trouble::Log)?;
            let before = team.state.revision;
            for commit in page.commits.iter().take_while(|commit| commit.revision <= upto) {
                pins.extend(team.fold(commit).map_err(Trouble::Gap)?);
            }
            if team.state.revision == before {
                break;
            }
        }
        self.shared.folded().restore(analysis, team);
        for pin in pins {
            let state = milestones::state_at(self.log.as_ref(), analysis, pin.at_revision).await;
            let state = state.map_err(Trouble::Log)?;
            self.shared.folded().add_sheet(analysis, &pin, &state, &self.catalogues);
        }
        Ok(())
    }

    async fn restore_team(&self, analysis: StreamId) -> Result<(), Trouble> {
        let key = ViewKey::Team(analysis);
        if let Some(bytes) = self.store.get(key).await.map_err(Trouble::Store)? {
            let team = TeamView::decode(&bytes).ok_or(Trouble::Row(key))?;
            self.shared.folded().restore(analysis, team);
        }
        Ok(())
    }

    async fn store_views(&self) {
        let (reached, changes) = {
            let folded = self.shared.folded();
            (folded.reached(), folded.changes())
        };
        let count = changes.len();
        match self.store.put(reached, changes).await {
            Ok(()) => {
                self.shared.folded().note_stored(KEEP);
                info!(views = count, "views stored");
            }
            // What is in memory is right; the next checkpoint tries again.
            Err(error) => error!(%error, "views cannot be stored"),
        }
    }
}
