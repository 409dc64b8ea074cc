//! What is worth talking about first, by a rule that is written down: `docs/compare.md`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::comparison::{AnswerMove, Comparison, Direction};
use super::outcome::points;
use crate::catalogue::{Catalogue, Criterion};
use crate::event::MeasureState;
use crate::id::{ItemId, OpId};

/// Most focus points of a comparison.
pub const FOCUS_POINTS: usize = 3;

/// Why something is worth talking about, in the order in which it is. The order is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FocusKind {
    /// The answer went down, and the reason is the old one.
    DownSameReason,
    /// Answers stand against each other.
    Contested,
    /// The day of a measure has passed, and it is not done.
    Overdue,
    /// A coordinator's question is open.
    Asked,
    /// A measure was done, and what it was to improve has not moved.
    DoneUnmoved,
    /// The answer moved, and there is no reason beside it.
    NoReason,
}

/// Something worth talking about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Focus {
    /// Why.
    pub kind: FocusKind,
    /// The statement or criterion.
    pub subject: ItemId,
    /// The measure or the question that it is about, where it is about one.
    pub about: Option<OpId>,
}

/// One of each kind in the order of the kinds, then the next of each, until there are enough; no subject twice.
pub(super) fn choose(comparison: &Comparison, catalogue: &Catalogue) -> Vec<Focus> {
    let found = candidates(comparison, catalogue);
    let (mut chosen, mut subjects): (Vec<Focus>, BTreeSet<&ItemId>) = (Vec::new(), BTreeSet::new());
    let rounds = found.iter().map(Vec::len).max().unwrap_or(0);
    for _ in 0..rounds {
        for of_kind in &found {
            let next = of_kind.iter().find(|focus| !subjects.contains(&focus.subject));
            if let Some(next) = next.filter(|_| chosen.len() < FOCUS_POINTS) {
                subjects.insert(&next.subject);
                chosen.push(next.clone());
            }
        }
    }
    chosen
}

/// What there is of each kind, the weightiest first.
fn candidates(comparison: &Comparison, catalogue: &Catalogue) -> [Vec<Focus>; 6] {
    let of_item = |kind, item: &ItemId| Focus { kind, subject: item.clone(), about: None };
    let answers = &comparison.answers;
    let mut down: Vec<_> =
        answers.iter().filter(|moved| moved.direction == Direction::Down && !moved.reason_changed).collect();
    down.sort_by_key(|moved| Reverse(drop(catalogue, moved)));
    let down = down.into_iter().map(|moved| of_item(FocusKind::DownSameReason, &moved.item));
    let contested = comparison.contested.iter().filter(|contested| contested.after);
    let contested = contested.map(|contested| of_item(FocusKind::Contested, &contested.item));
    let mut overdue: Vec<_> = comparison.measures.iter().filter(|measure| measure.overdue).collect();
    overdue.sort_by_key(|measure| measure.after.due);
    let overdue = overdue.into_iter().map(|measure| Focus {
        kind: FocusKind::Overdue,
        subject: measure.after.subject.clone(),
        about: Some(measure.id),
    });
    let mut asked: Vec<_> =
        comparison.questions.iter().filter(|question| question.settled.is_none()).collect();
    asked.sort_by_key(|question| question.asked.revision);
    let asked = asked.into_iter().map(|question| Focus {
        kind: FocusKind::Asked,
        subject: question.subject.clone(),
        about: Some(question.id),
    });
    let done = comparison.measures.iter().filter(|measure| {
        measure.became(MeasureState::Done) && !has_moved(catalogue, answers, &measure.after.subject)
    });
    let done = done.map(|measure| Focus {
        kind: FocusKind::DoneUnmoved,
        subject: measure.after.subject.clone(),
        about: Some(measure.id),
    });
    // One that went down without a word is told above.
    let is_told = |moved: &AnswerMove| moved.direction == Direction::Down && !moved.reason_changed;
    let bare = answers.iter().filter(|moved| moved.after.is_some() && !moved.has_reason && !is_told(moved));
    let bare = bare.map(|moved| of_item(FocusKind::NoReason, &moved.item));
    [down.collect(), contested.collect(), overdue.collect(), asked.collect(), done.collect(), bare.collect()]
}

/// How far down an answer went, in basis points of its scale.
fn drop(catalogue: &Catalogue, moved: &AnswerMove) -> u32 {
    let worth = |answer: &Option<_>| points(catalogue, &moved.item, answer.as_ref()?);
    let scale = catalogue.item(&moved.item).and_then(|item| catalogue.scale(&item.scale));
    let most = scale.map_or(1, |scale| u32::from(scale.most_points().max(1)));
    let lost = worth(&moved.before).unwrap_or(0).saturating_sub(worth(&moved.after).unwrap_or(0));
    u32::from(lost) * 10_000 / most
}

/// Whether an answer of a statement, or of one below a criterion, is another one.
fn has_moved(catalogue: &Catalogue, answers: &[AnswerMove], subject: &ItemId) -> bool {
    fn find<'a>(criteria: &'a [Criterion], id: &ItemId) -> Option<&'a Criterion> {
        criteria.iter().find_map(|one| if one.id == *id { Some(one) } else { find(&one.children, id) })
    }
    let below: BTreeSet<_> = match find(&catalogue.criteria, subject) {
        Some(criterion) => criterion.items_below().map(|item| &item.id).collect(),
        None => [subject].into(),
    };
    answers.iter().any(|moved| below.contains(&moved.item))
}
