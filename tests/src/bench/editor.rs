//! A light client: one task, one socket, the same replica as the browser.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use etappe_protocol::codec;
use etappe_protocol::frame::{
    ClientFrame, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, Ping, ServerFrame, Subscribe,
};
use etappe_protocol::id::{ItemId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::limits::HEARTBEAT_MS;
use etappe_protocol::replica::{Outgoing, Replica};
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::random;
use futures_util::{SinkExt, StreamExt};
use tokio::time::sleep_until;
use tokio_tungstenite::tungstenite::Message;

use super::ledger::Ledger;
use crate::wire::{self, Socket};

/// One rating and four characters a second.
pub(super) const ACTIONS_PER_S: u32 = 5;
/// Time in which the last answers arrive.
const REST: Duration = Duration::from_secs(1);

/// What an editor does, and when.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The first action.
    pub(super) first: Instant,
    /// No actions from here on.
    pub(super) end: Instant,
    /// Number of the first action; the rating is every fifth.
    pub(super) number: usize,
    /// Items to rate in turn, with the codes to choose from.
    pub(super) items: Rc<Vec<(ItemId, Vec<OptionCode>)>>,
    /// Where to type.
    pub(super) field: FieldAddress,
}

/// One person's tab.
pub(super) struct Editor {
    socket: Socket,
    replica: Replica,
    ledger: Rc<RefCell<Ledger>>,
}

impl Editor {
    /// Connects, and opens the stream afresh.
    pub(super) async fn open(
        address: SocketAddr,
        cookie: &str,
        stream: StreamId,
        ledger: Rc<RefCell<Ledger>>,
    ) -> Self {
        let id = ReplicaId(random::bytes());
        let mut socket = wire::connect(address, wire::request(address, cookie)).await.unwrap();
        let hello = Hello { min_version: PROTOCOL_MIN, max_version: PROTOCOL_CURRENT, replica: id };
        send(&mut socket, &ClientFrame::Hello(hello)).await;
        send(&mut socket, &ClientFrame::Subscribe(0, Subscribe { stream, confirmed: None })).await;
        let (mut actor, mut head, mut bytes) = (None, None, Vec::new());
        let state = loop {
            match receive(&mut socket).await {
                ServerFrame::Welcome(welcome) => actor = Some(welcome.actor),
                ServerFrame::Subscribed(_, subscribed) => head = Some(subscribed.head),
                ServerFrame::SnapshotPart(_, part) => {
                    bytes.extend(part.bytes);
                    if part.last {
                        break codec::decode(&bytes).unwrap();
                    }
                }
                ServerFrame::People(..) | ServerFrame::Peers(..) | ServerFrame::Standing(..) => {}
                frame => panic!("{frame:?} before the snapshot"),
            }
        };
        let mut replica = Replica::new(id, actor.unwrap());
        replica.on_snapshot(state, head.unwrap());
        Self { socket, replica, ledger }
    }

    /// Acts as planned, takes in what comes, and gives the replica when everything is saved.
    pub(super) async fn work(mut self, plan: Plan) -> Replica {
        let period = Duration::from_secs(1) / ACTIONS_PER_S;
        let (mut due, mut number) = (plan.first, plan.number);
        let heartbeat = Duration::from_millis(HEARTBEAT_MS);
        let mut ping = plan.first + heartbeat;
        let timer = sleep_until(due.min(ping).into());
        tokio::pin!(timer);
        loop {
            tokio::select! {
                biased;
                message = self.socket.next() => self.on_message(message.unwrap().unwrap()).await,
                () = &mut timer => {
                    let now = Instant::now();
                    if ping <= now {
                        ping += heartbeat;
                        send(&mut self.socket, &ClientFrame::Ping(Ping { nonce: 0 })).await;
                    }
                    if due <= now && due < plan.end {
                        due += period;
                        self.act(&plan, number).await;
                        number += 1;
                    } else if plan.end + REST <= now && self.replica.pending_len() == 0 {
                        return self.replica;
                    }
                    let next = if due < plan.end { due } else { now.max(plan.end) + REST };
                    timer.as_mut().reset(next.min(ping).into());
                }
            }
        }
    }

    async fn act(&mut self, plan: &Plan, number: usize) {
        if number.is_multiple_of(5) {
            let (item, codes) = &plan.items[number / 5 % plan.items.len()];
            self.replica.set_rating(item, codes[number % codes.len()].clone()).unwrap();
        } else {
            let end = u32::try_from(self.replica.shown_text(&plan.field).chars().count()).unwrap();
            let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
            self.replica.edit_text(&plan.field, Operation::splice(end, 0, &letter.to_string())).unwrap();
        }
        self.flush().await;
    }

    async fn flush(&mut self) {
        while let Some(outgoing) = self.replica.next_outgoing() {
            let Outgoing::Submit(submit) = outgoing else { panic!("{outgoing:?}: nothing is refused here") };
            self.ledger.borrow_mut().on_sent(self.replica.id(), submit.counter);
            send(&mut self.socket, &ClientFrame::Submit(0, submit)).await;
        }
    }

    async fn on_message(&mut self, message: Message) {
        match frame(&message) {
            ServerFrame::Committed(_, committed) => {
                for commit in committed.commits {
                    self.replica.on_committed(&commit).unwrap();
                    self.ledger.borrow_mut().on_seen(self.replica.id(), commit.op_id);
                }
            }
            ServerFrame::Peers(..)
            | ServerFrame::People(..)
            | ServerFrame::Standing(..)
            | ServerFrame::Pong(_) => {}
            frame => panic!("unexpected {frame:?}"),
        }
        self.flush().await;
    }
}

async fn send(socket: &mut Socket, frame: &ClientFrame) {
    socket.send(Message::Binary(frame.encode().unwrap().into())).await.unwrap();
}

async fn receive(socket: &mut Socket) -> ServerFrame {
    frame(&socket.next().await.unwrap().unwrap())
}

fn frame(message: &Message) -> ServerFrame {
    let Message::Binary(bytes) = message else { panic!("{message:?} from the server") };
    ServerFrame::decode(bytes).unwrap()
}
