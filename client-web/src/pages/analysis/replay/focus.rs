//! What changed at the place, or the statement that is followed: its answer and its text then, and the way back to them.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::event::MeasureChange;
use etappe_protocol::history::{Moment, What};
use etappe_protocol::id::{ItemId, OpId, OptionCode};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use crate::browser;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::replay::{Stage, words};

/// What is in focus.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Item(ItemId),
    Text(FieldAddress),
    Measure(OpId),
}

/// The card.
#[component]
pub fn Focus(
    /// The page's desk.
    desk: Desk,
    /// The look back.
    stage: Stage,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let stored = StoredValue::new(Arc::clone(&catalogue));
    let subject = Memo::new(move |_| {
        if let Some(item) = stage.followed.get() {
            return Some(Subject::Item(item));
        }
        let moment = rested(stage)?;
        let change = &moment.step.as_ref()?.change;
        match &change.what {
            What::Text { field, .. } => Some(match &field.owner {
                etappe_protocol::text::Owner::Item(item) => Subject::Item(item.clone()),
                etappe_protocol::text::Owner::Measure(measure) => Subject::Measure(*measure),
                etappe_protocol::text::Owner::Analysis | etappe_protocol::text::Owner::Milestone(..) => {
                    Subject::Text(field.clone())
                }
            }),
            What::MeasureAdded(measure)
            | What::MeasureState { measure, .. }
            | What::MeasureOwner { measure, .. }
            | What::MeasureDue { measure, .. }
            | What::MeasureSubject { measure, .. }
            | What::MeasureReviewed(measure) => Some(Subject::Measure(*measure)),
            What::Began
            | What::Answer { .. }
            | What::Proposed { .. }
            | What::Withdrawn { .. }
            | What::QuestionAsked { .. }
            | What::QuestionSettled { .. }
            | What::Insight { .. }
            | What::Joined(_)
            | What::Left(_)
            | What::Redacted(_)
            | What::Milestone { .. }
            | What::Homework { .. } => change.subject.clone().map(Subject::Item),
        }
    });
    let told = move || {
        let moment = rested(stage)?;
        let Some(step) = moment.step.as_ref() else {
            return Some(lang.get().texts().replay.moment_empty.to_owned());
        };
        desk.names.track();
        let what =
            stage.outline.with(|outline| words::step(desk, &stored.get_value(), outline.as_deref(), step));
        let who = desk.full_name(step.change.actor);
        Some(if who.is_empty() { what } else { format!("{what} – {who}") })
    };
    let body = move || {
        let catalogue = stored.get_value();
        Some(match subject.get()? {
            Subject::Item(item) => {
                view! { <ItemThen desk=desk stage=stage catalogue=catalogue item=item/> }.into_any()
            }
            Subject::Text(field) => view! { <TextThen desk=desk stage=stage field=field/> }.into_any(),
            Subject::Measure(measure) => {
                view! { <MeasureThen desk=desk stage=stage measure=measure/> }.into_any()
            }
        })
    };
    view! {
        <section class="panel replay-focus" data-testid="replay-focus">
            <h2>{tr(|t| t.replay.moment)}</h2>
            <p class="replay-told" data-testid="replay-told">{told}</p>
            {body}
            <button
                type="button"
                class="quiet replay-follow"
                hidden=move || stage.followed.with(Option::is_none)
                on:click=move |_| stage.followed.set(None)
            >
                {tr(|t| t.replay.back_to_change)}
            </button>
        </section>
    }
}

/// What is shown, asked anew as often as the list is: who drags through months gets no new card for every frame.
fn rested(stage: Stage) -> Option<Arc<Moment>> {
    stage.listed.track();
    stage.waits.track();
    stage.moment.get_untracked()
}

