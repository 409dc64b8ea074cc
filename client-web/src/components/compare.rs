//! Two points compared: first what to talk about, then everything by criterion, then what has stayed the same.

mod areas;
mod detail;
mod measures;
mod texts;
mod unmoved;

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Localised};
use etappe_protocol::compare::{Comparison, Focus};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ActorId, ItemId, MilestoneId, OptionCode, StreamId};
use etappe_protocol::revision::Revision;
use leptos::prelude::*;
use web_sys::MouseEvent;

use self::areas::Areas;
use self::detail::Detail;
use self::measures::{Measures, Questions};
use self::texts::OtherTexts;
use self::unmoved::Unmoved;
use super::{tr, use_lang};
use crate::browser;
use crate::components::score_bars::names;
use crate::locale::Lang;

/// What a comparison is shown from.
#[derive(Clone)]
pub struct Scene {
    /// What there is to say.
    pub said: Arc<Comparison>,
    /// The edition that its ids are of.
    pub catalogue: Arc<Catalogue>,
    /// Where links to statements and to the history lead; `None` where the reader may not go there.
    pub links: Option<StreamId>,
    /// Goes to a statement without loading the page anew, where that is possible.
    pub go: Option<Callback<ItemId>>,
    /// How somebody is called; `None` where names are not told at all.
    pub name: Option<Callback<ActorId, String>>,
    /// How a milestone is called.
    pub milestone: Callback<(StreamId, MilestoneId), String>,
    /// "Seit Workshop 1".
    pub since: Signal<String>,
}

impl Scene {
    /// What an id names: the statement, or the title of the criterion.
    fn title(&self, id: &ItemId) -> Localised {
        match self.catalogue.item(id) {
            Some(item) => item.statement.clone(),
            None => {
                let (de, en) = names(&self.catalogue, id);
                Localised { de, en }
            }
        }
    }

    /// The name of an answer.
    fn answer(&self, item: &ItemId, code: Option<&OptionCode>, lang: Lang) -> String {
        let Some(code) = code else { return lang.texts().compare.no_answer.to_owned() };
        let option = self.catalogue.item(item).and_then(|item| {
            let scale = self.catalogue.scale(&item.scale)?;
            scale.options.iter().find(|option| option.code == *code)
        });
        option.map_or_else(|| code.to_string(), |option| lang.pick(&option.name).to_owned())
    }

    /// Everybody in a list by name; `None` where names are not told, or nobody is to be named.
    fn people(&self, actors: &[ActorId], lang: Lang) -> Option<String> {
        let name = self.name?;
        let mut names: Vec<String> = actors.iter().map(|actor| name.run(*actor)).collect();
        names.sort_by_key(|name| name != lang.texts().you);
        (!names.is_empty()).then(|| (lang.texts().compare.and)(&names))
    }

    /// Whether single answers are in it at all.
    fn has_answers(&self) -> bool {
        self.said.level.is_none_or(|level| InsightLevel::Answers <= level)
    }
}

/// The whole comparison.
#[component]
pub fn Compared(
    /// What it is shown from.
    scene: Scene,
) -> impl IntoView {
    if scene.said.is_empty() && scene.said.digest.is_empty() {
        return view! { <Empty scene=scene/> }.into_any();
    }
    let body = if scene.has_answers() {
        view! {
            <Detail scene=scene.clone()/>
            <Measures scene=scene.clone()/>
            <Questions scene=scene.clone()/>
            <OtherTexts scene=scene.clone()/>
            <Unmoved scene=scene.clone()/>
        }
        .into_any()
    } else {
        view! { <p class="muted small">{tr(|t| t.compare.coordinated_hidden)}</p> }.into_any()
    };
    view! {
        <DigestCard scene=scene.clone()/>
        {body}
    }
    .into_any()
}

