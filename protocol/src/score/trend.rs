//! Scores of one analysis over all its milestones, of all cycles and years.
//!
//! Numbers of two sheets stand in one line only where they are comparable: the same questionnaire, edition and rule.
//! Where these change the line breaks, and the break is part of the result.

use super::{BasisPoints, CriterionScore, Outcome, ScoreSheet};
use crate::id::{ItemId, MilestoneId, StreamId};

/// Scores over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// The points in time, the earliest first.
    pub points: Vec<TrendPoint>,
    /// The criteria as the latest point has them, from top to bottom, then those that only earlier points have.
    pub lines: Vec<TrendLine>,
}

/// A point in time with scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// What it is.
    pub at: TrendAt,
    /// The moment that it stands for, UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// What it was scored by.
    pub basis: Basis,
    /// Whether it was scored by something else than the point before: no line leads here from there.
    pub breaks: bool,
}

/// What a point of a trend is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendAt {
    /// A closed milestone.
    Milestone {
        /// Of which cycle.
        cycle: StreamId,
        /// Which one.
        milestone: MilestoneId,
    },
    /// As it stands.
    Now,
}

/// What scores were computed by; numbers with another basis are not comparable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The questionnaire.
    pub key: String,
    /// Its edition.
    pub edition: u32,
    /// Fingerprint of that edition's content.
    pub hash: [u8; 32],
    /// The rule.
    pub rule: u16,
}

/// One criterion over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendLine {
    /// Of the catalogue.
    pub id: ItemId,
    /// 0 for a main criterion, one more for each step down.
    pub level: u8,
    /// As many as there are points; `None` where the edition of that time had no such criterion.
    pub marks: Vec<Option<TrendMark>>,
}

/// What a criterion came to at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendMark {
    /// The number, or why there is none.
    pub outcome: Outcome,
    /// Share of the applicable statements that is rated.
    pub coverage: BasisPoints,
}

/// The scores as they stand, to end a trend with.
#[derive(Clone, Debug)]
pub struct TrendNow<'a> {
    /// UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// What they are computed by.
    pub basis: Basis,
    /// The main criteria.
    pub criteria: &'a [CriterionScore],
}

impl Basis {
    /// Of a sheet.
    #[must_use]
    pub fn of(sheet: &ScoreSheet) -> Self {
        Self {
            key: sheet.catalogue_key.clone(),
            edition: sheet.catalogue_edition,
            hash: sheet.catalogue_hash,
            rule: sheet.scoring_rule,
        }
    }
}

/// Puts sheets in order of time and lines them up by criterion. Of a milestone that was closed again only the latest
/// closing given counts.
#[must_use]
pub fn trend<'a>(sheets: impl IntoIterator<Item = &'a ScoreSheet>, now: Option<TrendNow<'_>>) -> Trend {
    let mut sheets: Vec<&ScoreSheet> = sheets.into_iter().collect();
    sheets.sort_by_key(|sheet| (sheet.cycle, sheet.milestone, std::cmp::Reverse(sheet.closing)));
    sheets.dedup_by_key(|sheet| (sheet.cycle, sheet.milestone));
    sheets.sort_by_key(|sheet| (sheet.moment_ms, sheet.cycle, sheet.milestone));
    let mut points = Vec::new();
    let mut all: Vec<&[CriterionScore]> = Vec::new();
    for sheet in sheets {
        let at = TrendAt::Milestone { cycle: sheet.cycle, milestone: MilestoneId(sheet.milestone) };
        push(&mut points, at, sheet.moment_ms, Basis::of(sheet));
        all.push(&sheet.criteria);
    }
    if let Some(now) = now {
        push(&mut points, TrendAt::Now, now.moment_ms, now.basis);
        all.push(now.criteria);
    }
    let mut lines: Vec<TrendLine> = Vec::new();
    for criteria in all.iter().rev() {
        walk(criteria, 0, &mut |id, level| {
            if !lines.iter().any(|line| line.id == *id) {
                let marks = all.iter().map(|criteria| mark(criteria, id)).collect();
                lines.push(TrendLine { id: id.clone(), level, marks });
            }
        });
    }
    Trend { points, lines }
}

fn push(points: &mut Vec<TrendPoint>, at: TrendAt, moment_ms: i64, basis: Basis) {
    let breaks = points.last().is_some_and(|last| last.basis != basis);
    points.push(TrendPoint { at, moment_ms, basis, breaks });
}

fn walk(criteria: &[CriterionScore], level: u8, visit: &mut impl FnMut(&ItemId, u8)) {
    for one in criteria {
        visit(&one.id, level);
        walk(&one.children, level.saturating_add(1), visit);
    }
}

fn mark(criteria: &[CriterionScore], id: &ItemId) -> Option<TrendMark> {
    let found = criteria.iter().find_map(|criterion| criterion.find(id))?;
    Some(TrendMark { outcome: found.outcome, coverage: found.coverage })
}
