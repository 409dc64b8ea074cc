//! A server to test against: in this process, or the real program in one of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use etappe_server::app::{self, App, RunError, Store};
use etappe_server::clock::Clock;
use etappe_server::config::{Config, Limits, Site};
use etappe_server::shutdown::Shutdown;
use etappe_server::stream::StreamsConfig;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::proxy::Proxy;

/// A server inside this process.
pub struct Server {
    address: SocketAddr,
    app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<Result<(), RunError>>,
}

impl Server {
    /// Serves a data folder on a free port.
    pub async fn start(data: &Path) -> Self {
        Self::start_with(data, StreamsConfig::default()).await
    }

    /// Serves a data folder on a free port, with streams living as told.
    pub async fn start_with(data: &Path, streams: StreamsConfig) -> Self {
        Self::start_as(Config { streams, ..config(data) }).await
    }

    /// Serves a data folder to those who come through the proxy.
    pub async fn start_behind(data: &Path, proxy: &Proxy) -> Self {
        let base_url = Some(format!("http://{}", proxy.address()));
        let server = Self::start_as(Config { base_url, ..config(data) }).await;
        proxy.lead_to(server.address());
        server
    }

    /// Serves as told, on a free port.
    pub async fn start_as(config: Config) -> Self {
        let store = Store::open(&config.data).unwrap();
        Self::start_on(config, store).await
    }

    /// Serves a store that a test has opened, and perhaps added to.
    pub async fn start_on(config: Config, store: Store) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let site = Site::new(config.base_url.as_deref(), address).unwrap();
        let shutdown = Shutdown::default();
        let app = App::new(store, &config, site, Clock::System, shutdown.watchers());
        let inside = Arc::clone(&app);
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            let stop = async { stopped.await.unwrap_or(()) };
            app::serve(app, shutdown, listener, stop).await
        });
        Self { address, app: inside, stop: Some(stop), ended }
    }

    /// What runs inside, for whatever a test cannot do from outside.
    #[must_use]
    pub const fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it in order and waits until it has ended.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        self.ended.await.unwrap().unwrap();
    }
}

/// As usual, but without limits of rate: tests type faster than any room full of people.
#[must_use]
pub fn config(data: &Path) -> Config {
    Config { limits: Limits::none(), ..Config::new(data.to_owned()) }
}

/// The program `etappe serve` in a process of its own.
pub struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    /// Starts the program and waits for the line that says where it listens.
    pub async fn start(data: &Path) -> Self {
        Self::start_at(data, SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Starts the program on a given address, such as that of one that was killed.
    pub async fn start_at(data: &Path, address: SocketAddr) -> Self {
        let mut child = Command::new(program())
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(data)
            .env("ETAPPE_LOG", "warn")
            // Tests type faster than any room full of people.
            .env("ETAPPE_UNLIMITED", "true")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the program ended before it listened");
        let address = line.rsplit_once("//").unwrap().1.parse().unwrap();
        Self { child, address }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// SIGKILL, and waits until the process is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends a signal, such as `-STOP`.
    pub async fn signal(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.id().to_string()]).status().await.unwrap();
        assert!(told.success(), "the program was gone already");
    }

    /// SIGTERM, and waits for its end.
    pub async fn terminate(mut self) -> std::process::ExitStatus {
        self.signal("-TERM").await;
        self.child.wait().await.unwrap()
    }
}

/// The program beside this test; `cargo xtask test` builds it first.
#[must_use]
pub fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let mut folder = here.parent().unwrap();
    if folder.ends_with("deps") {
        folder = folder.parent().unwrap();
    }
    let program = folder.join("etappe");
    assert!(program.exists(), "{} is missing: cargo build -p etappe-server", program.display());
    program
}
