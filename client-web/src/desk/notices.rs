//! Shows what the sync logic says.

use std::sync::Arc;

use etappe_protocol::id::{ActorId, ItemId};
use etappe_protocol::presence::Focus;
use etappe_protocol::replica::Refused;
use etappe_protocol::text::{FieldAddress, Owner};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Desk;
use super::announcer::Level;
use super::run::set_if_new;
use super::view::{Person, Place, RatingView, RefusedNotice, RemoteChoice};
use crate::api;
use crate::browser;
use crate::sync::client::Client;
use crate::sync::notice::{Around, Notice};

impl Desk {
    pub(super) fn show(self, notice: Notice) {
        match notice {
            Notice::Reset => self.reset(),
            Notice::Rating { item, by } => self.show_rating(&item, by),
            Notice::TextSaved(field) => self.refresh_field(&field),
            Notice::TextEdited { field, operation, by } => {
                self.show_edit(&field, &operation);
                self.refresh_field(&field);
                self.refresh_people();
                if self.is_announced(Some(&field.owner)) {
                    self.inner().announcer.borrow_mut().note_text(field, by);
                }
            }
            Notice::Refused(refused) => self.show_refused(refused),
            Notice::Around { what, by } => self.show_around(what, by),
            Notice::Standing => {
                let standing = self.inner().client.borrow().standing();
                set_if_new(self.standing, standing);
            }
            Notice::People => {
                self.names.update(|count| *count += 1);
                self.refresh_people();
            }
            Notice::Link => {}
        }
    }

    fn reset(self) {
        self.ask_for_catalogue();
        let inner = self.inner();
        let items: Vec<_> = inner.items.borrow().keys().cloned().collect();
        items.iter().for_each(|item| self.refresh_item(item));
        let fields: Vec<_> = inner.fields.borrow().keys().cloned().collect();
        for field in &fields {
            self.reset_box(field);
            self.refresh_field(field);
        }
        self.now_ms.set(browser::now_ms() + inner.client.borrow().clock_ahead_ms());
        self.refresh_around();
        self.refresh_people();
    }

    /// Loads the questionnaire that the analysis was begun with.
    pub fn ask_for_catalogue(self) {
        let inner = self.inner();
        let created = inner.client.borrow().replica().and_then(|replica| replica.confirmed().created.clone());
        let Some(created) = created else { return };
        if inner.catalogue_asked.replace(true) {
            return;
        }
        self.trouble.set(false);
        spawn_local(async move {
            match api::catalogue(&created.catalogue_key, created.catalogue_edition).await {
                Ok(catalogue) => self.take_catalogue(catalogue),
                Err(_) => {
                    self.inner().catalogue_asked.set(false);
                    self.trouble.set(true);
                }
            }
        });
    }

    fn take_catalogue(self, catalogue: etappe_protocol::catalogue::Catalogue) {
        for item in catalogue.items() {
            self.refresh_item(&item.id);
            self.refresh_field(&FieldAddress::reason(item.id.clone()));
        }
        if self.section.with_untracked(Option::is_none) {
            self.section.set(catalogue.criteria.first().map(|criterion| criterion.id.clone()));
        }
        self.catalogue.set(Some(Arc::new(catalogue)));
    }

    fn show_rating(self, item: &ItemId, by: Option<ActorId>) {
        let signals = self.item(item);
        let before = signals.rating.get_untracked().answer;
        self.refresh_item(item);
        let Some(by) = by else { return };
        let now = signals.rating.get_untracked().answer;
        // What changes under somebody's hands is said and offered to be taken back; elsewhere it just shows.
        if now != before && self.is_in_use(item) {
            signals.remote.set(Some(RemoteChoice { by, now, before }));
        }
        if self.is_announced(Some(&Owner::Item(item.clone()))) {
            self.inner().announcer.borrow_mut().note_rating(item.clone(), by);
        }
    }

    fn show_around(self, what: Around, by: Option<ActorId>) {
        self.refresh_around();
        let Some(by) = by else { return };
        if self.level.get_untracked() == Level::Off {
            return;
        }
        let inner = self.inner();
        let mut announcer = inner.announcer.borrow_mut();
        match what {
            Around::Measure(measure) => announcer.note_measure(measure, by),
            Around::Question(question) => announcer.note_question(question, by),
            // Who is concerned reads it where the cycle is shown.
            Around::Cycle => {}
        }
    }

    fn is_in_use(self, item: &ItemId) -> bool {
        let group = browser::element(&format!("scale-{item}"));
        group.is_some_and(|group| group.contains(browser::focused().as_deref()))
    }

