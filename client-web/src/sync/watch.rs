//! A view on one connection: asks for it, folds in what comes, and comes back after every break.

use etappe_protocol::frame::{ClientFrame, Failed, Failure, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, Ping};
use etappe_protocol::frame::{ServerFrame, View, Watch};
use etappe_protocol::id::ReplicaId;
use etappe_protocol::view::ViewName;

use super::client::{Input, Random};
use super::link::{Link, Phase, Stop, Todo};
use crate::cycle::board::{Board, Merged, merge};

/// The only subscription of a page that watches.
const VIEW: u32 = 0;

/// What to do outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket; give up the one there is.
    Connect,
    /// Send this message.
    Send(Vec<u8>),
    /// Close the socket; nothing of it is of interest any more.
    Disconnect,
    /// Find out whether the session still lives: a refused upgrade does not say.
    Probe,
    /// The board has changed here.
    Changed(Merged),
    /// The connection is another, or a sign of life came.
    Link,
}

/// The browser's side of one watched view.
#[derive(Clone, Debug)]
pub struct Watcher {
    view: ViewName,
    random: Random,
    link: Link,
    greeted: bool,
    board: Option<Board>,
    /// The next view frame is the first of its connection.
    is_first: bool,
    clock_ahead_ms: i64,
    effects: Vec<Effect>,
}

impl Watcher {
    /// A watcher that connects at the next tick.
    #[must_use]
    pub fn new(view: ViewName, random: Random, now_ms: i64) -> Self {
        Self {
            view,
            random,
            link: Link::new(now_ms),
            greeted: false,
            board: None,
            is_first: true,
            clock_ahead_ms: 0,
            effects: Vec::new(),
        }
    }

    /// The board as told so far.
    #[must_use]
    pub const fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }

    /// The connection.
    #[must_use]
    pub const fn link(&self) -> &Link {
        &self.link
    }

    /// How far the server's clock is ahead of the caller's, in milliseconds.
    #[must_use]
    pub const fn clock_ahead_ms(&self) -> i64 {
        self.clock_ahead_ms
    }

    /// Takes an input in and gives what is to be done, in order.
    pub fn on(&mut self, input: Input<'_>, now_ms: i64) -> Vec<Effect> {
        match input {
            Input::Opened => {
                self.link.on_heard(now_ms);
                // Nothing is handed in here, so each connection may have a name of its own.
                let replica = ReplicaId((self.random)());
                let hello = Hello { min_version: PROTOCOL_MIN, max_version: PROTOCOL_CURRENT, replica };
                self.send(&ClientFrame::Hello(hello));
            }
            Input::Message(message) => self.receive(message, now_ms),
            Input::Closed => {
                if !self.greeted {
                    self.effects.push(Effect::Probe);
                }
                self.cut(now_ms, None);
            }
            Input::Tick => {
                let todo = self.link.tick(now_ms, false);
                self.carry_out(todo, now_ms);
            }
            Input::Wake => {
                let todo = self.link.on_wake(now_ms);
                self.carry_out(todo, now_ms);
            }
            Input::SignedOut => self.stop(Stop::SessionEnded, now_ms),
            Input::Restart => {
                self.link.restart(now_ms);
                let todo = self.link.tick(now_ms, false);
                self.carry_out(todo, now_ms);
            }
        }
        std::mem::take(&mut self.effects)
    }

    fn carry_out(&mut self, todo: Todo, now_ms: i64) {
        match todo {
            Todo::Nothing => {}
            Todo::Connect => {
                self.greeted = false;
                self.is_first = true;
                self.effects.extend([Effect::Connect, Effect::Link]);
            }
            Todo::Ping => self.send(&ClientFrame::Ping(Ping { nonce: now_ms.unsigned_abs() })),
            Todo::Cut => self.cut(now_ms, None),
        }
    }

    fn receive(&mut self, message: &[u8], now_ms: i64) {
        self.link.on_heard(now_ms);
        let Ok(frame) = ServerFrame::decode(message) else {
            self.cut(now_ms, None);
            return;
        };
        match frame {
            ServerFrame::Welcome(welcome) => {
                self.greeted = true;
                self.link.on_timing(welcome.heartbeat_ms, welcome.silence_ms);
                self.clock_ahead_ms = welcome.server_time_ms - now_ms;
                self.send(&ClientFrame::Watch(VIEW, Watch { view: self.view }));
            }
            ServerFrame::View(_, View::Board(update)) => {
                let merged = merge(&mut self.board, std::mem::take(&mut self.is_first), *update);
                if !matches!(self.link.phase(), Phase::Live { .. }) {
                    self.link.on_live(now_ms);
                }
                self.effects.extend([Effect::Changed(merged), Effect::Link]);
            }
            ServerFrame::Pong(_) => self.effects.push(Effect::Link),
            ServerFrame::Failed(_, failed) => self.on_failed(&failed, now_ms),
            // This page subscribes to no stream.
            ServerFrame::Subscribed(..)
            | ServerFrame::SnapshotPart(..)
            | ServerFrame::Committed(..)
            | ServerFrame::Rejected(..)
            | ServerFrame::Known(..)
            | ServerFrame::Peers(..)
            | ServerFrame::People(..)
            | ServerFrame::Standing(..) => {}
        }
    }

    fn on_failed(&mut self, failed: &Failed, now_ms: i64) {
        match failed.reason {
            Failure::Version | Failure::UnknownStream | Failure::NewerEvents => {
                self.stop(Stop::Refused(failed.reason), now_ms);
            }
            Failure::SessionEnded => self.stop(Stop::SessionEnded, now_ms),
            Failure::Fenced => self.stop(Stop::Fenced, now_ms),
            Failure::FutureRevision
            | Failure::ReplicaTaken
            | Failure::Unreadable
            | Failure::Subscription
            | Failure::Unavailable
            | Failure::Restarting
            | Failure::TooSlow
            | Failure::RateLimited => self.cut(now_ms, failed.retry_after_ms),
        }
    }

    fn cut(&mut self, now_ms: i64, at_least_ms: Option<u32>) {
        let [a, b, c, d, ..] = (self.random)();
        self.link.on_cut(now_ms, u32::from_le_bytes([a, b, c, d]), at_least_ms);
        self.drop_connection();
    }

    fn stop(&mut self, stop: Stop, now_ms: i64) {
        self.link.stop(stop, now_ms);
        // What may not be seen any more does not stay in sight.
        if let Stop::Refused(_) = stop {
            self.board = None;
        }
        self.drop_connection();
    }

    fn drop_connection(&mut self) {
        self.greeted = false;
        self.effects.extend([Effect::Disconnect, Effect::Link]);
    }

    fn send(&mut self, frame: &ClientFrame) {
        self.effects.extend(frame.encode().map(Effect::Send));
    }
}

