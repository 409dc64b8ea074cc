//! Dates and times as people agree on them: without a zone, and so without an instant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Why numbers are not a date or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such date or time")]
pub struct CivilError;

/// A day of the Gregorian calendar, from 1970-01-01 to 9999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate {
    year: u16,
    month: u8,
    day: u8,
}

/// A time of day, to the minute.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    hour: u8,
    minute: u8,
}

impl CivilDate {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`CivilError`] when there is no such day between 1970 and 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, CivilError> {
        let known = (1970..=9999).contains(&year) && (1..=12).contains(&month);
        if known && (1..=days_in_month(year, month)).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(CivilError)
        }
    }

    /// 1970 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, which is 0 (H. Hinnant, "chrono-compatible low-level date algorithms").
    #[must_use]
    pub fn days(self) -> u32 {
        let (month, day) = (u32::from(self.month), u32::from(self.day));
        let year = u32::from(self.year) - u32::from(month <= 2);
        let (era, of_era) = (year / 400, year % 400);
        let from_march = (month + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day so many days after 1970-01-01; the last known day beyond it.
    #[must_use]
    pub fn from_days(days: u32) -> Self {
        const LAST: CivilDate = CivilDate { year: 9999, month: 12, day: 31 };
        let shifted = days.min(LAST.days()) + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let of_year = day_of_era - (365 * of_era + of_era / 4 - of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * 400 + of_era + u32::from(month <= 2);
        let date = (u16::try_from(year), u8::try_from(month), u8::try_from(day));
        match date {
            (Ok(year), Ok(month), Ok(day)) => Self { year, month, day },
            _ => LAST,
        }
    }
}

impl CivilTime {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`CivilError`] beyond 23:59.
    pub const fn new(hour: u8, minute: u8) -> Result<Self, CivilError> {
        if hour < 24 && minute < 60 { Ok(Self { hour, minute }) } else { Err(CivilError) }
    }

    /// 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.minute
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CivilDate({self})")
    }
}

impl FromStr for CivilDate {
    type Err = CivilError;

    /// Reads `2026-03-04`.
    fn from_str(text: &str) -> Result<Self, CivilError> {
        let (year, rest) = text.split_once('-').ok_or(CivilError)?;
        let (month, day) = rest.split_once('-').ok_or(CivilError)?;
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return Err(CivilError);
        }
        Self::new(number(year)?, number(month)?, number(day)?)
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl fmt::Debug for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CivilTime({self})")
    }
}

impl FromStr for CivilTime {
    type Err = CivilError;

    /// Reads `09:30`.
    fn from_str(text: &str) -> Result<Self, CivilError> {
        let (hour, minute) = text.split_once(':').ok_or(CivilError)?;
        if (hour.len(), minute.len()) != (2, 2) {
            return Err(CivilError);
        }
        Self::new(number(hour)?, number(minute)?)
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, CivilError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| CivilError)
    } else {
        Err(CivilError)
    }
}

impl Serialize for CivilDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.year, self.month, self.day).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CivilDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (year, month, day) = Deserialize::deserialize(deserializer)?;
        Self::new(year, month, day).map_err(serde::de::Error::custom)
    }
}

impl Serialize for CivilTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.hour, self.minute).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CivilTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (hour, minute) = Deserialize::deserialize(deserializer)?;
        Self::new(hour, minute).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_the_same_thing() {
        assert_eq!("1970-01-01".parse::<CivilDate>().unwrap().days(), 0);
        assert_eq!("2000-03-01".parse::<CivilDate>().unwrap().days(), 11_017);
        assert_eq!("9999-12-31".parse::<CivilDate>().unwrap().days(), 2_932_896);
        let mut before = None;
        for days in 0..=2_932_896 {
            let date = CivilDate::from_days(days);
            assert_eq!(date.days(), days, "{date}");
            assert!(CivilDate::new(date.year, date.month, date.day).is_ok(), "{date}");
            assert!(before < Some(date));
            before = Some(date);
        }
        assert_eq!(CivilDate::from_days(u32::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn what_is_no_date_or_time_is_refused() {
        for bad in
            ["2026-02-29", "1969-12-31", "2026-13-01", "2026-00-10", "2026-4-01", "2026-04-31", "+026-04-01"]
        {
            assert_eq!(bad.parse::<CivilDate>(), Err(CivilError), "{bad}");
        }
        for bad in ["24:00", "09:60", "9:30", "09:3", "0930", "+9:30"] {
            assert_eq!(bad.parse::<CivilTime>(), Err(CivilError), "{bad}");
        }
        assert_eq!("2024-02-29".parse::<CivilDate>().unwrap().to_string(), "2024-02-29");
        assert_eq!("09:30".parse::<CivilTime>().unwrap().to_string(), "09:30");
    }
}
