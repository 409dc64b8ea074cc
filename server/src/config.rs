//! What the operator decides, checked once at the start.

mod limits;
mod network;

use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

pub use limits::{Limits, Rate};
pub use network::{Network, NetworkError};

use crate::access::SessionLimits;
use crate::stream::StreamsConfig;

/// How the server runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the three files.
    pub data: PathBuf,
    /// The address people open, such as `https://etappe.example.org`; `None` on this machine only.
    pub base_url: Option<String>,
    /// How streams live.
    pub streams: StreamsConfig,
    /// How long sessions last.
    pub sessions: SessionLimits,
    /// How long the audit log is kept, in milliseconds.
    pub audit_ms: i64,
    /// How much may be asked for.
    pub limits: Limits,
    /// Proxies that may say who is behind them.
    pub trusted_proxies: Vec<Network>,
}

impl Config {
    /// A data folder, served on this machine only, with everything else as usual.
    #[must_use]
    pub fn new(data: PathBuf) -> Self {
        Self {
            data,
            base_url: None,
            streams: StreamsConfig::default(),
            sessions: SessionLimits::default(),
            audit_ms: 365 * 24 * 60 * 60 * 1_000,
            limits: Limits::default(),
            trusted_proxies: Vec::new(),
        }
    }
}

/// Why the server does not start with this configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Without https, passwords and answers would travel in the open.
    #[error("{0} can be reached from other machines: give --base-url https://… and put a TLS proxy in front")]
    NeedsBaseUrl(SocketAddr),
    /// Not `http://` or `https://` with a host and nothing behind.
    #[error("--base-url {0:?} must look like https://etappe.example.org, without a path")]
    BaseUrl(String),
    /// Plain http is for this machine only.
    #[error("--base-url {0:?} must be https, plain http is for this machine only")]
    PlainHttp(String),
}

/// Where the server can be reached, and so which `Origin` may open a WebSocket.
#[derive(Clone, Debug)]
pub struct Site {
    origins: Vec<String>,
    secure: bool,
}

impl Site {
    /// Checks the address people open against the address the server listens on.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(base_url: Option<&str>, listen: SocketAddr) -> Result<Self, ConfigError> {
        let Some(base_url) = base_url else {
            if !listen.ip().is_loopback() {
                return Err(ConfigError::NeedsBaseUrl(listen));
            }
            let origins = vec![format!("http://{listen}"), format!("http://localhost:{}", listen.port())];
            return Ok(Self { origins, secure: false });
        };
        let base_url = base_url.trim_end_matches('/');
        let (secure, host) = match (base_url.strip_prefix("https://"), base_url.strip_prefix("http://")) {
            (Some(host), _) => (true, host),
            (None, Some(host)) => (false, host),
            (None, None) => return Err(ConfigError::BaseUrl(base_url.to_owned())),
        };
        if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
            return Err(ConfigError::BaseUrl(base_url.to_owned()));
        }
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        if !secure && !matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
            return Err(ConfigError::PlainHttp(base_url.to_owned()));
        }
        Ok(Self { origins: vec![base_url.to_ascii_lowercase()], secure })
    }

    /// Whether a page of this origin may talk to us.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed == origin)
    }

    /// What links begin with.
    #[must_use]
    pub fn url(&self) -> &str {
        self.origins.first().map_or("", String::as_str)
    }

    /// Whether people come in over https.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Name of the session cookie. Browsers accept the stricter one over https only.
    #[must_use]
    pub const fn cookie(&self) -> &'static str {
        if self.secure { "__Host-etappe" } else { "etappe" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_one_origin_and_never_plain_http_for_others() {
        let here: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        let anywhere: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        let local = Site::new(None, here).unwrap();
        assert!(local.allows("http://127.0.0.1:8080") && local.allows("http://localhost:8080"));
        for foreign in
            ["null", "http://127.0.0.1:8081", "https://127.0.0.1:8080", "http://127.0.0.1:8080.evil"]
        {
            assert!(!local.allows(foreign), "{foreign}");
        }
        assert_eq!(Site::new(None, anywhere).unwrap_err(), ConfigError::NeedsBaseUrl(anywhere));
        let site = Site::new(Some("https://app.example/"), anywhere).unwrap();
        assert!(site.allows("https://app.example") && !site.allows("https://app.example.evil"));
        assert!(matches!(Site::new(Some("http://app.example"), anywhere), Err(ConfigError::PlainHttp(_))));
        for wrong in ["app.example", "https://", "https://a.example/path", "https://me@a.example"] {
            assert!(matches!(Site::new(Some(wrong), anywhere), Err(ConfigError::BaseUrl(_))), "{wrong}");
        }
    }
}
