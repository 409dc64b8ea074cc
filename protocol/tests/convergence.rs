//! Any number of replicas, any interleaving, any cut and crash: all end in the same state, and nothing typed is lost.

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

use etappe_protocol::rejection::Rejection;
use proptest::collection::vec;
use proptest::prelude::*;
use world::World;

fn play(clients: u8, script: &[u32]) -> World {
    let mut world = World::new(clients);
    script.iter().for_each(|number| world.step(*number));
    world.drain();
    world.check();
    world
}

proptest! {
    #![proptest_config(sample::cases(25_000))]

    #[test]
    fn every_history_converges(clients in 2_u8..=5, script in vec(any::<u32>(), 0..160)) {
        play(clients, &script);
    }
}

/// What the histories above are worth: they reach the refusals that an honest client can meet.
#[test]
fn histories_reach_every_refusal_of_an_honest_client() {
    let mut number = 1_u32;
    let mut next = || {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        number.rotate_left(16)
    };
    let (mut refused, mut strange) = (Vec::new(), 0);
    for clients in (2..=5).cycle().take(800) {
        let script: Vec<_> = (0..120).map(|_| next()).collect();
        let world = play(clients, &script);
        strange += world.log.iter().filter(|commit| commit.actor == sample::actor(15)).count();
        refused.extend(world.refused);
    }
    assert!(100 < strange, "{strange} ops of the session that keeps to no rule were accepted");
    for reason in [
        Rejection::UnknownOption,
        Rejection::TextTooLong,
        Rejection::DependsOnRejected,
        Rejection::Superseded,
        Rejection::ChangedSince,
        Rejection::NothingToWithdraw,
    ] {
        assert!(refused.contains(&reason), "{reason} was never met");
    }
}
