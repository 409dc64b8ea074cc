//! Where a replica's edits and everybody else's meet, seen from both sides.

use std::collections::VecDeque;

use super::operation::Operation;
use super::transform::transform;
use crate::revision::Revision;

/// The others' commits on one field that one replica has not seen, in log order, each as it applies after all that
/// the replica itself has sent.
#[derive(Clone, Debug, Default)]
pub struct Bridge {
    entries: VecDeque<(Revision, Operation)>,
}

impl Bridge {
    /// Adds somebody else's commit, as it stands in the log.
    ///
    /// Everything that the replica sent before is already in the log, so the commit is in the bridge's context as it is.
    pub fn push(&mut self, revision: Revision, operation: Operation) {
        self.entries.push_back((revision, operation));
    }

    /// Forgets what the replica had seen when it made an op with this base.
    pub fn seen(&mut self, base: Revision) {
        while self.entries.front().is_some_and(|(revision, _)| *revision <= base) {
            self.entries.pop_front();
        }
    }

    /// Brings an op of the replica to the head, and the bridge behind it.
    pub fn pass(&mut self, mut later: Operation) -> Operation {
        for (_, earlier) in &mut self.entries {
            (*earlier, later) = transform(earlier, &later);
        }
        later
    }

    /// Number of commits that the replica has not seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the replica has seen everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Brings a received commit past the pending ops of the replica, and them behind it: the other side of [`Bridge::pass`].
pub fn pass_earlier<'a>(
    mut earlier: Operation,
    pending: impl Iterator<Item = &'a mut Operation>,
) -> Operation {
    for later in pending {
        (earlier, *later) = transform(&earlier, later);
    }
    earlier
}
