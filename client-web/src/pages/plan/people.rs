//! Who accompanies a cycle.

use leptos::prelude::*;

use crate::components::scope_people::ScopePeople;
use crate::components::tr;
use crate::panel::Panel;

/// The part of the page.
#[component]
pub fn Coordinators(
    /// The page's panel.
    panel: Panel,
) -> impl IntoView {
    view! {
        <section class="plan-part" id="people" aria-labelledby="people-title">
            <h2 id="people-title">{tr(|t| t.cycle.plan.people)}</h2>
            <p class="lead">{tr(|t| t.cycle.plan.people_text)}</p>
            <ScopePeople scope=panel.stream roles=&["coordinator"]/>
        </section>
    }
}
