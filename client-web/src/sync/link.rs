//! The life of the connection: when to open it, when to doubt it, when to give it up.

use etappe_protocol::frame::Failure;
use etappe_protocol::limits;

/// Shortest wait before another attempt.
const RETRY_MIN_MS: i64 = 300;
/// Longest wait before another attempt.
const RETRY_MAX_MS: i64 = 15_000;
/// Time for opening, greeting and catching up, counted from the last frame heard.
const OPENING_MS: i64 = 12_000;
/// A connection that lived this long was a good one: the next attempts start from the shortest wait again.
const GOOD_MS: i64 = 10_000;
/// Time for an answer when there is a reason for doubt, such as waking up.
const DOUBT_MS: i64 = 6_000;

/// Where the connection is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Closed; the next attempt starts then.
    Waiting {
        /// When, in the caller's milliseconds.
        until_ms: i64,
    },
    /// A socket was asked for; greeting and catching up belong here.
    Opening,
    /// The subscription stands.
    Live {
        /// Since when.
        since_ms: i64,
    },
    /// Closed for a reason that waiting does not cure.
    Stopped(Stop),
}

/// Why no attempt is made by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The same copy is being continued elsewhere.
    Fenced,
    /// The person has to sign in again.
    SessionEnded,
    /// The server will not give this analysis to this client.
    Refused(Failure),
}

/// What to do with the socket now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Nothing.
    Nothing,
    /// Open one.
    Connect,
    /// Ask for a sign of life.
    Ping,
    /// Give the present one up.
    Cut,
}

/// The connection's state machine.
#[derive(Clone, Debug)]
pub struct Link {
    phase: Phase,
    attempts: u32,
    heard_ms: i64,
    pinged_ms: i64,
    /// An answer is awaited until then, because something gave reason for doubt.
    doubt_until_ms: Option<i64>,
    down_since_ms: Option<i64>,
    heartbeat_ms: i64,
    silence_ms: i64,
}

impl Link {
    /// A link that connects at the next tick.
    #[must_use]
    pub fn new(now_ms: i64) -> Self {
        Self {
            phase: Phase::Waiting { until_ms: now_ms },
            attempts: 0,
            heard_ms: now_ms,
            pinged_ms: now_ms,
            doubt_until_ms: None,
            down_since_ms: None,
            heartbeat_ms: i64::try_from(limits::HEARTBEAT_MS).unwrap_or(10_000),
            silence_ms: i64::try_from(limits::SILENCE_MS).unwrap_or(30_000),
        }
    }

    /// Where it is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Since when what was once live is not any more.
    #[must_use]
    pub const fn down_since_ms(&self) -> Option<i64> {
        self.down_since_ms
    }

    /// Attempts since the last good connection.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Time has passed. `stalled`: own changes have waited for an answer longer than is usual.
    pub fn tick(&mut self, now_ms: i64, stalled: bool) -> Todo {
        match self.phase {
            Phase::Waiting { until_ms } if until_ms <= now_ms => {
                self.phase = Phase::Opening;
                self.attempts = self.attempts.saturating_add(1);
                self.heard_ms = now_ms;
                Todo::Connect
            }
            Phase::Waiting { .. } | Phase::Stopped(_) => Todo::Nothing,
            Phase::Opening if self.heard_ms + OPENING_MS < now_ms => Todo::Cut,
            Phase::Opening => Todo::Nothing,
            Phase::Live { since_ms } => {
                if since_ms + GOOD_MS < now_ms {
                    self.attempts = 0;
                }
                self.tick_live(now_ms, stalled)
            }
        }
    }

    fn tick_live(&mut self, now_ms: i64, stalled: bool) -> Todo {
        let doubted = self.doubt_until_ms.is_some_and(|until_ms| until_ms < now_ms);
        if doubted || self.heard_ms + self.silence_ms < now_ms {
            return Todo::Cut;
        }
        if stalled && self.doubt_until_ms.is_none() {
            return self.doubt(now_ms);
        }
        if self.pinged_ms + self.heartbeat_ms <= now_ms {
            self.pinged_ms = now_ms;
            return Todo::Ping;
        }
        Todo::Nothing
    }

    /// The tab came back, or the network did: waiting ends, and what seems alive is asked.
    pub fn on_wake(&mut self, now_ms: i64) -> Todo {
        match self.phase {
            Phase::Waiting { .. } => {
                self.phase = Phase::Waiting { until_ms: now_ms };
                self.tick(now_ms, false)
            }
            Phase::Live { .. } => self.doubt(now_ms),
            Phase::Opening | Phase::Stopped(_) => Todo::Nothing,
        }
    }

    fn doubt(&mut self, now_ms: i64) -> Todo {
        self.pinged_ms = now_ms;
        self.doubt_until_ms.get_or_insert(now_ms + DOUBT_MS);
        Todo::Ping
    }

    /// A frame arrived.
    pub const fn on_heard(&mut self, now_ms: i64) {
        self.heard_ms = now_ms;
        self.doubt_until_ms = None;
    }

