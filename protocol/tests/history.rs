//! Laws of looking back: any moment is the fold of what led to it, and every commit is in exactly one step.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a test that panics has said what it found; its numbers are small"
)]

#[path = "support/sample.rs"]
mod sample;
#[path = "support/world.rs"]
mod world;

use std::collections::BTreeSet;

use etappe_protocol::analysis::{AnalysisState, Meta};
use etappe_protocol::event::{Event, RatingSetV1, TextEditedV1};
use etappe_protocol::frame::SentCommit;
use etappe_protocol::history::{
    EXCERPT_CHARS, Filter, Found, KEYFRAME_EVERY, Kind, Player, STEP_PAUSE_MS, Span, SpanError, What,
};
use etappe_protocol::id::{OpId, OptionCode};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use proptest::prelude::*;
use sample::{actor, cases, catalogue, item, replica};
use world::World;

fn folded(commits: &[SentCommit], revision: Revision) -> AnalysisState {
    let mut state = AnalysisState::default();
    for commit in commits.iter().take_while(|commit| commit.revision <= revision) {
        state.apply(Meta::from(commit), &Event::decode(commit.kind, &commit.body).unwrap());
    }
    state
}

/// Commits made by hand: who, when, what.
fn history(events: impl IntoIterator<Item = (u8, i64, Event)>) -> Vec<SentCommit> {
    let commits = (1..).zip(events).map(|(revision, (who, time_ms, event))| SentCommit {
        revision: Revision(revision),
        actor: actor(who),
        time_ms,
        op_id: OpId { replica: replica(who), counter: revision },
        kind: event.kind(),
        body: event.encode_body().unwrap(),
    });
    commits.collect()
}

fn typed(field: &FieldAddress, at: u32, deleted: u32, text: &str) -> Event {
    Event::TextEdited(TextEditedV1 { field: field.clone(), operation: Operation::splice(at, deleted, text) })
}

fn rated(name: &str, answer: &str) -> Event {
    Event::RatingSet(RatingSetV1 { item: item(name), answer: OptionCode::new(answer).unwrap() })
}

/// A history of so many commits, over several spans.
fn long(commits: u64) -> Vec<SentCommit> {
    let notes = FieldAddress::NOTES;
    history((0..commits).map(|number| {
        let who = u8::try_from(number / 7 % 3).unwrap() + 1;
        let time_ms = i64::try_from(number * 5_000).unwrap();
        let event = match number % 5 {
            0 => rated("A.1", &(number / 5 % 4).to_string()),
            1 => typed(&notes, 0, 0, "ab"),
            2 => typed(&notes, 1, 2, ""),
            _ => typed(&FieldAddress::reason(item("A.1")), 0, u32::from(number > 3), "x"),
        };
        (who, time_ms, event)
    }))
}

/// A player with everything that `room` holds of a history, fed as a page would.
fn fetch(player: &mut Player, commits: &[SentCommit], number: u64) {
    let (start, end) = (Player::start(number), player.end(number));
    let inside = |commit: &&SentCommit| start < commit.revision && commit.revision <= end;
    let inside: Vec<_> = commits.iter().filter(inside).cloned().collect();
    player.insert(Span::new(folded(commits, start), &inside).unwrap());
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn i5_i7_any_moment_is_the_fold_of_what_led_to_it(script in prop::collection::vec(any::<u32>(), 0..600)) {
        let mut world = World::new(3);
        script.into_iter().for_each(|number| world.step(number));
        let commits: Vec<_> = world.log.iter().map(SentCommit::from).collect();
        let span = Span::new(AnalysisState::default(), &commits).unwrap();
        prop_assert_eq!(span.end(), commits.last().unwrap().revision);
        for revision in (0..=span.end().0).map(Revision) {
            prop_assert_eq!(span.seek(revision), Some(folded(&commits, revision)));
            if let Some(fresh) = span.fresh(revision) {
                let length = span.seek(revision).unwrap().text(&fresh.field).chars().count();
                prop_assert!(fresh.ranges.iter().all(|(from, to)| from < to && *to <= length));
            }
        }
        prop_assert_eq!(span.seek(span.end().next()), None);
        // Every commit is in one step of its own author, and steps end in order.
        let steps = span.steps();
        prop_assert!(steps.is_sorted_by(|one, two| one.change.revision < two.change.revision));
        for commit in &commits {
            let step = &steps[span.step_at(commit.revision).unwrap()];
            prop_assert_eq!(step.change.actor, commit.actor);
            prop_assert!(step.first <= commit.revision && commit.revision <= step.change.revision);
        }
    }

    #[test]
    fn i5_a_player_gives_the_same_from_whatever_is_in_memory(
        looks in prop::collection::vec(0_u64..5_001, 1..40),
        room in 1_usize..4,
    ) {
        let commits = long(5_000);
        let mut player = Player::new(Revision(5_000), room);
        for revision in looks.into_iter().map(Revision) {
            let number = Player::number(revision);
            if player.seek(revision).is_none() {
                prop_assert!(!player.has(number));
                fetch(&mut player, &commits, number);
            }
            let moment = player.seek(revision).unwrap();
            prop_assert_eq!(moment.state, folded(&commits, revision));
            prop_assert!(player.held() <= room, "memory is bounded");
        }
    }
}

