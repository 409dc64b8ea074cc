//! The order of a team's measures, and when it may change under somebody's hands.

use etappe_protocol::civil::CivilDate;
use etappe_protocol::event::MeasureState;
use etappe_protocol::id::{ActorId, ItemId, OpId};
use etappe_protocol::replica::ShownMeasure;

/// By what the list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// The day until which; those without one last.
    #[default]
    Due,
    /// Who does it; those of nobody first, because they wait for somebody.
    Owner,
    /// How far it is.
    State,
    /// Where it belongs in the questionnaire.
    Subject,
}

/// Which measures are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Those still to be done.
    #[default]
    Live,
    /// Those done or given up.
    Past,
    /// All.
    All,
}

impl SortBy {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Due, Self::Owner, Self::State, Self::Subject];
}

impl Filter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Live, Self::Past, Self::All];

    /// Whether a measure in this state is listed.
    #[must_use]
    pub const fn takes(self, state: MeasureState) -> bool {
        match self {
            Self::Live => state.is_live(),
            Self::Past => !state.is_live(),
            Self::All => true,
        }
    }
}

/// Orders measures. `name` says how somebody is called, `place` where a statement or criterion stands.
#[must_use]
pub fn order(
    measures: &[ShownMeasure],
    sort: SortBy,
    filter: Filter,
    name: impl Fn(ActorId) -> String,
    place: impl Fn(&ItemId) -> usize,
) -> Vec<OpId> {
    let mut listed: Vec<(Key, usize, OpId)> = measures
        .iter()
        .enumerate()
        .filter(|(_, shown)| filter.takes(shown.measure.state.value))
        .map(|(added, shown)| {
            let measure = &shown.measure;
            let due = (measure.due.value.is_none(), measure.due.value);
            let first = match sort {
                SortBy::Due => Key { due: Some(due), ..Key::default() },
                SortBy::Owner => {
                    let name = measure.owner.value.map(|owner| name(owner).to_lowercase());
                    Key { text: name, due: Some(due), ..Key::default() }
                }
                SortBy::State => Key { number: rank(measure.state.value), due: Some(due), ..Key::default() },
                SortBy::Subject => {
                    Key { number: place(&measure.subject.value), due: Some(due), ..Key::default() }
                }
            };
            (first, added, shown.id)
        })
        .collect();
    listed.sort();
    listed.into_iter().map(|(_, _, id)| id).collect()
}

/// What is compared, the first that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    number: usize,
    text: Option<String>,
    due: Option<(bool, Option<CivilDate>)>,
}

const fn rank(state: MeasureState) -> usize {
    match state {
        MeasureState::InWork => 0,
        MeasureState::Open => 1,
        MeasureState::Done => 2,
        MeasureState::Dropped => 3,
    }
}

/// The list while somebody is in it: nothing moves and nothing leaves; what is new comes to the end.
#[must_use]
pub fn keep(before: &[OpId], wanted: &[OpId], exists: impl Fn(OpId) -> bool) -> Vec<OpId> {
    let kept = before.iter().copied().filter(|id| exists(*id));
    let new = wanted.iter().copied().filter(|id| !before.contains(id));
    kept.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use etappe_protocol::analysis::{Measure, Stamp};
    use etappe_protocol::event::MeasureChange;
    use etappe_protocol::id::ReplicaId;
    use etappe_protocol::revision::Revision;

    use super::*;

    fn stamp(revision: u64) -> Stamp {
        Stamp { revision: Revision(revision), actor: ActorId([1; 16]), time_ms: 0 }
    }

    fn id(counter: u64) -> OpId {
        OpId { replica: ReplicaId([0; 16]), counter }
    }

    fn measure(counter: u64, subject: &str, changes: &[MeasureChange]) -> ShownMeasure {
        let mut measure = Measure::new(ItemId::new(subject).unwrap(), stamp(counter));
        changes.iter().for_each(|change| measure.change(change, stamp(counter + 1)));
        ShownMeasure { id: id(counter), measure, pending: false }
    }

    fn counters(ids: &[OpId]) -> Vec<u64> {
        ids.iter().map(|id| id.counter).collect()
    }

    fn sorted(sort: SortBy, filter: Filter) -> Vec<u64> {
        let due = |text: &str| MeasureChange::Due(Some(text.parse().unwrap()));
        let measures = [
            measure(1, "B2.1", &[due("2026-05-01"), MeasureChange::Owner(Some(ActorId([2; 16])))]),
            measure(2, "A1.1", &[MeasureChange::State(MeasureState::InWork)]),
            measure(3, "C1.2", &[due("2026-03-01"), MeasureChange::Owner(Some(ActorId([1; 16])))]),
            measure(4, "A1.1", &[due("2026-04-01"), MeasureChange::State(MeasureState::Done)]),
        ];
        let name = |actor: ActorId| if actor.0[0] == 1 { "Zoe" } else { "ada" }.to_owned();
        let place = |item: &ItemId| usize::from(item.as_str().as_bytes()[0]);
        counters(&order(&measures, sort, filter, name, place))
    }

    #[test]
    fn measures_are_ordered_by_what_is_asked_for_and_then_by_day() {
        assert_eq!(sorted(SortBy::Due, Filter::Live), [3, 1, 2], "without a day comes last");
        assert_eq!(sorted(SortBy::Owner, Filter::Live), [2, 1, 3], "nobody's first, then ada and Zoe");
        assert_eq!(sorted(SortBy::State, Filter::All), [2, 3, 1, 4]);
        assert_eq!(sorted(SortBy::Subject, Filter::All), [4, 2, 1, 3]);
        assert_eq!(sorted(SortBy::Due, Filter::Past), [4]);
    }

    #[test]
    fn a01_nothing_moves_or_leaves_while_somebody_is_in_the_list() {
        let before = [id(3), id(1), id(2)];
        let kept = keep(&before, &[id(5), id(1), id(2)], |id| id.counter != 2);
        assert_eq!(counters(&kept), [3, 1, 5], "3 was filtered out and stays, 2 is gone, 5 is new");
    }
}
