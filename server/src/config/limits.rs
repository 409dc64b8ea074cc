//! How much one person, one address and everybody may ask for. Generous: a workshop is thirty people behind one
//! address, all opening the page at the same minute.

use std::time::Duration;

/// So many at once, and that many again within the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// Within how long they are given anew.
    pub period: Duration,
}

/// All limits of rate and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests from one address.
    pub requests_per_address: Rate,
    /// Requests of one person.
    pub requests_per_person: Rate,
    /// Messages of one person over all of their sockets.
    pub messages_per_person: Rate,
    /// What one connection may send beyond its rate, in messages, before it is closed.
    pub excess: u32,
    /// Sockets of one person.
    pub sockets_per_person: usize,
    /// Sockets from one address.
    pub sockets_per_address: usize,
    /// Sockets in all.
    pub sockets: usize,
    /// Wishes for a new link to one mail address.
    pub links_per_mail: Rate,
    /// Wishes for a new link from one address.
    pub links_per_address: Rate,
}

impl Rate {
    /// So many in so many seconds.
    #[must_use]
    pub const fn new(count: u32, seconds: u64) -> Self {
        Self { count, period: Duration::from_secs(seconds) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_address: Rate::new(6_000, 60),
            requests_per_person: Rate::new(600, 30),
            // Ten times what the fastest typist sends; the burst is for what was typed while offline.
            messages_per_person: Rate::new(4_000, 20),
            excess: 1_000,
            sockets_per_person: 20,
            sockets_per_address: 500,
            sockets: 20_000,
            links_per_mail: Rate::new(5, 600),
            links_per_address: Rate::new(20, 600),
        }
    }
}

impl Limits {
    /// None, for load generators and recordings that type faster than people.
    #[must_use]
    pub const fn none() -> Self {
        let none = Rate::new(u32::MAX, 1);
        Self {
            requests_per_address: none,
            requests_per_person: none,
            messages_per_person: none,
            excess: u32::MAX,
            sockets_per_person: usize::MAX,
            sockets_per_address: usize::MAX,
            sockets: usize::MAX,
            links_per_mail: none,
            links_per_address: none,
        }
    }
}
