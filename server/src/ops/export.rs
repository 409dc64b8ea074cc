//! `etappe export`: streams as files of lines, to keep, to read, and to take to another installation.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use etappe_protocol::commit::Commit;
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use etappe_protocol::ledger::Ledger;
use etappe_protocol::revision::Revision;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{AuditError, AuditFile, AuditKind, AuditRow};
use crate::app::AUDIT_FILE;
use crate::catalogue::{self, CatalogueError};
use crate::clock::Clock;
use crate::event_log::redb::{LOG_FILE, OpenError, RedbLog, RedbOptions};
use crate::event_log::{ChainHead, Entry, EventLog, Position, ReadError, ReadLimit};
use crate::export::{ExportError, StreamKind, StreamWriter};
use crate::stream::Catalogues;

/// Names every file of an export; written last, so that a folder without it is one that was not finished.
pub const CONTENTS_FILE: &str = "contents.jsonl";

/// Streams asked for at once.
const STREAMS: usize = 1_000;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Every stream.
    Everything,
    /// One analysis.
    Analysis(StreamId),
    /// A cycle and the teams that take part in it.
    Cycle(StreamId),
}

/// A line of [`CONTENTS_FILE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentsLine {
    /// Name of the file in the same folder.
    pub file: String,
    /// What the stream is the history of.
    pub kind: StreamKind,
    /// Its id.
    pub stream: String,
    /// Its last revision.
    pub head: u64,
    /// The chain there, in hexadecimal.
    pub chain: String,
    /// Digest of the state there; none for a cycle and the installation.
    pub digest: Option<String>,
}

/// Why there is no export.
#[derive(Debug, Error)]
pub enum ExportFailure {
    /// There is no log.
    #[error("no log in this folder")]
    Missing,
    /// It does not open; [`OpenError::Locked`] while the server is running.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is no such analysis, or no such cycle.
    #[error("there is no {0} {1} here")]
    Unknown(StreamKind, StreamId),
    /// Something is in the folder for the export already.
    #[error("{}: the folder is not empty", .0.display())]
    Occupied(PathBuf),
    /// A file.
    #[error("{}: {error}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A stream.
    #[error(transparent)]
    Stream(#[from] ExportError),
    /// The built-in questionnaire.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The audit log.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// Exports and says how much it was.
///
/// # Errors
/// [`ExportFailure`], in words.
pub fn main(data: &Path, out: &Path, selection: Selection) -> Result<(), Box<dyn Error>> {
    let contents = super::serve::runtime()?.block_on(run(data, out, selection))?;
    let commits: u64 = contents.iter().map(|line| line.head).sum();
    println!("exported: {commits} commits in {} streams", contents.len());
    Ok(())
}

/// Writes a file for each stream and [`CONTENTS_FILE`] into `out`, which is made, or empty. The same history gives the
/// same bytes. Memory holds one stream's state and the stored chain heads.
///
/// # Errors
/// [`ExportFailure`]; what was written by then stays without its list of contents.
pub async fn run(data: &Path, out: &Path, selection: Selection) -> Result<Vec<ContentsLine>, ExportFailure> {
    if !data.join(LOG_FILE).exists() {
        return Err(ExportFailure::Missing);
    }
    make_empty(out)?;
    let log = RedbLog::open(data, RedbOptions::default())?;
    let mut catalogues = Catalogues::default();
    catalogues.add(catalogue::load_default()?);
    let exporter = Exporter { log: log.as_ref(), catalogues, out };
    let written = exporter.export(selection).await;
    let closed = log.close().await;
    let contents = written?;
    closed?;
    note(data, AuditKind::Exported, selection)?;
    Ok(contents)
}

/// Writes down that somebody at the machine did something; nobody knows who that was.
pub(super) fn note(data: &Path, kind: AuditKind, selection: Selection) -> Result<(), AuditError> {
    let (scope, detail) = match selection {
        Selection::Everything => (StreamId::INSTALLATION, "everything"),
        Selection::Analysis(stream) => (stream, StreamKind::Analysis.name()),
        Selection::Cycle(stream) => (stream, StreamKind::Cycle.name()),
    };
    AuditFile::open(&data.join(AUDIT_FILE))?.append(&AuditRow {
        time_ms: Clock::System.now_ms(),
        actor: None,
        kind,
        scope: Some(scope),
        target: None,
        detail: detail.to_owned(),
    })
}

fn make_empty(out: &Path) -> Result<(), ExportFailure> {
    let failed = |error| ExportFailure::File { file: out.to_owned(), error };
    fs::create_dir_all(out).map_err(failed)?;
    match fs::read_dir(out).map_err(failed)?.next() {
        Some(_) => Err(ExportFailure::Occupied(out.to_owned())),
        None => Ok(()),
    }
}

struct Exporter<'a> {
    log: &'a RedbLog,
    catalogues: Catalogues,
    out: &'a Path,
}

impl Exporter<'_> {
    async fn export(&self, selection: Selection) -> Result<Vec<ContentsLine>, ExportFailure> {
        let streams = self.selected(selection).await?;
        let mut heads = self.chain_heads().await?;
        let mut contents = Vec::with_capacity(streams.len());
        for stream in streams {
            contents.push(self.stream(stream, &heads.remove(&stream).unwrap_or_default()).await?);
        }
        let mut list = self.create(CONTENTS_FILE)?;
        for line in &contents {
            let written = serde_json::to_writer(&mut list, line).map_err(io::Error::from);
            written
                .and_then(|()| list.write_all(b"\n"))
                .map_err(|error| self.failed(CONTENTS_FILE, error))?;
        }
        self.finish(CONTENTS_FILE, list)?;
        Ok(contents)
    }

