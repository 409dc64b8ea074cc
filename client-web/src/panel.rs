//! Where a watched board meets the page: runs the watcher's effects, and keeps the signals that the components read.
//!
//! One signal per team, so that a card stays the same element while its numbers change.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::civil::CivilDate;
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{TeamLine, ViewName};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::browser;
use crate::cycle::board::Merged;
use crate::cycle::order::{Entry, Order};
use crate::cycle::phase::{Phase, Point, points};
use crate::sync::client::Input;
use crate::sync::link::{self, Stop};
use crate::sync::socket::{Report, Socket};
use crate::sync::watch::{Effect, Watcher};

/// How often time is told to the sync logic.
const TICK_MS: u64 = 500;
/// A break shorter than this is not worth a word.
const BLINK_MS: i64 = 3_000;

/// What may be said about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The first connection is on its way.
    Connecting,
    /// What is shown is what holds.
    Live,
    /// What is shown held then; it is being tried again.
    Away,
}

/// The page about one board. Copying it copies a handle.
#[derive(Clone, Copy)]
pub struct Panel {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    /// Which cycle.
    pub stream: StreamId,
    /// The cycle, once it is there.
    pub cycle: RwSignal<Option<Arc<CycleState>>>,
    /// Its milestones in order.
    pub points: RwSignal<Vec<Point>>,
    /// Teams in the chosen order.
    pub teams: RwSignal<Vec<StreamId>>,
    /// The chosen order.
    pub order: RwSignal<Order>,
    /// Until when what is shown held, UTC milliseconds since 1970 by the server's clock.
    pub as_of_ms: RwSignal<i64>,
    /// What "due" is measured against.
    pub today: RwSignal<CivilDate>,
    /// The server's clock, a little late.
    pub now_ms: RwSignal<i64>,
    /// Whether it stands still because somebody wanted so.
    pub paused: RwSignal<bool>,
    /// The connection.
    pub link: RwSignal<LinkState>,
    /// Why nothing goes on by itself, if so.
    pub stopped: RwSignal<Option<Stop>>,
    /// Questionnaires by key and edition, as they come.
    pub catalogues: RwSignal<BTreeMap<(String, u32), Arc<Catalogue>>>,
    /// Who runs the cycle, where it was asked for.
    pub names: RwSignal<BTreeMap<ActorId, String>>,
}

struct Inner {
    watcher: RefCell<Watcher>,
    socket: RefCell<Option<Socket>>,
    lines: RefCell<BTreeMap<StreamId, ArcRwSignal<Option<TeamLine>>>>,
    /// What came while it stood still.
    held: RefCell<Merged>,
    heard_ms: Cell<i64>,
    asked: RefCell<Vec<(String, u32)>>,
    /// Revision of the cycle that is shown.
    shown: Cell<Revision>,
}

