//! Walks the whole log and checks everything that can be checked without the people behind it.

mod stream;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use etappe_protocol::id::StreamId;
use thiserror::Error;

pub(crate) use self::stream::StreamCheck;
use crate::access::{AuditCheck, verify_audit};
use crate::app::AUDIT_FILE;
use crate::event_log::redb::{LOG_FILE, OpenError, RedbOptions, open_log_file};
use crate::event_log::{Entry, Position, ReadError, ReadLimit};
use crate::hex::hex;

/// Problems that are kept; more are only counted.
const PROBLEMS: usize = 1_000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Streams with at least one commit.
    pub streams: u64,
    /// Commits of all streams.
    pub commits: u64,
    /// Chain heads that were compared.
    pub heads: u64,
    /// Everything that is wrong, in log order; at most 1,000 of them are kept.
    pub problems: Vec<Problem>,
    /// Number of problems, those not kept included.
    pub problem_count: u64,
    /// What the chain of the audit log says.
    pub audit: AuditCheck,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("position {}: {what}", .position.0)]
pub struct Problem {
    /// Where in the log.
    pub position: Position,
    /// What.
    pub what: String,
}

/// Why a log could not be checked at all.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no log.
    #[error("no log in this folder")]
    Missing,
    /// It does not open; [`OpenError::Locked`] while the server is running.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The lines could not be written.
    #[error("output: {0}")]
    Output(#[from] io::Error),
}

impl VerifyReport {
    /// Whether everything is as it should be.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.problem_count == 0 && self.audit.problem.is_none()
    }

    fn note(&mut self, position: Position, what: String) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS {
            self.problems.push(Problem { position, what });
        }
    }
}

/// Checks the log in `dir`, every page and every record of it, in one pass: checksums, gapless revisions, rising
/// times, op ids used once, events that decode and fold, bodies replaced only where a later commit says so, and every
/// stored chain head against the chain as recomputed.
///
/// With `hashes` a line for every stream goes to `out`: `id revision state-digest chain`, all but the revision in
/// hexadecimal, and `-` for the digest of a cycle or of the installation. Memory holds the states of all streams, not their histories.
///
/// # Errors
/// [`VerifyError`]; what is wrong within the log is in the report instead.
pub fn verify(dir: &Path, hashes: bool, out: &mut dyn Write) -> Result<VerifyReport, VerifyError> {
    if !dir.join(LOG_FILE).exists() {
        return Err(VerifyError::Missing);
    }
    let options = RedbOptions { check_integrity: true, ..RedbOptions::default() };
    let (file, tail) = open_log_file(dir, options)?;
    let mut report = VerifyReport::default();
    let mut streams = BTreeMap::new();
    let mut reached = Position::default();
    loop {
        let page = match file.scan(reached, ReadLimit::default()) {
            Ok(page) => page,
            Err(ReadError::Damaged { position, reason }) => {
                report.note(position, reason);
                break;
            }
            Err(ReadError::Unavailable(reason)) => return Err(OpenError::Io(reason).into()),
        };
        let Some((last, _)) = page.last() else { break };
        if page.first().is_some_and(|(first, _)| first.0 != reached.0 + 1) {
            report.note(reached, "a gap behind this position".to_owned());
        }
        reached = *last;
        for (position, entry) in page {
            check(&mut report, &mut streams, position, entry);
        }
    }
    for (id, stream) in &streams {
        stream.swapped(|what| report.note(reached, format!("stream {id}: {what}")));
    }
    if report.is_clean() && reached != tail.last() {
        report.note(reached, "the log ends early".to_owned());
    }
    report.streams = streams.len() as u64;
    report.audit = verify_audit(&dir.join(AUDIT_FILE))
        .unwrap_or_else(|error| AuditCheck { problem: Some(error.to_string()), ..AuditCheck::default() });
    if hashes {
        for (id, stream) in &streams {
            let digest = stream.digest().map_or_else(|| "-".to_owned(), |digest| hex(&digest));
            let chain = hex(&stream.chain.0);
            writeln!(out, "{id} {} {digest} {chain}", stream.revision)?;
        }
    }
    Ok(report)
}

fn check(
    report: &mut VerifyReport,
    streams: &mut BTreeMap<StreamId, StreamCheck>,
    position: Position,
    entry: Entry,
) {
    match entry {
        Entry::Commit(commit) => {
            report.commits += 1;
            let stream = streams.entry(commit.stream).or_default();
            stream.commit(&commit, |what| report.note(position, format!("stream {}: {what}", commit.stream)));
        }
        Entry::Gone => {}
        Entry::Head(head) => {
            report.heads += 1;
            let verdict =
                streams.get(&head.stream).map_or(Err("a chain head before any commit"), |s| s.head(&head));
            if let Err(what) = verdict {
                report.note(position, format!("stream {}: {what}", head.stream));
            }
        }
    }
}

#[cfg(test)]
mod tests;
