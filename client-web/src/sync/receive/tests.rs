//! A client against a server that is played by hand.

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::codec;
use etappe_protocol::event::{Event, RatingSetV1};
use etappe_protocol::frame::{
    ClientFrame, Committed, Failed, Failure, SentCommit, ServerFrame, SnapshotPart, Subscribe, Subscribed,
    Welcome,
};
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};

use super::super::client::{Client, Effect, Input};
use super::super::link::Stop;
use super::super::notice::Notice;

const ANA: ActorId = ActorId([1; 16]);
const BEN: ActorId = ActorId([2; 16]);

fn random() -> [u8; 16] {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    [NEXT.fetch_add(1, Ordering::Relaxed); 16]
}

fn sent(effects: &[Effect]) -> Vec<ClientFrame> {
    let sent = effects
        .iter()
        .filter_map(|effect| if let Effect::Send(message) = effect { Some(message) } else { None });
    sent.map(|message| ClientFrame::decode(message).unwrap()).collect()
}

fn say(client: &mut Client, frame: &ServerFrame, now_ms: i64) -> Vec<Effect> {
    client.on(Input::Message(&frame.encode().unwrap()), now_ms)
}

fn greet(client: &mut Client, now_ms: i64) -> Vec<ClientFrame> {
    assert!(client.on(Input::Tick, now_ms).contains(&Effect::Connect));
    assert!(matches!(sent(&client.on(Input::Opened, now_ms))[..], [ClientFrame::Hello(_)]));
    let welcome = Welcome {
        version: 1,
        actor: ANA,
        heartbeat_ms: 10_000,
        silence_ms: 30_000,
        server_time_ms: now_ms + 500,
    };
    sent(&say(client, &ServerFrame::Welcome(welcome), now_ms))
}

fn give_state(client: &mut Client, state: &AnalysisState, now_ms: i64) -> Vec<Effect> {
    let subscribed = Subscribed { head: state.revision, resumed: false, may_write: true };
    say(client, &ServerFrame::Subscribed(0, subscribed), now_ms);
    let bytes = codec::encode(state).unwrap();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let part = |bytes: &[u8], last| SnapshotPart { revision: state.revision, last, bytes: bytes.to_vec() };
    say(client, &ServerFrame::SnapshotPart(0, part(first, false)), now_ms);
    say(client, &ServerFrame::SnapshotPart(0, part(second, true)), now_ms)
}

fn live() -> Client {
    let mut client = Client::new(StreamId([9; 16]), random, 0);
    greet(&mut client, 0);
    give_state(&mut client, &AnalysisState::default(), 0);
    client
}

fn commit(revision: u64, actor: ActorId, op_id: OpId, event: &Event) -> SentCommit {
    let body = event.encode_body().unwrap();
    SentCommit { revision: Revision(revision), actor, time_ms: 0, op_id, kind: event.kind(), body }
}

fn rated(answer: &str) -> Event {
    Event::RatingSet(RatingSetV1 { item: item(), answer: OptionCode::new(answer).unwrap() })
}

fn item() -> ItemId {
    ItemId::new("A1.1").unwrap()
}

fn others_op(counter: u64) -> OpId {
    OpId { replica: ReplicaId([200; 16]), counter }
}

#[test]
fn what_is_done_offline_is_sent_after_catching_up() {
    let mut client = live();
    client.on(Input::Closed, 100);
    let (result, effects) =
        client.edit(200, |replica| replica.set_rating(&item(), OptionCode::new("3").unwrap()));
    assert!(result.is_ok() && sent(&effects).is_empty());
    assert_eq!(client.facts(0).pending, 1);
    let asked = greet(&mut client, 20_000);
    assert!(matches!(
        asked[..],
        [ClientFrame::Subscribe(0, Subscribe { confirmed: Some(Revision::ZERO), .. })]
    ));
    let subscribed = Subscribed { head: Revision(1), resumed: true, may_write: true };
    let early = sent(&say(&mut client, &ServerFrame::Subscribed(0, subscribed), 20_000));
    assert!(
        !early.iter().any(|frame| matches!(frame, ClientFrame::Submit(..))),
        "before the head is reached"
    );
    let commits = vec![commit(1, BEN, others_op(1), &rated("2"))];
    let effects = say(&mut client, &ServerFrame::Committed(0, Committed { commits }), 20_000);
    let told = Notice::Rating { item: item(), by: Some(BEN) };
    assert!(effects.contains(&Effect::Notice(told)));
    assert!(matches!(sent(&effects)[..], [ClientFrame::Submit(0, _)]));
}

