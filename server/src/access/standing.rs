//! What somebody may do with one analysis, roles and grants together; looked up anew whenever either changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use etappe_protocol::authority::Authority;
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;

use super::people::SignedIn;
use super::rights::{Right, allows};
use super::role::Role;

/// Sessions and analyses whose first given revision is remembered.
const REMEMBERED: usize = 20_000;

/// What somebody may do with one analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What they may change.
    pub authority: Authority,
    /// Whether they learn the names of its people.
    pub names: bool,
    /// Whether they are given what it said before.
    pub history: bool,
}

/// What teams have granted to the coordinators of their cycles. Whoever knows says
/// [`Change::Scope`](super::Change::Scope) of the analysis when that changes, so that open connections look again.
pub trait Insight: Send + Sync {
    /// Whether the team of `analysis` lets the coordinators of one of these cycles replay it.
    fn replays(&self, cycles: &[StreamId], analysis: StreamId) -> bool;
}

/// Nobody has granted anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoInsight;

impl Insight for NoInsight {
    fn replays(&self, _cycles: &[StreamId], _analysis: StreamId) -> bool {
        false
    }
}

impl Standing {
    /// What this person may do there; `None` for nothing at all, which looks like an analysis that is not there.
    #[must_use]
    pub fn of(person: &SignedIn, analysis: StreamId, insight: &dyn Insight) -> Option<Self> {
        let cycles: Vec<_> = person.scopes(Role::Coordinator).collect();
        let replays = !cycles.is_empty() && insight.replays(&cycles, analysis);
        let by_role = person.role_in(analysis).and_then(Self::of_role);
        let by_grant = replays.then_some(Self { authority: Authority::Read, names: false, history: true });
        match (by_role, by_grant) {
            (Some(standing), Some(grant)) => {
                Some(Self { history: standing.history || grant.history, ..standing })
            }
            (standing, grant) => standing.or(grant),
        }
    }

    /// As of a role alone.
    #[must_use]
    pub fn of_role(role: Role) -> Option<Self> {
        let authority = match (allows(role, Right::LeadTeam), allows(role, Right::Edit)) {
            (true, _) => Authority::Lead,
            (false, true) => Authority::Edit,
            (false, false) => Authority::Read,
        };
        let (names, history) = (allows(role, Right::Names), allows(role, Right::History));
        allows(role, Right::Open).then_some(Self { authority, names, history })
    }
}

/// From which revision on each session has been given an analysis, so that those without the right to its history can
/// resume. In memory only: after a restart they are given the state anew.
#[derive(Debug, Default)]
pub struct Given(Mutex<BTreeMap<([u8; 16], StreamId), Revision>>);

impl Given {
    /// The session is given the state at this revision, and everything after it.
    pub fn note(&self, session: [u8; 16], analysis: StreamId, revision: Revision) {
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if given.len() >= REMEMBERED {
            given.clear();
        }
        given.entry((session, analysis)).or_insert(revision);
    }

    /// Whether the session was given everything after this revision.
    #[must_use]
    pub fn covers(&self, session: [u8; 16], analysis: StreamId, revision: Revision) -> bool {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        given.get(&(session, analysis)).is_some_and(|first| *first <= revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use etappe_protocol::id::ActorId;

    const TEAM: StreamId = StreamId([1; 16]);
    const CYCLE: StreamId = StreamId([2; 16]);

    struct Granted;

    impl Insight for Granted {
        fn replays(&self, cycles: &[StreamId], analysis: StreamId) -> bool {
            cycles.contains(&CYCLE) && analysis == TEAM
        }
    }

    fn person(memberships: &[(StreamId, Role)]) -> SignedIn {
        SignedIn {
            actor: ActorId([1; 16]),
            name: "Ute".to_owned(),
            memberships: memberships.to_vec(),
            session: [0; 16],
            ends_ms: 0,
            is_stale: false,
        }
    }

    #[test]
    fn a_role_stands_for_its_rights_in_its_own_scope() {
        for role in Role::ALL {
            let here = Standing::of(&person(&[(TEAM, role)]), TEAM, &NoInsight);
            assert_eq!(here, Standing::of_role(role), "{role:?}");
            assert_eq!(here.is_some(), allows(role, Right::Open), "{role:?}");
            assert_eq!(Standing::of(&person(&[(CYCLE, role)]), TEAM, &NoInsight), None, "{role:?} elsewhere");
        }
    }

    #[test]
    fn a_coordinator_reads_what_a_team_lets_them_replay_and_without_names() {
        let replay = Some(Standing { authority: Authority::Read, names: false, history: true });
        let coordinator = person(&[(CYCLE, Role::Coordinator)]);
        assert_eq!(Standing::of(&coordinator, TEAM, &Granted), replay);
        assert_eq!(Standing::of(&coordinator, StreamId([3; 16]), &Granted), None, "another team");
        assert_eq!(Standing::of(&coordinator, TEAM, &NoInsight), None, "nothing granted");
        assert_eq!(Standing::of(&person(&[(CYCLE, Role::Member)]), TEAM, &Granted), None, "no coordinator");
    }

    #[test]
    fn who_was_given_a_revision_may_resume_from_there_and_from_nowhere_before() {
        let given = Given::default();
        given.note([1; 16], TEAM, Revision(5));
        given.note([1; 16], TEAM, Revision(9));
        assert!(given.covers([1; 16], TEAM, Revision(5)) && given.covers([1; 16], TEAM, Revision(7)));
        assert!(!given.covers([1; 16], TEAM, Revision(4)) && !given.covers([2; 16], TEAM, Revision(5)));
    }
}
