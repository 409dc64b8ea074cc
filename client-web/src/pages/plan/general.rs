//! The cycle itself: its title, its calendar, its end.

use etappe_protocol::cycle::CycleOp;
use etappe_protocol::revision::Revision;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Outcome, write};
use crate::api::cycle::{calendar, wish};
use crate::components::copy_text::CopyText;
use crate::components::field::{Field, label};
use crate::components::{tr, use_lang};
use crate::panel::Panel;

/// The part of the page.
#[component]
pub fn General(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    let lang = use_lang();
    let held = move || {
        panel.cycle.with_untracked(|cycle| {
            let title = cycle.as_ref()?.title.as_ref()?;
            Some((title.value.clone(), title.stamp.revision))
        })
    };
    let (start, seen) = held().unwrap_or_default();
    let seen = StoredValue::new(seen);
    let title = RwSignal::new(start);
    let problem = RwSignal::new(String::new());
    let in_conflict = RwSignal::new(false);
    let rename = move || {
        let op = CycleOp::Retitle { title: title.get_untracked(), seen: seen.get_value() };
        write(panel, wish(op), move |answer| match answer {
            Ok(written) => {
                seen.set_value(written.revision);
                problem.set(lang.get_untracked().texts().cycle.plan.saved.to_owned());
            }
            Err(error) if error.is_changed_since() => in_conflict.set(true),
            Err(error) => problem.set(error.words(lang.get_untracked())),
        });
    };
    let conflict = move || {
        in_conflict.get().then(|| {
            let theirs = move || {
                panel.cycle.track();
                (lang.get().texts().cycle.plan.conflict_text)(&held().unwrap_or_default().0)
            };
            let keep = move |_| {
                let (theirs, revision) = held().unwrap_or_default();
                title.set(theirs);
                seen.set_value(revision);
                in_conflict.set(false);
            };
            let mine = move |_| {
                seen.set_value(held().map_or(Revision::ZERO, |(_, revision)| revision));
                in_conflict.set(false);
                rename();
            };
            view! {
                <div class="conflict" role="alert">
                    <strong>{tr(|t| t.cycle.plan.conflict)}</strong>
                    <p>{theirs}</p>
                    <div class="actions">
                        <button type="button" on:click=keep>{tr(|t| t.cycle.plan.conflict_theirs)}</button>
                        <button type="button" on:click=mine>{tr(|t| t.cycle.plan.conflict_mine)}</button>
                    </div>
                </div>
            }
        })
    };
    let archived = Memo::new(move |_| {
        panel.cycle.with(|cycle| cycle.as_ref().is_some_and(|cycle| cycle.archived.is_some()))
    });
    let turn = move |_| {
        let op = if archived.get_untracked() { CycleOp::Unarchive } else { CycleOp::Archive };
        write(panel, wish(op), move |answer| {
            problem.set(answer.err().map(|error| error.words(lang.get_untracked())).unwrap_or_default());
        });
    };
    let (archive, unarchive) = (tr(|t| t.cycle.plan.archive), tr(|t| t.cycle.plan.unarchive));
    let (archive_text, unarchive_text) =
        (tr(|t| t.cycle.plan.archive_text), tr(|t| t.cycle.plan.unarchive_text));
    view! {
        <section class="plan-part" id="calendar" aria-labelledby="calendar-title">
            <h2 id="calendar-title">{tr(|t| t.cycle.plan.calendar)}</h2>
            <p class="lead">{tr(|t| t.cycle.plan.calendar_text)}</p>
            <Calendar panel=panel/>
        </section>
        <section class="plan-part" id="cycle" aria-labelledby="cycle-title">
            <h2 id="cycle-title">{tr(|t| t.cycle.plan.cycle)}</h2>
            <form
                class="plan-form is-inline"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    rename();
                }
            >
                <Field id="cycle-name" label=label(|t| t.cycle.plan.rename) value=title/>
                <button type="submit" data-testid="cycle-rename">{tr(|t| t.cycle.plan.save)}</button>
            </form>
            {conflict}
            <Outcome words=problem/>
            <p class="muted">{move || if archived.get() { unarchive_text() } else { archive_text() }}</p>
            <button type="button" data-testid="archive" on:click=turn>
                {move || if archived.get() { unarchive() } else { archive() }}
            </button>
        </section>
    }
}

#[component]
fn Calendar(panel: Panel) -> impl IntoView {
    let lang = use_lang();
    let address = RwSignal::new(None::<String>);
    let problem = RwSignal::new(String::new());
    let ask = move |_| {
        spawn_local(async move {
            match calendar(panel.stream).await {
                Ok(url) => address.set(Some(url)),
                Err(error) => problem.set(error.words(lang.get_untracked())),
            }
        });
    };
    let shown = move || {
        address.get().map(|url| {
            view! {
                <CopyText
                    id="calendar-address"
                    label=label(|t| t.cycle.plan.calendar)
                    text=Signal::derive(move || url.clone())
                />
            }
        })
    };
    view! {
        <button type="button" data-testid="calendar-show" hidden=move || address.get().is_some() on:click=ask>
            {tr(|t| t.cycle.plan.calendar_show)}
        </button>
        {shown}
        <Outcome words=problem/>
    }
}
