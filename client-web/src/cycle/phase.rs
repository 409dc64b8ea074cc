//! Where a cycle stands between its milestones.

use etappe_protocol::civil::CivilDate;
use etappe_protocol::cycle::{CycleState, Milestone, MilestoneKind};
use etappe_protocol::id::MilestoneId;

use super::moment::{Offset, civil, span};

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// A milestone as the phase sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Which one.
    pub milestone: MilestoneId,
    /// What kind of point it is.
    pub kind: MilestoneKind,
    /// How it is called.
    pub title: String,
    /// When it begins, UTC milliseconds since 1970.
    pub begins_ms: i64,
    /// When it ends.
    pub ends_ms: i64,
    /// The day, as people there count it.
    pub date: CivilDate,
    /// Its zone.
    pub zone: String,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Number of its handout: 0 for the preparation, then the workshops in their order, 4 for the follow-up.
    pub handout: u8,
}

/// Where a cycle stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is planned.
    Unplanned,
    /// Before the first milestone.
    Before(Point),
    /// One is going on.
    At(Point),
    /// Between two.
    Between(Point, Point),
    /// Behind the last one.
    After(Point),
}

/// How far away something is, in the words people count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// It is going on.
    Now,
    /// In so many minutes, at least one.
    Minutes(i64),
    /// Today, in so many whole hours.
    Hours(i64),
    /// Tomorrow, by the calendar of the place.
    Tomorrow,
    /// In so many days, by the calendar of the place.
    Days(i64),
    /// It is over.
    Over,
}

/// The milestones in order, with their instants. One whose zone is unknown here is taken as UTC: late by hours is
/// better than missing.
#[must_use]
pub fn points(cycle: &CycleState, offset: Offset<'_>) -> Vec<Point> {
    let mut workshops = 0;
    let point = |(milestone, held): (MilestoneId, &Milestone)| {
        let schedule = &held.schedule.value;
        let handout = match schedule.kind {
            MilestoneKind::Preparation => 0,
            MilestoneKind::Workshop => {
                workshops = (workshops + 1).min(3);
                workshops
            }
            MilestoneKind::FollowUp => 4,
        };
        let as_utc = |_: &str, _: i64| Some(0);
        let (begins_ms, ends_ms) =
            span(schedule, offset).or_else(|| span(schedule, &as_utc)).unwrap_or_default();
        Point {
            milestone,
            kind: schedule.kind,
            title: schedule.title.clone(),
            begins_ms,
            ends_ms,
            date: schedule.date,
            zone: schedule.zone.clone(),
            is_closed: held.is_closed,
            handout,
        }
    };
    cycle.in_order().into_iter().map(point).collect()
}

impl Phase {
    /// Where a plan stands at a moment. A closed milestone is behind, whatever its date; an open one is behind when
    /// its time is over.
    #[must_use]
    pub fn of(points: &[Point], now_ms: i64) -> Self {
        let is_behind = |point: &Point| point.is_closed || point.ends_ms <= now_ms;
        let last = points.iter().rposition(is_behind);
        let next = points.iter().skip(last.map_or(0, |last| last + 1)).find(|point| !is_behind(point));
        match (last.and_then(|last| points.get(last)), next) {
            (_, Some(next)) if next.begins_ms <= now_ms => Self::At(next.clone()),
            (Some(last), Some(next)) => Self::Between(last.clone(), next.clone()),
            (None, Some(next)) => Self::Before(next.clone()),
            (Some(last), None) => Self::After(last.clone()),
            (None, None) => Self::Unplanned,
        }
    }

    /// What comes next, or is going on.
    #[must_use]
    pub const fn next(&self) -> Option<&Point> {
        match self {
            Self::Before(next) | Self::At(next) | Self::Between(_, next) => Some(next),
            Self::Unplanned | Self::After(_) => None,
        }
    }

    /// What lies behind.
    #[must_use]
    pub const fn last(&self) -> Option<&Point> {
        match self {
            Self::Between(last, _) | Self::After(last) => Some(last),
            Self::Unplanned | Self::Before(_) | Self::At(_) => None,
        }
    }
}

/// Open milestones whose time is over, in order: to be closed, or to be planned anew.
#[must_use]
pub fn left_open(points: &[Point], now_ms: i64) -> Vec<&Point> {
    points.iter().filter(|point| !point.is_closed && point.ends_ms <= now_ms).collect()
}

impl Point {
    /// How far away it is. Days are counted by the calendar of the place, so "tomorrow" is what people there mean.
    #[must_use]
    pub fn distance(&self, now_ms: i64, offset: Offset<'_>) -> Distance {
        if self.ends_ms <= now_ms {
            return Distance::Over;
        }
        if self.begins_ms <= now_ms {
            return Distance::Now;
        }
        let today = civil(now_ms, &self.zone, offset).map(|(today, _)| today);
        let days = today.map_or(0, |today| i64::from(self.date.days()) - i64::from(today.days()));
        let left_ms = self.begins_ms - now_ms;
        match days {
            ..=0 if left_ms < HOUR_MS => Distance::Minutes((left_ms + MINUTE_MS - 1) / MINUTE_MS),
            ..=0 => Distance::Hours(left_ms / HOUR_MS),
            1 => Distance::Tomorrow,
            days => Distance::Days(days),
        }
    }
}