#[test]
fn steps_forth_and_back_meet_every_change_that_is_looked_for() {
    let commits = long(5_000);
    let mut player = Player::new(Revision(5_000), 8);
    (0..3).for_each(|number| fetch(&mut player, &commits, number));
    let below = Some(Filter::below(&catalogue(), &item("A")));
    let filters = [
        Filter::default(),
        Filter { kind: Some(Kind::Answers), ..Filter::default() },
        Filter { actor: Some(actor(2)), kind: Some(Kind::Texts), ..Filter::default() },
        Filter { subjects: below, ..Filter::default() },
        Filter { kind: Some(Kind::Questions), ..Filter::default() },
    ];
    for filter in filters {
        let (mut there, mut at) = (Vec::new(), Revision::ZERO);
        while let Found::Step(step) = player.next(at, &filter) {
            at = step.change.revision;
            there.push(step);
        }
        let (mut back, mut at) = (Vec::new(), Revision(5_001));
        while let Found::Step(step) = player.previous(at, &filter) {
            at = step.change.revision;
            back.push(step);
        }
        back.reverse();
        assert_eq!(there, back, "{filter:?}");
        let all = (0..3).flat_map(|number| player.span(number).unwrap().steps());
        assert_eq!(there.len(), all.filter(|step| filter.lets_pass(step)).count(), "{filter:?}");
        assert_eq!(there.is_empty(), filter.kind == Some(Kind::Questions));
    }
    let answers = Filter { kind: Some(Kind::Answers), ..Filter::default() };
    let Found::Step(step) = player.next(Revision(2_047), &answers) else { panic!() };
    assert_eq!((step.change.revision, step.first), (Revision(2_051), Revision(2_051)), "over the border");
    assert_eq!(player.next(Revision(5_000), &Filter::default()), Found::Nothing);
    let mut empty = Player::new(Revision(5_000), 1);
    assert_eq!(empty.next(Revision(2_047), &answers), Found::Missing(0));
    assert_eq!(empty.next(Revision(2_048), &answers), Found::Missing(1));
    assert_eq!(empty.previous(Revision(5_000), &answers), Found::Missing(2));
    fetch(&mut empty, &commits, 2);
    assert_eq!(empty.previous(Player::start(2).next(), &answers), Found::Missing(1));
}

