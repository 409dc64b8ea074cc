//! Commits on their way to the disk.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use etappe_protocol::commit::Commit;
use etappe_protocol::id::OpId;

use crate::event_log::{AppendError, Receipt};

/// Bytes that may be on their way to a disk that does not answer; beyond that, sessions wait.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// What a commit takes besides its body, roughly.
const COMMIT_BYTES: usize = 256;

/// Appends that are not answered yet, in order.
#[derive(Debug, Default)]
pub(super) struct Pending {
    appends: VecDeque<(Receipt, Vec<Arc<Commit>>)>,
    bytes: usize,
}

impl Pending {
    pub(super) fn push(&mut self, receipt: Receipt, commits: Vec<Arc<Commit>>) {
        self.bytes += bytes(&commits);
        self.appends.push_back((receipt, commits));
    }

    /// Whether more may be judged before the disk has answered.
    pub(super) const fn has_room(&self) -> bool {
        self.bytes < MOST_BYTES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.appends.is_empty()
    }

    /// The commit that `op_id` became, if it is on its way.
    pub(super) fn find(&self, op_id: OpId) -> Option<&Arc<Commit>> {
        self.appends.iter().flat_map(|(_, commits)| commits).find(|commit| commit.op_id == op_id)
    }

    /// Everything on its way, in order.
    pub(super) fn commits(&self) -> impl DoubleEndedIterator<Item = &Arc<Commit>> {
        self.appends.iter().flat_map(|(_, commits)| commits)
    }

    /// Waits for the next answer, then takes all that are there: what became durable together is told together.
    ///
    /// Never ready while nothing is pending. Safe to drop between polls.
    pub(super) async fn durable(&mut self) -> Result<Vec<Arc<Commit>>, AppendError> {
        let mut durable = poll_fn(|context| self.poll_first(context)).await?;
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(more) = self.poll_first(&mut context) {
            durable.extend(more?);
        }
        Ok(durable)
    }

    fn poll_first(&mut self, context: &mut Context<'_>) -> Poll<Result<Vec<Arc<Commit>>, AppendError>> {
        let Some((receipt, _)) = self.appends.front_mut() else { return Poll::Pending };
        match Pin::new(receipt).poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) => {
                let commits = self.appends.pop_front().map(|(_, commits)| commits).unwrap_or_default();
                self.bytes -= bytes(&commits);
                Poll::Ready(Ok(commits))
            }
        }
    }
}

fn bytes(commits: &[Arc<Commit>]) -> usize {
    commits.iter().map(|commit| COMMIT_BYTES + commit.body.len()).sum()
}
