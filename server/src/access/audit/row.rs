//! What a row of the audit log holds, as stored and as exported.

use etappe_protocol::codec;
use etappe_protocol::id::{ActorId, StreamId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::hex::hex;

/// How rows are written. Changelog: 1 — first.
const SCHEMA: u8 = 1;

/// What happened. The order is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditKind {
    /// Somebody came in.
    Login,
    /// A link opened nothing.
    LoginFailed,
    /// An invitation was made.
    InvitationMade,
    /// An invitation was redeemed.
    InvitationRedeemed,
    /// An invitation was revoked.
    InvitationRevoked,
    /// Somebody's role was changed or taken.
    RoleChanged,
    /// A session was ended by its owner.
    SessionEnded,
    /// Somebody looked at an analysis without working on it.
    Looked,
    /// Something was taken away as a file.
    Exported,
    /// A milestone was closed.
    MilestoneClosed,
    /// A milestone was opened again.
    MilestoneReopened,
    /// An op of somebody who may not do that.
    ForbiddenOp,
    /// A person was kept out, or let in again.
    PersonDisabled,
    /// A team came into a cycle.
    Enrolled,
    /// A team left a cycle.
    Left,
    /// A team was begun.
    TeamBegun,
    /// A cycle was begun.
    CycleBegun,
    /// Streams of an export came in.
    Imported,
    /// Text of an analysis was made unreadable.
    Redacted,
}

/// At what somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// What it says now.
    Analysis,
    /// What it said before.
    History,
    /// Its progress, on the board of a cycle.
    Board,
    /// A score sheet.
    Sheet,
    /// Its answers, as the server shows them to coordinators.
    Answers,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// UTC milliseconds since 1970.
    pub time_ms: i64,
    /// Who did it; `None` when nobody is known.
    pub actor: Option<ActorId>,
    /// What.
    pub kind: AuditKind,
    /// Where.
    pub scope: Option<StreamId>,
    /// To whom or to what.
    pub target: Option<[u8; 16]>,
    /// One word or two.
    pub detail: String,
}

/// A row with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedRow {
    /// Gapless, from 1.
    pub number: u64,
    /// The chain at this row.
    pub chain: [u8; 32],
    /// The row.
    pub row: AuditRow,
}

impl AuditKind {
    /// As exported.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::LoginFailed => "login_failed",
            Self::InvitationMade => "invitation_made",
            Self::InvitationRedeemed => "invitation_redeemed",
            Self::InvitationRevoked => "invitation_revoked",
            Self::RoleChanged => "role_changed",
            Self::SessionEnded => "session_ended",
            Self::Looked => "looked",
            Self::Exported => "exported",
            Self::MilestoneClosed => "milestone_closed",
            Self::MilestoneReopened => "milestone_reopened",
            Self::ForbiddenOp => "forbidden_op",
            Self::PersonDisabled => "person_disabled",
            Self::Enrolled => "enrolled",
            Self::Left => "left",
            Self::TeamBegun => "team_begun",
            Self::CycleBegun => "cycle_begun",
            Self::Imported => "imported",
            Self::Redacted => "redacted",
        }
    }
}

impl Look {
    const ALL: [Self; 5] = [Self::Analysis, Self::History, Self::Board, Self::Sheet, Self::Answers];

    /// As exported and stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Analysis => "analysis",
            Self::History => "history",
            Self::Board => "board",
            Self::Sheet => "sheet",
            Self::Answers => "answers",
        }
    }

    /// In keys; never used for anything else again.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Analysis => 0,
            Self::History => 1,
            Self::Board => 2,
            Self::Sheet => 3,
            Self::Answers => 4,
        }
    }

    pub(super) fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.code() == code)
    }
}

impl AuditRow {
    pub(super) fn encode(&self) -> Result<Vec<u8>, codec::CodecError> {
        codec::encode_into(self, vec![SCHEMA])
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            Some((&SCHEMA, body)) => codec::decode(body).ok(),
            Some(_) | None => None,
        }
    }
}

impl NumberedRow {
    /// One line of an export.
    #[must_use]
    pub fn json(&self) -> Value {
        let AuditRow { time_ms, actor, kind, scope, target, detail } = &self.row;
        json!({
            "number": self.number, "time_ms": time_ms, "actor": actor.map(|actor| actor.to_string()),
            "kind": kind.name(), "scope": scope.map(|scope| scope.to_string()),
            "target": target.map(|target| hex(&target)), "detail": detail, "chain": hex(&self.chain),
        })
    }
}
