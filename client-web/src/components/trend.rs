//! Scores over all milestones of all cycles: one small chart for each criterion, and the same as a table.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Localised};
use etappe_protocol::chart::{self, Length, TrendChart, TrendLayout};
use etappe_protocol::id::{ItemId, MilestoneId, StreamId};
use etappe_protocol::score::{Trend, TrendAt, TrendLine, TrendMark};
use leptos::prelude::*;

use super::score_bars::{names, outcome_words, percent};
use super::{tr, use_lang};
use crate::browser;
use crate::locale::Lang;

/// Below the plot, for the days.
const FOOT: i32 = 18;
const LAYOUT: TrendLayout =
    TrendLayout { width: Length::units(264), height: Length::units(104), margin: Length::units(20) };

/// What the charts are drawn from.
#[derive(Clone)]
pub struct TrendScene {
    /// The numbers.
    pub trend: Arc<Trend>,
    /// The edition that names are taken from; what it does not know is called by its id.
    pub catalogue: Arc<Catalogue>,
    /// How a milestone is called.
    pub milestone: Callback<(StreamId, MilestoneId), String>,
}

impl TrendScene {
    fn name(&self, id: &ItemId) -> Localised {
        let (de, en) = names(&self.catalogue, id);
        Localised { de, en }
    }

    /// What a point in time is called.
    fn point(&self, index: usize, lang: Lang) -> String {
        match self.trend.points.get(index).map(|point| point.at) {
            Some(TrendAt::Milestone { cycle, milestone }) => self.milestone.run((cycle, milestone)),
            Some(TrendAt::Now) => lang.texts().compare.now.to_owned(),
            None => String::new(),
        }
    }

    fn value(mark: Option<TrendMark>, lang: Lang) -> String {
        match mark {
            Some(mark) => outcome_words(lang.texts(), mark.outcome),
            None => lang.texts().compare.trend.not_there.to_owned(),
        }
    }
}

/// The charts with their key and the table.
#[component]
pub fn TrendCharts(
    /// What they are drawn from.
    scene: TrendScene,
) -> impl IntoView {
    let lang = use_lang();
    if scene.trend.points.len() < 2 {
        return view! { <p class="muted">{tr(|t| t.compare.trend.one)}</p> }.into_any();
    }
    let lines = &scene.trend.lines;
    let mains = lines.iter().enumerate().filter(|(_, line)| line.level == 0).map(|(place, main)| {
        let subs = lines.iter().skip(place + 1).take_while(|line| 0 < line.level);
        let subs: Vec<TrendLine> = subs.filter(|line| line.level == 1).cloned().collect();
        let count = subs.len();
        let of_subs = scene.clone();
        let charts = subs.into_iter().map(move |line| {
            let name = of_subs.name(&line.id);
            let id = line.id.to_string();
            view! {
                <div class="trend-line">
                    <h4><span class="score-id">{id}</span> {move || lang.get().pick(&name).to_owned()}</h4>
                    <Chart scene=of_subs.clone() line=line/>
                </div>
            }
        });
        let charts = charts.collect_view();
        let name = scene.name(&main.id);
        view! {
            <div class="trend-line" data-testid=format!("trend-{}", main.id)>
                <h3>
                    <span class="score-id">{main.id.to_string()}</span>
                    {move || lang.get().pick(&name).to_owned()}
                </h3>
                <Chart scene=scene.clone() line=main.clone()/>
                {(0 < count).then(|| view! {
                    <details class="trend-subs">
                        <summary>{move || (lang.get().texts().compare.trend.subs)(count)}</summary>
                        {charts}
                    </details>
                })}
            </div>
        }
    });
    let mains = mains.collect_view();
    view! {
        <div class="trend-lines" data-testid="trend">{mains}</div>
        <Key scene=scene.clone()/>
        <Table scene=scene/>
    }
    .into_any()
}

/// What the marks mean, as far as there are any.
#[component]
fn Key(scene: TrendScene) -> impl IntoView {
    let marks = || scene.trend.lines.iter().flat_map(|line| line.marks.iter().flatten());
    let has_breaks = scene.trend.points.iter().any(|point| point.breaks);
    let has_gaps = marks().any(|mark| mark.outcome.value().is_none());
    let has_partial = marks().any(|mark| {
        mark.outcome.value().is_some() && mark.coverage < etappe_protocol::score::BasisPoints::FULL
    });
    view! {
        <p class="muted small" data-testid="trend-key">
            {has_partial.then(|| view! { <span>{tr(|t| t.compare.trend.partial)} " "</span> })}
            {has_gaps.then(|| view! { <span>{tr(|t| t.compare.trend.gap)} " "</span> })}
            {has_breaks.then(|| view! { <span>{tr(|t| t.compare.trend.break_note)}</span> })}
        </p>
    }
}

