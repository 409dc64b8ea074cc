//! Making text unreadable: everything that was typed is found, nothing else changes, and every later offset holds.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/edits.rs"]
mod edits;
#[path = "support/sample.rs"]
mod sample;

use edits::{edit, edit_numbers};
use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::redact::{BLOCK, Passage, Target, Trace, TraceError, Tracer, replace};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use proptest::collection::vec;
use proptest::prelude::*;
use sample::{actor, item, replica};

const FIELD: FieldAddress = FieldAddress::NOTES;

/// The history of a text in which these edits follow one another.
fn history(operations: Vec<Operation>) -> Vec<Commit> {
    let mut sequence = sample::sequence();
    let edits = (1..).zip(operations).map(|(counter, operation)| {
        let op_id = OpId { replica: replica(1), counter };
        sequence.judge_own(actor(1), op_id, Op::EditText { field: FIELD, operation }, 5_000, [3; 8]).unwrap()
    });
    let edits: Vec<_> = edits.collect();
    let first = sample::sequence().judge_own(
        actor(9),
        OpId { replica: replica(9), counter: 1 },
        Op::AddMeasure { subject: item("A1.1") },
        1_000,
        [0; 8],
    );
    // Revision 1 is the beginning; any commit without text does in its place.
    let first = Commit { revision: Revision(1), ..first.unwrap() };
    std::iter::once(first).chain(edits).collect()
}

fn typed(steps: &[(u32, u32, &str)]) -> Vec<Commit> {
    history(steps.iter().map(|(at, deleted, text)| Operation::splice(*at, *deleted, text)).collect())
}

fn trace(commits: &[Commit], target: &Target) -> Result<Trace, TraceError> {
    let mut tracer = Tracer::new(target)?;
    for commit in commits {
        tracer.fold(commit)?;
    }
    tracer.finish()
}

fn redacted(commits: &[Commit], trace: &Trace) -> Vec<Commit> {
    let commits = commits.iter().map(|commit| match trace.marks.get(&commit.revision) {
        Some(marks) => {
            let event = replace(commit, marks).unwrap().unwrap();
            commit.replaced([9; 8], event.encode_body().unwrap())
        }
        None => commit.clone(),
    });
    commits.collect()
}

/// The text after every commit.
fn texts(commits: &[Commit]) -> Vec<String> {
    let mut state = AnalysisState::default();
    let texts = commits.iter().map(|commit| {
        state.apply(Meta::from(commit), &commit.event().unwrap());
        state.text(&FIELD).to_owned()
    });
    texts.collect()
}

fn chain(commits: &[Commit]) -> Chain {
    commits.iter().fold(Chain::START, Chain::after)
}

fn passage(from: u32, to: u32, at: u64) -> Target {
    Target { passage: Some(Passage { field: FIELD, from, to, at: Revision(at) }), words: None }
}

fn words(words: &str) -> Target {
    Target { passage: None, words: Some(words.to_owned()) }
}

#[test]
fn a_passage_is_found_however_it_was_typed() {
    // "Anna" comes in three commits, and what stands around it moves.
    let commits = typed(&[(0, 0, "Fr. An ruft"), (6, 0, "n"), (0, 0, ">> "), (10, 0, "a"), (0, 3, "")]);
    assert_eq!(texts(&commits)[5], "Fr. Anna ruft");
    let trace = trace(&commits, &passage(4, 8, 6)).unwrap();
    let marks: Vec<_> = trace
        .marks
        .iter()
        .map(|(revision, marks)| (revision.0, marks.iter().copied().collect::<Vec<_>>()))
        .collect();
    assert_eq!(marks, [(2, vec![4, 5]), (3, vec![0]), (5, vec![0])]);
    assert!(trace.is_shown && trace.fields.contains(&FIELD));
    let after = redacted(&commits, &trace);
    assert_eq!(texts(&after)[5], format!("Fr. {} ruft", BLOCK.to_string().repeat(4)));
    assert_eq!(texts(&after)[3], format!(">> Fr. {} ruft", BLOCK.to_string().repeat(3)));
    assert_eq!(chain(&after), chain(&commits), "the chain goes on over what was accepted");
}

