//! Who is here: a list to be read when wanted, and small marks where they are.

use etappe_protocol::id::ItemId;
use etappe_protocol::text::{FieldAddress, Part};
use leptos::prelude::*;

use super::avatar::Avatar;
use super::{tr, use_lang};
use crate::desk::{Desk, Person, Place};
use crate::locale::Lang;
use crate::sync::save_state::SaveState;

/// Everybody else, and where they are. Deliberately no live region.
#[component]
pub fn People(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    // Nobody to be seen is not the same as nobody there.
    let alone = move || {
        let words = lang.get().texts();
        match desk.save.get() {
            SaveState::Offline { .. } | SaveState::Connecting => words.here_unknown,
            SaveState::Saved | SaveState::Saving(_) | SaveState::Waiting(_) => words.here_alone,
        }
    };
    view! {
        <section class="people" aria-labelledby="people-heading">
            <h2 id="people-heading" tabindex="-1">{tr(|t| t.here)}</h2>
            <p class="muted" hidden=move || !desk.people.with(Vec::is_empty)>{alone}</p>
            <ul>
                <For each=move || desk.people.get() key=|person| (person.session, person.name.clone()) let:person>
                    <PersonLine desk=desk person=person lang=lang/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn PersonLine(desk: Desk, person: Person, lang: RwSignal<Lang>) -> impl IntoView {
    let session = person.session;
    let place = move || {
        desk.people.with(|people| {
            let here = people.iter().find(|person| person.session == session);
            place_words(here.and_then(|person| person.place.as_ref()), lang.get())
        })
    };
    let actor = person.actor;
    view! {
        <li class="person" data-testid="peer">
            <Avatar actor=actor name=person.name.clone()/>
            <span class="person-name">{move || desk.name(actor)}</span>
            <span class="muted">{place}</span>
        </li>
    }
}

fn place_words(place: Option<&Place>, lang: Lang) -> String {
    let words = lang.texts();
    match place {
        None => words.looks_around.to_owned(),
        Some(Place::Item(item)) => (words.at_item)(item.as_str()),
        Some(Place::Text { field: FieldAddress { owner, part }, .. }) => match (owner, part) {
            (etappe_protocol::text::Owner::Item(item), _) => (words.at_item)(item.as_str()),
            (etappe_protocol::text::Owner::Analysis, Part::Title) => words.at_title.to_owned(),
            (etappe_protocol::text::Owner::Analysis, _) => words.at_notes.to_owned(),
            (etappe_protocol::text::Owner::Measure(_), _) => words.at_measure.to_owned(),
            (etappe_protocol::text::Owner::Milestone(..), _) => words.at_milestone.to_owned(),
        },
    }
}

/// The marks of everybody, for the bar at the top; the number in words is for those who do not see them.
#[component]
pub fn PeopleMarks(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let marks = move || {
        desk.people.with(|people| {
            let shown = people
                .iter()
                .take(4)
                .map(|person| view! { <Avatar actor=person.actor name=person.name.clone()/> });
            let more = people.len().saturating_sub(4);
            (
                shown.collect_view(),
                (more > 0).then(|| view! { <span class="avatar more" aria-hidden="true">"+"{more}</span> }),
            )
        })
    };
    let words = move || {
        let texts = lang.get().texts();
        match desk.people.with(Vec::len) {
            0 => texts.here_alone.to_owned(),
            count => (texts.here_now)(count),
        }
    };
    view! {
        <div class="marks" hidden=move || desk.catalogue.with(Option::is_none)>
            {marks} <span class="visually-hidden">{words}</span>
        </div>
    }
}

/// The marks of those who are at a statement now.
#[component]
pub fn ItemMarks(
    /// The page's desk.
    desk: Desk,
    /// Which statement.
    item: ItemId,
) -> impl IntoView {
    let here = Memo::new(move |_| {
        desk.people.with(|people| {
            let here = people.iter().filter(|person| person.item() == Some(&item));
            here.map(|person| (person.actor, person.name.clone())).collect::<Vec<_>>()
        })
    });
    let marks = move || {
        let marks = here.get().into_iter();
        marks.map(|(actor, name)| view! { <span title=name.clone()><Avatar actor=actor name=name.clone()/></span> }).collect_view()
    };
    view! { <span class="item-marks" aria-hidden="true">{marks}</span> }
}
