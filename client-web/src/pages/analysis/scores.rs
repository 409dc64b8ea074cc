//! `/a/{id}/scores`: what the answers come to, now and at the milestones. Three areas, no overall grade.

mod over_time;

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::analysis::PinKey;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::id::{ItemId, MilestoneId};
use etappe_protocol::score::{self, CriterionScore, ScoreSheet};
use etappe_protocol::text::FieldAddress;
use etappe_protocol::view::{SheetEntry, TeamCycle};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use self::over_time::OverTime;
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::derivation::{Derivation, Grounds};
use crate::components::dialog::Dialog;
use crate::components::icon::{Drawing, Icon};
use crate::components::refused::RefusedTexts;
use crate::components::score_bars::{ScoreBars, names, outcome_words};
use crate::components::shared_text::SharedText;
use crate::components::{tr, use_lang};
use crate::desk::Desk;
use crate::locale::Lang;
use crate::pages::report::Take;
use crate::team::{points, tab::Tab};

/// What was loaded beside the desk.
#[derive(Clone, Copy)]
struct Kept {
    sheets: RwSignal<Vec<SheetEntry>>,
    cycles: RwSignal<Vec<TeamCycle>>,
    /// Earlier editions, by key and number.
    editions: RwSignal<BTreeMap<(String, u32), Arc<Catalogue>>>,
    trouble: RwSignal<bool>,
}

impl Kept {
    fn new() -> Self {
        Self {
            sheets: RwSignal::new(Vec::new()),
            cycles: RwSignal::new(Vec::new()),
            editions: RwSignal::new(BTreeMap::new()),
            trouble: RwSignal::new(false),
        }
    }

    fn load(self, desk: Desk) {
        spawn_local(async move {
            let sheets = api::team::sheets(desk.stream).await;
            // Without it milestones are only numbered.
            let cycles = api::team::cycles(desk.stream).await.unwrap_or_default();
            self.cycles.try_set(cycles);
            match sheets {
                Ok(sheets) => {
                    for sheet in &sheets {
                        self.load_edition(desk, &sheet.sheet).await;
                    }
                    self.trouble.try_set(false);
                    self.sheets.try_set(sheets);
                }
                // Nothing was kept that this person may read.
                Err(ApiError::NotFound) => {}
                Err(ApiError::SignedOut | ApiError::Said { .. } | ApiError::Trouble) => {
                    self.trouble.try_set(true);
                }
            }
        });
    }

    async fn load_edition(self, desk: Desk, sheet: &ScoreSheet) {
        let named = (sheet.catalogue_key.clone(), sheet.catalogue_edition);
        let is_known =
            |catalogue: &Arc<Catalogue>| (&catalogue.key, catalogue.edition) == (&named.0, named.1);
        let current = desk.catalogue.get_untracked().filter(is_known);
        if self.editions.with_untracked(|editions| editions.contains_key(&named)) {
            return;
        }
        let catalogue = match current {
            Some(catalogue) => Some(catalogue),
            None => api::catalogue(&named.0, named.1).await.ok().map(Arc::new),
        };
        if let Some(catalogue) = catalogue {
            self.editions.try_update(|editions| editions.insert(named, catalogue));
        }
    }

    fn name(self, sheet: &ScoreSheet, lang: Lang) -> String {
        let words = &lang.texts().team.scores;
        self.cycles
            .with(|cycles| points::title(cycles, sheet))
            .unwrap_or_else(|| (words.milestone)(&sheet.milestone.to_string()))
    }
}

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    criteria: Vec<CriterionScore>,
    previous: Option<SheetEntry>,
    sheet: Option<SheetEntry>,
}

