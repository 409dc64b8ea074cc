//! The first page: where the project stands, and the way there.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::event::MeasureState;
use etappe_protocol::view::TeamReport;
use leptos::prelude::*;

use super::day;
use super::points::ReportPoint;
use crate::components::stage_chart::StageChart;
use crate::components::{tr, use_lang};

/// The columns of the main criteria, counts, and what the team says.
#[component]
pub(super) fn Glance(
    catalogue: Arc<Catalogue>,
    report: Arc<TeamReport>,
    points: Arc<Vec<ReportPoint>>,
) -> impl IntoView {
    let lang = use_lang();
    let kept = points.iter().filter(|point| point.mark.is_some()).count();
    let charts = {
        let points = Arc::clone(&points);
        catalogue
            .criteria
            .iter()
            .map(|main| {
                let (id, title) = (main.id.clone(), main.title.clone());
                let points = Arc::clone(&points);
                let chart = move || {
                    let now = lang.get().texts().report.now;
                    let columns = points.iter().map(|point| {
                        let name = point.mark.clone().unwrap_or_else(|| now.to_owned());
                        (name, point.outcome(&id))
                    });
                    view! { <StageChart points=columns.collect()/> }
                };
                view! {
                    <figure class="report-chart">
                        <figcaption>{move || lang.get().pick(&title).to_owned()}</figcaption>
                        {chart}
                    </figure>
                }
            })
            .collect_view()
    };
    let key = {
        let points = Arc::clone(&points);
        move || {
            let lang = lang.get();
            let named = points.iter().map(|point| {
                let name = point.mark.clone().unwrap_or_else(|| lang.texts().report.now.to_owned());
                let rest = [point.title.clone(), day(lang, point.moment_ms)];
                let rest: Vec<_> = rest.into_iter().filter(|part| !part.is_empty()).collect();
                view! { <li><strong>{name}</strong>" "{rest.join(", ")}</li> }
            });
            named.collect_view()
        }
    };
    let statements = catalogue.items().count();
    let rated = |(item, code, _): &&(_, _, bool)| catalogue.rates(item, code);
    let answered = report.answers.ratings.iter().filter(rated).count();
    let contested = report.answers.ratings.iter().filter(|(_, _, contested)| *contested).count();
    let done = report.answers.measures.iter();
    let done = done.filter(|measure| measure.measure.state.value == MeasureState::Done).count();
    let measures = report.answers.measures.len();
    let counts = move || {
        let words = &lang.get().texts().report;
        let counts = [
            (words.statements)(answered, statements),
            (words.open)(statements.saturating_sub(answered)),
            (words.to_settle)(contested),
            (words.measures_count)(done, measures),
        ];
        counts.map(|count| view! { <li>{count}</li> }).collect_view()
    };
    let said: Vec<_> = points.iter().filter(|point| !point.sentence.is_empty()).cloned().collect();
    let has_said = !said.is_empty();
    let said = said.into_iter().map(|point| {
        view! {
            <div>
                <dt>{point.mark.unwrap_or_default()}</dt>
                <dd>{point.sentence}</dd>
            </div>
        }
    });
    let said = said.collect_view();
    view! {
        <section class="report-part report-glance">
            <h2>{tr(|t| t.report.at_a_glance)}</h2>
            <div class="report-charts">{charts}</div>
            <ol class="report-key">{key}</ol>
            <p class="muted small">{move || (lang.get().texts().report.way_text)(kept)}</p>
            <ul class="report-counts">{counts}</ul>
            {has_said.then(|| view! {
                <h3>{tr(|t| t.report.said)}</h3>
                <dl class="report-said">{said}</dl>
            })}
        </section>
    }
}
