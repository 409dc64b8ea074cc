//! Pins follow closings: every analysis that takes part keeps, for every closing of the cycle that holds or ever held,
//! the point of its own history at that moment.

use std::time::Duration;

use etappe_protocol::analysis::PinKey;
use etappe_protocol::cycle::{Closing, CycleState, Participation};
use etappe_protocol::id::StreamId;
use etappe_protocol::rejection::Rejection;
use futures_util::StreamExt;
use futures_util::stream;
use tokio::time::timeout;
use tracing::{error, warn};

use super::{Programme, ProgrammeError, derive};
use crate::stream::PinRequest;

/// Analyses looked after at once: enough to share a disk's commits, few enough to leave room for people.
const AT_ONCE: usize = 16;
/// Time for one analysis; it must not keep the others waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// What came of looking after a cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Analyses that take part and lack a pin.
    pub pins_missing: u32,
    /// Analyses that could not be looked after, those that are only invited included.
    pub left_over: u32,
}

impl Programme {
    /// Brings a cycle and its teams together: follows what teams have said, and makes the pins that are missing.
    ///
    /// # Errors
    /// [`ProgrammeError`] when the cycle itself cannot be read; [`Rejection::NotListed`] when there is none.
    pub async fn settle(&self, cycle: StreamId) -> Result<Settled, ProgrammeError> {
        let held = self.cycle(cycle).await?.ok_or(Rejection::NotListed)?;
        let state = &held.state;
        let teams = state.participations.keys().copied();
        let settled = stream::iter(teams).map(|analysis| async move {
            match self.settle_team(cycle, analysis).await {
                Ok(true) | Err(ProgrammeError::Refused(_)) => Settled::default(),
                Ok(false) => Settled { pins_missing: 1, left_over: 1 },
                Err(error) => {
                    error!(stream.id = %analysis, cycle.id = %cycle, %error, "analysis cannot be looked after");
                    let owes = state.is_enrolled(analysis) && state.was_closed();
                    Settled { pins_missing: u32::from(owes), left_over: 1 }
                }
            }
        });
        let mut settled = settled.buffer_unordered(AT_ONCE);
        let mut all = Settled::default();
        while let Some(one) = settled.next().await {
            all.pins_missing = all.pins_missing.saturating_add(one.pins_missing);
            all.left_over = all.left_over.saturating_add(one.left_over);
        }
        Ok(all)
    }

    /// As [`Self::settle`], for one team; `false` when pins are missing still. Gives up after a while, so that nobody
    /// waits for it in vain.
    pub(super) async fn settle_team(
        &self,
        cycle: StreamId,
        analysis: StreamId,
    ) -> Result<bool, ProgrammeError> {
        let work = async {
            let held = self.tie(cycle, analysis).await?;
            self.pin_all(cycle, analysis, &held.state).await
        };
        timeout(PATIENCE, work).await.map_err(|_| ProgrammeError::Late)?
    }

    async fn pin_all(
        &self,
        cycle: StreamId,
        analysis: StreamId,
        state: &CycleState,
    ) -> Result<bool, ProgrammeError> {
        let Some(Participation::Enrolled(enrolled)) = state.participations.get(&analysis) else {
            return Ok(true);
        };
        if !state.was_closed() {
            return Ok(true);
        }
        let known = self.analysis(analysis).await?;
        let mut is_complete = true;
        for (milestone, planned) in &state.milestones {
            for (closing, closed) in (1..).zip(&planned.closings) {
                let key = PinKey { cycle, milestone: *milestone, closing };
                let is_late = closed.closed.revision < enrolled.revision;
                if known.pins.contains_key(&key) || is_late && !self.had_begun(analysis, closed).await? {
                    continue;
                }
                let request = PinRequest {
                    actor: closed.closed.actor,
                    op_id: derive::pin(cycle, *milestone, closing, analysis),
                    cycle,
                    milestone: *milestone,
                    closing,
                    moment_ms: closed.moment_ms,
                };
                match self.pin(analysis, request).await {
                    // The team has left meanwhile, or another one was faster.
                    Ok(_)
                    | Err(ProgrammeError::Refused(Rejection::AlreadyExists | Rejection::NotEnrolled)) => {}
                    Err(ProgrammeError::Refused(rejection)) => {
                        warn!(stream.id = %analysis, cycle.id = %cycle, %rejection, "pin refused");
                    }
                    Err(error) => {
                        warn!(stream.id = %analysis, cycle.id = %cycle, %error, "pin not made");
                        is_complete = false;
                    }
                }
            }
        }
        Ok(is_complete)
    }

    /// Whether there was anything to keep of an analysis when a milestone was closed.
    async fn had_begun(&self, analysis: StreamId, closing: &Closing) -> Result<bool, ProgrammeError> {
        Ok(self.began_ms(analysis).await?.is_some_and(|began_ms| began_ms <= closing.moment_ms))
    }
}
