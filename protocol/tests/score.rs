//! What sheets promise: they read back, explain themselves, and refuse what they do not know.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/sample.rs"]
mod sample;

use by_hand::ByHand;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec::CodecError;
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{
    Answers, CriterionScore, Outcome, Part, PartName, PartResult, ScoreError, ScoreSheet, SheetError,
    SheetInputs, Standing, calculation, calculations, explain, score, sheet,
};
use sample::{catalogue, code, item};

fn made() -> ScoreSheet {
    let deep = by_hand::read(by_hand::DEEP);
    by_hand::sheet_of(&deep, &deep.catalogue, by_hand::measures())
}

#[test]
fn a_sheet_reads_back_as_it_was_written() {
    let sheet = made();
    assert_eq!(ScoreSheet::decode(&sheet.encode().unwrap()), Ok(sheet.clone()));
    let states: Vec<_> = sheet.counts.measures.iter().map(|count| (count.state, count.count)).collect();
    assert_eq!(states, [(0, 1), (1, 2)]);
    assert_eq!(sheet.measures.iter().map(|measure| measure.id.counter).collect::<Vec<_>>(), [4, 7, 900]);
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
    let (sheet, mut catalogue) = (made(), by_hand::read(by_hand::DEEP).catalogue);
    let calculation = |catalogue: &Catalogue, id| calculation(&sheet, catalogue, &item(id));
    assert_eq!(calculation(&catalogue, "P").unwrap().outcome, sheet.criteria[0].outcome);
    assert_eq!(calculation(&catalogue, "P.1"), Err(ScoreError::UnknownCriterion));
    catalogue.edition += 1;
    assert_eq!(calculation(&catalogue, "P"), Err(ScoreError::OtherCatalogue));
    assert_eq!(calculations(&sheet, &catalogue), Err(ScoreError::OtherCatalogue));
}

#[test]
fn a_calculation_says_what_counts_and_why_the_rest_does_not() {
    let deep = by_hand::read(by_hand::DEEP);
    let calculation = explain(&deep.catalogue, &deep.answers, &item("P")).unwrap();
    let says = |part: &Part| match &part.result {
        PartResult::Value { exact, rounded } => format!("{exact} {}", rounded.get()),
        PartResult::TooFew => "too few".to_owned(),
        PartResult::NotApplicable => "not applicable".to_owned(),
    };
    let parts: Vec<_> = calculation.parts.iter().map(says).collect();
    assert_eq!(parts, ["169/576 2934", "2/3 6667", "too few", "1/2 5000"]);
    assert_eq!(calculation.parts[3].name, PartName::OwnStatements);
    let mean = calculation.mean.unwrap();
    assert_eq!(
        (mean.sum.to_string(), mean.count, mean.value.to_string()),
        ("841/576".into(), 3, "841/1728".into())
    );
    assert_eq!((calculation.rated, calculation.applicable), (14, 19));

    let calculation = explain(&deep.catalogue, &deep.answers, &item("P2")).unwrap();
    let lines = calculation.statements.unwrap().lines;
    let standings: Vec<_> = lines.iter().map(|line| (line.standing, line.contested)).collect();
    let rated = |points| Standing::Rated { points, of: 1 };
    let expected = [
        (rated(1), false),
        (rated(0), false),
        (rated(1), true),
        (Standing::Unknown, false),
        (Standing::Unanswered, false),
    ];
    assert_eq!(standings, expected);
}

