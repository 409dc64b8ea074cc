//! A small catalogue and short names for what the tests make all the time.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item, Localised, OptionKind, Scale, ScaleOption};
use etappe_protocol::event::AnalysisCreatedV1;
use etappe_protocol::frame::Submit;
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::{Judgement, Sequence};
use etappe_protocol::text::{FieldAddress, Operation};
use proptest::test_runner::Config;

/// Random cases of each law; `ETAPPE_CASES` overrides.
pub fn cases(default: u32) -> Config {
    let cases = std::env::var("ETAPPE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default);
    Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() }
}

pub fn stream() -> StreamId {
    StreamId([7; 16])
}

pub fn actor(number: u8) -> ActorId {
    ActorId([number; 16])
}

pub fn replica(number: u8) -> ReplicaId {
    ReplicaId([0xa0 | number; 16])
}

pub fn item(id: &str) -> ItemId {
    ItemId::new(id).unwrap()
}

pub fn code(code: &str) -> OptionCode {
    OptionCode::new(code).unwrap()
}

pub fn both(text: &str) -> Localised {
    Localised { de: text.to_owned(), en: text.to_owned() }
}

/// Two items on a scale of four levels and the two other kinds of answer.
pub fn catalogue() -> Catalogue {
    let option =
        |name: &str, kind| ScaleOption { code: code(name), name: both(name), anchor: both("…"), kind };
    let item =
        |id: &str| Item { id: item(id), statement: both("Wir wissen, für wen."), scale: "level".into() };
    let criterion = |id: &str, children, items| Criterion {
        id: ItemId::new(id).unwrap(),
        title: both("Wirkung"),
        children,
        items,
    };
    Catalogue {
        key: "sample".into(),
        edition: 1,
        title: both("Beispiel"),
        scoring_rule: 1,
        scales: vec![Scale {
            id: "level".into(),
            options: vec![
                option("0", OptionKind::Points(0)),
                option("1", OptionKind::Points(1)),
                option("2", OptionKind::Points(2)),
                option("3", OptionKind::Points(3)),
                option("x", OptionKind::NotApplicable),
                option("?", OptionKind::Unknown),
            ],
        }],
        criteria: vec![criterion("A", vec![criterion("A1", vec![], vec![item("A1.1")])], vec![item("A.1")])],
    }
}

pub fn created() -> AnalysisCreatedV1 {
    let catalogue = catalogue();
    AnalysisCreatedV1 {
        catalogue_key: catalogue.key.clone(),
        catalogue_edition: catalogue.edition,
        catalogue_hash: catalogue.hash().unwrap(),
    }
}

/// A stream whose first commit is there, made by the server itself.
pub fn sequence() -> Sequence {
    let mut sequence = Sequence::new(stream(), Arc::new(catalogue()));
    let op_id = OpId { replica: ReplicaId([0xff; 16]), counter: 1 };
    sequence.judge_own(actor(0xff), op_id, Op::CreateAnalysis(created()), 1_000, [0; 8]).unwrap();
    sequence
}

pub fn submit(counter: u64, base: u64, op: Op) -> Submit {
    Submit { counter, base: Revision(base), op }
}

pub fn edit(field: &FieldAddress, position: u32, deleted: u32, inserted: &str) -> Op {
    Op::EditText { field: field.clone(), operation: Operation::splice(position, deleted, inserted) }
}

pub fn judge(sequence: &mut Sequence, session: u64, submit: Submit) -> Judgement {
    sequence.judge(session, submit, 1_000, [1; 8]).unwrap()
}
