//! Short texts and edits made of small numbers, so that edits often touch and cases are cheap.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

use etappe_protocol::codec;
use etappe_protocol::text::{Operation, compose};
use proptest::collection::vec;
use proptest::prelude::*;

/// One, two, three and four bytes in UTF-8, and a combining accent.
const PIECES: [&str; 8] = ["a", "b", "é", "…", "𝄞", "a\u{301}", "xy", ""];

/// Numbers that make a text.
pub fn text_numbers() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..7)
}

/// Numbers that make an edit.
pub fn edit_numbers() -> impl Strategy<Value = Vec<u16>> {
    vec(any::<u16>(), 0..4)
}

pub fn text(numbers: &[u8]) -> String {
    numbers.iter().map(|number| PIECES[*number as usize % 6]).collect()
}

/// One splice of a text this long.
pub fn splice(length: u32, number: u16, pieces: &[&str]) -> Operation {
    let number = u32::from(number);
    let position = number % (length + 1);
    let deleted = (number >> 4 & 3).min(length - position);
    Operation::splice(position, deleted, pieces[(number >> 6) as usize % pieces.len()])
}

/// An edit of `text` and what it makes of it; the splices are done one after the other.
pub fn edit(text: &str, numbers: &[u16]) -> (Operation, String) {
    let mut text = text.to_owned();
    let mut operation = Operation::new();
    for number in numbers {
        let one = splice(length(&text), *number, &PIECES);
        text = one.apply(&text).unwrap();
        operation = compose(&operation, &one);
    }
    (operation, text)
}

pub fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap()
}

/// Only the canonical spelling decodes.
pub fn is_canonical(operation: &Operation) -> bool {
    codec::decode::<Operation>(&codec::encode(operation).unwrap()).as_ref() == Ok(operation)
}
