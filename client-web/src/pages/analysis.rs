//! `/a/{id}`: the sheet that a team fills in together.

mod compare;
mod cycle;
mod cycle_words;
mod insight;
mod invite;
mod measures;
mod people;
mod redact;
mod replay;
mod scores;

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item};
use etappe_protocol::frame::Failure;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use crate::browser;
use crate::components::account::Logout;
use crate::components::banner::Banner;
use crate::components::brand::Brand;
use crate::components::criteria::Criteria;
use crate::components::icon::{Drawing, Icon};
use crate::components::item_card::ItemCard;
use crate::components::language::Language;
use crate::components::message::Message;
use crate::components::people::{People, PeopleMarks};
use crate::components::progress::ProgressLine;
use crate::components::questions::QuestionCount;
use crate::components::refused::RefusedOthers;
use crate::components::save_state::SaveStateLine;
use crate::components::session_end::SessionEnd;
use crate::components::tabs::Tabs;
use crate::components::title::{Notes, Title};
use crate::components::{tr, tr_signal, use_lang};
use crate::desk::Desk;
use crate::desk::announcer::Level;
use crate::sync::link::Stop;
use crate::team::tab::Tab;
use compare::ComparePage;
use cycle::{CycleBrief, CyclePage, Cycles};
use measures::MeasuresPage;
use people::PeoplePage;
use replay::ReplayPage;
use scores::ScoresPage;

/// The page.
#[component]
pub fn Analysis(
    /// Which analysis.
    stream: StreamId,
    /// Which of its pages comes first.
    tab: Tab,
) -> impl IntoView {
    let lang = use_lang();
    let desk = Desk::open(stream, tab, lang);
    name_the_page(desk);
    let folded = RwSignal::new(true);
    let unknown = Memo::new(move |_| {
        matches!(desk.stopped.get(), Some(Stop::Refused(Failure::UnknownStream)))
            && desk.catalogue.with(Option::is_none)
    });
    let signed_out = Memo::new(move |_| {
        desk.stopped.get() == Some(Stop::SessionEnded) && desk.catalogue.with(Option::is_none)
    });
    let body = move || {
        let catalogue = desk.catalogue.get();
        if unknown.get() {
            view! { <Message title=tr_signal(|t| t.not_found) text=tr_signal(|t| t.not_found_text)/> }
                .into_any()
        } else if signed_out.get() {
            view! { <Message title=tr_signal(|t| t.signed_out) text=tr_signal(|t| t.signed_out_text)/> }
                .into_any()
        } else if let Some(catalogue) = catalogue {
            view! { <Pages desk=desk catalogue=catalogue folded=folded/> }.into_any()
        } else if desk.trouble.get() {
            view! {
                <Message title=tr_signal(|t| t.trouble) text=tr_signal(|t| t.trouble_text)>
                    <button type="button" on:click=move |_| desk.ask_for_catalogue()>{tr(|t| t.try_again)}</button>
                </Message>
            }
            .into_any()
        } else {
            view! { <Waiting/> }.into_any()
        }
    };
    view! {
        <header class="bar">
            <Brand/>
            <SaveStateLine desk=desk/>
            <PeopleMarks desk=desk/>
            <Language/>
        </header>
        <Banner desk=desk/>
        <SessionEnd desk=desk/>
        <Tabs desk=desk/>
        {body}
    }
}

/// Shown until the first state is there; says nothing before that takes noticeably long.
#[component]
fn Waiting() -> impl IntoView {
    view! {
        <main id="main" class="waiting" tabindex="-1">
            <p class="muted">{tr(|t| t.loading)}</p>
        </main>
    }
}

fn name_the_page(desk: Desk) {
    let title = desk.field(&FieldAddress::TITLE).text;
    let untitled = tr(|t| t.untitled);
    Effect::new(move |_| {
        let lang = desk.lang.get();
        let name = title.with(|title| if title.is_empty() { untitled().to_owned() } else { title.clone() });
        let section = desk.section.get();
        let criterion = desk.catalogue.with(|catalogue| {
            let main = catalogue.as_ref()?.criteria.iter().find(|main| Some(&main.id) == section.as_ref())?;
            Some(format!("{} {}", main.id, lang.pick(&main.title)))
        });
        let criterion = match desk.tab.get() {
            Tab::Sheet => criterion,
            tab @ (Tab::Measures | Tab::Scores | Tab::Compare | Tab::Cycle | Tab::People | Tab::Replay) => {
                Some((lang.texts().team.tab)(tab).to_owned())
            }
        };
        browser::set_title(&criterion.map_or(name.clone(), |criterion| format!("{criterion} – {name}")));
    });
}

/// The page in sight. The sheet stays in the page, so that turning back finds everything as it was.
#[component]
fn Pages(desk: Desk, catalogue: Arc<Catalogue>, folded: RwSignal<bool>) -> impl IntoView {
    let stored = StoredValue::new(catalogue.clone());
    let cycles = Cycles::follow(desk);
    let other = move || match desk.tab.get() {
        Tab::Sheet => None,
        Tab::Measures => Some(view! { <MeasuresPage desk=desk catalogue=stored.get_value()/> }.into_any()),
        Tab::Scores => Some(view! { <ScoresPage desk=desk catalogue=stored.get_value()/> }.into_any()),
        Tab::Compare => Some(view! { <ComparePage desk=desk catalogue=stored.get_value()/> }.into_any()),
        Tab::Cycle => Some(view! { <CyclePage desk=desk cycles=cycles/> }.into_any()),
        Tab::People => Some(view! { <PeoplePage desk=desk/> }.into_any()),
        Tab::Replay => Some(view! { <ReplayPage desk=desk catalogue=stored.get_value()/> }.into_any()),
    };
    view! {
        <RefusedOthers desk=desk/>
        <Sheet desk=desk catalogue=catalogue folded=folded cycles=cycles/>
        {other}
    }
}

