//! A client that speaks real frames and runs the same replica as the browser.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::codec;
use etappe_protocol::frame::{
    ClientFrame, Failed, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, Peers, Ping, Presence, SentCommit,
    ServerFrame, Standing, Subscribe,
};
use etappe_protocol::id::{ItemId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::presence::Focus;
use etappe_protocol::replica::{Change, Outgoing, Refused, Replica};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::random;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::wire::{self, Socket};

/// How long a test waits for something that must come.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Messages read ahead of the test; many, because a recorded person may look away for thousands of edits.
const READ_AHEAD: usize = 200_000;

/// Why a client cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The connection ended with this close code, if any.
    Closed(Option<u16>),
    /// The server ended the subscription.
    Failed(Failed),
    /// Nothing came in time.
    Silent,
}

/// One person's tab: a socket, one subscription, a replica.
pub struct Client {
    /// What the browser would show.
    pub replica: Replica,
    /// Ops that were refused.
    pub refused: Vec<Refused>,
    /// The last presence list.
    pub peers: Option<Peers>,
    /// What the session may do, as it was told last after it had opened the stream.
    pub standing: Option<Standing>,
    /// Commits in the order they came, for checking; only while [`Self::record`] is on.
    pub received: Vec<SentCommit>,
    /// Whether to keep [`Self::received`].
    pub record: bool,
    /// How often the state was given anew on top of what was resumed.
    pub refreshed: usize,
    parts: Vec<u8>,
    /// Commits that arrived and were not looked at yet.
    waiting: VecDeque<SentCommit>,
    stream: StreamId,
    sink: mpsc::Sender<Message>,
    messages: mpsc::Receiver<Message>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Client {
    fn drop(&mut self) {
        // A dropped client is a tab that is gone, not one that lingers.
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Client {
    /// Opens a stream afresh.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn open(address: SocketAddr, cookie: &str, stream: StreamId) -> Result<Self, Gone> {
        let replica = ReplicaId(random::bytes());
        let (sink, mut messages, tasks, actor) = hello(address, cookie, replica).await?;
        send(&sink, &ClientFrame::Subscribe(0, Subscribe { stream, confirmed: None })).await?;
        let mut head = None;
        let mut bytes = Vec::new();
        let state: AnalysisState = loop {
            match next_frame(&mut messages).await? {
                ServerFrame::Subscribed(_, subscribed) => head = Some(subscribed.head),
                ServerFrame::SnapshotPart(_, part) => {
                    bytes.extend(part.bytes);
                    if part.last {
                        break codec::decode(&bytes).unwrap();
                    }
                }
                ServerFrame::Failed(_, failed) => return Err(Gone::Failed(failed)),
                ServerFrame::People(..) | ServerFrame::Peers(..) | ServerFrame::Standing(..) => {}
                frame => panic!("{frame:?} before the snapshot"),
            }
        };
        let mut replica = Replica::new(replica, actor);
        replica.on_snapshot(state, head.unwrap());
        Ok(Self::new(replica, stream, sink, messages, tasks))
    }

    /// Opens a stream with all of its history, from revision 0; it is all in [`Self::received`].
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn open_history(address: SocketAddr, cookie: &str, stream: StreamId) -> Result<Self, Gone> {
        let id = ReplicaId(random::bytes());
        let (sink, messages, tasks, actor) = hello(address, cookie, id).await?;
        send(&sink, &ClientFrame::Subscribe(0, Subscribe { stream, confirmed: Some(Revision::ZERO) }))
            .await?;
        let mut client = Self::new(Replica::new(id, actor), stream, sink, messages, tasks);
        client.record = true;
        let head = client.subscribed().await?;
        client.replica.on_resumed(head);
        client.until(|client| head <= client.replica.confirmed().revision).await?;
        Ok(client)
    }

    /// Connects again as the same replica and resumes; what is pending is sent once the head is reached.
    ///
    /// # Errors
    /// [`Gone`]; the client can try again.
    pub async fn reconnect(&mut self, address: SocketAddr, cookie: &str) -> Result<(), Gone> {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.waiting.clear();
        self.replica.on_cut();
        let (sink, messages, tasks, _) = hello(address, cookie, self.replica.id()).await?;
        (self.sink, self.messages, self.tasks) = (sink, messages, tasks);
        let confirmed = Some(self.replica.confirmed().revision);
        self.send(&ClientFrame::Subscribe(0, Subscribe { stream: self.stream, confirmed })).await?;
        let head = self.subscribed().await?;
        self.replica.on_resumed(head);
        self.until(|client| head <= client.replica.confirmed().revision).await?;
        self.flush().await
    }

    fn new(
        replica: Replica,
        stream: StreamId,
        sink: mpsc::Sender<Message>,
        messages: mpsc::Receiver<Message>,
        tasks: [JoinHandle<()>; 2],
    ) -> Self {
        Self {
            replica,
            refused: Vec::new(),
            peers: None,
            standing: None,
            received: Vec::new(),
            record: false,
            parts: Vec::new(),
            refreshed: 0,
            waiting: VecDeque::new(),
            stream,
            sink,
            messages,
            tasks,
        }
    }

    async fn subscribed(&mut self) -> Result<Revision, Gone> {
        match next_frame(&mut self.messages).await? {
            ServerFrame::Subscribed(_, subscribed) => Ok(subscribed.head),
            ServerFrame::Failed(_, failed) => Err(Gone::Failed(failed)),
            frame => panic!("{frame:?} before the subscription"),
        }
    }

    /// Sends a frame as it is.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn send(&self, frame: &ClientFrame) -> Result<(), Gone> {
        send(&self.sink, frame).await
    }

    /// Sends everything that may be sent.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn flush(&mut self) -> Result<(), Gone> {
        while let Some(outgoing) = self.replica.next_outgoing() {
            let frame = match outgoing {
                Outgoing::Submit(submit) => ClientFrame::Submit(0, submit),
                Outgoing::Noted(noted) => ClientFrame::Noted(0, noted),
            };
            self.send(&frame).await?;
        }
        Ok(())
    }

