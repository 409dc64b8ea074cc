//! Where the sync logic meets the page: runs its effects, and keeps the signals that the components read.
//!
//! One signal per item and per text, so that a remote change touches one card and never the element in use.

pub mod announcer;
mod input;
mod notices;
mod run;
mod team;
mod text_box;
mod view;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use etappe_protocol::analysis::{Enrolment, Question};
use etappe_protocol::authority::Authority;
use etappe_protocol::catalogue::{Catalogue, Criterion, OptionKind};
use etappe_protocol::frame::Standing;
use etappe_protocol::id::{ItemId, OpId, OptionCode, StreamId};
use etappe_protocol::replica::ShownMeasure;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use crate::browser;
use crate::locale::Lang;
use crate::sync::client::Client;
use crate::sync::link::Stop;
use crate::sync::save_state::SaveState;
use crate::sync::socket::Socket;
use crate::team::tab::Tab;
use announcer::{Announcer, Level};
use team::HeldMeasures;
use text_box::TextBox;

pub use view::{
    FieldSignals, ItemSignals, Person, Place, Problem, RatingView, RefusedNotice, RemoteChoice, hue, initials,
};

/// The page about one analysis. Copying it copies a handle.
#[derive(Clone, Copy)]
pub struct Desk {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    /// Which analysis.
    pub stream: StreamId,
    /// Which of its pages is in sight.
    pub tab: RwSignal<Tab>,
    /// The questionnaire, once it is there.
    pub catalogue: RwSignal<Option<Arc<Catalogue>>>,
    /// Whether the questionnaire could not be had.
    pub trouble: RwSignal<bool>,
    /// What may be said about saving.
    pub save: RwSignal<SaveState>,
    /// Why nothing goes on by itself, if so.
    pub stopped: RwSignal<Option<Stop>>,
    /// Whether the person may write.
    pub may_write: RwSignal<bool>,
    /// What the person may do here.
    pub standing: RwSignal<Standing>,
    /// Counts changes of measures, questions and ties to cycles, so that what reads them is shown anew.
    pub around: RwSignal<u64>,
    /// What the team has agreed to do, as shown.
    pub measures: RwSignal<Vec<ShownMeasure>>,
    /// What coordinators asked, the settled ones included, in the order in which they asked.
    pub questions: RwSignal<Vec<(OpId, Question)>>,
    /// Ties to cycles, as shown.
    pub enrolments: RwSignal<BTreeMap<StreamId, Enrolment>>,
    /// Everything up to here is confirmed.
    pub head: RwSignal<Revision>,
    /// The commit that kept the latest milestone.
    pub last_pin: RwSignal<Option<Revision>>,
    /// Everybody else who is here.
    pub people: RwSignal<Vec<Person>>,
    /// Counts how often names were learnt.
    pub names: RwSignal<u64>,
    /// What will not be saved and is kept in sight.
    pub refused: RwSignal<Vec<RefusedNotice>>,
    /// The server's clock, a little late.
    pub now_ms: RwSignal<i64>,
    /// The main criterion in sight.
    pub section: RwSignal<Option<ItemId>>,
    /// The statement that the person was at last.
    pub at: RwSignal<Option<ItemId>>,
    /// What is announced.
    pub level: RwSignal<Level>,
    /// The language.
    pub lang: RwSignal<Lang>,
}

struct Inner {
    /// Signals that are made on the way live as long as the desk, not as long as whatever asked for them first.
    owner: Owner,
    client: RefCell<Client>,
    socket: RefCell<Option<Socket>>,
    boxes: RefCell<BTreeMap<FieldAddress, TextBox>>,
    items: RefCell<BTreeMap<ItemId, ItemSignals>>,
    fields: RefCell<BTreeMap<FieldAddress, FieldSignals>>,
    announcer: RefCell<Announcer>,
    /// Choices made with arrow keys that wait for the person to stop, each with the number of its timer.
    held: RefCell<BTreeMap<ItemId, (OptionCode, u32)>>,
    held_measures: RefCell<HeldMeasures>,
    timers: Cell<u32>,
    notices: Cell<u32>,
    presence_scheduled: Cell<bool>,
    catalogue_asked: Cell<bool>,
}

