//! Runs the sync logic: inputs in, effects out.

use etappe_protocol::revision::Revision;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Desk;
use crate::api::{self, ApiError};
use crate::browser;
use crate::sync::client::{Effect, Input};
use crate::sync::save_state::SaveState;
use crate::sync::socket::{Report, Socket};

/// How often time is told to the sync logic.
const TICK_MS: u64 = 500;

impl Desk {
    pub(super) fn start(self) {
        browser::every(TICK_MS, move || self.on_tick());
        browser::listen("online", move |_| self.input(Input::Wake));
        browser::listen_document("visibilitychange", move |_| {
            if !browser::document().hidden() {
                self.input(Input::Wake);
            }
        });
        browser::listen("pagehide", move |_| {
            self.release_all();
            // A page that the browser keeps for going back would stay among those who are here.
            self.input(Input::Closed);
        });
        browser::listen("beforeunload", move |event| {
            self.release_all();
            if self.waiting() > 0 {
                event.prevent_default();
                // Older browsers ask only when this is set.
                js_sys::Reflect::set(&event, &"returnValue".into(), &true.into()).ok();
            }
        });
        // Not before the page stands: effects reach into it.
        browser::after(0, move || self.input(Input::Tick));
    }

    fn on_tick(self) {
        self.input(Input::Tick);
        let now_ms = self.server_now_ms();
        // Words about time change by the minute, those about an outage by the second.
        let fine = matches!(self.save.get_untracked(), SaveState::Offline { .. });
        if fine || 10_000 < (now_ms - self.now_ms.get_untracked()).abs() {
            self.now_ms.set(now_ms);
        }
        self.announce_if_due();
    }

    /// The server's clock as far as it is known here.
    fn server_now_ms(self) -> i64 {
        browser::now_ms() + self.inner().client.borrow().clock_ahead_ms()
    }

    /// Own changes that are not on disk.
    pub(super) fn waiting(self) -> usize {
        let inner = self.inner();
        let held = inner.held.borrow().len() + inner.held_measures.borrow().len();
        inner.client.borrow().facts(held).pending + held
    }

    /// Hands an input to the sync logic.
    pub fn input(self, input: Input<'_>) {
        let effects = self.inner().client.borrow_mut().on(input, browser::now_ms());
        self.run(effects);
    }

    pub(super) fn run(self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Connect => self.connect(),
                Effect::Send(message) => {
                    if let Some(socket) = &*self.inner().socket.borrow() {
                        socket.send(&message);
                    }
                }
                Effect::Disconnect => self.inner().socket.replace(None).into_iter().for_each(drop),
                Effect::Probe => spawn_local(async move {
                    if api::me().await == Err(ApiError::SignedOut) {
                        self.input(Input::SignedOut);
                    }
                }),
                Effect::Notice(notice) => self.show(notice),
            }
        }
        self.refresh_state();
    }

    fn connect(self) {
        self.inner().socket.replace(None);
        let opened = Socket::open("/ws", move |report| match report {
            Report::Opened => self.input(Input::Opened),
            Report::Closed => self.input(Input::Closed),
            Report::Message(message) => self.input(Input::Message(&message)),
        });
        match opened {
            Ok(socket) => {
                self.inner().socket.replace(Some(socket));
            }
            Err(_) => browser::after(0, move || self.input(Input::Closed)),
        }
    }

    /// Makes the state of saving and of the link again.
    pub(super) fn refresh_state(self) {
        let inner = self.inner();
        let client = inner.client.borrow();
        let held = inner.held.borrow().len() + inner.held_measures.borrow().len();
        let save = SaveState::of(&client.facts(held), browser::now_ms());
        let (stopped, may_write) = (client.stopped(), client.may_write());
        let head = client.replica().map_or(Revision::ZERO, |replica| replica.confirmed().revision);
        drop(client);
        set_if_new(self.head, head);
        set_if_new(self.stopped, stopped);
        set_if_new(self.may_write, may_write);
        let before = self.save.get_untracked();
        if before == save {
            return;
        }
        self.save.set(save);
        let is_offline = |state| matches!(state, SaveState::Offline { .. });
        if is_offline(save) && !is_offline(before) && self.waiting() > 0 {
            browser::announce(self.lang.get_untracked().texts().announced_lost, true);
        }
    }
}

/// Sets a signal only when that changes it, so that nothing is drawn for nothing.
pub(super) fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|held| *held != value) {
        signal.set(value);
    }
}
