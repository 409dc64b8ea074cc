//! Answers that the sequencer owes to the server itself. Each waits until what it speaks of is durable.

use std::collections::VecDeque;
use std::sync::Arc;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::commit::Commit;
use etappe_protocol::revision::Revision;
use tokio::sync::oneshot;

use super::handle::OwnAnswer;

/// An answer that is ready.
#[derive(Debug)]
pub(super) enum Answer {
    /// An op became this commit.
    Commit(OwnAnswer, Arc<Commit>),
    /// The state was read.
    State(oneshot::Sender<Arc<AnalysisState>>, Arc<AnalysisState>),
}

/// Answers in the order of the revisions that they wait for.
#[derive(Debug, Default)]
pub(super) struct Owed(VecDeque<(Revision, Answer)>);

impl Owed {
    /// Adds an answer that waits for `revision`; revisions never fall, because each is the head of its moment.
    pub(super) fn push(&mut self, revision: Revision, answer: Answer) {
        self.0.push_back((revision, answer));
    }

    /// Gives every answer that speaks of nothing beyond `durable`. Whoever has gone meanwhile does not need it.
    pub(super) fn settle(&mut self, durable: Revision) {
        while self.0.front().is_some_and(|(revision, _)| *revision <= durable) {
            match self.0.pop_front() {
                Some((_, Answer::Commit(answer, commit))) => drop(answer.send(Ok(commit))),
                Some((_, Answer::State(answer, state))) => drop(answer.send(state)),
                None => {}
            }
        }
    }
}