    /// The server said how often to ping and when to give up.
    pub fn on_timing(&mut self, heartbeat_ms: u32, silence_ms: u32) {
        self.heartbeat_ms = i64::from(heartbeat_ms).max(1_000);
        self.silence_ms = i64::from(silence_ms).max(self.heartbeat_ms * 2);
    }

    /// The subscription stands.
    pub fn on_live(&mut self, now_ms: i64) {
        self.phase = Phase::Live { since_ms: now_ms };
        self.pinged_ms = now_ms;
        self.down_since_ms = None;
    }

    /// The connection is gone. Waits with full jitter, so that a room full of people does not come back in one
    /// instant, and at least as long as the server asked. `random` is anything evenly spread.
    pub fn on_cut(&mut self, now_ms: i64, random: u32, at_least_ms: Option<u32>) {
        if let Phase::Stopped(_) = self.phase {
            return;
        }
        self.note_down(now_ms);
        let ceiling = (RETRY_MIN_MS << self.attempts.min(10)).clamp(RETRY_MIN_MS, RETRY_MAX_MS);
        let jitter = (ceiling - RETRY_MIN_MS) * i64::from(random) / i64::from(u32::MAX);
        let asked = i64::from(at_least_ms.unwrap_or(0)).min(60_000);
        self.phase = Phase::Waiting { until_ms: now_ms + asked + RETRY_MIN_MS + jitter };
    }

    /// Ends all attempts until somebody wants otherwise.
    pub fn stop(&mut self, stop: Stop, now_ms: i64) {
        self.note_down(now_ms);
        self.phase = Phase::Stopped(stop);
    }

    /// Somebody wants to go on: connects at the next tick.
    pub const fn restart(&mut self, now_ms: i64) {
        self.attempts = 0;
        self.phase = Phase::Waiting { until_ms: now_ms };
    }

    fn note_down(&mut self, now_ms: i64) {
        self.doubt_until_ms = None;
        if let Phase::Live { .. } = self.phase {
            self.down_since_ms = Some(now_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live() -> Link {
        let mut link = Link::new(0);
        assert_eq!(link.tick(0, false), Todo::Connect);
        link.on_heard(10);
        link.on_live(10);
        link
    }

    #[test]
    fn silence_ends_a_connection_and_pings_keep_it() {
        let mut link = live();
        assert_eq!(link.tick(5_000, false), Todo::Nothing);
        assert_eq!(link.tick(10_010, false), Todo::Ping);
        assert_eq!(link.tick(10_020, false), Todo::Nothing);
        link.on_heard(10_100);
        assert_eq!(link.tick(20_010, false), Todo::Ping);
        assert_eq!(link.tick(40_200, false), Todo::Cut);
    }

    #[test]
    fn waiting_grows_within_its_bounds() {
        let mut link = Link::new(0);
        for attempt in 0..12 {
            let now_ms = attempt * 100_000;
            assert_eq!(link.tick(now_ms, false), Todo::Connect);
            link.on_cut(now_ms, u32::MAX, None);
            let Phase::Waiting { until_ms } = link.phase() else { panic!("not waiting") };
            let wait_ms = until_ms - now_ms;
            assert!((RETRY_MIN_MS..=RETRY_MAX_MS).contains(&wait_ms), "{wait_ms}");
            assert_eq!(wait_ms == RETRY_MAX_MS, 5 <= attempt, "attempt {attempt}");
        }
    }

    #[test]
    fn a_good_connection_starts_the_waiting_anew() {
        let mut link = live();
        link.on_heard(11_000);
        link.tick(11_000, false);
        link.on_cut(11_000, u32::MAX, None);
        assert_eq!(link.phase(), Phase::Waiting { until_ms: 11_300 });
        assert_eq!(link.down_since_ms(), Some(11_000));
    }

    #[test]
    fn waking_connects_at_once_or_asks_for_a_sign_of_life() {
        let mut link = live();
        assert_eq!(link.on_wake(1_000), Todo::Ping);
        assert_eq!(link.tick(6_999, false), Todo::Nothing);
        assert_eq!(link.tick(7_001, false), Todo::Cut);
        link.on_cut(7_001, u32::MAX, Some(9_000));
        assert_eq!(link.on_wake(7_100), Todo::Connect);
        assert_eq!(link.on_wake(7_200), Todo::Nothing, "already on its way");
    }

    #[test]
    fn changes_that_wait_too_long_raise_doubt_once() {
        let mut link = live();
        assert_eq!(link.tick(5_000, true), Todo::Ping);
        assert_eq!(link.tick(5_500, true), Todo::Nothing);
        link.on_heard(5_600);
        assert_eq!(link.tick(5_700, true), Todo::Ping);
    }

    #[test]
    fn a_stopped_link_waits_for_a_person() {
        let mut link = live();
        link.stop(Stop::Fenced, 20);
        link.on_cut(30, 0, None);
        assert_eq!(link.tick(100_000, true), Todo::Nothing);
        assert_eq!(link.on_wake(100_000), Todo::Nothing);
        link.restart(100_001);
        assert_eq!(link.tick(100_001, false), Todo::Connect);
    }
}
