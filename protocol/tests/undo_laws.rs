//! Undo takes back one's own edits and nobody else's.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/edits.rs"]
mod edits;
#[path = "support/sample.rs"]
mod sample;

use edits::{length, splice};
use etappe_protocol::text::{Operation, UndoStack};
use proptest::collection::vec;
use proptest::prelude::*;

/// Small letters are ours, capitals theirs.
const OURS: [&str; 4] = ["a", "é", "𝄞", "bc"];
const THEIRS: [&str; 5] = ["A", "É", "XY", "Z", ""];

#[derive(Default)]
struct Desk {
    text: String,
    undo: UndoStack,
}

impl Desk {
    fn step(&mut self, number: u16, own: impl Fn(u32, u16) -> Operation) {
        let argument = number >> 3;
        match number % 8 {
            0..=2 => self.type_own(&own(length(&self.text), argument), number % 8 == 2),
            3..=4 => self.receive(argument),
            5..=6 => {
                self.take_back();
            }
            _ => {
                self.do_again();
            }
        }
    }

    fn type_own(&mut self, operation: &Operation, join: bool) {
        let inverse = operation.invert(&self.text);
        if join {
            self.undo.join(inverse)
        } else {
            self.undo.push(inverse)
        }
        self.text = operation.apply(&self.text).unwrap();
    }

    fn receive(&mut self, number: u16) {
        let operation = splice(length(&self.text), number, &THEIRS);
        self.text = operation.apply(&self.text).unwrap();
        self.undo.pass(&operation);
    }

    fn take_back(&mut self) -> bool {
        let step = self.undo.undo(&self.text);
        step.iter().for_each(|step| self.text = step.apply(&self.text).unwrap());
        step.is_some()
    }

    fn do_again(&mut self) -> bool {
        let step = self.undo.redo(&self.text);
        step.iter().for_each(|step| self.text = step.apply(&self.text).unwrap());
        step.is_some()
    }

    fn theirs(&self) -> String {
        self.text.chars().filter(|letter| letter.is_uppercase()).collect()
    }
}

fn insertion(length: u32, number: u16) -> Operation {
    Operation::splice(u32::from(number) % (length + 1), 0, OURS[usize::from(number >> 6) % OURS.len()])
}

fn any_edit(length: u32, number: u16) -> Operation {
    splice(length, number, &["a", "é", "𝄞", "bc", ""])
}

fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|letter| whole.any(|other| other == letter))
}

proptest! {
    #![proptest_config(sample::cases(100_000))]

    #[test]
    fn undo_removes_own_text_and_never_anybody_elses(script in vec(any::<u16>(), 0..14)) {
        let mut desk = Desk::default();
        for number in script {
            desk.step(number, insertion);
        }
        let theirs = desk.theirs();
        while desk.take_back() {
            prop_assert_eq!(desk.theirs(), &theirs[..]);
        }
        prop_assert_eq!(&desk.text, &theirs, "all of ours is gone, all of theirs is there");
        while desk.do_again() {
            prop_assert_eq!(desk.theirs(), &theirs[..]);
        }
    }

    #[test]
    fn undo_brings_back_what_was_deleted_and_deletes_nothing_of_others(script in vec(any::<u16>(), 0..14)) {
        let mut desk = Desk::default();
        for number in script {
            desk.step(number, any_edit);
        }
        let theirs = desk.theirs();
        while desk.take_back() {}
        prop_assert!(is_subsequence(&theirs, &desk.theirs()), "{theirs} in {}", desk.text);
        prop_assert_eq!(desk.theirs(), &desk.text[..], "nothing of ours is left");
    }

    #[test]
    fn redo_restores_what_undo_took(script in vec(any::<u16>(), 0..14), steps in 1_usize..6) {
        let mut desk = Desk::default();
        for number in script {
            desk.step(number, any_edit);
        }
        let before = desk.text.clone();
        let undone = (0..steps).take_while(|_| desk.take_back()).count();
        for _ in 0..undone {
            prop_assert!(desk.do_again());
        }
        prop_assert_eq!(desk.text, before);
    }
}
