//! Which stored characters make up what is to be made unreadable, and the bodies that take their place. Pure.
//!
//! Every inserted character is followed from the commit that brought it, through all edits by others, to where it
//! stands or was deleted. A passage is therefore the insertions that it came from, however it was typed; and words are
//! found wherever they ever stood together, deleted text included. A character becomes one block character, so
//! every later offset holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::commit::Commit;
use crate::event::{Event, EventError, QuestionAskedV1, TextEditedV1};
use crate::limits;
use crate::revision::Revision;
use crate::text::{Component, FieldAddress, Operation};

/// What stands for a character that was made unreadable.
pub const BLOCK: char = '\u{2588}';

/// A part of a text as it stood at a revision, in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Which text.
    pub field: FieldAddress,
    /// Where it begins.
    pub from: u32,
    /// Where it ends; behind the last character.
    pub to: u32,
    /// After which commit.
    pub at: Revision,
}

/// What is to be made unreadable; at least one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The characters of a passage, in whichever commits they were typed.
    pub passage: Option<Passage>,
    /// Words wherever they ever stood in any text or question of the analysis, upper and lower case alike.
    pub words: Option<String>,
}

/// Body of `POST /api/analysis/{analysis}/redact`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionAsked {
    /// What.
    pub target: Target,
    /// Whether only to say what would be made unreadable.
    pub is_dry: bool,
}

/// What a redaction finds, or has found: numbers and places, no text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionFound {
    /// Stored commits that hold some of it.
    pub commits: u64,
    /// Characters in them.
    pub chars: u64,
    /// Texts in which it stands or stood.
    pub fields: Vec<FieldAddress>,
    /// Questions of coordinators that hold it.
    pub questions: u32,
    /// Whether some of it is to be read now.
    pub is_shown: bool,
    /// Milestones that were kept after it was first written: what was read there reads differently too.
    pub milestones: u64,
}

/// Why a history cannot be searched for a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TraceError {
    /// There is no such passage, or nothing is looked for.
    #[error("there is no such passage")]
    NoPassage,
    /// The words are longer than [`limits::REDACT_CHARS`].
    #[error("the words are too long")]
    TooLong,
    /// An event of a newer program, or a damaged one.
    #[error("revision {0}: {1}")]
    Event(Revision, EventError),
}

/// Characters to be replaced, by commit: places within all that the commit inserts, in order.
pub type Marks = BTreeMap<Revision, BTreeSet<u32>>;

/// What is known once the whole history was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What is to be replaced.
    pub marks: Marks,
    /// Texts in which it stands or stood.
    pub fields: BTreeSet<FieldAddress>,
    /// Questions of coordinators in which it stands.
    pub questions: u32,
    /// Whether some of it stands in a text now.
    pub is_shown: bool,
    /// The last commit that was looked at.
    pub head: Revision,
}

/// A character of a text and the insertion that it came from.
#[derive(Clone, Copy, Debug)]
struct Piece {
    char: char,
    revision: Revision,
    index: u32,
}

/// Folds a history, commit by commit, looking for a target.
#[derive(Debug)]
pub struct Tracer {
    passage: Option<Passage>,
    words: Vec<char>,
    texts: BTreeMap<FieldAddress, Vec<Piece>>,
    trace: Trace,
}

impl Tracer {
    /// Nothing looked at yet.
    ///
    /// # Errors
    /// [`TraceError`] when nothing is looked for, or too much.
    pub fn new(target: &Target) -> Result<Self, TraceError> {
        let words: Vec<char> = target.words.as_deref().unwrap_or_default().chars().map(folded).collect();
        let passage = target.passage.clone();
        if limits::REDACT_CHARS < words.len() {
            return Err(TraceError::TooLong);
        }
        if passage.as_ref().is_some_and(|passage| passage.to <= passage.from) {
            return Err(TraceError::NoPassage);
        }
        if passage.is_none() && words.iter().all(|char| char.is_whitespace()) {
            return Err(TraceError::NoPassage);
        }
        Ok(Self { passage, words, texts: BTreeMap::new(), trace: Trace::default() })
    }

    /// Looks at the next commit of the stream.
    ///
    /// # Errors
    /// [`TraceError`].
    pub fn fold(&mut self, commit: &Commit) -> Result<(), TraceError> {
        let event = commit.event().map_err(|error| TraceError::Event(commit.revision, error))?;
        match &event {
            Event::TextEdited(edited) => self.fold_text(commit.revision, edited),
            Event::QuestionAsked(asked) => self.fold_question(commit.revision, asked),
            Event::AnalysisCreated(_)
            | Event::RatingSet(_)
            | Event::RatingCleared(_)
            | Event::RatingProposed(_)
            | Event::ProposalWithdrawn(_)
            | Event::MeasureAdded(_)
            | Event::MeasureChanged(_)
            | Event::QuestionSettled(_)
            | Event::InsightGranted(_)
            | Event::EnrolmentConsented(_)
            | Event::EnrolmentWithdrawn(_)
            | Event::MilestonePinned(_)
            | Event::HomeworkMarked(_)
            | Event::Redacted(_) => {}
        }
        self.trace.head = commit.revision;
        if let Some(passage) = self.passage.take_if(|passage| passage.at == commit.revision) {
            self.mark_passage(&passage)?;
        }
        Ok(())
    }

