//! Looking back at an analysis: what is fetched of its history, where the person is in it, and what plays.
//!
//! What is shown follows the place with the next frame of the screen, however often the place moves before it. Where a
//! stretch of the history is not here yet, what was shown stays and says that it waits.

mod play;
pub mod speed;
pub mod words;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use etappe_protocol::history::{Filter, Found, Moment, Outline, Player, Span, Step};
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::revision::Revision;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::browser;
use speed::Speed;

/// Spans that are kept: at most 131,072 revisions, some tens of megabytes.
const ROOM: usize = 64;
/// The address follows when the place has rested for so long: browsers count how often it changes.
const ADDRESS_MS: u64 = 300;
/// The list of changes follows the place at most so often.
const LIST_MS: u64 = 120;

/// A look back. Copying it copies a handle.
#[derive(Clone, Copy)]
pub struct Stage {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    /// Of which analysis.
    pub stream: StreamId,
    /// The history at a glance, once it is there.
    pub outline: RwSignal<Option<Arc<Outline>>>,
    /// Where the person is.
    pub at: RwSignal<Revision>,
    /// Where the list of changes is: behind [`Self::at`] by a moment.
    pub listed: RwSignal<Revision>,
    /// What is shown.
    pub moment: RwSignal<Option<Arc<Moment>>>,
    /// Whether what is to be shown is on its way.
    pub waits: RwSignal<bool>,
    /// Why nothing is shown.
    pub trouble: RwSignal<Option<ApiError>>,
    /// Which changes are looked for.
    pub filter: RwSignal<Filter>,
    /// The statement that is followed, whatever changes.
    pub followed: RwSignal<Option<ItemId>>,
    /// Whether it plays.
    pub plays: RwSignal<bool>,
    /// How fast.
    pub speed: RwSignal<Speed>,
    /// Whether there was nothing more in the direction that was asked for last.
    pub at_end: RwSignal<bool>,
    /// Counts stretches that came.
    pub came: RwSignal<u32>,
}

struct Inner {
    player: RefCell<Player>,
    asked: RefCell<BTreeSet<u64>>,
    /// A frame is on its way that shows the place.
    framed: Cell<bool>,
    /// Counts moves, so that the address follows the last one.
    moves: Cell<u32>,
    listing: Cell<bool>,
    clock: Cell<play::Clock>,
}

impl Stage {
    /// Begins to look back, at the revision that the address names, else at the end.
    #[must_use]
    pub fn open(stream: StreamId) -> Self {
        let inner = Inner {
            player: RefCell::new(Player::new(Revision::ZERO, ROOM)),
            asked: RefCell::default(),
            framed: Cell::new(false),
            moves: Cell::new(0),
            listing: Cell::new(false),
            clock: Cell::default(),
        };
        let stage = Self {
            inner: StoredValue::new_local(Rc::new(inner)),
            stream,
            outline: RwSignal::new(None),
            at: RwSignal::new(Revision::ZERO),
            listed: RwSignal::new(Revision::ZERO),
            moment: RwSignal::new(None),
            waits: RwSignal::new(true),
            trouble: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            followed: RwSignal::new(None),
            plays: RwSignal::new(false),
            speed: RwSignal::new(Speed::default()),
            at_end: RwSignal::new(false),
            came: RwSignal::new(0),
        };
        stage.load(named_revision());
        stage.keep_time();
        // A link to another revision of the same page.
        let on_hash = window_event_listener(leptos::ev::hashchange, move |_| {
            if let Some(revision) = named_revision() {
                stage.go(revision);
            }
        });
        on_cleanup(move || on_hash.remove());
        stage
    }

    /// Fetches the history at a glance and goes to a revision; to the end without one.
    pub fn load(self, revision: Option<Revision>) {
        self.trouble.set(None);
        spawn_local(async move {
            match api::history::outline(self.stream).await {
                Ok(outline) => {
                    let Some(inner) = self.inner.try_get_value() else { return };
                    let head = outline.head;
                    inner.player.replace(Player::new(head, ROOM));
                    inner.asked.borrow_mut().clear();
                    self.outline.set(Some(Arc::new(outline)));
                    self.go(revision.unwrap_or(head));
                }
                Err(error) => drop(self.trouble.try_set(Some(error))),
            }
        });
    }

