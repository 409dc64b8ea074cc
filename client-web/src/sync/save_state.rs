//! What may truthfully be said about saving.

use super::link::{Phase, Stop};

/// Own changes that got no answer for this long are said to wait.
pub const STALLED_MS: i64 = 5_000;
/// A break shorter than this is not worth a word about being disconnected.
const BLINK_MS: i64 = 3_000;

/// The state of saving, ready for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// The first connection is on its way.
    Connecting,
    /// Every own change is on disk.
    Saved,
    /// So many own changes are on their way.
    Saving(usize),
    /// So many own changes wait, for an answer or for the person to stop moving.
    Waiting(usize),
    /// Not connected for so long, with so many own changes waiting.
    Offline {
        /// Since when; `None` when there never was a connection.
        since_ms: Option<i64>,
        /// Own changes that wait.
        pending: usize,
    },
}

/// What the words are made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Of the link.
    pub phase: Phase,
    /// Of the link.
    pub down_since_ms: Option<i64>,
    /// Failed attempts so far.
    pub attempts: u32,
    /// Ops without an answer.
    pub pending: usize,
    /// Choices that are shown but not handed over yet.
    pub held: usize,
    /// The oldest unanswered op has waited since then.
    pub pending_since_ms: Option<i64>,
}

impl SaveState {
    /// From the facts.
    #[must_use]
    pub fn of(facts: &Facts, now_ms: i64) -> Self {
        let waiting = facts.pending + facts.held;
        match facts.phase {
            Phase::Live { .. } if waiting == 0 => Self::Saved,
            Phase::Live { .. } if facts.pending == 0 => Self::Waiting(waiting),
            Phase::Live { .. } => {
                let stalled = facts.pending_since_ms.is_some_and(|since_ms| since_ms + STALLED_MS < now_ms);
                if stalled { Self::Waiting(waiting) } else { Self::Saving(waiting) }
            }
            Phase::Stopped(Stop::Fenced | Stop::SessionEnded | Stop::Refused(_)) => {
                Self::Offline { since_ms: facts.down_since_ms, pending: waiting }
            }
            Phase::Waiting { .. } | Phase::Opening => match facts.down_since_ms {
                Some(since_ms) if now_ms < since_ms + BLINK_MS && waiting > 0 => Self::Waiting(waiting),
                None if facts.attempts <= 1 => Self::Connecting,
                since_ms => Self::Offline { since_ms, pending: waiting },
            },
        }
    }

    /// The stable word for it, for style sheets and tests.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Saving(_) => "saving",
            Self::Waiting(_) => "waiting",
            Self::Connecting | Self::Offline { .. } => "offline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: Facts = Facts {
        phase: Phase::Live { since_ms: 0 },
        down_since_ms: None,
        attempts: 1,
        pending: 0,
        held: 0,
        pending_since_ms: None,
    };

    #[test]
    fn saved_is_said_only_when_nothing_is_open() {
        assert_eq!(SaveState::of(&LIVE, 9), SaveState::Saved);
        assert_eq!(SaveState::of(&Facts { held: 1, ..LIVE }, 9), SaveState::Waiting(1));
        let saving = Facts { pending: 2, held: 1, pending_since_ms: Some(0), ..LIVE };
        assert_eq!(SaveState::of(&saving, 9), SaveState::Saving(3));
        assert_eq!(SaveState::of(&saving, STALLED_MS + 1), SaveState::Waiting(3));
    }

    #[test]
    fn a_blink_is_not_called_an_outage() {
        let down = Facts { phase: Phase::Opening, down_since_ms: Some(1_000), pending: 3, ..LIVE };
        assert_eq!(SaveState::of(&down, 2_000), SaveState::Waiting(3));
        assert_eq!(SaveState::of(&down, 60_000), SaveState::Offline { since_ms: Some(1_000), pending: 3 });
        let first = Facts { phase: Phase::Opening, ..LIVE };
        assert_eq!(SaveState::of(&first, 2_000), SaveState::Connecting);
    }
}
