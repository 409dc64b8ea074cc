//! Changes in words.

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::civil::CivilDate;
use etappe_protocol::history::{Outline, Step, What};
use etappe_protocol::id::{ItemId, OptionCode};
use etappe_protocol::text::{FieldAddress, Part};
use leptos::prelude::Get;

use crate::browser;
use crate::desk::Desk;
use crate::locale::{Lang, clock};

/// A character that stands where something was redacted.
pub const REDACTED: char = '█';

/// The name of an answer; "open" where there is none.
#[must_use]
pub fn answer(catalogue: &Catalogue, lang: Lang, item: &ItemId, code: Option<&OptionCode>) -> String {
    let Some(code) = code else { return lang.texts().replay.open.to_owned() };
    let scale = catalogue.item(item).and_then(|item| catalogue.scale(&item.scale));
    let option = scale.and_then(|scale| scale.options.iter().find(|option| option.code == *code));
    option.map_or_else(|| code.to_string(), |option| lang.pick(&option.name).to_owned())
}

/// Day and time of a moment, where the person is.
#[must_use]
pub fn moment(lang: Lang, time_ms: i64) -> String {
    let (hours, minutes) = browser::local_time(time_ms);
    format!("{}, {}", day(lang, time_ms), clock(hours, minutes))
}

/// The day of a moment, where the person is.
#[must_use]
pub fn day(lang: Lang, time_ms: i64) -> String {
    let day = browser::day_in_zone(time_ms, None);
    day.map(|day| browser::plain_date(lang.code(), day)).unwrap_or_default()
}

/// What a step changed, in a few words.
#[must_use]
pub fn step(desk: Desk, catalogue: &Catalogue, outline: Option<&Outline>, step: &Step) -> String {
    let lang = desk.lang.get();
    let words = &lang.texts().replay.what;
    let subject = step.change.subject.as_ref();
    let about = subject.map_or_else(|| "?".to_owned(), ItemId::to_string);
    let named = |code: Option<&OptionCode>| match subject {
        Some(item) => answer(catalogue, lang, item, code),
        None => code.map(OptionCode::to_string).unwrap_or_default(),
    };
    let date = |date: Option<CivilDate>| {
        date.map_or_else(
            || lang.texts().replay.open.to_owned(),
            |date| browser::plain_date(lang.code(), date),
        )
    };
    match &step.change.what {
        What::Began => words.began.to_owned(),
        What::Answer { before, after } => {
            (words.moved)(&about, &named(before.as_ref()), &named(after.as_ref()))
        }
        What::Proposed { held, proposed } => {
            (words.proposed)(&about, &named(Some(proposed)), &named(held.as_ref()))
        }
        What::Withdrawn { before, after } if before == after => (words.withdrawn)(&about),
        What::Withdrawn { before, after } => {
            (words.moved)(&about, &named(before.as_ref()), &named(after.as_ref()))
        }
        What::Text { field, .. } => place(lang, field, &about),
        What::MeasureAdded(_) => (words.measure_added)(&about),
        What::MeasureState { before, after, .. } => {
            let state = lang.texts().team.measures.state_is;
            (words.measure_moved)(before.map_or("", state), state(*after))
        }
        What::MeasureOwner { after, .. } => {
            let who = after.map_or_else(|| words.nobody.to_owned(), |actor| desk.name(actor));
            (words.measure_owner)(&who)
        }
        What::MeasureDue { after, .. } => (words.measure_due)(&date(*after)),
        What::MeasureSubject { after, .. } => (words.measure_subject)(after.as_str()),
        What::MeasureReviewed(_) => words.measure_reviewed.to_owned(),
        What::QuestionAsked { text } => (words.asked)(text),
        What::QuestionSettled { text } => (words.settled)(text),
        What::Insight { after, .. } => (words.insight)(*after).to_owned(),
        What::Joined(_) => words.joined.to_owned(),
        What::Left(_) => words.left.to_owned(),
        What::Redacted(commits) => (words.redacted)(*commits),
        What::Milestone { key, .. } => {
            let milestone = outline.and_then(|outline| outline.milestones.iter().find(|one| one.key == *key));
            let title = milestone.map(|milestone| milestone.title.clone()).filter(|title| !title.is_empty());
            let number = || (lang.texts().replay.milestone)(key.milestone.0);
            (words.pinned)(&title.unwrap_or_else(number))
        }
        What::Homework { done: true, .. } => words.homework_done.to_owned(),
        What::Homework { done: false, .. } => words.homework_open.to_owned(),
    }
}

/// What a text is called.
#[must_use]
pub fn place(lang: Lang, field: &FieldAddress, about: &str) -> String {
    let words = &lang.texts().replay.what;
    match field.part {
        Part::Title => words.title.to_owned(),
        Part::Notes => words.notes.to_owned(),
        Part::Reason => (words.reason)(about),
        Part::What => (words.measure)(about),
        Part::Sign => (words.sign)(about),
        Part::Sentence => words.sentence.to_owned(),
    }
}

/// Whether something was redacted in a text that a state holds.
#[must_use]
pub fn is_redacted(state: &AnalysisState, field: &FieldAddress) -> bool {
    state.text(field).contains(REDACTED)
}