    /// Types into a field and sends it.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn edit(&mut self, field: &FieldAddress, operation: Operation) -> Result<(), Gone> {
        self.replica.edit_text(field, operation).unwrap();
        self.flush().await
    }

    /// Rates an item and sends it.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn rate(&mut self, item: &str, answer: &str) -> Result<(), Gone> {
        self.replica.set_rating(&ItemId::new(item).unwrap(), OptionCode::new(answer).unwrap()).unwrap();
        self.flush().await
    }

    /// Says where the person is.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn focus(&self, focus: Option<Focus>) -> Result<(), Gone> {
        self.send(&ClientFrame::Presence(0, Presence { focus })).await
    }

    /// Takes in the next commit or other frame; says what changed if it was a commit.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn step(&mut self) -> Result<Option<Change>, Gone> {
        if let Some(commit) = self.waiting.pop_front() {
            let change = self.replica.on_committed(&commit).unwrap();
            if self.record {
                self.received.push(commit);
            }
            self.flush().await?;
            return Ok(Some(change));
        }
        match next_frame(&mut self.messages).await? {
            ServerFrame::Committed(_, committed) => self.waiting.extend(committed.commits),
            ServerFrame::Rejected(_, rejected) => {
                self.refused.extend(self.replica.on_rejected(&rejected).unwrap());
                self.flush().await?;
            }
            ServerFrame::Peers(_, peers) => self.peers = Some(peers),
            ServerFrame::Failed(_, failed) => return Err(Gone::Failed(failed)),
            ServerFrame::Standing(_, standing) => self.standing = Some(standing),
            ServerFrame::People(..)
            | ServerFrame::Pong(_)
            | ServerFrame::Known(..)
            | ServerFrame::View(..) => {}
            ServerFrame::SnapshotPart(_, part) => {
                self.parts.extend_from_slice(&part.bytes);
                if part.last {
                    let state = codec::decode(&std::mem::take(&mut self.parts)).unwrap();
                    assert!(self.replica.on_refreshed(state), "a state of another revision");
                    self.refreshed += 1;
                }
            }
            frame @ (ServerFrame::Welcome(_) | ServerFrame::Subscribed(..)) => {
                panic!("unexpected {frame:?}")
            }
        }
        Ok(None)
    }

    /// Whether the next commit to be taken in is an own one; waits until there is one.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn next_is_own(&mut self) -> Result<bool, Gone> {
        while self.waiting.is_empty() {
            self.step().await?;
        }
        Ok(self.waiting[0].op_id.replica == self.replica.id())
    }

    /// Takes in frames until something is true.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn until(&mut self, mut holds: impl FnMut(&Self) -> bool) -> Result<(), Gone> {
        // Answers to our own pings come for ever, so the silence of a frame is no bound.
        let patience = Instant::now() + 3 * PATIENCE;
        while !holds(self) {
            if patience < Instant::now() {
                return Err(Gone::Silent);
            }
            self.step().await?;
        }
        Ok(())
    }

    /// Takes in frames until everything of this client is on disk.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn saved(&mut self) -> Result<(), Gone> {
        self.until(|client| client.replica.pending_len() == 0).await
    }

    /// The next frame, not looked at by the replica.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn raw_frame(&mut self) -> Result<ServerFrame, Gone> {
        next_frame(&mut self.messages).await
    }
}

