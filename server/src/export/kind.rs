//! What a stream is the history of.

use std::fmt;

use etappe_protocol::commit::Commit;
use etappe_protocol::cycle::CycleEvent;
use etappe_protocol::id::StreamId;
use serde::{Deserialize, Serialize};

/// What a stream is the history of; its first commit says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StreamKind {
    /// The regions of a programme, its cycles and analyses.
    Installation,
    /// A cycle.
    Cycle,
    /// An analysis.
    Analysis,
}

impl StreamKind {
    /// Told by the first commit of a stream.
    #[must_use]
    pub fn of_first(first: &Commit) -> Self {
        if first.stream == StreamId::INSTALLATION {
            Self::Installation
        } else if first.kind.event_type == CycleEvent::CREATED {
            Self::Cycle
        } else {
            Self::Analysis
        }
    }

    /// As lines and file names spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Installation => "installation",
            Self::Cycle => "cycle",
            Self::Analysis => "analysis",
        }
    }
}

impl fmt::Display for StreamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
