//! What plays by itself.

use etappe_protocol::history::Found;
use etappe_protocol::history::Player;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Stage;
use super::speed::Pace;
use crate::browser;

/// How often it is looked whether something is due.
const TICK_MS: u64 = 33;
/// A tab in the background is not made up for.
const LONGEST_MS: i64 = 250;

/// Where playing is between two ticks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    /// When the last tick was, by the browser's clock.
    last_ms: i64,
    /// What has gathered for the next change.
    gathered_ms: u64,
    /// The moment of back then that is shown, UTC milliseconds since 1970.
    then_ms: Option<i64>,
}

impl Stage {
    /// Plays, or pauses.
    pub fn play(self, plays: bool) {
        let inner = self.inner.get_value();
        inner.clock.set(Clock { last_ms: browser::now_ms(), ..Clock::default() });
        if plays && self.at.get_untracked() == inner.player.borrow().head() {
            // From the beginning, when it is over.
            self.go(etappe_protocol::revision::Revision::ZERO);
        }
        self.plays.set(plays);
    }

    /// Looks again and again whether something is due, for as long as the page lives.
    pub(super) fn keep_time(self) {
        let ticking =
            set_interval_with_handle(move || self.tick(), std::time::Duration::from_millis(TICK_MS));
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
        });
    }

    fn tick(self) {
        if self.plays.try_get_untracked() != Some(true) {
            return;
        }
        let Some(inner) = self.inner.try_get_value() else { return };
        let mut clock = inner.clock.get();
        let now_ms = browser::now_ms();
        let elapsed_ms = (now_ms - clock.last_ms).clamp(0, LONGEST_MS);
        clock.last_ms = now_ms;
        // What is on its way is waited for.
        if !self.waits.get_untracked() {
            match self.speed.get_untracked().pace() {
                Pace::Steps(each_ms) => {
                    clock.gathered_ms += elapsed_ms.unsigned_abs();
                    if each_ms <= clock.gathered_ms {
                        clock.gathered_ms %= each_ms;
                        self.play_step();
                    }
                }
                Pace::Time(faster) => self.play_time(&mut clock, elapsed_ms.saturating_mul(faster)),
            }
        }
        inner.clock.set(clock);
    }

    fn play_step(self) {
        let inner = self.inner.get_value();
        let from = self.at.get_untracked();
        let found = inner.player.borrow().next(from, &self.filter.get_untracked());
        match found {
            Found::Step(step) => self.go_to(&step),
            Found::Nothing => self.plays.set(false),
            Found::Missing(number) => self.wait_for(number),
        }
    }

    fn play_time(self, clock: &mut Clock, ahead_ms: i64) {
        let inner = self.inner.get_value();
        let at = self.at.get_untracked();
        let (reached, missing, is_over) = {
            let player = inner.player.borrow();
            let number = Player::number(at.next());
            let first = player.span(number).and_then(|span| span.time_ms(at.next().min(player.head())));
            // Playing begins with the first commit behind the place.
            let then_ms = clock.then_ms.or(first).unwrap_or(0).saturating_add(ahead_ms);
            clock.then_ms = Some(then_ms);
            let (reached, missing) = player.until(at, then_ms);
            (reached, missing, reached == player.head())
        };
        if reached != at {
            self.go(reached);
        }
        if let Some(missing) = missing {
            self.wait_for(missing);
        }
        if is_over {
            self.plays.set(false);
        }
    }

    fn wait_for(self, number: u64) {
        let inner = self.inner.get_value();
        self.waits.set(true);
        spawn_local(async move {
            let came = self.fetch(&inner, number).await;
            self.waits.try_set(false);
            if !came {
                self.plays.try_set(false);
            }
        });
    }
}
