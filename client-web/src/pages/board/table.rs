//! The board as a table, for paper.

use etappe_protocol::id::StreamId;
use etappe_protocol::view::TeamLine;
use leptos::prelude::*;

use super::card::{last_words, title};
use crate::components::{tr, use_lang};
use crate::panel::Panel;

/// Words for a count.
type Say = fn(u32) -> String;

/// The table; only paper shows it.
#[component]
pub fn PrintTable(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    view! {
        <table class="print-only" aria-hidden="true">
            <thead>
                <tr>
                    <th>{tr(|t| t.cycle.board.col_team)}</th>
                    <th>"A · B · C"</th>
                    <th>{tr(|t| t.cycle.board.col_last)}</th>
                    <th>{tr(|t| t.cycle.board.col_facts)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || panel.teams.get() key=|team| *team let:team>
                    <Line panel=panel team=team/>
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Line(panel: Panel, team: StreamId) -> impl IntoView {
    let lang = use_lang();
    let line = panel.line(team);
    let shown: Memo<Option<TeamLine>> = Memo::new(move |_| line.get());
    let title = title(shown);
    let criteria = move || {
        let words = &lang.get().texts().cycle.board;
        shown.with(|line| {
            let Some(progress) = line.as_ref().and_then(|line| line.progress.as_ref()) else {
                return words.invited.to_owned();
            };
            let parts = progress.criteria.iter().map(|criterion| {
                format!("{}: {}", criterion.id, (words.progress)(criterion.answered, criterion.statements))
            });
            parts.collect::<Vec<_>>().join(" · ")
        })
    };
    let last = move || {
        let lang = lang.get();
        let progress =
            shown.with(|line| line.as_ref()?.progress.as_ref().map(|progress| progress.last_change_ms));
        progress.map(|last_ms| last_words(&lang.texts().cycle.board, lang, panel.now_ms.get(), last_ms))
    };
    let facts = move || {
        let words = &lang.get().texts().cycle.board;
        shown.with(|line| {
            let progress = line.as_ref()?.progress.as_ref()?;
            let contested = progress.criteria.iter().map(|criterion| criterion.contested).sum::<u32>();
            let [open, in_work, ..] = progress.measures;
            let counts: [(u32, Say); 3] = [
                (contested, words.contested),
                (progress.open_questions, words.open_questions),
                (open + in_work, words.measures),
            ];
            let said = counts.into_iter().filter(|(count, _)| 0 < *count).map(|(count, say)| say(count));
            Some(said.collect::<Vec<_>>().join(", "))
        })
    };
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td>{criteria}</td>
            <td>{last}</td>
            <td>{facts}</td>
        </tr>
    }
}
