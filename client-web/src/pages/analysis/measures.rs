//! `/a/{id}/measures`: everything that the team has set out to do, in one list.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion};
use etappe_protocol::id::{ItemId, OpId};
use leptos::prelude::*;

use crate::browser;
use crate::components::icon::{Drawing, Icon};
use crate::components::measure::{MeasureForm, field_id, state_word};
use crate::components::tabs::turn_to;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::team::order::{self, Filter, SortBy};
use crate::team::{look, tab::Tab};

/// The list's element.
const LIST: &str = "measure-list";
/// Somebody who leaves the list with the pointer is on the way to something: it must not move before they are there.
const SETTLE_MS: u64 = 400;

/// The page.
#[component]
pub fn MeasuresPage(
    /// The page's desk.
    desk: Desk,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let (sort, filter) = (RwSignal::new(SortBy::default()), RwSignal::new(Filter::default()));
    let shown = RwSignal::new(Vec::<OpId>::new());
    // A new one comes first, where the person is looking, until they are done with it.
    let fresh = RwSignal::new(None::<OpId>);
    let places = StoredValue::new(places(&catalogue));
    let exists =
        move |id| desk.measures.with_untracked(|measures| measures.iter().any(|shown| shown.id == id));
    let arrange = move |may_move: bool| {
        let mut wanted = desk.measures.with(|measures| {
            let place =
                |item: &ItemId| places.with_value(|places| places.get(item).copied().unwrap_or(usize::MAX));
            order::order(measures, sort.get(), filter.get(), |actor| desk.name(actor), place)
        });
        if let Some(fresh) = fresh.get_untracked().filter(|id| exists(*id)) {
            wanted.retain(|id| *id != fresh);
            wanted.insert(0, fresh);
        }
        let before = shown.get_untracked();
        let now = if may_move { wanted } else { order::keep(&before, &wanted, exists) };
        if now != before {
            shown.set(now);
        }
    };
    Effect::new(move |asked: Option<(SortBy, Filter)>| {
        let now = (sort.get(), filter.get());
        arrange(asked != Some(now) || !is_in_use());
        now
    });
    let leave = move |_| {
        browser::after(SETTLE_MS, move || {
            // The page may be gone by now.
            if !is_in_use() && fresh.try_set(None).is_none() {
                untrack(|| arrange(true));
            }
        });
    };
    let count = move || {
        desk.measures.with(|measures| {
            let live = measures.iter().filter(|shown| shown.measure.state.value.is_live()).count();
            (lang.get().texts().team.measures.count)(live, measures.len() - live)
        })
    };
    let waiting = Memo::new(move |_| {
        let pin = desk.last_pin.get();
        desk.measures.with(|all| all.iter().filter(|shown| look::waits(&shown.measure, pin)).count())
    });
    let stored = StoredValue::new(catalogue.clone());
    let empty = move || {
        let words = &lang.get().texts().team.measures;
        let none = desk.measures.with(Vec::is_empty);
        if none { words.empty } else { words.empty_filter }
    };
    view! {
        <main id="main" class="team-page" tabindex="-1">
            <div class="page-head">
                <h1>{move || (lang.get().texts().team.tab)(Tab::Measures)}</h1>
                <p class="lead">{tr(|t| t.team.measures.lead)}</p>
            </div>
            <Add desk=desk catalogue=catalogue fresh=fresh/>
            <div class="measure-bar">
                <p data-testid="measure-count">{count}</p>
                <Choices sort=sort filter=filter/>
                <button type="button" class="quiet" on:click=move |_| browser::print()>{tr(|t| t.team.print)}</button>
            </div>
            <p class="look-again-count" hidden=move || waiting.get() == 0>
                <Drawing icon=Icon::Again/>
                {move || (lang.get().texts().team.measures.look_again_count)(waiting.get())}
            </p>
            <p class="empty" hidden=move || !shown.with(Vec::is_empty)>{empty}</p>
            <ul class="measure-list" id=LIST on:focusout=leave>
                <For each=move || shown.get() key=|id| *id let:id>
                    <Entry desk=desk id=id catalogue=stored.get_value()/>
                </For>
            </ul>
        </main>
    }
}

fn is_in_use() -> bool {
    browser::element(LIST).is_some_and(|list| list.contains(browser::focused().as_deref()))
}

/// Where each criterion and statement stands.
fn places(catalogue: &Catalogue) -> BTreeMap<ItemId, usize> {
    fn walk(criterion: &Criterion, places: &mut BTreeMap<ItemId, usize>) {
        let ids = [&criterion.id].into_iter().chain(criterion.items.iter().map(|item| &item.id));
        for id in ids {
            let next = places.len();
            places.insert(id.clone(), next);
        }
        criterion.children.iter().for_each(|child| walk(child, places));
    }
    let mut places = BTreeMap::new();
    catalogue.criteria.iter().for_each(|criterion| walk(criterion, &mut places));
    places
}