#[cfg(test)]
mod tests {
    use etappe_protocol::frame::{CONNECTION, Welcome};
    use etappe_protocol::id::{ActorId, StreamId};

    use super::*;
    use crate::cycle::board::tests::{line, update};

    const NAME: ViewName = ViewName::Board(StreamId([7; 16]));

    fn hear(watcher: &mut Watcher, frame: &ServerFrame, now_ms: i64) -> Vec<Effect> {
        watcher.on(Input::Message(&frame.encode().unwrap()), now_ms)
    }

    fn welcome() -> ServerFrame {
        ServerFrame::Welcome(Welcome {
            version: PROTOCOL_CURRENT,
            actor: ActorId([1; 16]),
            heartbeat_ms: 10_000,
            silence_ms: 30_000,
            server_time_ms: 5_000,
        })
    }

    fn view(update: etappe_protocol::view::BoardUpdate) -> ServerFrame {
        ServerFrame::View(VIEW, View::Board(Box::new(update)))
    }

    fn watching() -> Watcher {
        let mut watcher = Watcher::new(NAME, || [9; 16], 0);
        assert_eq!(watcher.on(Input::Tick, 0), [Effect::Connect, Effect::Link]);
        watcher.on(Input::Opened, 1);
        hear(&mut watcher, &welcome(), 2);
        hear(&mut watcher, &view(update(10, vec![line(1, "A"), line(2, "B")], vec![])), 3);
        watcher
    }

    #[test]
    fn it_greets_asks_and_shows() {
        let mut watcher = Watcher::new(NAME, || [9; 16], 0);
        watcher.on(Input::Tick, 0);
        let [Effect::Send(hello)] = &watcher.on(Input::Opened, 1)[..] else { panic!("no hello") };
        assert!(matches!(ClientFrame::decode(hello), Ok(ClientFrame::Hello(_))));
        let [Effect::Send(watch)] = &hear(&mut watcher, &welcome(), 2)[..] else { panic!("no watch") };
        assert_eq!(ClientFrame::decode(watch), Ok(ClientFrame::Watch(VIEW, Watch { view: NAME })));
        assert_eq!(watcher.clock_ahead_ms(), 4_998);
        assert!(!matches!(watcher.link().phase(), Phase::Live { .. }), "live is what has shown something");
        let told = hear(&mut watcher, &view(update(10, vec![line(1, "A")], vec![])), 3);
        assert!(matches!(&told[..], [Effect::Changed(merged), Effect::Link] if merged.teams.len() == 1));
        assert!(matches!(watcher.link().phase(), Phase::Live { since_ms: 3 }));
    }

    #[test]
    fn after_a_break_it_comes_back_and_drops_what_is_gone() {
        let mut watcher = watching();
        let told = watcher.on(Input::Closed, 100);
        assert_eq!(told, [Effect::Disconnect, Effect::Link]);
        assert_eq!(watcher.board().unwrap().teams.len(), 2, "the last known state stays in sight");
        assert_eq!(watcher.on(Input::Wake, 101), [Effect::Connect, Effect::Link]);
        watcher.on(Input::Opened, 102);
        hear(&mut watcher, &welcome(), 103);
        hear(&mut watcher, &view(update(20, vec![line(2, "B")], vec![])), 104);
        assert_eq!(watcher.board().unwrap().teams.len(), 1);
    }

    #[test]
    fn what_may_not_be_seen_any_more_is_gone_at_once() {
        let mut watcher = watching();
        let failed = Failed { reason: Failure::UnknownStream, retry_after_ms: None };
        hear(&mut watcher, &ServerFrame::Failed(VIEW, failed), 50);
        assert!(watcher.board().is_none());
        assert_eq!(watcher.on(Input::Tick, 1_000_000), []);
        let mut watcher = watching();
        let failed = Failed { reason: Failure::SessionEnded, retry_after_ms: None };
        hear(&mut watcher, &ServerFrame::Failed(CONNECTION, failed), 50);
        assert!(matches!(watcher.link().phase(), Phase::Stopped(Stop::SessionEnded)));
    }

    #[test]
    fn silence_and_rubbish_end_a_connection() {
        let mut watcher = watching();
        assert!(watcher.on(Input::Message(&[1, 2]), 5).contains(&Effect::Disconnect));
        let mut watcher = watching();
        assert!(watcher.on(Input::Tick, 40_000).contains(&Effect::Disconnect));
        assert!(!watching().on(Input::Tick, 9_000).contains(&Effect::Disconnect));
    }
}
