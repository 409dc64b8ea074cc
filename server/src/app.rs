//! The composition root: what belongs together, started and stopped in order.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::StreamId;
use etappe_protocol::installation::InstallationState;
use etappe_protocol::revision::Revision;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::time::{Duration, timeout};
use tracing::{error, info, warn};

use crate::access::{
    Access, AccessError, Audit, AuditError, AuditFile, Change, Given, Insight, People, SignedIn, Token,
};
use crate::catalogue::{self, CatalogueError};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Limits, Network, Site};
use crate::erasure::Erasure;
use crate::event_log::redb::{OpenError, RedbLog, RedbOptions};
use crate::event_log::{EventLog, ReadError, ReadLimit, SharedLog};
use crate::history::History;
use crate::http::{self, Peer};
use crate::limiter::Limiters;
use crate::programme::Programme;
use crate::projection::{ProjectionParts, Projections};
use crate::session::Sockets;
use crate::shutdown::{Shutdown, Watchers};
use crate::stream::{Catalogues, Ledgers, Streams};

/// Name of the audit log in the data folder.
pub const AUDIT_FILE: &str = "audit.redb";
/// Time for each step of the end.
const STEP: Duration = Duration::from_secs(5);

/// Time that the start waits for the views.
const VIEWS: Duration = Duration::from_secs(2);

/// What every request and every session can reach.
pub struct App {
    /// The live streams.
    pub streams: Arc<Streams>,
    /// The cycles, by their streams.
    pub cycles: Arc<Ledgers<CycleState>>,
    /// The one stream of the installation.
    pub installation: Arc<Ledgers<InstallationState>>,
    /// What spans several streams.
    pub programme: Arc<Programme>,
    /// What is made from the log for those who look.
    pub projections: Arc<Projections>,
    /// What analyses said before.
    pub history: Arc<History>,
    /// Who may come in.
    pub access: Access,
    /// Who did what, and who looked at what.
    pub audit: Audit,
    /// What teams let their coordinators see.
    pub insight: Arc<dyn Insight>,
    /// What those without the right to history were given.
    pub given: Given,
    /// Takes things out for good.
    pub erasure: Erasure,
    /// Where the time comes from.
    pub clock: Clock,
    /// Where the server can be reached.
    pub site: Site,
    /// How much may be asked for.
    pub limits: Limits,
    /// Who has asked for how much.
    pub limiters: Limiters,
    /// Who is connected.
    pub sockets: Arc<Sockets>,
    /// Proxies that may say who is behind them.
    pub trusted_proxies: Vec<Network>,
    /// For new sessions.
    pub watchers: Watchers,
    /// How long the audit log keeps an entry.
    audit_ms: i64,
    log: Arc<RedbLog>,
}

/// The files of one data folder, open.
pub struct Store {
    /// The event log.
    pub log: Arc<RedbLog>,
    /// The people's store.
    pub people: People,
    /// The audit log.
    pub audit: AuditFile,
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
    /// The audit log.
    #[error("{0}")]
    Audit(#[from] AuditError),
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
        let audit = AuditFile::open(&data.join(AUDIT_FILE))?;
        let mut catalogues = Catalogues::default();
        catalogues.add(catalogue::load_default()?);
        Ok(Self { log, people, audit, catalogues })
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(store: Store, config: &Config, site: Site, clock: Clock, watchers: Watchers) -> Arc<Self> {
        let Store { log, people, audit, catalogues } = store;
        let shared: SharedLog = log.clone();
        let catalogues = Arc::new(catalogues);
        let streams = Streams::new(
            Arc::clone(&shared),
            log.clone(),
            Arc::clone(&catalogues),
            clock.clone(),
            config.streams,
        );
        let cycles = Arc::new(Ledgers::new(Arc::clone(&shared), clock.clone()));
        let installation = Arc::new(Ledgers::new(Arc::clone(&shared), clock.clone()));
        let access = Access::new(people, config.sessions);
        let audit = Audit::new(audit, clock.clone());
        let programme = Programme::new(
            Arc::clone(&cycles),
            Arc::clone(&installation),
            Arc::clone(&streams),
            access.clone(),
            audit.clone(),
        );
        let history = History::new(Arc::clone(&log), Arc::clone(&catalogues));
        history.start();
        let told = access.clone();
        let projections = Projections::start(ProjectionParts {
            log: shared,
            store: log.clone(),
            catalogues,
            streams: Arc::clone(&streams),
            cycles: Arc::clone(&cycles),
            installation: Arc::clone(&installation),
            clock: clock.clone(),
            on_grant: Box::new(move |cycle| told.changed(Change::Scope(cycle))),
        });
        let insight: Arc<dyn Insight> = projections.clone();
        let given = Given::default();
        let erasure = Erasure::new(&config.data, Arc::clone(&streams), audit.clone());
        Arc::new(Self {
            streams,
            cycles,
            installation,
            programme,
            projections,
            history,
            access,
            audit,
            insight,
            given,
            erasure,
            clock,
            site,
            limits: config.limits,
            limiters: Limiters::new(&config.limits),
            sockets: Sockets::new(config.limits),
            trusted_proxies: config.trusted_proxies.clone(),
            watchers,
            audit_ms: config.audit_ms,
            log,
        })
    }

    /// Whose session a cookie is.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn signed_in(&self, cookie: &Token) -> Result<Option<SignedIn>, AccessError> {
        self.access.signed_in(cookie, self.clock.now_ms()).await
    }

