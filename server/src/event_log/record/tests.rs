use etappe_protocol::event::EventKind;
use etappe_protocol::id::{ActorId, OpId, ReplicaId};

use super::*;
use crate::golden;

fn commit() -> Commit {
    Commit {
        stream: StreamId([1; 16]),
        revision: Revision(7),
        actor: ActorId([2; 16]),
        time_ms: 1_750_000_000_123,
        op_id: OpId { replica: ReplicaId([3; 16]), counter: 9 },
        kind: EventKind { event_type: 2, schema: 1 },
        salt: [4; 8],
        kept: None,
        body: b"\x04A1.1\x013".to_vec(),
    }
}

fn head() -> ChainHead {
    ChainHead { stream: StreamId([1; 16]), revision: Revision(7), chain: Chain::START.after(&commit()) }
}

#[test]
fn both_formats_come_back_as_written() {
    for entry in [Entry::Commit(commit()), Entry::Head(head())] {
        assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    for entry in [Entry::Commit(commit()), Entry::Head(head())] {
        let record = entry.encode();
        for bit in 0..record.len() * 8 {
            let mut damaged = record.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(Entry::decode(&damaged).is_err(), "bit {bit}");
        }
        for length in 0..record.len() {
            assert!(Entry::decode(&record[..length]).is_err(), "length {length}");
        }
    }
}

#[test]
fn records_behind_one_another_are_told_apart() {
    let (first, second) = (head().encode(), commit().encode());
    let both = [first.clone(), second.clone()].concat();
    let (one, rest) = split_first(&both).unwrap();
    assert_eq!((one, split_first(rest)), (&first[..], Ok((&second[..], &[][..]))));
    assert_eq!(split_first(&both[..first.len() - 1]), Err(RecordError::Length));
    assert_eq!(split_first(&[]), Err(RecordError::Length));
}

#[test]
fn golden_records_are_unchanged() {
    for (name, entry) in [
        ("commit-1", Entry::Commit(commit())),
        ("head-2", Entry::Head(head())),
        ("redacted-3", Entry::Commit(commit().replaced([5; 8], vec![6; 3]))),
        ("gone-4", Entry::Gone),
    ] {
        golden::check(&format!("event_log/golden/{name}"), &entry.encode());
    }
}
