//! What spans several streams: cycles with their teams, the installation that lists both.
//!
//! No two streams are written together. Each step is a fact of its own stream under an op id that follows from what it
//! answers, so that whoever is interrupted, or comes second, takes the same step again and changes nothing. One stream
//! leads and the other follows: a team's own word leads its place in a cycle, a cycle's closing leads the pins.

mod analysis;
mod begin;
mod calendar;
mod derive;
mod due;
mod pins;
mod ties;
mod write;
mod zone;

use std::sync::Arc;

use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use etappe_protocol::installation::InstallationState;
use etappe_protocol::rejection::Rejection;
use thiserror::Error;
use tokio::sync::watch;

pub use begin::Begin;
pub use calendar::calendar;
pub(crate) use derive::pin as pin_op_id;
pub use pins::Settled;
pub use ties::Tied;
pub use zone::{UnknownZone, instant_ms, zone_name};

use crate::access::{Access, Audit};
use crate::clock::Clock;
use crate::event_log::{AppendError, ReadError};
use crate::stream::{CreateError, Held, LedgerError, Ledgers, LoadError, Streams};
use due::Due;

/// Cycles, the installation, and the analyses that are tied to them.
pub struct Programme {
    cycles: Arc<Ledgers<CycleState>>,
    installation: Arc<Ledgers<InstallationState>>,
    streams: Arc<Streams>,
    access: Access,
    audit: Audit,
    clock: Clock,
    /// Cycles that are not as they should be yet.
    due: Due,
    stop: watch::Sender<bool>,
}

/// Why something across streams was not done, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProgrammeError {
    /// Refused.
    #[error(transparent)]
    Refused(#[from] Rejection),
    /// A cycle or the installation cannot be read or written.
    #[error("{0}")]
    Ledger(LedgerError),
    /// An analysis cannot be loaded.
    #[error("{0}")]
    Load(#[from] LoadError),
    /// The log cannot be read.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// The log cannot be written.
    #[error("{0}")]
    Append(#[from] AppendError),
    /// A new analysis could not be made.
    #[error("{0}")]
    Create(CreateError),
    /// An analysis ended while it was asked; asking again loads it anew.
    #[error("the analysis' task has ended")]
    Gone,
    /// It took too long; whether it was done will be seen.
    #[error("no answer in time")]
    Late,
    /// No questionnaire is installed.
    #[error("no catalogue is installed")]
    NoCatalogue,
}

impl From<LedgerError> for ProgrammeError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Rejected(rejection) => Self::Refused(rejection),
            LedgerError::Read(_) | LedgerError::Event(..) | LedgerError::Append(_) | LedgerError::Gone => {
                Self::Ledger(error)
            }
        }
    }
}

impl From<CreateError> for ProgrammeError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Title(rejection) => Self::Refused(rejection),
            CreateError::Append(error) => Self::Append(error),
            CreateError::Catalogue(_) => Self::Create(error),
        }
    }
}

impl Programme {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        cycles: Arc<Ledgers<CycleState>>,
        installation: Arc<Ledgers<InstallationState>>,
        streams: Arc<Streams>,
        access: Access,
        audit: Audit,
    ) -> Arc<Self> {
        let (clock, stop) = (streams.clock().clone(), watch::channel(false).0);
        Arc::new(Self { cycles, installation, streams, access, audit, clock, due: Due::default(), stop })
    }

    /// What holds in the installation.
    ///
    /// # Errors
    /// [`ProgrammeError`].
    pub async fn installation(&self) -> Result<Arc<Held<InstallationState>>, ProgrammeError> {
        Ok(self.installation.held(StreamId::INSTALLATION).await?)
    }

    /// What holds in a cycle; `None` when there is no such cycle.
    ///
    /// # Errors
    /// [`ProgrammeError`].
    pub async fn cycle(&self, cycle: StreamId) -> Result<Option<Arc<Held<CycleState>>>, ProgrammeError> {
        // Only what is listed is looked for: anything else would be loaded as a cycle that nobody has begun.
        if !self.installation().await?.state.cycles.contains_key(&cycle) {
            return Ok(None);
        }
        Ok(Some(self.cycles.held(cycle).await?).filter(|held| held.state.created.is_some()))
    }
}
