//! The one limiter of rates, for requests and for frames alike.
//!
//! Each key has one moment: when everything it was let through would have been asked for at an even pace (the generic
//! cell rate algorithm). Who is ahead of that by more than a period is too fast. A key at rest needs no memory.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use etappe_protocol::id::ActorId;
use tokio::time::Instant;

use crate::config::{Limits, Rate};

/// Keys that one limiter remembers. While all of them are busy, new ones are let through.
const KEYS: usize = 100_000;

/// Limits how often each key may do something.
#[derive(Debug)]
pub struct Limiter<K> {
    rate: Rate,
    even: Mutex<BTreeMap<K, Instant>>,
}

impl<K: Ord> Limiter<K> {
    /// Nobody has asked yet.
    #[must_use]
    pub const fn new(rate: Rate) -> Self {
        Self { rate, even: Mutex::new(BTreeMap::new()) }
    }

    /// Lets one through, or says after what time it would be.
    ///
    /// # Errors
    /// The time to wait.
    pub fn pass(&self, key: K) -> Result<(), Duration> {
        self.pass_at(key, Instant::now())
    }

    fn pass_at(&self, key: K, now: Instant) -> Result<(), Duration> {
        let Rate { count, period } = self.rate;
        if count == u32::MAX {
            return Ok(());
        }
        let step = period / count.max(1);
        // Nothing inside panics half-way through a change.
        let mut keys = self.even.lock().unwrap_or_else(PoisonError::into_inner);
        let even = keys.get(&key).copied().map_or(now, |even| even.max(now)) + step;
        let ahead = even.saturating_duration_since(now);
        if period < ahead {
            return Err(ahead - period);
        }
        if KEYS <= keys.len() && !keys.contains_key(&key) {
            keys.retain(|_, even| now < *even);
            if KEYS <= keys.len() {
                return Ok(());
            }
        }
        keys.insert(key, even);
        Ok(())
    }

    /// The time in which a key is given half of its rate anew.
    #[must_use]
    pub fn half(&self) -> Duration {
        self.rate.period / 2
    }
}

/// The limiters of the server.
#[derive(Debug)]
pub struct Limiters {
    /// Requests from an address.
    pub address: Limiter<IpAddr>,
    /// Requests of a person.
    pub person: Limiter<ActorId>,
    /// Messages of a person.
    pub messages: Limiter<ActorId>,
    /// Wishes for a new link, by mail address.
    pub mail: Limiter<String>,
    /// Wishes for a new link, from an address.
    pub links: Limiter<IpAddr>,
}

impl Limiters {
    /// With these limits.
    #[must_use]
    pub const fn new(limits: &Limits) -> Self {
        Self {
            address: Limiter::new(limits.requests_per_address),
            person: Limiter::new(limits.requests_per_person),
            messages: Limiter::new(limits.messages_per_person),
            mail: Limiter::new(limits.links_per_mail),
            links: Limiter::new(limits.links_per_address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_even_pace() {
        let limiter = Limiter::new(Rate::new(10, 5));
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        for _ in 0..10 {
            assert_eq!(limiter.pass_at(1, start), Ok(()));
        }
        assert_eq!(limiter.pass_at(1, start), Err(Duration::from_millis(500)));
        assert_eq!(limiter.pass_at(2, start), Ok(()), "another key");
        assert_eq!(limiter.pass_at(1, at(499)), Err(Duration::from_millis(1)), "asking costs nothing");
        assert_eq!(limiter.pass_at(1, at(500)), Ok(()));
        assert!(limiter.pass_at(1, at(500)).is_err());
        for _ in 0..10 {
            assert_eq!(limiter.pass_at(1, at(60_000)), Ok(()), "rested");
        }
        assert!(limiter.pass_at(1, at(60_000)).is_err());
    }

    #[test]
    fn memory_has_a_bound() {
        let limiter = Limiter::new(Rate::new(1, 1));
        let start = Instant::now();
        for key in 0..KEYS + 10 {
            assert_eq!(limiter.pass_at(key, start), Ok(()));
        }
        assert_eq!(limiter.even.lock().unwrap().len(), KEYS);
        assert_eq!(limiter.pass_at(KEYS + 10, start + Duration::from_secs(2)), Ok(()));
        assert_eq!(limiter.even.lock().unwrap().len(), 1, "those at rest are forgotten");
    }
}
