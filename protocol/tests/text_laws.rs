//! The laws of editing one text: composing, inverting, transforming, carets.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/edits.rs"]
mod edits;
#[path = "support/sample.rs"]
mod sample;

use edits::{edit, edit_numbers, is_canonical, length, text, text_numbers};
use etappe_protocol::text::{Operation, compose, transform, transform_caret};
use proptest::prelude::*;

proptest! {
    #![proptest_config(sample::cases(100_000))]

    #[test]
    fn composing_is_applying_one_after_the_other(t in text_numbers(), a in edit_numbers(), b in edit_numbers()) {
        let before = text(&t);
        let (a, between) = edit(&before, &a);
        let (b, after) = edit(&between, &b);
        let both = compose(&a, &b);
        prop_assert!(is_canonical(&both), "{both:?}");
        prop_assert_eq!(a.apply(&before).unwrap(), between);
        prop_assert_eq!(both.apply(&before).unwrap(), after);
    }

    #[test]
    fn composing_is_associative(
        t in text_numbers(), a in edit_numbers(), b in edit_numbers(), c in edit_numbers()
    ) {
        let (a, text) = edit(&text(&t), &a);
        let (b, text) = edit(&text, &b);
        let (c, _) = edit(&text, &c);
        prop_assert_eq!(compose(&compose(&a, &b), &c), compose(&a, &compose(&b, &c)));
    }

    #[test]
    fn an_inverse_takes_an_edit_back(t in text_numbers(), a in edit_numbers()) {
        let before = text(&t);
        let (a, after) = edit(&before, &a);
        let inverse = a.invert(&before);
        prop_assert!(is_canonical(&inverse), "{inverse:?}");
        prop_assert_eq!(inverse.apply(&after).unwrap(), &before[..]);
        // And back again.
        prop_assert_eq!(inverse.invert(&after).apply(&before).unwrap(), after);
    }

    #[test]
    fn transformed_edits_meet_in_one_text(t in text_numbers(), a in edit_numbers(), b in edit_numbers()) {
        let before = text(&t);
        let (earlier, with_earlier) = edit(&before, &a);
        let (later, with_later) = edit(&before, &b);
        let (earlier_after, later_after) = transform(&earlier, &later);
        prop_assert!(is_canonical(&earlier_after) && is_canonical(&later_after));
        prop_assert_eq!(
            later_after.apply(&with_earlier).unwrap(), earlier_after.apply(&with_later).unwrap()
        );
        prop_assert_eq!(compose(&earlier, &later_after), compose(&later, &earlier_after));
    }

    #[test]
    fn transforming_over_nothing_changes_nothing(t in text_numbers(), a in edit_numbers()) {
        let (a, _) = edit(&text(&t), &a);
        let nothing = Operation::new();
        prop_assert_eq!(transform(&a, &nothing), (a.clone(), nothing.clone()));
        prop_assert_eq!(transform(&nothing, &a), (nothing, a));
    }

    #[test]
    fn at_one_place_the_later_goes_left(t in text_numbers(), place in 0_u32..8, deleted in 0_u32..3) {
        let before = text(&t);
        let place = place % (length(&before) + 1);
        let deleted = deleted.min(length(&before) - place);
        let earlier = Operation::splice(place, 0, "EE");
        let later = Operation::splice(place, deleted, "LL");
        let later_after = transform(&earlier, &later).1;
        let after = later_after.apply(&earlier.apply(&before).unwrap()).unwrap();
        prop_assert!(after.contains("LLEE"), "{after}");
    }

    #[test]
    fn a_caret_moves_like_an_edit_without_width(
        t in text_numbers(), a in edit_numbers(), caret in 0_u32..12
    ) {
        let before = text(&t);
        let caret = caret % (length(&before) + 1);
        let (remote, _) = edit(&before, &a);
        let marker = transform(&remote, &Operation::splice(caret, 0, "|")).1;
        prop_assert_eq!(u64::from(transform_caret(&remote, caret)), marker.reach());
    }

    #[test]
    fn edits_behind_the_end_stay_behind_the_end(
        t in text_numbers(), a in edit_numbers(), over in 1_u32..5, wide in any::<bool>()
    ) {
        let before = text(&t);
        let (earlier, with_earlier) = edit(&before, &a);
        let over = if wide { u32::MAX - 10 + over } else { over };
        let later = Operation::splice(length(&before).saturating_add(over), 0, "x");
        let too_far = transform(&earlier, &later).1;
        prop_assert!(u64::from(length(&with_earlier)) < too_far.reach());
        let later = Operation::splice(0, length(&before).saturating_add(over), "");
        let too_much = transform(&earlier, &later).1;
        prop_assert!(u64::from(length(&with_earlier)) < too_much.reach());
        prop_assert!(too_far.apply(&with_earlier).is_err() && too_much.apply(&with_earlier).is_err());
    }
}

/// Why sent ops are transformed one by one: the composition has forgotten that "Z" came after the deletion.
#[test]
fn transforming_over_a_composition_is_not_transforming_over_its_parts() {
    let (a, b) = (Operation::splice(0, 1, ""), Operation::splice(0, 0, "Z"));
    let c = Operation::splice(1, 0, "2");
    let by_parts = transform(&b, &transform(&a, &c).1).1;
    let at_once = transform(&compose(&a, &b), &c).1;
    assert_eq!(by_parts.apply("Z").unwrap(), "2Z");
    assert_eq!(at_once.apply("Z").unwrap(), "Z2");
}
