//! What a team takes along, at the end of its scores page; and what coordinators take of a cycle.

use leptos::prelude::*;

use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::panel::Panel;

/// Links to paper and files.
#[component]
pub fn Take(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let stream = desk.stream;
    let file = move |name: fn(&'static crate::locale::Texts) -> &'static str, what: &'static str| {
        let link = move |kind: &'static str| {
            let href = move || format!("/api/analysis/{stream}/{what}.{kind}?lang={}", lang.get().code());
            let label = move || format!("{}, {}", name(lang.get().texts()), kind.to_uppercase());
            view! { <li><a href=href download data-testid=format!("{what}-{kind}")>{label}</a></li> }
        };
        view! { {link("xlsx")}{link("csv")} }
    };
    view! {
        <section class="take" aria-labelledby="take" data-testid="take">
            <h2 id="take">{tr(|t| t.report.take)}</h2>
            <p class="muted">{tr(|t| t.report.take_lead)}</p>
            <ul>
                <li><a class="button" href=format!("/a/{stream}/report") data-testid="to-report">{tr(|t| t.report.open_report)}</a></li>
                <li><a class="button" href=format!("/a/{stream}/blank") data-testid="to-blank">{tr(|t| t.report.open_blank)}</a></li>
            </ul>
            <ul class="take-files">
                {file(|t| t.report.answers_file, "answers")}
                {file(|t| t.report.scores_file, "scores")}
            </ul>
            // The past is the team's own: whoever only looks has no right to it.
            <p class="small" hidden=move || !desk.may_write.get()>
                <a href=format!("/api/analysis/{stream}/export.jsonl") download>{tr(|t| t.report.history_file)}</a>
                " "
                <span class="muted">{tr(|t| t.report.history_hint)}</span>
            </p>
        </section>
    }
}

/// Links to the report of a cycle and to its board as a file.
#[component]
pub fn TakeCycle(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let cycle = panel.stream;
    let file = move |kind: &'static str| {
        let href = move || format!("/api/cycle/{cycle}/board.{kind}?lang={}", lang.get().code());
        let label = move || format!("{}, {}", lang.get().texts().report.board_file, kind.to_uppercase());
        view! { <li><a href=href download>{label}</a></li> }
    };
    view! {
        <section class="take" aria-labelledby="take" data-testid="take">
            <h2 id="take">{tr(|t| t.report.take)}</h2>
            <p class="muted">{tr(|t| t.report.take_cycle_lead)}</p>
            <ul>
                <li><a class="button" href=format!("/c/{cycle}/report") data-testid="to-report">{tr(|t| t.report.open_report)}</a></li>
            </ul>
            <ul class="take-files">{file("xlsx")}{file("csv")}</ul>
        </section>
    }
}
