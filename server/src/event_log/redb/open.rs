//! From files to a running log: find the end, check the index, catch it up.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use redb::StorageBackend;
use redb::backends::FileBackend;

use super::RedbOptions;
use super::derived::{Derived, Indexed, Reached, Step};
use super::error::OpenError;
use super::file::{LogFile, Tail, damaged};
use super::place::{self, Place};
use super::recent::Recent;
use super::shared::Shared;
use crate::event_log::admission::Heads;
use crate::event_log::{Entry, Position, ReadLimit};

/// Name of the file that is the truth.
pub const LOG_FILE: &str = "log.redb";
/// Name of the log file until it is complete.
const NEW_LOG_FILE: &str = "log.redb.new";
/// Name of the file that can be made again.
pub const DERIVED_FILE: &str = "derived.redb";

/// Entries read at once while the index catches up.
const PAGE: ReadLimit = ReadLimit { commits: 4_096, bytes: 4 * 1024 * 1024 };

/// Everything the threads start from.
pub(super) struct Opened {
    pub(super) shared: Arc<Shared>,
    pub(super) tail: Tail,
    pub(super) reached: Reached,
    pub(super) options: RedbOptions,
}

/// Opens the log file that is in a folder.
pub(crate) fn open_log_file(dir: &Path, options: RedbOptions) -> Result<(LogFile, Tail), OpenError> {
    let backend = file_backend(&dir.join(LOG_FILE), false).map_err(io_error)?;
    LogFile::open(backend, options.log_cache_bytes, options.check_integrity)
}

/// Makes an empty log file under another name and gives it its own once it is complete: a crash in between must not
/// leave a log that does not open, and a log that does not open must never be taken for a new one.
fn create_log_file(dir: &Path, options: RedbOptions) -> Result<(), OpenError> {
    let unfinished = dir.join(NEW_LOG_FILE);
    let open = || {
        let backend = file_backend(&unfinished, true).map_err(io_error)?;
        LogFile::open(backend, options.log_cache_bytes, false)
    };
    let (file, _) = match open() {
        Ok(opened) => opened,
        Err(OpenError::Locked) => return Err(OpenError::Locked),
        Err(OpenError::Damaged { .. } | OpenError::Io(_)) => {
            fs::remove_file(&unfinished).map_err(io_error)?;
            open()?
        }
    };
    file.close()?;
    match fs::hard_link(&unfinished, dir.join(LOG_FILE)) {
        // Another one was faster: then its log is the log.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        linked => linked.map_err(io_error)?,
    }
    // Another one may have tidied up already.
    place::tidy(dir).map_err(io_error)?;
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(io_error)
}

fn io_error(error: io::Error) -> OpenError {
    OpenError::Io(error.to_string())
}

/// Makes a folder with an empty log in it, where there is none.
pub(crate) fn make_log_file(dir: &Path, options: RedbOptions) -> Result<(), OpenError> {
    fs::create_dir_all(dir).map_err(io_error)?;
    if dir.join(LOG_FILE).exists() { Ok(()) } else { create_log_file(dir, options) }
}

pub(super) fn open_dir(dir: &Path, options: RedbOptions) -> Result<Opened, OpenError> {
    make_log_file(dir, options)?;
    let (file, tail) = open_log_file(dir, options)?;
    place::tidy(dir).map_err(io_error)?;
    let path = dir.join(DERIVED_FILE);
    finish(file, tail, options, Place::new(Some(dir.to_owned())), |fresh| {
        if fresh && path.exists() {
            fs::remove_file(&path)?;
        }
        file_backend(&path, true)
    })
}

pub(super) fn open_backends<B: StorageBackend>(
    log: impl StorageBackend,
    derived: impl FnMut(bool) -> io::Result<B>,
    options: RedbOptions,
) -> Result<Opened, OpenError> {
    let (file, tail) = LogFile::open(log, options.log_cache_bytes, options.check_integrity)?;
    finish(file, tail, options, Place::new(None), derived)
}

fn finish<B: StorageBackend>(
    file: LogFile,
    tail: Tail,
    options: RedbOptions,
    place: Place,
    mut backend: impl FnMut(bool) -> io::Result<B>,
) -> Result<Opened, OpenError> {
    let mut open = |fresh| {
        let backend = backend(fresh).map_err(io_error)?;
        Derived::open(backend, options.derived_cache_bytes)
    };
    let (derived, heads, reached) = match open(false).and_then(|derived| usable(derived, &file)) {
        Ok(usable) => usable,
        Err(OpenError::Locked) => return Err(OpenError::Locked),
        Err(reason @ (OpenError::Damaged { .. } | OpenError::Io(_))) => {
            tracing::warn!(%reason, "the index is made anew from the log");
            usable(open(true)?, &file)?
        }
    };
    let (heads, reached) = catch_up(&file, &derived, heads, reached)?;
    let recent = Recent::behind(tail.last(), options.recent_bytes);
    let shared = Arc::new(Shared::new(file, derived, heads, recent, place));
    Ok(Opened { shared, tail, reached, options })
}

/// Whether the index belongs to this log: the record that it reached is there, byte by byte.
fn usable(derived: Derived, file: &LogFile) -> Result<(Derived, Heads, Reached), OpenError> {
    let reached = derived.reached()?;
    // A crash right after a rewrite leaves an index that still knows what the log no longer holds.
    if derived.rewrites()? != file.rewrites()? {
        if reached.position != Position::default() {
            return Err(OpenError::Io("the index is older than the last rewriting of the log".to_owned()));
        }
        derived.set_rewrites(file.rewrites()?)?;
    }
    if reached.position != Position::default() {
        let record = file.record_at(reached.position)?;
        if record.is_none_or(|record| *blake3::hash(&record).as_bytes() != reached.record_hash) {
            return Err(OpenError::Io("the index is not of this log".to_owned()));
        }
    }
    let heads = derived.heads()?;
    Ok((derived, heads, reached))
}

/// Applies what the log has behind the index.
fn catch_up(
    file: &LogFile,
    derived: &Derived,
    mut heads: Heads,
    mut reached: Reached,
) -> Result<(Heads, Reached), OpenError> {
    let start = reached.position;
    loop {
        let page = file.scan(reached.position, PAGE)?;
        let Some((last, entry)) = page.last() else { break };
        let next = Reached { position: *last, record_hash: *blake3::hash(&entry.encode()).as_bytes() };
        let mut commits = Vec::with_capacity(page.len());
        for (position, entry) in &page {
            if let Entry::Commit(commit) = entry {
                let head = heads.entry(commit.stream).or_default();
                if head.next() != commit.revision {
                    let reason = format!("revision {} of {} follows {head}", commit.revision, commit.stream);
                    return Err(damaged(position.0, &reason).into());
                }
                *head = commit.revision;
                commits.push(indexed(*position, commit));
            }
        }
        derived.apply(&commits, next, Step::Volatile)?;
        reached = next;
    }
    if start < reached.position {
        derived.apply(&[], reached, Step::Checkpoint)?;
    }
    Ok((heads, reached))
}

fn indexed(position: Position, commit: &etappe_protocol::commit::Commit) -> Indexed {
    Indexed { position, stream: commit.stream, revision: commit.revision, op_id: commit.op_id }
}

fn file_backend(path: &Path, create: bool) -> io::Result<FileBackend> {
    let file = fs::OpenOptions::new().read(true).write(true).create(create).truncate(false).open(path)?;
    FileBackend::new(file).map_err(io::Error::other)
}