    async fn selected(&self, selection: Selection) -> Result<Vec<StreamId>, ExportFailure> {
        match selection {
            Selection::Everything => {
                let mut streams = Vec::new();
                loop {
                    let page = self.log.streams(streams.last().copied(), STREAMS).await?;
                    if page.is_empty() {
                        return Ok(streams);
                    }
                    streams.extend(page.into_iter().map(|(stream, _)| stream));
                }
            }
            Selection::Analysis(analysis) => {
                self.first(analysis, StreamKind::Analysis).await?;
                Ok(vec![analysis])
            }
            Selection::Cycle(cycle) => {
                self.first(cycle, StreamKind::Cycle).await?;
                let mut ledger = Ledger::<CycleState>::new(cycle);
                loop {
                    let page = self.log.read(cycle, ledger.revision(), ReadLimit::default()).await?;
                    if page.commits.is_empty() {
                        break;
                    }
                    for commit in &page.commits {
                        let broken = |error: etappe_protocol::event::EventError| {
                            ExportError::Broken(cycle, error.to_string())
                        };
                        ledger.replay(commit).map_err(broken)?;
                    }
                }
                let mut streams = vec![cycle];
                streams.extend(ledger.state().enrolled());
                Ok(streams)
            }
        }
    }

    /// The first commit of a stream that has to be of a kind.
    async fn first(&self, stream: StreamId, kind: StreamKind) -> Result<Commit, ExportFailure> {
        let limit = ReadLimit { commits: 1, ..ReadLimit::default() };
        let page = self.log.read(stream, Revision::ZERO, limit).await?;
        let first = page.commits.into_iter().next();
        first.filter(|first| StreamKind::of_first(first) == kind).ok_or(ExportFailure::Unknown(kind, stream))
    }

    /// All stored chain heads. They stand in the log and in no index, so the log is walked once.
    async fn chain_heads(&self) -> Result<BTreeMap<StreamId, Vec<ChainHead>>, ReadError> {
        let mut heads: BTreeMap<StreamId, Vec<ChainHead>> = BTreeMap::new();
        let mut reached = Position::default();
        loop {
            let page = self.log.scan(reached, ReadLimit::default()).await?;
            let Some((last, _)) = page.last() else { return Ok(heads) };
            reached = *last;
            for (_, entry) in page {
                if let Entry::Head(head) = entry {
                    heads.entry(head.stream).or_default().push(head);
                }
            }
        }
    }

    async fn stream(&self, stream: StreamId, heads: &[ChainHead]) -> Result<ContentsLine, ExportFailure> {
        let mut heads = heads.iter().peekable();
        let mut page = self.log.read(stream, Revision::ZERO, ReadLimit::default()).await?;
        let Some(first) = page.commits.first() else {
            return Err(ExportError::Broken(stream, "is empty".to_owned()).into());
        };
        let head = page.head;
        let kind = StreamKind::of_first(first);
        let name = if stream == StreamId::INSTALLATION {
            format!("{kind}.jsonl")
        } else {
            format!("{kind}-{stream}.jsonl")
        };
        let mut writer = StreamWriter::begin(self.create(&name)?, &self.catalogues, first, head)?;
        while !page.commits.is_empty() {
            for commit in &page.commits {
                writer.commit(commit)?;
                while let Some(head) = heads.next_if(|head| head.revision <= commit.revision) {
                    writer.head(head)?;
                }
            }
            page = self.log.read(stream, writer.reached(), ReadLimit::default()).await?;
        }
        let (file, end) = writer.end()?;
        self.finish(&name, file)?;
        let stream = stream.to_string();
        Ok(ContentsLine { file: name, kind, stream, head: head.0, chain: end.chain, digest: end.digest })
    }

    fn create(&self, name: &str) -> Result<BufWriter<File>, ExportFailure> {
        let file = File::create_new(self.out.join(name)).map_err(|error| self.failed(name, error))?;
        Ok(BufWriter::new(file))
    }

    fn finish(&self, name: &str, file: BufWriter<File>) -> Result<(), ExportFailure> {
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all()).map_err(|error| self.failed(name, error))
    }

    fn failed(&self, name: &str, error: io::Error) -> ExportFailure {
        ExportFailure::File { file: self.out.join(name), error }
    }
}

#[cfg(test)]
mod tests;