    /// Ends the search.
    ///
    /// # Errors
    /// [`TraceError::NoPassage`] when the history ends before the revision of the passage.
    pub fn finish(mut self) -> Result<Trace, TraceError> {
        if self.passage.is_some() {
            return Err(TraceError::NoPassage);
        }
        let marks = &self.trace.marks;
        let is_marked =
            |piece: &Piece| marks.get(&piece.revision).is_some_and(|marks| marks.contains(&piece.index));
        self.trace.is_shown = self.texts.values().flatten().any(is_marked);
        Ok(self.trace)
    }

    fn fold_text(&mut self, revision: Revision, edited: &TextEditedV1) {
        let is_of_passage = self.passage.as_ref().is_some_and(|passage| passage.field == edited.field);
        if self.words.is_empty() && !is_of_passage && !self.texts.contains_key(&edited.field) {
            return;
        }
        let text = self.texts.entry(edited.field.clone()).or_default();
        let changed = apply(text, revision, &edited.operation);
        let mut found = Vec::new();
        for (start, end) in changed {
            find(text, &self.words, (start, end), |piece| found.push((piece.revision, piece.index)));
        }
        if !found.is_empty() {
            self.trace.fields.insert(edited.field.clone());
        }
        for (revision, index) in found {
            self.trace.marks.entry(revision).or_default().insert(index);
        }
    }

    fn fold_question(&mut self, revision: Revision, asked: &QuestionAskedV1) {
        let chars = (0..).zip(asked.text.chars());
        let text: Vec<_> = chars.map(|(index, char)| Piece { char, revision, index }).collect();
        let marks = &mut self.trace.marks;
        let before = marks.len();
        find(&text, &self.words, (0, text.len()), |piece| {
            marks.entry(revision).or_default().insert(piece.index);
        });
        self.trace.questions += u32::from(before < marks.len());
    }

    fn mark_passage(&mut self, passage: &Passage) -> Result<(), TraceError> {
        let text = self.texts.get(&passage.field).map_or(&[][..], Vec::as_slice);
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let pieces = text.get(place(passage.from)..place(passage.to)).ok_or(TraceError::NoPassage)?;
        for piece in pieces.iter().filter(|piece| piece.char != BLOCK) {
            self.trace.marks.entry(piece.revision).or_default().insert(piece.index);
            self.trace.fields.insert(passage.field.clone());
        }
        Ok(())
    }
}

/// The event of a commit with the marked characters made unreadable; `None` when it inserts no text.
///
/// # Errors
/// [`EventError`].
pub fn replace(commit: &Commit, marks: &BTreeSet<u32>) -> Result<Option<Event>, EventError> {
    let block = |index, char| if marks.contains(&index) { BLOCK } else { char };
    Ok(match commit.event()? {
        Event::TextEdited(TextEditedV1 { field, operation }) => {
            Some(Event::TextEdited(TextEditedV1 { field, operation: operation.map_inserted(block) }))
        }
        Event::QuestionAsked(asked) => {
            let text = (0..).zip(asked.text.chars()).map(|(index, char)| block(index, char)).collect();
            Some(Event::QuestionAsked(QuestionAskedV1 { text, ..asked }))
        }
        Event::AnalysisCreated(_)
        | Event::RatingSet(_)
        | Event::RatingCleared(_)
        | Event::RatingProposed(_)
        | Event::ProposalWithdrawn(_)
        | Event::MeasureAdded(_)
        | Event::MeasureChanged(_)
        | Event::QuestionSettled(_)
        | Event::InsightGranted(_)
        | Event::EnrolmentConsented(_)
        | Event::EnrolmentWithdrawn(_)
        | Event::MilestonePinned(_)
        | Event::HomeworkMarked(_)
        | Event::Redacted(_) => None,
    })
}

/// Applies an edit and says where the text is new or has closed over a gap: ranges, empty for a deletion.
fn apply(text: &mut Vec<Piece>, revision: Revision, operation: &Operation) -> Vec<(usize, usize)> {
    let (mut at, mut index, mut changed) = (0, 0, Vec::new());
    for component in operation.components() {
        match component {
            Component::Retain(count) => at = text.len().min(at + *count as usize),
            Component::Delete(count) => {
                drop(text.drain(at..text.len().min(at + *count as usize)));
                changed.push((at, at));
            }
            Component::Insert(inserted) => {
                let pieces: Vec<_> = (index..)
                    .zip(inserted.chars())
                    .map(|(index, char)| Piece { char, revision, index })
                    .collect();
                let (start, end) = (at, at + pieces.len());
                index += u32::try_from(pieces.len()).unwrap_or(u32::MAX);
                drop(text.splice(at..at, pieces));
                changed.push((start, end));
                at = end;
            }
        }
    }
    changed
}

/// Calls `found` for every character of the words wherever they touch a range of the text.
fn find(text: &[Piece], words: &[char], (start, end): (usize, usize), mut found: impl FnMut(&Piece)) {
    let Some(reach) = words.len().checked_sub(1) else { return };
    let from = start.saturating_sub(reach);
    let to = text.len().min(end.saturating_add(reach));
    let Some(part) = text.get(from..to) else { return };
    for window in part.windows(words.len()) {
        if window.iter().zip(words).all(|(piece, char)| folded(piece.char) == *char) {
            window.iter().for_each(&mut found);
        }
    }
}

/// Upper and lower case alike, one character for one.
fn folded(char: char) -> char {
    let mut lower = char.to_lowercase();
    lower.next().filter(|_| lower.len() == 0).unwrap_or(char)
}
