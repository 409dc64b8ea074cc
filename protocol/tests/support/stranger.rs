//! A session that keeps to no rule: whatever it hands in, the others must not be harmed.

use etappe_protocol::authority::Authority;
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Judgement;
use etappe_protocol::text::{Operation, compose};

use super::{World, fields};
use crate::sample::{actor, code, item, replica, submit};

const SESSION: u64 = u64::MAX;
const NUMBER: u8 = 15;

impl World {
    /// Any op with any base, made on top of nothing in particular; `-` is all that it types.
    pub(super) fn stranger(&mut self, argument: u32) {
        let head = self.sequence.state().revision.0;
        let counter = 1 + u64::from(argument % 5) + self.log.len() as u64 * 4;
        let base =
            if argument & 8 == 0 { head } else { (head + 1).saturating_sub((argument >> 16 & 7).into()) };
        let place = argument >> 6 & 3;
        let op = match argument % 7 {
            0 => Op::SetRating { item: item("A.1"), answer: code("1"), seen: Revision(base) },
            1 => Op::ClearRating { item: item("A1.1"), seen: Revision(u64::MAX) },
            2 => Op::WithdrawProposal { item: item("A.1") },
            number => {
                let far = if number == 3 { u32::MAX - place } else { place };
                let first = Operation::splice(place, argument >> 10 & 3, "--");
                let operation = compose(&first, &Operation::splice(far, argument >> 12 & 3, "-"));
                Op::EditText { field: fields()[argument as usize % 3].clone(), operation }
            }
        };
        if !self.stranger_is_in {
            self.stranger_is_in = true;
            self.sequence.open_session(SESSION, replica(NUMBER), actor(NUMBER), Authority::Edit).unwrap();
        }
        match self.sequence.judge(SESSION, submit(counter, base, op), self.now_ms, [9; 8]).unwrap() {
            Judgement::Accepted(commit) => self.accept(*commit),
            Judgement::Refused(_) if argument & 3 != 0 => self.sequence.note(SESSION, counter),
            Judgement::Refused(_) | Judgement::Repeated(_) => {}
            Judgement::Dropped => panic!("a living session is dropped"),
        }
    }
}
