//! `/c/{cycle}`: one live screen for a cycle. No ranking, and no more than each team has granted.

pub mod card;
mod head;
mod scores;
mod table;

use etappe_protocol::frame::Failure;
use etappe_protocol::id::StreamId;
use leptos::prelude::*;

use self::card::TeamCard;
use self::head::{Controls, Head};
use self::table::PrintTable;
use crate::browser;
use crate::components::account::Logout;
use crate::components::brand::Brand;
use crate::components::icon::{Drawing, Icon};
use crate::components::language::Language;
use crate::components::message::Message;
use crate::components::{tr, tr_signal, use_lang};
use crate::panel::{LinkState, Panel};
use crate::sync::link::Stop;

/// The page.
#[component]
pub fn Board(
    /// Which cycle.
    cycle: StreamId,
) -> impl IntoView {
    let lang = use_lang();
    let panel = Panel::open(cycle);
    let title = cycle_title(panel);
    Effect::new(move |_| {
        browser::set_title(&(lang.get().texts().cycle.board.title)(&title.get()));
    });
    view! { <PanelFrame panel=panel class="board-page"><Shown panel=panel/></PanelFrame> }
}

/// What the pages of a cycle have around them, and in their place as long as there is no cycle to show.
#[component]
pub fn PanelFrame(
    /// The page's panel.
    panel: Panel,
    /// Names the page for style sheets.
    class: &'static str,
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let is_there = Memo::new(move |_| panel.cycle.with(Option::is_some));
    let body = move || if is_there.get() { children() } else { view! { <Absent panel=panel/> }.into_any() };
    view! {
        <header class="bar">
            <Brand/>
            <LinkLine panel=panel/>
            <Language/>
            <Logout/>
        </header>
        <main id="main" class=class tabindex="-1">{body}</main>
    }
}

/// The cycle's title, or a word for there being none.
#[must_use]
pub fn cycle_title(panel: Panel) -> Memo<String> {
    let untitled = tr(|t| t.cycle.board.untitled_cycle);
    Memo::new(move |_| {
        panel.cycle.with(|cycle| {
            let title = cycle.as_ref().and_then(|cycle| cycle.title.as_ref());
            title.map_or_else(|| untitled().to_owned(), |title| title.value.clone())
        })
    })
}

/// The state of the connection, always in sight, in words.
#[component]
pub fn LinkLine(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let state = move || {
        if panel.paused.get() {
            return "paused";
        }
        match panel.link.get() {
            LinkState::Connecting => "connecting",
            LinkState::Live => "saved",
            LinkState::Away => "offline",
        }
    };
    let icon = Signal::derive(move || match state() {
        "paused" => Icon::Clock,
        "saved" => Icon::Check,
        "connecting" => Icon::Sending,
        _ => Icon::Cut,
    });
    let words = move || {
        let words = &lang.get().texts().cycle.board;
        match state() {
            "paused" => words.paused,
            "saved" => words.live,
            "connecting" => words.connecting,
            _ => words.away,
        }
    };
    view! {
        <p
            class="save-state"
            data-testid="board-link"
            data-state=state
            hidden=move || panel.cycle.with(Option::is_none)
        >
            <Drawing icon=icon/>
            <span>{words}</span>
        </p>
    }
}

/// What is said as long as there is nothing to show.
#[component]
pub fn Absent(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let again = move |_| panel.refresh();
    let body = move || match (panel.stopped.get(), panel.link.get()) {
        (Some(Stop::Refused(Failure::UnknownStream)), _) => {
            view! { <Message title=tr_signal(|t| t.not_found) text=tr_signal(|t| t.not_found_text)/> }
                .into_any()
        }
        (Some(Stop::SessionEnded), _) => {
            view! { <Message title=tr_signal(|t| t.signed_out) text=tr_signal(|t| t.signed_out_text)/> }
                .into_any()
        }
        (Some(Stop::Refused(failure)), _) => {
            let text = Signal::derive(move || (lang.get().texts().failure)(failure).to_owned());
            view! { <Message title=tr_signal(|t| t.trouble) text=text/> }.into_any()
        }
        (Some(Stop::Fenced), _) | (None, LinkState::Away) => view! {
            <Message title=tr_signal(|t| t.trouble) text=tr_signal(|t| t.trouble_text)>
                <button type="button" on:click=again>{tr(|t| t.try_again)}</button>
            </Message>
        }
        .into_any(),
        (None, LinkState::Connecting | LinkState::Live) => view! { <Skeleton/> }.into_any(),
    };
    view! { {body} }
}

/// The shape of what is about to come.
#[component]
fn Skeleton() -> impl IntoView {
    let card = || view! { <li class="team is-waiting" aria-hidden="true"></li> };
    view! {
        <p class="visually-hidden">{tr(|t| t.loading)}</p>
        <div class="board-head is-waiting" aria-hidden="true"></div>
        <ul class="board">{card()} {card()} {card()}</ul>
    }
}

#[component]
fn Shown(panel: Panel) -> impl IntoView {
    let plan = format!("/c/{}/plan#teams", panel.stream);
    let is_empty = Memo::new(move |_| panel.teams.with(Vec::is_empty));
    let archived =
        move || panel.cycle.with(|cycle| cycle.as_ref().is_some_and(|cycle| cycle.archived.is_some()));
    let ended = move || panel.stopped.get() == Some(Stop::SessionEnded);
    view! {
        <Head panel=panel/>
        <p class="hint" role="alert" hidden=move || !ended()>
            <Drawing icon=Icon::Notice/>
            {tr(|t| t.cycle.board.ended)}
        </p>
        <p class="hint" hidden=move || !archived()>
            <Drawing icon=Icon::Notice/>
            {tr(|t| t.cycle.board.archived)}
        </p>
        <Controls panel=panel/>
        <section class="board-empty" hidden=move || !is_empty.get() data-testid="board-empty">
            <h2>{tr(|t| t.cycle.board.empty)}</h2>
            <p class="muted">{tr(|t| t.cycle.board.empty_text)}</p>
            <a class="button" href=plan>{tr(|t| t.cycle.board.first_team)}</a>
        </section>
        <ul class="board" data-testid="board">
            <For each=move || panel.teams.get() key=|team| *team let:team>
                <TeamCard panel=panel team=team/>
            </For>
        </ul>
        <PrintTable panel=panel/>
    }
}
