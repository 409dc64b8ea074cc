//! When things happened: workshops on Thursday afternoons, homework in the evenings, all before today. Times are those
//! of Europe/Berlin, so that they look right to whoever opens the demo there.

use etappe_protocol::civil::CivilDate;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::DemoError;

pub(super) const ZONE: &str = "Europe/Berlin";
pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;

/// Days of the five milestones of a cycle, counted from 1970-01-01; all Thursdays.
pub(super) type Days = [i64; 5];

/// The days that everything is counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// Today, in Berlin.
    pub(super) today: i64,
    /// The cycle that is under way: workshop 3 is still to come.
    pub(super) current: Days,
    /// The cycle before it, which is over.
    pub(super) pilot: Days,
}

/// Some hours that a team spends on its analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sitting {
    pub(super) start_ms: i64,
    pub(super) length_ms: i64,
}

impl Calendar {
    /// The calendar as it stands at a moment.
    pub(super) fn at(now_ms: i64) -> Self {
        let today = (now_ms + ahead_ms(now_ms)).div_euclid(DAY_MS);
        // Day 0 was a Thursday. The next workshop is 4 to 10 days away.
        let third = (today + 4 + 6).div_euclid(7) * 7;
        let current = [third - 161, third - 140, third - 70, third, third + 182];
        let follow_up = current[0] - 42;
        let last = follow_up - 182;
        let pilot = [last - 161, last - 140, last - 70, last, follow_up];
        Self { today, current, pilot }
    }

    /// The sittings that a code of the content names, such as `w1` or, for one of several, `h1.0`; a `p` in front
    /// means the pilot cycle.
    pub(super) fn sittings(&self, code: &str) -> Result<Vec<Sitting>, DemoError> {
        let (days, plain) = match code.strip_prefix('p') {
            Some(plain) => (&self.pilot, plain),
            None => (&self.current, code),
        };
        let (name, chosen) = match plain.split_once('.') {
            Some((name, index)) => (name, index.parse::<usize>().ok()),
            None => (plain, None),
        };
        let evening = |day| at(day, 19, 25, 100);
        let after = |day: i64, offsets: &[i64]| offsets.iter().map(|offset| evening(day + offset)).collect();
        let all: Vec<Sitting> = match name {
            "m0" => vec![evening(days[0] - 9), evening(days[0] - 2), at(days[0], 21, 30, 60)],
            "w1" => vec![at(days[1], 16, 15, 135)],
            "w2" => vec![at(days[2], 16, 15, 135)],
            "w3" => vec![at(days[3], 16, 15, 135)],
            "h1" => after(days[1], &[5, 12, 20, 33, 47, 61]),
            "h2" => after(days[2], &[5, 13, 25, 40, 54]),
            "h3" => after(days[3], &[12, 40, 89, 131]),
            "m4" => vec![evening(days[4] - 9), at(days[4], 16, 30, 90)],
            "now" => vec![at(self.today - 1, 18, 10, 110)],
            _ => Vec::new(),
        };
        let known = match chosen {
            Some(index) => all.get(index).map(|sitting| vec![*sitting]),
            None => Some(all).filter(|all| !all.is_empty()),
        };
        known.ok_or_else(|| DemoError::Content(format!("there is no sitting `{code}`")))
    }

    /// The moment that a code names: the start of a sitting, or with `+DAYS` the forenoon so many days later.
    pub(super) fn moment_ms(&self, code: &str) -> Result<i64, DemoError> {
        let (code, days) = match code.split_once('+') {
            Some((code, days)) => (code, days.parse::<i64>().ok()),
            None => (code, Some(0)),
        };
        let days = days.ok_or_else(|| DemoError::Content(format!("`{code}` is no moment")))?;
        let start_ms = self.sittings(code)?.first().map_or(0, |sitting| sitting.start_ms);
        if days == 0 {
            return Ok(start_ms);
        }
        let day = (start_ms + ahead_ms(start_ms)).div_euclid(DAY_MS) + days;
        Ok(local_ms(day, 10, 20))
    }
}

impl Sitting {
    /// The day it is on, in Berlin.
    pub(super) fn day(&self) -> i64 {
        (self.start_ms + ahead_ms(self.start_ms)).div_euclid(DAY_MS)
    }
}

fn at(day: i64, hour: i64, minute: i64, length_min: i64) -> Sitting {
    Sitting { start_ms: local_ms(day, hour, minute), length_ms: length_min * MINUTE_MS }
}

/// A time of day in Berlin, as UTC milliseconds since 1970.
pub(super) fn local_ms(day: i64, hour: i64, minute: i64) -> i64 {
    let local = day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
    // Nothing in the demo happens in the hour that a change of clocks is about.
    local - ahead_ms(local - HOUR_MS)
}

/// How far clocks in Berlin are ahead of UTC at a moment.
fn ahead_ms(utc_ms: i64) -> i64 {
    let offset = TimeZone::get(ZONE).ok().zip(Timestamp::from_millisecond(utc_ms).ok());
    offset.map_or(HOUR_MS, |(zone, moment)| i64::from(zone.to_offset(moment).seconds()) * 1_000)
}

/// A day as a date.
pub(super) fn date(day: i64) -> CivilDate {
    CivilDate::from_days(u32::try_from(day).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        i64::from(text.parse::<CivilDate>().unwrap().days())
    }

    #[test]
    fn clocks_in_berlin_change_twice_a_year() {
        let hours =
            |text, hour| day(text) * DAY_MS + hour * HOUR_MS - local_ms(day(text), 0, 0) - hour * HOUR_MS;
        assert_eq!(hours("2026-03-28", 16), HOUR_MS);
        assert_eq!(hours("2026-03-30", 16), 2 * HOUR_MS);
        assert_eq!(hours("2026-10-25", 0), 2 * HOUR_MS);
        assert_eq!(hours("2026-10-26", 0), HOUR_MS);
        assert_eq!(local_ms(day("2026-03-29"), 16, 0), day("2026-03-29") * DAY_MS + 14 * HOUR_MS);
    }

    #[test]
    fn workshops_are_on_thursdays_and_the_third_is_near() {
        for offset in 0..400 {
            let now_ms = local_ms(day("2026-02-01") + offset, 0, 5);
            let calendar = Calendar::at(now_ms);
            assert_eq!(calendar.today, day("2026-02-01") + offset);
            assert!(calendar.current.iter().chain(&calendar.pilot).all(|day| day.rem_euclid(7) == 0));
            assert!((4..=10).contains(&(calendar.current[3] - calendar.today)));
            for code in ["m0", "w1", "h1", "w2", "h2", "now", "pw3", "ph3", "pm4"] {
                let past = calendar.sittings(code).unwrap();
                assert!(past.iter().all(|sitting| sitting.start_ms + sitting.length_ms < now_ms), "{code}");
            }
        }
    }
}
