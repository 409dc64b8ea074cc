//! What the server says, frame by frame.

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::codec;
use etappe_protocol::event::Event;
use etappe_protocol::frame::{
    Committed, Failed, Failure, Known, Rejected, SentCommit, ServerFrame, SnapshotPart, Subscribed, Welcome,
};
use etappe_protocol::replica::{Change, Desync, Replica};

use super::client::{Client, Effect};
use super::link::Stop;
use super::notice::{Around, Notice};

impl Client {
    pub(super) fn receive(&mut self, message: &[u8], now_ms: i64) {
        self.link.on_heard(now_ms);
        // A frame that cannot be read may have been a commit: without it everything after it would be false.
        let Ok(frame) = ServerFrame::decode(message) else {
            self.cut(now_ms, None);
            return;
        };
        match frame {
            ServerFrame::Welcome(welcome) => self.on_welcome(&welcome, now_ms),
            ServerFrame::Subscribed(_, subscribed) => self.on_subscribed(&subscribed, now_ms),
            ServerFrame::SnapshotPart(_, part) => self.on_part(part, now_ms),
            ServerFrame::Committed(_, Committed { commits }) => self.on_commits(&commits, now_ms),
            ServerFrame::Rejected(_, rejected) => self.on_rejected(&rejected, now_ms),
            ServerFrame::Known(_, known) => self.on_known(&known, now_ms),
            ServerFrame::Peers(_, peers) => {
                self.own_session = peers.own;
                self.peers = peers.peers;
                self.tell(Notice::People);
            }
            ServerFrame::People(_, people) => {
                self.people.extend(people.people);
                self.tell(Notice::People);
            }
            ServerFrame::Pong(_) => {}
            ServerFrame::Failed(_, failed) => self.on_failed(&failed, now_ms),
            ServerFrame::Standing(_, standing) => {
                self.standing = standing;
                self.may_write = standing.authority.may_write();
                self.tell(Notice::Standing);
            }
            // This page watches none.
            ServerFrame::View(..) => {}
        }
    }

    fn on_welcome(&mut self, welcome: &Welcome, now_ms: i64) {
        self.greeted = true;
        self.link.on_timing(welcome.heartbeat_ms, welcome.silence_ms);
        self.clock_ahead_ms = welcome.server_time_ms - now_ms;
        let before = self.actor.replace(welcome.actor);
        if before.is_some_and(|before| before != welcome.actor) {
            // Somebody else signed in here meanwhile: what the first one typed is not theirs. The hello has named
            // the old replica already, so it takes another connection.
            self.start_afresh();
            self.cut(now_ms, None);
            return;
        }
        self.subscribe();
    }

    fn on_subscribed(&mut self, subscribed: &Subscribed, now_ms: i64) {
        self.head = subscribed.head;
        self.may_write = subscribed.may_write;
        if !subscribed.resumed {
            self.afresh = true;
            return;
        }
        match &mut self.replica {
            Some(replica) => {
                replica.on_resumed(subscribed.head);
                self.on_live(now_ms);
            }
            None => self.cut(now_ms, None),
        }
    }

    fn on_part(&mut self, part: SnapshotPart, now_ms: i64) {
        self.parts.extend_from_slice(&part.bytes);
        if !part.last {
            return;
        }
        let parts = std::mem::take(&mut self.parts);
        let (Ok(state), Some(actor)) = (codec::decode::<AnalysisState>(&parts), self.actor) else {
            self.cut(now_ms, None);
            return;
        };
        let replica = self.replica.get_or_insert_with(|| Replica::new(self.replica_id, actor));
        if !self.afresh {
            // What was confirmed reads differently now; what is pending stays as it is.
            if replica.on_refreshed(state) {
                self.recent.clear();
                self.tell(Notice::Reset);
            } else {
                self.start_afresh();
                self.cut(now_ms, None);
            }
            return;
        }
        let handed_back = replica.on_snapshot(state, self.head);
        self.afresh = false;
        self.recent.clear();
        self.tell(Notice::Reset);
        self.hand_back(handed_back);
        self.on_live(now_ms);
    }

