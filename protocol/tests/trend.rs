//! Scores over all milestones of all cycles and years, and where their lines go.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::chart::{Length, TrendLayout, trend_chart};
use etappe_protocol::id::{MilestoneId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{
    self, Answer, Answers, Basis, Outcome, ScoreSheet, SheetInputs, Trend, TrendAt, TrendNow, sheet, trend,
};
use sample::{both, catalogue, code, item};

const FIRST: StreamId = StreamId([1; 16]);
const LATER: StreamId = StreamId([2; 16]);

fn answers(given: &[(&str, &str)]) -> Answers {
    let one = |(id, answer): &(&str, &str)| (item(id), Answer { code: code(answer), contested: false });
    given.iter().map(one).collect()
}

fn at(
    catalogue: &Catalogue,
    cycle: StreamId,
    milestone: u16,
    closing: u32,
    moment_ms: i64,
    given: &[(&str, &str)],
) -> ScoreSheet {
    sheet(SheetInputs {
        catalogue,
        answers: &answers(given),
        measures: Vec::new(),
        analysis: StreamId([7; 16]),
        cycle,
        milestone,
        closing,
        at_revision: Revision(1),
        moment_ms,
    })
    .unwrap()
}

/// The catalogue with another sub-criterion, as a later edition.
fn second_edition() -> Catalogue {
    let mut second = catalogue();
    second.edition = 2;
    let sub = second.criteria[0].children[0].clone();
    second.criteria[0].children[0].title = both("Anders");
    let mut new = sub;
    (new.id, new.items[0].id) = (item("A2"), item("A2.1"));
    second.criteria[0].children.push(new);
    second
}

fn values(trend: &Trend, id: &str) -> Vec<Option<Option<u16>>> {
    let line = trend.lines.iter().find(|line| line.id == item(id)).unwrap();
    line.marks.iter().map(|mark| mark.map(|mark| mark.outcome.value().map(|value| value.get()))).collect()
}

#[test]
fn sheets_of_all_cycles_stand_in_order_and_lines_break_where_editions_change() {
    let (one, two) = (catalogue(), second_edition());
    let sheets = [
        at(&two, LATER, 1, 1, 500, &[("A.1", "3"), ("A1.1", "3"), ("A2.1", "0")]),
        at(&one, FIRST, 2, 1, 200, &[("A.1", "2"), ("A1.1", "2")]),
        at(&one, FIRST, 1, 1, 100, &[("A.1", "0"), ("A1.1", "0")]),
        at(&one, FIRST, 1, 2, 110, &[("A.1", "1"), ("A1.1", "1")]),
        at(&one, FIRST, 3, 1, 300, &[("A.1", "3")]),
    ];
    let found = trend(&sheets, None);
    let milestone = |cycle, number| TrendAt::Milestone { cycle, milestone: MilestoneId(number) };
    let points: Vec<_> = found.points.iter().map(|point| (point.at, point.moment_ms, point.breaks)).collect();
    assert_eq!(
        points,
        [
            (milestone(FIRST, 1), 110, false),
            (milestone(FIRST, 2), 200, false),
            (milestone(FIRST, 3), 300, false),
            (milestone(LATER, 1), 500, true),
        ],
        "only the latest closing counts"
    );
    let lines: Vec<_> = found.lines.iter().map(|line| (line.id.as_str(), line.level)).collect();
    assert_eq!(lines, [("A", 0), ("A1", 1), ("A2", 1)]);
    assert_eq!(values(&found, "A1"), [Some(Some(3_333)), Some(Some(6_667)), Some(None), Some(Some(10_000))]);
    assert_eq!(values(&found, "A2"), [None, None, None, Some(Some(0))], "it was not there before");

    let line = found.lines.iter().find(|line| line.id == item("A")).unwrap();
    let layout =
        TrendLayout { width: Length::units(320), height: Length::units(120), margin: Length::units(10) };
    let chart = trend_chart(&found.points, line, &layout);
    assert_eq!(chart.columns, [10, 110, 210, 310].map(Length::units));
    assert_eq!(chart.breaks, [Length::units(260)]);
    assert_eq!(chart.grid[0], Length::units(110));
    assert_eq!(chart.grid[4], Length::units(10));
    assert_eq!(chart.runs.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1], "too few, then another edition");
    assert_eq!(chart.gaps.iter().map(|gap| gap.column).collect::<Vec<_>>(), [2]);
    assert!(chart.dots.iter().all(|dot| !dot.is_partial));
    assert!(chart.dots.iter().all(|dot| chart.grid[4] <= dot.at.y && dot.at.y <= chart.grid[0]));
}

#[test]
fn what_stands_now_ends_the_trend() {
    let one = catalogue();
    let sheets = [at(&one, FIRST, 1, 1, 100, &[("A.1", "2"), ("A1.1", "2")])];
    let criteria = score::score(&one, &answers(&[("A.1", "3"), ("A1.1", "3")])).unwrap();
    let basis = Basis::of(&sheets[0]);
    let found = trend(&sheets, Some(TrendNow { moment_ms: 900, basis: basis.clone(), criteria: &criteria }));
    assert_eq!(found.points.len(), 2);
    assert_eq!((found.points[1].at, found.points[1].breaks), (TrendAt::Now, false));
    let line = &found.lines[0];
    assert_eq!(line.marks[1].unwrap().outcome, criteria[0].outcome);
    let chart = trend_chart(&found.points, line, &TrendLayout::SMALL);
    assert_eq!(chart.runs.len(), 1);
    // Another rule is another way to count: no line leads there.
    let other = Basis { rule: 2, ..basis };
    let found = trend(&sheets, Some(TrendNow { moment_ms: 900, basis: other, criteria: &criteria }));
    assert!(found.points[1].breaks);
}

#[test]
fn no_points_and_one_point_can_be_drawn() {
    let empty = trend(&[], None);
    assert_eq!(empty, Trend::default());
    let one = [at(&catalogue(), FIRST, 1, 1, 100, &[("A.1", "x"), ("A1.1", "x")])];
    let found = trend(&one, None);
    let chart = trend_chart(&found.points, &found.lines[0], &TrendLayout::SMALL);
    assert_eq!((chart.columns.as_slice(), chart.gaps.len()), ([Length::units(160)].as_slice(), 1));
    assert_eq!(found.lines[0].marks[0].unwrap().outcome, Outcome::NotApplicable);
}
