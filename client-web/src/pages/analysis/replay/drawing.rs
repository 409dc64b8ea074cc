//! The line of time: curves of the main criteria, how fast it went, milestones, and the place.

use std::sync::Arc;

use etappe_protocol::chart::{Length, TimelineLayout, along, timeline};
use etappe_protocol::history::Outline;
use leptos::prelude::*;

use crate::components::{tr, use_lang};
use crate::replay::{Stage, words};

const LAYOUT: TimelineLayout =
    TimelineLayout { width: Length::units(1_000), curves: Length::units(90), pace: Length::units(34) };
/// Days named below the line.
const DAYS: u64 = 4;

/// The drawing, with the slider's track below it.
#[component]
pub fn TimelineDrawing(
    /// The look back.
    stage: Stage,
    /// What is drawn.
    outline: Arc<Outline>,
) -> impl IntoView {
    let lang = use_lang();
    let drawn = timeline(&outline, LAYOUT);
    let head = outline.head;
    let curves = drawn.curves.iter().enumerate().map(|(number, path)| {
        view! { <path class="replay-curve" data-number=number.to_string() d=path.clone() vector-effect="non-scaling-stroke"></path> }
    });
    let curves = curves.collect_view();
    let marks = drawn.milestones.iter().map(|x| {
        view! { <path class="replay-milestone" d=format!("M{x} 0V124") vector-effect="non-scaling-stroke"></path> }
    });
    let marks = marks.collect_view();
    let flags = outline.milestones.iter().zip(&drawn.milestones).map(|(milestone, x)| {
        let (at, number) = (milestone.at_revision, milestone.key.milestone.0);
        let title = milestone.title.clone();
        let (title_day, moment_ms) = (title.clone(), milestone.moment_ms);
        let name = move || {
            if title.is_empty() { (lang.get().texts().replay.milestone)(number) } else { title.clone() }
        };
        let spoken = move || {
            let lang = lang.get();
            let name = if title_day.is_empty() {
                (lang.texts().replay.milestone)(number)
            } else {
                title_day.clone()
            };
            format!("{name}, {}", words::day(lang, moment_ms))
        };
        view! {
            <li style=("--x", share(*x))>
                <button
                    type="button"
                    class="quiet replay-flag"
                    data-testid=format!("flag-{number}")
                    aria-label=spoken
                    aria-current=move || (stage.at.get() == at).then_some("true")
                    on:click=move |_| stage.go(at)
                >
                    {name}
                </button>
            </li>
        }
    });
    let flags = flags.collect_view();
    let points = Arc::clone(&outline);
    let days = move || {
        let lang = lang.get();
        let mut named: Vec<(String, String)> = Vec::new();
        for number in 0..=DAYS {
            let wanted = head.0 * number / DAYS;
            let point = points.points.iter().min_by_key(|point| point.revision.0.abs_diff(wanted));
            let Some(point) = point else { continue };
            let day = words::day(lang, point.time_ms);
            if named.iter().all(|(_, known)| *known != day) {
                let x = along(LAYOUT.width, head, etappe_protocol::revision::Revision(wanted));
                named.push((share(x), day));
            }
        }
        let days = named.into_iter().map(|(x, day)| view! { <li style=("--x", x)>{day}</li> });
        days.collect_view()
    };
    let ends = outline.points.first().zip(outline.points.last()).map(|(one, two)| (one.time_ms, two.time_ms));
    let label = move || {
        let lang = lang.get();
        let (from, to) = ends.unwrap_or_default();
        (lang.texts().replay.timeline)(&words::day(lang, from), &words::day(lang, to))
    };
    let place = move || share(along(LAYOUT.width, head, stage.at.get()));
    view! {
        <div class="replay-timeline">
            <ul class="replay-flags">{flags}</ul>
            <div class="replay-drawing">
                <svg viewBox="0 0 1000 124" preserveAspectRatio="none" role="img" aria-label=label>
                    <path class="replay-grid" d="M0 0H1000M0 45H1000M0 90H1000" vector-effect="non-scaling-stroke"></path>
                    <g transform="translate(0 90)"><path class="replay-pace" d=drawn.pace.clone()></path></g>
                    {marks}
                    {curves}
                </svg>
                <span class="replay-cursor" style=("--x", place) aria-hidden="true"></span>
            </div>
            <ul class="replay-days muted small" aria-hidden="true">{days}</ul>
            <p class="visually-hidden">{tr(|t| t.replay.pace)}</p>
        </div>
    }
}

/// A place on the line as a part of its length.
fn share(x: Length) -> String {
    format!("{}.{:06}", x.0 / 1_000_000, x.0 % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_parts_of_the_whole() {
        let share = |thousandths| share(Length(thousandths));
        assert_eq!(
            [0, 500_000, 62_500, 1_000_000].map(share),
            ["0.000000", "0.500000", "0.062500", "1.000000"]
        );
    }
}
