//! One measure, edited by everybody at once: two shared texts, and who, until when, how far.

use etappe_protocol::civil::CivilDate;
use etappe_protocol::event::{MeasureChange, MeasureState};
use etappe_protocol::id::{ActorId, OpId};
use etappe_protocol::replica::ShownMeasure;
use etappe_protocol::text::{FieldAddress, Part};
use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::refused::{RefusedMeasure, RefusedTexts};
use super::shared_text::SharedText;
use super::{tr, use_lang};
use crate::browser;
use crate::desk::Desk;
use crate::locale::{Lang, Texts};
use crate::team::look;

/// The element of a text of a measure.
#[must_use]
pub fn field_id(part: &str, id: OpId) -> String {
    format!("measure-{part}-{id}")
}

/// The drawing beside the word of a state.
#[must_use]
pub const fn state_icon(state: MeasureState) -> Icon {
    match state {
        MeasureState::Open => Icon::Circle,
        MeasureState::InWork => Icon::Half,
        MeasureState::Done => Icon::Check,
        MeasureState::Dropped => Icon::Cross,
    }
}

/// The stable word of a state, for style sheets and tests.
#[must_use]
pub const fn state_word(state: MeasureState) -> &'static str {
    match state {
        MeasureState::Open => "open",
        MeasureState::InWork => "in-work",
        MeasureState::Done => "done",
        MeasureState::Dropped => "dropped",
    }
}

/// State, person and day in one line.
#[must_use]
pub fn measure_line(desk: Desk, lang: Lang, shown: &ShownMeasure) -> String {
    let words = &lang.texts().team;
    let measure = &shown.measure;
    let who = owner_name(desk, lang, measure.owner.value);
    let due = due_words(lang, measure.due.value);
    format!("{} · {who} · {due}", (words.measures.state_is)(measure.state.value))
}

fn owner_name(desk: Desk, lang: Lang, owner: Option<ActorId>) -> String {
    owner.map_or_else(|| lang.texts().team.nobody.to_owned(), |owner| desk.name(owner))
}

fn due_words(lang: Lang, due: Option<CivilDate>) -> String {
    let words = &lang.texts().team.measures;
    due.map_or_else(
        || words.due_open.to_owned(),
        |day| (words.due_on)(&browser::plain_date(lang.code(), day)),
    )
}

/// A value that stays as it is while the person is in its control, unless they change it themselves.
fn steady<T: PartialEq + Clone + Send + Sync + 'static>(
    desk: Desk,
    id: OpId,
    in_use: RwSignal<bool>,
    side: fn(&ShownMeasure) -> (T, ActorId),
    empty: T,
) -> Memo<T> {
    Memo::new(move |before: Option<&T>| {
        let Some(shown) = desk.measure(id) else { return before.cloned().unwrap_or_else(|| empty.clone()) };
        let (now, by) = side(&shown);
        match before {
            Some(before) if in_use.get() && !desk.is_me(by) => before.clone(),
            Some(_) | None => now,
        }
    })
}

/// The form. There is at most one of it for each measure.
#[component]
pub fn MeasureForm(
    /// The page's desk.
    desk: Desk,
    /// Which measure.
    id: OpId,
) -> impl IntoView {
    let leave = move |_| desk.release_measure(id);
    on_cleanup(move || desk.release_measure(id));
    view! {
        <div class="measure-form" id=format!("measure-{id}") data-testid=format!("measure-{id}") on:focusout=leave>
            <Words desk=desk id=id part=Part::What/>
            <div class="measure-facts-row">
                <Owner desk=desk id=id/>
                <Due desk=desk id=id/>
                <State desk=desk id=id/>
            </div>
            <Words desk=desk id=id part=Part::Sign/>
            <Remote desk=desk id=id/>
            <LookAgain desk=desk id=id/>
            <RefusedMeasure desk=desk measure=id/>
        </div>
    }
}

