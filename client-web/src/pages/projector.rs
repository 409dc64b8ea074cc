//! `/c/{cycle}/projector`: the cycle from the back of the room. No names of people, no answers.

use etappe_protocol::id::StreamId;
use etappe_protocol::view::TeamLine;
use leptos::prelude::*;

use super::board::card::{Criteria, title};
use super::board::{Absent, cycle_title};
use crate::browser;
use crate::components::language::Language;
use crate::components::{tr, use_lang};
use crate::cycle::phase::Phase;
use crate::locale::clock;
use crate::panel::Panel;

/// The page.
#[component]
pub fn Projector(
    /// Which cycle.
    cycle: StreamId,
) -> impl IntoView {
    let lang = use_lang();
    let panel = Panel::open(cycle);
    let name = cycle_title(panel);
    Effect::new(move |_| browser::set_title(&name.get()));
    let anonymous = RwSignal::new(browser::remembered("projector-anonymous").as_deref() == Some("yes"));
    let is_there = Memo::new(move |_| panel.cycle.with(Option::is_some));
    let body = move || {
        if is_there.get() {
            view! { <Shown panel=panel anonymous=anonymous/> }.into_any()
        } else {
            view! { <Absent panel=panel/> }.into_any()
        }
    };
    let fullscreen = move |_| {
        if let Some(root) = browser::document().document_element() {
            root.request_fullscreen().ok();
        }
    };
    let hide = move |event| {
        let hidden = event_target_checked(&event);
        browser::remember("projector-anonymous", if hidden { "yes" } else { "no" });
        anonymous.set(hidden);
    };
    let now = Memo::new(move |_| {
        let (hours, minutes) = browser::local_time(panel.now_ms.get());
        clock(hours, minutes)
    });
    let phase = Memo::new(move |_| panel.phase());
    let countdown = Memo::new(move |_| {
        let (lang, now_ms) = (lang.get(), panel.now_ms.get());
        phase.with(|phase| match phase {
            Phase::At(now) => {
                let (hours, minutes) = browser::local_time(now.ends_ms);
                Some((lang.texts().cycle.board.until)(&clock(hours, minutes)))
            }
            Phase::Unplanned | Phase::Before(_) | Phase::Between(..) | Phase::After(_) => {
                let next = phase.next()?;
                let distance = next.distance(now_ms, &browser::zone_offset);
                Some((lang.texts().cycle.board.distance)(&next.title, distance))
            }
        })
    });
    view! {
        <main id="main" class="projector" tabindex="-1">
            <header class="projector-head">
                <div>
                    <p class="projector-cycle">{name}</p>
                    <h1 data-testid="projector-phase">
                        {move || phase.with(|phase| (lang.get().texts().cycle.board.phase)(phase))}
                    </h1>
                    <p class="projector-next">{countdown}</p>
                </div>
                <p class="projector-clock" aria-hidden="true">{now}</p>
            </header>
            {body}
            <footer class="projector-foot">
                <a href=format!("/c/{cycle}")>{tr(|t| t.cycle.board.back)}</a>
                <label>
                    <input type="checkbox" data-testid="anonymous" prop:checked=anonymous on:change=hide/>
                    {tr(|t| t.cycle.board.anonymous)}
                </label>
                <button type="button" on:click=fullscreen>{tr(|t| t.cycle.board.fullscreen)}</button>
                <Language/>
            </footer>
        </main>
    }
}

#[component]
fn Shown(panel: Panel, anonymous: RwSignal<bool>) -> impl IntoView {
    view! {
        <ul class="projector-teams" data-testid="projector-teams">
            <For each=move || panel.teams.get() key=|team| *team let:team>
                <Row panel=panel team=team anonymous=anonymous/>
            </For>
        </ul>
    }
}

/// A team; one that has not agreed is nobody else's business.
#[component]
fn Row(panel: Panel, team: StreamId, anonymous: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let line = panel.line(team);
    let shown: Memo<Option<TeamLine>> = Memo::new(move |_| line.get());
    let title = title(shown);
    let name = move || {
        if anonymous.get() {
            let place = panel.teams.with(|teams| teams.iter().position(|id| *id == team)).unwrap_or(0);
            (lang.get().texts().cycle.board.anonymous_team)(&letter(place))
        } else {
            title.get()
        }
    };
    let is_in = move || shown.with(|line| line.as_ref().is_some_and(|line| line.progress.is_some()));
    view! {
        <li class="projector-team" hidden=move || !is_in()>
            <h2>{name}</h2>
            <Criteria panel=panel shown=shown/>
        </li>
    }
}

/// A, B, … Z, AA, AB, …
fn letter(place: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    match place / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", self::letter(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_go_on_beyond_the_alphabet() {
        assert_eq!([0, 25, 26, 51, 52].map(super::letter), ["A", "Z", "AA", "AZ", "BA"]);
    }
}
