//! How many sockets are open, by person, by address and in all.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etappe_protocol::id::ActorId;

use crate::config::Limits;

/// Counts open sockets.
#[derive(Debug)]
pub struct Sockets {
    limits: Limits,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    persons: BTreeMap<ActorId, usize>,
    addresses: BTreeMap<IpAddr, usize>,
}

/// One open socket; dropping it makes room for the next.
#[derive(Debug)]
pub struct Pass {
    sockets: Arc<Sockets>,
    actor: ActorId,
    address: IpAddr,
}

impl Sockets {
    /// None open.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, open: Mutex::default() })
    }

    /// One more; `None` when there is no room.
    #[must_use]
    pub fn enter(self: &Arc<Self>, actor: ActorId, address: IpAddr) -> Option<Pass> {
        let mut open = self.lock();
        let count = |of: Option<&usize>| of.copied().unwrap_or(0);
        let has_room = open.all < self.limits.sockets
            && count(open.persons.get(&actor)) < self.limits.sockets_per_person
            && count(open.addresses.get(&address)) < self.limits.sockets_per_address;
        if !has_room {
            return None;
        }
        open.all += 1;
        *open.persons.entry(actor).or_default() += 1;
        *open.addresses.entry(address).or_default() += 1;
        Some(Pass { sockets: Arc::clone(self), actor, address })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        // Nothing inside panics half-way through a change.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut open = self.sockets.lock();
        open.all = open.all.saturating_sub(1);
        leave(&mut open.persons, self.actor);
        leave(&mut open.addresses, self.address);
    }
}

fn leave<K: Ord>(counts: &mut BTreeMap<K, usize>, key: K) {
    if let Some(count) = counts.get_mut(&key) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_makes_room() {
        let limits =
            Limits { sockets: 4, sockets_per_address: 3, sockets_per_person: 2, ..Limits::default() };
        let sockets = Sockets::new(limits);
        let (here, there) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let enter = |person, address| sockets.enter(ActorId([person; 16]), address);
        let first = enter(1, here);
        let _second = enter(1, here);
        assert!(enter(1, there).is_none(), "two for a person");
        let _third = enter(2, here);
        assert!(enter(3, here).is_none(), "three for an address");
        let _fourth = enter(3, there);
        assert!(enter(4, there).is_none(), "four in all");
        drop(first);
        assert!(enter(1, there).is_some());
    }
}