/// A title without what it says behind a colon: "Workshop 2: Was hat sich bewegt?" is "Workshop 2" where there is little
/// room.
#[must_use]
pub fn short_title(title: &str) -> &str {
    match title.split_once(':') {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        Some(_) | None => title,
    }
}

/// The end of the second title as it is said behind the first: "Workshop 1", "Workshop 2" give "2".
#[must_use]
pub fn short_after<'a>(first: &str, second: &'a str) -> &'a str {
    match (first.rsplit_once(' '), second.rsplit_once(' ')) {
        (Some((before, _)), Some((same, rest)))
            if before == same && rest.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            rest
        }
        _ => second,
    }
}

#[cfg(test)]
mod tests {
    use super::super::moment::{instant, test_offset};
    use super::*;

    const BERLIN: &str = "Europe/Berlin";

    fn at(date: &str, time: &str) -> i64 {
        instant(date.parse().unwrap(), time.parse().unwrap(), BERLIN, &test_offset).unwrap()
    }

    fn point(number: u16, title: &str, date: &str, is_closed: bool) -> Point {
        let begins_ms = at(date, "14:00");
        Point {
            milestone: MilestoneId(number),
            kind: MilestoneKind::Workshop,
            title: title.to_owned(),
            begins_ms,
            ends_ms: begins_ms + 3 * HOUR_MS,
            date: date.parse().unwrap(),
            zone: BERLIN.to_owned(),
            is_closed,
            handout: 1,
        }
    }

    #[test]
    fn the_phase_follows_closings_and_the_calendar() {
        let plan = |first, second| {
            vec![point(1, "Workshop 1", "2026-03-12", first), point(2, "Workshop 2", "2026-05-07", second)]
        };
        let of = |points: &[Point], date, time| match Phase::of(points, at(date, time)) {
            Phase::Unplanned => "unplanned".to_owned(),
            Phase::Before(next) => format!("before {}", next.milestone),
            Phase::At(now) => format!("at {}", now.milestone),
            Phase::Between(last, next) => format!("between {} and {}", last.milestone, next.milestone),
            Phase::After(last) => format!("after {}", last.milestone),
        };
        let open = plan(false, false);
        assert_eq!(of(&[], "2026-03-01", "08:00"), "unplanned");
        assert_eq!(of(&open, "2026-03-01", "08:00"), "before 1");
        assert_eq!(of(&open, "2026-03-12", "14:00"), "at 1");
        assert_eq!(of(&open, "2026-03-12", "17:00"), "between 1 and 2");
        assert_eq!(of(&open, "2026-06-01", "17:00"), "after 2");
        let closed_early = plan(true, false);
        assert_eq!(of(&closed_early, "2026-03-12", "15:00"), "between 1 and 2");
        assert_eq!(left_open(&open, at("2026-03-12", "18:00")).len(), 1);
        assert!(left_open(&closed_early, at("2026-03-12", "18:00")).is_empty());
    }

    #[test]
    fn days_are_counted_by_the_calendar_of_the_place() {
        let workshop = point(1, "Workshop 1", "2026-03-30", false);
        let from = |date, time| workshop.distance(at(date, time), &test_offset);
        // Clocks change in the night of the 29th: 13 hours before midnight it is still "in 2 days".
        assert_eq!(from("2026-03-28", "11:00"), Distance::Days(2));
        assert_eq!(from("2026-03-29", "00:10"), Distance::Tomorrow);
        assert_eq!(from("2026-03-29", "23:50"), Distance::Tomorrow);
        assert_eq!(from("2026-03-30", "00:05"), Distance::Hours(13));
        assert_eq!(from("2026-03-30", "13:30"), Distance::Minutes(30));
        assert_eq!(from("2026-03-30", "14:00"), Distance::Now);
        assert_eq!(from("2026-03-30", "17:00"), Distance::Over);
    }

    #[test]
    fn titles_that_count_on_are_said_shortly() {
        assert_eq!(short_title("Workshop 2: Was hat sich bewegt?"), "Workshop 2");
        assert_eq!(short_title("Nachschau"), "Nachschau");
        assert_eq!(short_title(": leer"), ": leer");
        assert_eq!(short_after("Workshop 1", "Workshop 2"), "2");
        assert_eq!(short_after("Workshop 3", "Nachschau"), "Nachschau");
        assert_eq!(short_after("Treffen in Kiel", "Treffen in Jena"), "Treffen in Jena");
    }
}
