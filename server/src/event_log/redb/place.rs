//! Where the files of a log lie, and how one of them is replaced by a new one so that a crash leaves either.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use redb::backends::FileBackend;

use super::open::{DERIVED_FILE, LOG_FILE};

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Log,
    Derived,
}

/// A step of replacing a file, for a test to fail at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Before the new file is begun.
    Begin,
    /// When it is complete and on disk under its other name.
    Written,
    /// When it has its name, before that is on disk.
    Renamed,
}

type Fault = Box<dyn Fn(Which, Step) -> io::Result<()> + Send + Sync>;

/// The folder of the files; storage of another kind has none, and nothing in it is replaced.
pub(super) struct Place {
    dir: Option<PathBuf>,
    pub(super) fault: Option<Fault>,
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Which {
    const fn name(self) -> &'static str {
        match self {
            Self::Log => LOG_FILE,
            Self::Derived => DERIVED_FILE,
        }
    }
}

impl Place {
    pub(super) const fn new(dir: Option<PathBuf>) -> Self {
        Self { dir, fault: None }
    }

    /// An empty file beside the one that it will replace.
    pub(super) fn begin(&self, which: Which) -> io::Result<FileBackend> {
        self.reach(which, Step::Begin)?;
        let path = self.unfinished(which)?;
        remove(&path)?;
        let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        FileBackend::new(file).map_err(io::Error::other)
    }

    /// Gives the new file its name. Until the rename nothing has happened, which the first error says.
    pub(super) fn replace(&self, which: Which) -> Result<(), Replaced> {
        let unfinished = self.unfinished(which).map_err(Replaced::Not)?;
        let named = unfinished.with_file_name(which.name());
        self.reach(which, Step::Written).map_err(Replaced::Not)?;
        fs::rename(&unfinished, &named).map_err(Replaced::Perhaps)?;
        self.reach(which, Step::Renamed).map_err(Replaced::Perhaps)?;
        let dir = named.parent().unwrap_or_else(|| Path::new("."));
        fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(Replaced::Perhaps)
    }

    /// Takes away what was begun and will not be used.
    pub(super) fn abandon(&self, which: Which) {
        if let Ok(path) = self.unfinished(which)
            && let Err(error) = remove(&path)
        {
            tracing::warn!(%error, "an unfinished file stays until the next start");
        }
    }

    fn unfinished(&self, which: Which) -> io::Result<PathBuf> {
        let dir = self.dir.as_ref().ok_or_else(|| io::Error::other("this storage cannot be replaced"))?;
        Ok(unfinished(dir, which))
    }

    fn reach(&self, which: Which, step: Step) -> io::Result<()> {
        self.fault.as_ref().map_or(Ok(()), |fault| fault(which, step))
    }
}

/// What became of a replacement that failed.
#[derive(Debug)]
pub(super) enum Replaced {
    /// The old file is in its place.
    Not(io::Error),
    /// Either is.
    Perhaps(io::Error),
}

/// Removes what a crash has left of replacements that did not come to their end: it may hold what must not be kept.
pub(super) fn tidy(dir: &Path) -> io::Result<()> {
    remove(&unfinished(dir, Which::Log))?;
    remove(&unfinished(dir, Which::Derived))
}

fn unfinished(dir: &Path, which: Which) -> PathBuf {
    dir.join(format!("{}.new", which.name()))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Err(_) | Ok(()) => Ok(()),
    }
}
