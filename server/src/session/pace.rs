//! How much a connection may send. Who is too fast loses the subscription and comes back when there is room again, with
//! everything that is still pending; who goes on regardless loses the connection.

use std::time::Duration;

use etappe_protocol::frame::{ClientFrame, Failure};
use etappe_protocol::limits;
use tokio::time::Instant;

use super::close::Close;
use super::connection::Connection;

/// Quiet time after which what was sent too fast is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60);
/// What losing a subscription weighs against the excess, in messages.
const FAILURE_WEIGHT: u32 = 50;

/// What a connection has sent beyond its rate.
#[derive(Debug)]
pub(super) struct Pace {
    excess: u32,
    last: Instant,
    /// Ops that may still arrive for a subscription that was ended here: they were on their way.
    under_way: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { excess: 0, last: Instant::now(), under_way: 0 }
    }
}

impl Pace {
    fn note(&mut self, weight: u32, bound: u32) -> Result<(), Close> {
        let now = Instant::now();
        if FORGOTTEN <= now.saturating_duration_since(self.last) {
            self.excess = 0;
        }
        self.last = now;
        self.excess = self.excess.saturating_add(weight);
        if bound <= self.excess { Err(Close::TooFast) } else { Ok(()) }
    }
}

impl Connection {
    /// Counts a message; `Some` with the time to wait when it is one too many.
    pub(super) fn count(&mut self) -> Option<Duration> {
        let wait = self.app.limiters.messages.pass(self.visitor.person.actor).err()?;
        // With room for more than what may be in flight, so that coming back brings more than one op forward.
        Some(wait + self.app.limiters.messages.half())
    }

    /// Counts a message that is not a frame.
    pub(super) fn on_noise(&mut self) -> Result<(), Close> {
        if self.count().is_some() { self.pace.note(1, self.app.limits.excess) } else { Ok(()) }
    }

    /// What becomes of a frame that is one too many: `Some` if it is served all the same.
    pub(super) async fn on_excess(
        &mut self,
        frame: ClientFrame,
        wait: Duration,
    ) -> Result<Option<ClientFrame>, Close> {
        let bound = self.app.limits.excess;
        let number = match frame {
            // Small, and without them both sides would differ in what they believe.
            ClientFrame::Unsubscribe(..) | ClientFrame::Noted(..) | ClientFrame::Hello(_) => {
                self.pace.note(1, bound)?;
                return Ok(Some(frame));
            }
            ClientFrame::Ping(_) | ClientFrame::Presence(..) => {
                self.pace.note(1, bound)?;
                return Ok(None);
            }
            ClientFrame::Subscribe(number, _) | ClientFrame::Watch(number, _) => number,
            ClientFrame::Submit(number, _) => match self.take(number) {
                Some(subscribed) => {
                    subscribed.stream.close().await;
                    self.pace.under_way = limits::OPS_IN_FLIGHT;
                    number
                }
                None if 0 < self.pace.under_way => {
                    self.pace.under_way -= 1;
                    return Ok(None);
                }
                None => {
                    self.pace.note(1, bound)?;
                    return Ok(None);
                }
            },
        };
        let retry_after_ms = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
        self.fail(number, Failure::RateLimited, Some(retry_after_ms)).await?;
        self.pace.note(FAILURE_WEIGHT, bound)?;
        Ok(None)
    }
}
