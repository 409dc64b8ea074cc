//! What sheets promise: they read back, explain themselves, and refuse what they do not know.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec::CodecError;
use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{
    Answer, Answers, Outcome, ScoreError, ScoreSheet, SheetError, SheetInputs, SheetMeasure, calculation,
    explain, score, sheet,
};
use sample::{catalogue, code, item};

fn answers(list: &[(&str, &str)]) -> Answers {
    let answer = |code: &str| Answer { code: sample::code(code), contested: false };
    list.iter().map(|(id, code)| (item(id), answer(code))).collect()
}

fn made() -> ScoreSheet {
    let measure = |counter, state| SheetMeasure {
        id: OpId { replica: sample::replica(1), counter },
        subject: item("A1"),
        state,
        due: Some((2027, 3, 1)),
        owner: Some(sample::actor(2)),
    };
    sheet(SheetInputs {
        catalogue: &catalogue(),
        answers: &answers(&[("A1.1", "2"), ("A.1", "3"), ("gone", "3")]),
        measures: vec![measure(9, 1), measure(4, 0), measure(7, 1)],
        analysis: sample::stream(),
        cycle: StreamId([0xcc; 16]),
        milestone: 2,
        closing: 3,
        at_revision: Revision(400),
        moment_ms: 1_772_616_600_000,
    })
    .unwrap()
}

#[test]
fn a_sheet_reads_back_as_it_was_written() {
    let sheet = made();
    assert_eq!(ScoreSheet::decode(&sheet.encode().unwrap()), Ok(sheet.clone()));
    assert_eq!(sheet.answers(), answers(&[("A1.1", "2"), ("A.1", "3")]));
    let states: Vec<_> = sheet.counts.measures.iter().map(|count| (count.state, count.count)).collect();
    assert_eq!(states, [(0, 1), (1, 2)]);
    assert_eq!(sheet.measures.iter().map(|measure| measure.id.counter).collect::<Vec<_>>(), [4, 7, 9]);
}

#[test]
fn a_sheet_of_a_newer_program_or_altered_is_refused() {
    let mut bytes = made().encode().unwrap();
    bytes[0] = 2;
    assert_eq!(ScoreSheet::decode(&bytes), Err(SheetError::UnknownFormat(2)));
    bytes[0] = 0;
    assert_eq!(ScoreSheet::decode(&bytes), Err(SheetError::UnknownFormat(0)));
    assert_eq!(ScoreSheet::decode(&[]), Err(SheetError::Codec(CodecError::Malformed)));
    let mut altered = made();
    altered.answers[0].answer = Some(code("1"));
    assert_eq!(ScoreSheet::decode(&altered.encode().unwrap()), Err(SheetError::Digest));
}

#[test]
fn an_unknown_rule_is_said_so() {
    let mut catalogue = catalogue();
    catalogue.scoring_rule = 2;
    assert_eq!(score(&catalogue, &Answers::new()), Err(ScoreError::UnknownRule(2)));
    assert_eq!(explain(&catalogue, &Answers::new(), &item("A")), Err(ScoreError::UnknownRule(2)));
}

#[test]
fn a_sheet_explains_itself_by_its_own_catalogue_only() {
    let (sheet, mut catalogue) = (made(), catalogue());
    let calculation = |catalogue: &Catalogue| calculation(&sheet, catalogue, &item("A"));
    assert_eq!(calculation(&catalogue).unwrap().outcome, sheet.criteria[0].outcome);
    catalogue.edition += 1;
    assert_eq!(calculation(&catalogue), Err(ScoreError::OtherCatalogue));
}

#[test]
fn own_statements_are_one_part_beside_the_sub_criteria() {
    // A1 = 2/3, the statements of A itself = 3/3, so A = (2/3 + 1) / 2 = 5/6.
    let outcome = made().criteria[0].outcome;
    assert!(matches!(outcome, Outcome::Value(points) if points.get() == 8333), "{outcome:?}");
}
