//! The address of a text field: who owns it, and which of the owner's texts it is.

use serde::{Deserialize, Serialize};

use crate::id::{ItemId, MilestoneId, OpId, StreamId};
use crate::limits;

/// One text field of an analysis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldAddress {
    /// What the text belongs to.
    pub owner: Owner,
    /// Which text of that owner.
    pub part: Part,
}

/// What a text belongs to. The order of the variants is stored; new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// The analysis as a whole.
    Analysis,
    /// One statement of the catalogue.
    Item(ItemId),
    /// A measure, named by the op that added it.
    Measure(OpId),
    /// A milestone of a cycle that the team takes part in.
    Milestone(StreamId, MilestoneId),
}

/// Which text of its owner. The order of the variants is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The name of the project, on an analysis.
    Title,
    /// Why an answer was given, on an item.
    Reason,
    /// Whatever the team wants to remember, on an analysis.
    Notes,
    /// What is to be done, on a measure.
    What,
    /// How the team will notice that it helped, on a measure.
    Sign,
    /// What the team says about where it stands, on a milestone.
    Sentence,
}

impl FieldAddress {
    /// The reason beside the answer to `item`.
    #[must_use]
    pub const fn reason(item: ItemId) -> Self {
        Self { owner: Owner::Item(item), part: Part::Reason }
    }

    /// The title of the analysis.
    pub const TITLE: Self = Self { owner: Owner::Analysis, part: Part::Title };

    /// The team's notes on the analysis.
    pub const NOTES: Self = Self { owner: Owner::Analysis, part: Part::Notes };

    /// What is to be done about a measure.
    #[must_use]
    pub const fn what(measure: OpId) -> Self {
        Self { owner: Owner::Measure(measure), part: Part::What }
    }

    /// How the team will notice that a measure helped.
    #[must_use]
    pub const fn sign(measure: OpId) -> Self {
        Self { owner: Owner::Measure(measure), part: Part::Sign }
    }

    /// What the team says about where it stands at a milestone.
    #[must_use]
    pub const fn sentence(cycle: StreamId, milestone: MilestoneId) -> Self {
        Self { owner: Owner::Milestone(cycle, milestone), part: Part::Sentence }
    }

    /// Longest text in Unicode scalar values; `None` when no such field exists.
    #[must_use]
    pub const fn max_chars(&self) -> Option<usize> {
        match (&self.owner, self.part) {
            (Owner::Analysis, Part::Title) => Some(limits::TITLE_CHARS),
            (Owner::Analysis, Part::Notes) => Some(limits::NOTES_CHARS),
            (Owner::Item(_), Part::Reason) => Some(limits::REASON_CHARS),
            (Owner::Measure(_), Part::What | Part::Sign) => Some(limits::MEASURE_CHARS),
            (Owner::Milestone(..), Part::Sentence) => Some(limits::SENTENCE_CHARS),
            (Owner::Analysis, Part::Reason | Part::What | Part::Sign | Part::Sentence)
            | (Owner::Item(_), Part::Title | Part::Notes | Part::What | Part::Sign | Part::Sentence)
            | (Owner::Measure(_), Part::Title | Part::Reason | Part::Notes | Part::Sentence)
            | (Owner::Milestone(..), Part::Title | Part::Reason | Part::Notes | Part::What | Part::Sign) => {
                None
            }
        }
    }
}
