//! `/a/{id}/report`: an analysis on paper, for a board or a funder.

use std::sync::Arc;

use leptos::prelude::*;

use super::open::{Measures, Questions};
use super::points::{self, ReportPoint};
use super::statements::MainCriterion;
use super::summary::Glance;
use super::{Whole, day, fact};
use crate::browser;
use crate::components::brand::BrandMark;
use crate::components::{tr, use_lang};

/// What is beside the report on the screen, and not on paper.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// Whether reasons are in it.
    pub(super) reasons: RwSignal<bool>,
    /// Whether the team's notes are.
    notes: RwSignal<bool>,
}

/// The whole report.
#[component]
pub(super) fn AnalysisReport(whole: Whole) -> impl IntoView {
    let lang = use_lang();
    let Whole { analysis, report, sheets, cycles, catalogue } = whole;
    let points = points::points(&catalogue, &sheets, &cycles, &report.answers, report.as_of_ms);
    let points: Arc<Vec<ReportPoint>> = Arc::new(points);
    // Reasons are what the answers rest on; notes are a team's own until it says otherwise.
    let chosen = Chosen { reasons: RwSignal::new(true), notes: RwSignal::new(false) };
    let title = report.title.clone();
    browser::running_head("report", &title);
    let named = title.clone();
    Effect::new(move |_| browser::set_title(&format!("{} – {named}", lang.get().texts().report.kind)));
    let mains = {
        let (catalogue, report, points) = (Arc::clone(&catalogue), Arc::clone(&report), Arc::clone(&points));
        catalogue
            .criteria
            .iter()
            .map(|main| {
                view! {
                    <MainCriterion
                        main=main.clone()
                        catalogue=Arc::clone(&catalogue)
                        report=Arc::clone(&report)
                        points=Arc::clone(&points)
                        chosen=chosen
                    />
                }
            })
            .collect_view()
    };
    let notes = report.answers.notes.clone();
    let has_notes = !notes.is_empty();
    let rule = catalogue.scoring_rule;
    let how = move || {
        let words = &lang.get().texts().report;
        words.how_text.map(|text| view! { <p>{text}</p> }).collect_view()
    };
    view! {
        <div class="report-tools">
            <a href=format!("/a/{analysis}/scores")>{tr(|t| t.report.back)}</a>
            <span class="report-choices">
                <label><input type="checkbox" data-testid="with-reasons" bind:checked=chosen.reasons/>{tr(|t| t.report.with_reasons)}</label>
                <label hidden=!has_notes><input type="checkbox" data-testid="with-notes" bind:checked=chosen.notes/>{tr(|t| t.report.with_notes)}</label>
            </span>
        </div>
        <main id="main" class="report" data-testid="report" tabindex="-1">
            <Cover whole_title=title.clone() report=Arc::clone(&report) cycles=cycles sheets=sheets catalogue=Arc::clone(&catalogue)/>
            <Glance catalogue=Arc::clone(&catalogue) report=Arc::clone(&report) points=points/>
            {mains}
            <section class="report-part report-new-page">
                <h2>{tr(|t| t.report.measures)}</h2>
                <Measures report=Arc::clone(&report)/>
            </section>
            <section class="report-part">
                <h2>{tr(|t| t.report.questions)}</h2>
                <Questions catalogue=catalogue report=report/>
            </section>
            <section class="report-part" hidden=move || !chosen.notes.get()>
                <h2>{tr(|t| t.report.notes)}</h2>
                <p class="report-notes">{notes}</p>
            </section>
            <section class="report-part report-how">
                <h2>{tr(|t| t.report.how)}</h2>
                {how}
                <p class="muted small">{move || (lang.get().texts().report.how_rule)(rule)}</p>
            </section>
            <p class="report-sign">
                <span class="blank">{tr(|t| t.report.place)}</span>
                <span class="blank">{tr(|t| t.report.date)}</span>
                <span class="blank">{tr(|t| t.report.signature)}</span>
            </p>
        </main>
    }
}

/// What this is about.
#[component]
fn Cover(
    whole_title: String,
    report: Arc<etappe_protocol::view::TeamReport>,
    cycles: Arc<Vec<etappe_protocol::view::TeamCycle>>,
    sheets: Arc<Vec<etappe_protocol::view::SheetEntry>>,
    catalogue: Arc<etappe_protocol::catalogue::Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let untitled = tr(|t| t.untitled);
    let title = move || if whole_title.is_empty() { untitled().to_owned() } else { whole_title.clone() };
    let latest = points::latest_cycle(&sheets);
    let enrolled = cycles.iter().rev().find(|cycle| cycle.enrolled && !cycle.archived);
    let cycle = cycles.iter().find(|cycle| Some(cycle.cycle) == latest).or(enrolled).cloned();
    let facts = move || {
        let lang = lang.get();
        let words = &lang.texts().report;
        let (name, region) =
            cycle.as_ref().map(|cycle| (cycle.title.clone(), cycle.region.clone())).unwrap_or_default();
        let questionnaire =
            format!("{}, {}", lang.pick(&catalogue.title), (words.edition)(catalogue.edition));
        view! {
            {fact(words.initiative, report.initiative.clone())}
            {fact(words.cycle, name)}
            {fact(words.region, region)}
            {fact(words.questionnaire, questionnaire)}
            {fact(words.as_of, day(lang, report.as_of_ms))}
        }
    };
    view! {
        <header class="report-cover">
            <p class="report-kind"><BrandMark/>{tr(|t| t.report.kind)}</p>
            <h1>{title}</h1>
            <dl class="report-facts">{facts}</dl>
        </header>
    }
}
