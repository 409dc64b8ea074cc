//! Score sheets of closed milestones, the newest first.

use std::sync::Arc;

use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ItemId, MilestoneId};
use etappe_protocol::view::SheetEntry;
use leptos::prelude::*;

use super::Known;
use crate::components::derivation::{Derivation, Grounds};
use crate::components::dialog::Dialog;
use crate::components::score_bars::{ScoreBars, names};
use crate::components::{tr, use_lang};
use crate::panel::Panel;

/// The section.
#[component]
pub fn Sheets(
    /// The page's panel; it knows what milestones are called.
    panel: Panel,
    /// What the team shows.
    known: Known,
    /// What it has granted.
    level: InsightLevel,
) -> impl IntoView {
    let mut sheets = known.page.sheets.clone();
    sheets.sort_by_key(|entry| (entry.sheet.moment_ms, entry.sheet.closing));
    let valid: Vec<SheetEntry> = sheets.iter().filter(|entry| !entry.superseded).cloned().collect();
    let newest = valid.last().cloned();
    let before = valid.iter().rev().nth(1).cloned();
    let earlier: Vec<(SheetEntry, Option<SheetEntry>)> = {
        let newest_key = newest.as_ref().map(key);
        let rest = sheets.iter().rev().filter(|entry| Some(key(entry)) != newest_key);
        rest.map(|entry| (entry.clone(), stood_before(&valid, entry))).collect()
    };
    let none = match level {
        InsightLevel::Progress => tr(|t| t.cycle.team.scores_closed),
        InsightLevel::Scores | InsightLevel::Answers | InsightLevel::Replay => {
            tr(|t| t.cycle.team.scores_none)
        }
    };
    let is_empty = newest.is_none();
    let shown = newest.map(|entry| {
        view! { <Sheet panel=panel known=known.clone() entry=entry before=before/> }
    });
    let has_earlier = !earlier.is_empty();
    let earlier = earlier.into_iter().map(|(entry, before)| {
        view! { <Sheet panel=panel known=known.clone() entry=entry before=before/> }
    });
    let earlier = earlier.collect_view();
    view! {
        <section class="team-part" aria-labelledby="scores-title" data-testid="sheets">
            <h2 id="scores-title">{tr(|t| t.cycle.team.scores)}</h2>
            <p class="muted" hidden=!is_empty>{none}</p>
            {shown}
            {has_earlier.then(|| view! {
                <details class="plan-more">
                    <summary>{tr(|t| t.cycle.team.previous_sheets)}</summary>
                    {earlier}
                </details>
            })}
        </section>
    }
}

fn key(entry: &SheetEntry) -> (u16, u32) {
    (entry.sheet.milestone, entry.sheet.closing)
}

/// The valid sheet of the milestone before.
fn stood_before(valid: &[SheetEntry], entry: &SheetEntry) -> Option<SheetEntry> {
    let earlier = |other: &&SheetEntry| {
        other.sheet.milestone != entry.sheet.milestone && other.sheet.moment_ms < entry.sheet.moment_ms
    };
    valid.iter().rev().find(earlier).cloned()
}

#[component]
fn Sheet(panel: Panel, known: Known, entry: SheetEntry, before: Option<SheetEntry>) -> impl IntoView {
    let lang = use_lang();
    let milestone = entry.sheet.milestone;
    let heading = move || (lang.get().texts().cycle.board.scores_at)(&title_of(panel, milestone));
    let previous_name = before.as_ref().map(|before| untracked_title(panel, before.sheet.milestone));
    let previous = before.map(|before| before.sheet.criteria).unwrap_or_default();
    // Without single answers there is nothing to derive a number from.
    let is_derivable = !entry.sheet.answers.is_empty();
    let explained = RwSignal::new(None::<ItemId>);
    let is_open = RwSignal::new(false);
    let explain = is_derivable.then(|| {
        Callback::new(move |id: ItemId| {
            explained.set(Some(id));
            is_open.set(true);
        })
    });
    let grounds = Grounds {
        catalogue: Arc::clone(&known.catalogue),
        answers: Arc::default(),
        sheet: Some(Arc::new(entry.sheet.clone())),
    };
    let derived = move || {
        let (id, grounds) = (explained.get()?, grounds.clone());
        Some(view! { <Derivation grounds=grounds criterion=id/> })
    };
    let titles = Arc::clone(&known.catalogue);
    let dialog_title = Signal::derive(move || {
        explained.get().map_or_else(String::new, |id| {
            let (de, en) = names(&titles, &id);
            format!("{id} {}", lang.get().pick_of(&de, &en))
        })
    });
    view! {
        <article class="sheet-entry" class:is-superseded=entry.superseded>
            <h3>{heading}</h3>
            {entry.superseded.then(|| view! { <p class="muted small">{tr(|t| t.cycle.team.superseded)}</p> })}
            {(!entry.sentence.is_empty()).then(|| view! { <blockquote>{entry.sentence.clone()}</blockquote> })}
            <ScoreBars
                catalogue=Arc::clone(&known.catalogue)
                criteria=entry.sheet.criteria.clone()
                previous=previous
                previous_name=previous_name.unwrap_or_default()
                on_explain=explain
            />
            {is_derivable.then(|| view! {
                <Dialog open=is_open title=dialog_title name="derivation">
                    {derived.clone()}
                    <div class="actions">
                        <button type="button" on:click=move |_| is_open.set(false)>{tr(|t| t.team.measures.close)}</button>
                    </div>
                </Dialog>
            })}
        </article>
    }
}

/// How a milestone is called.
pub(super) fn title_of(panel: Panel, milestone: u16) -> String {
    panel.points.with(|points| {
        let found = points.iter().find(|point| point.milestone == MilestoneId(milestone));
        found.map(|point| point.title.clone()).unwrap_or_default()
    })
}

fn untracked_title(panel: Panel, milestone: u16) -> String {
    panel.points.with_untracked(|points| {
        let found = points.iter().find(|point| point.milestone == MilestoneId(milestone));
        found.map(|point| point.title.clone()).unwrap_or_default()
    })
}
