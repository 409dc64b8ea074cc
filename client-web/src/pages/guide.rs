//! `/guide`: how to lead the workshops. Content only: whoever has the address may read it.

use leptos::prelude::*;

use crate::browser;
use crate::components::brand::Brand;
use crate::components::icon::{Drawing, Icon};
use crate::components::language::Language;
use crate::components::use_lang;
use crate::guide::{Chapter, Guide, Phase, Snag, Step, beginnings, guide};

/// The bar of the pages that are made to be printed; `label` names the button.
#[component]
pub fn PrintBar(
    /// What the button says.
    #[prop(into)]
    label: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <header class="bar bar-plain">
            <Brand/>
            <Language/>
            <button type="button" data-testid="print" on:click=move |_| browser::print()>{label}</button>
        </header>
    }
}

/// The page.
#[component]
pub fn GuidePage() -> impl IntoView {
    let lang = use_lang();
    let text = move || guide(lang.get());
    Effect::new(move |_| browser::set_title(text().title));
    // The browser looked for the place that the address names before there was anything here.
    Effect::new(move |_| {
        let hash = browser::window().location().hash().unwrap_or_default();
        if let Some(place) = browser::element(hash.trim_start_matches('#')) {
            browser::go_to(&place, &place);
        }
    });
    view! {
        <PrintBar label=Signal::derive(move || text().words.print)/>
        {move || {
            let text = text();
            view! {
                <main id="main" class="guide" lang=lang.get().code() tabindex="-1">
                    <div class="guide-opening">
                        <h1>{text.title}</h1>
                        <p class="lead">{text.lead}</p>
                        <h2>{text.words.principles}</h2>
                        <ul class="principles">{text.principles.iter().map(|(short, long)| view! {
                            <li><strong>{*short}</strong>" "{*long}</li>
                        }).collect_view()}</ul>
                    </div>
                    <Contents guide=text/>
                    {Phase::ALL.map(|phase| view! { <ChapterView guide=text phase=phase/> }).collect_view()}
                    <p class="guide-note muted small">{text.note}</p>
                </main>
            }
        }}
    }
}

/// The way through the phases, one station each.
#[component]
fn Contents(guide: &'static Guide) -> impl IntoView {
    let station = |phase: Phase| {
        let chapter = phase.of(&guide.chapters);
        view! {
            <li>
                <a href=format!("#{}", phase.code())>
                    <span class="way-mark" aria-hidden="true">{phase.mark()}</span>
                    <span class="way-name">{chapter.name}</span>
                    <span class="way-theme">{chapter.theme}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="guide-contents" aria-labelledby="guide-contents">
            <h2 id="guide-contents">{guide.words.contents}</h2>
            <ol class="way">{Phase::ALL.map(station).collect_view()}</ol>
        </nav>
    }
}

/// One phase, from the goal to the task until the next.
#[component]
fn ChapterView(guide: &'static Guide, phase: Phase) -> impl IntoView {
    let chapter: &'static Chapter = phase.of(&guide.chapters);
    let words = &guide.words;
    let between = if phase == Phase::M4 { words.after } else { words.between };
    let heading = format!("{}-name", phase.code());
    let named_by = heading.clone();
    view! {
        <section class="chapter" id=phase.code() aria-labelledby=named_by tabindex="-1">
            <header class="chapter-head">
                <p class="chapter-mark" aria-hidden="true">{phase.mark()}</p>
                <h2 id=heading>
                    {chapter.name}<span class="visually-hidden">": "</span>
                    <span class="chapter-theme">{chapter.theme}</span>
                </h2>
                <p class="chapter-form">
                    <span>{chapter.form}</span>
                    <span>{format!("{} {}", chapter.minutes, words.minutes)}</span>
                    <a href=format!("/handout/{}", phase.code())>{words.handout}</a>
                </p>
            </header>
            <div class="chapter-goal">
                <h3>{words.goal}</h3>
                <p>{chapter.goal}</p>
            </div>
            <div class="chapter-before">
                <h3>{words.before}</h3>
                <ul class="to-do">{chapter.before.iter().map(|point| view! { <li>{*point}</li> }).collect_view()}</ul>
            </div>
            <div class="chapter-steps">
                <h3>{words.steps}</h3>
                <Steps guide=guide steps=chapter.steps/>
            </div>
            <div class="chapter-snags">
                <h3>{words.snags}</h3>
                <dl>{chapter.snags.iter().map(snag).collect_view()}</dl>
            </div>
            <div class="chapter-end">
                <div>
                    <h3><Drawing icon=Icon::Check/>{words.closing}</h3>
                    <p>{chapter.closing}</p>
                </div>
                <div>
                    <h3><Drawing icon=Icon::Clock/>{between}</h3>
                    <p>{chapter.between}</p>
                </div>
            </div>
        </section>
    }
}

fn snag(snag: &'static Snag) -> impl IntoView {
    view! {
        <div>
            <dt>{snag.sign}</dt>
            <dd>{snag.help}</dd>
        </div>
    }
}

/// The timetable.
#[component]
fn Steps(guide: &'static Guide, steps: &'static [Step]) -> impl IntoView {
    let words = &guide.words;
    let line = |(step, begin): (&'static Step, String)| {
        view! {
            <li class:is-silent=step.say.is_empty()>
                <p class="step-time">
                    <span>{begin}</span>
                    <span class="step-length">{format!("{} {}", step.minutes, words.minutes)}</span>
                </p>
                <div class="step-text">
                    <p><strong>{step.what}</strong>" "<span>{step.how}</span></p>
                    {(!step.say.is_empty()).then(|| view! {
                        <p class="step-say"><span class="visually-hidden">{words.say}" "</span><q>{step.say}</q></p>
                    })}
                </div>
            </li>
        }
    };
    view! { <ol class="steps">{steps.iter().zip(beginnings(steps)).map(line).collect_view()}</ol> }
}
