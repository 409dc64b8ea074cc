//! Where charts put their lines and boxes.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/by_hand.rs"]
mod by_hand;

use etappe_protocol::chart::{
    Anchor, BarLayout, Bars, Fill, Length, Rect, Row, activity, bars, common_scale, points, radar,
};
use etappe_protocol::score::{CriterionScore, score};

fn scores(text: &str) -> Vec<CriterionScore> {
    let by_hand = by_hand::read(text);
    score(&by_hand.catalogue, &by_hand.answers).unwrap()
}

/// Bars of 300 units between 100 for the names and 50 for the numbers.
fn layout(levels: u8) -> BarLayout {
    let units = Length::units;
    BarLayout { width: units(450), labels: units(100), numbers: units(50), levels, ..BarLayout::WIDE }
}

fn row<'a>(bars: &'a Bars, id: &str) -> &'a Row {
    bars.rows.iter().find(|row| row.id.as_str() == id).unwrap()
}

#[test]
fn levels_are_marked_at_their_share_of_the_scale() {
    let by_hand = by_hand::read(by_hand::DEFAULT);
    let scale = common_scale(&by_hand.catalogue);
    let marks = bars(&scores(by_hand::DEFAULT), &[], scale, &layout(2)).marks;
    let seen: Vec<_> =
        marks.iter().map(|mark| (mark.x.0, mark.level.as_ref().unwrap().as_str(), mark.at.get())).collect();
    assert_eq!(seen, [(100_000, "1", 0), (199_990, "2", 3333), (300_010, "3", 6667), (400_000, "4", 10_000)]);
    let anchors: Vec<_> = marks.iter().map(|mark| mark.anchor).collect();
    assert_eq!(anchors, [Anchor::Start, Anchor::Middle, Anchor::Middle, Anchor::End]);
}

#[test]
fn different_scales_share_a_percentage() {
    let by_hand = by_hand::read(by_hand::DEEP);
    assert_eq!(common_scale(&by_hand.catalogue), None);
    let marks = bars(&scores(by_hand::DEEP), &[], None, &layout(2)).marks;
    assert_eq!(marks.iter().map(|mark| mark.at.get()).collect::<Vec<_>>(), [0, 2_500, 5_000, 7_500, 10_000]);
    assert!(marks.iter().all(|mark| mark.level.is_none()));
}

#[test]
fn bars_stand_below_their_main_criterion_and_never_touch() {
    let bars = bars(&scores(by_hand::DEFAULT), &[], None, &layout(2));
    assert_eq!(bars.rows.len(), 3 + 17);
    assert_eq!(bars.rows[..3].iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["A", "A1", "A2"]);
    for pair in bars.rows.windows(2) {
        let gap = pair[1].track.y.0 - pair[0].track.bottom().0;
        assert_eq!(gap, if pair[1].level == 0 { 24_000 } else { 8_000 });
    }
    assert_eq!(bars.rows.last().unwrap().track.bottom(), bars.height);
    // 24 + 3 x 20 + 17 x 12 + 17 x 8 + 2 x 24
    assert_eq!(bars.height, Length::units(472));
    assert_eq!(bars.plot.bottom(), bars.height);
}

#[test]
fn numbers_are_solid_too_few_is_hatched_and_nothing_is_empty() {
    let bars = bars(&scores(by_hand::DEFAULT), &[], None, &layout(2));
    let (a4, b4, c) = (row(&bars, "A4"), row(&bars, "B4"), row(&bars, "C"));
    assert_eq!(a4.fill, Fill::Solid(a4.track));
    assert_eq!(b4.fill, Fill::Empty);
    assert_eq!(c.fill, Fill::Hatched(c.track));
    let a5 = row(&bars, "A5");
    assert_eq!(a5.fill, Fill::Solid(Rect { width: Length::units(150), ..a5.track }));
    assert!(row(&bars, "B").contested && row(&bars, "B2").contested && !a4.contested);
}

