//! The composition root: what belongs together, started and stopped in order.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::time::{Duration, timeout};
use tracing::{error, info, warn};

use crate::access::{Access, AccessError, Given, Insight, NoInsight, People, SignedIn, Token};
use crate::catalogue::{self, CatalogueError};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Site};
use crate::event_log::redb::{OpenError, RedbLog, RedbOptions};
use crate::event_log::{EventLog, SharedLog};
use crate::http;
use crate::shutdown::{Shutdown, Watchers};
use crate::stream::{Catalogues, Streams};

/// Time for each step of the end.
const STEP: Duration = Duration::from_secs(5);

/// What every request and every session can reach.
pub struct App {
    /// The live streams.
    pub streams: Arc<Streams>,
    /// Who may come in.
    pub access: Access,
    /// What teams let their coordinators see.
    pub insight: Arc<dyn Insight>,
    /// What those without the right to history were given.
    pub given: Given,
    /// Where the time comes from.
    pub clock: Clock,
    /// Where the server can be reached.
    pub site: Site,
    /// For new sessions.
    pub watchers: Watchers,
    log: Arc<RedbLog>,
}

/// The files of one data folder, open.
pub struct Store {
    /// The event log.
    pub log: Arc<RedbLog>,
    /// The people's store.
    pub people: People,
    /// The installed questionnaires.
    pub catalogues: Catalogues,
}

/// Why the server does not start, or has stopped.
#[derive(Debug, Error)]
pub enum RunError {
    /// The configuration.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// The data folder.
    #[error("data folder {0}: {1}")]
    Folder(String, std::io::Error),
    /// The event log.
    #[error("{0}")]
    Log(#[from] OpenError),
    /// The people's store.
    #[error("{0}")]
    Access(#[from] AccessError),
    /// The built-in questionnaire.
    #[error("{0}")]
    Catalogue(#[from] CatalogueError),
    /// The network.
    #[error("network: {0}")]
    Network(#[from] std::io::Error),
    /// Changes can no longer be saved; the log is read anew at the next start.
    #[error(
        "the event log has failed and the server has stopped, so that nothing is shown as saved that is not: {0}"
    )]
    LogFailed(String),
}

impl Store {
    /// Opens a data folder, making it if needed.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn open(data: &Path) -> Result<Self, RunError> {
        fs::create_dir_all(data).map_err(|error| RunError::Folder(data.display().to_string(), error))?;
        let log = RedbLog::open(data, RedbOptions::default())?;
        let people = People::open(&data.join("people.redb"))?;
        let mut catalogues = Catalogues::default();
        catalogues.add(catalogue::load_default()?);
        Ok(Self { log, people, catalogues })
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(store: Store, config: &Config, site: Site, clock: Clock, watchers: Watchers) -> Arc<Self> {
        let Store { log, people, catalogues } = store;
        let shared: SharedLog = log.clone();
        let streams = Streams::new(shared, log.clone(), Arc::new(catalogues), clock.clone(), config.streams);
        let access = Access::new(people, config.sessions);
        let (insight, given) = (Arc::new(NoInsight), Given::default());
        Arc::new(Self { streams, access, insight, given, clock, site, watchers, log })
    }

    /// Whose session a cookie is.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn signed_in(&self, cookie: &Token) -> Result<Option<SignedIn>, AccessError> {
        self.access.signed_in(cookie, self.clock.now_ms()).await
    }

    /// Whether changes can be saved.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.log.failed().borrow().is_none()
    }
}

/// Serves until `stop` resolves or the log fails, then ends in order.
///
/// # Errors
/// [`RunError`].
pub async fn run(
    config: Config,
    store: Store,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), RunError> {
    let address = listener.local_addr()?;
    let site = Site::new(config.base_url.as_deref(), address)?;
    let shutdown = Shutdown::default();
    let app = App::new(store, &config, site, Clock::System, shutdown.watchers());
    let mut failed = app.log.failed();
    let (end, ending) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(NoDelay(listener), http::router(Arc::clone(&app)));
    let serving = crate::spawn::task(
        server
            .with_graceful_shutdown(async {
                // Sent, or dropped with `run` itself.
                drop(ending.await);
            })
            .into_future(),
    );
    info!(%address, "listening");
    let outcome = tokio::select! {
        biased;
        reason = failed.wait_for(Option::is_some) => {
            let reason = reason.ok().and_then(|reason| reason.clone()).unwrap_or_default();
            error!(%reason, "the event log has failed");
            Err(RunError::LogFailed(reason))
        }
        () = stop => Ok(()),
    };
    info!("stopping: no new connections");
    end.send(()).ok();
    within(STEP, "sessions", shutdown.sessions_ended()).await;
    within(STEP, "streams", app.streams.drain()).await;
    within(STEP, "event log", async {
        if let Err(error) = app.log.close().await {
            warn!(%error, "closing the event log");
        }
    })
    .await;
    serving.abort();
    info!("stopped");
    outcome
}

async fn within(limit: Duration, what: &str, step: impl Future<Output = ()>) {
    if timeout(limit, step).await.is_err() {
        warn!(what, "did not end in time");
    }
}

/// Single characters must not wait for each other on the way.
struct NoDelay(TcpListener);

impl axum::serve::Listener for NoDelay {
    type Io = tokio::net::TcpStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
        if let Err(error) = stream.set_nodelay(true) {
            warn!(%error, "TCP_NODELAY");
        }
        (stream, address)
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.0.local_addr()
    }
}
