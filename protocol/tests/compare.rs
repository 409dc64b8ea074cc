//! Comparing two points: given what happened, this is said about it. And the laws that hold for whatever happens.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::civil::CivilDate;
use etappe_protocol::compare::{
    Comparer, Comparison, Direction, FOCUS_POINTS, FocusKind, RunKind, after, before, word_diff,
};
use etappe_protocol::event::{Event, InsightLevel, MeasureChange, MeasureState};
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::score;
use etappe_protocol::text::FieldAddress;
use proptest::prelude::*;
use sample::{actor, cases, catalogue, code, edit, item, replica};

const ANN: u8 = 1;
const BEN: u8 = 2;
const CYCLE: StreamId = StreamId([9; 16]);
const OTHER: StreamId = StreamId([8; 16]);

/// What happened, commit by commit.
#[derive(Default)]
struct Story {
    state: AnalysisState,
    commits: Vec<(Meta, Event)>,
}

impl Story {
    /// Refused wishes are as if nobody had had them.
    fn then(&mut self, who: u8, op: Op) -> &mut Self {
        if let Ok(event) = self.state.decide(&catalogue(), actor(who), op) {
            let revision = self.state.revision.next();
            let time_ms = i64::try_from(revision.0).unwrap() * 10;
            let op_id = OpId { replica: replica(who), counter: revision.0 };
            let meta = Meta { revision, actor: actor(who), time_ms, op_id };
            self.state.apply(meta, &event);
            self.commits.push((meta, event));
        }
        self
    }

    fn at(&self, revision: u64) -> AnalysisState {
        let mut state = AnalysisState::default();
        for (meta, event) in self.commits.iter().take_while(|(meta, _)| meta.revision.0 <= revision) {
            state.apply(*meta, event);
        }
        state
    }

    fn compare(&self, from: u64, to: u64) -> Comparison {
        let mut comparer = Comparer::new(self.at(from));
        let between = self.commits.iter().filter(|(meta, _)| (from + 1..=to).contains(&meta.revision.0));
        for (meta, event) in between {
            comparer.fold(*meta, event);
        }
        comparer.finish(&catalogue(), today()).unwrap()
    }

    fn since(&self, from: u64) -> Comparison {
        self.compare(from, self.state.revision.0)
    }
}

fn today() -> CivilDate {
    CivilDate::new(2026, 6, 15).unwrap()
}

fn rate(id: &str, answer: &str, seen: u64) -> Op {
    Op::SetRating { item: item(id), answer: code(answer), seen: Revision(seen) }
}

fn reason(id: &str, text: &str) -> Op {
    edit(&FieldAddress::reason(item(id)), 0, 0, text)
}

fn measure(who: u8, counter: u64) -> OpId {
    OpId { replica: replica(who), counter }
}

fn change(measure: OpId, change: MeasureChange) -> Op {
    Op::ChangeMeasure { measure, change, seen: Revision(u64::MAX) }
}

fn ask(cycle: StreamId, text: &str) -> Op {
    Op::AskQuestion { subject: item("A1"), cycle, text: text.into() }
}

#[test]
fn a_moved_answer_says_from_where_to_where_by_which_change_and_who_took_part() {
    let mut story = Story::default();
    story.then(ANN, rate("A.1", "3", 0)).then(ANN, reason("A.1", "Alle kommen."));
    // Ben has not seen Ann's answer: it is contested, Ann gives in and then goes lower still.
    story.then(BEN, rate("A.1", "2", 0)).then(ANN, rate("A.1", "2", 3)).then(ANN, rate("A.1", "1", 4));
    let said = story.since(2);
    let moved = &said.answers[0];
    assert_eq!((moved.before.as_ref().unwrap().as_str(), moved.after.as_ref().unwrap().as_str()), ("3", "1"));
    assert_eq!(
        (moved.direction, moved.made.revision, moved.made.actor),
        (Direction::Down, Revision(5), actor(ANN))
    );
    assert_eq!(moved.by, [actor(BEN), actor(ANN)], "not only the last");
    assert!(!moved.reason_changed && moved.has_reason && moved.reason == "Alle kommen.");
    assert_eq!((said.digest.moved, said.digest.down, said.digest.commits), (1, 1, 3));
    assert_eq!(said.people, [actor(BEN), actor(ANN)]);
    assert_eq!(said.focus[0].kind, FocusKind::DownSameReason);
    let area = &said.criteria[0];
    assert_eq!((area.id.as_str(), area.level, area.down, area.unmoved), ("A", 0, 1, 1));
    assert_eq!((said.criteria[1].id.as_str(), said.criteria[1].level), ("A1", 1));
    assert_eq!(said.criteria[1].unanswered, [item("A1.1")]);
}

