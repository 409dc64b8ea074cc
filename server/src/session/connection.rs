//! The loop of one connection: it only dispatches.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use etappe_protocol::frame::{Failure, ServerFrame};
use etappe_protocol::id::{ActorId, ReplicaId};
use etappe_protocol::limits;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::ViewName;
use futures_util::SinkExt;
use tokio::sync::{Notify, broadcast};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{Instrument, debug, error, info_span};

use super::close::{self, Close};
use super::handshake;
use super::pace::Pace;
use super::sockets::Pass;
use crate::access::{Change, Standing};
use crate::app::App;
use crate::http::Visitor;
use crate::projection::BoardWatch;
use crate::shutdown::Watcher;
use crate::stream::{Reply, Subscription};

/// Time within which the socket must take what it is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_millis(limits::SILENCE_MS);
/// Deliveries in a row before what has come gets its turn.
const DELIVERIES_IN_A_ROW: u32 = 32;

static NEXT_SESSION: AtomicU64 = AtomicU64::new(1);

/// One subscription of a connection.
pub(super) struct Subscribed {
    pub(super) number: u32,
    pub(super) stream: Subscription,
    /// Everything up to here was sent.
    pub(super) sent: Revision,
    /// The state to send first, once its revision is durable.
    pub(super) snapshot: Option<(Revision, Arc<Vec<u8>>)>,
    /// The state to be sent when exactly its revision was sent, in the place of what the client has.
    pub(super) anew: Option<(Revision, Arc<Vec<u8>>)>,
    /// Answers that wait until what they speak of was sent.
    pub(super) held: Vec<Reply>,
    /// Actors whose names were sent.
    pub(super) named: BTreeSet<ActorId>,
    /// What the person may do here.
    pub(super) standing: Standing,
}

/// One view that a connection watches.
pub(super) struct Viewed {
    pub(super) number: u32,
    pub(super) view: ViewName,
    pub(super) board: BoardWatch,
}

/// A connection after its handshake.
pub(super) struct Connection {
    pub(super) socket: WebSocket,
    pub(super) app: Arc<App>,
    pub(super) visitor: Visitor,
    pub(super) replica: ReplicaId,
    /// Names this connection in every stream it follows.
    pub(super) session: u64,
    pub(super) subscriptions: Vec<Subscribed>,
    pub(super) views: Vec<Viewed>,
    /// Whether the person has done anything since the session was last looked at.
    pub(super) is_active: bool,
    pub(super) pace: Pace,
    pub(super) wake: Arc<Notify>,
}

/// Serves a socket from its first message to its close.
///
/// The watcher lives until the goodbye is said: the server waits for it, so that nobody misses the word of a restart.
pub(super) async fn run(
    mut socket: WebSocket,
    app: Arc<App>,
    visitor: Visitor,
    mut watcher: Watcher,
    pass: Pass,
) {
    let session = NEXT_SESSION.fetch_add(1, Ordering::Relaxed);
    let span = info_span!("session", session.id = session);
    async move {
        // From before the hello on, so that nothing that changes meanwhile is missed.
        let changes = app.access.changes();
        let hello = tokio::select! {
            biased;
            () = watcher.stopped() => Err(Close::Restarting),
            hello = handshake::hello(&mut socket, &app, &visitor) => hello,
        };
        let ended = match hello {
            Ok(replica) => {
                let mut connection = Connection {
                    socket,
                    app,
                    visitor,
                    replica,
                    session,
                    subscriptions: Vec::new(),
                    views: Vec::new(),
                    is_active: false,
                    pace: Pace::default(),
                    wake: Arc::new(Notify::new()),
                };
                let ended = connection.serve(&mut watcher, changes).await;
                connection.leave().await;
                socket = connection.socket;
                ended
            }
            Err(ended) => ended,
        };
        debug!(?ended, "session ended");
        finish(socket, ended).await;
        drop(pass);
    }
    .instrument(span)
    .await;
}