/// The page.
#[component]
pub fn ScoresPage(
    /// The page's desk.
    desk: Desk,
    /// The questionnaire.
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let lang = use_lang();
    let kept = Kept::new();
    // A milestone that was closed just now brings its sheet.
    Effect::new(move |_| {
        desk.last_pin.track();
        kept.load(desk);
    });
    let chosen = RwSignal::new(None::<PinKey>);
    let stored = StoredValue::new(catalogue);
    let shown = Memo::new(move |_| {
        let entries = kept.sheets.get();
        let sheet = chosen
            .get()
            .and_then(|key| entries.iter().find(|entry| points::key(&entry.sheet) == key).cloned());
        let criteria = match &sheet {
            Some(entry) => entry.sheet.criteria.clone(),
            None => score::score(&stored.get_value(), &desk.answers()).unwrap_or_default(),
        };
        let previous = points::before(&entries, sheet.as_ref().map(|entry| &entry.sheet)).cloned();
        Shown { criteria, previous, sheet }
    });
    let explained = RwSignal::new(None::<ItemId>);
    let is_open = RwSignal::new(false);
    let explain = Callback::new(move |id: ItemId| {
        explained.set(Some(id));
        is_open.set(true);
    });
    let edition = move || {
        let sheet = shown.with(|shown| {
            let sheet = &shown.sheet.as_ref()?.sheet;
            Some((sheet.catalogue_key.clone(), sheet.catalogue_edition))
        });
        match sheet {
            None => Some(stored.get_value()),
            Some(named) => kept.editions.with(|editions| editions.get(&named).cloned()),
        }
    };
    let bars = move || {
        let Shown { criteria, previous, .. } = shown.get();
        keep_focus();
        let Some(catalogue) = edition().filter(|_| !criteria.is_empty()) else {
            return view! { <p class="empty">{tr(|t| t.team.scores.newer)}</p> }.into_any();
        };
        let (name, before) = previous
            .map(|entry| (kept.name(&entry.sheet, lang.get()), entry.sheet.criteria))
            .unwrap_or_default();
        view! {
            <ScoreBars
                catalogue=catalogue.clone()
                criteria=criteria.clone()
                previous=before.clone()
                previous_name=name.clone()
                on_explain=explain
            />
            <Table catalogue=catalogue criteria=criteria previous=before previous_name=name/>
        }
        .into_any()
    };
    let derived = move || {
        let id = explained.get()?;
        let sheet = untrack(|| shown.with(|shown| shown.sheet.clone()));
        let grounds = Grounds {
            catalogue: untrack(edition)?,
            // As it stood when it was asked for: a text that is being read does not change.
            answers: Arc::new(untrack(|| desk.answers())),
            sheet: sheet.map(|entry| Arc::new(entry.sheet)),
        };
        Some(view! { <Derivation grounds=grounds criterion=id/> })
    };
    let heading = Signal::derive(move || {
        explained.get().map_or_else(String::new, |id| {
            let catalogue = edition().unwrap_or_else(|| stored.get_value());
            let (de, en) = names(&catalogue, &id);
            format!("{id} {}", if lang.get() == Lang::De { de } else { en })
        })
    });
    view! {
        <main id="main" class="team-page" tabindex="-1">
            <div class="page-head">
                <h1>{move || (lang.get().texts().team.tab)(Tab::Scores)}</h1>
                <p class="lead">{tr(|t| t.team.scores.lead)}</p>
            </div>
            <div class="measure-bar">
                <Points kept=kept chosen=chosen/>
                <a
                    class="button quiet"
                    data-testid="scores-replay"
                    hidden=move || !desk.standing.with(|standing| standing.history)
                    href=move || shown.with(|shown| {
                        let at = shown.sheet.as_ref().map(|entry| format!("#r{}", entry.sheet.at_revision));
                        format!("{}{}", Tab::Replay.path(desk.stream), at.unwrap_or_default())
                    })
                >
                    {tr(|t| t.replay.link)}
                </a>
                <button type="button" class="quiet" on:click=move |_| browser::print()>{tr(|t| t.team.print)}</button>
            </div>
            <p class="problem" role="status">
                {move || kept.trouble.get().then(|| lang.get().texts().team.scores.trouble)}
            </p>
            <Superseded shown=shown/>
            <section class="panel scores" data-testid="scores">{bars}</section>
            <Sentence desk=desk shown=shown/>
            <OverTime desk=desk kept=kept catalogue=stored/>
            <Take desk=desk/>
            <Dialog open=is_open title=heading name="derivation">
                {derived}
                <div class="actions">
                    <button type="button" on:click=move |_| is_open.set(false)>{tr(|t| t.team.measures.close)}</button>
                </div>
            </Dialog>
        </main>
    }
}

/// The bars are drawn anew when a number moves: whoever stood on one of their buttons stands there again.
fn keep_focus() {
    let focused = browser::focused().and_then(|element| element.get_attribute("data-testid"));
    let Some(testid) = focused.filter(|testid| testid.starts_with("why-")) else { return };
    browser::after(0, move || {
        let found = browser::document().query_selector(&format!("[data-testid='{testid}']"));
        if let Some(button) =
            found.ok().flatten().and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            button.focus_with_options(&options).ok();
        }
    });
}