    /// The newest revision that is looked at.
    #[must_use]
    pub fn head(self) -> Revision {
        self.outline.with(|outline| outline.as_ref().map_or(Revision::ZERO, |outline| outline.head))
    }

    /// Goes to a revision; the head for one behind it.
    pub fn go(self, revision: Revision) {
        let inner = self.inner.get_value();
        let revision = revision.min(inner.player.borrow().head());
        self.at_end.set(false);
        if self.at.get_untracked() != revision {
            self.at.set(revision);
        }
        if !inner.framed.replace(true) {
            request_animation_frame(move || self.show());
        }
        self.follow_with_address(&inner);
    }

    /// Goes to a step, with the text that it has written in sight.
    pub fn go_to(self, step: &Step) {
        self.go(step.change.revision);
    }

    /// Goes to the next change that is looked for, or to the one before.
    pub fn step(self, forward: bool) {
        spawn_local(async move {
            let Some(inner) = self.inner.try_get_value() else { return };
            // Where the person was when they asked.
            let from = self.at.get_untracked();
            loop {
                let filter = self.filter.get_untracked();
                let found = {
                    let player = inner.player.borrow();
                    if forward { player.next(from, &filter) } else { player.previous(from, &filter) }
                };
                match found {
                    Found::Step(step) => return self.go_to(&step),
                    Found::Nothing => return self.at_end.set(true),
                    Found::Missing(number) => {
                        self.waits.set(true);
                        if !self.fetch(&inner, number).await {
                            return;
                        }
                    }
                }
            }
        });
    }

    /// Goes to the next milestone, or to the one before.
    pub fn step_milestone(self, forward: bool) {
        let at = self.at.get_untracked();
        let found = self.outline.with_untracked(|outline| {
            let mut places =
                outline.iter().flat_map(|outline| &outline.milestones).map(|milestone| milestone.at_revision);
            if forward { places.find(|place| at < *place) } else { places.rfind(|place| *place < at) }
        });
        match found {
            Some(place) => self.go(place),
            None => self.at_end.set(true),
        }
    }

    /// Steps around the place of the list that are looked for: those before it and those behind it.
    #[must_use]
    pub fn around(self, before: usize, behind: usize) -> Vec<Step> {
        let at = self.listed.get();
        self.came.track();
        self.outline.track();
        let filter = self.filter.get();
        let inner = self.inner.get_value();
        let player = inner.player.borrow();
        let mut steps = Vec::with_capacity(before + behind);
        let mut place = at.next();
        while steps.len() < before
            && let Found::Step(step) = player.previous(place, &filter)
        {
            place = step.change.revision;
            steps.push(step);
        }
        steps.reverse();
        let (mut place, wanted) = (at, steps.len() + behind);
        while steps.len() < wanted
            && let Found::Step(step) = player.next(place, &filter)
        {
            place = step.change.revision;
            steps.push(step);
        }
        steps
    }

    /// Shows the place, or asks for what is missing.
    fn show(self) {
        let Some(inner) = self.inner.try_get_value() else { return };
        inner.framed.set(false);
        let at = self.at.get_untracked();
        let moment = inner.player.borrow_mut().seek(at);
        match moment {
            Some(moment) => {
                self.moment.set(Some(Arc::new(moment)));
                if self.waits.get_untracked() {
                    self.waits.set(false);
                }
                self.fetch_more(&inner, Player::number(at));
            }
            None => {
                self.waits.set(true);
                let inner = Rc::clone(&inner);
                spawn_local(async move {
                    self.fetch(&inner, Player::number(at)).await;
                });
            }
        }
        // Not before: a list that is ahead of the moment would be told of the one before, and of no other.
        self.follow_with_list(&inner);
    }

