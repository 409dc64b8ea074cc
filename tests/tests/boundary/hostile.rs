//! S-20, S-21: whatever is sent, that socket is closed with the right code and everybody else goes on.

use std::net::SocketAddr;

use etappe_protocol::frame::{
    ClientFrame, Hello, Noted, PROTOCOL_CURRENT, Ping, Presence, Submit, Subscribe, Unsubscribe,
};
use etappe_protocol::id::{ItemId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::limits;
use etappe_protocol::op::Op;
use etappe_protocol::presence::Focus;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::random;
use etappe_tests::client::Client;
use etappe_tests::fault::Dice;
use etappe_tests::seed::Seed;
use etappe_tests::server::{Program, Server};
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::Message;

use super::support::{Line, resident_bytes, scribble, seed};

/// One of each frame that a client may send.
fn samples(stream: StreamId) -> Vec<ClientFrame> {
    let text = Op::EditText { field: FieldAddress::NOTES, operation: Operation::splice(0, 0, "übel") };
    let item = ItemId::new("A1.1").unwrap();
    let rating =
        Op::SetRating { item: item.clone(), answer: OptionCode::new("3").unwrap(), seen: Revision(300) };
    vec![
        ClientFrame::Hello(Hello { min_version: 1, max_version: 1, replica: ReplicaId([5; 16]) }),
        ClientFrame::Subscribe(0, Subscribe { stream, confirmed: Some(Revision(300)) }),
        ClientFrame::Unsubscribe(3, Unsubscribe {}),
        ClientFrame::Submit(0, Submit { counter: 1, base: Revision(2), op: text }),
        ClientFrame::Submit(0, Submit { counter: 2, base: Revision(2), op: rating }),
        ClientFrame::Noted(0, Noted { counter: 70_000 }),
        ClientFrame::Presence(0, Presence { focus: Some(Focus::Item(item)) }),
        ClientFrame::Ping(Ping { nonce: 5 }),
    ]
}

/// What is no frame, with a name for each.
fn malformed(stream: StreamId, dice: &mut Dice) -> Vec<(String, Vec<u8>)> {
    let mut cases = vec![("nothing".to_owned(), Vec::new())];
    for kind in (0..=255_u8).filter(|kind| !(1..=7).contains(kind)) {
        cases.push((format!("kind {kind}"), [&[kind, 0, 0, 0, 0][..], &[0; 16]].concat()));
    }
    for frame in samples(stream) {
        let bytes = frame.encode().unwrap();
        for length in 0..bytes.len() {
            cases.push((format!("{length} bytes of {frame:?}"), bytes[..length].to_vec()));
        }
        cases.push((format!("rest behind {frame:?}"), [&bytes[..], &[0]].concat()));
        for number in 0..30 {
            let mut bytes = bytes.clone();
            let index = dice.below(bytes.len());
            bytes[index] ^= 1 << dice.below(8);
            cases.push((format!("bit {number} of {frame:?}"), bytes));
        }
    }
    let ping = [&[7][..], &[0xff; 4]].concat();
    let submit = [4, 0, 0, 0, 0];
    for (name, bytes) in [
        ("over-long varint", [&ping[..], &[0x85, 0x00]].concat()),
        ("varint without end", [&ping[..], &[0xff; 40]].concat()),
        (
            "varint beyond 64 bits",
            [&ping[..], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]].concat(),
        ),
        (
            "huge length of a text",
            [&submit[..], &[1, 2, 4, 0, 2, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]].concat(),
        ),
        ("huge number of components", [&submit[..], &[1, 2, 4, 0, 2, 0xff, 0xff, 0xff, 0xff, 0x0f]].concat()),
        ("no utf-8 in a text", [&submit[..], &[1, 2, 4, 0, 2, 1, 1, 2, 0xc3, 0x28]].concat()),
        ("an item of 40 letters", [&submit[..], &[1, 2, 1, 40], &[b'A'; 40], &[1, b'3', 0]].concat()),
        ("an option with a blank", [&submit[..], &[1, 2, 1, 1, b'A', 1, b' ', 0]].concat()),
    ] {
        cases.push((name.to_owned(), bytes));
    }
    for number in 0..100 {
        let length = dice.below(200);
        cases.push((
            format!("dice {number}"),
            (0..length).map(|_| u8::try_from(dice.below(256)).unwrap()).collect(),
        ));
    }
    // Chance makes a frame now and then; that is no garbage.
    cases.retain(|(_, bytes)| ClientFrame::decode(bytes).is_err());
    cases
}

