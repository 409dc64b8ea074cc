//! `etappe import`: what was exported, into an installation that does not have it.

mod error;
mod file;
mod links;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use etappe_protocol::id::StreamId;

pub use self::error::{ImportFailure, LineProblem};
use self::file::{Found, walk};
use super::export::{CONTENTS_FILE, ContentsLine, Selection, note};
use crate::access::AuditKind;
use crate::catalogue;
use crate::event_log::redb::{LogFile, RedbOptions, make_log_file, open_log_file};
use crate::event_log::{Position, ReadLimit};
use crate::export::StreamKind;
use crate::stream::Catalogues;

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Streams with their kinds, in the order of the files.
    pub streams: Vec<(StreamId, StreamKind)>,
    /// Commits of all of them.
    pub commits: u64,
}

/// Imports a file or a folder and says how much it was; with `links` also prints how people come in again.
///
/// # Errors
/// [`ImportFailure`], in words.
pub fn main(data: &Path, path: &Path, links: bool) -> Result<(), Box<dyn Error>> {
    let report = run(data, path)?;
    println!("imported: {} commits in {} streams", report.commits, report.streams.len());
    if links {
        for line in links::make(data, &report)? {
            println!("{line}");
        }
    }
    Ok(())
}

/// Brings the streams of a file or a folder into the log of `data`, which is made if needed. Everything is read twice:
/// first checked, then checked again and stored in one transaction, so that either all of it is there or nothing.
///
/// # Errors
/// [`ImportFailure`]; then the log holds what it held before.
pub fn run(data: &Path, path: &Path) -> Result<ImportReport, ImportFailure> {
    let files = files(path)?;
    let mut catalogues = Catalogues::default();
    catalogues.add(catalogue::load_default()?);
    let mut found = Vec::with_capacity(files.len());
    let mut seen = BTreeSet::new();
    for (file, expected) in &files {
        let walked = walk(file, &catalogues, &mut |_| Ok(()))?;
        if !seen.insert(walked.stream) {
            return Err(ImportFailure::Twice { file: file.clone(), stream: walked.stream });
        }
        if expected.as_ref().is_some_and(|expected| !walked.is(expected)) {
            return Err(ImportFailure::NotOfContents(file.clone()));
        }
        found.push(walked);
    }
    let options = RedbOptions::default();
    make_log_file(data, options)?;
    let (log, mut tail) = open_log_file(data, options)?;
    if let Some(stream) = first_known(&log, &seen)? {
        return Err(ImportFailure::Exists(stream));
    }
    log.append_all(&mut tail, |put| {
        for ((file, _), checked) in files.iter().zip(&found) {
            let again = walk(file, &catalogues, &mut |record| Ok(put(record)?))?;
            if again != *checked {
                return Err(ImportFailure::Changed(file.clone()));
            }
        }
        Ok(())
    })?;
    log.close()?;
    let streams: Vec<_> = found.iter().map(|found| (found.stream, found.kind)).collect();
    let selection = match streams.as_slice() {
        [(stream, StreamKind::Analysis)] => Selection::Analysis(*stream),
        [(stream, StreamKind::Cycle), ..] => Selection::Cycle(*stream),
        [] | [_, ..] => Selection::Everything,
    };
    note(data, AuditKind::Imported, selection)?;
    Ok(ImportReport { streams, commits: found.iter().map(Found::commits).sum() })
}

/// The files of a path, with what its list of contents says of them.
fn files(path: &Path) -> Result<Vec<(PathBuf, Option<ContentsLine>)>, ImportFailure> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), None)]);
    }
    let list = path.join(CONTENTS_FILE);
    if !list.exists() {
        return Err(ImportFailure::Unfinished(path.to_owned()));
    }
    let opened = File::open(&list).map_err(|error| ImportFailure::File { file: list.clone(), error })?;
    let mut files = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(opened).lines()) {
        let line = line.map_err(|error| ImportFailure::File { file: list.clone(), error })?;
        let wrong = |problem| ImportFailure::Line { file: list.clone(), line: number, problem };
        let line: ContentsLine =
            serde_json::from_str(&line).map_err(|error| wrong(LineProblem::Syntax(error.to_string())))?;
        // A list names what lies beside it and nothing else on this machine.
        if line.file.contains(['/', '\\']) || line.file.starts_with('.') {
            return Err(wrong(LineProblem::FileName(line.file)));
        }
        files.push((path.join(&line.file), Some(line)));
    }
    Ok(files)
}

/// A stream that the log has already.
fn first_known(log: &LogFile, wanted: &BTreeSet<StreamId>) -> Result<Option<StreamId>, ImportFailure> {
    let mut reached = Position::default();
    loop {
        let page = log.scan(reached, ReadLimit::default())?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        reached = *last;
        for (_, entry) in page {
            if let Some(stream) = entry.stream().filter(|stream| wanted.contains(stream)) {
                return Ok(Some(stream));
            }
        }
    }
}