#[component]
fn Empty(scene: Scene) -> impl IntoView {
    let lang = use_lang();
    let since = scene.since;
    let words = move || (lang.get().texts().compare.empty)(&since.get());
    view! {
        <section class="panel digest" data-testid="compare-empty">
            <p class="digest-sentence">{words}</p>
            <p class="muted">{tr(|t| t.compare.empty_text)}</p>
        </section>
        {scene.has_answers().then(|| view! {
            <Measures scene=scene.clone()/>
            <Questions scene=scene.clone()/>
            <Unmoved scene=scene.clone()/>
        })}
    }
}

/// What happened in one sentence, what to talk about, and each area in one line.
#[component]
fn DigestCard(scene: Scene) -> impl IntoView {
    let lang = use_lang();
    let (since, digest) = (scene.since, scene.said.digest.clone());
    let sentence = move || (lang.get().texts().compare.digest)(&since.get(), &digest);
    let digest = scene.said.digest.clone();
    let also = move || (lang.get().texts().compare.digest_also)(&digest);
    let focus = scene.said.focus.clone();
    let points = focus.into_iter().map(|focus| view! { <FocusPoint scene=scene.clone() focus=focus/> });
    let points = points.collect_view();
    let has_points = !scene.said.focus.is_empty();
    let for_people = scene.clone();
    let people = move || {
        let lang = lang.get();
        let names = for_people.people(&for_people.said.people, lang)?;
        Some((lang.texts().compare.people)(&names))
    };
    view! {
        <section class="panel digest" data-testid="digest">
            <div>
                <p class="digest-sentence" data-testid="digest-sentence">{sentence}</p>
                <p class="muted digest-also" data-testid="digest-also">{also}</p>
            </div>
            {has_points.then(|| view! {
                <div class="digest-focus">
                    <h2>{tr(|t| t.compare.focus)}</h2>
                    <ol data-testid="focus">{points}</ol>
                </div>
            })}
            <Areas scene=scene.clone()/>
            <p class="muted small digest-people">{people}</p>
        </section>
    }
}

#[component]
fn FocusPoint(scene: Scene, focus: Focus) -> impl IntoView {
    let lang = use_lang();
    let kind = focus.kind;
    view! {
        <li class="focus-point">
            <p class="focus-why">{move || (lang.get().texts().compare.focus_kind)(kind)}</p>
            <Statement scene=scene id=focus.subject/>
        </li>
    }
}

/// A statement or a criterion with its id; a link to it where the reader may go there.
#[component]
fn Statement(scene: Scene, id: ItemId) -> impl IntoView {
    let lang = use_lang();
    let title = scene.title(&id);
    let words = move || lang.get().pick(&title).to_owned();
    let shown = id.to_string();
    match scene.links {
        Some(stream) => {
            let (go, target) = (scene.go, id.clone());
            let click = move |event: MouseEvent| {
                let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
                if let Some(go) = go.filter(|_| !elsewhere && event.button() == 0) {
                    event.prevent_default();
                    go.run(target.clone());
                }
            };
            view! {
                <a class="statement" href=format!("/a/{stream}#{id}") on:click=click>
                    <span class="score-id">{shown}</span>
                    {words}
                </a>
            }
            .into_any()
        }
        None => view! { <p class="statement"><span class="score-id">{shown}</span> {words}</p> }.into_any(),
    }
}

/// Who and when, and the way to the exact moment.
#[component]
fn Made(scene: Scene, by: Vec<ActorId>, revision: Revision, time_ms: i64, of: String) -> impl IntoView {
    let lang = use_lang();
    let (for_people, links) = (scene.clone(), scene.links.filter(|_| may_replay(&scene)));
    let who = move || for_people.people(&by, lang.get());
    let when = move || browser::moment_words(lang.get().code(), time_ms);
    let label = move || (lang.get().texts().compare.replay_for)(&of);
    view! {
        <p class="change-made muted small">
            <span>{move || who().map(|who| format!("{who}, "))} {when}</span>
            {links.map(|stream| view! {
                " · "
                <a href=format!("/a/{stream}/replay#r{revision}") aria-label=label>{tr(|t| t.compare.replay)}</a>
            })}
        </p>
    }
}

fn may_replay(scene: &Scene) -> bool {
    scene.said.level.is_none_or(|level| level == InsightLevel::Replay)
}