#[test]
fn a_gap_resumes_and_the_change_stays_pending() {
    let mut client = live();
    client
        .edit(0, |replica| replica.edit_text(&FieldAddress::NOTES, Operation::splice(0, 0, "hm")))
        .0
        .unwrap();
    let commits = vec![commit(7, BEN, others_op(1), &rated("2"))];
    let effects = say(&mut client, &ServerFrame::Committed(0, Committed { commits }), 10);
    assert!(effects.contains(&Effect::Disconnect));
    assert_eq!(client.facts(0).pending, 1);
    let asked = greet(&mut client, 20_000);
    assert!(matches!(asked[..], [ClientFrame::Subscribe(0, Subscribe { confirmed: Some(_), .. })]));
}

#[test]
fn a_taken_replica_starts_afresh_and_hands_the_text_back() {
    let mut client = live();
    client
        .edit(0, |replica| replica.edit_text(&FieldAddress::NOTES, Operation::splice(0, 0, "hm")))
        .0
        .unwrap();
    let before = client.replica().unwrap().id();
    let failed = Failed { reason: Failure::ReplicaTaken, retry_after_ms: None };
    let effects = say(&mut client, &ServerFrame::Failed(0, failed), 10);
    let typed = effects.iter().find_map(|effect| match effect {
        Effect::Notice(Notice::Refused(refused)) => Some(refused.typed.clone()),
        _ => None,
    });
    assert_eq!(typed.as_deref(), Some("hm"));
    assert_ne!(client.replica().unwrap().id(), before);
    let asked = greet(&mut client, 20_000);
    assert!(matches!(asked[..], [ClientFrame::Subscribe(0, Subscribe { confirmed: None, .. })]));
    let fresh = client.replica().unwrap().id();
    give_state(&mut client, &AnalysisState::default(), 20_000);
    assert_eq!(client.replica().unwrap().id(), fresh, "the hello named this one");
}

#[test]
fn a_second_place_and_an_ended_session_wait_for_the_person() {
    for (reason, stop) in [(Failure::Fenced, Stop::Fenced), (Failure::SessionEnded, Stop::SessionEnded)] {
        let mut client = live();
        say(&mut client, &ServerFrame::Failed(u32::MAX, Failed { reason, retry_after_ms: None }), 10);
        assert_eq!(client.stopped(), Some(stop));
        assert!(client.on(Input::Tick, 90_000).is_empty());
        assert!(client.on(Input::Restart, 90_001).contains(&Effect::Connect));
    }
}

#[test]
fn an_unreadable_frame_and_a_refused_upgrade_end_the_connection() {
    let mut client = live();
    assert!(client.on(Input::Message(&[0xff, 1, 2]), 10).contains(&Effect::Disconnect));
    client.on(Input::Tick, 30_000);
    assert!(client.on(Input::Closed, 30_001).contains(&Effect::Probe));
    client.on(Input::SignedOut, 30_002);
    assert_eq!(client.stopped(), Some(Stop::SessionEnded));
}

#[test]
fn without_leave_to_write_nothing_is_taken() {
    let mut client = Client::new(StreamId([9; 16]), random, 0);
    greet(&mut client, 0);
    let (result, _) = client.edit(0, |replica| replica.clear_rating(&item()));
    assert!(result.is_err());
    assert_eq!(client.clock_ahead_ms(), 500);
}
