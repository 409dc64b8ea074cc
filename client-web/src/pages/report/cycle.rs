//! `/c/{cycle}/report`: a cycle on paper, as far as each team allows. In the order of the alphabet: nobody is ranked.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::event::{InsightLevel, MeasureState};
use etappe_protocol::id::{MilestoneId, StreamId};
use etappe_protocol::view::{CycleReport, TeamLine};
use leptos::prelude::*;

use super::{Paper, day, fact, load};
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::brand::BrandMark;
use crate::components::stage_chart::StageChart;
use crate::components::{tr, use_lang};

/// Everything that it is made from.
#[derive(Clone)]
struct Whole {
    report: Arc<CycleReport>,
    catalogues: Arc<BTreeMap<(String, u32), Catalogue>>,
}

async fn whole(cycle: StreamId) -> Result<Whole, ApiError> {
    let report = api::cycle::report(cycle).await?;
    let mut catalogues = BTreeMap::new();
    for team in &report.teams {
        if !catalogues.contains_key(&team.catalogue) {
            let (key, edition) = &team.catalogue;
            catalogues.insert(team.catalogue.clone(), api::catalogue(key, *edition).await?);
        }
    }
    Ok(Whole { report: Arc::new(report), catalogues: Arc::new(catalogues) })
}

/// The page.
#[component]
pub fn CycleReportPage(
    /// Which cycle.
    cycle: StreamId,
) -> impl IntoView {
    let known = load(move || whole(cycle));
    view! { <Paper known=known made=|whole: Whole| view! { <Shown whole=whole/> }.into_any()/> }
}

#[component]
fn Shown(whole: Whole) -> impl IntoView {
    let lang = use_lang();
    let Whole { report, catalogues } = whole;
    let title = report.cycle.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
    browser::running_head("report", &title);
    let named = title.clone();
    Effect::new(move |_| browser::set_title(&format!("{} – {named}", lang.get().texts().report.kind_cycle)));
    let marks: BTreeMap<MilestoneId, String> = (0..)
        .zip(report.cycle.in_order())
        .map(|(number, (id, _)): (u16, _)| (id, format!("M{number}")))
        .collect();
    let teams = report.teams.iter().map(|team| {
        let catalogue = catalogues.get(&team.catalogue).cloned();
        view! { <Team line=team.clone() catalogue=catalogue marks=marks.clone()/> }
    });
    let teams = teams.collect_view();
    let (region, as_of_ms, count) = (report.region.clone(), report.as_of_ms, report.teams.len());
    let facts = move || {
        let lang = lang.get();
        let words = &lang.texts().report;
        view! {
            {fact(words.region, region.clone())}
            {fact(words.teams, (words.teams_count)(count))}
            {fact(words.as_of, day(lang, as_of_ms))}
        }
    };
    view! {
        <div class="report-tools"><a href=format!("/c/{}/plan", report.id)>{tr(|t| t.report.back_plan)}</a></div>
        <main id="main" class="report" data-testid="cycle-report" tabindex="-1">
            <header class="report-cover">
                <p class="report-kind"><BrandMark/>{tr(|t| t.report.kind_cycle)}</p>
                <h1>{title}</h1>
                <dl class="report-facts">{facts}</dl>
            </header>
            <section class="report-part">
                <h2>{tr(|t| t.report.plan)}</h2>
                <Way report=Arc::clone(&report) marks=marks/>
            </section>
            <section class="report-part">
                <h2>{tr(|t| t.report.teams)}</h2>
                <p class="muted small">{tr(|t| t.report.teams_lead)}</p>
                {teams}
            </section>
        </main>
    }
}

/// The plan as a table.
#[component]
fn Way(report: Arc<CycleReport>, marks: BTreeMap<MilestoneId, String>) -> impl IntoView {
    let lang = use_lang();
    let rows = report.cycle.in_order().into_iter().map(|(id, milestone)| {
        let schedule = milestone.schedule.value.clone();
        let (date, is_closed) = (schedule.date, milestone.is_closed);
        let state = move || {
            let words = &lang.get().texts().report;
            if is_closed { words.closed } else { words.planned }
        };
        view! {
            <tr>
                <th scope="row"><span class="report-id">{marks.get(&id).cloned()}</span>{schedule.title}</th>
                <td>{move || browser::plain_date(lang.get().code(), date)}</td>
                <td>{schedule.place}</td>
                <td>{state}</td>
            </tr>
        }
    });
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{tr(|t| t.report.milestone)}</th>
                    <th scope="col">{tr(|t| t.report.day)}</th>
                    <th scope="col">{tr(|t| t.report.where_at)}</th>
                    <th scope="col">{tr(|t| t.report.state)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// One team: what it shows of its way, and how far it is.
#[component]
fn Team(line: TeamLine, catalogue: Option<Catalogue>, marks: BTreeMap<MilestoneId, String>) -> impl IntoView {
    let lang = use_lang();
    let untitled = tr(|t| t.untitled);
    let title = line.title.clone();
    let title = move || if title.is_empty() { untitled().to_owned() } else { title.clone() };
    let shows_scores = line.insight.is_some_and(|level| InsightLevel::Scores <= level);
    let has_scores = !line.scores.is_empty();
    let mut scores = line.scores.clone();
    scores.sort_by_key(|scores| scores.moment_ms);
    let criteria = catalogue.as_ref().map(|catalogue| catalogue.criteria.clone()).unwrap_or_default();
    let charts = criteria.into_iter().map(|main| {
        let points = scores.iter().map(|at| {
            let mark = marks.get(&at.milestone).cloned().unwrap_or_default();
            let outcome = at.criteria.iter().find(|now| now.id == main.id).map(|now| now.outcome);
            (mark, outcome)
        });
        view! {
            <figure class="report-chart">
                <figcaption>{move || lang.get().pick(&main.title).to_owned()}</figcaption>
                <StageChart points=points.collect()/>
            </figure>
        }
    });
    let charts = (shows_scores && has_scores).then(|| charts.collect_view());
    let none = (!shows_scores || !has_scores).then(|| {
        let words = move || {
            let words = &lang.get().texts().report;
            if shows_scores { words.no_scores } else { words.hidden_scores }
        };
        view! { <p class="muted small">{words}</p> }
    });
    let progress = line.progress.clone();
    let counts = move || {
        let words = &lang.get().texts().report;
        let progress = progress.as_ref()?;
        let sum = |part: fn(&etappe_protocol::view::CriterionProgress) -> u32| -> usize {
            progress.criteria.iter().map(|criterion| usize::try_from(part(criterion)).unwrap_or(0)).sum()
        };
        let [open, in_work, done, _] = progress.measures.map(|count| usize::try_from(count).unwrap_or(0));
        debug_assert_eq!(MeasureState::ALL[2], MeasureState::Done, "the third count is of what is done");
        let counts = [
            (words.statements)(sum(|criterion| criterion.answered), sum(|criterion| criterion.statements)),
            (words.to_settle)(sum(|criterion| criterion.contested)),
            (words.measures_count)(done, open + in_work + done),
            (words.homework)(progress.homework_done.len()),
        ];
        Some(counts.map(|count| view! { <li>{count}</li> }).collect_view())
    };
    view! {
        <article class="report-team">
            <h3>{title}</h3>
            <p class="muted small">{line.initiative.clone()}</p>
            <div class="report-charts">{charts}</div>
            {none}
            <ul class="report-counts">{counts}</ul>
        </article>
    }
}
