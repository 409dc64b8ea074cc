//! `etappe serve`.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{self, Store};
use crate::config::{Config, Site};

/// Serves a data folder until asked to stop.
///
/// # Errors
/// Whatever keeps the server from starting or going on, in words.
pub fn main(data: PathBuf, listen: SocketAddr, base_url: Option<String>) -> Result<(), Box<dyn Error>> {
    runtime()?.block_on(async {
        let listener = bind(listen).await?;
        let address = listener.local_addr()?;
        let site = Site::new(base_url.as_deref(), address)?;
        let store = Store::open(&data)?;
        println!(
            "etappe listens on {}",
            if base_url.is_some() { format!("http://{address}") } else { site.url().to_owned() }
        );
        let config = Config { base_url, ..Config::new(data) };
        app::run(config, store, listener, stop_signal()?).await?;
        Ok(())
    })
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