#[test]
fn an_answer_that_came_back_has_not_moved_and_neither_up_nor_down_is_said_without_points() {
    let mut story = Story::default();
    story.then(ANN, rate("A.1", "3", 0)).then(ANN, rate("A.1", "1", 1)).then(ANN, rate("A.1", "3", 2));
    let said = story.since(1);
    assert!(said.answers.is_empty() && said.is_empty(), "{said:?}");
    assert_eq!(said.criteria[0].still, [(item("A.1"), code("3"))]);
    story.then(ANN, rate("A.1", "?", 3)).then(ANN, rate("A1.1", "2", 0));
    let said = story.since(1);
    assert_eq!(said.answers.iter().map(|moved| moved.direction).collect::<Vec<_>>(), [Direction::Other; 2]);
    assert_eq!((said.digest.other, said.digest.unknown, said.digest.open()), (2, 1, 1));
    story.then(ANN, Op::ClearRating { item: item("A1.1"), seen: Revision(9) });
    assert_eq!(story.compare(5, 6).answers[0].after, None);
}

#[test]
fn a_reason_shows_its_words_and_everyone_who_wrote_them() {
    let mut story = Story::default();
    story.then(ANN, reason("A.1", "Wir fragen Kinder."));
    story.then(BEN, edit(&FieldAddress::reason(item("A.1")), 11, 6, "Jugendliche"));
    story.then(ANN, edit(&FieldAddress::NOTES, 0, 0, "Bus!"));
    let said = story.since(1);
    let kinds: Vec<_> = said.texts[1].runs.iter().map(|run| (run.kind, run.text.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (RunKind::Equal, "Wir fragen "),
            (RunKind::Delete, "Kinder"),
            (RunKind::Insert, "Jugendliche"),
            (RunKind::Equal, "."),
        ]
    );
    assert_eq!(
        (said.texts[1].by.as_slice(), said.texts[1].made.revision),
        ([actor(BEN)].as_slice(), Revision(2))
    );
    assert_eq!((said.digest.reasons, said.digest.texts, said.digest.moved), (1, 1, 0));
}

#[test]
fn measures_are_new_done_dropped_changed_or_still_to_be_done() {
    let mut story = Story::default();
    for _ in 0..5 {
        story.then(ANN, Op::AddMeasure { subject: item("A.1") });
    }
    let [done, dropped, changed, late] = [1, 2, 3, 4].map(|counter| measure(ANN, counter));
    story.then(ANN, change(late, MeasureChange::Due(Some(CivilDate::new(2026, 6, 14).unwrap()))));
    let from = story.state.revision.0;
    story.then(BEN, change(done, MeasureChange::State(MeasureState::Done)));
    story.then(BEN, change(dropped, MeasureChange::State(MeasureState::Dropped)));
    story.then(BEN, change(changed, MeasureChange::Owner(Some(actor(BEN)))));
    story.then(ANN, Op::AddMeasure { subject: item("A1") });
    story.then(BEN, edit(&FieldAddress::what(done), 0, 0, "Bus fragen"));
    let said = story.since(from);
    let digest = &said.digest;
    assert_eq!((digest.measures_new, digest.measures_done, digest.measures_dropped), (1, 1, 1));
    assert_eq!((digest.measures_changed, digest.measures_live), (1, 4));
    let of = |id| said.measures.iter().find(|measure| measure.id == id).unwrap();
    assert_eq!((of(done).what.as_str(), of(done).by.as_slice()), ("Bus fragen", [actor(BEN)].as_slice()));
    assert!(of(late).overdue && !of(late).is_changed() && !of(changed).overdue);
    let focus: Vec<_> = said.focus.iter().map(|focus| (focus.kind, focus.about)).collect();
    assert_eq!(focus, [(FocusKind::Overdue, Some(late))], "one for each statement, the weightiest");
}

#[test]
fn questions_are_asked_settled_or_open() {
    let mut story = Story::default();
    story
        .then(ANN, Op::ConsentToEnrolment { cycle: CYCLE })
        .then(ANN, Op::ConsentToEnrolment { cycle: OTHER });
    story.then(BEN, ask(CYCLE, "Für wen?")).then(BEN, ask(CYCLE, "Seit wann?"));
    let from = story.state.revision.0;
    story.then(ANN, Op::SettleQuestion { question: measure(BEN, 3) }).then(BEN, ask(OTHER, "Wie oft?"));
    let said = story.since(from);
    assert_eq!((said.digest.asked, said.digest.settled, said.digest.open_questions), (1, 1, 2));
    assert_eq!(said.people, [actor(ANN)], "who asks is not of the team");
    let later = story.since(story.state.revision.0);
    assert_eq!((later.questions.len(), later.is_empty()), (2, true), "what is merely open is nothing new");
    let seen = said.for_coordinator(InsightLevel::Answers, CYCLE, true).unwrap();
    assert_eq!(
        (seen.digest.asked, seen.digest.settled, seen.digest.open_questions),
        (0, 1, 1),
        "one cycle's"
    );
}

