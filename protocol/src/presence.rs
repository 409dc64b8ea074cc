//! Who is here and where. Ephemeral: never in the log, never an event.

use serde::{Deserialize, Serialize};

use crate::id::{ActorId, ItemId};
use crate::revision::Revision;
use crate::text::FieldAddress;

/// Where somebody is. The order of the variants is sent; new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Focus {
    /// At a statement.
    Item(ItemId),
    /// In a text.
    Text {
        /// Which text.
        field: FieldAddress,
        /// Fixed end of the selection, in scalar values of the text at `revision`.
        anchor: u32,
        /// Moving end of the selection, in scalar values of the text at `revision`.
        caret: u32,
        /// The confirmed revision that the places are counted in.
        revision: Revision,
    },
}

/// One open session of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Names the session while it lasts; one person may have several.
    pub session: u64,
    /// Who.
    pub actor: ActorId,
    /// Where; `None` when nowhere in particular.
    pub focus: Option<Focus>,
}
