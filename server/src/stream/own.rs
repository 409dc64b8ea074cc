//! Ops of the server itself on an analysis: made at the head, answered when durable, harmless when repeated.

use std::sync::Arc;

use etappe_protocol::commit::Commit;
use etappe_protocol::id::{ActorId, OpId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;

use super::handle::{OwnAnswer, OwnError, PinRequest};
use super::owed::Answer;
use super::sequencer::Sequencer;
use crate::event_log::{ReadError, ReadLimit};
use crate::random;

impl Sequencer {
    pub(super) async fn on_own(&mut self, actor: ActorId, op_id: OpId, op: Op, answer: OwnAnswer) {
        let judged = match self.known(op_id).await {
            Ok(Some(known)) => Ok(known),
            Ok(None) => self
                .sequence
                .judge_own(actor, op_id, op, self.clock.now_ms(), random::bytes())
                .map(|commit| {
                    let commit = Arc::new(commit);
                    self.burst.push(Arc::clone(&commit));
                    commit
                })
                .map_err(OwnError::Rejected),
            Err(error) => Err(error.into()),
        };
        match judged {
            Ok(commit) => {
                // Waits for the head: answers are given in the order of their revisions.
                self.owed.push(self.sequence.state().revision, Answer::Commit(answer, commit));
                self.owed.settle(self.feed.durable());
            }
            // A refusal speaks of what was accepted before it; the caller acts on its own op only.
            Err(error) => drop(answer.send(Err(error))),
        }
    }

    pub(super) async fn on_pin(&mut self, request: PinRequest, answer: OwnAnswer) {
        let PinRequest { actor, op_id, cycle, milestone, closing, moment_ms } = request;
        match self.at_moment(moment_ms).await {
            Ok(at_revision) => {
                let op = Op::PinMilestone { cycle, milestone, closing, at_revision, moment_ms };
                self.on_own(actor, op_id, op, answer).await;
            }
            Err(error) => drop(answer.send(Err(error.into()))),
        }
    }

    /// The commit that `op_id` became, on its way or stored.
    async fn known(&self, op_id: OpId) -> Result<Option<Arc<Commit>>, ReadError> {
        if self.sequence.replicas().get(&op_id.replica).is_none_or(|mark| mark.counter < op_id.counter) {
            return Ok(None);
        }
        let on_the_way =
            self.burst.iter().find(|commit| commit.op_id == op_id).or_else(|| self.pending.find(op_id));
        match on_the_way {
            Some(commit) => Ok(Some(Arc::clone(commit))),
            None => Ok(self.log.find_op(self.stream, op_id).await?.map(Arc::new)),
        }
    }

    /// The last commit at or before a moment; zero when there is none. Times never fall within a stream.
    async fn at_moment(&self, moment_ms: i64) -> Result<Revision, ReadError> {
        let state = self.sequence.state();
        if state.time_ms <= moment_ms {
            return Ok(state.revision);
        }
        let on_the_way = self.burst.iter().rev().chain(self.pending.commits().rev());
        for commit in on_the_way {
            if commit.time_ms <= moment_ms {
                return Ok(commit.revision);
            }
        }
        // Everything else is durable: the first commit after the moment lies in (low, high].
        let (mut low, mut high) = (0, self.feed.durable().0.saturating_add(1));
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            let limit = ReadLimit { commits: 1, bytes: 1 };
            let page = self.log.read(self.stream, Revision(middle - 1), limit).await?;
            let at_or_before = page.commits.first().is_some_and(|commit| commit.time_ms <= moment_ms);
            if at_or_before { low = middle } else { high = middle }
        }
        Ok(Revision(low))
    }
}
