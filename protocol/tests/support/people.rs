//! What the people in this world do at their own copy.

use std::collections::BTreeMap;

use etappe_protocol::event::{MeasureChange, MeasureState};
use etappe_protocol::replica::Replica;
use etappe_protocol::text::{FieldAddress, Operation};

use super::{World, fields, small};
use crate::sample::{actor, code, item};

/// Every text that somebody sees.
pub(super) fn texts(replica: &Replica) -> BTreeMap<FieldAddress, String> {
    let measures = replica.shown_measures().into_iter().map(|measure| FieldAddress::what(measure.id));
    let all = fields().into_iter().chain(measures);
    all.map(|field| (field.clone(), replica.shown_text(&field).to_owned())).collect()
}

impl World {
    pub(super) fn edit(&mut self, client: usize, argument: u32) {
        self.marks += 1;
        // Two, three and four bytes in UTF-8.
        let base = [0x0400, 0x4e00, 0x20000][self.marks as usize % 3];
        let mark = char::from_u32(base + self.marks).unwrap();
        let own = &mut self.clients[client];
        let measures = own.replica.shown_measures();
        // Now and then what is to be done; else one of the texts that are always there.
        let field = match measures.get(argument as usize % (4 + measures.len())) {
            Some(measure) => FieldAddress::what(measure.id),
            None => fields()[argument as usize % 3].clone(),
        };
        let field = &field;
        let shown: Vec<char> = own.replica.shown_text(field).chars().collect();
        let position = (argument >> 2) as usize % (shown.len() + 1);
        let deleted = ((argument >> 10) % 4).saturating_sub(1) as usize;
        let deleted = deleted.min(shown.len() - position);
        // Long enough that what several people type at once does not fit together.
        let long = argument >> 13 & 1 == 1;
        let filler = if long { [60, 0, 1_300][argument as usize % 3] } else { 0 };
        let inserted = format!("{mark}{}", "-".repeat(filler));
        let inserted = if argument >> 14 & 3 == 0 && 0 < deleted { String::new() } else { inserted };
        let operation = Operation::splice(small(position), small(deleted), &inserted);
        if own.replica.edit_text(field, operation).is_ok() {
            own.deleted.extend(&shown[position..position + deleted]);
            if !inserted.is_empty() {
                own.typed.insert(mark);
            }
        }
    }

    pub(super) fn rate(&mut self, client: usize, argument: u32) {
        let item = item(["A.1", "A1.1"][argument as usize % 2]);
        let replica = &mut self.clients[client].replica;
        match argument >> 1 & 7 {
            0 => replica.clear_rating(&item),
            1 => replica.withdraw_proposal(&item),
            number => replica.set_rating(&item, code(["0", "1", "2", "3", "x", "nope"][number as usize - 2])),
        }
        .unwrap();
    }

    /// Agrees on something to be done, or changes what is agreed.
    pub(super) fn measure(&mut self, client: usize, argument: u32) {
        let replica = &mut self.clients[client].replica;
        let measures = replica.shown_measures();
        let subject = item(["A.1", "A1.1", "A1"][argument as usize % 3]);
        let known = measures.get((argument >> 2) as usize % (measures.len() + 1)).map(|measure| measure.id);
        let Some(measure) = known.filter(|_| argument & 3 != 0) else {
            replica.add_measure(subject).unwrap();
            return;
        };
        let change = match argument >> 5 & 7 {
            0 => MeasureChange::Owner(Some(actor(1 + (argument >> 8 & 3) as u8))),
            1 => MeasureChange::Owner(None),
            2 => MeasureChange::Due(Some("2026-05-01".parse().unwrap())),
            3 => MeasureChange::Due(None),
            4 => MeasureChange::Subject(subject),
            5 => MeasureChange::Reviewed,
            _ => MeasureChange::State(MeasureState::ALL[(argument >> 8) as usize % 4]),
        };
        replica.change_measure(measure, change).unwrap();
    }

    /// A burst of typing that is sent at once.
    pub(super) fn busy(&mut self, client: usize, argument: u32) {
        for number in 1..5 {
            self.edit(client, argument.wrapping_mul(number));
            self.send(client);
        }
    }
}
