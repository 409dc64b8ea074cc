//! `/a/{id}/blank`: the questionnaire on paper, for a room without devices.

use etappe_protocol::catalogue::{Criterion, Item, Scale};
use leptos::prelude::*;

use super::Whole;
use crate::browser;
use crate::components::brand::BrandMark;
use crate::components::{tr, use_lang};

/// Lines to write on below each statement.
const LINES: usize = 2;

/// All statements with boxes to tick and lines for a reason.
#[component]
pub(super) fn Blank(whole: Whole) -> impl IntoView {
    let lang = use_lang();
    let Whole { analysis, report, catalogue, .. } = whole;
    let title = report.title.clone();
    browser::running_head("blank", &title);
    let named = title.clone();
    Effect::new(move |_| browser::set_title(&format!("{} – {named}", lang.get().texts().report.blank_title)));
    let questionnaire = catalogue.title.clone();
    let scales = catalogue.scales.clone();
    let levels = scales.iter().map(|scale| view! { <Levels scale=scale.clone()/> }).collect_view();
    let mains = catalogue
        .criteria
        .iter()
        .map(|main| {
            let (id, title) = (main.id.to_string(), main.title.clone());
            let own = (!main.items.is_empty()).then(|| part(main, main.items.clone(), &scales));
            let below = main
                .children
                .iter()
                .map(|child| part(child, child.items_below().cloned().collect(), &scales));
            view! {
                <section class="report-part blank-main">
                    <h2><span class="report-id">{id}</span>{move || lang.get().pick(&title).to_owned()}</h2>
                    {own}
                    {below.collect_view()}
                </section>
            }
        })
        .collect_view();
    view! {
        <div class="report-tools"><a href=format!("/a/{analysis}/scores")>{tr(|t| t.report.back)}</a></div>
        <main id="main" class="report blank-sheet" data-testid="blank" tabindex="-1">
            <header class="report-cover">
                <p class="report-kind"><BrandMark/>{move || lang.get().pick(&questionnaire).to_owned()}</p>
                <h1>{tr(|t| t.report.blank_title)}</h1>
                <p class="lead">{tr(|t| t.report.blank_lead)}</p>
                <p class="report-sign">
                    <span class="blank">{tr(|t| t.report.project)}<b>{title}</b></span>
                    <span class="blank">{tr(|t| t.report.team)}</span>
                    <span class="blank">{tr(|t| t.report.date)}</span>
                </p>
                <h2>{tr(|t| t.report.levels)}</h2>
                {levels}
            </header>
            {mains}
        </main>
    }
}

/// What the levels of a scale mean.
#[component]
fn Levels(scale: Scale) -> impl IntoView {
    let lang = use_lang();
    let options = scale.options.into_iter().map(|option| {
        let (name, anchor) = (option.name, option.anchor);
        view! {
            <div>
                <dt><span class="blank-box" aria-hidden="true"></span>{option.code.to_string()}</dt>
                <dd>
                    <strong>{move || lang.get().pick(&name).to_owned()}</strong>
                    " "
                    {move || lang.get().pick(&anchor).to_owned()}
                </dd>
            </div>
        }
    });
    view! { <dl class="blank-levels">{options.collect_view()}</dl> }
}

fn part(criterion: &Criterion, items: Vec<Item>, scales: &[Scale]) -> impl IntoView + use<> {
    let lang = use_lang();
    let (id, title) = (criterion.id.to_string(), criterion.title.clone());
    let rows = items
        .into_iter()
        .map(|item| {
            let scale = scales.iter().find(|scale| scale.id == item.scale);
            let codes =
                scale.map(|scale| scale.options.iter().map(|option| option.code.to_string()).collect());
            let codes: Vec<String> = codes.unwrap_or_default();
            let boxes = codes.into_iter().map(|code| {
                view! { <li><span class="blank-box" aria-hidden="true"></span>{code}</li> }
            });
            let lines = (0..LINES).map(|_| view! { <span></span> }).collect_view();
            let statement = item.statement;
            view! {
                <li class="blank-item">
                    <p>
                        <span class="report-id">{item.id.to_string()}</span>
                        {move || lang.get().pick(&statement).to_owned()}
                    </p>
                    <ul class="blank-boxes">{boxes.collect_view()}</ul>
                    <div class="blank-lines" aria-hidden="true">{lines}</div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="blank-part">
            <h3><span class="report-id">{id}</span>{move || lang.get().pick(&title).to_owned()}</h3>
            <ol class="blank-items">{rows}</ol>
        </section>
    }
}
