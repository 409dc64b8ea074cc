//! A comparison with something in each of its lists.

use etappe_protocol::analysis::Stamp;
use etappe_protocol::civil::CivilDate;
use etappe_protocol::compare::{
    AnswerMove, Comparison, ContestedItem, CriterionMove, Digest, Direction, Focus, FocusKind, MeasureMove,
    MeasureSide, Place, QuestionMove, ScoreAt, TextChange, word_diff,
};
use etappe_protocol::event::{InsightLevel, MeasureState};
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{BasisPoints, Outcome};
use etappe_protocol::text::FieldAddress;

use crate::sample::{code, item};
use crate::shapes::{ACTOR, CYCLE, MEASURE, TIME_MS};

pub fn comparison() -> Comparison {
    let made = Stamp { revision: Revision(300), actor: ACTOR, time_ms: TIME_MS };
    let digest = Digest {
        commits: 300,
        moved: 1,
        up: 2,
        down: 3,
        other: 4,
        unmoved: 5,
        unanswered: 6,
        reasons: 7,
        texts: 8,
        measures_new: 9,
        measures_done: 10,
        measures_dropped: 11,
        measures_changed: 12,
        measures_live: 13,
        asked: 14,
        settled: 15,
        open_questions: 16,
        unknown: 17,
        contested: 18,
    };
    let moved = AnswerMove {
        item: item("A1.1"),
        before: Some(code("3")),
        after: None,
        direction: Direction::Other,
        made,
        by: vec![ACTOR],
        reason_changed: false,
        has_reason: true,
        reason: "Für wen?".into(),
    };
    let due = CivilDate::new(2026, 6, 30).ok();
    let side = |state| MeasureSide { subject: item("A1.1"), owner: Some(ACTOR), due, state };
    let measure = MeasureMove {
        id: MEASURE,
        what: "Bus fragen".into(),
        before: Some(side(MeasureState::Open)),
        after: side(MeasureState::Done),
        overdue: true,
        made,
        by: vec![ACTOR],
    };
    let text = TextChange {
        field: FieldAddress::reason(item("A1.1")),
        runs: word_diff("Wir fragen Kinder.", "Wir fragen Jörg."),
        made,
        by: vec![ACTOR],
    };
    let question = QuestionMove {
        id: MEASURE,
        subject: item("A1"),
        cycle: CYCLE,
        text: "Für wen?".into(),
        asked: made,
        settled: Some(made),
        is_new: true,
    };
    let outcome = BasisPoints::new(6_250).map_or(Outcome::TooFew, Outcome::Value);
    let score = |outcome| ScoreAt { outcome, coverage: BasisPoints::FULL };
    let criterion = CriterionMove {
        id: item("A1"),
        level: 1,
        before: score(Outcome::NotApplicable),
        after: score(outcome),
        up: 1,
        down: 2,
        other: 3,
        unmoved: 4,
        still: vec![(item("A1.2"), code("x"))],
        unanswered: vec![item("A1.3")],
    };
    let focus = Focus { kind: FocusKind::Overdue, subject: item("A1.1"), about: Some(MEASURE) };
    Comparison {
        from: Place { revision: Revision(1), time_ms: TIME_MS },
        to: Place { revision: Revision(301), time_ms: TIME_MS + 1 },
        catalogue: ("sample".into(), 300),
        level: None,
        digest,
        focus: vec![focus],
        criteria: vec![criterion],
        answers: vec![moved],
        texts: vec![text],
        measures: vec![measure],
        questions: vec![question],
        contested: vec![ContestedItem { item: item("A1.2"), before: true, after: false }],
        people: vec![ACTOR],
    }
}

pub fn granted() -> Comparison {
    let granted = comparison().for_coordinator(InsightLevel::Answers, CYCLE, true);
    granted.unwrap_or_else(|| panic!("this level includes answers"))
}
