//! `/handout/m1`: a page of paper for the teams. Content only: whoever has the address may read it.

use leptos::prelude::*;

use super::guide::PrintBar;
use crate::browser;
use crate::components::brand::BrandMark;
use crate::components::use_lang;
use crate::guide::{Phase, guide};
use crate::handout::{Answer, Handouts, handouts};

/// Lines to write on below each question.
const LINES: usize = 4;

/// The page.
#[component]
pub fn HandoutPage(
    /// Whose handout.
    phase: Phase,
) -> impl IntoView {
    let lang = use_lang();
    let name = move || phase.of(&guide(lang.get()).chapters).name;
    Effect::new(move |_| {
        browser::set_title(&format!("{}: {}", name(), handouts(lang.get()).sheet(phase).title));
    });
    view! {
        <PrintBar label=Signal::derive(move || handouts(lang.get()).words.print)/>
        {move || {
            let text = handouts(lang.get());
            view! {
                <Others text=text phase=phase/>
                <main id="main" class="handout" lang=lang.get().code() tabindex="-1">
                    <header class="handout-head">
                        <p class="handout-phase"><BrandMark/>{name}</p>
                        <p class="handout-blanks">
                            <span class="blank">{text.words.team}</span>
                            <span class="blank">{text.words.date}</span>
                        </p>
                        <h1>{text.sheet(phase).title}</h1>
                    </header>
                    <Body text=text phase=phase/>
                </main>
            }
        }}
    }
}

/// The way to the other handouts and to the guide.
#[component]
fn Others(text: &'static Handouts, phase: Phase) -> impl IntoView {
    let one = |other: Phase| {
        view! {
            <a
                class="button"
                href=format!("/handout/{}", other.code())
                aria-current=(other == phase).then_some("page")
            >
                {other.mark()}
            </a>
        }
    };
    view! {
        <nav class="handout-others" aria-label=text.words.all>
            {Phase::ALL.map(one).collect_view()}
            <a class="handout-guide" href=format!("/guide#{}", phase.code())>{text.words.guide}</a>
        </nav>
    }
}

/// What stands below the heading.
#[component]
fn Body(text: &'static Handouts, phase: Phase) -> impl IntoView {
    let words = &text.words;
    let sheet = text.sheet(phase);
    let lines = || (0..LINES).map(|_| view! { <span></span> }).collect_view();
    let question = |question: &'static str| {
        view! {
            <li>
                <p>{question}</p>
                <div class="write" aria-hidden="true">{lines()}</div>
            </li>
        }
    };
    view! {
        <section class="handout-today">
            <h2>{words.today}</h2>
            <ol>{sheet.today.map(|point| view! { <li>{point}</li> }).collect_view()}</ol>
        </section>
        <section class="handout-scale">
            <h2>{words.scale}</h2>
            <ol class="handout-levels">{text.levels.iter().map(answer).collect_view()}</ol>
            <ul class="handout-apart">{text.others.iter().map(answer).collect_view()}</ul>
        </section>
        <section class="handout-questions">
            <h2>{words.questions}</h2>
            <ol>{sheet.questions.map(question).collect_view()}</ol>
        </section>
        <section class="handout-data">
            <h2>{words.data}</h2>
            <ul>{text.data.iter().map(|line| view! { <li>{*line}</li> }).collect_view()}</ul>
        </section>
        <p class="handout-next handout-blanks">
            <span class="blank">{words.next}</span>
            <span class="blank">{words.next_time}</span>
            <span class="blank">{words.next_place}</span>
        </p>
    }
}

fn answer(answer: &'static Answer) -> impl IntoView {
    view! {
        <li>
            <strong>{answer.name}</strong>
            <span>{answer.anchor}</span>
        </li>
    }
}