impl Panel {
    /// A panel that connects at once.
    #[must_use]
    pub fn open(cycle: StreamId) -> Self {
        let now_ms = browser::now_ms();
        let inner = Inner {
            watcher: RefCell::new(Watcher::new(ViewName::Board(cycle), browser::random, now_ms)),
            socket: RefCell::new(None),
            lines: RefCell::default(),
            held: RefCell::default(),
            heard_ms: Cell::new(now_ms),
            asked: RefCell::default(),
            shown: Cell::default(),
        };
        let order = browser::remembered(&order_key(cycle)).map(|written| Order::read(&written));
        let panel = Self {
            inner: StoredValue::new_local(Rc::new(inner)),
            stream: cycle,
            cycle: RwSignal::new(None),
            points: RwSignal::new(Vec::new()),
            teams: RwSignal::new(Vec::new()),
            order: RwSignal::new(order.unwrap_or_default()),
            as_of_ms: RwSignal::new(0),
            today: RwSignal::new(CivilDate::from_days(0)),
            now_ms: RwSignal::new(now_ms),
            paused: RwSignal::new(false),
            link: RwSignal::new(LinkState::Connecting),
            stopped: RwSignal::new(None),
            catalogues: RwSignal::new(BTreeMap::new()),
            names: RwSignal::new(BTreeMap::new()),
        };
        panel.start();
        panel
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    fn start(self) {
        browser::every(TICK_MS, move || {
            self.input(Input::Tick);
            self.show_link();
            let now_ms = self.server_now_ms();
            if 1_000 <= (now_ms - self.now_ms.get_untracked()).abs() {
                self.now_ms.set(now_ms);
            }
        });
        browser::listen("online", move |_| self.input(Input::Wake));
        browser::listen_document("visibilitychange", move |_| {
            if !browser::document().hidden() {
                self.input(Input::Wake);
            }
        });
        browser::after(0, move || self.input(Input::Tick));
    }

    /// The server's clock.
    #[must_use]
    pub fn server_now_ms(self) -> i64 {
        browser::now_ms() + self.inner().watcher.borrow().clock_ahead_ms()
    }

    /// Where the cycle stands now.
    #[must_use]
    pub fn phase(self) -> Phase {
        self.points.with(|points| Phase::of(points, self.now_ms.get()))
    }

    /// The line of a team; `None` as long as there is none.
    #[must_use]
    pub fn line(self, team: StreamId) -> ArcRwSignal<Option<TeamLine>> {
        let inner = self.inner();
        let mut lines = inner.lines.borrow_mut();
        lines.entry(team).or_insert_with(|| ArcRwSignal::new(None)).clone()
    }

    /// Takes an input in.
    pub fn input(self, input: Input<'_>) {
        let now_ms = browser::now_ms();
        let effects = self.inner().watcher.borrow_mut().on(input, now_ms);
        for effect in effects {
            self.carry_out(effect);
        }
    }

    fn carry_out(self, effect: Effect) {
        let inner = self.inner();
        match effect {
            Effect::Connect => {
                let report = move |report: Report| match report {
                    Report::Opened => self.input(Input::Opened),
                    Report::Message(bytes) => {
                        self.inner().heard_ms.set(browser::now_ms());
                        self.input(Input::Message(&bytes));
                    }
                    Report::Closed => self.input(Input::Closed),
                };
                let opened = Socket::open("/ws", report);
                let failed = opened.is_err();
                *inner.socket.borrow_mut() = opened.ok();
                if failed {
                    browser::after(0, move || self.input(Input::Closed));
                }
            }
            Effect::Send(message) => {
                if let Some(socket) = &*inner.socket.borrow() {
                    socket.send(&message);
                }
            }
            Effect::Disconnect => *inner.socket.borrow_mut() = None,
            Effect::Probe => spawn_local(async move {
                if api::me().await == Err(ApiError::SignedOut) {
                    self.input(Input::SignedOut);
                }
            }),
            Effect::Changed(merged) => {
                inner.held.borrow_mut().add(merged);
                if !self.paused.get_untracked() {
                    self.publish(false);
                }
            }
            Effect::Link => self.show_link(),
        }
    }

    fn show_link(self) {
        let inner = self.inner();
        let watcher = inner.watcher.borrow();
        let now_ms = browser::now_ms();
        let (state, stopped) = match watcher.link().phase() {
            link::Phase::Live { .. } => (LinkState::Live, None),
            link::Phase::Stopped(stop) => (LinkState::Away, Some(stop)),
            link::Phase::Waiting { .. } | link::Phase::Opening => match watcher.link().down_since_ms() {
                Some(since_ms) if now_ms < since_ms + BLINK_MS => (LinkState::Live, None),
                None if watcher.link().attempts() <= 1 => (LinkState::Connecting, None),
                Some(_) | None => (LinkState::Away, None),
            },
        };
        if self.link.get_untracked() != state {
            self.link.set(state);
        }
        if self.stopped.get_untracked() != stopped {
            if let Some(Stop::Refused(_)) = stopped {
                self.cycle.set(None);
                self.teams.set(Vec::new());
            }
            self.stopped.set(stopped);
        }
        // A sign of life proves that nothing newer was on its way before it.
        let live = matches!(watcher.link().phase(), link::Phase::Live { .. });
        if live && !self.paused.get_untracked() && watcher.board().is_some() {
            let proven_ms = inner.heard_ms.get() + watcher.clock_ahead_ms();
            if 1_000 <= proven_ms - self.as_of_ms.get_untracked() {
                self.as_of_ms.set(proven_ms);
            }
        }
    }

    /// Stops showing what comes, or goes on.
    pub fn pause(self, paused: bool) {
        self.paused.set(paused);
        if !paused {
            self.refresh();
        }
    }

    /// Shows what has come meanwhile, in the chosen order, and asks for more where nothing comes by itself.
    pub fn refresh(self) {
        self.publish(true);
        let proven_ms = self.inner().heard_ms.get() + self.inner().watcher.borrow().clock_ahead_ms();
        if self.cycle.with_untracked(Option::is_some) {
            self.as_of_ms.set(proven_ms);
        }
        match self.stopped.get_untracked() {
            Some(_) => self.input(Input::Restart),
            None => self.input(Input::Wake),
        }
    }

    /// Chooses an order, and remembers it.
    pub fn choose_order(self, order: Order) {
        browser::remember(&order_key(self.stream), &order.written());
        self.order.set(order);
        self.publish(true);
    }

    /// Brings what came into the signals. Teams change places only when somebody asked for it, or when there are
    /// others than before: nothing moves away from under a reader.
    fn publish(self, sort: bool) {
        let inner = self.inner();
        let merged = std::mem::take(&mut *inner.held.borrow_mut());
        let watcher = inner.watcher.borrow();
        let Some(board) = watcher.board() else { return };
        self.today.set(board.today);
        if self.as_of_ms.get_untracked() < board.as_of_ms {
            self.as_of_ms.set(board.as_of_ms);
        }
        if merged.cycle && inner.shown.get() <= board.revision {
            self.show_cycle(board.revision, &board.cycle);
        }
        for id in merged.teams {
            let line = board.teams.get(&id).cloned();
            if let Some(line) = &line {
                self.ask_for_catalogue(line.catalogue.clone());
            }
            self.line(id).set(line);
        }
        let shown = self.teams.get_untracked();
        let same = shown.len() == board.teams.len() && shown.iter().all(|id| board.teams.contains_key(id));
        if sort || !same {
            let entry = |line: &TeamLine| Entry {
                analysis: line.analysis,
                title: line.title.clone(),
                last_change_ms: line.progress.as_ref().and_then(|progress| progress.last_change_ms),
            };
            let sorted = self.order.get_untracked().sorted(board.teams.values().map(entry).collect());
            if sorted != shown {
                self.teams.set(sorted);
            }
        }
    }

    /// Asks for the cycle beside the socket: behind an own change, and where sockets do not come through.
    pub fn ask_for_cycle(self) {
        spawn_local(async move {
            let Ok(view) = api::cycle::cycle(self.stream).await else { return };
            let shown = self.inner().shown.get();
            if shown < view.revision {
                self.show_cycle(view.revision, &view.state);
            }
            self.names.set(view.names.into_iter().collect());
        });
    }

    fn show_cycle(self, revision: Revision, cycle: &CycleState) {
        self.inner().shown.set(revision);
        self.points.set(points(cycle, &browser::zone_offset));
        self.cycle.set(Some(Arc::new(cycle.clone())));
    }

    fn ask_for_catalogue(self, name: (String, u32)) {
        let inner = self.inner();
        if inner.asked.borrow().contains(&name) {
            return;
        }
        inner.asked.borrow_mut().push(name.clone());
        spawn_local(async move {
            match api::catalogue(&name.0, name.1).await {
                Ok(catalogue) => self.catalogues.update(|known| {
                    known.insert(name, Arc::new(catalogue));
                }),
                Err(_) => self.inner().asked.borrow_mut().retain(|asked| *asked != name),
            }
        });
    }
}

fn order_key(cycle: StreamId) -> String {
    format!("board-order-{cycle}")
}
