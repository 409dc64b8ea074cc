//! What a session may do to an analysis, beyond seeing it.

use serde::{Deserialize, Serialize};

/// How much a session may change, least first. The order is sent; it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Authority {
    /// Nothing.
    Read,
    /// What the team works on: answers, texts, measures, homework.
    Edit,
    /// Also what concerns others: insight, consent to a cycle.
    Lead,
}

impl Authority {
    /// Whether ops are judged at all.
    #[must_use]
    pub const fn may_write(self) -> bool {
        match self {
            Self::Read => false,
            Self::Edit | Self::Lead => true,
        }
    }
}
