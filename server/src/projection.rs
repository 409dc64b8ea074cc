//! What is made from the log for those who look: numbers of teams, score sheets, boards. All of it is disposable; a
//! rebuild makes the same again. Projections never append.

mod activity;
mod board;
mod folded;
mod line;
mod milestones;
mod page;
mod rebuild;
mod runner;
mod shared;
mod store;
mod team;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use etappe_protocol::installation::InstallationState;
use etappe_protocol::score::ScoreSheet;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::error;

pub use activity::{Activity, date};
pub use board::{BoardWatch, Look};
pub use line::{LineInputs, granted, is_on_board, line};
pub use milestones::code as measure_code;
pub use page::{answers_view, lone_sheet, own_sheet, questions, sheet_for};
pub use rebuild::{Rebuild, RebuildError, RebuildReport};
pub use runner::OnGrant;
pub use store::{MemoryViews, SharedViews, VIEWS_FORMAT, ViewError, ViewKey, ViewStore};
pub use team::{Gap, TeamView};

use self::board::Boards;
use self::runner::Runner;
use self::shared::Shared;
use crate::access::Insight;
use crate::clock::Clock;
use crate::event_log::SharedLog;
use crate::spawn;
use crate::stream::{Catalogues, Ledgers, Streams};

/// Longest time that somebody waits for the views to catch up.
const PATIENCE: Duration = Duration::from_secs(5);

/// What projections are made from.
pub struct ProjectionParts {
    /// The truth.
    pub log: SharedLog,
    /// Where views are kept.
    pub store: SharedViews,
    /// The installed questionnaires.
    pub catalogues: Arc<Catalogues>,
    /// The live streams: who is here.
    pub streams: Arc<Streams>,
    /// The cycles.
    pub cycles: Arc<Ledgers<CycleState>>,
    /// The installation: who carries which analysis.
    pub installation: Arc<Ledgers<InstallationState>>,
    /// Where the time comes from.
    pub clock: Clock,
    /// Whom to tell that coordinators may replay more, or less, than before.
    pub on_grant: OnGrant,
}

/// All views, kept up with the log.
pub struct Projections {
    shared: Arc<Shared>,
    store: SharedViews,
    boards: Boards,
    hurry: Arc<Notify>,
    stop: watch::Sender<bool>,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl Projections {
    /// Begins to fold.
    #[must_use]
    pub fn start(parts: ProjectionParts) -> Arc<Self> {
        let ProjectionParts { log, store, catalogues, streams, cycles, installation, clock, on_grant } =
            parts;
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared::new(log.durable()));
        let hurry = Arc::new(Notify::new());
        let boards = Boards::new(board::Sources {
            shared: Arc::clone(&shared),
            store: Arc::clone(&store),
            catalogues: Arc::clone(&catalogues),
            streams,
            cycles,
            installation,
            clock: clock.clone(),
            stop: stopped.clone(),
        });
        let runner = Runner {
            log,
            store: Arc::clone(&store),
            catalogues,
            clock,
            shared: Arc::clone(&shared),
            on_grant,
            hurry: Arc::clone(&hurry),
            stop: stopped,
        };
        let running = Mutex::new(Some(spawn::task(runner.run())));
        Arc::new(Self { shared, store, boards, hurry, stop, running })
    }

    /// Waits until everything that is durable now is in the views, for a while; false when they are not so far.
    pub async fn catch_up(&self) -> bool {
        let target = self.shared.durable();
        let mut progress = self.shared.progress();
        self.hurry.notify_one();
        let there =
            progress.wait_for(|progress| target <= progress.reached && progress.caught_up_ms.is_some());
        matches!(timeout(PATIENCE, there).await, Ok(Ok(_)))
    }

    /// What the views know of an analysis; `None` for one that they do not know.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn team(&self, analysis: StreamId) -> Result<Option<Arc<TeamView>>, ViewError> {
        find_team(&self.shared, &self.store, analysis).await
    }

    /// The sheets of an analysis, in the order of cycle, milestone and closing.
    ///
    /// # Errors
    /// [`ViewError`]; also when a sheet is not what it was when it was written.
    pub async fn sheets(&self, analysis: StreamId) -> Result<Vec<ScoreSheet>, ViewError> {
        let fresh = self.shared.folded().sheets_of(analysis);
        // One analysis has few enough pins for one page.
        let limit = etappe_protocol::limits::PINS;
        let stored = self.store.page(ViewKey::sheets_of(analysis), None, limit).await?;
        let mut sheets: std::collections::BTreeMap<Vec<u8>, Vec<u8>> = stored.into_iter().collect();
        sheets.extend(fresh.into_iter().map(|(key, sheet)| (key.encode(), sheet)));
        let sheets = sheets.values().map(|bytes| ScoreSheet::decode(bytes));
        sheets.collect::<Result<_, _>>().map_err(|error| ViewError(error.to_string()))
    }

    /// Follows the board of a cycle; `wake` is notified when there is something to look at.
    #[must_use]
    pub fn watch(&self, cycle: StreamId, wake: Arc<Notify>) -> BoardWatch {
        self.boards.watch(cycle, wake)
    }

    /// Folds what is left, stores it, and ends.
    pub async fn close(&self) {
        self.stop.send_replace(true);
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running
            && let Err(error) = running.await
        {
            error!(%error, "the views' task broke");
        }
    }
}

impl Insight for Projections {
    fn replays(&self, cycles: &[StreamId], analysis: StreamId) -> bool {
        // What was granted before the last stop may have been taken back since: nothing is said before all is known.
        let is_known = self.shared.as_of_ms(0).is_some();
        is_known && self.shared.folded().replays(cycles, analysis)
    }
}

/// A team in memory or in the store.
async fn find_team(
    shared: &Shared,
    store: &SharedViews,
    analysis: StreamId,
) -> Result<Option<Arc<TeamView>>, ViewError> {
    let held = shared.folded().team(analysis);
    if held.is_some() {
        return Ok(held);
    }
    let Some(bytes) = store.get(ViewKey::Team(analysis)).await? else { return Ok(None) };
    let damaged = || ViewError(format!("{} is damaged", ViewKey::Team(analysis)));
    TeamView::decode(&bytes).map(|team| Some(Arc::new(team))).ok_or_else(damaged)
}