/// Alters one thing and computes the sheet anew.
fn digest(alter: impl FnOnce(&mut SheetInputs<'_>)) -> [u8; 32] {
    let deep = by_hand::read(by_hand::DEEP);
    let mut inputs = by_hand::inputs(&deep, &deep.catalogue, by_hand::measures());
    alter(&mut inputs);
    sheet(inputs).unwrap().digest
}

#[test]
fn the_digest_covers_what_was_scored_and_not_the_occasion() {
    let whole = made().digest;
    assert_eq!(digest(|inputs| inputs.cycle = StreamId([1; 16])), whole);
    assert_eq!(digest(|inputs| inputs.milestone = 1), whole);
    assert_eq!(digest(|inputs| inputs.closing = 1), whole);
    assert_eq!(digest(|inputs| inputs.moment_ms = 1), whole);
    assert_eq!(digest(|inputs| inputs.measures[0].due = None), whole);
    assert_eq!(digest(|inputs| inputs.measures[0].owner = None), whole);
    assert_eq!(digest(|inputs| inputs.measures.reverse()), whole);

    assert_ne!(digest(|inputs| inputs.analysis = StreamId([1; 16])), whole);
    assert_ne!(digest(|inputs| inputs.at_revision = Revision(399)), whole);
    assert_ne!(digest(|inputs| inputs.measures[0].state = 0), whole);
    assert_ne!(digest(|inputs| inputs.measures[0].subject = item("P")), whole);
    assert_ne!(digest(|inputs| inputs.measures[0].id.counter = 5), whole);
    assert_ne!(digest(|inputs| drop(inputs.measures.pop())), whole);

    let deep = by_hand::read(by_hand::DEEP);
    let mut answers = deep.answers.clone();
    answers.get_mut(&item("Q1a1.1")).unwrap().contested = true;
    let contested = ByHand { answers, ..by_hand::read(by_hand::DEEP) };
    assert_ne!(by_hand::sheet_of(&contested, &deep.catalogue, by_hand::measures()).digest, whole);
    let mut later = deep.catalogue.clone();
    later.edition += 1;
    assert_ne!(by_hand::sheet_of(&deep, &later, by_hand::measures()).digest, whole);
}

#[test]
fn two_sheets_come_out_as_calculated_by_hand() {
    for text in [by_hand::DEFAULT, by_hand::DEEP] {
        let by_hand = by_hand::read(text);
        by_hand::check(&by_hand, &by_hand.catalogue);
    }
}

#[test]
fn the_example_of_the_page_is_true() {
    let example = by_hand::read(
        "scale s 0=0 1=1 2=2 3=3 x=not-applicable ?=unknown\n\
         criterion K\ncriterion K1 in K\nitem K1.1 s\nitem K1.2 s\nitem K1.3 s\n\
         criterion K2 in K\nitem K2.1 s\nitem K2.2 s\nitem K2.3 s\n\
         criterion K3 in K\nitem K3.1 s\nitem K3.2 s\n\
         answer K1.1 2\nanswer K1.2 1\nanswer K1.3 0\nanswer K2.1 3\nanswer K2.2 2\nanswer K2.3 x\n\
         answer K3.1 3\nanswer K3.2 ?",
    );
    let page = include_str!("../../docs/scoring.md");
    let percent = |points: u16| format!("{}.{:02} %", points / 100, points % 100);
    for (id, coverage) in [("K1", "3 of 3"), ("K2", "2 of 2"), ("K3", "1 of 2"), ("K", "6 of 7")] {
        let calculation = explain(&example.catalogue, &example.answers, &item(id)).unwrap();
        let row = page.lines().find(|line| line.starts_with(&format!("| {id} |"))).unwrap();
        assert_eq!(format!("{} of {}", calculation.rated, calculation.applicable), coverage);
        assert!(row.contains(coverage), "{row}");
        match (calculation.outcome.value(), calculation.mean) {
            (Some(points), Some(mean)) => {
                assert!(row.contains(&format!("= {} | {} |", mean.value, percent(points.get()))), "{row}");
            }
            _ => assert!(row.ends_with("| too few answers |"), "{row}"),
        }
    }
}

/// The canonical content as docs/scoring.md lists it, written a second time.
#[test]
fn the_digest_is_that_of_the_listed_content() {
    fn text(out: &mut Vec<u8>, text: &str) {
        out.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        out.extend(text.bytes());
    }
    fn numbers(out: &mut Vec<u8>, numbers: &[u32]) {
        out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }
    fn criteria(out: &mut Vec<u8>, scores: &[CriterionScore]) {
        numbers(out, &[u32::try_from(scores.len()).unwrap()]);
        for score in scores {
            text(out, score.id.as_str());
            let (kind, value) = match score.outcome {
                Outcome::Value(points) => (0, points.get()),
                Outcome::TooFew => (1, 0),
                Outcome::NotApplicable => (2, 0),
            };
            out.push(kind);
            out.extend([value, score.coverage.get()].iter().flat_map(|number| number.to_le_bytes()));
            numbers(out, &[score.rated, score.open, score.unknown, score.not_applicable, score.contested]);
            criteria(out, &score.children);
        }
    }
    let sheet = made();
    let mut out = b"etappe-sheet\x01\0\x01\0".to_vec();
    text(&mut out, "by-hand");
    numbers(&mut out, &[1]);
    out.extend(sheet.catalogue_hash);
    out.extend([0x51; 16]);
    out.extend(400_u64.to_le_bytes());
    numbers(&mut out, &[33]);
    for line in &sheet.answers {
        text(&mut out, line.item.as_str());
        text(&mut out, line.answer.as_ref().map_or("", |code| code.as_str()));
        out.push(line.contested.into());
    }
    criteria(&mut out, &sheet.criteria);
    numbers(&mut out, &[33, 21, 3, 5, 4, 2]);
    numbers(&mut out, &[2]);
    out.extend([0, 1, 0, 0, 0, 1, 2, 0, 0, 0]);
    numbers(&mut out, &[3]);
    for (counter, subject, state) in [(4_u64, "P2", 0), (7, "Q.1", 1), (900, "P1b.2", 1)] {
        out.extend([0x4e; 16]);
        out.extend(counter.to_le_bytes());
        text(&mut out, subject);
        out.push(state);
    }
    assert_eq!(sheet.digest, *blake3::hash(&out).as_bytes());
}
