//! The whole config, and what holds for the server rather than for a route.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use ipnet::IpNet;

use super::{
    Calls, CertificateFiles, ClientTimeouts, ForwardedHeaders, Key, Limits, Mock, MockDomain, Route,
    Upstream, Usage,
};
use crate::matching::Algorithm;
use crate::mock::{Cors, Readers};

/// A checked config: every name in it is known, every mode has what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The file it was read from; none when it came from the command line.
    pub file: Option<PathBuf>,
    /// What survives a restart is kept in this folder; without one, nothing is. Cannot change while running.
    pub state_dir: Option<PathBuf>,
    /// The proxy listener.
    pub server: Server,
    /// The admin listener.
    pub admin: Admin,
    /// How changed files are noticed.
    pub reload: Reload,
    /// Which calls are kept for the page.
    pub calls: Calls,
    /// Where calls are counted.
    pub usage: Usage,
    /// API keys; names and hashes are unique.
    pub keys: Vec<Key>,
    /// Backends by name.
    pub upstreams: BTreeMap<Arc<str>, Upstream>,
    /// Mocks by name.
    pub mocks: BTreeMap<Arc<str>, Mock>,
    /// In the order of the file; names are unique.
    pub routes: Vec<Route>,
}

/// The proxy listener and what holds for all of its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where clients connect. Cannot change while running.
    pub listen: SocketAddr,
    /// Request threads; 0 is one a core. Cannot change while running.
    pub threads: usize,
    /// Whether answers carry `x-understudy-*` headers.
    pub headers: bool,
    /// How much of a request's body is kept for matching, in bytes; a route may say otherwise.
    pub max_body: usize,
    /// How long requests in flight may take once shutdown was asked for. Cannot change while running.
    pub grace_period: Duration,
    /// Whether each request is logged.
    pub access_log: bool,
    /// Whose pages may read errors that belong to no mock (matching.md 7.4).
    pub cors: Readers,
    /// The header in which a client sends its API key.
    pub key_header: HeaderName,
    /// The path at which a key's holder sees its usage; none where that is switched off.
    pub me: Option<String>,
    /// The domain below which every mock has a host of its own; none where they have none.
    pub mock_domain: Option<MockDomain>,
    /// The socket over which a process that ends hands its listeners on to another; in the state folder unless
    /// said. Cannot change while running.
    pub upgrade_sock: Option<PathBuf>,
    /// How large a request may be.
    pub limits: Limits,
    /// How long a client may be silent.
    pub timeouts: ClientTimeouts,
    /// In which headers backends are told who asked.
    pub forwarded: ForwardedHeaders,
    /// Networks of proxies before this one, whose word on that counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Where clients that speak TLS connect; none where none do.
    pub tls: Option<ServerTls>,
}

impl Server {
    /// How answers that belong to no mock are made readable for pages of other origins.
    pub fn cors(&self) -> Cors {
        Cors::new(Some(self.cors.clone()), Algorithm::Extended)
    }

    /// Where clients that speak TLS connect.
    pub(super) fn tls_address(&self) -> Option<SocketAddr> {
        self.tls.as_ref().map(|tls| tls.listen)
    }
}

/// The proxy listener for TLS, beside the one without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerTls {
    /// Where clients connect. Cannot change while running.
    pub listen: SocketAddr,
    /// At least one; the first is shown to clients that ask for a name which none bears, or for none.
    pub certificates: Vec<CertificateFiles>,
}

impl Config {
    /// The socket over which listeners are handed on; none without a folder for it.
    pub fn upgrade_sock(&self) -> Option<PathBuf> {
        let in_state = || self.state_dir.as_ref().map(|folder| folder.join("upgrade.sock"));
        self.server.upgrade_sock.clone().or_else(in_state)
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: loopback(8080),
            threads: 0,
            headers: true,
            max_body: 1024 * 1024,
            grace_period: Duration::from_secs(5),
            access_log: true,
            cors: Readers::default(),
            key_header: HeaderName::from_static("x-api-key"),
            me: Some("/_understudy/me".to_owned()),
            mock_domain: None,
            upgrade_sock: None,
            limits: Limits::default(),
            timeouts: ClientTimeouts::default(),
            forwarded: ForwardedHeaders::default(),
            trusted_proxies: Vec::new(),
            tls: None,
        }
    }
}

/// The admin API and page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    /// Whether there is one. Cannot change while running.
    pub enabled: bool,
    /// A loopback address when enabled without a token. Cannot change while running.
    pub listen: SocketAddr,
    /// The file that holds the token to be shown; [`TOKEN_VARIABLE`] may hold it instead. Cannot change while
    /// running.
    pub token_file: Option<PathBuf>,
    /// Names, beside its address, under which the listener is asked; lower case. Cannot change while running.
    pub hosts: Vec<String>,
    /// Headers and query parameters, beside those that always are, that the call log does not show; lower
    /// case. Cannot change while running.
    pub redact: Vec<String>,
}

/// The environment variable that may hold the token of the admin API.
pub const TOKEN_VARIABLE: &str = "UNDERSTUDY_ADMIN_TOKEN";

impl Admin {
    /// Whether only this machine reaches it.
    pub fn is_on_loopback(&self) -> bool {
        self.listen.ip().to_canonical().is_loopback()
    }
}

impl Default for Admin {
    fn default() -> Self {
        Self {
            enabled: true,
            listen: loopback(8081),
            token_file: None,
            hosts: Vec::new(),
            redact: Vec::new(),
        }
    }
}

/// How changed files are noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reload {
    /// Whether files are watched; by hand a reload can be asked for either way.
    pub watch: bool,
    /// How long files must be quiet before a burst of changes counts as one.
    pub debounce: Duration,
}

impl Default for Reload {
    fn default() -> Self {
        Self { watch: true, debounce: Duration::from_millis(50) }
    }
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