impl Desk {
    /// A desk that connects at once.
    #[must_use]
    pub fn open(stream: StreamId, tab: Tab, lang: RwSignal<Lang>) -> Self {
        let now_ms = browser::now_ms();
        let inner = Inner {
            owner: Owner::current().unwrap_or_default(),
            client: RefCell::new(Client::new(stream, browser::random, now_ms)),
            socket: RefCell::new(None),
            boxes: RefCell::default(),
            items: RefCell::default(),
            fields: RefCell::default(),
            announcer: RefCell::default(),
            held: RefCell::default(),
            held_measures: RefCell::default(),
            timers: Cell::new(0),
            notices: Cell::new(0),
            presence_scheduled: Cell::new(false),
            catalogue_asked: Cell::new(false),
        };
        let level = browser::remembered("announce").and_then(|word| Level::from_word(&word));
        let desk = Self {
            inner: StoredValue::new_local(Rc::new(inner)),
            stream,
            tab: RwSignal::new(tab),
            catalogue: RwSignal::new(None),
            trouble: RwSignal::new(false),
            save: RwSignal::new(SaveState::Connecting),
            stopped: RwSignal::new(None),
            may_write: RwSignal::new(false),
            standing: RwSignal::new(Standing { authority: Authority::Read, history: false }),
            around: RwSignal::new(0),
            measures: RwSignal::new(Vec::new()),
            questions: RwSignal::new(Vec::new()),
            enrolments: RwSignal::new(BTreeMap::new()),
            head: RwSignal::new(Revision::ZERO),
            last_pin: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
            names: RwSignal::new(0),
            refused: RwSignal::new(Vec::new()),
            now_ms: RwSignal::new(now_ms),
            section: RwSignal::new(None),
            at: RwSignal::new(None),
            level: RwSignal::new(level.unwrap_or_default()),
            lang,
        };
        desk.start();
        desk
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// The signals of an item.
    #[must_use]
    pub fn item(self, item: &ItemId) -> ItemSignals {
        let inner = self.inner();
        let new = || inner.owner.with(ItemSignals::new);
        *inner.items.borrow_mut().entry(item.clone()).or_insert_with(new)
    }

    /// The signals of a text.
    #[must_use]
    pub fn field(self, field: &FieldAddress) -> FieldSignals {
        let inner = self.inner();
        let new = || inner.owner.with(FieldSignals::new);
        *inner.fields.borrow_mut().entry(field.clone()).or_insert_with(new)
    }

    /// The name of an option of an item, in the language of the page.
    #[must_use]
    pub fn option_name(self, item: &ItemId, answer: &OptionCode) -> String {
        let lang = self.lang.get();
        let catalogue = self.catalogue.get();
        let name = catalogue.as_ref().and_then(|catalogue| {
            let scale = catalogue.scale(&catalogue.item(item)?.scale)?;
            let option = scale.options.iter().find(|option| option.code == *answer)?;
            Some(lang.pick(&option.name).to_owned())
        });
        name.unwrap_or_else(|| answer.to_string())
    }

    /// Whether an item counts as answered: "we do not know yet" leaves it open.
    #[must_use]
    pub fn is_answered(self, item: &ItemId) -> bool {
        let rating = self.item(item).rating.get();
        rating.answer.is_some_and(|answer| self.kind(item, &answer) != Some(OptionKind::Unknown))
    }

    /// How an option of an item counts.
    #[must_use]
    pub fn kind(self, item: &ItemId, answer: &OptionCode) -> Option<OptionKind> {
        self.catalogue.with_untracked(|catalogue| {
            let catalogue = catalogue.as_ref()?;
            let scale = catalogue.scale(&catalogue.item(item)?.scale)?;
            scale.options.iter().find(|option| option.code == *answer).map(|option| option.kind)
        })
    }

    /// Answered, altogether and contested items below a criterion.
    #[must_use]
    pub fn progress(self, criterion: &Criterion) -> (usize, usize, usize) {
        criterion.items_below().fold((0, 0, 0), |(answered, items, contested), item| {
            let is_contested = self.item(&item.id).rating.with(RatingView::is_contested);
            (
                answered + usize::from(self.is_answered(&item.id)),
                items + 1,
                contested + usize::from(is_contested),
            )
        })
    }
}
