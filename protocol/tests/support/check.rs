//! What must be true of every history at its end.

use std::collections::{BTreeMap, BTreeSet};

use etappe_protocol::digest::state_digest;
use etappe_protocol::event::Event;
use etappe_protocol::text::FieldAddress;

use super::{World, fields};

impl World {
    /// All of it, for a drained world.
    pub fn check(&self) {
        let state = self.sequence.state();
        let digest = state_digest(state);
        assert_eq!(state.revision.0 as usize, self.log.len());
        for client in &self.clients {
            let replica = &client.replica;
            assert_eq!(replica.pending_len(), 0);
            assert_eq!(replica.confirmed(), state);
            assert_eq!(state_digest(replica.confirmed()), digest);
            for field in fields() {
                assert!(!replica.has_pending_text(&field));
                assert_eq!(replica.shown_text(&field), state.text(&field));
            }
            let measures = replica.shown_measures();
            assert_eq!(measures.len(), state.measures.len());
            for shown in measures {
                assert!(!shown.pending);
                assert_eq!(shown.measure, state.measures[&shown.id]);
                let what = FieldAddress::what(shown.id);
                assert!(!replica.has_pending_text(&what));
                assert_eq!(replica.shown_text(&what), state.text(&what));
            }
        }
        self.check_log();
        self.check_typed();
    }

    fn check_log(&self) {
        let mut seen = BTreeSet::new();
        let mut highest = BTreeMap::new();
        for (index, commit) in self.log.iter().enumerate() {
            assert_eq!(commit.revision.0 as usize, index + 1, "I2");
            assert!(seen.insert(commit.op_id), "I3: {:?} twice", commit.op_id);
            let last = highest.insert(commit.op_id.replica, commit.op_id.counter);
            assert!(last < Some(commit.op_id.counter), "the ops of a replica are in order");
        }
        assert!(self.log.is_sorted_by_key(|commit| commit.time_ms));
        let again = self.rebuilt_from(0);
        assert_eq!(again.state(), self.sequence.state(), "I5");
        assert_eq!(again.chain(), self.sequence.chain(), "I9");
        assert_eq!(again.replicas(), self.sequence.replicas());
    }

    /// Whatever was typed is in the log exactly once, or was handed back, or was deleted by its author.
    fn check_typed(&self) {
        let mut stored = BTreeSet::new();
        for commit in &self.log {
            if let Event::TextEdited(edited) = commit.event().unwrap() {
                for mark in edited.operation.inserted_text().chars().filter(|mark| *mark != '-') {
                    assert!(stored.insert(mark), "{mark} was stored twice");
                }
            }
        }
        for client in &self.clients {
            for mark in &client.typed {
                let back = client.handed_back.contains(mark);
                let gone = client.deleted.contains(mark) || client.given_up.contains(mark);
                assert!(stored.contains(mark) || back || gone, "{mark} was lost");
                assert!(!(stored.contains(mark) && back), "{mark} was stored and handed back");
            }
        }
    }
}
