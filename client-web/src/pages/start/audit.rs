//! `/r/audit`: who looked at what, who got which role, what was exported.

use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen_futures::spawn_local;

use crate::api;
use crate::browser;
use crate::components::field::{Field, label};
use crate::components::{tr, use_lang};

/// Rows that are shown at first, and added each time.
const PAGE: usize = 100;

/// One row as the server writes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Row {
    number: u64,
    time_ms: i64,
    #[serde(default)]
    actor: Option<String>,
    kind: String,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    target: Option<String>,
    #[serde(default)]
    detail: String,
}

impl Row {
    fn matches(&self, filter: &str) -> bool {
        let fields = [self.actor.as_deref(), Some(&self.kind), self.scope.as_deref(), self.target.as_deref()];
        let mut fields = fields.into_iter().flatten().chain([self.detail.as_str()]);
        filter.is_empty() || fields.any(|field| field.to_lowercase().contains(filter))
    }
}

/// Lines to rows, the newest first; a line that is none is left out.
fn rows(lines: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.number));
    rows
}

/// The page.
#[component]
pub fn AuditLog() -> impl IntoView {
    let lang = use_lang();
    let all = RwSignal::new(Vec::<Row>::new());
    let (filter, problem) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let most = RwSignal::new(PAGE);
    spawn_local(async move {
        match api::cycle::audit().await {
            Ok(lines) => all.set(rows(&lines)),
            Err(error) => {
                let lang = lang.get_untracked();
                problem.set(error.words(lang));
            }
        }
    });
    let found = Memo::new(move |_| {
        let filter = filter.get().trim().to_lowercase();
        all.with(|all| all.iter().filter(|row| row.matches(&filter)).cloned().collect::<Vec<Row>>())
    });
    let shown = move || found.with(|found| found.iter().take(most.get()).cloned().collect::<Vec<Row>>());
    let count = move || {
        let shown = found.with(|found| found.len().min(most.get()));
        (lang.get().texts().cycle.start.audit_count)(shown, all.with(Vec::len))
    };
    let is_empty = move || found.with(Vec::is_empty);
    view! {
        <h1>{tr(|t| t.cycle.start.audit)}</h1>
        <p class="lead">{tr(|t| t.cycle.start.audit_text)}</p>
        <Field id="audit-filter" label=label(|t| t.cycle.start.audit_filter) value=filter/>
        <p class="muted small" role="status">{count}</p>
        <p class="muted" hidden=move || !is_empty()>{tr(|t| t.cycle.start.audit_none)}</p>
        <div class="table-scroll" tabindex="0" hidden=is_empty>
            <table class="audit" data-testid="audit">
                <thead>
                    <tr>
                        <th>{tr(|t| t.cycle.start.audit_when)}</th>
                        <th>{tr(|t| t.cycle.start.audit_what)}</th>
                        <th>{tr(|t| t.cycle.start.audit_who)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=|row| row.number let:row>
                        <Line row=row/>
                    </For>
                </tbody>
            </table>
        </div>
        <button
            type="button"
            hidden=move || found.with(Vec::len) <= most.get()
            on:click=move |_| most.update(|most| *most += PAGE)
        >
            {tr(|t| t.cycle.start.audit_more)}
        </button>
        <p class="outcome" role="status">{problem}</p>
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let lang = use_lang();
    let (kind, time_ms) = (row.kind, row.time_ms);
    let ids = [row.actor, row.scope, row.target].into_iter().flatten();
    // Eight digits tell ids apart; the whole id is on the element.
    let ids =
        ids.map(|id| view! { <code title=id.clone()>{id.chars().take(8).collect::<String>()}</code> " " });
    let ids = ids.collect_view();
    view! {
        <tr>
            <td>{move || browser::moment_words(lang.get().code(), time_ms)}</td>
            <td>{move || (lang.get().texts().cycle.start.audit_kind)(&kind)}</td>
            <td>{ids} <span class="muted">{row.detail}</span></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_newest_first_and_are_found_by_any_of_their_words() {
        let lines = concat!(
            r#"{"number":1,"time_ms":5,"actor":"aa","kind":"login","scope":null,"target":null,"detail":"","chain":"x"}"#,
            "\n",
            "rubbish\n",
            r#"{"number":2,"time_ms":6,"actor":null,"kind":"exported","scope":"bb","target":null,"detail":"audit","chain":"x"}"#,
            "\n",
        );
        let rows = rows(lines);
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 1]);
        let found = |filter: &str| rows.iter().filter(|row| row.matches(filter)).count();
        assert_eq!((found(""), found("audit"), found("aa"), found("nobody")), (2, 1, 1, 0));
    }
}