#[component]
fn ItemThen(desk: Desk, stage: Stage, catalogue: Arc<Catalogue>, item: ItemId) -> impl IntoView {
    let lang = use_lang();
    let known = catalogue.item(&item).map(|item| item.statement.clone());
    let criterion = crate::components::score_bars::names(&catalogue, &item);
    let is_statement = known.is_some();
    let name = move || {
        let lang = lang.get();
        known.as_ref().map_or_else(
            || lang.pick_of(&criterion.0, &criterion.1).to_owned(),
            |text| lang.pick(text).to_owned(),
        )
    };
    let wanted = item.clone();
    let then = Memo::new(move |_| {
        stage.moment.with(|moment| {
            let rating = moment.as_ref()?.state.ratings.get(&wanted)?;
            let others = rating.proposals.iter().map(|proposal| proposal.answer.clone()).collect::<Vec<_>>();
            Some((rating.held.answer.clone(), others))
        })
    });
    let (named, stored) = (item.clone(), StoredValue::new(catalogue));
    let answer = move || {
        let code = then.get().map(|(answer, _)| answer);
        words::answer(&stored.get_value(), lang.get(), &named, code.as_ref())
    };
    let named = item.clone();
    let against = move || {
        let (_, others) = then.get().filter(|(_, others)| !others.is_empty())?;
        let lang = lang.get();
        let names = others.iter().map(|code| words::answer(&stored.get_value(), lang, &named, Some(code)));
        Some((lang.texts().replay.stands_against)(&names.collect::<Vec<_>>().join(", ")))
    };
    let live = desk.item(&item).rating;
    let differs = Memo::new(move |_| {
        let now: Option<OptionCode> = live.with(|rating| rating.answer.clone());
        now != then.get().map(|(answer, _)| answer)
    });
    let restored = item.clone();
    let restore = move |()| {
        match then.get_untracked() {
            Some((answer, _)) => desk.rate(&restored, &answer),
            None => desk.clear(&restored),
        }
        say_restored(desk);
    };
    view! {
        <p class="replay-statement"><span class="item-id">{item.to_string()}</span>" "{name}</p>
        {is_statement.then(|| view! {
            <p class="replay-answer">
                <span class="muted">{tr(|t| t.replay.answer)}": "</span>
                <strong data-testid="replay-answer">{answer}</strong>
                <span class="replay-against">{against}</span>
                <Restore desk=desk differs=differs word=|t| t.replay.restore_answer testid="restore-answer" on_restore=Callback::new(move |()| restore(()))/>
            </p>
            <TextThen desk=desk stage=stage field=FieldAddress::reason(item.clone())/>
        })}
    }
}

/// A text then, with what is fresh in it marked.
#[component]
fn TextThen(desk: Desk, stage: Stage, field: FieldAddress) -> impl IntoView {
    let lang = use_lang();
    let (wanted, named) = (field.clone(), field.clone());
    let then = Memo::new(move |_| {
        stage.moment.with(|moment| {
            let Some(moment) = moment else { return (String::new(), Vec::new(), Revision::ZERO) };
            let text = moment.state.text(&wanted).to_owned();
            let fresh = moment.fresh.as_ref().filter(|fresh| fresh.field == wanted);
            let measure = moment.state.texts.get(&wanted).map_or(Revision::ZERO, |text| text.revision);
            (text, fresh.map(|fresh| fresh.ranges.clone()).unwrap_or_default(), measure)
        })
    });
    let about = {
        let field = field.clone();
        move || {
            let subject = match &field.owner {
                etappe_protocol::text::Owner::Item(item) => item.to_string(),
                etappe_protocol::text::Owner::Measure(measure) => stage
                    .moment
                    .with(|moment| {
                        let measure = moment.as_ref()?.state.measures.get(measure)?;
                        Some(measure.subject.value.to_string())
                    })
                    .unwrap_or_default(),
                etappe_protocol::text::Owner::Analysis | etappe_protocol::text::Owner::Milestone(..) => {
                    String::new()
                }
            };
            words::place(lang.get(), &field, &subject)
        }
    };
    let pieces = move || {
        let (text, ranges, _) = then.get();
        if text.is_empty() {
            return view! { <span class="muted">{tr(|t| t.replay.no_text)}</span> }.into_any();
        }
        let pieces = marked(&text, &ranges).into_iter().map(|(piece, is_fresh)| {
            if is_fresh { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() }
        });
        pieces.collect_view().into_any()
    };
    let is_redacted = Memo::new(move |_| then.with(|(text, ..)| text.contains(words::REDACTED)));
    let live = desk.field(&field).text;
    desk.look_at_text(&field);
    let differs =
        Memo::new(move |_| then.with(|(text, ..)| live.with(|live| live != text)) && !is_redacted.get());
    let restore = move |()| {
        let (text, ..) = then.get_untracked();
        desk.replace_text(&named, &text);
        say_restored(desk);
    };
    view! {
        <div class="replay-text">
            <h3>{about}</h3>
            <p class="replay-words" data-testid="replay-text">{pieces}</p>
            <p class="replay-gap" hidden=move || !is_redacted.get()>{tr(|t| t.replay.redacted)}</p>
            <Restore desk=desk differs=differs word=|t| t.replay.restore_text testid="restore-text" on_restore=Callback::new(move |()| restore(()))/>
        </div>
    }
}

