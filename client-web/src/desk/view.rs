//! What the components read.

use etappe_protocol::analysis::Proposal;
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode};
use etappe_protocol::rejection::Rejection;
use etappe_protocol::text::FieldAddress;
use leptos::prelude::RwSignal;

/// The signals of one item.
#[derive(Clone, Copy, Debug)]
pub struct ItemSignals {
    /// How it is rated.
    pub rating: RwSignal<RatingView>,
    /// What somebody else did while the person was in the same radio group.
    pub remote: RwSignal<Option<RemoteChoice>>,
}

impl ItemSignals {
    pub(super) fn new() -> Self {
        Self { rating: RwSignal::new(RatingView::default()), remote: RwSignal::new(None) }
    }
}

/// An item's rating as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatingView {
    /// The chosen option: what the person chose last, else what is held.
    pub answer: Option<OptionCode>,
    /// Whether the person's choice is not saved yet.
    pub pending: bool,
    /// What counts.
    pub held: Option<Proposal>,
    /// What stands against it.
    pub proposals: Vec<Proposal>,
}

impl RatingView {
    /// Whether answers stand against each other.
    #[must_use]
    pub const fn is_contested(&self) -> bool {
        !self.proposals.is_empty()
    }

    /// Held answer and proposals, grouped by answer, in the order they came up.
    #[must_use]
    pub fn sides(&self) -> Vec<(OptionCode, Vec<Proposal>)> {
        let mut sides: Vec<(OptionCode, Vec<Proposal>)> = Vec::new();
        for proposal in self.held.iter().chain(&self.proposals) {
            match sides.iter_mut().find(|(answer, _)| *answer == proposal.answer) {
                Some((_, side)) => side.push(proposal.clone()),
                None => sides.push((proposal.answer.clone(), vec![proposal.clone()])),
            }
        }
        sides
    }
}

/// A choice of somebody else, offered to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteChoice {
    /// Who.
    pub by: ActorId,
    /// What they chose; `None` when they took the answer back.
    pub now: Option<OptionCode>,
    /// What stood there before.
    pub before: Option<OptionCode>,
}

/// The signals of one text.
#[derive(Clone, Copy, Debug)]
pub struct FieldSignals {
    /// What its text area shows.
    pub text: RwSignal<String>,
    /// Whether own edits are not saved yet.
    pub pending: RwSignal<bool>,
    /// Why the last input was not taken, if it was not.
    pub problem: RwSignal<Option<Problem>>,
}

impl FieldSignals {
    pub(super) fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            pending: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }
}

/// Why an input was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// So many characters more than the field takes.
    TooLong {
        /// What it takes.
        max: u32,
        /// How many more.
        over: u32,
    },
    /// Too many changes wait already.
    TooManyPending,
    /// It does not fit what is there by now.
    NotTaken,
}

/// Somebody else who is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Names the session.
    pub session: u64,
    /// Who.
    pub actor: ActorId,
    /// How they are called; empty where that is not known.
    pub name: String,
    /// Where.
    pub place: Option<Place>,
}

/// Where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a statement.
    Item(ItemId),
    /// In a text, with a selection in scalar values of the shown text.
    Text {
        /// Which text.
        field: FieldAddress,
        /// Fixed end.
        anchor: u32,
        /// Moving end.
        caret: u32,
    },
}

impl Person {
    /// One of a few hues, the same for the same person everywhere.
    #[must_use]
    pub const fn hue(&self) -> u8 {
        hue(self.actor)
    }

    /// The statement they are at, also when they are in its reason.
    #[must_use]
    pub const fn item(&self) -> Option<&ItemId> {
        use etappe_protocol::text::Owner;
        match &self.place {
            Some(
                Place::Item(item) | Place::Text { field: FieldAddress { owner: Owner::Item(item), .. }, .. },
            ) => Some(item),
            Some(Place::Text { .. }) | None => None,
        }
    }
}

/// One of a few hues, the same for the same person everywhere.
#[must_use]
pub const fn hue(actor: ActorId) -> u8 {
    actor.0[15] % 12
}

/// The first letters of the first and the last name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words =
        name.split(|char: char| char.is_whitespace() || char == '-').filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    let initials: String = first.into_iter().chain(last).flat_map(char::to_uppercase).collect();
    if initials.is_empty() { "?".to_owned() } else { initials }
}

/// Something the person did that will not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedNotice {
    /// Names the notice.
    pub number: u32,
    /// Why.
    pub reason: Rejection,
    /// The text it was about.
    pub field: Option<FieldAddress>,
    /// The item it was about.
    pub item: Option<ItemId>,
    /// The measure it was about, its texts included.
    pub measure: Option<OpId>,
    /// What the person had typed.
    pub typed: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_first_and_last_name() {
        assert_eq!(initials("Ayşe Yılmaz"), "AY");
        assert_eq!(initials("  jonas "), "J");
        assert_eq!(initials("Anna-Lena von Berg"), "AB");
        assert_eq!(initials(""), "?");
    }

    #[test]
    fn sides_are_grouped_by_answer() {
        let proposal = |answer, actor| Proposal {
            answer: OptionCode::new(answer).unwrap(),
            actor: ActorId([actor; 16]),
            time_ms: 0,
            revision: etappe_protocol::revision::Revision(1),
        };
        let view = RatingView {
            held: Some(proposal("2", 1)),
            proposals: vec![proposal("3", 2), proposal("3", 3)],
            ..RatingView::default()
        };
        let sides: Vec<_> =
            view.sides().into_iter().map(|(answer, by)| (answer.to_string(), by.len())).collect();
        assert_eq!(sides, [("2".to_owned(), 1), ("3".to_owned(), 2)]);
    }
}