#[component]
fn Words(desk: Desk, id: OpId, part: Part) -> impl IntoView {
    let is_sign = part == Part::Sign;
    let field = if is_sign { FieldAddress::sign(id) } else { FieldAddress::what(id) };
    let label: fn(&'static Texts) -> &'static str =
        if is_sign { |t| t.team.measures.sign } else { |t| t.team.measures.what };
    let placeholder: fn(&'static Texts) -> &'static str =
        if is_sign { |t| t.team.measures.sign_placeholder } else { |t| t.team.measures.what_placeholder };
    let element = field_id(if is_sign { "sign" } else { "what" }, id);
    let signals = desk.field(&field);
    view! {
        <div class="measure-words" data-part=if is_sign { "sign" } else { "what" }>
            <div class="reason-head">
                <label for=element.clone()>{tr(label)}</label>
                <span class="pending" hidden=move || !signals.pending.get()>{tr(|t| t.not_saved_yet)}</span>
            </div>
            <SharedText desk=desk field=field.clone() testid=element.clone() id=element placeholder=placeholder/>
            <RefusedTexts desk=desk field=field/>
        </div>
    }
}

#[component]
fn Owner(desk: Desk, id: OpId) -> impl IntoView {
    let in_use = RwSignal::new(false);
    let owner = steady(desk, id, in_use, |m| (m.measure.owner.value, m.measure.owner.stamp.actor), None);
    let people = Memo::new(move |_| {
        let mut people = desk.known_people();
        if let Some(owner) = owner.get()
            && people.iter().all(|(actor, _)| *actor != owner)
        {
            // Somebody who has left, or whose name may not be known here.
            people.push((owner, desk.name(owner)));
        }
        people
    });
    let choose = move |event: web_sys::Event| {
        let chosen = event_target_value(&event).parse().ok();
        desk.hold_measure(id, MeasureChange::Owner(chosen));
    };
    let element = field_id("who", id);
    let option = move |(actor, name): (ActorId, String)| {
        view! { <option value=actor.to_string() prop:selected=move || owner.get() == Some(actor)>{name}</option> }
    };
    view! {
        <p class="measure-fact">
            <label for=element.clone()>{tr(|t| t.team.measures.who)}</label>
            <select
                id=element.clone()
                data-testid=element
                disabled=move || !desk.may_write.get()
                on:focus=move |_| in_use.set(true)
                on:blur=move |_| { in_use.try_set(false); }
                on:change=choose
            >
                <option value="" prop:selected=move || owner.get().is_none()>{tr(|t| t.team.nobody)}</option>
                <For each=move || people.get() key=|entry| entry.clone() children=option/>
            </select>
        </p>
    }
}

#[component]
fn Due(desk: Desk, id: OpId) -> impl IntoView {
    let in_use = RwSignal::new(false);
    let due = steady(desk, id, in_use, |m| (m.measure.due.value, m.measure.due.stamp.actor), None);
    let choose = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        // A year that is still being typed is no day.
        match typed.parse() {
            Ok(day) => desk.hold_measure(id, MeasureChange::Due(Some(day))),
            Err(_) if typed.is_empty() => desk.hold_measure(id, MeasureChange::Due(None)),
            Err(_) => {}
        }
    };
    let today = move || browser::day_in_zone(desk.now_ms.get(), None);
    let overdue = Memo::new(move |_| {
        today().zip(desk.measure(id)).is_some_and(|(today, shown)| shown.measure.is_overdue(today))
    });
    let element = field_id("due", id);
    let note = format!("{element}-note");
    view! {
        <p class="measure-fact">
            <label for=element.clone()>{tr(|t| t.team.measures.due)}</label>
            <input
                type="date"
                id=element.clone()
                data-testid=element
                min="1970-01-01"
                max="9999-12-31"
                aria-describedby=note.clone()
                prop:value=move || due.get().map(|day| day.to_string()).unwrap_or_default()
                readonly=move || !desk.may_write.get()
                on:focus=move |_| in_use.set(true)
                on:blur=move |_| { in_use.try_set(false); }
                on:change=choose
            />
            <span class="measure-overdue" id=note hidden=move || !overdue.get()>
                <Drawing icon=Icon::Clock/>
                {tr(|t| t.team.measures.overdue)}
            </span>
        </p>
    }
}

#[component]
fn State(desk: Desk, id: OpId) -> impl IntoView {
    let lang = use_lang();
    let in_use = RwSignal::new(false);
    let side = |m: &ShownMeasure| (m.measure.state.value, m.measure.state.stamp.actor);
    let state = steady(desk, id, in_use, side, MeasureState::Open);
    let by_arrow = StoredValue::new(false);
    let radio = move |one: MeasureState| {
        let choose = move |_| {
            let change = MeasureChange::State(one);
            if by_arrow.get_value() {
                by_arrow.set_value(false);
                desk.hold_measure(id, change);
            } else {
                desk.change_measure(id, &change);
            }
        };
        view! {
            <label>
                <input
                    type="radio"
                    name=field_id("state", id)
                    data-testid=format!("measure-state-{}-{id}", state_word(one))
                    prop:checked=move || state.get() == one
                    disabled=move || !desk.may_write.get()
                    on:change=choose
                />
                <Drawing icon=state_icon(one)/>
                <span>{move || (lang.get().texts().team.measures.state_is)(one)}</span>
            </label>
        }
    };
    view! {
        <fieldset
            class="measure-fact segmented"
            on:keydown=move |event| by_arrow.set_value(event.key().starts_with("Arrow"))
            on:focusin=move |_| in_use.set(true)
            on:focusout=move |_| { in_use.try_set(false); }
        >
            <legend>{tr(|t| t.team.measures.state)}</legend>
            <div class="segments">{MeasureState::ALL.map(radio).into_iter().collect_view()}</div>
        </fieldset>
    }
}

/// What somebody else has just changed while the person was in this measure. It is said, not typed over.
#[component]
fn Remote(desk: Desk, id: OpId) -> impl IntoView {
    let lang = use_lang();
    let said = RwSignal::new(None::<(ActorId, MeasureChange)>);
    Effect::new(move |before: Option<Option<ShownMeasure>>| {
        let now = desk.measure(id);
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && let Some((by, change)) = moved(before, now)
            && !desk.is_me(by)
            && is_in(id)
        {
            said.set(Some((by, change)));
        }
        now
    });
    let words = move || {
        let (by, change) = said.get()?;
        let words = &lang.get().texts().team.measures;
        let who = desk.name(by);
        Some(match change {
            MeasureChange::Owner(owner) => (words.changed_owner)(&who, &owner_name(desk, lang.get(), owner)),
            MeasureChange::Due(due) => (words.changed_due)(&who, &due_words(lang.get(), due)),
            MeasureChange::State(state) => (words.changed_state)(&who, (words.state_is)(state)),
            MeasureChange::Subject(_) | MeasureChange::Reviewed => return None,
        })
    };
    view! { <p class="remote" role="status">{words}</p> }
}

/// The side that differs, and who changed it.
fn moved(before: &ShownMeasure, now: &ShownMeasure) -> Option<(ActorId, MeasureChange)> {
    let (old, new) = (&before.measure, &now.measure);
    if old.owner.value != new.owner.value {
        Some((new.owner.stamp.actor, MeasureChange::Owner(new.owner.value)))
    } else if old.due.value != new.due.value {
        Some((new.due.stamp.actor, MeasureChange::Due(new.due.value)))
    } else if old.state.value != new.state.value {
        Some((new.state.stamp.actor, MeasureChange::State(new.state.value)))
    } else {
        None
    }
}

fn is_in(id: OpId) -> bool {
    let form = browser::element(&format!("measure-{id}"));
    form.is_some_and(|form| form.contains(browser::focused().as_deref()))
}

/// After a milestone: does it still hold?
#[component]
fn LookAgain(desk: Desk, id: OpId) -> impl IntoView {
    let waits = Memo::new(move |_| {
        desk.measure(id).is_some_and(|shown| look::waits(&shown.measure, desk.last_pin.get()))
    });
    view! {
        <div class="look-again" data-testid=format!("look-again-{id}") hidden=move || !waits.get()>
            <p>
                <Drawing icon=Icon::Again/>
                <strong>{tr(|t| t.team.measures.look_again)}</strong>
                <span>{tr(|t| t.team.measures.look_again_text)}</span>
            </p>
            <button
                type="button"
                data-testid=format!("still-valid-{id}")
                hidden=move || !desk.may_write.get()
                on:click=move |_| desk.change_measure(id, &MeasureChange::Reviewed)
            >
                {tr(|t| t.team.measures.still_valid)}
            </button>
        </div>
    }
}
