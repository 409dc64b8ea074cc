//! The gapless number of a commit within its stream.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A point in the history of one stream. Revision 0 is the empty stream; the first commit is revision 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision(
    /// Number of commits up to and including this point.
    pub u64,
);

impl Revision {
    /// Before the first commit.
    pub const ZERO: Self = Self(0);

    /// The revision that the next commit gets. Saturates; 2^64 commits do not happen.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
