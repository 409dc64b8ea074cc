//! Plain text that several people type into at once: where it lives, how it is edited, and how edits meet.

mod bridge;
mod context;
mod field;
mod operation;
mod transform;
mod undo;

pub use bridge::{Bridge, pass_earlier};
pub use context::{EditContext, FieldLog};
pub use field::{FieldAddress, Owner, Part};
pub use operation::{Component, Operation, OperationError};
pub use transform::{compose, transform, transform_caret};
pub use undo::UndoStack;
