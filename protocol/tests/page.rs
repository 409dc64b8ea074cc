//! What `docs/protocol.md` says is what the code does: the exchange in hex, the numbers, the bounds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/sample.rs"]
mod sample;

use std::fmt::Write;
use std::path::Path;

use etappe_protocol::authority::Authority;
use etappe_protocol::codec;
use etappe_protocol::frame::{
    ClientFrame, Committed, Failure, Hello, Noted, Ping, Rejected, SentCommit, ServerFrame, SnapshotPart,
    Submit, Subscribe, Subscribed, Welcome,
};
use etappe_protocol::limits;
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::{Judgement, Sequence};
use etappe_protocol::text::{Bridge, FieldAddress, Operation, compose, pass_earlier, transform};
use sample::{actor, code, edit, item, replica, sequence, stream, submit};

const TITLE: FieldAddress = FieldAddress::TITLE;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/protocol.md");
    std::fs::read_to_string(path).unwrap()
}

/// Ann (client 1) and Ben (client 2) with a server, every message written down.
struct Exchange {
    sequence: Sequence,
    text: String,
}

impl Exchange {
    fn sent(&mut self, who: &str, what: &str, frame: &ClientFrame) {
        self.write(&format!("{who} > server"), what, &frame.encode().unwrap());
    }

    fn told(&mut self, who: &str, what: &str, frame: &ServerFrame) {
        self.write(&format!("server > {who}"), what, &frame.encode().unwrap());
    }

    fn write(&mut self, way: &str, what: &str, bytes: &[u8]) {
        writeln!(self.text, "{way}: {what}").unwrap();
        for line in bytes.chunks(32) {
            let line: Vec<_> = line.iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(self.text, "    {}", line.join(" ")).unwrap();
        }
    }

    fn enter(&mut self, who: &str, number: u8) {
        let hello = Hello { min_version: 2, max_version: 2, replica: replica(number) };
        self.sent(who, "Hello, versions 2 to 2", &ClientFrame::Hello(hello));
        let welcome = Welcome {
            version: 2,
            actor: actor(number),
            heartbeat_ms: u32::try_from(limits::HEARTBEAT_MS).unwrap(),
            silence_ms: u32::try_from(limits::SILENCE_MS).unwrap(),
            server_time_ms: 1_000,
        };
        self.told(who, "Welcome, version 2", &ServerFrame::Welcome(welcome));
    }

    fn submit(&mut self, who: &str, number: u8, what: &str, submit: Submit) {
        let counter = submit.counter;
        self.sent(who, what, &ClientFrame::Submit(0, submit.clone()));
        match self.sequence.judge(number.into(), submit, 2_000, [1; 8]).unwrap() {
            Judgement::Accepted(commit) => {
                let commits = vec![SentCommit::from(&*commit)];
                let what = format!("Committed, revision {}", commit.revision);
                self.told("all", &what, &ServerFrame::Committed(0, Committed { commits }));
            }
            Judgement::Refused(reason) => {
                let at = self.sequence.state().revision;
                let what = format!("Rejected, op {counter}: {reason}");
                self.told(who, &what, &ServerFrame::Rejected(0, Rejected { counter, at, reason }));
            }
            other => panic!("{other:?}"),
        }
    }

    fn note(&mut self, who: &str, number: u8, counter: u64) {
        self.sent(who, &format!("Noted, op {counter}"), &ClientFrame::Noted(0, Noted { counter }));
        self.sequence.note(number.into(), counter);
    }
}

fn exchange() -> String {
    let mut it = Exchange { sequence: sequence(), text: String::new() };
    it.enter("Ann", 1);
    let subscribe = Subscribe { stream: stream(), confirmed: None };
    it.sent("Ann", "Subscribe as 0, afresh", &ClientFrame::Subscribe(0, subscribe));
    let head = it.sequence.open_session(1, replica(1), actor(1), Authority::Edit).unwrap().head;
    let subscribed = Subscribed { head, resumed: false, may_write: true };
    it.told("Ann", "Subscribed, head 1, the state follows", &ServerFrame::Subscribed(0, subscribed));
    let bytes = codec::encode(it.sequence.state()).unwrap();
    let part = SnapshotPart { revision: head, last: true, bytes };
    it.told("Ann", "SnapshotPart, the only one", &ServerFrame::SnapshotPart(0, part));
    it.submit(
        "Ann",
        1,
        "Submit, op 1, base 1: insert \"Hof\" into the title",
        submit(1, 1, edit(&TITLE, 0, 0, "Hof")),
    );

    it.enter("Ben", 2);
    let subscribe = Subscribe { stream: stream(), confirmed: Some(Revision(2)) };
    it.sent("Ben", "Subscribe as 0, confirmed 2", &ClientFrame::Subscribe(0, subscribe));
    let head = it.sequence.open_session(2, replica(2), actor(2), Authority::Edit).unwrap().head;
    let subscribed = Subscribed { head, resumed: true, may_write: true };
    it.told("Ben", "Subscribed, head 2, resumed", &ServerFrame::Subscribed(0, subscribed));

    it.submit(
        "Ann",
        1,
        "Submit, op 2, base 2: insert \"Der \" at 0",
        submit(2, 2, edit(&TITLE, 0, 0, "Der ")),
    );
    it.submit(
        "Ben",
        2,
        "Submit, op 1, base 2, before revision 3 reached him: retain 3, insert \"bau\"",
        submit(1, 2, edit(&TITLE, 3, 0, "bau")),
    );
    assert_eq!(it.sequence.state().text(&TITLE), "Der Hofbau");

    it.submit(
        "Ann",
        1,
        "Submit, op 3, base 4: retain 99, insert \"!\"",
        submit(3, 4, edit(&TITLE, 99, 0, "!")),
    );
    it.submit("Ann", 1, "Submit, op 4, base 4: insert \"?\" at 0", submit(4, 4, edit(&TITLE, 0, 0, "?")));
    it.note("Ann", 1, 3);
    let rate = Op::SetRating { item: item("A1.1"), answer: code("3"), seen: Revision::ZERO };
    it.submit("Ann", 1, "Submit, op 5, base 4: answer A1.1 with 3, nothing seen", submit(5, 4, rate));
    it.sent("Ann", "Ping", &ClientFrame::Ping(Ping { nonce: 7 }));
    it.told("Ann", "Pong", &ServerFrame::Pong(Ping { nonce: 7 }));
    it.text
}

