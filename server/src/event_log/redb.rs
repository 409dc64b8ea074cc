//! The event log on one machine's disk, in two redb files: `log.redb` is the truth, `derived.redb` can be made again.
//!
//! One thread owns the tail of the log and makes every commit durable before it is seen; another keeps the index up
//! behind it. Until the index has a commit, memory answers for it. `docs/storage.md` describes every byte.

mod block;
mod derived;
mod error;
mod file;
mod indexer;
mod keyframes;
mod open;
mod place;
mod queue;
mod recent;
mod rewrite;
mod shared;
mod snapshots;
mod views;
mod writer;

pub use error::{OpenError, StoreError};
pub(crate) use file::LogFile;
pub(crate) use keyframes::KeyframeRow;
pub use open::{DERIVED_FILE, LOG_FILE};
pub(crate) use open::{make_log_file, open_log_file};
pub(crate) use views::{Changes, Row};

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use ::redb::StorageBackend;
use etappe_protocol::commit::Commit;
use etappe_protocol::id::{OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use tokio::sync::watch;

use self::file::damaged;
use self::indexer::Indexer;
use self::open::Opened;
use self::shared::Shared;
use self::writer::Writer;
use super::{
    Append, Capabilities, Durability, Entry, EventLog, LogFuture, Page, Position, ReadError, ReadLimit,
    Receipt, Rewrite,
};
use crate::spawn;

/// How much memory the log takes, and how carefully it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedbOptions {
    /// Page cache of the log file, in bytes.
    pub log_cache_bytes: usize,
    /// Page cache of the derived file, in bytes.
    pub derived_cache_bytes: usize,
    /// Memory for the newest commits, from which live followers are served, in bytes.
    pub recent_bytes: usize,
    /// Entries that are worth a step of the index; fewer wait a tenth of a second for more.
    pub index_batch: u64,
    /// Entries between two checkpoints of the index: at most so many are read again after a crash.
    pub checkpoint_every: u64,
    /// Whether opening reads the whole log file and checks every page.
    pub check_integrity: bool,
}

impl Default for RedbOptions {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            log_cache_bytes: 16 * MIB,
            derived_cache_bytes: 32 * MIB,
            recent_bytes: 16 * MIB,
            index_batch: 512,
            checkpoint_every: 16 * 1024,
            check_integrity: false,
        }
    }
}

/// An open log. Dropping it stops the threads; appends still queued are refused.
#[derive(Debug)]
pub struct RedbLog {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl RedbLog {
    /// Opens the log in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// [`OpenError::Locked`] when another process has it; [`OpenError::Damaged`] and [`OpenError::Io`] otherwise.
    pub fn open(dir: &Path, options: RedbOptions) -> Result<Arc<Self>, OpenError> {
        open::open_dir(dir, options).and_then(Self::start)
    }

    /// Opens the log on storage of another kind. `derived` is asked for the derived file; with `true` for an empty
    /// one, when what it gave before was of no use.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_backends<B: StorageBackend>(
        log: impl StorageBackend,
        derived: impl FnMut(bool) -> io::Result<B>,
        options: RedbOptions,
    ) -> Result<Arc<Self>, OpenError> {
        open::open_backends(log, derived, options).and_then(Self::start)
    }

    /// Becomes `Some(reason)` when the handle dies: nothing is acked any more, the server has to stop and say so.
    #[must_use]
    pub fn failed(&self) -> watch::Receiver<Option<String>> {
        self.shared.failed()
    }

    fn start(opened: Opened) -> Result<Arc<Self>, OpenError> {
        let Opened { shared, tail, reached, options } = opened;
        let log = Self { shared: Arc::clone(&shared), threads: Mutex::default() };
        let mut writer = Writer::new(Arc::clone(&shared), tail, options);
        let mut indexer = Indexer::new(shared, reached, options);
        let (writing, indexing) = (Watch(Arc::clone(&log.shared)), Watch(Arc::clone(&log.shared)));
        log.add(spawn::thread("log-writer", move || writing.over(|| writer.run())))?;
        log.add(spawn::thread("log-indexer", move || indexing.over(|| indexer.run())))?;
        Ok(Arc::new(log))
    }

