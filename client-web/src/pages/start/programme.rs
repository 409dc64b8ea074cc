//! `/p`: counts over regions and cycles. A cell of fewer than three teams has no number.

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use crate::api;
use crate::components::{tr, use_lang};

/// A region, one of its cycles, or all together: a name and its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    name: String,
    kind: Kind,
    /// Teams, teams that were active of late, measures still to be done; `None` below three teams.
    counts: [Option<u64>; 3],
    /// Closed milestones, and all of them; only of cycles.
    milestones: Option<(u64, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    All,
    Region,
    Cycle,
}

/// Reads what the server counts: all together, then each region with its cycles.
fn lines(counts: &Value) -> Vec<Line> {
    let line = |object: &Value, kind: Kind| {
        let name = object["name"].as_str().or_else(|| object["title"].as_str()).unwrap_or_default();
        let count = &object["count"];
        // In the order of the states: open, in work, done, dropped.
        let measures = [0, 1].map(|state: usize| count["measures"][state].as_u64());
        let live = match measures {
            [Some(open), Some(in_work)] => Some(open + in_work),
            [..] => None,
        };
        let milestones = object["closed"].as_u64().zip(object["milestones"].as_u64());
        Line {
            name: name.to_owned(),
            kind,
            counts: [count["teams"].as_u64(), count["active"].as_u64(), live],
            milestones,
        }
    };
    let mut lines = Vec::new();
    for region in counts["regions"].as_array().into_iter().flatten() {
        lines.push(line(region, Kind::Region));
        lines.extend(region["cycles"].as_array().into_iter().flatten().map(|cycle| line(cycle, Kind::Cycle)));
    }
    if !lines.is_empty() {
        lines.push(line(counts, Kind::All));
    }
    lines
}

/// The page.
#[component]
pub fn Programme() -> impl IntoView {
    let lang = use_lang();
    let shown = RwSignal::new(None::<Vec<Line>>);
    let problem = RwSignal::new(String::new());
    spawn_local(async move {
        match api::cycle::programme().await {
            Ok(answer) => shown.set(Some(lines(&answer))),
            Err(error) => {
                let lang = lang.get_untracked();
                problem.set(error.words(lang));
            }
        }
    });
    let body = move || {
        shown.get().map(|lines| {
            if lines.is_empty() {
                return view! { <p class="muted">{tr(|t| t.cycle.start.no_programme)}</p> }.into_any();
            }
            view! { <Counts lines=lines/> }.into_any()
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
fn Counts(lines: Vec<Line>) -> impl IntoView {
    let lines = lines.into_iter().map(|line| {
        let cells = line.counts.into_iter().map(|count| match count {
            Some(count) => view! { <td>{count}</td> }.into_any(),
            None => view! { <td class="muted small">{tr(|t| t.cycle.start.few)}</td> }.into_any(),
        });
        let all = tr(|t| t.cycle.start.all);
        let (name, kind) = (line.name, line.kind);
        let name = move || if kind == Kind::All { all().to_owned() } else { name.clone() };
        let milestones = line.milestones.map(|(closed, planned)| format!("{closed} / {planned}"));
        view! {
            <tr class:is-region=kind != Kind::Cycle>
                <th scope="row">{name}</th>
                {cells.collect_view()}
                <td>{milestones}</td>
            </tr>
        }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="programme-table" data-testid="programme">
                <thead>
                    <tr>
                        <th>{tr(|t| t.cycle.start.region)}</th>
                        <th>{tr(|t| t.cycle.start.teams)}</th>
                        <th>{tr(|t| t.cycle.start.active)}</th>
                        <th>{tr(|t| t.cycle.start.measures)}</th>
                        <th>{tr(|t| t.cycle.start.closed)}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_their_cycles_are_lines_and_a_small_cell_has_no_number() {
        let measures = serde_json::json!([4, 2, 9, 0]);
        let hidden = serde_json::json!({ "teams": null, "active": null, "measures": null });
        let counts = serde_json::json!({
            "count": { "teams": 7, "active": 3, "measures": measures },
            "regions": [{
                "name": "Nordtal",
                "count": hidden,
                "cycles": [{ "title": "Nordtal 2026", "closed": 1, "milestones": 3, "count": hidden }],
            }],
        });
        let lines = lines(&counts);
        let names: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.kind)).collect();
        assert_eq!(names, [("Nordtal", Kind::Region), ("Nordtal 2026", Kind::Cycle), ("", Kind::All)]);
        assert_eq!((lines[0].counts, lines[1].milestones), ([None; 3], Some((1, 3))));
        assert_eq!(lines[2].counts, [Some(7), Some(3), Some(6)]);
        assert!(super::lines(&serde_json::json!({ "regions": [] })).is_empty());
    }
}
