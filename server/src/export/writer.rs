//! Writes a stream's lines while its commits go by, and checks them on the way: what is broken is not carried out.

use std::io::{self, Write};

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::cycle::{CycleEvent, CycleState};
use etappe_protocol::event::Event;
use etappe_protocol::id::StreamId;
use etappe_protocol::ledger::Aggregate;
use etappe_protocol::revision::Revision;
use thiserror::Error;

use super::EXPORT_FORMAT;
use super::kind::StreamKind;
use super::line::{CatalogueLine, CommitLine, EndLine, HeadLine, HeaderLine, Line};
use super::readable::readable;
use crate::event_log::ChainHead;
use crate::hex::hex;
use crate::ops::verify::StreamCheck;
use crate::stream::Catalogues;

/// Why a stream was not written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The file.
    #[error("writing: {0}")]
    Output(#[from] io::Error),
    /// The stream does not hold together.
    #[error("stream {0}: {1}")]
    Broken(StreamId, String),
}

/// Writes one stream. Memory holds the state of the stream, not its history.
pub struct StreamWriter<W> {
    out: W,
    stream: StreamId,
    kind: StreamKind,
    head: Revision,
    check: StreamCheck,
    heads: u64,
}

impl<W: Write> StreamWriter<W> {
    /// Begins with the header, and the questionnaire that `first` refers to where it is installed.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn begin(
        out: W,
        catalogues: &Catalogues,
        first: &Commit,
        head: Revision,
    ) -> Result<Self, ExportError> {
        let (stream, kind) = (first.stream, StreamKind::of_first(first));
        let mut writer = Self { out, stream, kind, head, check: StreamCheck::default(), heads: 0 };
        writer.line(&Line::Header(HeaderLine {
            format: EXPORT_FORMAT,
            kind,
            stream: stream.to_string(),
            head: head.0,
        }))?;
        let referred = referred(kind, first).and_then(|(key, edition)| catalogues.get(&key, edition));
        if let Some(line) = referred.and_then(|catalogue| CatalogueLine::of(&catalogue)) {
            writer.line(&Line::Catalogue(line))?;
        }
        Ok(writer)
    }

    /// What the stream is the history of.
    #[must_use]
    pub const fn kind(&self) -> StreamKind {
        self.kind
    }

    /// The last commit written.
    #[must_use]
    pub const fn reached(&self) -> Revision {
        self.check.revision
    }

    /// The next commit.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn commit(&mut self, commit: &Commit) -> Result<(), ExportError> {
        let mut wrong = None;
        self.check.commit(commit, |what| {
            wrong.get_or_insert(what);
        });
        if let Some(what) = wrong {
            return Err(self.broken(what));
        }
        let says = readable(self.kind, commit).map_err(|error| self.broken(error.to_string()))?;
        self.line(&Line::Commit(CommitLine { says, record: hex(&commit.encode()) }))
    }

    /// A chain head that is stored behind the commit written last.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn head(&mut self, head: &ChainHead) -> Result<(), ExportError> {
        self.check.head(head).map_err(|what| self.broken(what.to_owned()))?;
        self.heads += 1;
        self.line(&Line::Head(HeadLine {
            revision: head.revision.0,
            chain: hex(&head.chain.0),
            record: hex(&head.encode()),
        }))
    }

    /// The last line; gives back what was written to, and the line.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn end(mut self) -> Result<(W, EndLine), ExportError> {
        if self.check.revision != self.head {
            return Err(self.broken(format!("ends at revision {}, not {}", self.check.revision, self.head)));
        }
        let Chain(chain) = self.check.chain;
        let end = EndLine {
            commits: self.head.0,
            heads: self.heads,
            chain: hex(&chain),
            digest: self.check.digest().map(|digest| hex(&digest)),
        };
        self.line(&Line::End(end.clone()))?;
        Ok((self.out, end))
    }

    /// What was written to, so that it can be emptied between two commits.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn line(&mut self, line: &Line) -> Result<(), ExportError> {
        serde_json::to_writer(&mut self.out, line).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    fn broken(&self, what: String) -> ExportError {
        ExportError::Broken(self.stream, what)
    }
}

/// Key and edition of the questionnaire that a stream begins with.
fn referred(kind: StreamKind, first: &Commit) -> Option<(String, u32)> {
    match kind {
        StreamKind::Analysis => {
            let Ok(Event::AnalysisCreated(body)) = first.event() else { return None };
            Some((body.catalogue_key, body.catalogue_edition))
        }
        StreamKind::Cycle => {
            let Ok(CycleEvent::Created(body)) = CycleState::decode(first.kind, &first.body) else {
                return None;
            };
            Some((body.catalogue_key, body.catalogue_edition))
        }
        StreamKind::Installation => None,
    }
}
