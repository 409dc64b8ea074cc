//! The scores over all milestones of all cycles and years, and where the team stands now.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::score::{self, Basis, TrendNow, trend};
use leptos::prelude::*;

use super::Kept;
use crate::components::trend::{TrendCharts, TrendScene};
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::team::ends::{self, Ends};
use crate::team::tab::Tab;

/// The section.
#[component]
pub fn OverTime(
    /// The page's desk.
    desk: Desk,
    /// What was kept.
    kept: Kept,
    /// The edition that the team answers now.
    catalogue: StoredValue<Arc<Catalogue>>,
) -> impl IntoView {
    let lang = use_lang();
    let shown = Memo::new(move |_| {
        let entries = kept.sheets.get();
        let catalogue = catalogue.get_value();
        let criteria = score::score(&catalogue, &desk.answers()).unwrap_or_default();
        let now = catalogue.hash().ok().filter(|_| !criteria.is_empty()).map(|hash| TrendNow {
            // Stands at the end whatever the clocks say.
            moment_ms: i64::MAX,
            basis: Basis {
                key: catalogue.key.clone(),
                edition: catalogue.edition,
                hash,
                rule: catalogue.scoring_rule,
            },
            criteria: &criteria,
        });
        let sheets = entries.iter().filter(|entry| !entry.superseded).map(|entry| &entry.sheet);
        Arc::new(trend(sheets, now))
    });
    let milestone = Callback::new(move |(cycle, milestone)| {
        let found = kept.cycles.with(|cycles| ends::milestone_title(cycles, cycle, milestone));
        found.unwrap_or_else(|| (lang.get().texts().team.scores.milestone)(&milestone.to_string()))
    });
    let charts = move || {
        let scene = TrendScene { trend: shown.get(), catalogue: catalogue.get_value(), milestone };
        view! { <TrendCharts scene=scene/> }
    };
    let way = move || {
        desk.standing.get().history.then(|| {
            let query = kept.sheets.with(|sheets| Ends::by_default(sheets)).query();
            let path = format!("{}{query}", Tab::Compare.path(desk.stream));
            view! { <p><a href=path data-testid="to-compare">{tr(|t| t.compare.trend.compare)}</a></p> }
        })
    };
    view! {
        <section class="panel" id="trend" data-testid="over-time">
            <h2>{tr(|t| t.compare.trend.title)}</h2>
            <p class="muted">{tr(|t| t.compare.trend.lead)}</p>
            {charts}
            {way}
        </section>
    }
}
