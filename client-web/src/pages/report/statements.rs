//! A main criterion on paper: its values at the milestones, and its statements with ratings and reasons.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item, OptionKind, Scale};
use etappe_protocol::id::{ItemId, OptionCode};
use etappe_protocol::view::TeamReport;
use leptos::prelude::*;

use super::analysis::Chosen;
use super::day;
use super::points::ReportPoint;
use crate::components::stage_chart::ValueCell;
use crate::components::{tr, use_lang};
use crate::locale::Lang;

/// Begins on a page of its own.
#[component]
pub(super) fn MainCriterion(
    main: Criterion,
    catalogue: Arc<Catalogue>,
    report: Arc<TeamReport>,
    points: Arc<Vec<ReportPoint>>,
    chosen: Chosen,
) -> impl IntoView {
    let lang = use_lang();
    let title = main.title.clone();
    let part = |criterion: &Criterion, items: Vec<Item>| {
        let (id, title) = (criterion.id.to_string(), criterion.title.clone());
        let rows = rows(&items, &catalogue, &report, chosen);
        (!items.is_empty()).then(|| {
            view! {
                <section class="report-statements">
                    <h3><span class="report-id">{id}</span>{move || lang.get().pick(&title).to_owned()}</h3>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{tr(|t| t.report.number)}</th>
                                <th scope="col">{tr(|t| t.report.statement)}</th>
                                <th scope="col">{tr(|t| t.report.rating)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </section>
            }
        })
    };
    let own = part(&main, main.items.clone());
    let below = main.children.iter().map(|child| part(child, child.items_below().cloned().collect()));
    let below = below.collect_view();
    view! {
        <section class="report-part report-new-page">
            <h2>
                <span class="report-id">{main.id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </h2>
            <Values main=main points=points/>
            {own}
            {below}
        </section>
    }
}

/// The values of a main criterion and its sub-criteria, a column for each point.
#[component]
fn Values(main: Criterion, points: Arc<Vec<ReportPoint>>) -> impl IntoView {
    let lang = use_lang();
    let heads = {
        let points = Arc::clone(&points);
        move || {
            let lang = lang.get();
            let heads = points.iter().map(|point| {
                let name = point.mark.clone().unwrap_or_else(|| lang.texts().report.now.to_owned());
                view! { <th scope="col"><strong>{name}</strong><span>{day(lang, point.moment_ms)}</span></th> }
            });
            heads.collect_view()
        }
    };
    let line = |criterion: &Criterion, is_main: bool| {
        let (id, title) = (criterion.id.to_string(), criterion.title.clone());
        let cells =
            points.iter().map(|point| view! { <td><ValueCell outcome=point.outcome(&criterion.id)/></td> });
        view! {
            <tr data-main=is_main.to_string()>
                <th scope="row"><span class="report-id">{id}</span>{move || lang.get().pick(&title).to_owned()}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let rows: Vec<_> = main.children.iter().map(|child| line(child, false)).collect();
    view! {
        <table class="report-values">
            <caption class="visually-hidden">{tr(|t| t.report.values)}</caption>
            <thead><tr><th scope="col">{tr(|t| t.report.criterion)}</th>{heads}</tr></thead>
            <tbody>{line(&main, true)}{rows}</tbody>
        </table>
    }
}

fn rows(items: &[Item], catalogue: &Catalogue, report: &TeamReport, chosen: Chosen) -> Vec<AnyView> {
    let ratings: BTreeMap<&ItemId, (&OptionCode, bool)> =
        report.answers.ratings.iter().map(|(item, code, contested)| (item, (code, *contested))).collect();
    let reasons: BTreeMap<&ItemId, &String> =
        report.answers.reasons.iter().map(|(item, reason)| (item, reason)).collect();
    let rows = items.iter().map(|item| {
        let scale = catalogue.scale(&item.scale).cloned();
        let rating = ratings.get(&item.id).map(|(code, contested)| ((*code).clone(), *contested));
        let reason = reasons.get(&item.id).map(|reason| (*reason).clone()).unwrap_or_default();
        view! { <Statement item=item.clone() scale=scale rating=rating reason=reason chosen=chosen/> }
            .into_any()
    });
    rows.collect()
}

#[component]
fn Statement(
    item: Item,
    scale: Option<Scale>,
    rating: Option<(OptionCode, bool)>,
    reason: String,
    chosen: Chosen,
) -> impl IntoView {
    let lang = use_lang();
    let Item { id, statement, .. } = item;
    let contested = rating.as_ref().is_some_and(|(_, contested)| *contested);
    let steps = scale.as_ref().zip(rating.as_ref()).and_then(|(scale, (code, _))| steps(scale, code));
    let name = move || match &rating {
        None => lang.get().texts().report.not_answered.to_owned(),
        Some((code, _)) => said(lang.get(), scale.as_ref(), code),
    };
    let has_reason = !reason.is_empty();
    let dots = steps.map(|(reached, all)| {
        let dots = (1..=all).map(|step| view! { <i class:is-reached=step <= reached></i> });
        view! { <span class="report-steps" aria-hidden="true">{dots.collect_view()}</span> }
    });
    view! {
        <tr>
            <th scope="row">{id.to_string()}</th>
            <td>
                <p>{move || lang.get().pick(&statement).to_owned()}</p>
                {has_reason.then(|| view! {
                    <p class="report-reason" hidden=move || !chosen.reasons.get()>
                        <span class="visually-hidden">{tr(|t| t.report.reason)}": "</span>
                        {reason}
                    </p>
                })}
            </td>
            <td class="report-rating">
                {dots}
                <span>{name}</span>
                {contested.then(|| view! { <em class="report-contested">{tr(|t| t.report.contested)}</em> })}
            </td>
        </tr>
    }
}

/// Which level of how many an answer is; `None` for those that are no level.
fn steps(scale: &Scale, code: &OptionCode) -> Option<(usize, usize)> {
    let levels = || scale.options.iter().filter(|option| matches!(option.kind, OptionKind::Points(_)));
    let reached = levels().position(|option| option.code == *code)?;
    Some((reached + 1, levels().count()))
}

/// An answer in the words of its scale.
pub(super) fn said(lang: Lang, scale: Option<&Scale>, code: &OptionCode) -> String {
    let option = scale.and_then(|scale| scale.options.iter().find(|option| option.code == *code));
    option.map_or_else(|| code.to_string(), |option| lang.pick(&option.name).to_owned())
}
