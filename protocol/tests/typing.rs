//! Runs typed by several people at one spot stay whole, and a replica may resume from any revision.

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

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::authority::Authority;
use etappe_protocol::frame::SentCommit;
use etappe_protocol::replica::{Change, Outgoing, Replica};
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Judgement;
use etappe_protocol::text::{FieldAddress, Operation, transform_caret};
use proptest::collection::vec;
use proptest::prelude::*;
use sample::{actor, replica};
use world::{World, fields};

const NOTES: FieldAddress = FieldAddress::NOTES;

/// A person with a caret, who types capital letters from one place onward.
struct Typist {
    caret: u32,
    letters: std::ops::RangeInclusive<char>,
    typed: String,
}

fn deliver(world: &mut World, typists: &mut [Typist], client: usize) {
    if let Some(Change::TextEdited { operation, .. }) = world.deliver(client) {
        typists[client].caret = transform_caret(&operation, typists[client].caret);
    }
}

fn type_one(world: &mut World, typist: &mut Typist, client: usize) {
    let Some(letter) = typist.letters.next() else { return };
    let operation = Operation::splice(typist.caret, 0, &letter.to_string());
    world.clients[client].replica.edit_text(&NOTES, operation).unwrap();
    typist.caret += 1;
    typist.typed.push(letter);
}

/// Everybody starts between "(" and ")".
fn type_together(people: u8, schedule: &[u8]) {
    let mut world = World::new(people);
    world.clients[0].replica.edit_text(&NOTES, Operation::splice(0, 0, "()")).unwrap();
    world.drain();
    let starts = ['A', 'a', '0'];
    let typist = |start: char| Typist {
        caret: 1,
        letters: start..=char::from_u32(start as u32 + 9).unwrap(),
        typed: String::new(),
    };
    let mut typists: Vec<_> = starts[..usize::from(people)].iter().map(|start| typist(*start)).collect();
    for number in schedule {
        let client = usize::from(number >> 3) % usize::from(people);
        match number % 8 {
            0..=2 => type_one(&mut world, &mut typists[client], client),
            3 => world.send(client),
            4 => world.receive(client),
            5 => world.flush(0),
            _ => deliver(&mut world, &mut typists, client),
        }
    }
    world.drain();
    let text = world.sequence.state().text(&NOTES);
    assert!(text.starts_with('(') && text.ends_with(')'), "{text}");
    for typist in typists {
        assert!(text.contains(&typist.typed), "{} is torn in {text}", typist.typed);
    }
}

/// A replica that has confirmed `revision` types, then catches up, then sends.
fn resume_from(world: &mut World, states: &[AnalysisState], revision: usize) {
    let mut copy = Replica::new(replica(9), actor(9));
    let fresh = copy.on_snapshot(states[revision].clone(), Revision(revision as u64));
    assert_eq!(fresh, []);
    copy.on_cut();
    let field = &fields()[revision % 3];
    let place = u32::try_from(copy.shown_text(field).chars().count() / 2).unwrap();
    let typed = copy.edit_text(field, Operation::splice(place, 0, "!")).is_ok();
    let mut sequence = world.sequence.clone();
    let opened = sequence.open_session(u64::MAX, replica(9), actor(9), Authority::Edit).unwrap();
    copy.on_resumed(opened.head);
    for commit in &world.log[revision..] {
        assert_eq!(copy.next_outgoing(), None, "sent before the head was reached");
        copy.on_committed(&SentCommit::from(commit)).unwrap();
    }
    match copy.next_outgoing() {
        Some(Outgoing::Submit(submit)) => {
            let counter = submit.counter;
            match sequence.judge(u64::MAX, submit, 0, [0; 8]).unwrap() {
                Judgement::Accepted(commit) => {
                    copy.on_committed(&SentCommit::from(&*commit)).unwrap();
                }
                Judgement::Refused(reason) => {
                    let at = sequence.state().revision;
                    let rejected = etappe_protocol::frame::Rejected { counter, at, reason };
                    assert_eq!(copy.on_rejected(&rejected).unwrap().unwrap().typed, "!");
                }
                other => panic!("{other:?}"),
            }
        }
        other => assert!(!typed && other.is_none()),
    }
    assert_eq!(copy.confirmed(), sequence.state());
    assert_eq!(copy.shown_text(field), sequence.state().text(field));
    assert_eq!(copy.pending_len(), 0);
}

proptest! {
    #![proptest_config(sample::cases(100_000))]

    #[test]
    fn runs_of_two_typists_stay_whole(schedule in vec(any::<u8>(), 0..50)) {
        type_together(2, &schedule);
    }

    #[test]
    fn runs_of_three_typists_stay_whole(schedule in vec(any::<u8>(), 0..60)) {
        type_together(3, &schedule);
    }
}

proptest! {
    #![proptest_config(sample::cases(500))]

    #[test]
    fn a_replica_resumes_from_every_revision(script in vec(any::<u32>(), 0..120)) {
        let mut world = World::new(3);
        script.iter().for_each(|number| world.step(*number));
        world.drain();
        let mut states = vec![AnalysisState::default()];
        for commit in &world.log {
            let mut state = states[states.len() - 1].clone();
            state.apply(commit.into(), &commit.event().unwrap());
            states.push(state);
        }
        for revision in 0..states.len() {
            resume_from(&mut world, &states, revision);
        }
    }
}
