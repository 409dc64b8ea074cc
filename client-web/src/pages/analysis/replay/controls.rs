//! The slider and what moves it, and which changes are looked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::history::{Filter, Kind};
use etappe_protocol::id::{ActorId, ItemId};
use etappe_protocol::revision::Revision;
use leptos::prelude::*;
use web_sys::{Event, KeyboardEvent};

use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::replay::speed::Speed;
use crate::replay::{Stage, words};

/// Slider, steps, playing.
#[component]
pub fn Controls(
    /// The page's desk.
    desk: Desk,
    /// The look back.
    stage: Stage,
) -> impl IntoView {
    let lang = use_lang();
    let when = move || {
        let lang = lang.get();
        let moment = stage.moment.get().filter(|moment| moment.state.revision != Revision::ZERO);
        moment.map_or_else(
            || lang.texts().replay.beginning.to_owned(),
            |moment| words::moment(lang, moment.state.time_ms),
        )
    };
    let spoken = move || {
        let (at, head) = (stage.at.get(), stage.head());
        (lang.get().texts().replay.slider_at)(at.0, head.0, &when())
    };
    let on_input = move |event: Event| {
        if let Ok(revision) = event_target_value(&event).parse() {
            stage.play(false);
            stage.go(Revision(revision));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == " " {
            event.prevent_default();
            stage.play(!stage.plays.get_untracked());
        }
    };
    let step =
        move |forward: bool, word: fn(&'static crate::locale::Texts) -> &'static str, sign: &'static str| {
            view! {
                <button
                    type="button"
                    data-testid=if forward { "replay-next" } else { "replay-previous" }
                    on:click=move |_| {
                        stage.play(false);
                        stage.step(forward);
                    }
                >
                    <span aria-hidden="true">{sign}</span>
                    {tr(word)}
                </button>
            }
        };
    let milestone = move |forward: bool,
                          word: fn(&'static crate::locale::Texts) -> &'static str,
                          sign: &'static str| {
        view! {
            <button
                type="button"
                class="quiet"
                data-testid=if forward { "replay-next-milestone" } else { "replay-previous-milestone" }
                hidden=move || stage.outline.with(|outline| outline.as_ref().is_none_or(|outline| outline.milestones.is_empty()))
                on:click=move |_| {
                    stage.play(false);
                    stage.step_milestone(forward);
                }
            >
                <span aria-hidden="true">{sign}</span>
                {tr(word)}
            </button>
        }
    };
    let speeds = Speed::ALL.map(|speed| {
        view! {
            <option value=speed.word() selected=move || stage.speed.get() == speed>
                {move || (lang.get().texts().replay.speed_is)(speed)}
            </option>
        }
    });
    let choose = move |event: Event| {
        if let Some(speed) = Speed::from_word(&event_target_value(&event)) {
            stage.speed.set(speed);
            // The time of back then begins anew where it is.
            if stage.plays.get_untracked() {
                stage.play(true);
            }
        }
    };
    let note = move || {
        let words = &lang.get().texts().replay;
        if stage.waits.get() {
            Some(words.loading)
        } else {
            stage.at_end.get().then_some(words.nothing_further)
        }
    };
    view! {
        <div class="replay-controls">
            <input
                type="range"
                class="replay-slider"
                data-testid="replay-slider"
                min="0"
                step="1"
                aria-label=tr(|t| t.replay.slider)
                aria-valuetext=spoken
                prop:max=move || stage.head().0.to_string()
                prop:value=move || {
                    // A value beyond an older end would be cut off.
                    stage.outline.track();
                    stage.at.get().0.to_string()
                }
                on:input=on_input
                on:keydown=on_key
            />
            <p class="replay-when">
                <strong data-testid="replay-when">{when}</strong>
                <span class="muted" data-testid="replay-at" data-revision=move || stage.at.get().0.to_string()>
                    {move || (lang.get().texts().replay.revision)(stage.at.get().0, stage.head().0)}
                </span>
                <span class="muted replay-note" role="status">{note}</span>
            </p>
            <div class="replay-buttons">
                {step(false, |t| t.replay.previous, "‹")}
                <button
                    type="button"
                    class="replay-play"
                    data-testid="replay-play"
                    data-plays=move || stage.plays.get().to_string()
                    on:click=move |_| stage.play(!stage.plays.get_untracked())
                >
                    <span aria-hidden="true">{move || if stage.plays.get() { "❚❚" } else { "▶" }}</span>
                    {move || {
                        let words = &lang.get().texts().replay;
                        if stage.plays.get() { words.pause } else { words.play }
                    }}
                </button>
                {step(true, |t| t.replay.next, "›")}
                <label class="replay-speed">
                    <span class="visually-hidden">{tr(|t| t.replay.speed)}</span>
                    <select data-testid="replay-speed" on:change=choose>{speeds.into_iter().collect_view()}</select>
                </label>
                {milestone(false, |t| t.replay.previous_milestone, "«")}
                {milestone(true, |t| t.replay.next_milestone, "»")}
            </div>
            <Restored desk=desk stage=stage/>
        </div>
    }
}

/// Says that there is more by now, and shows it when wanted.
#[component]
fn Restored(desk: Desk, stage: Stage) -> impl IntoView {
    let lang = use_lang();
    let more = Memo::new(move |_| {
        let head = stage.head();
        if head == Revision::ZERO { 0 } else { desk.head.get().0.saturating_sub(head.0) }
    });
    view! {
        <p class="replay-more" data-testid="replay-more" hidden=move || more.get() == 0>
            <span role="status">{move || Some(more.get()).filter(|more| 0 < *more).map(|more| (lang.get().texts().replay.new_changes)(more))}</span>
            <button type="button" class="quiet" data-testid="replay-reload" on:click=move |_| stage.load(None)>
                {tr(|t| t.replay.reload)}
            </button>
        </p>
    }
}

/// Which changes are looked for.
#[component]
pub fn Filters(
    /// The page's desk.
    desk: Desk,
    /// The look back.
    stage: Stage,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let stored = StoredValue::new(catalogue.clone());
    let criteria = catalogue.criteria.iter().flat_map(|main| [main].into_iter().chain(&main.children));
    let criteria = criteria.map(|criterion| {
        let (id, title) = (criterion.id.clone(), criterion.title.clone());
        let name = id.clone();
        view! {
            <option value=id.to_string()>{move || format!("{name} {}", lang.get().pick(&title))}</option>
        }
    });
    let criteria = criteria.collect_view();
    let kinds = Kind::ALL.into_iter().enumerate().map(|(number, kind)| {
        view! { <option value=number.to_string()>{move || (lang.get().texts().replay.kind_is)(kind)}</option> }
    });
    let kinds = kinds.collect_view();
    let people = move || {
        desk.names.track();
        let people: BTreeMap<String, ActorId> =
            desk.known_people().into_iter().map(|(actor, name)| (name, actor)).collect();
        let people =
            people.into_iter().map(|(name, actor)| view! { <option value=actor.to_string()>{name}</option> });
        people.collect_view()
    };
    let set = move |change: &dyn Fn(&mut Filter)| stage.filter.update(|filter| change(filter));
    let on_criterion = move |event: Event| {
        let wanted = ItemId::new(&event_target_value(&event)).ok();
        let below = wanted.map(|id| Filter::below(&stored.get_value(), &id));
        set(&|filter| filter.subjects = below.clone());
    };
    let on_kind = move |event: Event| {
        let number = event_target_value(&event).parse::<usize>().ok();
        set(&|filter| filter.kind = number.and_then(|number| Kind::ALL.get(number).copied()));
    };
    let on_person = move |event: Event| {
        let actor = event_target_value(&event).parse().ok();
        set(&|filter| filter.actor = actor);
    };
    let is_filtered = Memo::new(move |_| stage.filter.with(|filter| *filter != Filter::default()));
    view! {
        <details class="replay-filters" data-filtered=move || is_filtered.get().to_string()>
            <summary>{tr(|t| t.replay.filters)}</summary>
            <div class="replay-choices">
                <label>
                    <span>{tr(|t| t.replay.filter_criterion)}</span>
                    <select data-testid="replay-criterion" on:change=on_criterion>
                        <option value="">{tr(|t| t.replay.all_criteria)}</option>
                        {criteria}
                    </select>
                </label>
                <label>
                    <span>{tr(|t| t.replay.filter_kind)}</span>
                    <select data-testid="replay-kind" on:change=on_kind>
                        <option value="">{tr(|t| t.replay.all_kinds)}</option>
                        {kinds}
                    </select>
                </label>
                <label>
                    <span>{tr(|t| t.replay.filter_person)}</span>
                    <select data-testid="replay-person" on:change=on_person>
                        <option value="">{tr(|t| t.replay.everybody)}</option>
                        {people}
                    </select>
                </label>
            </div>
        </details>
    }
}