impl Connection {
    async fn serve(&mut self, watcher: &mut Watcher, mut changes: broadcast::Receiver<Change>) -> Close {
        let mut heard = Instant::now();
        // Set anew only when it rings, not with every frame.
        let silence = sleep_until(heard + SILENCE);
        tokio::pin!(silence);
        // What changed between the upgrade and here concerns us too.
        if let Err(close) = self.look_again(true).await {
            return close;
        }
        let session = sleep_until(self.look_again_at());
        tokio::pin!(session);
        let mut deliveries = 0;
        loop {
            let step = tokio::select! {
                biased;
                () = watcher.stopped() => Err(self.restarting().await),
                change = changes.recv() => self.on_change(change).await,
                () = &mut session => {
                    let looked = self.look_again(false).await;
                    session.as_mut().reset(self.look_again_at());
                    looked
                }
                // Before the socket: looking there costs clearing a buffer even when nothing has come.
                () = self.wake.notified(), if deliveries < DELIVERIES_IN_A_ROW => {
                    deliveries += 1;
                    self.deliver().await
                }
                message = self.socket.recv(), if self.listens() => {
                    heard = Instant::now();
                    deliveries = 0;
                    self.on_message(message).await
                }
                () = &mut silence => {
                    let until = heard + SILENCE;
                    silence.as_mut().reset(until);
                    if until <= Instant::now() { Err(Close::Silent) } else { Ok(()) }
                }
                () = std::future::ready(()), if DELIVERIES_IN_A_ROW <= deliveries => {
                    deliveries = 0;
                    Ok(())
                }
            };
            if let Err(close) = step {
                return close;
            }
        }
    }

    /// A client that leaves unanswered what it may have in flight is not listened to until the disk has answered.
    fn listens(&self) -> bool {
        self.subscriptions.iter().all(|subscribed| subscribed.held.len() <= limits::OPS_IN_FLIGHT)
    }

    async fn on_message(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), Close> {
        match message {
            None | Some(Ok(Message::Close(_))) => Err(Close::Gone),
            Some(Err(error)) => Err(close::of_error(error)),
            Some(Ok(Message::Text(_))) => Err(Close::Text),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => self.on_noise(),
            Some(Ok(Message::Binary(bytes))) => self.on_frame(&bytes).await,
        }
    }

    async fn restarting(&mut self) -> Close {
        // Whether or not they hear it, the close code says the same.
        self.fail_all(Failure::Restarting, Some(1_000)).await.ok();
        Close::Restarting
    }

    pub(super) async fn fail_all(
        &mut self,
        reason: Failure,
        retry_after_ms: Option<u32>,
    ) -> Result<(), Close> {
        self.fail(etappe_protocol::frame::CONNECTION, reason, retry_after_ms).await
    }

    async fn leave(&mut self) {
        for subscribed in self.subscriptions.drain(..) {
            subscribed.stream.close().await;
        }
    }

    /// Sends one frame.
    pub(super) async fn send(&mut self, frame: &ServerFrame) -> Result<(), Close> {
        let message = frame.encode().map_err(|error| {
            error!(%error, "frame could not be encoded");
            Close::Restarting
        })?;
        self.queue(message.into()).await?;
        self.flush().await
    }

    /// Puts a message behind those that wait for the socket.
    pub(super) async fn queue(&mut self, message: Bytes) -> Result<(), Close> {
        match timeout(WRITE_TIMEOUT, self.socket.feed(Message::Binary(message))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Close::Gone),
            Err(_) => Err(Close::TooSlow),
        }
    }

    /// Waits until the socket has taken everything.
    pub(super) async fn flush(&mut self) -> Result<(), Close> {
        match timeout(WRITE_TIMEOUT, self.socket.flush()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Close::Gone),
            Err(_) => Err(Close::TooSlow),
        }
    }
}

/// Says goodbye, and gives the other side a moment to say it too.
async fn finish(mut socket: WebSocket, ended: Close) {
    let Some(frame) = ended.frame() else { return };
    let goodbye = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            // Reading on until the other side has closed keeps the close frame from being lost in a reset.
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    drop(timeout(Duration::from_secs(2), goodbye).await);
}
