//! What the server says.

use thiserror::Error;

use super::Replica;
use crate::analysis::Meta;
use crate::event::{Event, EventError, TextEditedV1};
use crate::frame::{Noted, Rejected, SentCommit};
use crate::id::{ActorId, ItemId, OpId, StreamId};
use crate::op::Op;
use crate::redact::BLOCK;
use crate::rejection::Rejection;
use crate::revision::Revision;
use crate::text::{FieldAddress, Operation, pass_earlier};

/// What a commit changed in what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The commit was known already.
    Nothing,
    /// The stream began.
    Created,
    /// A rating, or its state of being saved, changed.
    Rating {
        /// Which statement.
        item: ItemId,
        /// Who changed it.
        actor: ActorId,
    },
    /// An own edit is on disk; the shown text is as it was.
    TextSaved {
        /// Which text.
        field: FieldAddress,
    },
    /// Somebody else edited.
    TextEdited {
        /// Which text.
        field: FieldAddress,
        /// The edit as it applied to the shown text.
        operation: Operation,
        /// Who.
        actor: ActorId,
    },
    /// Something about a measure, its texts not counted, changed or was saved.
    Measure {
        /// The op that added it.
        measure: OpId,
        /// Who changed it.
        actor: ActorId,
    },
    /// A question was asked or settled.
    Question {
        /// The op that asked it.
        question: OpId,
        /// Who.
        actor: ActorId,
    },
    /// Text of earlier commits was made unreadable; the state comes anew, see [`Replica::on_refreshed`].
    Redacted,
    /// Insight, consent, homework or a pin of a cycle changed or was saved.
    Cycle {
        /// Which cycle.
        cycle: StreamId,
        /// Who.
        actor: ActorId,
    },
}

/// Whether an edit is the stored one, where what was made unreadable since counts as what it was.
fn is_as_stored(edit: &Operation, stored: &Operation) -> bool {
    let chars: Vec<_> = stored.inserted_text().chars().collect();
    let was_blocked = |index| usize::try_from(index).is_ok_and(|index| chars.get(index) == Some(&BLOCK));
    edit == stored
        || edit.map_inserted(|index, char| if was_blocked(index) { BLOCK } else { char }) == *stored
}

/// An op that will not become an event, and what it wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Counter of the op.
    pub counter: u64,
    /// Why.
    pub reason: Rejection,
    /// The text field that was reset to what is confirmed.
    pub field: Option<FieldAddress>,
    /// The item whose rating was reset to what is confirmed.
    pub item: Option<ItemId>,
    /// The measure that was reset to what is confirmed.
    pub measure: Option<OpId>,
    /// What the person had typed there and is not saved, to be kept in sight.
    pub typed: String,
}

/// Why the copy can no longer be continued; subscribe again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Desync {
    /// A commit is missing before this one: resume from the confirmed revision.
    #[error("a commit is missing after revision {0}")]
    Gap(Revision),
    /// The server asks to catch up before the op can be judged: resume.
    #[error("the server asks to resume")]
    Resume,
    /// The copy and the log disagree: start afresh.
    #[error("the copy differs from the log at revision {0}")]
    Diverged(Revision),
    /// An event that this program cannot read: load a newer one.
    #[error("{0}")]
    Event(#[from] EventError),
}

impl Refused {
    pub(super) fn new(counter: u64, reason: Rejection, ops: &[&Op]) -> Self {
        let typed = ops
            .iter()
            .filter_map(|op| {
                if let Op::EditText { operation, .. } = op { Some(operation.inserted_text()) } else { None }
            })
            .collect();
        let first = ops.first();
        Self {
            counter,
            reason,
            field: first.and_then(|op| op.field().cloned()),
            item: first.and_then(|op| op.rated_item().cloned()),
            measure: first.and_then(|op| op.changed_measure()),
            typed,
        }
    }
}

