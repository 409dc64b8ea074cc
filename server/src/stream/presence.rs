//! Who is here and where: kept by the stream's task, told at most five times a second.

use std::collections::BTreeMap;
use std::time::Duration;

use etappe_protocol::id::ActorId;
use etappe_protocol::limits;
use etappe_protocol::presence::{Focus, Peer};
use tokio::time::Instant;

/// Shortest time between two presence frames.
const PERIOD: Duration = Duration::from_millis(200);

#[derive(Debug, Default)]
pub(super) struct PresenceTable {
    peers: BTreeMap<u64, (ActorId, Option<Focus>)>,
    /// When the change is due to be told; `None` when nothing changed.
    due: Option<Instant>,
    told: Option<Instant>,
}

impl PresenceTable {
    pub(super) fn enter(&mut self, session: u64, actor: ActorId, now: Instant) {
        self.peers.insert(session, (actor, None));
        self.change(now);
    }

    pub(super) fn leave(&mut self, session: u64, now: Instant) {
        if self.peers.remove(&session).is_some() {
            self.change(now);
        }
    }

    pub(super) fn focus(&mut self, session: u64, focus: Option<Focus>, now: Instant) {
        if let Some((_, place)) = self.peers.get_mut(&session)
            && *place != focus
        {
            *place = focus;
            self.change(now);
        }
    }

    /// When [`Self::take`] has something.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    pub(super) fn take(&mut self, now: Instant) -> Vec<Peer> {
        self.due = None;
        self.told = Some(now);
        let peers = self.peers.iter().take(limits::PRESENCE_PEERS);
        peers
            .map(|(session, (actor, focus))| Peer { session: *session, actor: *actor, focus: focus.clone() })
            .collect()
    }

    fn change(&mut self, now: Instant) {
        let earliest = self.told.map_or(now, |told| told + PERIOD).max(now);
        self.due.get_or_insert(earliest);
    }
}
