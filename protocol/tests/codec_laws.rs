//! Hostile bytes: nothing panics, and whatever decodes has exactly this one spelling.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/programme.rs"]
mod programme;
#[path = "support/sample.rs"]
mod sample;
#[path = "support/shapes.rs"]
mod shapes;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec;
use etappe_protocol::commit::{Commit, RecordError};
use etappe_protocol::event::{Event, EventKind};
use etappe_protocol::frame::{CONNECTION, ClientFrame, FrameError, ServerFrame, with_subscription};
use etappe_protocol::limits;
use proptest::collection::vec;
use proptest::prelude::*;

/// Every sample in its encoded form.
fn samples() -> Vec<Vec<u8>> {
    let client = shapes::client_frames().into_iter().map(|(_, frame)| frame.encode().unwrap());
    let server = shapes::server_frames().into_iter().map(|(_, frame)| frame.encode().unwrap());
    let events = shapes::events().into_iter().map(|(_, event)| event.encode_body().unwrap());
    let others = [
        codec::encode(&shapes::state()).unwrap(),
        codec::encode(&sample::catalogue()).unwrap(),
        shapes::commit().encode(),
        shapes::commit().replaced([1; 8], vec![2; 40]).encode(),
    ];
    client.chain(server).chain(events).chain(others).collect()
}

/// Everything that reads bytes from outside, on the same bytes.
fn read_all(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(frame) = ClientFrame::decode(bytes) {
        prop_assert_eq!(frame.encode().unwrap(), bytes);
    }
    if let Ok(frame) = ServerFrame::decode(bytes) {
        prop_assert_eq!(frame.encode().unwrap(), bytes);
    }
    for event_type in 0..8 {
        for schema in 0..3 {
            let kind = EventKind { event_type, schema };
            if let Ok(event) = Event::decode(kind, bytes) {
                prop_assert_eq!(event.kind(), kind);
                prop_assert_eq!(event.encode_body().unwrap(), bytes);
            }
        }
    }
    if let Ok(commit) = Commit::decode(bytes) {
        prop_assert_eq!(commit.encode(), bytes);
    }
    if let Ok(state) = codec::decode::<AnalysisState>(bytes) {
        prop_assert_eq!(codec::encode(&state).unwrap(), bytes);
    }
    if let Ok(catalogue) = codec::decode::<Catalogue>(bytes) {
        prop_assert_eq!(codec::encode(&catalogue).unwrap(), bytes);
    }
    Ok(())
}

proptest! {
    #![proptest_config(sample::cases(100_000))]

    #[test]
    fn random_bytes_never_panic(kind in any::<u8>(), number in 0_u8..3, body in vec(any::<u8>(), 0..40)) {
        read_all(&body)?;
        let kind = if number == 0 { kind } else { (kind % 11) | (number << 7) };
        let mut framed = vec![kind, number, 0, 0, 0];
        framed.extend(&body);
        read_all(&framed)?;
        read_all(&with_subscription(&framed, CONNECTION))?;
    }

    #[test]
    fn damaged_samples_never_panic_and_have_one_spelling(
        which in any::<prop::sample::Index>(), damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<u8>(), tail in vec(any::<u8>(), 0..2),
    ) {
        thread_local! { static SAMPLES: Vec<Vec<u8>> = samples(); }
        let mut bytes = SAMPLES.with(|samples| which.get(samples).clone());
        for (place, byte) in damage {
            // Small changes keep lengths and variants plausible.
            let place = place.index(bytes.len());
            bytes[place] = if byte < 64 { bytes[place].wrapping_add(byte % 5) } else { byte };
        }
        bytes.truncate(bytes.len() - usize::from(cut).saturating_sub(250).min(bytes.len()));
        bytes.extend(tail);
        read_all(&bytes)?;
    }

    #[test]
    fn a_damaged_record_is_not_believed(place in any::<prop::sample::Index>(), flip in 1_u8..=255) {
        let long = Commit { body: vec![7; 90], ..shapes::commit() };
        for mut record in [long.encode(), long.replaced([1; 8], vec![8; 90]).encode()] {
            let place = place.index(record.len());
            record[place] ^= flip;
            prop_assert!(Commit::decode(&record).is_err());
        }
    }
}

#[test]
fn every_sample_is_read_back_and_nothing_may_follow_it() {
    for (name, frame) in shapes::client_frames() {
        let mut bytes = frame.encode().unwrap();
        assert_eq!(ClientFrame::decode(&bytes), Ok(frame), "{name}");
        bytes.push(0);
        assert!(ClientFrame::decode(&bytes).is_err(), "{name} with a byte behind it");
        assert!(ServerFrame::decode(&bytes).is_err(), "{name} in the other direction");
    }
    for (name, frame) in shapes::server_frames() {
        let mut bytes = frame.encode().unwrap();
        assert_eq!(ServerFrame::decode(&bytes), Ok(frame), "{name}");
        bytes.push(0);
        assert!(ServerFrame::decode(&bytes).is_err(), "{name} with a byte behind it");
        assert!(ClientFrame::decode(&bytes).is_err(), "{name} in the other direction");
    }
}

#[test]
fn frames_stand_under_the_right_kind_of_number() {
    for (name, frame) in shapes::client_frames() {
        let bytes = frame.encode().unwrap();
        let own = matches!(frame, ClientFrame::Hello(_) | ClientFrame::Ping(_));
        let other = with_subscription(&bytes, if own { 0 } else { CONNECTION });
        assert_eq!(ClientFrame::decode(&other), Err(FrameError::Subscription), "{name}");
    }
    assert_eq!(ClientFrame::decode(&[1, 0, 0, 0]), Err(FrameError::Short));
    assert_eq!(ClientFrame::decode(&[0x7f, 0, 0, 0, 0]), Err(FrameError::Kind(0x7f)));
}

#[test]
fn lengths_that_lie_cost_nothing() {
    // A state whose maps claim 2^32 entries, a frame whose list does, a text that does.
    let huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
    let state = [&[0, 0, 0][..], &huge].concat();
    assert!(codec::decode::<AnalysisState>(&state).is_err());
    let committed = [&[0x84, 1, 0, 0, 0][..], &huge].concat();
    assert!(ServerFrame::decode(&committed).is_err());
    let record = vec![1; limits::EVENT_BODY_BYTES * 2];
    assert_eq!(Commit::decode(&record), Err(RecordError::Length));
}

#[test]
fn edits_have_one_spelling() {
    use etappe_protocol::text::{Component, Operation};
    let kept =
        |components: &[Component]| codec::decode::<Operation>(&codec::encode(components).unwrap()).is_ok();
    let (retain, delete) = (Component::Retain(1), Component::Delete(1));
    let insert = || Component::Insert("a".into());
    assert!(kept(&[]) && kept(&[retain.clone(), insert(), delete.clone()]));
    for bad in [
        vec![retain.clone()],
        vec![Component::Retain(0), insert()],
        vec![Component::Insert(String::new())],
        vec![Component::Delete(0)],
        vec![retain.clone(), retain.clone(), insert()],
        vec![insert(), insert()],
        vec![delete.clone(), delete.clone()],
        vec![delete, insert()],
        vec![insert(), retain],
    ] {
        assert!(!kept(&bad), "{bad:?}");
    }
}