    fn add(&self, thread: io::Result<JoinHandle<()>>) -> Result<(), OpenError> {
        let thread = thread.map_err(|error| OpenError::Io(error.to_string()))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Runs a read that may wait for the disk.
    fn on_disk<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Shared) -> Result<T, ReadError> + Send + 'static,
    ) -> LogFuture<'static, Result<T, ReadError>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let answer = spawn::blocking(move || read(&shared)).await;
            answer.unwrap_or_else(|error| Err(ReadError::Unavailable(error.to_string())))
        })
    }
}

/// Watches over a thread: when it panics, the handle dies.
struct Watch(Arc<Shared>);

impl Watch {
    fn over(&self, work: impl FnOnce()) {
        work();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.die("a thread of the log panicked");
        }
    }
}

/// Waits for the threads to end; a panic of theirs is an error here.
fn join(threads: &Mutex<Vec<JoinHandle<()>>>) -> Result<(), ReadError> {
    let threads = std::mem::take(&mut *threads.lock().unwrap_or_else(PoisonError::into_inner));
    let panicked = threads.into_iter().map(JoinHandle::join).filter(Result::is_err).count();
    if panicked == 0 {
        Ok(())
    } else {
        Err(ReadError::Unavailable("a thread of the log panicked".to_owned()))
    }
}

impl Drop for RedbLog {
    fn drop(&mut self) {
        self.shared.end("the log is closed");
        if let Err(error) = join(&self.threads) {
            tracing::error!(%error, "the log did not end well");
        }
    }
}

impl EventLog for RedbLog {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durability: Durability::Disk }
    }

    fn append(&self, append: Append) -> Receipt {
        self.shared.queue.put(append)
    }

    fn read(
        &self,
        stream: StreamId,
        after: Revision,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Page, ReadError>> {
        {
            let view = self.shared.view();
            let head = view.head(stream);
            let commits = match view.readable() {
                Err(error) => return Box::pin(std::future::ready(Err(error))),
                Ok(()) if head <= after => Some(Vec::new()),
                Ok(()) => view.recent.read(stream, after, &mut limit.room()),
            };
            if let Some(commits) = commits {
                return Box::pin(std::future::ready(Ok(Page { commits, head })));
            }
        }
        self.on_disk(move |shared| read_indexed(shared, stream, after, limit))
    }

    fn head(&self, stream: StreamId) -> LogFuture<'_, Result<Revision, ReadError>> {
        let view = self.shared.view();
        Box::pin(std::future::ready(view.readable().map(|()| view.head(stream))))
    }

    fn find_op(&self, stream: StreamId, op_id: OpId) -> LogFuture<'_, Result<Option<Commit>, ReadError>> {
        {
            let view = self.shared.view();
            let found = match view.readable() {
                Err(error) => Some(Err(error)),
                Ok(()) => view.recent.find_op(stream, op_id).map(|commit| Ok(Some(commit))),
            };
            if let Some(answer) = found {
                return Box::pin(std::future::ready(answer));
            }
        }
        self.on_disk(move |shared| find_indexed(shared, stream, op_id))
    }

    fn highest_counter(&self, stream: StreamId, replica: ReplicaId) -> LogFuture<'_, Result<u64, ReadError>> {
        self.on_disk(move |shared| {
            let recent = {
                let view = shared.view();
                view.readable()?;
                view.recent.highest_counter(stream, replica)
            };
            let indexed = shared.derived.highest_counter(stream, replica);
            Ok(recent.max(indexed.map_err(|error| ReadError::Unavailable(error.0))?))
        })
    }

    fn streams(
        &self,
        after: Option<StreamId>,
        limit: usize,
    ) -> LogFuture<'_, Result<Vec<(StreamId, Revision)>, ReadError>> {
        let from = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
        let view = self.shared.view();
        let page = view.readable().map(|()| {
            let streams = view.heads.range((from, std::ops::Bound::Unbounded)).take(limit);
            streams.map(|(stream, head)| (*stream, *head)).collect()
        });
        Box::pin(std::future::ready(page))
    }

    fn scan(
        &self,
        after: Position,
        limit: ReadLimit,
    ) -> LogFuture<'_, Result<Vec<(Position, Entry)>, ReadError>> {
        {
            let view = self.shared.view();
            let page = match view.readable() {
                Err(error) => Some(Err(error)),
                Ok(()) => view.recent.scan(after, limit).map(Ok),
            };
            if let Some(page) = page {
                return Box::pin(std::future::ready(page));
            }
        }
        self.on_disk(move |shared| shared.file.scan(after, limit))
    }

    fn durable(&self) -> watch::Receiver<Position> {
        self.shared.durable.subscribe()
    }

    fn rewrite(&self, rewrite: Rewrite) -> Receipt {
        self.shared.queue.put_rewrite(rewrite)
    }

    fn close(&self) -> LogFuture<'_, Result<(), ReadError>> {
        self.shared.queue.close("the log is closed");
        Box::pin(async move {
            let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
            let shared = Arc::clone(&self.shared);
            let closed = spawn::blocking(move || {
                join(&Mutex::new(threads))?;
                let unwell = shared.failed().borrow().clone();
                shared.end("the log is closed");
                let closed = [shared.derived.close(), shared.file.close()];
                let error = unwell.or_else(|| closed.into_iter().find_map(Result::err).map(|error| error.0));
                error.map_or(Ok(()), |error| Err(ReadError::Unavailable(error)))
            });
            closed.await.unwrap_or_else(|error| Err(ReadError::Unavailable(error.to_string())))
        })
    }
}

