//! What an event does to the state. Total: a stored event is a fact and cannot be refused.

use std::collections::btree_map::Entry;

use super::state::{AnalysisState, ItemChange, Proposal, Rating, TextField};
use super::team::{Enrolment, Measure, Pin, PinKey, Question, Stamped};
use crate::commit::Commit;
use crate::event::Event;
use crate::frame::SentCommit;
use crate::id::{ActorId, ItemId, OpId, OptionCode};
use crate::revision::Revision;

/// What an event needs to know of the commit that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Of the commit.
    pub revision: Revision,
    /// Who.
    pub actor: ActorId,
    /// When, UTC milliseconds since 1970.
    pub time_ms: i64,
    /// The op that became the commit; names what it made.
    pub op_id: OpId,
}

impl From<&Commit> for Meta {
    fn from(commit: &Commit) -> Self {
        Self { revision: commit.revision, actor: commit.actor, time_ms: commit.time_ms, op_id: commit.op_id }
    }
}

impl From<&SentCommit> for Meta {
    fn from(commit: &SentCommit) -> Self {
        Self { revision: commit.revision, actor: commit.actor, time_ms: commit.time_ms, op_id: commit.op_id }
    }
}

impl AnalysisState {
    /// Folds one event in.
    pub fn apply(&mut self, meta: Meta, event: &Event) {
        self.revision = meta.revision;
        self.time_ms = meta.time_ms;
        match event {
            Event::AnalysisCreated(created) => self.created = Some(created.clone()),
            Event::RatingSet(set) => {
                let held = proposal(meta, &set.answer);
                self.ratings.insert(set.item.clone(), Rating { held, proposals: Vec::new() });
                self.note_change(&set.item, meta);
            }
            Event::RatingCleared(cleared) => {
                self.ratings.remove(&cleared.item);
                self.note_change(&cleared.item, meta);
            }
            Event::RatingProposed(proposed) => {
                let new = proposal(meta, &proposed.answer);
                match self.ratings.entry(proposed.item.clone()) {
                    // Nothing to stand against: then it simply holds.
                    Entry::Vacant(entry) => {
                        entry.insert(Rating { held: new, proposals: Vec::new() });
                    }
                    Entry::Occupied(mut entry) => entry.get_mut().propose(new),
                }
                self.note_change(&proposed.item, meta);
            }
            Event::ProposalWithdrawn(withdrawn) => {
                if let Some(rating) = self.ratings.get_mut(&withdrawn.item) {
                    rating.withdraw(meta.actor);
                }
                self.note_change(&withdrawn.item, meta);
            }
            Event::TextEdited(edited) => {
                let (text, _) = edited.operation.apply_clamped(self.text(&edited.field));
                let field =
                    TextField { text, revision: meta.revision, actor: meta.actor, time_ms: meta.time_ms };
                self.texts.insert(edited.field.clone(), field);
            }
            // The bodies it names stand replaced in the log, and were folded as they stand there.
            Event::Redacted(_) => {}
            Event::MeasureAdded(_)
            | Event::MeasureChanged(_)
            | Event::QuestionAsked(_)
            | Event::QuestionSettled(_)
            | Event::InsightGranted(_)
            | Event::EnrolmentConsented(_)
            | Event::EnrolmentWithdrawn(_)
            | Event::MilestonePinned(_)
            | Event::HomeworkMarked(_) => self.apply_team(meta, event),
        }
    }

    fn apply_team(&mut self, meta: Meta, event: &Event) {
        let stamp = meta.into();
        match event {
            Event::MeasureAdded(added) => {
                self.measures.insert(meta.op_id, Measure::new(added.subject.clone(), stamp));
            }
            Event::MeasureChanged(changed) => {
                if let Some(measure) = self.measures.get_mut(&changed.measure) {
                    measure.change(&changed.change, stamp);
                }
            }
            Event::QuestionAsked(asked) => {
                let question = Question {
                    subject: asked.subject.clone(),
                    cycle: asked.cycle,
                    text: asked.text.clone(),
                    asked: stamp,
                    settled: None,
                };
                self.questions.insert(meta.op_id, question);
            }
            Event::QuestionSettled(settled) => {
                if let Some(question) = self.questions.get_mut(&settled.question) {
                    question.settled = Some(stamp);
                }
            }
            Event::InsightGranted(granted) => {
                if let Some(enrolment) = self.enrolments.get_mut(&granted.cycle) {
                    enrolment.insight = Stamped { value: granted.level, stamp };
                }
            }
            // Coming back starts with the default again: what was granted then was granted for then.
            Event::EnrolmentConsented(consented) => {
                let homework = self.enrolments.remove(&consented.cycle).map(|enrolment| enrolment.homework);
                let enrolment = Enrolment { homework: homework.unwrap_or_default(), ..Enrolment::new(stamp) };
                self.enrolments.insert(consented.cycle, enrolment);
            }
            Event::EnrolmentWithdrawn(withdrawn) => {
                if let Some(enrolment) = self.enrolments.get_mut(&withdrawn.cycle) {
                    enrolment.consented = Stamped { value: false, stamp };
                }
            }
            Event::MilestonePinned(pinned) => {
                let key =
                    PinKey { cycle: pinned.cycle, milestone: pinned.milestone, closing: pinned.closing };
                let pin = Pin { at_revision: pinned.at_revision, moment_ms: pinned.moment_ms, pinned: stamp };
                self.pins.insert(key, pin);
            }
            Event::HomeworkMarked(marked) => {
                if let Some(enrolment) = self.enrolments.get_mut(&marked.cycle) {
                    enrolment.homework.insert(marked.milestone, Stamped { value: marked.done, stamp });
                }
            }
            Event::AnalysisCreated(_)
            | Event::RatingSet(_)
            | Event::RatingCleared(_)
            | Event::RatingProposed(_)
            | Event::ProposalWithdrawn(_)
            | Event::TextEdited(_)
            | Event::Redacted(_) => {}
        }
    }

    fn note_change(&mut self, item: &ItemId, meta: Meta) {
        self.item_changes.insert(item.clone(), ItemChange { revision: meta.revision, actor: meta.actor });
    }
}

impl Rating {
    fn propose(&mut self, new: Proposal) {
        self.proposals.retain(|proposal| proposal.actor != new.actor);
        self.proposals.push(new);
        self.settle_if_agreed();
    }

    fn withdraw(&mut self, actor: ActorId) {
        match self.proposals.iter().position(|proposal| proposal.actor == actor) {
            Some(index) => {
                self.proposals.remove(index);
            }
            None if self.held.actor == actor && !self.proposals.is_empty() => {
                self.held = self.proposals.remove(0)
            }
            None => {}
        }
        self.settle_if_agreed();
    }

    fn settle_if_agreed(&mut self) {
        if self.proposals.iter().all(|proposal| proposal.answer == self.held.answer) {
            self.proposals.clear();
        }
    }
}

fn proposal(meta: Meta, answer: &OptionCode) -> Proposal {
    Proposal { answer: answer.clone(), actor: meta.actor, time_ms: meta.time_ms, revision: meta.revision }
}
