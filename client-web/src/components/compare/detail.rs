//! What moved, statement by statement, in the order of the questionnaire.

use etappe_protocol::catalogue::Criterion;
use etappe_protocol::compare::{AnswerMove, ContestedItem, Direction, TextChange};
use etappe_protocol::id::{ActorId, ItemId};
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use super::texts::Words;
use super::{Made, Scene, Statement};
use crate::components::{tr, use_lang};

/// What there is to say about one statement.
#[derive(Clone)]
struct Story {
    item: ItemId,
    moved: Option<AnswerMove>,
    reason: Option<TextChange>,
    contested: Option<ContestedItem>,
}

impl Story {
    fn of(scene: &Scene, item: &ItemId) -> Option<Self> {
        let said = &scene.said;
        let field = FieldAddress::reason(item.clone());
        let story = Self {
            item: item.clone(),
            moved: said.answers.iter().find(|moved| moved.item == *item).cloned(),
            reason: said.texts.iter().find(|text| text.field == field).cloned(),
            contested: said.contested.iter().find(|contested| contested.item == *item).cloned(),
        };
        let is_told = story.moved.is_some() || story.reason.is_some() || story.contested.is_some();
        is_told.then_some(story)
    }

    /// Everyone who answered or wrote, once each.
    fn people(&self) -> Vec<ActorId> {
        let of_answer = self.moved.iter().flat_map(|moved| &moved.by);
        let of_reason = self.reason.iter().flat_map(|reason| &reason.by);
        let mut people: Vec<ActorId> = Vec::new();
        for actor in of_answer.chain(of_reason) {
            if !people.contains(actor) {
                people.push(*actor);
            }
        }
        people
    }
}

/// All areas.
#[component]
pub fn Detail(
    /// What is compared.
    scene: Scene,
) -> impl IntoView {
    let areas = scene.catalogue.criteria.iter().map(|main| area(&scene, main)).collect_view();
    view! {
        <section class="compare-detail" data-testid="detail">
            <h2>{tr(|t| t.compare.detail)}</h2>
            <p class="muted small">{tr(|t| t.compare.marks)}</p>
            {areas}
        </section>
    }
}

fn area(scene: &Scene, main: &Criterion) -> AnyView {
    let lang = use_lang();
    let title = main.title.clone();
    let stories: Vec<Story> = main.items_below().filter_map(|item| Story::of(scene, &item.id)).collect();
    let is_still = stories.is_empty();
    let cards = stories.into_iter().map(|story| view! { <Card scene=scene.clone() story=story/> });
    let cards = cards.collect_view();
    view! {
        <section class="compare-area" class:is-still=is_still>
            <h3>
                <span class="score-id">{main.id.to_string()}</span>
                {move || lang.get().pick(&title).to_owned()}
            </h3>
            {is_still.then(|| view! { <p class="muted small">{tr(|t| t.compare.detail_none)}</p> })}
            <ul class="compare-cards">{cards}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Card(scene: Scene, story: Story) -> impl IntoView {
    let people = story.people();
    let Story { item, moved, reason, contested } = story;
    let last = {
        let of_answer = moved.as_ref().map(|moved| moved.made);
        let of_reason = reason.as_ref().map(|reason| reason.made);
        // The change of the answer is the one to look at; where only the reason changed, that one.
        of_answer.or(of_reason)
    };
    let made = last.map(|made| {
        view! {
            <Made scene=scene.clone() by=people revision=made.revision time_ms=made.time_ms of=item.to_string()/>
        }
    });
    let why = match (&moved, reason) {
        (_, Some(reason)) => Some(view! { <Reason scene=scene.clone() reason=reason/> }.into_any()),
        (Some(moved), None) if moved.has_reason => {
            let text = moved.reason.clone();
            let is_told = !text.is_empty();
            Some(
                view! {
                    <div class="why">
                        <p class="why-head muted small">{tr(|t| t.compare.reason_same)}</p>
                        {is_told.then(|| view! { <p class="why-text">{text}</p> })}
                    </div>
                }
                .into_any(),
            )
        }
        (Some(moved), None) if moved.after.is_some() => {
            Some(view! { <p class="why-head muted small">{tr(|t| t.compare.reason_none)}</p> }.into_any())
        }
        (Some(_) | None, None) => None,
    };
    view! {
        <li class="compare-card" id=format!("moved-{item}") data-testid=format!("moved-{item}")>
            <Statement scene=scene.clone() id=item.clone()/>
            {moved.map(|moved| view! { <Move scene=scene.clone() moved=moved/> })}
            {contested.map(|contested| view! { <Contested contested=contested/> })}
            {why}
            {made}
        </li>
    }
}

#[component]
fn Move(scene: Scene, moved: AnswerMove) -> impl IntoView {
    let lang = use_lang();
    let AnswerMove { item, before, after, direction, .. } = moved;
    let (mark, name) = match direction {
        Direction::Up => ("▲", "up"),
        Direction::Down => ("▼", "down"),
        Direction::Other => ("●", "other"),
    };
    let (of_before, of_after) = (scene.clone(), scene);
    let item_after = item.clone();
    let was = move || of_before.answer(&item, before.as_ref(), lang.get());
    let is = move || of_after.answer(&item_after, after.as_ref(), lang.get());
    view! {
        <p class="move">
            <span class="move-was">{was}</span>
            <span class="arrow" aria-hidden="true">"→"</span>
            <strong class="move-is">{is}</strong>
            <span class="move-way" data-way=name>
                <span aria-hidden="true">{mark}</span>
                " "
                {move || (lang.get().texts().compare.direction)(direction)}
            </span>
        </p>
    }
}

#[component]
fn Contested(contested: ContestedItem) -> impl IntoView {
    let words = tr(|t| t.compare.contested);
    let settled = tr(|t| t.compare.contested_settled);
    let is_open = contested.after;
    view! {
        <p class="facts">
            <span class="fact" class:fact-contested=is_open>
                {move || if is_open { words() } else { settled() }}
            </span>
        </p>
    }
}

#[component]
fn Reason(scene: Scene, reason: TextChange) -> impl IntoView {
    let is_told = !reason.runs.is_empty();
    view! {
        <div class="why">
            <p class="why-head muted small">{tr(|t| t.compare.reason_changed)}</p>
            {is_told.then(|| view! { <Words runs=reason.runs hides=scene.said.level.is_some()/> })}
        </div>
    }
}
