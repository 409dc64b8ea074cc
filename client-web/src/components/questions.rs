//! What coordinators ask, at the statement that it is about.

use etappe_protocol::analysis::Question;
use etappe_protocol::id::{ItemId, OpId};
use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::ago;

/// The questions about a statement or criterion: open ones first to be read, settled ones to be looked up.
#[component]
pub fn Questions(
    /// The page's desk.
    desk: Desk,
    /// What they are about.
    subject: ItemId,
) -> impl IntoView {
    let stored = StoredValue::new(subject);
    let mine = Memo::new(move |_| {
        desk.questions.with(|all| {
            let about = |question: &Question| stored.with_value(|subject| question.subject == *subject);
            let mut mine: Vec<_> = all.iter().filter(|(_, question)| about(question)).cloned().collect();
            mine.sort_by_key(|(_, question)| question.settled.is_some());
            mine
        })
    });
    view! {
        <ul class="questions" hidden=move || mine.with(Vec::is_empty)>
            <For each=move || mine.get() key=|(id, question)| (*id, question.settled.is_some()) let:entry>
                <Asked desk=desk id=entry.0 question=entry.1/>
            </For>
        </ul>
    }
}

#[component]
fn Asked(desk: Desk, id: OpId, question: Question) -> impl IntoView {
    let lang = use_lang();
    let Question { subject, text, asked, settled, .. } = question;
    let who = move || {
        let words = lang.get().texts();
        let name = desk.full_name(asked.actor);
        let name = if name.is_empty() { words.team.questions.coordination.to_owned() } else { name };
        let when = ago(lang.get(), desk.now_ms.get().max(asked.time_ms), asked.time_ms);
        (words.team.questions.asks)(&name, &when)
    };
    let closed = move || {
        settled.map(|stamp| {
            let when = ago(lang.get(), desk.now_ms.get().max(stamp.time_ms), stamp.time_ms);
            (lang.get().texts().team.questions.settled)(&desk.name(stamp.actor), &when)
        })
    };
    let spoken = move || (lang.get().texts().team.questions.settle_for)(subject.as_str());
    view! {
        <li class="question" data-settled=settled.is_some().to_string() data-testid=format!("question-{id}")>
            <p class="question-who">
                <Drawing icon=if settled.is_some() { Icon::Check } else { Icon::Question }/>
                {who}
            </p>
            <p class="question-text">{text}</p>
            <p class="muted small" hidden=settled.is_none()>{closed}</p>
            <button
                type="button"
                class="quiet"
                data-testid=format!("settle-question-{id}")
                aria-label=spoken
                hidden=move || settled.is_some() || !desk.may_write.get()
                on:click=move |_| desk.settle_question(id)
            >
                <Drawing icon=Icon::Check/>
                {tr(|t| t.team.questions.settle)}
            </button>
        </li>
    }
}

/// How many questions are open, and the way to the next one.
#[component]
pub fn QuestionCount(
    /// The page's desk.
    desk: Desk,
) -> impl IntoView {
    let lang = use_lang();
    let open = Memo::new(move |_| {
        desk.questions.with(|all| {
            let open = all.iter().filter(|(_, question)| question.settled.is_none());
            open.map(|(_, question)| question.subject.clone()).collect::<Vec<_>>()
        })
    });
    let go = move |_| {
        if let Some(subject) = open.get_untracked().into_iter().next() {
            desk.go_to(&subject);
        }
    };
    view! {
        <p class="question-count" hidden=move || open.with(Vec::is_empty)>
            <Drawing icon=Icon::Question/>
            <span>{move || (lang.get().texts().team.questions.open)(open.with(Vec::len))}</span>
            <button type="button" class="quiet" data-testid="next-question" on:click=go>
                {tr(|t| t.team.questions.next)}
            </button>
        </p>
    }
}