#[test]
fn the_exchange_on_the_page_is_what_the_code_says() {
    let exchange = exchange();
    let page = page();
    let shown =
        page.split_once("<!-- exchange -->\n```text\n").and_then(|(_, rest)| rest.split_once("```\n"));
    let shown = shown.map(|(shown, _)| shown).unwrap_or_default();
    assert!(shown == exchange, "the page should show this exchange:\n{exchange}");
}

#[test]
fn codes_stand_on_the_page_under_their_numbers() {
    let page = page();
    for number in 0..=u8::MAX {
        let rejection = codec::decode::<Rejection>(&[number]);
        let failure = codec::decode::<Failure>(&[number]);
        for name in [rejection.map(|code| format!("{code:?}")), failure.map(|code| format!("{code:?}"))] {
            let Ok(name) = name else { continue };
            let row = format!("| {number} | `{name}` |");
            assert!(page.contains(&row), "no row begins with {row}");
        }
    }
}

#[test]
fn bounds_stand_on_the_page() {
    let page = page();
    for (name, bound) in [
        ("FRAME_IN_BYTES", limits::FRAME_IN_BYTES),
        ("FRAME_OUT_BYTES", limits::FRAME_OUT_BYTES),
        ("FRAME_FILL_BYTES", limits::FRAME_FILL_BYTES),
        ("EVENT_BODY_BYTES", limits::EVENT_BODY_BYTES),
        ("TEXT_INSERT_CHARS", limits::TEXT_INSERT_CHARS),
        ("TEXT_COMPONENTS", limits::TEXT_COMPONENTS),
        ("TEXT_COMPONENTS_REBASED", limits::TEXT_COMPONENTS_REBASED),
        ("TITLE_CHARS", limits::TITLE_CHARS),
        ("REASON_CHARS", limits::REASON_CHARS),
        ("NOTES_CHARS", limits::NOTES_CHARS),
        ("PROPOSALS", limits::PROPOSALS),
        ("OPS_IN_FLIGHT", limits::OPS_IN_FLIGHT),
        ("SUBSCRIPTIONS", limits::SUBSCRIPTIONS),
        ("PRESENCE_PEERS", limits::PRESENCE_PEERS),
        ("NAME_CHARS", limits::NAME_CHARS),
        ("FIELD_LOG_EDITS", limits::FIELD_LOG_EDITS),
        ("HEARTBEAT_MS", usize::try_from(limits::HEARTBEAT_MS).unwrap()),
        ("SILENCE_MS", usize::try_from(limits::SILENCE_MS).unwrap()),
        ("HANDSHAKE_MS", usize::try_from(limits::HANDSHAKE_MS).unwrap()),
    ] {
        let row = format!("| `{name}` | {bound} |");
        assert!(page.contains(&row), "no row begins with {row}");
    }
}

/// The table and the worked example of the chapter on text.
#[test]
fn worked_examples_come_out_as_the_page_says() {
    let then = |first: &Operation, second: Operation| compose(first, &second);
    let insert = |place, text: &str| Operation::splice(place, 0, text);
    let x_and_delete = then(&insert(1, "x"), Operation::splice(2, 2, ""));
    for (text, earlier, later, later_after, together) in [
        ("Hof", insert(0, "Der "), insert(3, "bau"), insert(7, "bau"), "Der Hofbau"),
        ("()", insert(1, "E"), insert(1, "L"), insert(1, "L"), "(LE)"),
        ("abc", Operation::splice(0, 2, ""), x_and_delete, Operation::splice(0, 1, "x"), "x"),
    ] {
        let brought = transform(&earlier, &later).1;
        assert_eq!(brought, later_after);
        assert_eq!(brought.apply(&earlier.apply(text).unwrap()).unwrap(), together);
    }
    let replacing = codec::encode(&Operation::splice(1, 1, "X")).unwrap();
    assert_eq!(replacing, [0x03, 0x00, 0x01, 0x01, 0x01, 0x58, 0x02, 0x01]);

    let ben = insert(1, "B");
    let mut bridge = Bridge::default();
    bridge.push(Revision(6), ben.clone());
    let mut pending = [insert(0, "X"), insert(1, "Y")];
    assert_eq!(pending.clone().map(|operation| bridge.pass(operation)), pending, "stored as they are");
    let shown = pass_earlier(ben, pending.iter_mut());
    assert_eq!(shown, insert(3, "B"));
    assert_eq!(shown.apply("XYab").unwrap(), "XYaBb");
}
