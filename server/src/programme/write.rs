//! What coordinators decide about their cycle.

use std::sync::Arc;

use etappe_protocol::cycle::{CycleOp, Schedule};
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::rejection::Rejection;
use etappe_protocol::view::CycleWritten;

use super::{Programme, ProgrammeError, Settled, zone_name};
use crate::access::{AuditKind, Entry};
use crate::spawn;
use crate::stream::Submitted;

/// How far a browser's clock may be ahead of ours, in milliseconds; what it calls now is now.
const CLOCKS_DIFFER_MS: i64 = 60_000;

impl Programme {
    /// Hands in an op of a coordinator. A closing waits for the pins that can be made.
    ///
    /// # Errors
    /// [`ProgrammeError`].
    pub async fn write_cycle(
        self: &Arc<Self>,
        cycle: StreamId,
        actor: ActorId,
        wish: OpId,
        op: CycleOp,
    ) -> Result<CycleWritten, ProgrammeError> {
        let op = self.checked(cycle, op).await?;
        let Submitted { commit, is_new } = self.cycles.submit_once(cycle, actor, wish, op.clone()).await?;
        let entry = |kind| Entry::of(actor, kind).at(cycle);
        let (mut pins_missing, mut noted) = (0, None);
        match op {
            CycleOp::Close { milestone, closing, .. } => {
                noted =
                    Some(entry(AuditKind::MilestoneClosed).with(format!("{milestone}, closing {closing}")));
                pins_missing = self.pins_after(cycle).await;
            }
            CycleOp::Reopen { milestone, closing } => {
                noted =
                    Some(entry(AuditKind::MilestoneReopened).with(format!("{milestone}, closing {closing}")));
            }
            // A team that had agreed in this very moment has agreed to nothing.
            CycleOp::WithdrawInvitation { analysis } => self.look_at_team(cycle, analysis).await,
            CycleOp::Create(_)
            | CycleOp::Retitle { .. }
            | CycleOp::Schedule { .. }
            | CycleOp::RemoveMilestone { .. }
            | CycleOp::SetHomework { .. }
            | CycleOp::Invite { .. }
            | CycleOp::Enrol { .. }
            | CycleOp::Leave { .. }
            | CycleOp::SendNote { .. }
            | CycleOp::WithdrawNote { .. }
            | CycleOp::Archive
            | CycleOp::Unarchive => {}
        }
        // The repeat of a wish is no second deed.
        if let Some(noted) = noted.filter(|_| is_new) {
            self.audit.note(noted).await;
        }
        Ok(CycleWritten { revision: commit.revision, pins_missing })
    }

    /// Makes the pins, also when whoever closed the milestone does not wait for the answer.
    async fn pins_after(self: &Arc<Self>, cycle: StreamId) -> u32 {
        let programme = Arc::clone(self);
        let settled = spawn::task(async move {
            let settled = programme.settle(cycle).await;
            if settled != Ok(Settled::default()) {
                programme.due.add(cycle);
            }
            settled
        });
        if let Ok(Ok(settled)) = settled.await {
            return settled.pins_missing;
        }
        // Nothing is known of any of them.
        let enrolled = self.cycles.held(cycle).await.map_or(0, |held| held.state.enrolled().count());
        u32::try_from(enrolled).unwrap_or(u32::MAX)
    }

    /// What the pure judgement cannot know: zones, clocks, and what is the server's alone.
    async fn checked(&self, cycle: StreamId, op: CycleOp) -> Result<CycleOp, ProgrammeError> {
        match op {
            CycleOp::Create(_) | CycleOp::Enrol { .. } | CycleOp::Leave { .. } => {
                Err(Rejection::Forbidden.into())
            }
            CycleOp::Schedule { milestone, schedule, seen } => {
                let zone = zone_name(&schedule.zone).map_err(|_| Rejection::UnknownOption)?;
                Ok(CycleOp::Schedule { milestone, schedule: Schedule { zone, ..schedule }, seen })
            }
            CycleOp::Invite { analysis } => {
                let is_listed = self.installation().await?.state.analyses.contains_key(&analysis);
                if is_listed { Ok(op) } else { Err(Rejection::NotListed.into()) }
            }
            CycleOp::Close { milestone, moment_ms, closing } => {
                let moment_ms = self.moment_ms(cycle, moment_ms).await?;
                Ok(CycleOp::Close { milestone, moment_ms, closing })
            }
            CycleOp::Retitle { .. }
            | CycleOp::RemoveMilestone { .. }
            | CycleOp::SetHomework { .. }
            | CycleOp::WithdrawInvitation { .. }
            | CycleOp::SendNote { .. }
            | CycleOp::WithdrawNote { .. }
            | CycleOp::Reopen { .. }
            | CycleOp::Archive
            | CycleOp::Unarchive => Ok(op),
        }
    }

    /// The moment of a closing: before now, so that nothing that is accepted from now on can carry it, and not before
    /// the cycle began.
    async fn moment_ms(&self, cycle: StreamId, wanted_ms: i64) -> Result<i64, ProgrammeError> {
        let now_ms = self.clock.now_ms();
        if now_ms.saturating_add(CLOCKS_DIFFER_MS) < wanted_ms {
            return Err(Rejection::OutOfRange.into());
        }
        let moment_ms = wanted_ms.min(now_ms.saturating_sub(1));
        let began_ms = self.began_ms(cycle).await?.ok_or(Rejection::NotListed)?;
        if moment_ms < began_ms { Err(Rejection::OutOfRange.into()) } else { Ok(moment_ms) }
    }
}