#[test]
fn focus_takes_one_of_each_kind_in_turns_and_the_steepest_first() {
    let mut story = Story::default();
    story.then(ANN, rate("A.1", "1", 0)).then(ANN, rate("A1.1", "3", 0));
    let from = story.state.revision.0;
    story.then(ANN, rate("A.1", "0", 1)).then(ANN, rate("A1.1", "0", 2));
    let focus = story.since(from).focus;
    let expected = [(FocusKind::DownSameReason, item("A1.1")), (FocusKind::DownSameReason, item("A.1"))];
    assert!(focus.iter().map(|focus| (focus.kind, focus.subject.clone())).eq(expected), "{focus:?}");
    // Another answer against one that did not fall: one of each kind comes before the second fall.
    let mut story = Story::default();
    story.then(ANN, rate("A.1", "1", 0)).then(ANN, rate("A1.1", "3", 0)).then(ANN, rate("A1.1", "0", 2));
    story.then(BEN, rate("A.1", "2", 0)).then(ANN, Op::AddMeasure { subject: item("A1") });
    story.then(ANN, change(measure(ANN, 5), MeasureChange::State(MeasureState::Done)));
    let focus = story.since(2).focus;
    let expected = [(FocusKind::DownSameReason, item("A1.1")), (FocusKind::Contested, item("A.1"))];
    assert!(
        focus.iter().map(|focus| (focus.kind, focus.subject.clone())).eq(expected),
        "A1 has moved: {focus:?}"
    );
    let focus = story.since(4).focus;
    let expected = [(FocusKind::Contested, item("A.1")), (FocusKind::DoneUnmoved, item("A1"))];
    assert!(focus.iter().map(|focus| (focus.kind, focus.subject.clone())).eq(expected), "{focus:?}");
}

/// All of the story's actors and texts that are in some bytes.
fn leaks(said: &Comparison, words: &[&str]) -> BTreeSet<String> {
    let bytes = etappe_protocol::codec::encode(said).unwrap();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let actors = [ANN, BEN].into_iter().filter(|who| has(&actor(*who).0)).map(|who| format!("actor {who}"));
    actors.chain(words.iter().filter(|word| has(word.as_bytes())).map(|word| (*word).to_owned())).collect()
}

#[test]
fn a_coordinator_is_sent_what_the_team_has_granted_and_no_more() {
    let mut story = Story::default();
    story.then(ANN, rate("A.1", "3", 0)).then(ANN, reason("A.1", "Vorher steht hier."));
    story.then(ANN, Op::AddMeasure { subject: item("A.1") });
    let from = story.state.revision.0;
    story.then(BEN, rate("A.1", "2", 9)).then(BEN, edit(&FieldAddress::reason(item("A.1")), 0, 6, "Nachher"));
    story.then(BEN, change(measure(ANN, 3), MeasureChange::Owner(Some(actor(BEN)))));
    let said = story.since(from);
    let seen = |level, is_now| {
        let seen = said.clone().for_coordinator(level, CYCLE, is_now)?;
        Some(leaks(&seen, &["Vorher", "Nachher"]))
    };
    assert_eq!(seen(InsightLevel::Progress, true), None);
    assert_eq!(seen(InsightLevel::Scores, true), Some(BTreeSet::new()));
    let answers = Some(["Nachher".to_owned()].into());
    assert_eq!(seen(InsightLevel::Answers, true), answers, "what is gone is a gap");
    assert_eq!(seen(InsightLevel::Answers, false), Some(BTreeSet::new()), "what was said then is history");
    let all = ["actor 2", "Nachher", "Vorher"].map(str::to_owned).into();
    assert_eq!(seen(InsightLevel::Replay, true), Some(all));
    let numbers = said.for_coordinator(InsightLevel::Scores, CYCLE, true).unwrap();
    assert_eq!((numbers.digest.moved, numbers.criteria[0].down), (1, 1));
}

/// A wish of somebody, out of a few numbers.
fn wish(kind: u8, a: u8, b: u8, revision: u64) -> Op {
    let id = ["A.1", "A1.1"][usize::from(a) % 2];
    let answers = ["0", "1", "2", "3", "x", "?"];
    let seen = revision.saturating_sub(u64::from(b) % 4);
    let any = measure(1 + a % 3, u64::from(b) % (revision + 1));
    match kind % 10 {
        0..=2 => rate(id, answers[usize::from(b) % 6], seen),
        3 => Op::ClearRating { item: item(id), seen: Revision(seen) },
        4 => Op::WithdrawProposal { item: item(id) },
        5 => reason(id, ["ä ", "Wort ", "𝄞", "\n"][usize::from(b) % 4]),
        6 => edit(&FieldAddress::NOTES, 0, u32::from(b) % 2, "x y"),
        7 => Op::AddMeasure { subject: item(id) },
        8 => change(any, MeasureChange::State(MeasureState::ALL[usize::from(b) % 4])),
        _ => Op::SettleQuestion { question: any },
    }
}

