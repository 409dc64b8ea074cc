//! A point of a history as people name it, and its one spelling in addresses.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::id::{MilestoneId, StreamId};
use crate::revision::Revision;

/// A point of an analysis' history, before anybody has looked which revision it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// What the latest closing of a milestone kept.
    Milestone {
        /// Of which cycle.
        cycle: StreamId,
        /// Which one.
        milestone: MilestoneId,
    },
    /// The last revision at or before a moment, UTC milliseconds since 1970.
    Moment(i64),
    /// A revision.
    Revision(Revision),
    /// The latest there is.
    Now,
}

/// Why a piece of text names no point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a point: now, r<revision>, t<milliseconds> or m<cycle>-<milestone>")]
pub struct PointError;

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Milestone { cycle, milestone } => write!(f, "m{cycle}-{milestone}"),
            Self::Moment(time_ms) => write!(f, "t{time_ms}"),
            Self::Revision(revision) => write!(f, "r{revision}"),
            Self::Now => f.write_str("now"),
        }
    }
}

impl FromStr for Point {
    type Err = PointError;

    /// Reads what [`fmt::Display`] writes, and no other spelling of it.
    fn from_str(text: &str) -> Result<Self, PointError> {
        if !text.is_ascii() {
            return Err(PointError);
        }
        let (kind, rest) = text.split_at_checked(1).ok_or(PointError)?;
        let point = match kind {
            "m" => {
                let (cycle, milestone) = rest.split_once('-').ok_or(PointError)?;
                let cycle = cycle.parse().map_err(|_| PointError)?;
                let milestone = MilestoneId(milestone.parse().map_err(|_| PointError)?);
                Self::Milestone { cycle, milestone }
            }
            "t" => Self::Moment(rest.parse().map_err(|_| PointError)?),
            "r" => Self::Revision(Revision(rest.parse().map_err(|_| PointError)?)),
            "n" if rest == "ow" => Self::Now,
            _ => return Err(PointError),
        };
        if point.to_string() == text { Ok(point) } else { Err(PointError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_one_spelling() {
        let cycle = StreamId([0xab; 16]);
        for point in [
            Point::Now,
            Point::Revision(Revision(123)),
            Point::Revision(Revision(u64::MAX)),
            Point::Moment(1_700_000_000_000),
            Point::Moment(-1),
            Point::Milestone { cycle, milestone: MilestoneId(300) },
        ] {
            assert_eq!(point.to_string().parse(), Ok(point));
        }
        assert_eq!(Point::Milestone { cycle, milestone: MilestoneId(1) }.to_string(), format!("m{cycle}-1"));
        for bad in [
            "",
            "n",
            "no",
            "NOW",
            "now ",
            "r",
            "r-1",
            "r+1",
            "r01",
            "t",
            "t1.5",
            "m",
            "m-1",
            "x1",
            "ß",
            "r18446744073709551616",
        ] {
            assert_eq!(bad.parse::<Point>(), Err(PointError), "{bad:?}");
        }
        assert_eq!(format!("m{cycle}-01").parse::<Point>(), Err(PointError));
        assert_eq!(format!("m{cycle}-65536").parse::<Point>(), Err(PointError));
    }
}