#[test]
fn typing_is_one_step_until_its_author_pauses_whatever_others_do_meanwhile() {
    let reason = FieldAddress::reason(item("A.1"));
    let commits = history([
        (1, 0, typed(&reason, 0, 0, "Wir")),
        (2, 1_000, rated("A.1", "2")),
        (1, 2_000, typed(&reason, 3, 0, " fraegen")),
        (2, 3_000, typed(&reason, 0, 0, "Nein! ")),
        (1, 4_000, typed(&reason, 12, 2, "a")),
        (1, 4_000 + STEP_PAUSE_MS, typed(&reason, 16, 0, "nach")),
        (1, 5_001 + 2 * STEP_PAUSE_MS, typed(&reason, 0, 6, "Ja, ")),
        (3, 5_001 + 2 * STEP_PAUSE_MS, rated("A.1", "3")),
    ]);
    let span = Span::new(AnalysisState::default(), &commits).unwrap();
    let told: Vec<_> = span.steps().iter().map(|step| (step.first.0, step.change.revision.0)).collect();
    assert_eq!(told, [(2, 2), (4, 4), (1, 6), (7, 7), (8, 8)]);
    let text = |step: usize| match &span.steps()[step].change.what {
        What::Text { added, removed, .. } => (added.clone(), removed.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(text(2), ("Wir fragennach".to_owned(), String::new()), "without what was mistyped");
    assert_eq!(text(3), ("Ja, ".to_owned(), "Nein! ".to_owned()));
    let fresh = span.fresh(Revision(6)).unwrap();
    assert_eq!(fresh.of(span.seek(Revision(6)).unwrap().text(&reason)), "Wir fragennach");
    assert_eq!(span.fresh(Revision(8)), None, "a rating writes nothing");
    let What::Answer { before, after } = &span.steps()[4].change.what else { panic!() };
    assert_eq!((before.clone(), after.clone()), (OptionCode::new("2").ok(), OptionCode::new("3").ok()));
}

#[test]
fn time_leads_to_the_last_revision_before_it_as_far_as_is_known() {
    let commits = long(5_000);
    let mut player = Player::new(Revision(5_000), 8);
    fetch(&mut player, &commits, 0);
    assert_eq!(player.until(Revision(3), 5_000 * 99 + 4_999), (Revision(100), None));
    assert_eq!(player.until(Revision(200), 0), (Revision(200), None), "never back");
    assert_eq!(player.until(Revision(3), i64::MAX), (Revision(2_048), Some(1)));
    (1..3).for_each(|number| fetch(&mut player, &commits, number));
    assert_eq!(player.until(Revision(3), i64::MAX), (Revision(5_000), None));
    assert_eq!(player.span(1).unwrap().time_ms(Revision(2_049)), Some(5_000 * 2_048));
    assert_eq!(player.span(1).unwrap().time_ms(Revision(2_048)), Some(5_000 * 2_047));
}

#[test]
fn long_texts_are_told_shortly() {
    let text = "ä".repeat(EXCERPT_CHARS + 1);
    let commits = history([(1, 0, typed(&FieldAddress::NOTES, 0, 0, &text))]);
    let span = Span::new(AnalysisState::default(), &commits).unwrap();
    let What::Text { added, .. } = &span.steps()[0].change.what else { panic!() };
    assert_eq!(added.chars().count(), EXCERPT_CHARS + 1);
    assert!(added.ends_with('…'));
}

#[test]
fn what_is_no_history_is_refused_and_what_does_not_cover_its_place_is_not_taken() {
    let commits = long(10);
    let start = AnalysisState::default();
    assert_eq!(Span::new(start.clone(), &commits[1..]).unwrap_err(), SpanError::Order(Revision(2)));
    let mut broken = commits.clone();
    broken[4].kind.event_type = 99;
    let error = Span::new(start.clone(), &broken).unwrap_err();
    assert!(matches!(error, SpanError::Event { revision: Revision(5), .. }), "{error}");
    let mut player = Player::new(Revision(10), 4);
    player.insert(Span::new(start, &commits[..9]).unwrap());
    assert!(!player.has(0), "one is missing");
    fetch(&mut player, &commits, 0);
    assert!(player.has(0) && player.seek(Revision(11)).is_none());
}

#[test]
fn a_criterion_holds_what_is_below_it() {
    let catalogue = catalogue();
    let every: BTreeSet<_> =
        catalogue.criteria.iter().flat_map(|main| Filter::below(&catalogue, &main.id)).collect();
    assert!(catalogue.items().all(|item| every.contains(&item.id)));
    assert!(Filter::below(&catalogue, &item("nowhere")).is_empty());
    assert_eq!(Player::end(&Player::new(Revision(5), 1), 0), Revision(5));
    assert_eq!(Player::start(2), Revision(2 * KEYFRAME_EVERY));
}
