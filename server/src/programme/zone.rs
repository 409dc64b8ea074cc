//! Time zones: which there are, and which moment a civil time is in one of them.

use etappe_protocol::cycle::Schedule;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use thiserror::Error;

/// There is no time zone of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such time zone")]
pub struct UnknownZone;

/// The name of a zone as IANA writes it.
///
/// # Errors
/// [`UnknownZone`].
pub fn zone_name(name: &str) -> Result<String, UnknownZone> {
    let zone = TimeZone::get(name).map_err(|_| UnknownZone)?;
    zone.iana_name().map(str::to_owned).ok_or(UnknownZone)
}

/// When something planned begins, UTC milliseconds since 1970. A time that the clocks skip is as long after the last
/// one before the gap as it says; of one that they show twice it is the first.
///
/// # Errors
/// [`UnknownZone`].
pub fn instant_ms(schedule: &Schedule) -> Result<i64, UnknownZone> {
    timestamp(schedule).map(Timestamp::as_millisecond)
}

fn timestamp(schedule: &Schedule) -> Result<Timestamp, UnknownZone> {
    let zone = TimeZone::get(&schedule.zone).map_err(|_| UnknownZone)?;
    let (date, time) = (schedule.date, schedule.time);
    let small = |number: u8| i8::try_from(number).map_err(|_| UnknownZone);
    let year = i16::try_from(date.year()).map_err(|_| UnknownZone)?;
    let civil = DateTime::new(
        year,
        small(date.month())?,
        small(date.day())?,
        small(time.hour())?,
        small(time.minute())?,
        0,
        0,
    );
    // The last days of the calendar have no moment in every zone.
    let moment = civil.and_then(|civil| zone.to_timestamp(civil));
    moment.map_err(|_| UnknownZone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use etappe_protocol::cycle::MilestoneKind;

    fn at(date: &str, time: &str, zone: &str) -> Result<String, UnknownZone> {
        let schedule = Schedule {
            kind: MilestoneKind::Workshop,
            title: "Workshop 1".into(),
            date: date.parse().unwrap(),
            time: time.parse().unwrap(),
            duration_min: 180,
            zone: zone.into(),
            place: String::new(),
        };
        timestamp(&schedule).map(|moment| moment.to_string())
    }

    #[test]
    fn a_civil_time_is_a_moment_in_its_zone() {
        assert_eq!(at("2026-03-04", "09:30", "Europe/Berlin").unwrap(), "2026-03-04T08:30:00Z");
        assert_eq!(at("2026-07-04", "09:30", "Europe/Berlin").unwrap(), "2026-07-04T07:30:00Z");
        assert_eq!(at("2026-07-04", "09:30", "America/New_York").unwrap(), "2026-07-04T13:30:00Z");
    }

    #[test]
    fn t19_hours_that_the_clocks_skip_or_show_twice_have_one_moment() {
        assert_eq!(at("2026-03-29", "02:30", "Europe/Berlin").unwrap(), "2026-03-29T01:30:00Z");
        assert_eq!(at("2026-10-25", "02:30", "Europe/Berlin").unwrap(), "2026-10-25T00:30:00Z");
        assert_eq!(at("2038-01-20", "12:00", "Europe/Berlin").unwrap(), "2038-01-20T11:00:00Z");
        assert_eq!(at("9999-12-31", "23:59", "America/New_York"), Err(UnknownZone));
    }

    #[test]
    fn zones_are_those_of_iana() {
        assert_eq!(zone_name("europe/berlin").as_deref(), Ok("Europe/Berlin"));
        assert_eq!(zone_name("UTC").as_deref(), Ok("UTC"));
        for unknown in ["Europe/Atlantis", "", "CEST", "+02:00", "../etc/passwd", "Europe/Berlin "] {
            assert_eq!(zone_name(unknown), Err(UnknownZone), "{unknown:?}");
        }
    }
}
