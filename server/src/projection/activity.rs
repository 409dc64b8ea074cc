//! When a team was at work: changes a day, in UTC.

use std::collections::BTreeMap;

use etappe_protocol::civil::CivilDate;
use etappe_protocol::view::ACTIVITY_DAYS;
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Changes by day, counted in days since 1970; no more than the last [`ACTIVITY_DAYS`] before the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity(BTreeMap<u32, u32>);

impl Activity {
    /// Counts a change.
    pub fn note(&mut self, time_ms: i64) {
        let day = day(time_ms);
        let count = self.0.entry(day).or_default();
        *count = count.saturating_add(1);
        let newest = self.0.last_key_value().map_or(day, |(day, _)| *day);
        self.0 = self.0.split_off(&first_of(newest));
    }

    /// The [`ACTIVITY_DAYS`] up to and including `today`.
    #[must_use]
    pub fn until(&self, today: CivilDate) -> Vec<u32> {
        let last = today.days();
        let first = first_of(last);
        (first..=last).map(|day| self.0.get(&day).copied().unwrap_or(0)).collect()
    }
}

/// First day of the window that ends with `last`.
fn first_of(last: u32) -> u32 {
    let days = u32::try_from(ACTIVITY_DAYS).unwrap_or(u32::MAX);
    last.saturating_add(1).saturating_sub(days)
}

/// The day of a moment, in UTC.
#[must_use]
pub fn date(time_ms: i64) -> CivilDate {
    CivilDate::from_days(day(time_ms))
}

fn day(time_ms: i64) -> u32 {
    u32::try_from(time_ms.div_euclid(DAY_MS).max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_window_is_kept_and_given() {
        let mut activity = Activity::default();
        for (day, changes) in [(100, 3), (101, 1), (183, 2)] {
            (0..changes).for_each(|hour| activity.note(day * DAY_MS + hour * 3_600_000));
        }
        let days = activity.until(CivilDate::from_days(183));
        assert_eq!((days.len(), days[0], days[1], days[83]), (ACTIVITY_DAYS, 3, 1, 2));
        assert_eq!(activity.until(CivilDate::from_days(184))[..2], [1, 0]);
        activity.note(184 * DAY_MS);
        assert_eq!(activity.0.keys().copied().collect::<Vec<_>>(), [101, 183, 184]);
        activity.note(-5);
        assert_eq!(activity.0.len(), 3, "what lies before the window is nothing");
    }
}
