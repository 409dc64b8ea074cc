//! `etappe serve`.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

use crate::access::{AccessError, SessionLimits};
use crate::app::{self, Store};
use crate::clock::Clock;
use crate::config::{Config, Limits, Network, Site};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long the first operator's link opens something, in milliseconds.
const FIRST_LINK_MS: i64 = 60 * 60 * 1_000;

/// What can be said to `etappe serve`.
#[derive(Args)]
pub struct ServeArgs {
    /// Folder with the data; made if it is not there.
    #[arg(long, env = "ETAPPE_DATA")]
    data: PathBuf,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "ETAPPE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address that people open, such as `https://etappe.example.org`.
    #[arg(long, env = "ETAPPE_BASE_URL")]
    base_url: Option<String>,
    /// Network of a proxy that may say who is behind it, such as `127.0.0.1`; repeatable.
    #[arg(long = "trusted-proxy", env = "ETAPPE_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<Network>,
    /// Days without use after which a session ends.
    #[arg(long, env = "ETAPPE_SESSION_IDLE_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    session_idle_days: u16,
    /// Days after which a session ends in any case.
    #[arg(long, env = "ETAPPE_SESSION_DAYS", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..))]
    session_days: u16,
    /// Days for which the audit log is kept.
    #[arg(long, env = "ETAPPE_AUDIT_DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..))]
    audit_days: u16,
    /// Lets everybody ask for as much as they like; for load generators on a machine of their own.
    #[arg(long, env = "ETAPPE_UNLIMITED")]
    unlimited: bool,
}

impl ServeArgs {
    fn config(self) -> Config {
        let days = |days: u16| i64::from(days) * DAY_MS;
        let sessions = SessionLimits {
            idle_ms: days(self.session_idle_days),
            absolute_ms: days(self.session_days),
            ..SessionLimits::default()
        };
        Config {
            base_url: self.base_url,
            sessions,
            audit_ms: days(self.audit_days),
            limits: if self.unlimited { Limits::none() } else { Limits::default() },
            trusted_proxies: self.trusted_proxies,
            ..Config::new(self.data)
        }
    }
}

/// Serves a data folder until asked to stop.
///
/// # Errors
/// Whatever keeps the server from starting or going on, in words.
pub fn main(args: ServeArgs) -> Result<(), Box<dyn Error>> {
    runtime()?.block_on(async {
        let listener = bind(args.listen).await?;
        let address = listener.local_addr()?;
        let config = args.config();
        let site = Site::new(config.base_url.as_deref(), address)?;
        let store = Store::open(&config.data)?;
        let here =
            if config.base_url.is_some() { format!("http://{address}") } else { site.url().to_owned() };
        // At once: whoever reads only the first line closes the pipe behind it.
        print!("etappe listens on {here}\n{}", first_operator(&store, site.url())?);
        app::run(config, store, listener, stop_signal()?).await?;
        Ok(())
    })
}

/// What is printed where nobody can come in yet: a link for whoever sees this, once.
fn first_operator(store: &Store, url: &str) -> Result<String, AccessError> {
    if !store.people.is_empty()? {
        return Ok(String::new());
    }
    let expires_ms = Clock::System.now_ms().saturating_add(FIRST_LINK_MS);
    let made = store.people.invite_first_operator(expires_ms)?;
    let link = format!("{url}/join#{}", made.token.secret());
    Ok(format!("Nobody is here yet. The first operator comes in here, once and within an hour:\n  {link}\n"))
}

pub(super) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

pub(super) async fn bind(listen: SocketAddr) -> Result<TcpListener, Box<dyn Error>> {
    TcpListener::bind(listen).await.map_err(|error| format!("cannot listen on {listen}: {error}").into())
}

/// Resolves at SIGINT or SIGTERM.
pub(super) fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            biased;
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
