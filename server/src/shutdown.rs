//! The end, in a designed order: stop accepting, tell the sessions, drain the streams, flush the log.

use tokio::sync::{mpsc, watch};

/// Tells everybody that the server stops, and knows when the last session is gone.
#[derive(Debug)]
pub struct Shutdown {
    stop: watch::Sender<bool>,
    alive: mpsc::Sender<()>,
    last: mpsc::Receiver<()>,
}

/// Held by every session while it lasts.
#[derive(Clone, Debug)]
pub struct Watcher {
    stop: watch::Receiver<bool>,
    _alive: mpsc::Sender<()>,
}

/// Makes watchers without being one.
#[derive(Clone, Debug)]
pub struct Watchers {
    stop: watch::Receiver<bool>,
    alive: mpsc::WeakSender<()>,
}

impl Default for Shutdown {
    fn default() -> Self {
        let (alive, last) = mpsc::channel(1);
        Self { stop: watch::channel(false).0, alive, last }
    }
}

impl Shutdown {
    /// For those who start sessions.
    #[must_use]
    pub fn watchers(&self) -> Watchers {
        Watchers { stop: self.stop.subscribe(), alive: self.alive.downgrade() }
    }

    /// Tells every session to end and waits until all have.
    pub async fn sessions_ended(self) {
        self.stop.send_replace(true);
        let Self { alive, mut last, .. } = self;
        drop(alive);
        // Nobody ever sends; the channel closes with its last sender.
        last.recv().await;
    }
}

impl Watchers {
    /// One more session; `None` once the server stops.
    #[must_use]
    pub fn watcher(&self) -> Option<Watcher> {
        if *self.stop.borrow() {
            return None;
        }
        Some(Watcher { stop: self.stop.clone(), _alive: self.alive.upgrade()? })
    }
}

impl Watcher {
    /// Returns when the server stops.
    pub async fn stopped(&mut self) {
        // The sender being gone means the same.
        drop(self.stop.wait_for(|stop| *stop).await);
    }
}