fn story(wishes: &[(u8, u8, u8, u8)]) -> Story {
    let mut story = Story::default();
    story.then(ANN, Op::ConsentToEnrolment { cycle: CYCLE });
    for (who, kind, a, b) in wishes {
        let op = wish(*kind, *a, *b, story.state.revision.0);
        story.then(1 + who % 3, op);
        if kind % 20 == 19 {
            story.then(4, ask(CYCLE, "?"));
        }
    }
    story
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_is_said_agrees_with_both_states(
        wishes in prop::collection::vec(any::<(u8, u8, u8, u8)>(), 0..60),
        ends in any::<(u16, u16)>(),
    ) {
        let story = story(&wishes);
        let head = story.state.revision.0;
        let ends = [u64::from(ends.0) % (head + 1), u64::from(ends.1) % (head + 1)];
        let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let (start, end) = (story.at(from), story.at(to));
        let said = story.compare(from, to);
        prop_assert_eq!((said.from.revision.0, said.to.revision.0, said.digest.commits), (from, to, to - from));
        let held = |state: &AnalysisState, id| state.ratings.get(id).map(|rating| rating.held.answer.clone());
        let catalogue = catalogue();
        for item in catalogue.items().map(|item| &item.id) {
            let moved = said.answers.iter().find(|moved| moved.item == *item);
            prop_assert_eq!(moved.is_some(), held(&start, item) != held(&end, item));
            if let Some(moved) = moved {
                prop_assert_eq!((&moved.before, &moved.after), (&held(&start, item), &held(&end, item)));
                prop_assert!((from + 1..=to).contains(&moved.made.revision.0));
                prop_assert!(moved.by.contains(&moved.made.actor));
                // It held before that change, and not after it.
                let just_before = held(&story.at(moved.made.revision.0 - 1), item);
                prop_assert!(just_before != moved.after);
                prop_assert_eq!(&held(&story.at(moved.made.revision.0), item), &moved.after);
            }
        }
        for text in &said.texts {
            prop_assert_eq!(before(&text.runs), start.text(&text.field));
            prop_assert_eq!(after(&text.runs), end.text(&text.field));
            prop_assert!(text.by.contains(&text.made.actor));
        }
        let changed = end.texts.keys().filter(|field| start.text(field) != end.text(field)).count();
        prop_assert_eq!(said.texts.len(), changed);
        let digest = &said.digest;
        prop_assert_eq!(digest.moved, digest.up + digest.down + digest.other);
        prop_assert_eq!((digest.moved + digest.unmoved + digest.unanswered) as usize, catalogue.items().count());
        let scores = score::score(&catalogue, &score::answers(&end)).unwrap();
        prop_assert_eq!(said.criteria[0].after.outcome, scores[0].outcome);
        prop_assert!(said.focus.len() <= FOCUS_POINTS);
        let named: BTreeSet<ActorId> = said.people.iter().copied().collect();
        prop_assert!(said.answers.iter().flat_map(|moved| &moved.by).all(|who| named.contains(who)));
    }

    #[test]
    fn a_point_compared_with_itself_has_nothing_new(
        wishes in prop::collection::vec(any::<(u8, u8, u8, u8)>(), 0..40),
        at in any::<u16>(),
    ) {
        let story = story(&wishes);
        let at = u64::from(at) % (story.state.revision.0 + 1);
        let said = story.compare(at, at);
        prop_assert!(said.is_empty() && said.people.is_empty() && said.answers.is_empty());
        prop_assert!(said.texts.is_empty() && said.criteria.iter().all(|one| one.before == one.after));
        prop_assert!(said.measures.iter().all(|measure| measure.before.as_ref() == Some(&measure.after)));
    }

    #[test]
    fn a_diff_reassembles_both_texts(old in "[ab ,\nä𝄞]{0,80}", new in "[ab ,\nä𝄞]{0,80}") {
        let runs = word_diff(&old, &new);
        prop_assert_eq!(before(&runs), old);
        prop_assert_eq!(after(&runs), new);
        prop_assert!(runs.iter().all(|run| !run.text.is_empty()));
        prop_assert!(runs.windows(2).all(|pair| pair[0].kind != pair[1].kind));
    }
}
