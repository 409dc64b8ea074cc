//! One analysis on one connection: the link, the replica, and what the person must be told.

use std::collections::BTreeMap;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::authority::Authority;
use etappe_protocol::frame::{
    ClientFrame, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, Ping, Presence, Standing, Subscribe,
};
use etappe_protocol::id::{ActorId, ReplicaId, StreamId};
use etappe_protocol::presence::{Focus, Peer};
use etappe_protocol::replica::{LocalError, Outgoing, Refused, Replica};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::FieldAddress;

use super::carets::{RecentEdits, confirmed_place};
use super::link::{Link, Phase, Stop, Todo};
use super::notice::Notice;
use super::save_state::{Facts, STALLED_MS};

/// The only subscription of a page about one analysis.
pub(super) const ANALYSIS: u32 = 0;

/// Sixteen random bytes, from wherever the caller has them.
pub type Random = fn() -> [u8; 16];

/// What happened outside.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The socket is open.
    Opened,
    /// A message arrived.
    Message(&'a [u8]),
    /// The socket is gone, or never came to be.
    Closed,
    /// Time has passed.
    Tick,
    /// The tab is in sight again, or the network is back.
    Wake,
    /// The server answered that nobody is signed in.
    SignedOut,
    /// The person wants to go on after a stop.
    Restart,
}

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
    /// Show something.
    Notice(Notice),
}

/// The browser's side of one analysis.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) stream: StreamId,
    pub(super) random: Random,
    pub(super) link: Link,
    pub(super) greeted: bool,
    pub(super) replica_id: ReplicaId,
    /// `None` until the first state arrived.
    pub(super) replica: Option<Replica>,
    /// The next subscription asks for the state instead of resuming.
    pub(super) afresh: bool,
    pub(super) actor: Option<ActorId>,
    pub(super) head: Revision,
    pub(super) parts: Vec<u8>,
    pub(super) may_write: bool,
    pub(super) standing: Standing,
    pub(super) own_session: u64,
    pub(super) peers: Vec<Peer>,
    pub(super) people: BTreeMap<ActorId, String>,
    pub(super) recent: RecentEdits,
    pub(super) clock_ahead_ms: i64,
    pending_since_ms: Option<i64>,
    focus: Option<Focus>,
    pub(super) effects: Vec<Effect>,
}

impl Client {
    /// A client that connects at the next tick.
    #[must_use]
    pub fn new(stream: StreamId, random: Random, now_ms: i64) -> Self {
        Self {
            stream,
            random,
            link: Link::new(now_ms),
            greeted: false,
            replica_id: ReplicaId(random()),
            replica: None,
            afresh: true,
            actor: None,
            head: Revision::ZERO,
            parts: Vec::new(),
            may_write: false,
            standing: Standing { authority: Authority::Read, history: false },
            own_session: 0,
            peers: Vec::new(),
            people: BTreeMap::new(),
            recent: RecentEdits::default(),
            clock_ahead_ms: 0,
            pending_since_ms: None,
            focus: None,
            effects: Vec::new(),
        }
    }

