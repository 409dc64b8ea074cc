//! Who sent what when, and when it was seen.

use std::collections::HashMap;
use std::ops::Range;
use std::time::Instant;

use etappe_protocol::id::{OpId, ReplicaId};

/// Shared by all editors of a run, which live in one thread.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// For each replica, when the op with each counter was handed to the socket; counters start at 1.
    sent: HashMap<ReplicaId, Vec<Instant>>,
    /// Ops sent within this span are measured.
    span: Option<Range<Instant>>,
    /// From sending to folded into the replica of another editor, in microseconds.
    pub(super) visible_us: Vec<u32>,
    /// From sending to folded into the own replica, in microseconds.
    pub(super) acked_us: Vec<u32>,
    /// Acks since the beginning.
    pub(super) acked: u64,
}

impl Ledger {
    /// Measures what is sent from now on until `end`.
    pub(super) fn begin(&mut self, end: Instant) {
        self.span = Some(Instant::now()..end);
    }

    /// The next op of a replica is handed to the socket.
    pub(super) fn on_sent(&mut self, replica: ReplicaId, counter: u64) {
        let sent = self.sent.entry(replica).or_default();
        sent.push(Instant::now());
        assert_eq!(sent.len() as u64, counter, "ops are sent in order, one by one");
    }

    /// A commit is in the replica of `reader`.
    pub(super) fn on_seen(&mut self, reader: ReplicaId, op_id: OpId) {
        let own = reader == op_id.replica;
        self.acked += u64::from(own);
        let Some(span) = &self.span else { return };
        let place = usize::try_from(op_id.counter).unwrap().checked_sub(1);
        let sent = self.sent.get(&op_id.replica).zip(place).and_then(|(sent, place)| sent.get(place));
        let Some(sent) = sent.filter(|sent| span.contains(*sent)) else { return };
        let us = u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX);
        if own { self.acked_us.push(us) } else { self.visible_us.push(us) }
    }
}
