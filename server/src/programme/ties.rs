//! A team's place in a cycle. The team's own word in its analysis leads; the cycle follows.

use std::sync::Arc;

use etappe_protocol::cycle::{CycleOp, CycleState, Participation};
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;

use super::{Programme, ProgrammeError, derive};
use crate::access::{AuditKind, Entry};
use crate::stream::{Held, Submitted};

/// What came of a team's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tied {
    /// Of the cycle.
    pub revision: Revision,
    /// Whether the point of a closing of before is not kept yet.
    pub lacks_pins: bool,
}

impl Programme {
    /// A team agrees to take part in a cycle that has invited it.
    ///
    /// # Errors
    /// [`ProgrammeError`]; [`Rejection::NotListed`] when there is no such cycle or it has not asked this team.
    pub async fn consent(
        self: &Arc<Self>,
        analysis: StreamId,
        cycle: StreamId,
        actor: ActorId,
        wish: OpId,
    ) -> Result<Tied, ProgrammeError> {
        let held = self.cycle(cycle).await?.ok_or(Rejection::NotListed)?;
        match held.state.participations.get(&analysis) {
            // Enrolled: this may be the repeat of the wish that did it.
            Some(Participation::Invited(_) | Participation::Enrolled(_)) => {}
            Some(Participation::Left(_)) | None => return Err(Rejection::NotListed.into()),
        }
        if held.state.archived.is_some() {
            return Err(Rejection::Archived.into());
        }
        let op_id = derive::of_wish(actor, wish);
        self.own(analysis, actor, op_id, Op::ConsentToEnrolment { cycle }).await?;
        self.settled_with(cycle, analysis).await
    }

    /// A team leaves a cycle.
    ///
    /// # Errors
    /// [`ProgrammeError`]; [`Rejection::NotEnrolled`] when it takes no part.
    pub async fn leave(
        self: &Arc<Self>,
        analysis: StreamId,
        cycle: StreamId,
        actor: ActorId,
        wish: OpId,
    ) -> Result<Tied, ProgrammeError> {
        let op_id = derive::of_wish(actor, wish);
        self.own(analysis, actor, op_id, Op::WithdrawEnrolment { cycle }).await?;
        self.settled_with(cycle, analysis).await
    }

    /// Somebody looks at a team's place in a cycle: a good time to see whether it is as it should be, also where the
    /// cycle does not know the team any more.
    pub async fn look_at_team(&self, cycle: StreamId, analysis: StreamId) {
        match self.settle_team(cycle, analysis).await {
            Ok(true) | Err(ProgrammeError::Refused(_)) => {}
            Ok(false) | Err(_) => self.due.add(cycle),
        }
    }

    async fn settled_with(
        self: &Arc<Self>,
        cycle: StreamId,
        analysis: StreamId,
    ) -> Result<Tied, ProgrammeError> {
        let is_complete = match self.settle_team(cycle, analysis).await {
            Ok(is_complete) => is_complete,
            Err(ProgrammeError::Refused(rejection)) => return Err(rejection.into()),
            // The team's word is durable, and the cycle will follow it.
            Err(error) => {
                self.due.add(cycle);
                return Err(error);
            }
        };
        if !is_complete {
            self.due.add(cycle);
        }
        let revision = self.cycles.held(cycle).await?.revision;
        Ok(Tied { revision, lacks_pins: !is_complete })
    }

    /// Lets the cycle follow what the team has said, wherever a crash or another way has left it behind. Gives what
    /// holds in the cycle then.
    pub(super) async fn tie(
        &self,
        cycle: StreamId,
        analysis: StreamId,
    ) -> Result<Arc<Held<CycleState>>, ProgrammeError> {
        // The cycle is looked at first: whoever is enrolled there had agreed before, so if the analysis does not say
        // so afterwards, it was taken back.
        let held = self.cycles.held(cycle).await?;
        let state = self.analysis(analysis).await?;
        let word = state.enrolments.get(&cycle).map(|enrolment| enrolment.consented);
        let Some(word) = word else { return Ok(held) };
        let (agrees, stamp) = (word.value, word.stamp);
        let op_id = derive::following(cycle, analysis, stamp.revision);
        let followed = match (held.state.participations.get(&analysis), agrees) {
            (Some(Participation::Enrolled(_)), true)
            | (Some(Participation::Invited(_) | Participation::Left(_)) | None, false) => return Ok(held),
            (Some(Participation::Enrolled(_)), false) => {
                self.cycles.submit_once(cycle, stamp.actor, op_id, CycleOp::Leave { analysis }).await
            }
            (Some(Participation::Invited(_)), true) => {
                self.cycles.submit_once(cycle, stamp.actor, op_id, CycleOp::Enrol { analysis }).await
            }
            // The invitation was taken back before the team was let in.
            (Some(Participation::Left(_)) | None, true) => {
                return self.undo(cycle, analysis, (stamp.actor, stamp.revision)).await;
            }
        };
        match followed.map_err(ProgrammeError::from) {
            Ok(Submitted { is_new: true, .. }) => {
                let kind = if agrees { AuditKind::Enrolled } else { AuditKind::Left };
                self.audit.note(Entry::of(stamp.actor, kind).at(cycle).to(analysis.0)).await;
            }
            // Another one has done it meanwhile, or the next look sees what has become of it.
            Ok(_) | Err(ProgrammeError::Refused(Rejection::AlreadyExists | Rejection::NotEnrolled)) => {}
            Err(ProgrammeError::Refused(Rejection::NotListed | Rejection::Archived)) => {
                return self.undo(cycle, analysis, (stamp.actor, stamp.revision)).await;
            }
            Err(error) => return Err(error),
        }
        Ok(self.cycles.held(cycle).await?)
    }

    /// Takes back a consent that the cycle does not want any more, so that the team does not seem to take part.
    async fn undo(
        &self,
        cycle: StreamId,
        analysis: StreamId,
        (actor, word): (ActorId, Revision),
    ) -> Result<Arc<Held<CycleState>>, ProgrammeError> {
        let op_id = derive::undoing(cycle, analysis, word);
        match self.own(analysis, actor, op_id, Op::WithdrawEnrolment { cycle }).await {
            Ok(_) | Err(ProgrammeError::Refused(Rejection::NotEnrolled)) => {}
            Err(error) => return Err(error),
        }
        Err(Rejection::NotListed.into())
    }
}