#[component]
fn Chart(scene: TrendScene, line: TrendLine) -> impl IntoView {
    let lang = use_lang();
    let drawn = chart::trend_chart(&scene.trend.points, &line, &LAYOUT);
    let (spoken, id) = (scene.clone(), line.id.clone());
    let marks = line.marks.clone();
    let described = move || {
        let lang = lang.get();
        let value = |(index, mark): (usize, &Option<TrendMark>)| {
            format!("{} {}", spoken.point(index, lang), TrendScene::value(*mark, lang))
        };
        let values: Vec<String> = marks.iter().enumerate().map(value).collect();
        (lang.texts().compare.trend.described)(lang.pick(&spoken.name(&id)), &values.join(", "))
    };
    let TrendChart { width, height, grid, columns, breaks, runs, dots, gaps } = drawn;
    let box_height = LAYOUT.height.0 / 1_000 + FOOT;
    let margin = LAYOUT.margin;
    let right = width.0.saturating_sub(margin.0);
    let right = Length(right);
    let grid = grid.map(|y| view! { <path class="trend-grid" d=format!("M{margin} {y}H{right}")></path> });
    let breaks =
        breaks.into_iter().map(|x| view! { <path class="trend-break" d=format!("M{x} 0V{height}")></path> });
    let runs = runs.into_iter().filter(|run| 1 < run.len());
    let runs = runs.map(|run| view! { <polyline class="trend-run" points=chart::points(&run)></polyline> });
    let first = dots.iter().map(|dot| dot.column).min();
    let last = dots.iter().map(|dot| dot.column).max();
    let dots = dots.into_iter().map(|dot| {
        let is_end = [first, last].contains(&Some(dot.column));
        let above = Length(dot.at.y.0.saturating_sub(9_000));
        view! {
            <circle
                class="trend-dot"
                data-partial=dot.is_partial.to_string()
                cx=dot.at.x.to_string()
                cy=dot.at.y.to_string()
                r="3.5"
            ></circle>
            {is_end.then(|| view! {
                <text class="trend-value" x=dot.at.x.to_string() y=above.to_string()>{percent(dot.value)}</text>
            })}
        }
    });
    let gaps = gaps.into_iter().map(|gap| {
        let (x, y) = (gap.at.x, gap.at.y);
        view! { <path class="trend-gap" d=format!("M{x} {y}m-3.5-3.5l7 7m0-7l-7 7")></path> }
    });
    let days = days(&scene, &columns, box_height);
    view! {
        <figure>
            <svg viewBox=format!("0 0 {width} {box_height}") role="img" aria-label=described>
                {grid.into_iter().collect_view()} {breaks.collect_view()} {runs.collect_view()}
                {dots.collect_view()} {gaps.collect_view()} {days}
            </svg>
        </figure>
    }
}

/// The first and the last day, and those between where there is room.
fn days(scene: &TrendScene, columns: &[Length], height: i32) -> AnyView {
    let lang = use_lang();
    /// Days that fit side by side.
    const ROOM: usize = 4;
    let count = columns.len();
    let step = count.div_ceil(ROOM).max(1);
    let is_shown = move |index: usize| (count - 1 - index).is_multiple_of(step);
    let days = columns.iter().zip(&scene.trend.points).enumerate().filter(|(index, _)| is_shown(*index));
    let days = days.map(|(_, (x, point))| {
        let (moment_ms, is_now) = (point.moment_ms, point.at == TrendAt::Now);
        let words = move || {
            let lang = lang.get();
            if is_now {
                return lang.texts().compare.now.to_owned();
            }
            let day = browser::day_in_zone(moment_ms, None);
            day.map(|day| format!("{}/{:02}", day.month(), day.year() % 100)).unwrap_or_default()
        };
        view! { <text class="trend-when" x=x.to_string() y=(height - 3).to_string()>{words}</text> }
    });
    days.collect_view().into_any()
}

/// The same numbers as a table, with how much was rated.
#[component]
fn Table(scene: TrendScene) -> impl IntoView {
    let lang = use_lang();
    let heads = (0..scene.trend.points.len()).map(|index| {
        let (of, point) = (scene.clone(), scene.trend.points.get(index).cloned());
        let words = move || of.point(index, lang.get());
        let (breaks, basis) = point.map_or((false, None), |point| (point.breaks, Some(point.basis)));
        let note = move || {
            let basis = basis.as_ref().filter(|_| breaks)?;
            Some((lang.get().texts().compare.trend.break_at)(basis.edition, basis.rule))
        };
        view! { <th scope="col">{words} <span class="muted small">" " {note}</span></th> }
    });
    let heads = heads.collect_view();
    let rows = scene.trend.lines.iter().map(|line| {
        let (name, id) = (scene.name(&line.id), line.id.to_string());
        let cells = line.marks.clone().into_iter().map(|mark| {
            let value = move || TrendScene::value(mark, lang.get());
            let covered = mark.map(|mark| {
                move || (lang.get().texts().compare.trend.coverage)(&percent(mark.coverage))
            });
            view! { <td>{value} {covered.map(|covered| view! { <span class="muted small">" (" {covered} ")"</span> })}</td> }
        });
        let cells = cells.collect_view();
        view! {
            <tr data-main=(line.level == 0).to_string()>
                <th scope="row">{id} " " {move || lang.get().pick(&name).to_owned()}</th>
                {cells}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="score-table trend-table">
            <summary>{tr(|t| t.compare.trend.table)}</summary>
            <table>
                <thead><tr><th scope="col">{tr(|t| t.team.scores.column_criterion)}</th> {heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}
