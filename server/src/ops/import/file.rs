//! Walks one file and checks all that can be checked of it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec;
use etappe_protocol::id::StreamId;

use super::error::{ImportFailure, LineProblem};
use crate::event_log::Entry;
use crate::export::{
    CatalogueLine, CommitLine, EXPORT_FORMAT, EndLine, HeadLine, HeaderLine, LINE_BYTES, Line, StreamKind,
    bytes_of_hex, readable,
};
use crate::hex::hex;
use crate::ops::export::ContentsLine;
use crate::ops::verify::StreamCheck;
use crate::stream::Catalogues;

/// What a file holds, all of it checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) stream: StreamId,
    pub(super) kind: StreamKind,
    end: EndLine,
    /// Of every stored byte.
    records: [u8; 32],
}

impl Found {
    pub(super) const fn commits(&self) -> u64 {
        self.end.commits
    }

    /// Whether this is what a list of contents speaks of.
    pub(super) fn is(&self, line: &ContentsLine) -> bool {
        self.kind == line.kind
            && self.stream.to_string() == line.stream
            && self.end.commits == line.head
            && self.end.chain == line.chain
            && self.end.digest == line.digest
    }
}

/// Takes a record on its way into the log.
pub(super) type Put<'a> = dyn FnMut(&[u8]) -> Result<(), ImportFailure> + 'a;

/// Walks a file from its first to its last line and hands every record to `put`. Memory holds a line and the state of
/// the stream.
pub(super) fn walk(path: &Path, catalogues: &Catalogues, put: &mut Put<'_>) -> Result<Found, ImportFailure> {
    let mut lines = Lines::open(path)?;
    let Some(Line::Header(header)) = lines.next()? else { return Err(lines.wrong(expected("a header"))) };
    let mut walk = Walk::begin(header).map_err(|problem| lines.wrong(problem))?;
    loop {
        let record = match lines.next()?.ok_or_else(|| lines.wrong(LineProblem::CutOff))? {
            Line::Header(_) => Err(expected("a commit")),
            Line::Catalogue(line) => walk.catalogue(&line, catalogues).map(|()| Vec::new()),
            Line::Commit(line) => walk.commit(&line),
            Line::Head(line) => walk.head(&line),
            Line::End(end) => {
                let found = walk.end(end).map_err(|problem| lines.wrong(problem))?;
                return match lines.next() {
                    Ok(None) => Ok(found),
                    Ok(Some(_)) | Err(_) => Err(lines.wrong(LineProblem::Rest)),
                };
            }
        };
        let record = record.map_err(|problem| lines.wrong(problem))?;
        if !record.is_empty() {
            put(&record)?;
        }
    }
}

const fn expected(what: &'static str) -> LineProblem {
    LineProblem::Expected(what)
}

/// The stream up to the line looked at last.
struct Walk {
    stream: StreamId,
    header: HeaderLine,
    check: StreamCheck,
    heads: u64,
    records: blake3::Hasher,
}

impl Walk {
    fn begin(header: HeaderLine) -> Result<Self, LineProblem> {
        if header.format != EXPORT_FORMAT {
            return Err(LineProblem::Format(header.format));
        }
        let stream = header.stream_id().ok_or(LineProblem::Hex("stream"))?;
        Ok(Self { stream, header, check: StreamCheck::default(), heads: 0, records: blake3::Hasher::new() })
    }

    /// The questionnaire has to be here already, byte for byte: an edition never changes.
    fn catalogue(&self, line: &CatalogueLine, catalogues: &Catalogues) -> Result<(), LineProblem> {
        if self.check.revision.0 != 0 {
            return Err(expected("a commit"));
        }
        let bytes = bytes_of_hex(&line.bytes).ok_or(LineProblem::Hex("bytes"))?;
        let sent: Catalogue =
            codec::decode(&bytes).map_err(|error| LineProblem::Syntax(error.to_string()))?;
        if CatalogueLine::of(&sent).as_ref() != Some(line) {
            return Err(LineProblem::Disagrees("catalogue"));
        }
        let here = catalogues.get(&line.key, line.edition);
        if here.is_none_or(|here| *here != sent) {
            return Err(LineProblem::Questionnaire(line.key.clone(), line.edition));
        }
        Ok(())
    }