#[test]
fn the_milestone_before_leaves_a_ghost_where_it_had_a_number() {
    let mut now = by_hand::read(by_hand::DEFAULT);
    let before = score(&now.catalogue, &now.answers).unwrap();
    now.answers.clear();
    let now = score(&now.catalogue, &now.answers).unwrap();
    let bars = bars(&now, &before, None, &layout(1));
    let seen: Vec<_> =
        bars.rows.iter().map(|row| (row.ghost.map(|x| x.0), row.previous.map(|at| at.get()))).collect();
    // 100 + 300 x 58.89 % and 100 + 300 x 58.33 %.
    assert_eq!(seen, [(Some(276_670), Some(5_889)), (Some(274_990), Some(5_833)), (None, None)]);
}

#[test]
fn deeper_levels_are_drawn_when_asked_for() {
    let of = |levels| bars(&scores(by_hand::DEEP), &[], None, &layout(levels)).rows.len();
    assert_eq!([0, 1, 2, 3, 4, 9].map(of), [0, 3, 10, 15, 17, 17]);
    let bars = bars(&scores(by_hand::DEEP), &[], None, &layout(9));
    assert_eq!((row(&bars, "Q1a1").level, row(&bars, "Q1a1").label.x), (3, Length::units(36)));
}

#[test]
fn a_narrow_drawing_has_bars_of_no_width() {
    let layout = BarLayout { width: Length::units(100), ..BarLayout::WIDE };
    let bars = bars(&scores(by_hand::DEFAULT), &[], None, &layout);
    assert!(bars.rows.iter().all(|row| row.track.width == Length(0)));
}

#[test]
fn the_activity_line_reaches_the_top_on_the_busiest_day() {
    let line = activity(&[0, 5, 10, 0], 0, Length::units(90), Length::units(20)).unwrap();
    assert_eq!(points(&line.points), "0,20 30,10 60,0 90,20");
    assert_eq!(line.line, "M0,20L30,10L60,0L90,20");
    assert_eq!(line.area, "M0,20L30,10L60,0L90,20L90,20L0,20Z");
    assert_eq!(line.ceiling, 10);
    let shared = activity(&[0, 5], 20, Length::units(90), Length::units(20)).unwrap();
    assert_eq!((points(&shared.points).as_str(), shared.ceiling), ("0,20 90,15", 20));
}

#[test]
fn a_line_of_quiet_one_or_no_days_is_drawn_too() {
    let of = |days: &[u32]| activity(days, 0, Length::units(90), Length::units(20)).map(|line| line.line);
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[0, 0]).unwrap(), "M0,20L90,20");
    assert_eq!(of(&[3]).unwrap(), "M90,0");
    assert_eq!(of(&[u32::MAX, 0]).unwrap(), "M0,0L90,20");
}

#[test]
fn the_radar_begins_at_the_top_and_breaks_where_there_is_no_number() {
    let scores = scores(by_hand::DEFAULT);
    let children: Vec<_> = scores[1].children.iter().collect();
    let radar = radar(&children, &scores, None, Length::units(200), Length::units(20)).unwrap();
    // B1 to B6; B3 has too few answers, B4 does not apply.
    let ends: Vec<_> = radar.axes.iter().map(|axis| points(&[axis.end])).collect();
    assert_eq!(ends[0], "100,20");
    assert_eq!(ends[3], "100,180");
    assert_eq!(radar.axes[1].anchor, Anchor::Start);
    assert_eq!(radar.axes[5].anchor, Anchor::End);
    let runs: Vec<_> = radar.runs.iter().map(Vec::len).collect();
    assert_eq!(runs, [4], "B5, B6, B1 and B2 are neighbours");
    assert_eq!(radar.runs[0][2], radar.axes[0].value.unwrap());
    assert_eq!(radar.previous, radar.runs);
    assert_eq!(radar.rings.len(), 5);
    assert_eq!(points(&radar.rings[4].corners), ends.join(" "));
}

#[test]
fn two_axes_make_no_radar() {
    let scores = scores(by_hand::DEFAULT);
    let two: Vec<_> = scores.iter().take(2).collect();
    assert_eq!(radar(&two, &[], None, Length::units(200), Length::units(20)), None);
}
