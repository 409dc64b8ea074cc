//! What an event does to the state. Total: a stored event is a fact and cannot be refused.

use std::collections::btree_map::Entry;

use super::state::{AnalysisState, ItemChange, Proposal, Rating, TextField};
use crate::commit::Commit;
use crate::event::Event;
use crate::id::{ActorId, ItemId, OptionCode};
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
}

impl From<&Commit> for Meta {
    fn from(commit: &Commit) -> Self {
        Self { revision: commit.revision, actor: commit.actor, time_ms: commit.time_ms }
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