    fn is_announced(self, owner: Option<&Owner>) -> bool {
        match self.level.get_untracked() {
            Level::Off => false,
            Level::All => true,
            Level::Section => match owner {
                Some(Owner::Item(item)) => self.section_of(item) == self.section.get_untracked(),
                Some(Owner::Analysis | Owner::Measure(_) | Owner::Milestone(..)) | None => true,
            },
        }
    }

    pub(super) fn announce_if_due(self) {
        let gathered = self.inner().announcer.borrow_mut().due(browser::now_ms());
        if let Some(gathered) = gathered {
            let words = self.lang.get_untracked().texts();
            browser::announce(&(words.team.announced)(gathered), false);
        }
    }

    fn show_refused(self, refused: Refused) {
        let inner = self.inner();
        if let Some(item) = &refused.item {
            self.refresh_item(item);
        }
        if let Some(field) = &refused.field {
            self.reset_box(field);
            self.refresh_field(field);
            // Nothing was typed, only taken away: the text as it stands again says enough.
            if refused.typed.is_empty() {
                return;
            }
        }
        self.refresh_around();
        let number = inner.notices.get() + 1;
        inner.notices.set(number);
        let Refused { reason, field, item, measure, typed, .. } = refused;
        let words = self.lang.get_untracked().texts();
        let said = match (&field, &item) {
            (Some(_), _) => words.refused_text,
            (None, Some(_)) => words.refused_rating,
            (None, None) => words.team.refused,
        };
        browser::announce(&format!("{said}. {}", (words.rejection)(reason)), true);
        self.refused
            .update(|notices| notices.push(RefusedNotice { number, reason, field, item, measure, typed }));
    }

    /// Puts a notice away.
    pub fn dismiss(self, number: u32) {
        self.refused.update(|notices| notices.retain(|notice| notice.number != number));
    }

    pub(super) fn refresh_item(self, item: &ItemId) {
        let inner = self.inner();
        let client = inner.client.borrow();
        let Some(replica) = client.replica() else { return };
        let shown = replica.shown_rating(item);
        let held = inner.held.borrow().get(item).map(|(answer, _)| answer.clone());
        let view = RatingView {
            pending: shown.pending || held.is_some(),
            answer: held.or_else(|| shown.answer.cloned()),
            held: shown.confirmed.map(|rating| rating.held.clone()),
            proposals: shown.confirmed.map(|rating| rating.proposals.clone()).unwrap_or_default(),
        };
        drop(client);
        set_if_new(self.item(item).rating, view);
    }

    pub(super) fn refresh_field(self, field: &FieldAddress) {
        let inner = self.inner();
        let signals = self.field(field);
        let client = inner.client.borrow();
        let Some(replica) = client.replica() else { return };
        let pending = replica.has_pending_text(field);
        // While an input method is at work the text area is ahead of, or behind, what is shared.
        let boxed = inner.boxes.borrow().get(field).map(|text_box| text_box.text().to_owned());
        let text = boxed.unwrap_or_else(|| replica.shown_text(field).to_owned());
        drop(client);
        set_if_new(signals.text, text);
        set_if_new(signals.pending, pending);
    }

    pub(super) fn refresh_people(self) {
        let inner = self.inner();
        let client = inner.client.borrow();
        let people = client.others().map(|peer| {
            let place = match &peer.focus {
                Some(Focus::Item(item)) => Some(Place::Item(item.clone())),
                Some(Focus::Text { field, .. }) => client
                    .shown_selection(peer)
                    .map(|(anchor, caret)| Place::Text { field: field.clone(), anchor, caret }),
                None => None,
            };
            let name = client.name(peer.actor).unwrap_or_default().to_owned();
            Person { session: peer.session, actor: peer.actor, name, place }
        });
        let mut people: Vec<_> = people.collect();
        people.sort_by(|left, right| (&left.name, left.session).cmp(&(&right.name, right.session)));
        drop(client);
        set_if_new(self.people, people);
    }

    /// How somebody is called; read in a reactive place it follows newcomers.
    #[must_use]
    pub fn name(self, actor: ActorId) -> String {
        self.people.track();
        let words = self.lang.get().texts();
        let inner = self.inner();
        let client: std::cell::Ref<'_, Client> = inner.client.borrow();
        if client.actor() == Some(actor) {
            return words.you.to_owned();
        }
        client.name(actor).map_or_else(|| words.someone.to_owned(), str::to_owned)
    }

    /// How somebody is called, oneself included.
    #[must_use]
    pub fn full_name(self, actor: ActorId) -> String {
        self.people.track();
        self.inner().client.borrow().name(actor).unwrap_or_default().to_owned()
    }

    /// Whether this is the person at this desk.
    #[must_use]
    pub fn is_me(self, actor: ActorId) -> bool {
        self.inner().client.borrow().actor() == Some(actor)
    }
}