    /// Fetches what lies around, one stretch after another, so that going on does not wait.
    fn fetch_more(self, inner: &Rc<Inner>, number: u64) {
        let player = inner.player.borrow();
        let last = Player::number(player.head());
        // When everything fits, everything is fetched; else only the neighbours.
        let reach = if last < ROOM as u64 { last } else { 2 };
        let near = (1..=reach).flat_map(|far| [number.checked_add(far), number.checked_sub(far)]);
        let missing = near.flatten().find(|number| *number <= last && !player.has(*number));
        drop(player);
        if let Some(missing) = missing.filter(|_| inner.asked.borrow().is_empty()) {
            let inner = Rc::clone(inner);
            spawn_local(async move {
                if self.fetch(&inner, missing).await
                    && let Some(at) = self.at.try_get_untracked()
                {
                    self.fetch_more(&inner, Player::number(at));
                }
            });
        }
    }

    /// Fetches a stretch; `false` when it did not come.
    async fn fetch(self, inner: &Rc<Inner>, number: u64) -> bool {
        if inner.player.borrow().has(number) {
            return true;
        }
        inner.asked.borrow_mut().insert(number);
        let head = inner.player.borrow().head();
        let span = fetch_span(self.stream, number, head).await;
        inner.asked.borrow_mut().remove(&number);
        if inner.player.borrow().head() != head {
            // Another look back has begun meanwhile.
            return false;
        }
        match span {
            Ok(span) => {
                inner.player.borrow_mut().insert(span);
                self.came.try_update(|came| *came += 1);
                if self.at.try_get_untracked().is_some_and(|at| Player::number(at) == number) {
                    self.show();
                }
                inner.player.borrow().has(number)
            }
            Err(error) => {
                self.trouble.try_set(Some(error));
                false
            }
        }
    }

    fn follow_with_address(self, inner: &Rc<Inner>) {
        let moves = inner.moves.get().wrapping_add(1);
        inner.moves.set(moves);
        let inner = Rc::clone(inner);
        browser::after(ADDRESS_MS, move || {
            let Some(at) = self.at.try_get_untracked().filter(|_| inner.moves.get() == moves) else { return };
            if let Ok(history) = browser::window().history() {
                history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#r{at}"))).ok();
            }
        });
    }

    fn follow_with_list(self, inner: &Rc<Inner>) {
        if inner.listing.replace(true) {
            return;
        }
        let inner = Rc::clone(inner);
        browser::after(LIST_MS, move || {
            inner.listing.set(false);
            if let Some(at) = self.at.try_get_untracked() {
                self.listed.try_set(at);
            }
        });
    }
}

async fn fetch_span(stream: StreamId, number: u64, head: Revision) -> Result<Span, ApiError> {
    let start = Player::start(number);
    let end = Player::start(number + 1).min(head);
    let first = api::history::page(stream, start, true).await?;
    let state = first.start.ok_or(ApiError::Trouble)?;
    let mut commits = first.commits;
    while let Some(last) = commits.last().map(|commit| commit.revision).filter(|last| *last < end) {
        let more = api::history::page(stream, last, false).await?.commits;
        if more.is_empty() {
            return Err(ApiError::Trouble);
        }
        commits.extend(more);
    }
    commits.retain(|commit| commit.revision <= end);
    Span::new(state, &commits).map_err(|_| ApiError::Trouble)
}

/// The revision that the address names.
fn named_revision() -> Option<Revision> {
    let hash = browser::window().location().hash().ok()?;
    revision_in(&hash)
}

fn revision_in(hash: &str) -> Option<Revision> {
    hash.strip_prefix("#r")?.parse().ok().map(Revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_revision_or_none() {
        assert_eq!(revision_in("#r123"), Some(Revision(123)));
        for none in ["", "#", "#r", "#r-1", "#rx", "#A1.1", "r5"] {
            assert_eq!(revision_in(none), None, "{none}");
        }
    }
}