impl Replica {
    /// Folds in a durable commit; for an own op it is the ack.
    ///
    /// # Errors
    /// [`Desync`]: then nothing has changed, and the subscription must begin again.
    pub fn on_committed(&mut self, commit: &SentCommit) -> Result<Change, Desync> {
        if commit.revision <= self.confirmed.revision {
            return Ok(Change::Nothing);
        }
        if commit.revision != self.confirmed.revision.next() {
            return Err(Desync::Gap(self.confirmed.revision));
        }
        let event = commit.event()?;
        let own = self.own_pending(commit);
        let change = match &event {
            Event::AnalysisCreated(_) => Change::Created,
            Event::RatingSet(body) => Change::Rating { item: body.item.clone(), actor: commit.actor },
            Event::RatingCleared(body) => Change::Rating { item: body.item.clone(), actor: commit.actor },
            Event::RatingProposed(body) => Change::Rating { item: body.item.clone(), actor: commit.actor },
            Event::ProposalWithdrawn(body) => Change::Rating { item: body.item.clone(), actor: commit.actor },
            Event::MeasureAdded(_) => Change::Measure { measure: commit.op_id, actor: commit.actor },
            Event::MeasureChanged(body) => Change::Measure { measure: body.measure, actor: commit.actor },
            Event::QuestionAsked(_) => Change::Question { question: commit.op_id, actor: commit.actor },
            Event::QuestionSettled(body) => Change::Question { question: body.question, actor: commit.actor },
            Event::InsightGranted(body) => Change::Cycle { cycle: body.cycle, actor: commit.actor },
            Event::EnrolmentConsented(body) => Change::Cycle { cycle: body.cycle, actor: commit.actor },
            Event::EnrolmentWithdrawn(body) => Change::Cycle { cycle: body.cycle, actor: commit.actor },
            Event::MilestonePinned(body) => Change::Cycle { cycle: body.cycle, actor: commit.actor },
            Event::HomeworkMarked(body) => Change::Cycle { cycle: body.cycle, actor: commit.actor },
            Event::Redacted(_) => Change::Redacted,
            Event::TextEdited(body) => match own {
                Some(index) => self.check_own_text(index, body, commit.revision)?,
                None => self.pass_remote_text(body, commit.actor),
            },
        };
        if let Some(index) = own {
            self.pending.remove(index);
        }
        self.confirmed.apply(Meta::from(commit), &event);
        if let Change::TextSaved { field } = &change
            && self.pending_texts(field).next().is_none()
        {
            self.shown.remove(field);
        }
        Ok(change)
    }

    /// An op was refused. `None` when nothing of it is pending any more.
    ///
    /// # Errors
    /// [`Desync::Resume`] when the op is not lost but must be sent again after resuming.
    pub fn on_rejected(&mut self, rejected: &Rejected) -> Result<Option<Refused>, Desync> {
        let Some(index) = self.pending.iter().position(|pending| pending.counter == rejected.counter) else {
            return Ok(None);
        };
        if rejected.reason == Rejection::BaseOutOfReach {
            return Err(Desync::Resume);
        }
        let Some(field) = self.pending[index].op.field().cloned() else {
            return Ok(self
                .pending
                .remove(index)
                .map(|refused| Refused::new(refused.counter, rejected.reason, &[&refused.op])));
        };
        // Everything typed on top of the refused edit falls with it.
        let (kept, fallen): (Vec<_>, Vec<_>) = self
            .pending
            .drain(..)
            .partition(|pending| pending.counter < rejected.counter || pending.op.field() != Some(&field));
        self.pending = kept.into();
        self.refresh_shown(&field);
        self.noted.push_back(Noted { counter: rejected.counter });
        let ops: Vec<_> = fallen.iter().map(|pending| &pending.op).collect();
        Ok(Some(Refused::new(rejected.counter, rejected.reason, &ops)))
    }

    fn own_pending(&self, commit: &SentCommit) -> Option<usize> {
        if commit.op_id.replica != self.id {
            return None;
        }
        self.pending.iter().position(|pending| pending.counter == commit.op_id.counter)
    }

    /// The server's transformation and ours must have come to the same edit.
    fn check_own_text(
        &self,
        index: usize,
        body: &TextEditedV1,
        revision: Revision,
    ) -> Result<Change, Desync> {
        let field = &body.field;
        let first = self.pending_texts(field).next();
        let is_first =
            self.pending.iter().position(|pending| pending.op.field() == Some(field)) == Some(index);
        if !is_first || first.is_none_or(|first| !is_as_stored(first, &body.operation)) {
            return Err(Desync::Diverged(revision));
        }
        Ok(Change::TextSaved { field: field.clone() })
    }

    fn pass_remote_text(&mut self, body: &TextEditedV1, actor: ActorId) -> Change {
        let field = &body.field;
        let pending = self.pending.iter_mut().filter_map(|pending| match &mut pending.op {
            Op::EditText { field: edited, operation } if edited == field => Some(operation),
            _ => None,
        });
        let operation = pass_earlier(body.operation.clone(), pending);
        if let Some(shown) = self.shown.get_mut(field) {
            *shown = operation.apply_clamped(shown).0;
        }
        Change::TextEdited { field: field.clone(), operation, actor }
    }
}