/// A WebSocket frame as bytes: first byte, masked with zeros, the length as given.
fn raw(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..=125 => frame.push(0x80 | u8::try_from(length).unwrap()),
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// What breaks the rules of WebSocket itself, and the code that it is answered with.
fn broken() -> Vec<(&'static str, Vec<u8>, u16)> {
    let ping = ClientFrame::Ping(Ping { nonce: 1 }).encode().unwrap();
    let unmasked = [&[0x82, u8::try_from(ping.len()).unwrap()][..], &ping].concat();
    vec![
        ("reserved bit 1", raw(0xc2, &ping), 1002),
        ("reserved bit 2", raw(0xa2, &ping), 1002),
        ("reserved bit 3", raw(0x92, &ping), 1002),
        ("reserved data opcode", raw(0x83, &ping), 1002),
        ("reserved control opcode", raw(0x8b, &ping), 1002),
        ("not masked", unmasked, 1002),
        ("ping in fragments", raw(0x09, b"x"), 1002),
        ("ping of 200 bytes", raw(0x89, &[0; 200]), 1002),
        ("continuation of nothing", raw(0x80, &ping), 1002),
        ("message inside a message", [raw(0x02, &ping), raw(0x82, &ping)].concat(), 1002),
        ("text", raw(0x81, b"hello"), 1003),
        ("empty text", raw(0x81, b""), 1003),
        ("text that is no utf-8", raw(0x81, &[0xc3, 0x28]), 1007),
        ("above the limit", raw(0x82, &vec![0; limits::FRAME_IN_BYTES + 1]), 1009),
        ("fragments above the limit", [raw(0x02, &[0; 40_000]), raw(0x80, &[0; 40_000])].concat(), 1009),
        ("announced petabytes", [&[0x82, 0xff][..], &(1_u64 << 50).to_be_bytes(), &[0; 4]].concat(), 1009),
    ]
}

/// Somebody else on the same stream, who must notice nothing.
struct Witness {
    client: Client,
    dice: Dice,
}

impl Witness {
    async fn open(address: SocketAddr, cookie: &str, stream: StreamId) -> Self {
        Self { client: Client::open(address, cookie, stream).await.unwrap(), dice: Dice(1) }
    }

    async fn saves(&mut self) {
        scribble(&mut self.client.replica, &mut self.dice);
        self.client.flush().await.unwrap();
        self.client.saved().await.unwrap();
    }
}

/// A connection that has said hello and follows the stream, or one that has said nothing.
async fn line(address: SocketAddr, cookie: &str, stream: StreamId, greeted: bool) -> Line {
    if !greeted {
        return Line::connect(address, cookie).await;
    }
    let mut line = Line::hello(address, cookie, ReplicaId(random::bytes())).await;
    line.subscribe(stream, None).await.unwrap();
    line
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s20_garbage_ends_its_own_connection_and_no_other() {
    let seed = seed();
    println!("S-20: seed {seed}");
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 2).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let server = Server::start(folder.path()).await;
    let address = server.address();
    let mut witness = Witness::open(address, &planted.members[1].cookie, stream).await;
    let cases = malformed(stream, &mut Dice(seed));
    let count = cases.len();
    for (index, (name, bytes)) in cases.into_iter().enumerate() {
        let mut line = line(address, cookie, stream, index % 2 == 0).await;
        line.message(Message::Binary(bytes.into())).await;
        assert_eq!(line.closed().await, Some(1002), "{name}");
        if index % 20 == 0 {
            witness.saves().await;
        }
    }
    for greeted in [false, true] {
        for (name, bytes, code) in broken() {
            let mut line = line(address, cookie, stream, greeted).await;
            // The server may have closed before all of it was written.
            line.socket.get_mut().write_all(&bytes).await.ok();
            assert_eq!(line.closed().await, Some(code), "{name}");
        }
        witness.saves().await;
    }
    witness.saves().await;
    server.stop().await;
    println!("S-20: {count} malformed messages, {} broken sockets, nobody else noticed", 2 * broken().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s20_hello_comes_first_and_once_and_the_version_must_meet() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 1).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let server = Server::start(folder.path()).await;
    for frame in samples(stream).into_iter().skip(1) {
        let mut line = Line::connect(server.address(), cookie).await;
        line.send(&frame).await;
        assert_eq!(line.closed().await, Some(1002), "{frame:?} before the hello");
    }
    let mut line = line(server.address(), cookie, stream, true).await;
    line.send(&samples(stream)[0]).await;
    assert_eq!(line.closed().await, Some(1002), "a second hello");
    let newer = PROTOCOL_CURRENT + 1;
    for (min_version, max_version) in [(newer, newer + 3), (0, 0), (1, 0), (u16::MAX, 0)] {
        let mut line = Line::connect(server.address(), cookie).await;
        let replica = ReplicaId(random::bytes());
        line.send(&ClientFrame::Hello(Hello { min_version, max_version, replica })).await;
        assert_eq!(line.closed().await, Some(4002), "versions {min_version} to {max_version}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_what_is_too_large_is_refused_before_it_fills_memory() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 2).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let program = Program::start(folder.path()).await;
    let mut witness = Witness::open(program.address(), &planted.members[1].cookie, stream).await;
    let mut before = 0;
    for round in 0..60 {
        for (name, bytes, code) in broken().into_iter().filter(|(_, _, code)| *code == 1009) {
            let mut line = line(program.address(), cookie, stream, true).await;
            line.socket.get_mut().write_all(&bytes).await.ok();
            assert_eq!(line.closed().await, Some(code), "{name}");
        }
        witness.saves().await;
        if round == 20 {
            before = resident_bytes(program.id());
        }
    }
    let grown = resident_bytes(program.id()).saturating_sub(before);
    println!("S-21: 120 messages above the limit, resident memory grown by {grown} bytes");
    assert!(grown < 120 * limits::FRAME_IN_BYTES as u64, "{grown}");
    assert!(program.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_that_breaks_while_it_subscribes_leaves_nobody_behind() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 2).await;
    let (stream, cookie) = (planted.streams[0], planted.members[0].cookie.as_str());
    let server = Server::start(folder.path()).await;
    let mut witness = Client::open(server.address(), &planted.members[1].cookie, stream).await.unwrap();
    for _ in 0..100 {
        let mut line = Line::hello(server.address(), cookie, ReplicaId(random::bytes())).await;
        line.send(&ClientFrame::Subscribe(0, Subscribe { stream, confirmed: None })).await;
        // Gone with a reset, so that the server's next write fails.
        line.socket.get_mut().set_zero_linger().unwrap();
        drop(line);
    }
    let mut visitor = Client::open(server.address(), cookie, stream).await.unwrap();
    let both = |client: &Client| client.peers.as_ref().is_some_and(|peers| peers.peers.len() == 2);
    witness.until(both).await.unwrap();
    visitor.until(both).await.unwrap();
    server.stop().await;
}
