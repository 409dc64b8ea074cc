//! Counts over regions and cycles for those who lead a programme. A cell of fewer than three teams says nothing, and
//! no sum lets it be worked out.

use std::sync::Arc;

use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::{RegionId, StreamId};
use serde_json::{Value, json};

use crate::projection::TeamView;

/// Fewest teams of a cell.
const FEWEST: u32 = 3;
/// How long a change makes a team count as active, in milliseconds.
const ACTIVE_MS: i64 = 28 * 24 * 60 * 60 * 1_000;

/// What is counted of a cycle.
#[derive(Clone, Debug)]
pub struct CountedCycle {
    id: StreamId,
    region: RegionId,
    title: String,
    is_archived: bool,
    milestones: u32,
    closed: u32,
    cell: Counted,
}

/// Teams, and what they have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counted {
    teams: u32,
    active: u32,
    measures: [u32; 4],
}

impl CountedCycle {
    /// Counts the teams that take part.
    #[must_use]
    pub fn of(
        id: StreamId,
        region: RegionId,
        state: &CycleState,
        teams: &[Arc<TeamView>],
        now_ms: i64,
    ) -> Self {
        let mut cell = Counted::default();
        for team in teams {
            cell.teams += 1;
            let is_active = team.last_change_ms.is_some_and(|last| now_ms.saturating_sub(last) < ACTIVE_MS);
            cell.active += u32::from(is_active);
            for measure in team.state.measures.values() {
                let code = usize::from(crate::projection::measure_code(measure.state.value));
                if let Some(count) = cell.measures.get_mut(code) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let closed = state.milestones.values().filter(|milestone| milestone.is_closed).count();
        Self {
            id,
            region,
            title: state.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
            is_archived: state.archived.is_some(),
            milestones: u32::try_from(state.milestones.len()).unwrap_or(u32::MAX),
            closed: u32::try_from(closed).unwrap_or(u32::MAX),
            cell,
        }
    }
}

impl Counted {
    fn plus(self, other: Self) -> Self {
        let mut measures = self.measures;
        for (sum, more) in measures.iter_mut().zip(other.measures) {
            *sum = sum.saturating_add(more);
        }
        Self { teams: self.teams + other.teams, active: self.active + other.active, measures }
    }

    const fn is_small(self) -> bool {
        self.teams < FEWEST
    }

    /// Nothing of a small cell; and of a large one not how many are active when these, or the others, are few.
    fn shown(self) -> Value {
        if self.is_small() {
            return json!({ "teams": null, "active": null, "measures": null });
        }
        let quiet = self.teams - self.active;
        let few = |teams| 0 < teams && teams < FEWEST;
        let active = (!few(self.active) && !few(quiet)).then_some(self.active);
        json!({ "teams": self.teams, "active": active, "measures": self.measures })
    }
}

/// The counts of every region and its cycles, and of all together.
#[must_use]
pub fn counts(
    as_of_ms: i64,
    regions: impl Iterator<Item = (RegionId, String)>,
    cycles: &[CountedCycle],
) -> Value {
    let regions: Vec<Value> = regions
        .map(|(id, name)| {
            let own: Vec<_> = cycles.iter().filter(|cycle| cycle.region == id).collect();
            json!({
                "id": id.to_string(), "name": name, "count": sum(own.iter().map(|cycle| cycle.cell)),
                "cycles": own.into_iter().map(CountedCycle::shown).collect::<Vec<_>>(),
            })
        })
        .collect();
    // Over the cycles and not over the regions: what a region hides could be worked out from those of its cycles.
    let all = sum(cycles.iter().map(|cycle| cycle.cell));
    json!({ "as_of_ms": as_of_ms, "count": all, "regions": regions })
}

/// The sum of cells; nothing when it is small, nor when what is hidden among its parts could be worked out from it and
/// would be small.
fn sum(cells: impl Iterator<Item = Counted> + Clone) -> Value {
    let hidden: u32 = cells.clone().filter(|cell| cell.is_small()).map(|cell| cell.teams).sum();
    let gives_away = 0 < hidden && hidden < FEWEST;
    let sum = cells.fold(Counted::default(), Counted::plus);
    if gives_away { Counted::default().shown() } else { sum.shown() }
}

impl CountedCycle {
    fn shown(&self) -> Value {
        json!({
            "id": self.id.to_string(), "title": self.title, "archived": self.is_archived,
            "milestones": self.milestones, "closed": self.closed, "count": self.cell.shown(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(number: u8, region: u8, teams: u32) -> CountedCycle {
        CountedCycle {
            id: StreamId([number; 16]),
            region: RegionId([region; 16]),
            title: String::new(),
            is_archived: false,
            milestones: 3,
            closed: 1,
            cell: Counted { teams, active: teams, measures: [teams, 0, 0, 0] },
        }
    }

    fn counted(cycles: &[CountedCycle]) -> Value {
        let regions = [1, 2].map(|number| (RegionId([number; 16]), format!("Region {number}")));
        counts(0, regions.into_iter(), cycles)
    }

    #[test]
    fn cells_of_fewer_than_three_teams_say_nothing() {
        let value = counted(&[cycle(1, 1, 2), cycle(2, 2, 3)]);
        let region = |number: usize| &value["regions"][number]["count"]["teams"];
        assert_eq!((region(0), region(1)), (&Value::Null, &json!(3)));
        assert_eq!(
            value["regions"][0]["cycles"][0]["count"],
            json!({ "teams": null, "active": null, "measures": null })
        );
        assert_eq!(value["count"]["teams"], Value::Null, "5 less 3 would tell");
    }

    #[test]
    fn a_sum_does_not_give_a_small_cell_away() {
        let value = counted(&[cycle(1, 1, 2), cycle(2, 1, 7)]);
        assert_eq!(value["regions"][0]["count"]["teams"], Value::Null, "9 less 7 would tell");
        let value = counted(&[cycle(1, 1, 2), cycle(2, 1, 2), cycle(3, 1, 7)]);
        assert_eq!(value["regions"][0]["count"]["teams"], json!(11), "two small ones hide each other");
    }

    #[test]
    fn few_active_or_few_quiet_teams_are_not_counted() {
        for (teams, active, shown) in [
            (5, 2, Value::Null),
            (5, 3, Value::Null),
            (5, 4, Value::Null),
            (6, 3, json!(3)),
            (5, 5, json!(5)),
            (5, 0, json!(0)),
        ] {
            let cell = Counted { teams, active, measures: [0; 4] };
            assert_eq!(cell.shown()["active"], shown, "{active} of {teams}");
        }
    }
}
