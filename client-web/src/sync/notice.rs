//! What the sync logic tells the page.

use etappe_protocol::id::{ActorId, ItemId, OpId};
use etappe_protocol::replica::Refused;
use etappe_protocol::text::{FieldAddress, Operation};

/// What around the ratings has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// A measure, its texts not counted.
    Measure(OpId),
    /// A question was asked or settled.
    Question(OpId),
    /// A tie to a cycle.
    Cycle,
}

/// What changed in what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Everything.
    Reset,
    /// One item's rating, or its state of being saved; `by` is somebody else.
    Rating {
        /// Which statement.
        item: ItemId,
        /// Who, when it was somebody else.
        by: Option<ActorId>,
    },
    /// An own edit is on disk.
    TextSaved(FieldAddress),
    /// Somebody else edited.
    TextEdited {
        /// Which text.
        field: FieldAddress,
        /// The edit as it applies to what is shown.
        operation: Operation,
        /// Who.
        by: ActorId,
    },
    /// Measures, questions or ties to cycles, their texts not counted; `by` is somebody else.
    Around {
        /// What it was.
        what: Around,
        /// Who, when it was somebody else.
        by: Option<ActorId>,
    },
    /// What the person may do here.
    Standing,
    /// Something the person did will not be saved.
    Refused(Refused),
    /// Who is here, where, or how they are called.
    People,
    /// The connection, or the number of waiting changes.
    Link,
}