#[component]
fn Entry(desk: Desk, id: OpId, catalogue: Arc<Catalogue>) -> impl IntoView {
    let lang = use_lang();
    let subject = Memo::new(move |_| desk.measure(id).map(|shown| shown.measure.subject.value));
    let words = move || {
        let subject = subject.get()?;
        let lang = lang.get();
        let text = catalogue
            .item(&subject)
            .map(|item| &item.statement)
            .or_else(|| criterion(&catalogue.criteria, &subject).map(|criterion| &criterion.title));
        Some(text.map(|text| lang.pick(text).to_owned()).unwrap_or_default())
    };
    let href = move || subject.get().map(|subject| format!("/a/{}#{subject}", desk.stream));
    let go = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        let Some(subject) = subject.get_untracked() else { return };
        turn_to(desk, Tab::Sheet);
        // Behind the turn, which puts the focus at the top.
        browser::after(0, move || desk.go_to(&subject));
    };
    let state = move || desk.measure(id).map(|shown| state_word(shown.measure.state.value));
    view! {
        <li class="measure" data-state=state>
            <p class="measure-subject">
                <a href=href on:click=go>
                    <span class="item-id">{move || subject.get().map(|subject| subject.to_string())}</span>
                    <span>{words}</span>
                </a>
            </p>
            <MeasureForm desk=desk id=id/>
        </li>
    }
}

fn criterion<'a>(criteria: &'a [Criterion], id: &ItemId) -> Option<&'a Criterion> {
    criteria.iter().find_map(|one| if one.id == *id { Some(one) } else { criterion(&one.children, id) })
}

#[component]
fn Choices(sort: RwSignal<SortBy>, filter: RwSignal<Filter>) -> impl IntoView {
    let lang = use_lang();
    let sorts = SortBy::ALL.into_iter().enumerate().map(move |(index, one)| {
        view! {
            <option value=index.to_string() prop:selected=move || sort.get() == one>
                {move || (lang.get().texts().team.measures.sort_by)(one)}
            </option>
        }
    });
    let filters = Filter::ALL.map(|one| {
        view! {
            <label>
                <input
                    type="radio"
                    name="measure-filter"
                    data-testid=format!("filter-{one:?}").to_lowercase()
                    prop:checked=move || filter.get() == one
                    on:change=move |_| filter.set(one)
                />
                <span>{move || (lang.get().texts().team.measures.filter_is)(one)}</span>
            </label>
        }
    });
    let choose = move |event: web_sys::Event| {
        let chosen = event_target_value(&event).parse().ok().and_then(|index: usize| SortBy::ALL.get(index));
        if let Some(chosen) = chosen {
            sort.set(*chosen);
        }
    };
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">{tr(|t| t.team.measures.filter)}</legend>
            <div class="segments">{filters.into_iter().collect_view()}</div>
        </fieldset>
        <p class="measure-sort">
            <label for="measure-sort">{tr(|t| t.team.measures.sort)}</label>
            <select id="measure-sort" data-testid="measure-sort" on:change=choose>{sorts.collect_view()}</select>
        </p>
    }
}

/// A new measure; the statement that it is for is chosen first.
#[component]
fn Add(desk: Desk, catalogue: Arc<Catalogue>, fresh: RwSignal<Option<OpId>>) -> impl IntoView {
    let lang = use_lang();
    let chosen = RwSignal::new(String::new());
    let options = catalogue.criteria.iter().map(|main| {
        let title = main.title.clone();
        let label = {
            let id = main.id.clone();
            move || format!("{id} {}", lang.get().pick(&title))
        };
        let entries = entries(main).into_iter().map(|(id, text, is_item)| {
            let value = id.to_string();
            let words = move || {
                let text = lang.get().pick(&text).to_owned();
                format!("{}{id} {text}", if is_item { "\u{2003}" } else { "" })
            };
            view! { <option value=value>{words}</option> }
        });
        view! { <optgroup label=label>{entries.collect_view()}</optgroup> }
    });
    let options = options.collect_view();
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Ok(subject) = ItemId::new(&chosen.get_untracked()) else {
            if let Some(select) = browser::element("measure-subject") {
                select.focus().ok();
            }
            return;
        };
        let Ok(id) = desk.add_measure(&subject) else { return };
        fresh.set(Some(id));
        chosen.set(String::new());
        browser::after(0, move || {
            if let Some(field) = browser::element(&field_id("what", id)) {
                field.focus().ok();
            }
        });
    };
    view! {
        <form class="measure-add" hidden=move || !desk.may_write.get() on:submit=add>
            <label for="measure-subject">{tr(|t| t.team.measures.add_subject)}</label>
            <select
                id="measure-subject"
                data-testid="measure-subject"
                prop:value=chosen
                on:change=move |event| chosen.set(event_target_value(&event))
            >
                <option value="">{tr(|t| t.team.measures.choose_subject)}</option>
                {options}
            </select>
            <button type="submit" data-testid="measure-add">
                <Drawing icon=Icon::Plus/>
                {tr(|t| t.team.measures.add)}
            </button>
        </form>
    }
}

/// A criterion, those below it and their statements, in order; whether each is a statement.
fn entries(criterion: &Criterion) -> Vec<(ItemId, etappe_protocol::catalogue::Localised, bool)> {
    let mut all = vec![(criterion.id.clone(), criterion.title.clone(), false)];
    all.extend(criterion.items.iter().map(|item| (item.id.clone(), item.statement.clone(), true)));
    all.extend(criterion.children.iter().flat_map(entries));
    all
}
