//! What an op becomes: one event, or a rejection. Pure judgement against the state at the head.

use super::state::AnalysisState;
use crate::catalogue::Catalogue;
use crate::event::{
    Event, ProposalWithdrawnV1, RatingClearedV1, RatingProposedV1, RatingSetV1, TextEditedV1,
};
use crate::id::{ActorId, ItemId, OptionCode};
use crate::limits;
use crate::op::Op;
use crate::rejection::Rejection;
use crate::revision::Revision;
use crate::text::{FieldAddress, Operation, Owner};

impl AnalysisState {
    /// Judges an op of `actor`. A text edit must already stand in the context of this state.
    ///
    /// # Errors
    /// The [`Rejection`] that the author is told.
    pub fn decide(&self, catalogue: &Catalogue, actor: ActorId, op: Op) -> Result<Event, Rejection> {
        match op {
            Op::CreateAnalysis(created) => match self.created {
                None => Ok(Event::AnalysisCreated(created)),
                Some(_) => Err(Rejection::AlreadyExists),
            },
            Op::SetRating { item, answer, seen } => self.decide_rating(catalogue, actor, item, answer, seen),
            Op::ClearRating { item, seen } => self.decide_clear(catalogue, actor, item, seen),
            Op::WithdrawProposal { item } => self.decide_withdrawal(catalogue, actor, item),
            Op::EditText { field, operation } => self.decide_text(catalogue, field, operation),
            Op::AddMeasure { .. }
            | Op::ChangeMeasure { .. }
            | Op::AskQuestion { .. }
            | Op::SettleQuestion { .. }
            | Op::GrantInsight { .. }
            | Op::ConsentToEnrolment { .. }
            | Op::WithdrawEnrolment { .. }
            | Op::PinMilestone { .. }
            | Op::MarkHomework { .. } => self.decide_team(catalogue, actor, op),
        }
    }

    fn decide_rating(
        &self,
        catalogue: &Catalogue,
        actor: ActorId,
        item: ItemId,
        answer: OptionCode,
        seen: Revision,
    ) -> Result<Event, Rejection> {
        if catalogue.item(&item).is_none() {
            return Err(Rejection::UnknownItem);
        }
        if !catalogue.accepts(&item, &answer) {
            return Err(Rejection::UnknownOption);
        }
        let set = Event::RatingSet(RatingSetV1 { item: item.clone(), answer: answer.clone() });
        let Some(rating) = self.ratings.get(&item) else { return Ok(set) };
        let unseen = |proposal: &super::Proposal| seen < proposal.revision && proposal.actor != actor;
        let against_held = unseen(&rating.held) && rating.held.answer != answer;
        // Settling needs sight of everything that stands; otherwise the answer joins what is proposed.
        let against_proposals = rating.proposals.iter().any(unseen);
        if !against_held && !against_proposals {
            return Ok(set);
        }
        let others = rating.proposals.iter().filter(|proposal| proposal.actor != actor).count();
        if others >= limits::PROPOSALS {
            return Err(Rejection::TooManyProposals);
        }
        Ok(Event::RatingProposed(RatingProposedV1 { item, answer }))
    }

    fn decide_clear(
        &self,
        catalogue: &Catalogue,
        actor: ActorId,
        item: ItemId,
        seen: Revision,
    ) -> Result<Event, Rejection> {
        if catalogue.item(&item).is_none() {
            return Err(Rejection::UnknownItem);
        }
        let Some(rating) = self.ratings.get(&item) else { return Err(Rejection::NothingToWithdraw) };
        let unseen = |proposal: &super::Proposal| seen < proposal.revision && proposal.actor != actor;
        if unseen(&rating.held) || rating.proposals.iter().any(unseen) {
            return Err(Rejection::ChangedSince);
        }
        Ok(Event::RatingCleared(RatingClearedV1 { item }))
    }

    fn decide_withdrawal(
        &self,
        catalogue: &Catalogue,
        actor: ActorId,
        item: ItemId,
    ) -> Result<Event, Rejection> {
        if catalogue.item(&item).is_none() {
            return Err(Rejection::UnknownItem);
        }
        let rating = self.ratings.get(&item).filter(|rating| rating.is_contested());
        let Some(rating) = rating else { return Err(Rejection::NothingToWithdraw) };
        let own =
            rating.held.actor == actor || rating.proposals.iter().any(|proposal| proposal.actor == actor);
        if own {
            Ok(Event::ProposalWithdrawn(ProposalWithdrawnV1 { item }))
        } else {
            Err(Rejection::NothingToWithdraw)
        }
    }

    /// Whether the field exists here, and how many scalar values it holds.
    pub(crate) fn check_field(
        &self,
        catalogue: &Catalogue,
        field: &FieldAddress,
    ) -> Result<usize, Rejection> {
        let max_chars = field.max_chars().ok_or(Rejection::UnknownField)?;
        match &field.owner {
            Owner::Analysis => Ok(max_chars),
            Owner::Item(item) if catalogue.item(item).is_some() => Ok(max_chars),
            Owner::Item(_) => Err(Rejection::UnknownItem),
            Owner::Measure(measure) if self.measures.contains_key(measure) => Ok(max_chars),
            Owner::Measure(_) => Err(Rejection::UnknownMeasure),
            Owner::Milestone(cycle, milestone) if self.latest_pin(*cycle, *milestone).is_some() => {
                Ok(max_chars)
            }
            Owner::Milestone(..) => Err(Rejection::UnknownMilestone),
        }
    }

    fn decide_text(
        &self,
        catalogue: &Catalogue,
        field: FieldAddress,
        operation: Operation,
    ) -> Result<Event, Rejection> {
        let max_chars = self.check_field(catalogue, &field)?;
        let length = self.text(&field).chars().count();
        if operation.reach() > length as u64 {
            return Err(Rejection::OutOfRange);
        }
        // What only shortens is always welcome, also where a limit was lowered since.
        let inserted = operation.inserted_chars();
        let deleted = operation.deleted_chars();
        if inserted > deleted && length + inserted - deleted > max_chars {
            return Err(Rejection::TextTooLong);
        }
        Ok(Event::TextEdited(TextEditedV1 { field, operation }))
    }
}
