//! What the person does.

use etappe_protocol::id::{ItemId, OptionCode};
use etappe_protocol::presence::Focus;
use etappe_protocol::replica::{LocalError, Replica};
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use super::Desk;
use super::view::Problem;
use crate::browser;
use crate::sync::splice;

/// Arrow keys select while they pass by: only where they rest is a choice.
const ARROWS_REST_MS: u64 = 500;
/// Presence is told at most five times a second.
const PRESENCE_MS: u64 = 200;

impl Desk {
    pub(super) fn edit(
        self,
        edit: impl FnOnce(&mut Replica) -> Result<(), LocalError>,
    ) -> Result<(), Problem> {
        let (result, effects) = self.inner().client.borrow_mut().edit(browser::now_ms(), edit);
        self.run(effects);
        match result {
            Ok(()) => Ok(()),
            Err(LocalError::TooManyPending) => Err(Problem::TooManyPending),
            Err(
                LocalError::TextTooLong
                | LocalError::EditTooLong
                | LocalError::UnknownField
                | LocalError::OutOfRange,
            ) => Err(Problem::NotTaken),
        }
    }

    /// Answers an item, or settles it.
    pub fn rate(self, item: &ItemId, answer: &OptionCode) {
        self.let_go(item);
        self.item(item).remote.set(None);
        self.edit(|replica| replica.set_rating(item, answer.clone())).ok();
        self.refresh_item(item);
    }

    /// Takes an answer back.
    pub fn clear(self, item: &ItemId) {
        self.let_go(item);
        self.item(item).remote.set(None);
        self.edit(|replica| replica.clear_rating(item)).ok();
        self.refresh_item(item);
    }

    /// Takes the own proposal back.
    pub fn withdraw(self, item: &ItemId) {
        self.let_go(item);
        self.edit(|replica| replica.withdraw_proposal(item)).ok();
        self.refresh_item(item);
    }

    /// Shows a choice made with arrow keys and hands it over when they rest.
    pub fn hold(self, item: &ItemId, answer: &OptionCode) {
        let inner = self.inner();
        let timer = inner.timers.get().wrapping_add(1);
        inner.timers.set(timer);
        inner.held.borrow_mut().insert(item.clone(), (answer.clone(), timer));
        self.refresh_item(item);
        self.refresh_state();
        let item = item.clone();
        browser::after(ARROWS_REST_MS, move || {
            let rests = self.inner().held.borrow().get(&item).is_some_and(|(_, latest)| *latest == timer);
            if rests {
                self.release(&item);
            }
        });
    }

    /// Hands a held choice over now.
    pub fn release(self, item: &ItemId) {
        let held = self.inner().held.borrow_mut().remove(item);
        if let Some((answer, _)) = held {
            self.rate(item, &answer);
        }
    }

    pub(super) fn release_all(self) {
        let items: Vec<_> = self.inner().held.borrow().keys().cloned().collect();
        items.iter().for_each(|item| self.release(item));
        self.release_measures();
    }

    fn let_go(self, item: &ItemId) {
        self.inner().held.borrow_mut().remove(item);
    }

    /// The person is at a statement.
    pub fn note_item(self, item: &ItemId) {
        super::run::set_if_new(self.at, Some(item.clone()));
        self.tell_focus(Focus::Item(item.clone()));
    }

    /// The person is in a text, or moved in it. Told at most five times a second, the last place always.
    pub fn note_selection(self, field: &FieldAddress) {
        let inner = self.inner();
        if inner.presence_scheduled.replace(true) {
            return;
        }
        let field = field.clone();
        browser::after(PRESENCE_MS, move || {
            self.inner().presence_scheduled.set(false);
            let Some(selection) = self.selection_in(&field) else { return };
            let focus = self.inner().client.borrow().text_focus(&field, selection.start, selection.end);
            if let Some(focus) = focus {
                self.tell_focus(focus);
            }
        });
    }

    fn tell_focus(self, focus: Focus) {
        let effects = self.inner().client.borrow_mut().set_focus(Some(focus));
        self.run(effects);
    }

    /// The main criterion that an item or a criterion belongs to.
    #[must_use]
    pub fn section_of(self, id: &ItemId) -> Option<ItemId> {
        self.catalogue.with_untracked(|catalogue| {
            let main = catalogue.as_ref()?.criteria.iter().find(|main| {
                main.id == *id
                    || main.children.iter().any(|child| child.id == *id)
                    || main.items_below().any(|item| item.id == *id)
            })?;
            Some(main.id.clone())
        })
    }

    /// Brings a criterion or an item into sight and puts the focus there.
    pub fn go_to(self, id: &ItemId) {
        let Some(section) = self.section_of(id) else { return };
        super::run::set_if_new(self.section, Some(section));
        let id = id.clone();
        // Once the section is in sight.
        browser::after(0, move || {
            let Some(target) = browser::element(id.as_str()) else { return };
            let focus = browser::element(&format!("focus-{id}"));
            browser::go_to(&target, focus.as_ref().unwrap_or(&target));
        });
    }

    /// The next open item after, or before, where the person was last.
    #[must_use]
    pub fn open_item(self, forward: bool) -> Option<ItemId> {
        let catalogue = self.catalogue.get_untracked()?;
        let items: Vec<&ItemId> = catalogue.items().map(|item| &item.id).collect();
        let section = self.section.get_untracked();
        // Somebody who has turned to another section meanwhile wants to go on from there.
        let at = self.at.get_untracked().filter(|at| self.section_of(at) == section);
        let here = match &at {
            Some(at) => items.iter().position(|item| *item == at),
            None => items
                .iter()
                .position(|item| self.section_of(item) == section)
                .map(|first| first.saturating_sub(1)),
        };
        let here = here.unwrap_or(items.len() - 1);
        let count = items.len();
        let order = (1..=count)
            .map(|step| if forward { (here + step) % count } else { (here + count - step) % count });
        let mut order: Vec<_> = order.collect();
        if forward && at.is_none() {
            order.rotate_right(1);
        }
        order
            .into_iter()
            .find(|index| !untrack(|| self.is_answered(items[*index])))
            .map(|index| items[index].clone())
    }

    /// How many characters a text may still take, where that is worth a word.
    #[must_use]
    pub fn chars_left(self, field: &FieldAddress) -> Option<u32> {
        let max = u32::try_from(field.max_chars()?).ok()?;
        let used = self.field(field).text.with(|text| splice::chars(text));
        let left = max.saturating_sub(used);
        (left <= max / 10).then_some(left)
    }
}