/// A measure then.
#[component]
fn MeasureThen(desk: Desk, stage: Stage, measure: OpId) -> impl IntoView {
    let lang = use_lang();
    let then = Memo::new(move |_| {
        stage
            .moment
            .with(|moment| moment.as_ref().and_then(|moment| moment.state.measures.get(&measure).cloned()))
    });
    let state = move || {
        let words = &lang.get().texts().team.measures;
        then.get().map(|then| (words.state_is)(then.state.value))
    };
    let rest = move || {
        desk.names.track();
        let then = then.get()?;
        let lang = lang.get();
        let words = &lang.texts().team.measures;
        let due = then.due.value.map(|due| (words.due_on)(&browser::plain_date(lang.code(), due)));
        let owner = then.owner.value.map(|actor| desk.full_name(actor)).filter(|name| !name.is_empty());
        Some([owner, due].into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    let differs = Memo::new(move |_| {
        let now = desk.measure(measure).map(|shown| shown.measure.state.value);
        then.get().is_some_and(|then| now.is_some_and(|now| now != then.state.value))
    });
    let restore = move |()| {
        if let Some(then) = then.get_untracked() {
            desk.change_measure(measure, &MeasureChange::State(then.state.value));
            say_restored(desk);
        }
    };
    view! {
        <p class="replay-answer">
            <strong>{state}</strong>
            " "
            <span class="muted">{rest}</span>
            <Restore desk=desk differs=differs word=|t| t.replay.restore_state testid="restore-state" on_restore=Callback::new(move |()| restore(()))/>
        </p>
        <TextThen desk=desk stage=stage field=FieldAddress::what(measure)/>
        <TextThen desk=desk stage=stage field=FieldAddress::sign(measure)/>
    }
}

/// The way back to a value that holds no more: an op like any other.
#[component]
fn Restore(
    desk: Desk,
    differs: Memo<bool>,
    word: fn(&'static crate::locale::Texts) -> &'static str,
    testid: &'static str,
    on_restore: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="quiet replay-restore"
            data-testid=testid
            title=tr(|t| t.replay.restore_hint)
            hidden=move || !(differs.get() && desk.may_write.get())
            on:click=move |_| on_restore.run(())
        >
            <span aria-hidden="true">"↺"</span>
            {tr(word)}
        </button>
    }
}

fn say_restored(desk: Desk) {
    browser::announce(desk.lang.get_untracked().texts().replay.restored, false);
}

/// A text in pieces, those within the ranges being fresh.
fn marked(text: &str, ranges: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (place, letter) in text.chars().enumerate() {
        let is_fresh = ranges.iter().any(|(from, to)| *from <= place && place < *to);
        match pieces.last_mut() {
            Some((piece, same)) if *same == is_fresh => piece.push(letter),
            Some(_) | None => pieces.push((letter.to_string(), is_fresh)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fresh_stands_apart() {
        let pieces = marked("für alle da", &[(4, 8), (10, 11)]);
        let shown: String = pieces
            .iter()
            .map(|(piece, is_fresh)| if *is_fresh { format!("[{piece}]") } else { piece.clone() })
            .collect();
        assert_eq!(shown, "für [alle] d[a]");
        assert!(marked("", &[(0, 3)]).is_empty());
    }
}
