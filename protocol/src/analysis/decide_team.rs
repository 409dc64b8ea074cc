//! What an op around the ratings becomes: measures, questions, insight, ties to cycles.

use super::state::AnalysisState;
use super::team::PinKey;
use crate::catalogue::Catalogue;
use crate::event::{
    EnrolmentConsentedV1, EnrolmentWithdrawnV1, Event, HomeworkMarkedV1, InsightGrantedV1, MeasureAddedV1,
    MeasureChange, MeasureChangedV1, MilestonePinnedV1, QuestionAskedV1, QuestionSettledV1,
};
use crate::id::{ActorId, ItemId, OpId, StreamId};
use crate::limits;
use crate::op::Op;
use crate::rejection::Rejection;
use crate::revision::Revision;

impl AnalysisState {
    pub(super) fn decide_team(
        &self,
        catalogue: &Catalogue,
        actor: ActorId,
        op: Op,
    ) -> Result<Event, Rejection> {
        match op {
            Op::AddMeasure { subject } => self.decide_measure(catalogue, subject),
            Op::ChangeMeasure { measure, change, seen } => {
                self.decide_measure_change(catalogue, actor, measure, change, seen)
            }
            Op::AskQuestion { subject, cycle, text } => {
                self.decide_question(catalogue, subject, cycle, &text)
            }
            Op::SettleQuestion { question } => {
                let open = self.questions.get(&question).is_some_and(|known| known.settled.is_none());
                let settled = Event::QuestionSettled(QuestionSettledV1 { question });
                if open { Ok(settled) } else { Err(Rejection::UnknownQuestion) }
            }
            Op::GrantInsight { cycle, level } => {
                self.enrolment(cycle).ok_or(Rejection::NotEnrolled)?;
                Ok(Event::InsightGranted(InsightGrantedV1 { cycle, level }))
            }
            Op::ConsentToEnrolment { cycle } => match self.enrolment(cycle) {
                Some(_) => Err(Rejection::AlreadyExists),
                None if limits::CYCLES <= self.enrolments.len() && !self.enrolments.contains_key(&cycle) => {
                    Err(Rejection::TooMany)
                }
                None => Ok(Event::EnrolmentConsented(EnrolmentConsentedV1 { cycle })),
            },
            Op::WithdrawEnrolment { cycle } => {
                self.enrolment(cycle).ok_or(Rejection::NotEnrolled)?;
                Ok(Event::EnrolmentWithdrawn(EnrolmentWithdrawnV1 { cycle }))
            }
            Op::PinMilestone { cycle, milestone, closing, at_revision, moment_ms } => {
                let pin = MilestonePinnedV1 { cycle, milestone, closing, at_revision, moment_ms };
                self.decide_pin(pin)
            }
            Op::MarkHomework { cycle, milestone, done } => {
                let enrolment = self.enrolment(cycle).ok_or(Rejection::NotEnrolled)?;
                let known = enrolment.homework.contains_key(&milestone);
                if !known && limits::MILESTONES <= enrolment.homework.len() {
                    return Err(Rejection::TooMany);
                }
                Ok(Event::HomeworkMarked(HomeworkMarkedV1 { cycle, milestone, done }))
            }
            Op::CreateAnalysis(_)
            | Op::SetRating { .. }
            | Op::ClearRating { .. }
            | Op::WithdrawProposal { .. }
            | Op::EditText { .. } => self.decide(catalogue, actor, op),
        }
    }

    fn decide_measure(&self, catalogue: &Catalogue, subject: ItemId) -> Result<Event, Rejection> {
        if !catalogue.knows(&subject) {
            return Err(Rejection::UnknownItem);
        }
        if limits::MEASURES <= self.measures.len() {
            return Err(Rejection::TooMany);
        }
        Ok(Event::MeasureAdded(MeasureAddedV1 { subject }))
    }

    fn decide_measure_change(
        &self,
        catalogue: &Catalogue,
        actor: ActorId,
        measure: OpId,
        change: MeasureChange,
        seen: Revision,
    ) -> Result<Event, Rejection> {
        let known = self.measures.get(&measure).ok_or(Rejection::UnknownMeasure)?;
        if let MeasureChange::Subject(subject) = &change
            && !catalogue.knows(subject)
        {
            return Err(Rejection::UnknownItem);
        }
        if known.is_against(&change, actor, seen) {
            return Err(Rejection::ChangedSince);
        }
        Ok(Event::MeasureChanged(MeasureChangedV1 { measure, change }))
    }

    fn decide_question(
        &self,
        catalogue: &Catalogue,
        subject: ItemId,
        cycle: StreamId,
        text: &str,
    ) -> Result<Event, Rejection> {
        self.enrolment(cycle).ok_or(Rejection::NotEnrolled)?;
        if !catalogue.knows(&subject) {
            return Err(Rejection::UnknownItem);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Rejection::TextMissing);
        }
        if limits::QUESTION_CHARS < text.chars().count() {
            return Err(Rejection::TextTooLong);
        }
        if limits::QUESTIONS <= self.questions.len() {
            return Err(Rejection::TooMany);
        }
        Ok(Event::QuestionAsked(QuestionAskedV1 { subject, cycle, text: text.to_owned() }))
    }

    fn decide_pin(&self, pin: MilestonePinnedV1) -> Result<Event, Rejection> {
        self.enrolment(pin.cycle).ok_or(Rejection::NotEnrolled)?;
        let key = PinKey { cycle: pin.cycle, milestone: pin.milestone, closing: pin.closing };
        if self.pins.contains_key(&key) {
            return Err(Rejection::AlreadyExists);
        }
        if limits::PINS <= self.pins.len() {
            return Err(Rejection::TooMany);
        }
        if self.revision < pin.at_revision {
            return Err(Rejection::OutOfRange);
        }
        Ok(Event::MilestonePinned(pin))
    }
}
