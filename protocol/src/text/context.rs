//! The context in which a replica makes its edits, and how an arriving edit is brought to the head.

use std::collections::VecDeque;

use super::bridge::Bridge;
use super::operation::Operation;
use crate::id::ReplicaId;
use crate::limits;
use crate::rejection::Rejection;
use crate::revision::Revision;

/// The latest edits of one field, as they stand in the log: what every replica's bridge is filled from.
#[derive(Clone, Debug, Default)]
pub struct FieldLog {
    /// Edits up to here are not kept.
    floor: Revision,
    edits: VecDeque<(Revision, ReplicaId, Operation)>,
}

/// One replica's view of one field within one session.
#[derive(Clone, Debug)]
pub struct EditContext {
    bridge: Bridge,
    /// Others' edits up to here are in the bridge or were seen.
    upto: Revision,
    /// The base of the last edit; a later one never has a smaller base.
    base: Revision,
    /// Counter of the refused edit that the replica has not noted yet.
    refused: Option<u64>,
}

impl FieldLog {
    /// An empty log that begins behind `floor`.
    #[must_use]
    pub const fn new(floor: Revision) -> Self {
        Self { floor, edits: VecDeque::new() }
    }

    /// Adds an edit as stored.
    pub fn push(&mut self, revision: Revision, replica: ReplicaId, operation: Operation) {
        self.edits.push_back((revision, replica, operation));
        while limits::FIELD_LOG_EDITS < self.edits.len() {
            if let Some((revision, _, _)) = self.edits.pop_front() {
                self.floor = revision;
            }
        }
    }

    /// Whether every edit after `revision` is still here.
    const fn reaches(&self, revision: Revision) -> bool {
        self.floor.0 <= revision.0
    }

    fn after(&self, revision: Revision) -> impl Iterator<Item = &(Revision, ReplicaId, Operation)> {
        let start = self.edits.partition_point(|(edited, _, _)| *edited <= revision);
        self.edits.range(start..)
    }
}

impl EditContext {
    /// The context of a session that was given `head` and has sent nothing on this field.
    #[must_use]
    pub fn new(head: Revision) -> Self {
        Self { bridge: Bridge::default(), upto: head, base: head, refused: None }
    }

    /// Brings an edit made at `base`, on top of the replica's own earlier edits, to the head of `log`.
    ///
    /// Gives the edit and the bridge behind it; [`Self::accept`] takes the bridge over once the edit is in the log.
    ///
    /// # Errors
    /// [`Rejection::BaseOutOfReach`], or [`Rejection::DependsOnRejected`] after a refused edit.
    pub fn bring_to_head(
        &mut self,
        log: &FieldLog,
        replica: ReplicaId,
        base: Revision,
        operation: Operation,
    ) -> Result<(Operation, Bridge), Rejection> {
        if self.refused.is_some() {
            return Err(Rejection::DependsOnRejected);
        }
        let from = self.upto.max(base);
        // Asking the log to reach back to the base bounds the bridge, too.
        if base < self.base || !log.reaches(base) {
            return Err(Rejection::BaseOutOfReach);
        }
        self.base = base;
        self.bridge.seen(base);
        // All own edits are at or before `upto`, so these stand in the bridge's context as they are.
        for (revision, author, edit) in log.after(from) {
            if *author != replica {
                self.bridge.push(*revision, edit.clone());
            }
            self.upto = *revision;
        }
        self.upto = self.upto.max(from);
        if self.bridge.is_empty() {
            return Ok((operation, Bridge::default()));
        }
        let mut bridge = self.bridge.clone();
        let operation = bridge.pass(operation);
        Ok((operation, bridge))
    }

    /// The edit is in the log as `revision`.
    pub fn accept(&mut self, bridge: Bridge, revision: Revision) {
        self.bridge = bridge;
        self.upto = revision;
    }

    /// The edit with this counter was refused: those made on top of it fall too, until the replica has noted it.
    pub fn refuse(&mut self, counter: u64) {
        self.refused.get_or_insert(counter);
    }

    /// The replica has noted the refusal of this edit. Noting one of another field says nothing about this one.
    pub fn note(&mut self, counter: u64) {
        self.refused.take_if(|refused| *refused == counter);
    }
}