#[component]
fn Sheet(desk: Desk, catalogue: Arc<Catalogue>, folded: RwSignal<bool>, cycles: Cycles) -> impl IntoView {
    let lang = use_lang();
    let title = catalogue.title.clone();
    let sections = catalogue
        .criteria
        .iter()
        .map(|main| view! { <Section desk=desk main=main.clone() catalogue=catalogue.clone()/> });
    let sections = sections.collect_view();
    let is_empty = catalogue.items().next().is_none();
    let is_here = Memo::new(move |_| desk.tab.get() == Tab::Sheet);
    go_where_the_address_says(desk, &catalogue);
    view! {
        <div class="sheet" hidden=move || !is_here.get()>
            <div class="side">
                <button
                    type="button"
                    class="side-toggle"
                    aria-expanded=move || (!folded.get()).to_string()
                    aria-controls="side-content"
                    on:click=move |_| folded.update(|folded| *folded = !*folded)
                >
                    {tr(|t| t.criteria_toggle)}
                    <Drawing icon=Icon::Fold/>
                </button>
                <div class="side-content" id="side-content" class:is-folded=folded>
                    <Criteria desk=desk catalogue=catalogue.clone() on_choice=Callback::new(move |()| folded.set(true))/>
                    <People desk=desk/>
                    <Announcements desk=desk/>
                    <Logout/>
                </div>
            </div>
            <main id=move || is_here.get().then_some("main") tabindex="-1">
                <p class="over-title">{move || lang.get().pick(&title).to_owned()}</p>
                <Title desk=desk/>
                <ReadOnly desk=desk/>
                <CycleBrief desk=desk cycles=cycles/>
                <QuestionCount desk=desk/>
                <ProgressLine desk=desk/>
                {is_empty.then(|| view! { <p>{tr(|t| t.empty_catalogue)}</p> })}
                {sections}
                <Notes desk=desk/>
            </main>
        </div>
    }
}

#[component]
fn ReadOnly(desk: Desk) -> impl IntoView {
    view! {
        <p class="read-only" hidden=move || desk.may_write.get()>
            <Drawing icon=Icon::Notice/>
            {tr(|t| t.read_only)}
        </p>
    }
}

/// A main criterion. All stand in the page, so that turning back finds everything as it was, and paper gets it all.
#[component]
fn Section(desk: Desk, main: Criterion, catalogue: Arc<Catalogue>) -> impl IntoView {
    let lang = use_lang();
    let id = main.id.clone();
    let here = id.clone();
    let is_here = Memo::new(move |_| desk.section.with(|section| section.as_ref() == Some(&here)));
    let title = main.title.clone();
    let own = cards(desk, main.items.iter(), &catalogue);
    let children = main
        .children
        .iter()
        .map(|child| view! { <Part desk=desk criterion=child.clone() catalogue=catalogue.clone()/> });
    let children = children.collect_view();
    view! {
        <section class="section" class:is-away=move || !is_here.get() id=id.to_string() aria-labelledby=format!("focus-{id}")>
            <h2 id=format!("focus-{id}") tabindex="-1">
                <span class="section-id">{id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </h2>
            {own}
            {children}
        </section>
    }
}

#[component]
fn Part(desk: Desk, criterion: Criterion, catalogue: Arc<Catalogue>) -> impl IntoView {
    let lang = use_lang();
    let id: ItemId = criterion.id.clone();
    let title = criterion.title.clone();
    // Whatever hangs deeper is shown here.
    let shown = cards(desk, criterion.items_below(), &catalogue);
    view! {
        <section class="part" id=id.to_string() aria-labelledby=format!("focus-{id}")>
            <h3 id=format!("focus-{id}") tabindex="-1">
                <span class="part-id">{id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </h3>
            {shown}
        </section>
    }
}

fn cards<'a>(desk: Desk, items: impl Iterator<Item = &'a Item>, catalogue: &Catalogue) -> Vec<AnyView> {
    let cards = items.filter_map(|item| {
        let scale = catalogue.scale(&item.scale)?.clone();
        Some(view! { <ItemCard desk=desk item=item.clone() scale=scale/> }.into_any())
    });
    cards.collect()
}

/// How much is said aloud about others' changes.
#[component]
fn Announcements(desk: Desk) -> impl IntoView {
    let option = move |level: Level, word: fn(&'static crate::locale::Texts) -> &'static str| {
        view! { <option value=level.word() selected=move || desk.level.get() == level>{tr(word)}</option> }
    };
    let choose = move |event: web_sys::Event| {
        if let Some(level) = Level::from_word(&event_target_value(&event)) {
            browser::remember("announce", level.word());
            desk.level.set(level);
        }
    };
    view! {
        <p class="announcements">
            <label for="announcements">{tr(|t| t.announce)}</label>
            <select id="announcements" on:change=choose>
                {option(Level::Off, |t| t.announce_off)} {option(Level::Section, |t| t.announce_section)}
                {option(Level::All, |t| t.announce_all)}
            </select>
        </p>
    }
}

fn go_where_the_address_says(desk: Desk, catalogue: &Catalogue) {
    let hash = browser::window().location().hash().unwrap_or_default();
    let wanted = ItemId::new(hash.trim_start_matches('#')).ok();
    let known =
        wanted.filter(|id| catalogue.items().any(|item| item.id == *id) || desk.section_of(id).is_some());
    if let Some(id) = known {
        desk.go_to(&id);
    }
}
