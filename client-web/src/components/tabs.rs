//! The way between the pages of an analysis. They share one desk, so nothing is lost by turning.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::prelude::*;
use web_sys::MouseEvent;

use super::{tr, use_lang};
use crate::browser;
use crate::desk::Desk;
use crate::team::tab::Tab;

thread_local! {
    /// How far down each page was when it was left.
    static SCROLLED: RefCell<BTreeMap<&'static str, f64>> = const { RefCell::new(BTreeMap::new()) };
}

/// Links to the pages; each has its own address.
#[component]
pub fn Tabs(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    follow_the_address(desk);
    let link = |tab: Tab| {
        let go = move |event: MouseEvent| {
            // Whoever wants another window gets one.
            if event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0 {
                return;
            }
            event.prevent_default();
            turn_to(desk, tab);
        };
        let count = move || match tab {
            Tab::Sheet => {
                desk.questions.with(|all| all.iter().filter(|(_, asked)| asked.settled.is_none()).count())
            }
            Tab::Measures => {
                let live = |measures: &Vec<etappe_protocol::replica::ShownMeasure>| {
                    measures.iter().filter(|shown| shown.measure.state.value.is_live()).count()
                };
                desk.measures.with(live)
            }
            Tab::Scores | Tab::Compare | Tab::Cycle | Tab::People | Tab::Replay => 0,
        };
        let words = move || {
            let words = &lang.get().texts().team;
            let count = count();
            (0 < count).then(|| match tab {
                Tab::Sheet => (words.questions.open)(count),
                Tab::Measures | Tab::Scores | Tab::Compare | Tab::Cycle | Tab::People | Tab::Replay => {
                    (words.measures.count)(count, 0)
                }
            })
        };
        view! {
            <li hidden=move || tab.is_history() && !desk.standing.with(|standing| standing.history)>
                <a
                    href=tab.path(desk.stream)
                    data-testid=format!("tab-{}", if tab == Tab::Sheet { "sheet" } else { tab.word() })
                    aria-current=move || (desk.tab.get() == tab).then_some("page")
                    on:click=go
                >
                    {move || (lang.get().texts().team.tab)(tab)}
                    <span class="tab-count" aria-hidden="true" data-kind=if tab == Tab::Sheet { "asked" } else { "live" }>
                        {move || Some(count()).filter(|count| 0 < *count)}
                    </span>
                    <span class="visually-hidden">{words}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="tabs" aria-label=tr(|t| t.team.pages) hidden=move || desk.catalogue.with(Option::is_none)>
            <ul>{Tab::ALL.map(link).into_iter().collect_view()}</ul>
        </nav>
    }
}

/// Turns to another page and puts the focus at its beginning.
pub fn turn_to(desk: Desk, tab: Tab) {
    if desk.tab.get_untracked() == tab {
        return;
    }
    if let Ok(history) = browser::window().history() {
        let path = tab.path(desk.stream);
        history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path)).ok();
    }
    show(desk, tab);
}

fn show(desk: Desk, tab: Tab) {
    let before = desk.tab.get_untracked();
    if before == tab {
        return;
    }
    let scrolled = browser::window().scroll_y().unwrap_or_default();
    SCROLLED.with_borrow_mut(|places| places.insert(before.word(), scrolled));
    desk.tab.set(tab);
    browser::after(0, move || {
        let place = SCROLLED.with_borrow(|places| places.get(tab.word()).copied()).unwrap_or_default();
        if let Some(main) = browser::element("main") {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            main.focus_with_options(&options).ok();
        }
        browser::window().scroll_to_with_x_and_y(0.0, place);
    });
}

fn follow_the_address(desk: Desk) {
    browser::listen("popstate", move |_| {
        let path = browser::window().location().pathname().unwrap_or_default();
        let rest = path.trim_end_matches('/').strip_prefix("/a/").and_then(Tab::read);
        if let Some((_, tab)) = rest {
            show(desk, tab);
        }
    });
}
