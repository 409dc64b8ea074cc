//! Civil times in a zone, and the instants they are.

use etappe_protocol::civil::{CivilDate, CivilTime};
use etappe_protocol::cycle::Schedule;

const MINUTE_MS: i64 = 60_000;
const DAY_MIN: i64 = 24 * 60;
const DAY_MS: i64 = DAY_MIN * MINUTE_MS;

/// How far clocks of a zone are ahead of UTC at an instant, in minutes; `None` for a zone that nobody here knows.
pub type Offset<'a> = &'a dyn Fn(&str, i64) -> Option<i64>;

/// The instant at which a clock in the zone shows this, UTC milliseconds since 1970.
///
/// Of a time that comes twice the first is taken, and a time that is skipped is as much later as clocks jump: the way
/// calendars do it (RFC 5545) and the server, too.
#[must_use]
pub fn instant(date: CivilDate, time: CivilTime, zone: &str, offset: Offset<'_>) -> Option<i64> {
    let minutes = i64::from(date.days()) * DAY_MIN + minute_of_day(time);
    let as_utc = minutes * MINUTE_MS;
    let before = offset(zone, as_utc - DAY_MS)?;
    let after = offset(zone, as_utc + DAY_MS)?;
    let first = as_utc - before * MINUTE_MS;
    if before == after || offset(zone, first)? == before {
        return Some(first);
    }
    let second = as_utc - after * MINUTE_MS;
    Some(if offset(zone, second)? == after { second } else { first })
}

/// What a clock in the zone shows at an instant.
#[must_use]
pub fn civil(time_ms: i64, zone: &str, offset: Offset<'_>) -> Option<(CivilDate, CivilTime)> {
    let minutes = time_ms.div_euclid(MINUTE_MS) + offset(zone, time_ms)?;
    let date = CivilDate::from_days(u32::try_from(minutes.div_euclid(DAY_MIN)).ok()?);
    let of_day = minutes.rem_euclid(DAY_MIN);
    let time = CivilTime::new(u8::try_from(of_day / 60).ok()?, u8::try_from(of_day % 60).ok()?).ok()?;
    Some((date, time))
}

/// When a milestone begins and ends.
#[must_use]
pub fn span(schedule: &Schedule, offset: Offset<'_>) -> Option<(i64, i64)> {
    let begins = instant(schedule.date, schedule.time, &schedule.zone, offset)?;
    Some((begins, begins + i64::from(schedule.duration_min) * MINUTE_MS))
}

/// When a milestone ends, as clocks there show it; a clock change in between is left to the clocks.
#[must_use]
pub fn end_time(schedule: &Schedule) -> CivilTime {
    let end = (minute_of_day(schedule.time) + i64::from(schedule.duration_min)) % DAY_MIN;
    let time = (u8::try_from(end / 60), u8::try_from(end % 60));
    match time {
        (Ok(hour), Ok(minute)) => CivilTime::new(hour, minute).unwrap_or(schedule.time),
        _ => schedule.time,
    }
}

fn minute_of_day(time: CivilTime) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// Central Europe by its rule: summer time from the last Sunday in March to the last in October, at 01:00 UTC.
#[cfg(test)]
pub fn test_offset(zone: &str, time_ms: i64) -> Option<i64> {
    match zone {
        "Europe/Berlin" => {
            let day = CivilDate::from_days(u32::try_from(time_ms.div_euclid(DAY_MS)).ok()?);
            let last_sunday = |month| {
                let last = CivilDate::new(day.year(), month, 31).ok()?.days();
                // 1970-01-01 was a Thursday.
                Some(i64::from(last - (last + 4) % 7) * DAY_MS + 60 * MINUTE_MS)
            };
            let summer = last_sunday(3)? <= time_ms && time_ms < last_sunday(10)?;
            Some(if summer { 120 } else { 60 })
        }
        "UTC" => Some(0),
        "America/New_York" => Some(-300),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str, time: &str, zone: &str) -> Option<i64> {
        instant(date.parse().unwrap(), time.parse().unwrap(), zone, &test_offset)
    }

    fn shown(time_ms: i64, zone: &str) -> String {
        let (date, time) = civil(time_ms, zone, &test_offset).unwrap();
        format!("{date} {time}")
    }

    #[test]
    fn civil_times_become_instants_in_winter_and_summer() {
        assert_eq!(at("2026-01-15", "09:00", "UTC"), Some(1_768_467_600_000));
        assert_eq!(at("2026-01-15", "10:00", "Europe/Berlin"), Some(1_768_467_600_000));
        assert_eq!(at("2026-07-15", "11:00", "Europe/Berlin"), at("2026-07-15", "09:00", "UTC"));
        assert_eq!(at("2026-01-15", "04:00", "America/New_York"), Some(1_768_467_600_000));
        assert_eq!(at("2026-01-15", "04:00", "Europe/Nowhere"), None);
    }

    #[test]
    fn a_skipped_hour_is_later_and_of_a_doubled_one_the_first_counts() {
        assert_eq!(at("2026-03-29", "02:30", "Europe/Berlin"), at("2026-03-29", "01:30", "UTC"));
        assert_eq!(
            shown(at("2026-03-29", "02:30", "Europe/Berlin").unwrap(), "Europe/Berlin"),
            "2026-03-29 03:30"
        );
        assert_eq!(at("2026-10-25", "02:30", "Europe/Berlin"), at("2026-10-25", "00:30", "UTC"));
        assert_eq!(at("2026-10-25", "03:30", "Europe/Berlin"), at("2026-10-25", "02:30", "UTC"));
    }

    #[test]
    fn instants_are_shown_as_clocks_there_show_them() {
        let new_year = at("2026-12-31", "23:30", "UTC").unwrap();
        assert_eq!(shown(new_year, "Europe/Berlin"), "2027-01-01 00:30");
        assert_eq!(shown(new_year, "America/New_York"), "2026-12-31 18:30");
    }
}
