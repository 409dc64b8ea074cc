//! The audit log: who came in, whose role changed, who looked at what. Its own file, append-only and chained, with its
//! own retention; no names, no addresses, no text of anybody.

mod file;
mod row;

use std::sync::Arc;

use etappe_protocol::id::{ActorId, StreamId};
use tracing::error;

pub use file::{AuditCheck, AuditError, AuditFile, verify};
pub use row::{AuditKind, AuditRow, Look, NumberedRow};

use crate::clock::Clock;
use crate::config::Rate;
use crate::limiter::Limiter;
use crate::spawn;

/// Failed logins that are written down: enough to see an attack, too few to fill a disk with one.
const FAILED: Rate = Rate::new(60, 60);

/// The audit log for async callers.
#[derive(Clone)]
pub struct Audit {
    file: Arc<AuditFile>,
    clock: Clock,
    failed: Arc<Limiter<()>>,
}

/// Something to be written down, without its time.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What happened.
    pub kind: AuditKind,
    /// Who did it; `None` when nobody is known.
    pub actor: Option<ActorId>,
    /// Where.
    pub scope: Option<StreamId>,
    /// To whom or to what: an actor, an invitation, a session.
    pub target: Option<[u8; 16]>,
    /// One word or two, never a name, an address or a text.
    pub detail: String,
}

impl Entry {
    /// Of somebody.
    #[must_use]
    pub const fn of(actor: ActorId, kind: AuditKind) -> Self {
        Self { kind, actor: Some(actor), scope: None, target: None, detail: String::new() }
    }

    /// Where.
    #[must_use]
    pub const fn at(mut self, scope: StreamId) -> Self {
        self.scope = Some(scope);
        self
    }

    /// To whom or to what.
    #[must_use]
    pub const fn to(mut self, target: [u8; 16]) -> Self {
        self.target = Some(target);
        self
    }

    /// In a word.
    #[must_use]
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// Somebody who looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Who.
    pub actor: ActorId,
    /// At what.
    pub what: Look,
    /// When first in that hour, UTC milliseconds since 1970.
    pub time_ms: i64,
}

impl Audit {
    /// Shares a file.
    #[must_use]
    pub fn new(file: AuditFile, clock: Clock) -> Self {
        Self { file: Arc::new(file), clock, failed: Arc::new(Limiter::new(FAILED)) }
    }

    /// Writes something down; durable when this returns. What was done is done, so a failure is only told the log.
    pub async fn note(&self, entry: Entry) {
        if entry.kind == AuditKind::LoginFailed && self.failed.pass(()).is_err() {
            return;
        }
        let row = self.row(entry);
        self.write(move |file| file.append(&row)).await;
    }

    /// Somebody who does not work on an analysis looks at it; one row an hour for each thing looked at.
    pub async fn looked(&self, actor: ActorId, analysis: StreamId, what: Look) {
        self.looked_at_all(actor, vec![analysis], what).await;
    }

    /// As [`Self::looked`], at several analyses at once, such as those on a board.
    pub async fn looked_at_all(&self, actor: ActorId, analyses: Vec<StreamId>, what: Look) {
        let entry = |analysis| Entry::of(actor, AuditKind::Looked).at(analysis).with(what.name());
        let rows: Vec<_> = analyses.into_iter().map(|analysis| self.row(entry(analysis))).collect();
        self.write(move |file| file.append_once_an_hour(&rows, what.code())).await;
    }

    /// Somebody tried to change what they may only read; one row an hour.
    pub async fn forbidden_op(&self, actor: ActorId, analysis: StreamId) {
        let row = self.row(Entry::of(actor, AuditKind::ForbiddenOp).at(analysis));
        self.write(move |file| file.append_once_an_hour(&[row], file::FORBIDDEN)).await;
    }

    /// Who looked at an analysis, the latest first, at most `limit`.
    ///
    /// # Errors
    /// [`AuditError`].
    pub async fn looks(&self, analysis: StreamId, limit: usize) -> Result<Vec<Looked>, AuditError> {
        self.read(move |file| file.looks(analysis, limit)).await
    }

    /// Rows after a number, in order, at most `limit`.
    ///
    /// # Errors
    /// [`AuditError`].
    pub async fn rows(&self, after: u64, limit: usize) -> Result<Vec<NumberedRow>, AuditError> {
        self.read(move |file| file.rows(after, limit)).await
    }

    /// Forgets rows of before `keep_ms` ago.
    ///
    /// # Errors
    /// [`AuditError`].
    pub async fn prune(&self, keep_ms: i64) -> Result<u64, AuditError> {
        let before_ms = self.clock.now_ms().saturating_sub(keep_ms);
        self.read(move |file| file.prune(before_ms)).await
    }

    fn row(&self, entry: Entry) -> AuditRow {
        let Entry { kind, actor, scope, target, detail } = entry;
        AuditRow { time_ms: self.clock.now_ms(), actor, kind, scope, target, detail }
    }

    async fn write(&self, work: impl FnOnce(&AuditFile) -> Result<(), AuditError> + Send + 'static) {
        if let Err(error) = self.read(work).await {
            error!(%error, "the audit log cannot be written");
        }
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&AuditFile) -> Result<T, AuditError> + Send + 'static,
    ) -> Result<T, AuditError> {
        let file = Arc::clone(&self.file);
        spawn::blocking(move || work(&file)).await.map_err(|_| AuditError::Interrupted)?
    }
}

#[cfg(test)]
mod tests;
