//! Scores as bars: the main criteria with those below them, the milestone before as a mark, and the same as a table.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion};
use etappe_protocol::chart::{self, BarLayout, Fill, Length, Row};
use etappe_protocol::id::ItemId;
use etappe_protocol::score::{BasisPoints, CriterionScore, Outcome};
use leptos::prelude::*;

use super::{tr, use_lang};
use crate::locale::{Lang, Texts};

/// Only the bars are drawn; names and numbers are text of the page, so that they wrap and can be read aloud.
const LAYOUT: BarLayout = BarLayout {
    width: Length::units(1_000),
    labels: Length::units(0),
    numbers: Length::units(0),
    head: Length::units(0),
    ..BarLayout::WIDE
};

/// The bars with a table of the same numbers below.
#[component]
pub fn ScoreBars(
    /// The edition that the scores are of.
    catalogue: Arc<Catalogue>,
    /// The main criteria.
    criteria: Vec<CriterionScore>,
    /// Those of the milestone before; empty where there is none.
    #[prop(optional)]
    previous: Vec<CriterionScore>,
    /// What to call the milestone before.
    #[prop(optional, into)]
    previous_name: Option<String>,
    /// Runs with a criterion when somebody asks how its number came about; without it nobody can.
    #[prop(default = None, into)]
    on_explain: Option<Callback<ItemId>>,
) -> impl IntoView {
    let lang = use_lang();
    let bars = chart::bars(&criteria, &previous, chart::common_scale(&catalogue), &LAYOUT);
    let levels = level_names(&catalogue);
    let lines = bars.rows.into_iter().map(|row| {
        let names = names(&catalogue, &row.id);
        view! { <Line row=row names=names on_explain=on_explain/> }
    });
    let lines = lines.collect_view();
    let has_previous = !previous.is_empty();
    let legend = move || {
        let words = &lang.get().texts().scores;
        let name = previous_name.clone().unwrap_or_else(|| words.before.to_owned());
        (words.ghost)(&name)
    };
    view! {
        <div class="score-bars">
            {levels.map(|levels| view! { <Levels levels=levels/> })}
            <ul class="score-rows">{lines}</ul>
            {has_previous.then(|| view! {
                <p class="score-legend muted small">
                    <svg class="ghost-sample" viewBox="0 0 8 16" aria-hidden="true" focusable="false">
                        <path class="ghost" d="M4 0V16"></path>
                    </svg>
                    {legend}
                </p>
            })}
        </div>
    }
}

/// The names of the levels along the scale, where all statements share one.
#[component]
fn Levels(levels: Vec<(String, String)>) -> impl IntoView {
    let lang = use_lang();
    let names = levels.into_iter().map(|(de, en)| {
        view! { <li>{move || if lang.get() == Lang::De { de.clone() } else { en.clone() }}</li> }
    });
    view! { <ol class="score-levels" aria-hidden="true">{names.collect_view()}</ol> }
}

#[component]
fn Line(row: Row, names: (String, String), on_explain: Option<Callback<ItemId>>) -> impl IntoView {
    let lang = use_lang();
    let (id, outcome) = (row.id.clone(), row.outcome);
    let name = move || if lang.get() == Lang::De { names.0.clone() } else { names.1.clone() };
    let number = move || outcome_words(lang.get().texts(), outcome);
    let before = row.previous.map(|points| {
        move || {
            let words = &lang.get().texts().scores;
            (words.was)(&percent(points))
        }
    });
    let explain = on_explain.map(|on_explain| {
        let (asked, label) = (id.clone(), id.clone());
        view! {
            <button
                type="button"
                class="quiet score-why"
                data-testid=format!("why-{id}")
                on:click=move |_| on_explain.run(asked.clone())
                aria-label=move || (lang.get().texts().scores.why_for)(label.as_str())
            >
                {tr(|t| t.scores.why)}
            </button>
        }
    });
    let height = row.track.height;
    let ghost = row.ghost.map(|x| view! { <path class="ghost" d=format!("M{x} 0V{height}") vector-effect="non-scaling-stroke"></path> });
    let bar = match row.fill {
        Fill::Solid(rect) => view! {
            <rect class="score-fill" width=rect.width.to_string() height=height.to_string()></rect>
        }
        .into_any(),
        Fill::Hatched(rect) => view! {
            <rect class="score-few" width=rect.width.to_string() height=height.to_string() vector-effect="non-scaling-stroke"></rect>
        }
        .into_any(),
        Fill::Empty => ().into_any(),
    };
    view! {
        <li class="score-row" data-level=row.level.to_string()>
            <span class="score-name">
                <span class="score-id">{row.id.to_string()}</span>
                {name}
            </span>
            <svg
                class="score-bar"
                viewBox=format!("0 0 1000 {height}")
                preserveAspectRatio="none"
                aria-hidden="true"
                focusable="false"
            >
                <rect class="score-track" width="1000" height=height.to_string()></rect>
                {bar}
                {ghost}
            </svg>
            <span class="score-number">
                {number}
                {before.map(|before| view! { <span class="score-was muted">" "{before}</span> })}
                {row.contested.then(|| view! { <span class="score-contested">{tr(|t| t.scores.contested)}</span> })}
            </span>
            {explain}
        </li>
    }
}

/// A number or why there is none.
#[must_use]
pub fn outcome_words(texts: &Texts, outcome: Outcome) -> String {
    match outcome {
        Outcome::Value(points) => percent(points),
        Outcome::TooFew => texts.scores.too_few.to_owned(),
        Outcome::NotApplicable => texts.scores.not_applicable.to_owned(),
    }
}

/// Rounded to whole percent, half up: finer would say more than four levels can.
#[must_use]
pub fn percent(points: BasisPoints) -> String {
    format!("{}\u{a0}%", (u32::from(points.get()) + 50) / 100)
}

/// The name of a criterion at any depth in both languages; its id where the edition has none.
#[must_use]
pub fn names(catalogue: &Catalogue, id: &ItemId) -> (String, String) {
    fn find<'a>(criteria: &'a [Criterion], id: &ItemId) -> Option<&'a Criterion> {
        criteria.iter().find_map(|criterion| {
            if criterion.id == *id { Some(criterion) } else { find(&criterion.children, id) }
        })
    }
    find(&catalogue.criteria, id).map_or_else(
        || (id.to_string(), id.to_string()),
        |criterion| (criterion.title.de.clone(), criterion.title.en.clone()),
    )
}

fn level_names(catalogue: &Catalogue) -> Option<Vec<(String, String)>> {
    use etappe_protocol::catalogue::OptionKind;
    let scale = chart::common_scale(catalogue)?;
    let mut levels: Vec<_> = scale
        .options
        .iter()
        .filter_map(|option| match option.kind {
            OptionKind::Points(points) => Some((points, option)),
            OptionKind::NotApplicable | OptionKind::Unknown => None,
        })
        .collect();
    levels.sort_by_key(|(points, _)| *points);
    Some(levels.into_iter().map(|(_, option)| (option.name.de.clone(), option.name.en.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_percent_rounded_half_up() {
        let of = |points| percent(BasisPoints::new(points).unwrap());
        assert_eq!(of(3_333), "33\u{a0}%");
        assert_eq!(of(6_650), "67\u{a0}%");
        assert_eq!(of(6_649), "66\u{a0}%");
        assert_eq!(of(10_000), "100\u{a0}%");
    }
}
