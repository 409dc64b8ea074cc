//! What is made to be printed: the report of an analysis, that of a cycle, and the questionnaire on paper.

mod analysis;
mod blank;
mod cycle;
mod open;
mod points;
mod statements;
mod summary;
mod take;

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::id::StreamId;
use etappe_protocol::view::{SheetEntry, TeamCycle, TeamReport};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use self::cycle::CycleReportPage;
pub use self::take::{Take, TakeCycle};

use self::analysis::AnalysisReport;
use self::blank::Blank;
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::message::Message;
use crate::components::{tr, tr_signal, use_lang};
use crate::pages::guide::PrintBar;

/// A page about an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportPage {
    /// `/a/{id}/report`
    Analysis(StreamId),
    /// `/a/{id}/blank`
    Blank(StreamId),
}

impl ReportPage {
    /// Reads what stands behind `/a/`.
    #[must_use]
    pub fn read(rest: &str) -> Option<Self> {
        let (id, page) = rest.split_once('/')?;
        let id = id.parse().ok()?;
        match page {
            "report" => Some(Self::Analysis(id)),
            "blank" => Some(Self::Blank(id)),
            _ => None,
        }
    }
}

/// The page.
#[must_use]
pub fn view(page: ReportPage) -> AnyView {
    match page {
        ReportPage::Analysis(analysis) => {
            let known = load(move || whole(analysis));
            view! { <Paper known=known made=|whole: Whole| view! { <AnalysisReport whole=whole/> }.into_any()/> }
                .into_any()
        }
        ReportPage::Blank(analysis) => {
            let known = load(move || whole(analysis));
            view! { <Paper known=known made=|whole: Whole| view! { <Blank whole=whole/> }.into_any()/> }
                .into_any()
        }
    }
}

/// Everything that a report of an analysis is made from.
#[derive(Clone)]
struct Whole {
    analysis: StreamId,
    report: Arc<TeamReport>,
    /// Those that hold, in order of their moments.
    sheets: Arc<Vec<SheetEntry>>,
    cycles: Arc<Vec<TeamCycle>>,
    catalogue: Arc<Catalogue>,
}

async fn whole(analysis: StreamId) -> Result<Whole, ApiError> {
    let report = api::team::report(analysis).await?;
    let mut sheets = api::team::sheets(analysis).await?;
    sheets.retain(|entry| !entry.superseded);
    sheets.sort_by_key(|entry| entry.sheet.moment_ms);
    // Without it milestones are only numbered.
    let cycles = api::team::cycles(analysis).await.unwrap_or_default();
    let (key, edition) = &report.catalogue;
    let catalogue = Arc::new(api::catalogue(key, *edition).await?);
    let (report, sheets, cycles) = (Arc::new(report), Arc::new(sheets), Arc::new(cycles));
    Ok(Whole { analysis, report, sheets, cycles, catalogue })
}

/// What was asked for, once it is there.
type Known<T> = RwSignal<Option<Result<T, ApiError>>>;

/// Asks once: paper shows a moment.
fn load<T, F>(ask: impl Fn() -> F + 'static) -> Known<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let known = RwSignal::new(None);
    spawn_local(async move {
        let answer = ask().await;
        known.try_set(Some(answer));
    });
    known
}

/// The frame of everything on this page: a bar with the button, and below it what is made of what was asked for.
#[component]
fn Paper<T: Clone + Send + Sync + 'static>(known: Known<T>, made: fn(T) -> AnyView) -> impl IntoView {
    let lang = use_lang();
    let message = |title, text| view! { <main id="main" class="narrow" tabindex="-1"><Message title=title text=text/></main> };
    let body = move || {
        match known.get() {
        None => {
            view! { <main id="main" class="narrow" tabindex="-1"><p class="muted">{tr(|t| t.loading)}</p></main> }
                .into_any()
        }
        Some(Ok(whole)) => made(whole),
        Some(Err(ApiError::SignedOut)) => {
            message(tr_signal(|t| t.signed_out), tr_signal(|t| t.signed_out_text)).into_any()
        }
        Some(Err(ApiError::NotFound)) => {
            message(tr_signal(|t| t.not_found), tr_signal(|t| t.not_found_text)).into_any()
        }
        Some(Err(ApiError::Said { .. } | ApiError::Trouble)) => {
            message(tr_signal(|t| t.trouble), tr_signal(|t| t.trouble_text)).into_any()
        }
    }
    };
    view! {
        <PrintBar label=Signal::derive(move || lang.get().texts().report.print)/>
        {body}
    }
}

/// The day of a moment in words.
fn day(lang: crate::locale::Lang, time_ms: i64) -> String {
    let day = browser::day_in_zone(time_ms, None);
    day.map(|day| browser::plain_date(lang.code(), day)).unwrap_or_default()
}

/// A pair of a description list; nothing for an empty value.
fn fact(name: &'static str, value: String) -> Option<impl IntoView> {
    (!value.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_on_paper_have_addresses_of_their_own() {
        let id = "0a".repeat(16);
        let stream = id.parse().unwrap();
        assert_eq!(ReportPage::read(&format!("{id}/report")), Some(ReportPage::Analysis(stream)));
        assert_eq!(ReportPage::read(&format!("{id}/blank")), Some(ReportPage::Blank(stream)));
        for other in ["scores", ""] {
            assert_eq!(ReportPage::read(&format!("{id}/{other}")), None);
        }
        assert_eq!(ReportPage::read("short/report"), None);
    }
}