type Parts =
    (mpsc::Sender<Message>, mpsc::Receiver<Message>, [JoinHandle<()>; 2], etappe_protocol::id::ActorId);

async fn hello(address: SocketAddr, cookie: &str, replica: ReplicaId) -> Result<Parts, Gone> {
    let socket =
        wire::connect(address, wire::request(address, cookie)).await.map_err(|_| Gone::Closed(None))?;
    let (sink, source) = socket.split();
    let (send_message, to_send) = mpsc::channel(1_024);
    let (received, mut messages) = mpsc::channel(READ_AHEAD);
    let tasks = [tokio::spawn(write(sink, to_send)), tokio::spawn(read(source, received))];
    let hello = Hello { min_version: PROTOCOL_MIN, max_version: PROTOCOL_CURRENT, replica };
    send(&send_message, &ClientFrame::Hello(hello)).await?;
    match next_frame(&mut messages).await? {
        ServerFrame::Welcome(welcome) => Ok((send_message, messages, tasks, welcome.actor)),
        ServerFrame::Failed(_, failed) => Err(Gone::Failed(failed)),
        frame => panic!("{frame:?} instead of a welcome"),
    }
}

async fn send(sink: &mpsc::Sender<Message>, frame: &ClientFrame) -> Result<(), Gone> {
    let message = Message::Binary(frame.encode().unwrap().into());
    sink.send(message).await.map_err(|_| Gone::Closed(None))
}

async fn next_frame(messages: &mut mpsc::Receiver<Message>) -> Result<ServerFrame, Gone> {
    match timeout(PATIENCE, messages.recv()).await {
        Err(_) => Err(Gone::Silent),
        Ok(None) => Err(Gone::Closed(None)),
        Ok(Some(Message::Binary(bytes))) => Ok(ServerFrame::decode(&bytes).unwrap()),
        Ok(Some(message)) => Err(Gone::Closed(wire::close_code(&message))),
    }
}

/// Sends what it is given, and a ping whenever it was given nothing for a while.
async fn write(mut sink: SplitSink<Socket, Message>, mut messages: mpsc::Receiver<Message>) {
    loop {
        let message = match timeout(
            Duration::from_millis(etappe_protocol::limits::HEARTBEAT_MS),
            messages.recv(),
        )
        .await
        {
            Ok(Some(message)) => message,
            Ok(None) => return,
            Err(_) => Message::Binary(ClientFrame::Ping(Ping { nonce: 0 }).encode().unwrap().into()),
        };
        if sink.send(message).await.is_err() {
            return;
        }
    }
}

/// Reads ahead, so that a person who looks away does not stop the server from sending.
async fn read(mut source: SplitStream<Socket>, messages: mpsc::Sender<Message>) {
    while let Some(Ok(message)) = source.next().await {
        let ended = matches!(message, Message::Close(_));
        if messages.send(message).await.is_err() || ended {
            return;
        }
    }
}