/// A page that begins behind what is in memory.
fn read_indexed(
    shared: &Shared,
    stream: StreamId,
    after: Revision,
    limit: ReadLimit,
) -> Result<Page, ReadError> {
    let unavailable = |error: StoreError| ReadError::Unavailable(error.0);
    let positions = shared.derived.positions(stream, after, limit.commits.max(1)).map_err(unavailable)?;
    let mut commits: Vec<Commit> = Vec::with_capacity(positions.len());
    let mut room = limit.room();
    for (position, entry) in shared.file.read_at(&positions, limit)? {
        let expected = commits.last().map_or(after, |commit| commit.revision).next();
        match entry {
            Entry::Commit(commit) if commit.stream == stream && commit.revision == expected => {
                room.admit(commit.body.len());
                commits.push(commit);
            }
            Entry::Commit(_) | Entry::Head(_) | Entry::Gone => {
                return Err(damaged(position.0, &format!("not revision {expected} of {stream}")));
            }
        }
    }
    let view = shared.view();
    let head = view.head(stream);
    let reached = commits.last().map_or(after, |commit| commit.revision);
    // The page goes on in memory only where it is complete so far.
    if commits.len() == positions.len() {
        commits.extend(view.recent.read(stream, reached, &mut room).unwrap_or_default());
    }
    if commits.is_empty() && after < head {
        return Err(damaged(0, &format!("revision {} of {stream} is in no index", after.next())));
    }
    Ok(Page { commits, head })
}

/// The commit of an op that memory does not know.
fn find_indexed(shared: &Shared, stream: StreamId, op_id: OpId) -> Result<Option<Commit>, ReadError> {
    let found = shared.derived.find_op(stream, op_id).map_err(|error| ReadError::Unavailable(error.0))?;
    let Some(revision) = found else { return Ok(None) };
    let before = Revision(revision.0.saturating_sub(1));
    let page = read_indexed(shared, stream, before, ReadLimit { commits: 1, bytes: 0 })?;
    let commit = page.commits.into_iter().next().filter(|commit| commit.op_id == op_id);
    commit
        .map(Some)
        .ok_or_else(|| damaged(0, &format!("revision {revision} of {stream} is not the op in the index")))
}

#[cfg(test)]
mod tests;