#[test]
fn words_are_found_wherever_they_ever_stood() {
    // Once in one go, deleted; once closed over a gap; once in capitals.
    let commits =
        typed(&[(0, 0, "anna"), (0, 4, ""), (0, 0, "anXna"), (2, 1, ""), (4, 0, " ANNA"), (0, 9, "")]);
    let trace = trace(&commits, &words("Anna")).unwrap();
    assert!(!trace.is_shown, "nothing of it stands there now");
    let after = redacted(&commits, &trace);
    let stored: String =
        after.iter().map(|commit| String::from_utf8_lossy(&commit.body).into_owned()).collect();
    assert!(!stored.to_lowercase().contains("an") && stored.contains('X'), "{stored}");
    assert_eq!(trace.marks.len(), 3);
}

#[test]
fn what_is_not_there_is_refused() {
    let commits = typed(&[(0, 0, "kurz")]);
    assert_eq!(trace(&commits, &passage(2, 9, 2)), Err(TraceError::NoPassage));
    assert_eq!(trace(&commits, &passage(2, 2, 2)), Err(TraceError::NoPassage));
    assert_eq!(trace(&commits, &passage(0, 2, 9)), Err(TraceError::NoPassage));
    assert_eq!(trace(&commits, &words(" ")), Err(TraceError::NoPassage));
    assert_eq!(trace(&commits, &words(&"x".repeat(9_000))), Err(TraceError::TooLong));
    assert!(trace(&commits, &words("lang")).unwrap().marks.is_empty());
}

#[test]
fn what_is_unreadable_already_is_left_as_it_is() {
    let commits = typed(&[(0, 0, "Anna ruft Anna")]);
    let once = redacted(&commits, &trace(&commits, &passage(0, 4, 2)).unwrap());
    assert!(trace(&once, &passage(0, 4, 2)).unwrap().marks.is_empty());
    let again = trace(&once, &words("anna")).unwrap();
    let twice = redacted(&once, &again);
    assert_eq!(twice[1].accepted_hash(), commits[1].content_hash());
    assert_eq!((chain(&twice), twice[1].stream), (chain(&commits), StreamId([7; 16])));
}

proptest! {
    #![proptest_config(sample::cases(5_000))]

    #[test]
    fn only_the_passage_changes_and_only_into_blocks(
        numbers in vec(edit_numbers(), 1..12), from in any::<prop::sample::Index>(), length in 1_usize..6
    ) {
        let mut text = String::new();
        let operations = numbers.iter().map(|numbers| {
            let (operation, after) = edit(&text, numbers);
            text = after;
            operation
        });
        let commits = history(operations.collect());
        let chars: Vec<_> = text.chars().collect();
        prop_assume!(!chars.is_empty());
        let from = from.index(chars.len());
        let to = (from + length).min(chars.len());
        let head = commits.len() as u64;
        let at = |place: usize| u32::try_from(place).unwrap();
        let trace = trace(&commits, &passage(at(from), at(to), head)).unwrap();
        let after = redacted(&commits, &trace);
        prop_assert_eq!(trace.marks.values().map(std::collections::BTreeSet::len).sum::<usize>(), to - from);
        let expected = chars.iter().enumerate();
        let expected: String =
            expected.map(|(place, char)| if (from..to).contains(&place) { BLOCK } else { *char }).collect();
        let now = texts(&after);
        prop_assert_eq!(now.last(), Some(&expected));
        for (before, after) in texts(&commits).iter().zip(texts(&after)) {
            prop_assert_eq!(before.chars().count(), after.chars().count());
            prop_assert!(before.chars().zip(after.chars()).all(|(old, new)| new == old || new == BLOCK));
        }
        prop_assert_eq!(chain(&after), chain(&commits));
    }
}