    /// Whether a stream is that of an analysis, told by its first commit; `false` for one that is not there.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn is_analysis(&self, stream: StreamId) -> Result<bool, ReadError> {
        let first = ReadLimit { commits: 1, ..ReadLimit::default() };
        let page = self.log.read(stream, Revision::ZERO, first).await?;
        Ok(page.commits.first().is_some_and(|commit| commit.event().is_ok()))
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
    let site = Site::new(config.base_url.as_deref(), listener.local_addr()?)?;
    let shutdown = Shutdown::default();
    let app = App::new(store, &config, site, Clock::System, shutdown.watchers());
    serve(app, shutdown, listener, stop).await
}

/// As [`run`], for an application that was put together before; `shutdown` is the one that its watchers are of.
///
/// # Errors
/// [`RunError`].
pub async fn serve(
    app: Arc<App>,
    shutdown: Shutdown,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), RunError> {
    let address = listener.local_addr()?;
    // Who comes back after a restart finds what they had; with nothing stored, the views are made while people work.
    timeout(VIEWS, app.projections.catch_up()).await.ok();
    let mut failed = app.log.failed();
    let (end, ending) = tokio::sync::oneshot::channel::<()>();
    let service = http::router(Arc::clone(&app)).into_make_service_with_connect_info::<Peer>();
    let server = axum::serve(NoDelay(listener), service);
    let serving = crate::spawn::task(
        server
            .with_graceful_shutdown(async {
                // Sent, or dropped with `run` itself.
                drop(ending.await);
            })
            .into_future(),
    );
    let (leave, leaving) = tokio::sync::oneshot::channel::<()>();
    let housekeeping = crate::spawn::task(keep_house(Arc::clone(&app), app.audit_ms, leaving));
    let looking_after = crate::spawn::task(Arc::clone(&app.programme).look_after());
    info!(%address, "listening");
    if app.site.is_secure() && app.trusted_proxies.is_empty() {
        warn!("no --trusted-proxy: everybody behind the TLS proxy counts as one address");
    }
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
    // Not cut off: a thread of it could still have a file open when the next server opens it.
    drop(leave);
    within(STEP, "housekeeping", async { drop(housekeeping.await) }).await;
    within(STEP, "sessions", shutdown.sessions_ended()).await;
    // Before the streams that it writes to: what it leaves undone is found again at the next start.
    within(STEP, "programme", async {
        app.programme.stop();
        if let Err(error) = looking_after.await {
            warn!(%error, "looking after cycles");
        }
    })
    .await;
    within(STEP, "streams", app.streams.drain()).await;
    within(STEP, "cycles", app.cycles.drain()).await;
    within(STEP, "installation", app.installation.drain()).await;
    within(STEP, "views", app.projections.close()).await;
    within(STEP, "keyframes", app.history.close()).await;
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

/// Forgets, at the start and once a day, what is past its time.
async fn keep_house(app: Arc<App>, audit_ms: i64, mut leaving: tokio::sync::oneshot::Receiver<()>) {
    loop {
        let (now_ms, limits) = (app.clock.now_ms(), *app.access.limits());
        if let Err(error) = app.access.with(move |people| people.prune(now_ms, &limits)).await {
            warn!(%error, "people's store: nothing forgotten");
        }
        if let Err(error) = app.audit.prune(audit_ms).await {
            warn!(%error, "audit log: nothing forgotten");
        }
        if timeout(Duration::from_secs(24 * 60 * 60), &mut leaving).await.is_ok() {
            return;
        }
    }
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

impl Connected<IncomingStream<'_, NoDelay>> for Peer {
    fn connect_info(stream: IncomingStream<'_, NoDelay>) -> Self {
        Self(*stream.remote_addr())
    }
}
