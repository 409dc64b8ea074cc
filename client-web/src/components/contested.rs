//! Two answers at once: a calm word, and the ways out.

use etappe_protocol::id::{ActorId, ItemId};
use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use super::scale::code_name;
use super::{tr, use_lang};
use crate::desk::{Desk, RatingView};

/// Both sides with their names, and buttons to settle or to step back.
#[component]
pub fn Contested(
    /// The page's desk.
    desk: Desk,
    /// Which statement.
    item: ItemId,
) -> impl IntoView {
    let lang = use_lang();
    let rating = desk.item(&item).rating;
    let is_contested = Memo::new(move |_| rating.with(RatingView::is_contested));
    move || {
        is_contested.get().then(|| {
            let item = item.clone();
            let withdraw = {
                let item = item.clone();
                move |_| desk.withdraw(&item)
            };
            let title = move || (lang.get().texts().contested)(rating.with(|rating| rating.sides().len()));
            let is_mine = move || {
                rating.with(|rating| {
                    rating.held.iter().chain(&rating.proposals).any(|proposal| desk.is_me(proposal.actor))
                })
            };
            view! {
                <div class="contested" data-testid=format!("contested-{item}")>
                    <p class="contested-title">
                        <Drawing icon=Icon::Two/>
                        {title}
                    </p>
                    <p class="muted">{tr(|t| t.contested_text)}</p>
                    <Sides desk=desk item=item.clone()/>
                    <button
                        type="button"
                        class="quiet"
                        hidden=move || !(is_mine() && desk.may_write.get())
                        on:click=withdraw
                    >
                        {tr(|t| t.withdraw)}
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn Sides(desk: Desk, item: ItemId) -> impl IntoView {
    let lang = use_lang();
    let rating = desk.item(&item).rating;
    let sides = Memo::new(move |_| {
        rating.with(|rating| {
            let sides = rating.sides().into_iter();
            let actors = |by: Vec<etappe_protocol::analysis::Proposal>| {
                by.iter().map(|by| by.actor).collect::<Vec<ActorId>>()
            };
            sides.map(|(answer, by)| (answer, actors(by))).collect::<Vec<_>>()
        })
    });
    let lines = move || {
        let lines = sides.get().into_iter().enumerate().map(|(index, (answer, actors))| {
            let (item, code) = (item.clone(), answer.clone());
            let level = {
                let item = item.clone();
                move || desk.option_name(&item, &answer)
            };
            let spoken = {
                let level = level.clone();
                move || (lang.get().texts().settle_on)(&level())
            };
            let testid = format!("settle-{item}-{}", code_name(&code));
            view! {
                <li>
                    <span class="side-who">{move || names(desk, &actors)}</span>
                    <span class="side-level">{level}</span>
                    {(index == 0).then(|| view! { <span class="muted">{tr(|t| t.counts_now)}</span> })}
                    <button
                        type="button"
                        data-testid=testid
                        aria-label=spoken
                        hidden=move || !desk.may_write.get()
                        on:click=move |_| desk.rate(&item, &code)
                    >
                        {tr(|t| t.settle)}
                    </button>
                </li>
            }
        });
        lines.collect_view()
    };
    view! { <ul class="sides">{lines}</ul> }
}

fn names(desk: Desk, actors: &[ActorId]) -> String {
    let mut actors = actors.to_vec();
    actors.dedup();
    actors.into_iter().map(|actor| desk.name(actor)).collect::<Vec<_>>().join(", ")
}
