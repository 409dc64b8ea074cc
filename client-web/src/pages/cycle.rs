//! The pages below `/c/{cycle}`.

use etappe_protocol::id::StreamId;
use leptos::prelude::*;

use super::board::Board;
use super::plan::Plan;
use super::projector::Projector;
use super::report::CycleReportPage;
use super::team::Team;

/// One of them, with its cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CyclePage {
    /// `/c/{cycle}`
    Board(StreamId),
    /// `/c/{cycle}/projector`
    Projector(StreamId),
    /// `/c/{cycle}/plan`
    Plan(StreamId),
    /// `/c/{cycle}/report`
    Report(StreamId),
    /// `/c/{cycle}/t/{analysis}`
    Team(StreamId, StreamId),
}

impl CyclePage {
    /// Reads what stands behind `/c/`.
    #[must_use]
    pub fn read(rest: &str) -> Option<Self> {
        let (cycle, page) = rest.split_once('/').unwrap_or((rest, ""));
        let cycle = cycle.parse().ok()?;
        match page {
            "" => Some(Self::Board(cycle)),
            "projector" => Some(Self::Projector(cycle)),
            "plan" => Some(Self::Plan(cycle)),
            "report" => Some(Self::Report(cycle)),
            page => page.strip_prefix("t/")?.parse().ok().map(|team| Self::Team(cycle, team)),
        }
    }
}

/// The page.
#[must_use]
pub fn view(page: CyclePage) -> AnyView {
    match page {
        CyclePage::Board(cycle) => view! { <Board cycle=cycle/> }.into_any(),
        CyclePage::Projector(cycle) => view! { <Projector cycle=cycle/> }.into_any(),
        CyclePage::Plan(cycle) => view! { <Plan cycle=cycle/> }.into_any(),
        CyclePage::Report(cycle) => view! { <CycleReportPage cycle=cycle/> }.into_any(),
        CyclePage::Team(cycle, analysis) => view! { <Team cycle=cycle analysis=analysis/> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_below_a_cycle_are_read() {
        let (cycle, team) = ("0a".repeat(16), "0b".repeat(16));
        let id = |text: &str| text.parse().unwrap();
        assert_eq!(CyclePage::read(&cycle), Some(CyclePage::Board(id(&cycle))));
        assert_eq!(CyclePage::read(&format!("{cycle}/plan")), Some(CyclePage::Plan(id(&cycle))));
        assert_eq!(
            CyclePage::read(&format!("{cycle}/t/{team}")),
            Some(CyclePage::Team(id(&cycle), id(&team)))
        );
        assert_eq!(CyclePage::read(&format!("{cycle}/report")), Some(CyclePage::Report(id(&cycle))));
        assert_eq!(CyclePage::read(&format!("{cycle}/elsewhere")), None);
        assert_eq!(CyclePage::read("short"), None);
    }
}
