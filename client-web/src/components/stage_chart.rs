//! One criterion at several milestones, as columns with the way between them.

use etappe_protocol::chart::{self, Fill, Length, StageLayout};
use etappe_protocol::score::Outcome;
use leptos::prelude::*;

use super::score_bars::percent;
use super::use_lang;

/// In units of a sheet of paper; drawn as large as there is room.
const LAYOUT: StageLayout = StageLayout {
    width: Length::units(240),
    height: Length::units(150),
    head: Length::units(20),
    foot: Length::units(18),
    column: Length::units(34),
};
/// Height of a number's ground line above its column, and of a name's below, in units.
const ABOVE: i32 = 6;
const BELOW: i32 = 14;

/// The columns; what they say stands in a table beside them.
#[component]
pub fn StageChart(
    /// Short names of the points, such as `M1`, with what was kept there.
    points: Vec<(String, Option<Outcome>)>,
) -> impl IntoView {
    let outcomes: Vec<_> = points.iter().map(|(_, outcome)| *outcome).collect();
    let drawn = chart::stages(&outcomes, &LAYOUT);
    let last = outcomes.len().saturating_sub(1);
    let right = drawn.plot.right();
    let quarters = drawn.quarters.map(|y| view! { <path d=format!("M0 {y}H{right}")></path> });
    let foot = drawn.plot.bottom();
    let columns = drawn.columns.into_iter().zip(points).enumerate().map(|(index, (column, (name, _)))| {
        let x = column.top.x.to_string();
        let (class, rect) = match column.fill {
            Fill::Solid(rect) => ("stage-fill", Some(rect)),
            Fill::Hatched(rect) => ("stage-few", Some(rect)),
            Fill::Empty => ("", None),
        };
        let bar = rect.map(|rect| {
            view! {
                <rect
                    class=class
                    x=rect.x.to_string()
                    y=rect.y.to_string()
                    width=rect.width.to_string()
                    height=rect.height.to_string()
                ></rect>
            }
        });
        let number = match column.outcome {
            Some(Outcome::Value(points)) => percent(points),
            Some(Outcome::TooFew) => "?".to_owned(),
            Some(Outcome::NotApplicable) | None => "–".to_owned(),
        };
        let above = Length(column.top.y.0.saturating_sub(ABOVE * 1_000)).to_string();
        let below = Length(foot.0.saturating_add(BELOW * 1_000)).to_string();
        view! {
            <g class="stage" class:is-last=index == last>
                {bar}
                <text class="stage-number" x=x.clone() y=above>{number}</text>
                <text class="stage-name" x=x y=below>{name}</text>
            </g>
        }
    });
    let columns = columns.collect_view();
    let way = drawn
        .way
        .iter()
        .map(|run| view! { <polyline class="stage-way" points=chart::points(run)></polyline> })
        .collect_view();
    view! {
        <svg
            class="stage-chart"
            viewBox=format!("0 0 {} {}", LAYOUT.width, LAYOUT.height)
            aria-hidden="true"
            focusable="false"
        >
            <g class="stage-quarters">{quarters}</g>
            {columns}
            {way}
        </svg>
    }
}

/// A value as a short bar with its number, for a cell of a table.
#[component]
pub fn ValueCell(
    /// What was kept; `None` where nothing was.
    outcome: Option<Outcome>,
) -> impl IntoView {
    const WIDTH: Length = Length::units(60);
    const HEIGHT: Length = Length::units(5);
    let lang = use_lang();
    let track = chart::Rect { width: WIDTH, height: HEIGHT, ..chart::Rect::default() };
    let bar = outcome.map(|outcome| match Fill::of(outcome, track) {
        Fill::Solid(rect) => {
            view! { <rect class="stage-fill" width=rect.width.to_string() height=rect.height.to_string()></rect> }
                .into_any()
        }
        Fill::Hatched(rect) => {
            view! { <rect class="stage-few" width=rect.width.to_string() height=rect.height.to_string()></rect> }
                .into_any()
        }
        Fill::Empty => ().into_any(),
    });
    let words = move || match outcome {
        Some(Outcome::Value(points)) => percent(points),
        Some(Outcome::TooFew) => lang.get().texts().report.too_few.to_owned(),
        Some(Outcome::NotApplicable) => lang.get().texts().scores.not_applicable.to_owned(),
        None => lang.get().texts().report.none.to_owned(),
    };
    let is_number = matches!(outcome, Some(Outcome::Value(_)));
    view! {
        <span class="value-cell" class:is-number=is_number>
            <span>{words}</span>
            {is_number.then(|| view! {
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true" focusable="false">
                    <rect class="stage-track" width=WIDTH.to_string() height=HEIGHT.to_string()></rect>
                    {bar}
                </svg>
            })}
        </span>
    }
}