    fn commit(&mut self, line: &CommitLine) -> Result<Vec<u8>, LineProblem> {
        let record = bytes_of_hex(&line.record).ok_or(LineProblem::Hex("record"))?;
        let Entry::Commit(commit) = Entry::decode(&record)? else { return Err(LineProblem::Kind) };
        if commit.stream != self.stream {
            return Err(LineProblem::Stream);
        }
        let kind = self.header.kind;
        if self.check.revision.0 == 0 && StreamKind::of_first(&commit) != kind {
            return Err(LineProblem::Disagrees("kind"));
        }
        let mut wrong = None;
        self.check.commit(&commit, |what| {
            wrong.get_or_insert(what);
        });
        if let Some(what) = wrong {
            return Err(LineProblem::Broken(what));
        }
        let says = readable(kind, &commit).map_err(|error| LineProblem::Broken(error.to_string()))?;
        let differs = [
            ("revision", says.revision != line.says.revision),
            ("time", says.time != line.says.time),
            ("actor", says.actor != line.says.actor),
            ("op", says.op != line.says.op),
            ("event", says.event != line.says.event),
            ("fields", says.fields != line.says.fields),
            ("record", commit.encode() != record),
        ];
        if let Some((field, _)) = differs.into_iter().find(|(_, differs)| *differs) {
            return Err(LineProblem::Disagrees(field));
        }
        self.records.update(&record);
        Ok(record)
    }

    fn head(&mut self, line: &HeadLine) -> Result<Vec<u8>, LineProblem> {
        let record = bytes_of_hex(&line.record).ok_or(LineProblem::Hex("record"))?;
        let Entry::Head(head) = Entry::decode(&record)? else { return Err(LineProblem::Kind) };
        if head.stream != self.stream {
            return Err(LineProblem::Stream);
        }
        if head.revision.0 != line.revision || hex(&head.chain.0) != line.chain {
            return Err(LineProblem::Disagrees("chain"));
        }
        self.check.head(&head).map_err(|what| LineProblem::Broken(what.to_owned()))?;
        self.heads += 1;
        self.records.update(&record);
        Ok(record)
    }

    fn end(self, end: EndLine) -> Result<Found, LineProblem> {
        let mut wrong = None;
        self.check.swapped(|what| {
            wrong.get_or_insert(what);
        });
        if let Some(what) = wrong {
            return Err(LineProblem::Broken(what));
        }
        let digest = self.check.digest().map(|digest| hex(&digest));
        let differs = [
            ("commits", end.commits != self.check.revision.0 || end.commits != self.header.head),
            ("heads", end.heads != self.heads),
            ("chain", end.chain != hex(&self.check.chain.0)),
            ("digest", end.digest != digest),
        ];
        if let Some((field, _)) = differs.into_iter().find(|(_, differs)| *differs) {
            return Err(LineProblem::Disagrees(field));
        }
        if end.commits == 0 {
            return Err(expected("a commit"));
        }
        let records = *self.records.finalize().as_bytes();
        Ok(Found { stream: self.stream, kind: self.header.kind, end, records })
    }
}

/// The lines of a file, one at a time.
struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    number: u64,
    text: Vec<u8>,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, ImportFailure> {
        let file = File::open(path).map_err(|error| ImportFailure::File { file: path.to_owned(), error })?;
        Ok(Self { path: path.to_owned(), file: BufReader::new(file), number: 0, text: Vec::new() })
    }

    /// `None` behind the last line.
    fn next(&mut self) -> Result<Option<Line>, ImportFailure> {
        self.text.clear();
        self.number += 1;
        let read = self.file.by_ref().take(LINE_BYTES).read_until(b'\n', &mut self.text);
        let read = read.map_err(|error| ImportFailure::File { file: self.path.clone(), error })?;
        if read == 0 {
            return Ok(None);
        }
        if self.text.last() != Some(&b'\n') {
            let is_long = LINE_BYTES <= self.text.len() as u64;
            return Err(self.wrong(if is_long { LineProblem::TooLong } else { LineProblem::CutOff }));
        }
        let line = serde_json::from_slice(&self.text);
        line.map(Some).map_err(|error| self.wrong(LineProblem::Syntax(error.to_string())))
    }

    fn wrong(&self, problem: LineProblem) -> ImportFailure {
        ImportFailure::Line { file: self.path.clone(), line: self.number, problem }
    }
}
