//! What the person does around the ratings, and how it looks before it is saved.

use std::collections::BTreeMap;

use super::{LocalError, Replica};
use crate::analysis::{Measure, Stamp};
use crate::event::{InsightLevel, MeasureChange};
use crate::id::{ItemId, MilestoneId, OpId, StreamId};
use crate::op::Op;
use crate::revision::Revision;

/// A measure as shown: confirmed, with the own pending changes on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownMeasure {
    /// The op that added it.
    pub id: OpId,
    /// What holds; stamps of pending changes have the confirmed revision and time 0.
    pub measure: Measure,
    /// Whether an own change of it, its texts not counted, is not saved yet.
    pub pending: bool,
}

impl Replica {
    /// Agrees on something to be done; its texts can be written at once.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn add_measure(&mut self, subject: ItemId) -> Result<OpId, LocalError> {
        self.push(Op::AddMeasure { subject })?;
        Ok(OpId { replica: self.id, counter: self.last_counter })
    }

    /// Changes who does it, until when, or how far it is.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn change_measure(&mut self, measure: OpId, change: MeasureChange) -> Result<(), LocalError> {
        let confirmed = self.confirmed.measures.get(&measure);
        let seen = confirmed.map_or(Revision::ZERO, |measure| measure.side_revision(&change));
        self.push(Op::ChangeMeasure { measure, change, seen })
    }

    /// Says that a question is settled.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn settle_question(&mut self, question: OpId) -> Result<(), LocalError> {
        self.push(Op::SettleQuestion { question })
    }

    /// Says how much a cycle's coordinators may see.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn grant_insight(&mut self, cycle: StreamId, level: InsightLevel) -> Result<(), LocalError> {
        self.push(Op::GrantInsight { cycle, level })
    }

    /// Leaves a cycle.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn withdraw_enrolment(&mut self, cycle: StreamId) -> Result<(), LocalError> {
        self.push(Op::WithdrawEnrolment { cycle })
    }

    /// Says whether the homework behind a milestone is done.
    ///
    /// # Errors
    /// [`LocalError::TooManyPending`].
    pub fn mark_homework(
        &mut self,
        cycle: StreamId,
        milestone: MilestoneId,
        done: bool,
    ) -> Result<(), LocalError> {
        self.push(Op::MarkHomework { cycle, milestone, done })
    }

    /// All measures as shown, in the order in which they were added; own unsaved ones last.
    #[must_use]
    pub fn shown_measures(&self) -> Vec<ShownMeasure> {
        let pending_stamp = Stamp { revision: self.confirmed.revision, actor: self.actor, time_ms: 0 };
        let confirmed = self.confirmed.measures.iter();
        let mut shown: BTreeMap<OpId, ShownMeasure> = confirmed
            .map(|(id, measure)| (*id, ShownMeasure { id: *id, measure: measure.clone(), pending: false }))
            .collect();
        for pending in &self.pending {
            match &pending.op {
                Op::AddMeasure { subject } => {
                    let id = OpId { replica: self.id, counter: pending.counter };
                    let measure = Measure::new(subject.clone(), pending_stamp);
                    shown.insert(id, ShownMeasure { id, measure, pending: true });
                }
                Op::ChangeMeasure { measure, change, .. } => {
                    if let Some(shown) = shown.get_mut(measure) {
                        shown.measure.change(change, pending_stamp);
                        shown.pending = true;
                    }
                }
                Op::CreateAnalysis(_)
                | Op::SetRating { .. }
                | Op::ClearRating { .. }
                | Op::WithdrawProposal { .. }
                | Op::EditText { .. }
                | Op::AskQuestion { .. }
                | Op::SettleQuestion { .. }
                | Op::GrantInsight { .. }
                | Op::ConsentToEnrolment { .. }
                | Op::WithdrawEnrolment { .. }
                | Op::PinMilestone { .. }
                | Op::MarkHomework { .. } => {}
            }
        }
        let mut shown: Vec<_> = shown.into_values().collect();
        let is_new = |shown: &ShownMeasure| !self.confirmed.measures.contains_key(&shown.id);
        shown.sort_by_key(|shown| (is_new(shown), shown.measure.added.revision, shown.id));
        shown
    }

    /// Whether an own change around the ratings that `concerns` picks is not saved yet.
    #[must_use]
    pub fn has_pending(&self, concerns: impl Fn(&Op) -> bool) -> bool {
        self.pending.iter().any(|pending| concerns(&pending.op))
    }
}
