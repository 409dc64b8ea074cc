//! What the person does.

use thiserror::Error;

use super::{PendingOp, Replica};
use crate::id::{ItemId, OptionCode};
use crate::limits;
use crate::op::Op;
use crate::text::{FieldAddress, Operation, compose};

/// Why an input is not taken, before it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LocalError {
    /// No such text field.
    #[error("no such field")]
    UnknownField,
    /// It does not fit the shown text.
    #[error("the edit does not fit the text")]
    OutOfRange,
    /// The text would be longer than the field allows.
    #[error("the text would be too long")]
    TextTooLong,
    /// One edit is longer than one op may be; split it.
    #[error("the edit is too long for one op")]
    EditTooLong,
    /// Too much is waiting to be saved.
    #[error("too many changes are waiting to be saved")]
    TooManyPending,
}

impl Replica {
    /// Edits a text; `operation` applies to the shown text.
    ///
    /// # Errors
    /// [`LocalError`]; then nothing has changed.
    pub fn edit_text(&mut self, field: &FieldAddress, operation: Operation) -> Result<(), LocalError> {
        if operation.is_empty() {
            return Ok(());
        }
        let max_chars = field.max_chars().ok_or(LocalError::UnknownField)?;
        if !operation.fits_one_op() {
            return Err(LocalError::EditTooLong);
        }
        let before = self.shown_text(field);
        let after = operation.apply(before).map_err(|_| LocalError::OutOfRange)?;
        let grows = operation.deleted_chars() < operation.inserted_chars();
        if grows && max_chars < after.chars().count() {
            return Err(LocalError::TextTooLong);
        }
        if !self.compose_with_unsent(field, &operation) {
            self.push(Op::EditText { field: field.clone(), operation })?;
        }
        self.shown.insert(field.clone(), after);
        Ok(())
    }

    /// Answers an item, or settles it where it is contested.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn set_rating(&mut self, item: &ItemId, answer: OptionCode) -> Result<(), LocalError> {
        let seen = self.confirmed.item_revision(item);
        self.push_rating(Op::SetRating { item: item.clone(), answer, seen })
    }

    /// Takes an answer back.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn clear_rating(&mut self, item: &ItemId) -> Result<(), LocalError> {
        let seen = self.confirmed.item_revision(item);
        self.push_rating(Op::ClearRating { item: item.clone(), seen })
    }

    /// Takes the own proposal on a contested item back.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn withdraw_proposal(&mut self, item: &ItemId) -> Result<(), LocalError> {
        self.push_rating(Op::WithdrawProposal { item: item.clone() })
    }

    /// A choice that nobody has seen yet is replaced, not followed, by the next one.
    fn push_rating(&mut self, op: Op) -> Result<(), LocalError> {
        let last = self.pending.iter_mut().rev().find(|pending| pending.op.rated_item() == op.rated_item());
        match last {
            Some(pending) if !pending.ever_sent => {
                pending.op = op;
                Ok(())
            }
            _ => self.push(op),
        }
    }

    pub(super) fn push(&mut self, op: Op) -> Result<(), LocalError> {
        if limits::OPS_PENDING <= self.pending.len() {
            return Err(LocalError::TooManyPending);
        }
        self.last_counter += 1;
        self.pending.push_back(PendingOp {
            counter: self.last_counter,
            op,
            in_flight: false,
            ever_sent: false,
        });
        Ok(())
    }

    /// Joins the edit to the last own edit of the field if that was never sent; whether it did.
    fn compose_with_unsent(&mut self, field: &FieldAddress, operation: &Operation) -> bool {
        let last = self.pending.iter_mut().rev().find(|pending| pending.op.field() == Some(field));
        let Some(PendingOp { op: Op::EditText { operation: unsent, .. }, ever_sent: false, .. }) = last
        else {
            return false;
        };
        let both = compose(unsent, operation);
        // An op that undoes itself would be an op about nothing; the next one then stands by itself.
        let fits = both.fits_one_op() && !both.is_empty();
        if fits {
            *unsent = both;
        }
        fits
    }
}