/// Now, and every sheet that was kept.
#[component]
fn Points(kept: Kept, chosen: RwSignal<Option<PinKey>>) -> impl IntoView {
    let lang = use_lang();
    let option = move |key: Option<PinKey>, words: Signal<String>, testid: String| {
        view! {
            <label>
                <input
                    type="radio"
                    name="point"
                    data-testid=testid
                    prop:checked=move || chosen.get() == key
                    on:change=move |_| chosen.set(key)
                />
                <span>{words}</span>
            </label>
        }
    };
    let sheets = move || {
        let mut entries = kept.sheets.get();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.sheet.moment_ms, entry.sheet.closing)));
        let options = entries.into_iter().map(|entry| {
            let testid = format!("point-{}-{}", entry.sheet.milestone, entry.sheet.closing);
            let key = points::key(&entry.sheet);
            let words = Signal::derive(move || {
                let lang = lang.get();
                let words = &lang.texts().team.scores;
                let day = browser::day_in_zone(entry.sheet.moment_ms, None);
                let day = day.map(|day| browser::plain_date(lang.code(), day)).unwrap_or_default();
                let named = (words.at)(&kept.name(&entry.sheet, lang), &day);
                if entry.superseded { format!("{named} ({})", words.superseded) } else { named }
            });
            option(Some(key), words, testid)
        });
        options.collect_view()
    };
    let none = move || kept.sheets.with(Vec::is_empty).then(|| lang.get().texts().team.scores.none_yet);
    let now = Signal::derive(move || lang.get().texts().team.scores.now.to_owned());
    view! {
        <fieldset class="segmented points">
            <legend class="visually-hidden">{tr(|t| t.team.scores.choose)}</legend>
            <div class="segments">{option(None, now, "point-now".to_owned())} {sheets}</div>
            <p class="muted small">{none}</p>
        </fieldset>
    }
}

#[component]
fn Superseded(shown: Memo<Shown>) -> impl IntoView {
    let is_superseded =
        move || shown.with(|shown| shown.sheet.as_ref().is_some_and(|entry| entry.superseded));
    view! {
        <p class="read-only" data-testid="superseded" hidden=move || !is_superseded()>
            <Drawing icon=Icon::Notice/>
            {tr(|t| t.team.scores.superseded_text)}
        </p>
    }
}

/// What the team says about where it stood.
#[component]
fn Sentence(desk: Desk, shown: Memo<Shown>) -> impl IntoView {
    let field = Memo::new(move |_| {
        shown.with(|shown| {
            let sheet = &shown.sheet.as_ref().filter(|entry| !entry.superseded)?.sheet;
            Some(FieldAddress::sentence(sheet.cycle, MilestoneId(sheet.milestone)))
        })
    });
    let rule = move || {
        shown.with(|shown| {
            let sheet = &shown.sheet.as_ref()?.sheet;
            let words = &desk.lang.get().texts().team.scores;
            Some((words.rule)(sheet.scoring_rule, sheet.catalogue_edition, sheet.at_revision.0))
        })
    };
    let body = move || {
        field.get().map(|field| {
            view! {
                <section class="sentence">
                    <label for="sentence"><strong>{tr(|t| t.team.scores.sentence)}</strong></label>
                    <SharedText
                        desk=desk
                        field=field.clone()
                        id="sentence".to_owned()
                        testid="sentence".to_owned()
                        placeholder=|t| t.team.scores.sentence_placeholder
                    />
                    <RefusedTexts desk=desk field=field/>
                </section>
            }
        })
    };
    view! {
        {body}
        <p class="muted small">{rule}</p>
    }
}

/// The same numbers as a table.
#[component]
fn Table(
    catalogue: Arc<Catalogue>,
    criteria: Vec<CriterionScore>,
    previous: Vec<CriterionScore>,
    previous_name: String,
) -> impl IntoView {
    let lang = use_lang();
    let has_previous = !previous.is_empty();
    let rows = criteria
        .iter()
        .flat_map(|main| [(main, true)].into_iter().chain(main.children.iter().map(|sub| (sub, false))));
    let rows = rows.map(|(score, is_main)| {
        let (de, en) = names(&catalogue, &score.id);
        let id = score.id.to_string();
        let name = move || format!("{id} {}", if lang.get() == Lang::De { &de } else { &en });
        let outcome = score.outcome;
        let before = previous.iter().find_map(|main| main.find(&score.id)).map(|score| score.outcome);
        let (rated, applicable) = (score.rated, score.rated + score.open);
        view! {
            <tr data-main=is_main.to_string()>
                <th scope="row">{name}</th>
                <td>{move || outcome_words(lang.get().texts(), outcome)}</td>
                {has_previous.then(|| view! {
                    <td>{move || before.map(|before| outcome_words(lang.get().texts(), before))}</td>
                })}
                <td>{move || (lang.get().texts().team.scores.answered)(rated, applicable)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="score-table">
            <summary>{tr(|t| t.team.scores.table)}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{tr(|t| t.team.scores.column_criterion)}</th>
                        <th scope="col">{tr(|t| t.team.scores.column_value)}</th>
                        {has_previous.then(|| view! {
                            <th scope="col">{move || (lang.get().texts().team.scores.column_before)(&previous_name)}</th>
                        })}
                        <th scope="col">{tr(|t| t.team.scores.column_answered)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}
