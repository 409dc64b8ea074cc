//! What several suites need: scribbling people, a line of raw frames, and the checker of histories.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::net::SocketAddr;
use std::time::Duration;

use etappe_protocol::event::EventKind;
use etappe_protocol::frame::{
    ClientFrame, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, SentCommit, ServerFrame, Subscribe,
};
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::replica::Replica;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_tests::client::{Client, Gone};
use etappe_tests::fault::Dice;
use etappe_tests::wire::{self, Socket};
use futures_util::{SinkExt, StreamExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

pub const ITEMS: [&str; 4] = ["A1.1", "A1.2", "A1.3", "A2.1"];
/// How long something may take that must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the dice begin: `ETAPPE_SEED`, or this run's own number.
pub fn seed() -> u64 {
    let given = env::var("ETAPPE_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| u64::from_le_bytes(etappe_server::random::bytes()))
}

/// One random change that nobody can refuse.
pub fn scribble(replica: &mut Replica, dice: &mut Dice) {
    let item = ItemId::new(ITEMS[dice.below(ITEMS.len())]).unwrap();
    if dice.below(4) == 0 {
        let answer = OptionCode::new(["1", "2", "3", "4"][dice.below(4)]).unwrap();
        return replica.set_rating(&item, answer).unwrap();
    }
    let field = if dice.below(2) == 0 { FieldAddress::NOTES } else { FieldAddress::reason(item) };
    let length = replica.shown_text(&field).chars().count();
    let position = dice.below(length + 1);
    let inserts = length < 150 && (length == 0 || dice.below(3) != 0);
    let edit = if inserts {
        let text: String = (0..=dice.below(3)).map(|_| ['a', 'ß', 'e', '𝄞', ' '][dice.below(5)]).collect();
        Operation::splice(number(position), 0, &text)
    } else {
        Operation::splice(number(position), number((length - position).min(1 + dice.below(20))), "")
    };
    replica.edit_text(&field, edit).unwrap();
}

pub fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

/// The whole history of a stream, as a client with nothing is given it.
pub async fn history(address: SocketAddr, cookie: &str, stream: StreamId) -> Client {
    Client::open_history(address, cookie, stream).await.unwrap()
}

/// I2 and I3: revisions without gap or reuse, every op of these replicas exactly once and none missing.
///
/// # Errors
/// What does not hold.
pub fn check_history(commits: &[SentCommit], replicas: &BTreeSet<ReplicaId>) -> Result<(), String> {
    let mut counters: BTreeMap<ReplicaId, BTreeSet<u64>> = BTreeMap::new();
    for (revision, commit) in (1..).zip(commits) {
        if commit.revision != Revision(revision) {
            return Err(format!("I2: revision {} where {revision} belongs", commit.revision));
        }
        if !counters.entry(commit.op_id.replica).or_default().insert(commit.op_id.counter) {
            return Err(format!("I3: op {:?} twice", commit.op_id));
        }
    }
    for (replica, counters) in counters.iter().filter(|(replica, _)| replicas.contains(replica)) {
        // Counters rise by one and nothing was refused, so a missing one is a lost edit.
        if counters.last().copied() != Some(counters.len() as u64) {
            return Err(format!("T-07: an edit of {replica} is lost: {counters:?}"));
        }
    }
    Ok(())
}

/// A connection with nothing but frames.
pub struct Line {
    pub socket: Socket,
}

impl Line {
    /// Upgraded, nothing said yet.
    pub async fn connect(address: SocketAddr, cookie: &str) -> Self {
        Self { socket: wire::connect(address, wire::request(address, cookie)).await.unwrap() }
    }

    /// With the hello behind it.
    pub async fn hello(address: SocketAddr, cookie: &str, replica: ReplicaId) -> Self {
        let mut line = Self::connect(address, cookie).await;
        let hello = Hello { min_version: PROTOCOL_MIN, max_version: PROTOCOL_CURRENT, replica };
        line.send(&ClientFrame::Hello(hello)).await;
        assert!(matches!(line.next().await, Ok(ServerFrame::Welcome(_))));
        line
    }

    /// Subscribes as number 0; gives the head.
    pub async fn subscribe(
        &mut self,
        stream: StreamId,
        confirmed: Option<Revision>,
    ) -> Result<Revision, Gone> {
        self.send(&ClientFrame::Subscribe(0, Subscribe { stream, confirmed })).await;
        loop {
            match self.next().await? {
                ServerFrame::Subscribed(0, subscribed) => return Ok(subscribed.head),
                ServerFrame::Failed(0, failed) => return Err(Gone::Failed(failed)),
                _ => {}
            }
        }
    }

    pub async fn send(&mut self, frame: &ClientFrame) {
        self.message(Message::Binary(frame.encode().unwrap().into())).await;
    }

    pub async fn message(&mut self, message: Message) {
        // Whoever was closed meanwhile learns it when reading.
        self.socket.send(message).await.ok();
    }

    pub async fn next(&mut self) -> Result<ServerFrame, Gone> {
        loop {
            match timeout(PATIENCE, self.socket.next()).await {
                Err(_) => return Err(Gone::Silent),
                Ok(Some(Ok(Message::Binary(bytes)))) => return Ok(ServerFrame::decode(&bytes).unwrap()),
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                Ok(Some(Ok(message))) => return Err(Gone::Closed(wire::close_code(&message))),
                Ok(Some(Err(_)) | None) => return Err(Gone::Closed(None)),
            }
        }
    }

    /// Reads on until the connection ends; how it ended.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.next().await {
                Ok(_) | Err(Gone::Failed(_)) => {}
                Err(Gone::Closed(code)) => return code,
                Err(Gone::Silent) => panic!("the connection does not end"),
            }
        }
    }
}

/// Resident memory of a process, in bytes.
pub fn resident_bytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1_024
}

#[test]
fn the_checker_of_histories_finds_what_it_is_there_for() {
    let replica = ReplicaId([1; 16]);
    let commit = |revision: u64, counter: u64| SentCommit {
        revision: Revision(revision),
        actor: ActorId([2; 16]),
        time_ms: 0,
        op_id: OpId { replica, counter },
        kind: EventKind { event_type: 2, schema: 1 },
        body: Vec::new(),
    };
    let check = |commits: &[SentCommit]| check_history(commits, &BTreeSet::from([replica]));
    assert_eq!(check(&[commit(1, 1), commit(2, 2)]), Ok(()));
    for (wrong, commits) in [
        ("a gap", [commit(1, 1), commit(3, 2)]),
        ("a revision twice", [commit(1, 1), commit(1, 2)]),
        ("an op twice", [commit(1, 1), commit(2, 1)]),
        ("a lost edit", [commit(1, 1), commit(2, 3)]),
    ] {
        assert!(check(&commits).is_err(), "{wrong}");
    }
}
