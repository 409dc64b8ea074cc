//! What people see as one change: a sentence typed, not each of its letters.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Kind, What, change};
use super::fresh::Fresh;
use crate::analysis::{AnalysisState, Meta};
use crate::catalogue::{Catalogue, Criterion};
use crate::event::Event;
use crate::id::{ActorId, ItemId};
use crate::revision::Revision;
use crate::text::FieldAddress;

/// Pause in somebody's writing behind which more of it is another step, in milliseconds.
pub const STEP_PAUSE_MS: i64 = 60_000;
/// Most characters that a step tells of what came and what went.
pub const EXCERPT_CHARS: usize = 160;

/// One or several commits that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Of the first commit. Others' commits may lie between the first and the last.
    pub first: Revision,
    /// The last commit, as a change.
    pub change: Change,
}

/// Which changes somebody looks for; everything that is `None` lets all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Statements and criteria; see [`Self::below`].
    pub subjects: Option<BTreeSet<ItemId>>,
    /// What kind of change.
    pub kind: Option<Kind>,
    /// Whose.
    pub actor: Option<ActorId>,
}

impl Filter {
    /// Whether a step is one that is looked for.
    #[must_use]
    pub fn lets_pass(&self, step: &Step) -> bool {
        let Change { actor, subject, what, .. } = &step.change;
        self.kind.is_none_or(|kind| kind == what.kind())
            && self.actor.is_none_or(|wanted| wanted == *actor)
            && self
                .subjects
                .as_ref()
                .is_none_or(|wanted| subject.as_ref().is_some_and(|subject| wanted.contains(subject)))
    }

    /// A criterion and everything below it.
    #[must_use]
    pub fn below(catalogue: &Catalogue, criterion: &ItemId) -> BTreeSet<ItemId> {
        let mut found = BTreeSet::new();
        collect(&catalogue.criteria, criterion, false, &mut found);
        found
    }
}

fn collect(criteria: &[Criterion], wanted: &ItemId, is_inside: bool, found: &mut BTreeSet<ItemId>) {
    for criterion in criteria {
        let is_inside = is_inside || criterion.id == *wanted;
        if is_inside {
            found.insert(criterion.id.clone());
            found.extend(criterion.items.iter().map(|item| item.id.clone()));
        }
        collect(&criterion.children, wanted, is_inside, found);
    }
}

/// A text that somebody is still writing.
struct Writing {
    /// Its place among the steps.
    step: usize,
    fresh: Fresh,
    removed: String,
}

/// The steps of commits that follow `state`, in the order of their last commits, and for each commit the step that it
/// belongs to. `state` is that after the last commit when this returns.
#[must_use]
pub fn steps(state: &mut AnalysisState, commits: &[(Meta, Event)]) -> (Vec<Step>, Vec<usize>) {
    let mut steps: Vec<Step> = Vec::new();
    let mut step_of = Vec::with_capacity(commits.len());
    let mut writing: BTreeMap<FieldAddress, BTreeMap<ActorId, Writing>> = BTreeMap::new();
    for (meta, event) in commits {
        let told = change(state, *meta, event);
        let step = if let Event::TextEdited(edited) = event {
            let writers = writing.entry(edited.field.clone()).or_default();
            writers.retain(|_, writing| {
                let last = &steps[writing.step].change;
                meta.time_ms.saturating_sub(last.time_ms) <= STEP_PAUSE_MS
            });
            let text = state.text(&edited.field).to_owned();
            writers.entry(meta.actor).or_insert_with(|| {
                steps.push(Step { first: meta.revision, change: told.clone() });
                let fresh = Fresh::new(edited.field.clone());
                Writing { step: steps.len() - 1, fresh, removed: String::new() }
            });
            state.apply(*meta, event);
            let mut own = steps.len();
            for (writer, writing) in writers {
                let is_own = *writer == meta.actor;
                let removed = writing.fresh.follow(&edited.operation, is_own, &text);
                if is_own {
                    writing.removed.push_str(&removed);
                    own = writing.step;
                    let what = What::Text {
                        field: edited.field.clone(),
                        added: excerpt(&writing.fresh.of(state.text(&edited.field))),
                        removed: excerpt(&writing.removed),
                    };
                    steps[own].change = Change { what, ..told.clone() };
                }
            }
            own
        } else {
            steps.push(Step { first: meta.revision, change: told });
            state.apply(*meta, event);
            steps.len() - 1
        };
        step_of.push(step);
    }
    in_order(steps, step_of)
}

/// Sorts by the last commit, which is the moment at which a step is complete.
fn in_order(steps: Vec<Step>, step_of: Vec<usize>) -> (Vec<Step>, Vec<usize>) {
    let mut numbered: Vec<(usize, Step)> = steps.into_iter().enumerate().collect();
    numbered.sort_by_key(|(_, step)| step.change.revision);
    let mut place = vec![0; numbered.len()];
    for (now, (before, _)) in numbered.iter().enumerate() {
        place[*before] = now;
    }
    let steps = numbered.into_iter().map(|(_, step)| step).collect();
    (steps, step_of.into_iter().map(|step| place[step]).collect())
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
