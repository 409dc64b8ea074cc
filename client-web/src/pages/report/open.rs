//! What was agreed, and what is still open.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Item, OptionKind};
use etappe_protocol::event::MeasureState;
use etappe_protocol::view::{MeasureView, TeamReport};
use leptos::prelude::*;

use crate::browser;
use crate::components::{tr, use_lang};

/// The measures as a table: what is still to be done first, by its day, then what is done.
#[component]
pub(super) fn Measures(report: Arc<TeamReport>) -> impl IntoView {
    let lang = use_lang();
    let mut measures: Vec<MeasureView> = report.answers.measures.clone();
    measures.retain(|measure| measure.measure.state.value != MeasureState::Dropped);
    measures.sort_by_key(|view| {
        let measure = &view.measure;
        (!measure.state.value.is_live(), measure.due.value.is_none(), measure.due.value, view.id)
    });
    if measures.is_empty() {
        return view! { <p class="muted">{tr(|t| t.report.no_measures)}</p> }.into_any();
    }
    let rows = measures.into_iter().map(|view| {
        let MeasureView { measure, what, sign, .. } = view;
        let state = measure.state.value;
        let due = move || {
            let lang = lang.get();
            let due = measure.due.value.map(|due| browser::plain_date(lang.code(), due));
            due.unwrap_or_else(|| lang.texts().report.none.to_owned())
        };
        view! {
            <tr data-done=(!state.is_live()).to_string()>
                <th scope="row">{what}</th>
                <td>{sign}</td>
                <td>{measure.subject.value.to_string()}</td>
                <td class="report-due">{due}</td>
                <td>{move || (lang.get().texts().team.measures.state_is)(state)}</td>
            </tr>
        }
    });
    view! {
        <table class="report-measures">
            <thead>
                <tr>
                    <th scope="col">{tr(|t| t.report.what)}</th>
                    <th scope="col">{tr(|t| t.report.sign)}</th>
                    <th scope="col">{tr(|t| t.report.about)}</th>
                    <th scope="col">{tr(|t| t.report.due)}</th>
                    <th scope="col">{tr(|t| t.report.state)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// Statements that nobody knows yet, those with answers against each other, and what coordinators asked.
#[component]
pub(super) fn Questions(catalogue: Arc<Catalogue>, report: Arc<TeamReport>) -> impl IntoView {
    let lang = use_lang();
    let is_unknown = |item: &Item| {
        let held = report.answers.ratings.iter().find(|(rated, ..)| *rated == item.id);
        let scale = catalogue.scale(&item.scale);
        held.zip(scale).is_some_and(|((_, code, _), scale)| {
            let option = scale.options.iter().find(|option| option.code == *code);
            option.is_some_and(|option| option.kind == OptionKind::Unknown)
        })
    };
    let is_contested = |item: &Item| {
        report.answers.ratings.iter().any(|(rated, _, contested)| *contested && *rated == item.id)
    };
    let unknown: Vec<Item> = catalogue.items().filter(|item| is_unknown(item)).cloned().collect();
    let contested: Vec<Item> = catalogue.items().filter(|item| is_contested(item)).cloned().collect();
    let asked = report.questions.clone();
    if unknown.is_empty() && contested.is_empty() && asked.is_empty() {
        return view! { <p class="muted">{tr(|t| t.report.questions_none)}</p> }.into_any();
    }
    let list = move |items: Vec<Item>| {
        let lines = items.into_iter().map(|item| {
            let Item { id, statement, .. } = item;
            view! {
                <li>
                    <span class="report-id">{id.to_string()}</span>
                    {move || lang.get().pick(&statement).to_owned()}
                </li>
            }
        });
        lines.collect_view()
    };
    let (has_unknown, has_contested, has_asked) =
        (!unknown.is_empty(), !contested.is_empty(), !asked.is_empty());
    let asked = asked.into_iter().map(|(_, question)| {
        view! { <li><span class="report-id">{question.subject.to_string()}</span>{question.text}</li> }
    });
    view! {
        {has_contested.then(|| view! {
            <h3>{tr(|t| t.report.questions_contested)}</h3>
            <ul class="report-list">{list(contested)}</ul>
        })}
        {has_unknown.then(|| view! {
            <h3>{tr(|t| t.report.questions_unknown)}</h3>
            <ul class="report-list">{list(unknown)}</ul>
        })}
        {has_asked.then(|| view! {
            <h3>{tr(|t| t.report.questions_asked)}</h3>
            <ul class="report-list">{asked.collect_view()}</ul>
        })}
    }
    .into_any()
}
