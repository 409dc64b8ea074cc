//! The task of one board.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use etappe_protocol::civil::CivilDate;
use etappe_protocol::cycle::CycleState;
use etappe_protocol::frame::Failure;
use etappe_protocol::id::StreamId;
use etappe_protocol::limits;
use etappe_protocol::revision::Revision;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};
use tracing::error;

use super::state::BoardState;
use super::{Board, Sources};
use crate::projection::line::{LineInputs, granted, is_on_board, line};
use crate::projection::{ViewError, date, find_team};
use crate::stream::{Held, LedgerError};

/// Shortest time between two updates.
const PERIOD: Duration = Duration::from_millis(limits::VIEW_PERIOD_MS);
/// Lines put together anew after which the next update waits a period longer, up to [`LONGEST`]: a person cannot follow
/// a hundred teams four times a second, and the server has editors to serve.
const LINES_A_PERIOD: u32 = 25;
/// Longest time between two updates of a board on which much moves.
const LONGEST: Duration = Duration::from_secs(1);
/// Time between two looks at who is here.
const PRESENCE: Duration = Duration::from_secs(1);
/// Age of what is shown after which its time is told anew, although nothing has changed.
const REFRESH_MS: i64 = 10_000;

/// What a line was made from; when none of it has changed, neither has the line.
#[derive(Clone, PartialEq, Eq)]
struct Made {
    version: Option<u64>,
    revision: Revision,
    initiative: String,
    here: u32,
    today: CivilDate,
}

struct Task {
    sources: Sources,
    cycle: StreamId,
    state: BoardState,
    made: BTreeMap<StreamId, Made>,
    /// The time that was told last.
    told_ms: i64,
    /// Lines put together anew in this turn.
    lines: u32,
}

type HeldCycle = watch::Receiver<Option<Arc<Held<CycleState>>>>;

/// Runs until nobody looks, the server stops, or the cycle cannot be read.
pub(super) async fn run(sources: Sources, cycle: StreamId, board: Arc<Board>, forget: impl Fn(bool) -> bool) {
    let mut stop = sources.stop.clone();
    let mut task =
        Task { sources, cycle, state: BoardState::new(), made: BTreeMap::new(), told_ms: i64::MIN, lines: 0 };
    let ended = tokio::select! {
        biased;
        stopped = stop.wait_for(|stop| *stop) => { drop(stopped); Failure::Restarting }
        ended = task.serve(&board, &forget) => match ended {
            Ok(()) => return,
            Err(error) => {
                error!(stream.id = %cycle, %error, "board cannot be shown");
                Failure::Unreadable
            }
        },
    };
    forget(true);
    board.end(ended);
}

/// Why a board ends.
#[derive(Debug, thiserror::Error)]
enum BoardError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    View(#[from] ViewError),
}

impl Task {
    async fn serve(&mut self, board: &Board, forget: &impl Fn(bool) -> bool) -> Result<(), BoardError> {
        let mut progress = self.sources.shared.progress();
        // Nothing is shown before the views know what teams have taken back.
        if progress.wait_for(|progress| progress.caught_up_ms.is_some()).await.is_err() {
            return Ok(());
        }
        let mut cycle = self.sources.cycles.follow(self.cycle).await?;
        let mut came = true;
        loop {
            let begun = Instant::now();
            progress.borrow_and_update();
            let held = match current(&mut cycle) {
                Some(held) => held,
                None => {
                    cycle = self.sources.cycles.follow(self.cycle).await?;
                    sleep_until(begun + PERIOD).await;
                    continue;
                }
            };
            if self.turn(&held, came).await? {
                self.told_ms = self.state.as_of_ms();
                board.show(Arc::new(self.state.clone()));
            }
            if forget(false) {
                return Ok(());
            }
            came = tokio::select! {
                biased;
                () = board.came.notified() => true,
                _ = progress.changed() => false,
                // A stream that has to be loaded anew is followed anew.
                _ = cycle.changed() => false,
                () = sleep(PRESENCE) => false,
            };
            sleep_until(begun + pace(self.lines)).await;
        }
    }

    /// Looks at everything; true when there is something to show.
    async fn turn(&mut self, held: &Held<CycleState>, came: bool) -> Result<bool, BoardError> {
        let now_ms = self.sources.clock.now_ms();
        let as_of_ms = self.sources.shared.as_of_ms(now_ms).unwrap_or(now_ms);
        let today = date(now_ms);
        let installation = self.sources.installation.held(StreamId::INSTALLATION).await?;
        self.state.turn(as_of_ms, today);
        self.lines = 0;
        let mut changed = came || REFRESH_MS <= as_of_ms.saturating_sub(self.told_ms);
        if self.state.revision() != held.revision {
            self.state.set_cycle(held.revision, &held.state);
            changed = true;
        }
        let participations = &held.state.participations;
        changed |= self.state.retain(|analysis| participations.get(&analysis).is_some_and(is_on_board));
        for (analysis, _) in participations.iter().filter(|(_, participation)| is_on_board(participation)) {
            let analysis = *analysis;
            let initiative = installation.state.analyses.get(&analysis);
            let made = Made {
                version: self.sources.shared.folded().version_of(analysis),
                revision: held.revision,
                initiative: initiative.map_or_else(String::new, |listed| listed.initiative.clone()),
                here: u32::try_from(self.sources.streams.here(analysis)).unwrap_or(u32::MAX),
                today,
            };
            let is_same = self.made.get(&analysis).is_some_and(|before| {
                // A team that memory has let go has not changed since it did.
                let version = made.version.or(before.version);
                *before == Made { version, ..made.clone() }
            });
            if is_same && self.state.has_line(analysis) {
                continue;
            }
            self.lines += 1;
            changed |= self.make(analysis, &held.state, &made).await?;
            self.made.insert(analysis, made);
        }
        Ok(changed)
    }

    async fn make(
        &mut self,
        analysis: StreamId,
        cycle_state: &CycleState,
        made: &Made,
    ) -> Result<bool, BoardError> {
        let team = find_team(&self.sources.shared, &self.sources.store, analysis).await?.unwrap_or_default();
        let created = team.state.created.as_ref();
        let catalogue = created.and_then(|created| {
            self.sources.catalogues.get(&created.catalogue_key, created.catalogue_edition)
        });
        let inputs = LineInputs {
            analysis,
            cycle: self.cycle,
            cycle_state,
            team: &team,
            catalogue: catalogue.as_deref(),
            initiative: &made.initiative,
            here: made.here,
            today: made.today,
        };
        Ok(self.state.set_line(line(inputs, granted(self.cycle, cycle_state, analysis, &team.state))))
    }
}

/// Shortest time between an update with so many lines and the next.
fn pace(lines: u32) -> Duration {
    (PERIOD * (1 + lines / LINES_A_PERIOD)).min(LONGEST)
}

fn current(cycle: &mut HeldCycle) -> Option<Arc<Held<CycleState>>> {
    if cycle.has_changed().is_err() {
        return None;
    }
    cycle.borrow_and_update().clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_on_which_much_moves_is_put_together_more_slowly() {
        assert_eq!(pace(0), PERIOD);
        assert_eq!(pace(5), PERIOD);
        assert_eq!(pace(50), 3 * PERIOD);
        assert_eq!(pace(100), LONGEST);
        assert_eq!(pace(u32::MAX), LONGEST);
    }
}
