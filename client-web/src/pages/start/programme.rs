//! `/p`: counts over regions and cycles. A cell of fewer than three teams has no number.

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use crate::api;
use crate::components::{tr, use_lang};
use crate::locale::Lang;

/// A region with its cycles, or a cycle: its name and its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    name: String,
    is_region: bool,
    /// By column; `None` where there are fewer than three teams.
    counts: Vec<Option<u64>>,
}

/// The table as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Table {
    columns: Vec<String>,
    lines: Vec<Line>,
}

/// Reads regions with cycles below them; every number, and every missing one, is a column.
fn table(counts: &Value) -> Table {
    let regions = counts["regions"].as_array().cloned().unwrap_or_default();
    let cycles_of = |region: &Value| region["cycles"].as_array().cloned().unwrap_or_default();
    let mut columns: Vec<String> = Vec::new();
    for object in regions.iter().cloned().chain(regions.iter().flat_map(cycles_of)) {
        let named = object.as_object().into_iter().flatten();
        for (key, _) in named.filter(|(_, value)| value.is_u64() || value.is_null()) {
            if !columns.contains(key) {
                columns.push(key.clone());
            }
        }
    }
    let line = |object: &Value, is_region: bool| {
        let name = object["name"].as_str().or_else(|| object["title"].as_str()).unwrap_or_default();
        let counts = columns.iter().map(|column| object[column].as_u64()).collect();
        Line { name: name.to_owned(), is_region, counts }
    };
    let mut lines = Vec::new();
    for region in &regions {
        lines.push(line(region, true));
        lines.extend(cycles_of(region).iter().map(|cycle| line(cycle, false)));
    }
    Table { columns, lines }
}

/// The page.
#[component]
pub fn Programme() -> impl IntoView {
    let lang = use_lang();
    let shown = RwSignal::new(None::<Table>);
    let problem = RwSignal::new(String::new());
    spawn_local(async move {
        match api::cycle::programme().await {
            Ok(answer) => shown.set(Some(table(&answer))),
            Err(error) => {
                let lang = lang.get_untracked();
                problem.set(error.said(lang).unwrap_or(lang.texts().trouble_text).to_owned());
            }
        }
    });
    let body = move || {
        shown.get().map(|table| {
            if table.lines.is_empty() {
                return view! { <p class="muted">{tr(|t| t.cycle.start.no_programme)}</p> }.into_any();
            }
            view! { <Counts table=table/> }.into_any()
        })
    };
    view! {
        <h1>{tr(|t| t.cycle.start.programme)}</h1>
        <p class="lead">{tr(|t| t.cycle.start.programme_text)}</p>
        {body}
        <p class="outcome" role="status">{problem}</p>
    }
}

#[component]
fn Counts(table: Table) -> impl IntoView {
    let lang = use_lang();
    let heads =
        table.columns.into_iter().map(|column| view! { <th>{move || head(lang.get(), &column)}</th> });
    let lines = table.lines.into_iter().map(|line| {
        let cells = line.counts.into_iter().map(|count| match count {
            Some(count) => view! { <td>{count}</td> }.into_any(),
            None => view! { <td class="muted small">{tr(|t| t.cycle.start.few)}</td> }.into_any(),
        });
        view! {
            <tr class:is-region=line.is_region>
                <th scope="row">{line.name}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="programme-table" data-testid="programme">
                <thead><tr><th>{tr(|t| t.cycle.start.region)}</th>{heads.collect_view()}</tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What a count is called; a new one by its own name until it has words.
fn head(lang: Lang, column: &str) -> String {
    let words = &lang.texts().cycle.start;
    match column {
        "teams" | "analyses" => words.teams,
        "enrolled" => words.enrolled,
        "active" => words.active,
        "answered" => words.answered,
        "measures" => words.measures,
        "closed" => words.closed,
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_their_cycles_are_lines_and_a_small_cell_has_no_number() {
        let counts = serde_json::json!({ "regions": [
            { "name": "Nordtal", "teams": 7, "active": null, "cycles": [
                { "title": "Nordtal 2026", "teams": null, "active": null },
            ] },
        ] });
        let table = table(&counts);
        assert_eq!(table.columns, ["active", "teams"]);
        let names: Vec<_> = table.lines.iter().map(|line| (line.name.as_str(), line.is_region)).collect();
        assert_eq!(names, [("Nordtal", true), ("Nordtal 2026", false)]);
        assert_eq!(table.lines[0].counts, [None, Some(7)]);
        assert_eq!(table.lines[1].counts, [None, None]);
    }
}