    fn on_live(&mut self, now_ms: i64) {
        self.link.on_live(now_ms);
        self.on_progress();
        self.send_focus();
        self.tell(Notice::Link);
    }

    fn on_commits(&mut self, commits: &[SentCommit], now_ms: i64) {
        for commit in commits {
            if let Err(desync) = self.on_commit(commit) {
                self.on_desync(desync, now_ms);
                return;
            }
        }
        self.on_progress();
        self.tell(Notice::Link);
    }

    fn on_commit(&mut self, commit: &SentCommit) -> Result<(), Desync> {
        let Some(replica) = &mut self.replica else { return Ok(()) };
        let own = commit.op_id.replica == replica.id();
        let change = replica.on_committed(commit)?;
        if change == Change::Nothing {
            return Ok(());
        }
        if let Ok(Event::TextEdited(edited)) = commit.event() {
            self.recent.push(commit.revision, commit.actor, edited.field, edited.operation);
        }
        match change {
            Change::Nothing | Change::Redacted => {}
            Change::Created => self.tell(Notice::Reset),
            Change::Rating { item, actor } => self.tell(Notice::Rating { item, by: (!own).then_some(actor) }),
            Change::TextSaved { field } => self.tell(Notice::TextSaved(field)),
            Change::TextEdited { field, operation, actor } => {
                self.tell(Notice::TextEdited { field, operation, by: actor });
            }
            Change::Measure { measure, actor } => {
                let what = Around::Measure(measure);
                self.tell(Notice::Around { what, by: (!own).then_some(actor) });
            }
            Change::Question { question, actor } => {
                let what = Around::Question(question);
                self.tell(Notice::Around { what, by: (!own).then_some(actor) });
            }
            Change::Cycle { actor, .. } => {
                self.tell(Notice::Around { what: Around::Cycle, by: (!own).then_some(actor) });
            }
        }
        Ok(())
    }

    fn on_rejected(&mut self, rejected: &Rejected, now_ms: i64) {
        let Some(replica) = &mut self.replica else { return };
        match replica.on_rejected(rejected) {
            Ok(refused) => {
                self.hand_back(refused.into_iter().collect());
                self.on_progress();
                self.tell(Notice::Link);
            }
            Err(desync) => self.on_desync(desync, now_ms),
        }
    }

    /// An op was in the log already. Its commit either comes by in order, or has come: then it was acked.
    fn on_known(&mut self, known: &Known, now_ms: i64) {
        let Some(replica) = &self.replica else { return };
        let passed = known.commit.revision <= replica.confirmed().revision;
        if passed && replica.pending_len() > 0 {
            self.on_desync(Desync::Resume, now_ms);
        }
    }

    fn on_desync(&mut self, desync: Desync, now_ms: i64) {
        match desync {
            Desync::Gap(_) | Desync::Resume => self.cut(now_ms, None),
            Desync::Diverged(_) => {
                self.start_afresh();
                self.cut(now_ms, None);
            }
            Desync::Event(_) => self.stop(Stop::Refused(Failure::NewerEvents), now_ms),
        }
    }

    fn on_failed(&mut self, failed: &Failed, now_ms: i64) {
        match failed.reason {
            Failure::Version | Failure::UnknownStream | Failure::NewerEvents => {
                self.stop(Stop::Refused(failed.reason), now_ms);
            }
            Failure::Fenced => self.stop(Stop::Fenced, now_ms),
            Failure::SessionEnded => self.stop(Stop::SessionEnded, now_ms),
            Failure::FutureRevision | Failure::ReplicaTaken => {
                self.start_afresh();
                self.cut(now_ms, None);
            }
            Failure::Unreadable
            | Failure::Subscription
            | Failure::Unavailable
            | Failure::Restarting
            | Failure::TooSlow
            | Failure::RateLimited => {
                self.cut(now_ms, failed.retry_after_ms);
            }
        }
    }

    fn tell(&mut self, notice: Notice) {
        self.effects.push(Effect::Notice(notice));
    }
}

#[cfg(test)]
mod tests;