    /// Takes an input in and gives what is to be done, in order.
    pub fn on(&mut self, input: Input<'_>, now_ms: i64) -> Vec<Effect> {
        match input {
            Input::Opened => {
                self.link.on_heard(now_ms);
                let hello = Hello {
                    min_version: PROTOCOL_MIN,
                    max_version: PROTOCOL_CURRENT,
                    replica: self.replica_id,
                };
                self.send(&ClientFrame::Hello(hello));
            }
            Input::Message(message) => self.receive(message, now_ms),
            Input::Closed => {
                // A refused upgrade and a dead network look alike from here.
                if !self.greeted {
                    self.effects.push(Effect::Probe);
                }
                self.cut(now_ms, None);
            }
            Input::Tick => {
                let stalled = self.pending_since_ms.is_some_and(|since_ms| since_ms + STALLED_MS < now_ms);
                let todo = self.link.tick(now_ms, stalled);
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
        self.pump();
        self.note_waiting(now_ms);
        std::mem::take(&mut self.effects)
    }

    fn carry_out(&mut self, todo: Todo, now_ms: i64) {
        match todo {
            Todo::Nothing => {}
            Todo::Connect => {
                self.greeted = false;
                self.effects.extend([Effect::Connect, Effect::Notice(Notice::Link)]);
            }
            Todo::Ping => self.send(&ClientFrame::Ping(Ping { nonce: now_ms.unsigned_abs() })),
            Todo::Cut => self.cut(now_ms, None),
        }
    }

    /// Lets the person do something to the copy, and sends what comes of it.
    ///
    /// # Errors
    /// As the replica; [`LocalError::UnknownField`] as long as there is no copy or writing is not allowed.
    pub fn edit(
        &mut self,
        now_ms: i64,
        edit: impl FnOnce(&mut Replica) -> Result<(), LocalError>,
    ) -> (Result<(), LocalError>, Vec<Effect>) {
        let result = match &mut self.replica {
            Some(replica) if self.may_write => edit(replica),
            Some(_) | None => Err(LocalError::UnknownField),
        };
        self.pump();
        self.note_waiting(now_ms);
        (result, std::mem::take(&mut self.effects))
    }

    /// Says where the person is; told again after a reconnect.
    pub fn set_focus(&mut self, focus: Option<Focus>) -> Vec<Effect> {
        if self.focus != focus {
            self.focus = focus;
            self.send_focus();
        }
        std::mem::take(&mut self.effects)
    }

    pub(super) fn send_focus(&mut self) {
        if let Phase::Live { .. } = self.link.phase() {
            self.send(&ClientFrame::Presence(ANALYSIS, Presence { focus: self.focus.clone() }));
        }
    }

    /// A selection in a shown text, as others can make use of it.
    #[must_use]
    pub fn text_focus(&self, field: &FieldAddress, anchor: u32, caret: u32) -> Option<Focus> {
        let replica = self.replica.as_ref()?;
        let (confirmed, shown) = (replica.confirmed().text(field), replica.shown_text(field));
        Some(Focus::Text {
            field: field.clone(),
            anchor: confirmed_place(confirmed, shown, anchor),
            caret: confirmed_place(confirmed, shown, caret),
            revision: replica.confirmed().revision,
        })
    }

    /// Somebody's selection in the text as shown here.
    #[must_use]
    pub fn shown_selection(&self, peer: &Peer) -> Option<(u32, u32)> {
        let replica = self.replica.as_ref()?;
        let Some(Focus::Text { field, anchor, caret, revision }) = &peer.focus else { return None };
        let shown = |place| {
            let place = self.recent.bring_forward(peer.actor, field, *revision, place);
            replica.shown_caret(field, place)
        };
        Some((shown(*anchor), shown(*caret)))
    }

    /// The copy, once there is one.
    #[must_use]
    pub const fn replica(&self) -> Option<&Replica> {
        self.replica.as_ref()
    }

    /// Whether edits are taken.
    #[must_use]
    pub const fn may_write(&self) -> bool {
        self.may_write
    }

    /// What the person may do here.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// Who the person is.
    #[must_use]
    pub const fn actor(&self) -> Option<ActorId> {
        self.actor
    }

    /// Everybody else who is here.
    pub fn others(&self) -> impl Iterator<Item = &Peer> {
        self.peers.iter().filter(|peer| peer.session != self.own_session)
    }

    /// The name of an actor, where it is known.
    #[must_use]
    pub fn name(&self, actor: ActorId) -> Option<&str> {
        self.people.get(&actor).map(String::as_str)
    }

    /// Everybody whose name is known.
    pub fn names(&self) -> impl Iterator<Item = (ActorId, String)> {
        self.people.iter().map(|(actor, name)| (*actor, name.clone()))
    }

    /// How far the server's clock is ahead of the caller's, in milliseconds.
    #[must_use]
    pub const fn clock_ahead_ms(&self) -> i64 {
        self.clock_ahead_ms
    }

    /// Why the link has stopped, if it has.
    #[must_use]
    pub const fn stopped(&self) -> Option<Stop> {
        match self.link.phase() {
            Phase::Stopped(stop) => Some(stop),
            Phase::Waiting { .. } | Phase::Opening | Phase::Live { .. } => None,
        }
    }

    /// What the words about saving are made from; `held` are choices that were not handed over yet.
    #[must_use]
    pub fn facts(&self, held: usize) -> Facts {
        Facts {
            phase: self.link.phase(),
            down_since_ms: self.link.down_since_ms(),
            attempts: self.link.attempts(),
            pending: self.replica.as_ref().map_or(0, Replica::pending_len),
            held,
            pending_since_ms: self.pending_since_ms,
        }
    }

    pub(super) fn subscribe(&mut self) {
        let confirmed =
            self.replica.as_ref().filter(|_| !self.afresh).map(|replica| replica.confirmed().revision);
        self.parts.clear();
        self.send(&ClientFrame::Subscribe(ANALYSIS, Subscribe { stream: self.stream, confirmed }));
    }

    /// Gives the copy a new identity. What was pending has lost its context and is handed back.
    pub(super) fn start_afresh(&mut self) {
        self.afresh = true;
        self.replica_id = ReplicaId((self.random)());
        let Some(mut old) = self.replica.take() else { return };
        let state: AnalysisState = old.confirmed().clone();
        let head = state.revision;
        let handed_back = old.on_snapshot(state.clone(), head);
        let mut fresh = Replica::new(self.replica_id, self.actor.unwrap_or_else(|| old.actor()));
        fresh.on_snapshot(state, head);
        fresh.on_cut();
        self.replica = Some(fresh);
        self.hand_back(handed_back);
        self.effects.push(Effect::Notice(Notice::Reset));
    }

    pub(super) fn hand_back(&mut self, refused: Vec<Refused>) {
        self.effects.extend(refused.into_iter().map(|refused| Effect::Notice(Notice::Refused(refused))));
    }

    pub(super) fn cut(&mut self, now_ms: i64, at_least_ms: Option<u32>) {
        let [a, b, c, d, ..] = (self.random)();
        self.link.on_cut(now_ms, u32::from_le_bytes([a, b, c, d]), at_least_ms);
        self.drop_connection();
    }

    pub(super) fn stop(&mut self, stop: Stop, now_ms: i64) {
        self.link.stop(stop, now_ms);
        self.drop_connection();
    }

    fn drop_connection(&mut self) {
        self.greeted = false;
        self.peers.clear();
        if let Some(replica) = &mut self.replica {
            replica.on_cut();
        }
        self.effects.extend([
            Effect::Disconnect,
            Effect::Notice(Notice::People),
            Effect::Notice(Notice::Link),
        ]);
    }

    /// Sends what the copy has to say.
    fn pump(&mut self) {
        let Phase::Live { .. } = self.link.phase() else { return };
        while let Some(outgoing) = self.replica.as_mut().and_then(Replica::next_outgoing) {
            match outgoing {
                Outgoing::Submit(submit) => self.send(&ClientFrame::Submit(ANALYSIS, submit)),
                Outgoing::Noted(noted) => self.send(&ClientFrame::Noted(ANALYSIS, noted)),
            }
        }
    }

    fn note_waiting(&mut self, now_ms: i64) {
        let pending = self.replica.as_ref().map_or(0, Replica::pending_len);
        self.pending_since_ms = if pending == 0 { None } else { self.pending_since_ms.or(Some(now_ms)) };
    }

    /// An answer came: what still waits is counted from now on.
    pub(super) const fn on_progress(&mut self) {
        self.pending_since_ms = None;
    }

    /// Encoding fails for no frame of ours; the op would stay pending and be told so.
    pub(super) fn send(&mut self, frame: &ClientFrame) {
        self.effects.extend(frame.encode().map(Effect::Send));
    }
}
