//! How a backend is spoken to: the version of HTTP, TLS, and the `Host` that it is told.

use std::path::PathBuf;
use std::str::FromStr;

use crate::config::{HostPattern, Invalid};

/// The version of HTTP that a backend is spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Protocol {
    /// `http1`: HTTP/1.1, in which alone a connection can be upgraded, to a WebSocket for one.
    #[default]
    Http1,
    /// `http2`: HTTP/2; without TLS, the backend is trusted to know it beforehand.
    Http2,
    /// `auto`: what the backend prefers when TLS is negotiated (ALPN). HTTP/1.1 without TLS and for upgrades.
    Auto,
}

impl FromStr for Protocol {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "http1" => Ok(Self::Http1),
            "http2" => Ok(Self::Http2),
            "auto" => Ok(Self::Auto),
            _ => Err(Invalid::new(format!("`{text}` is not a version of HTTP"))
                .hint("write `http1`, `http2` or `auto`")),
        }
    }
}

/// Which `Host` a backend is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum HostHeader {
    /// `client`: the one that the client asked for.
    #[default]
    Client,
    /// `upstream`: the host, and the port unless it is the scheme's own, of the backend's URL.
    Upstream,
    /// This name, with a port if that is part of it.
    Named(String),
}

impl FromStr for HostHeader {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "client" => Ok(Self::Client),
            "upstream" => Ok(Self::Upstream),
            _ if is_host_and_port(text) => Ok(Self::Named(text.to_ascii_lowercase())),
            _ => Err(Invalid::new(format!("`{text}` is not a host"))
                .hint("write `client`, `upstream` or a name such as `shop.internal:8080`")),
        }
    }
}

fn is_host_and_port(text: &str) -> bool {
    let Ok(authority) = text.parse::<http::uri::Authority>() else { return false };
    let is_host = matches!(authority.host().parse(), Ok(HostPattern::Exact(_)));
    let has_port = |port: &str| port.is_empty() || authority.port_u16().is_some_and(|port| port != 0);
    is_host && text.strip_prefix(authority.host()).is_some_and(has_port)
}

/// How TLS is spoken to a backend.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UpstreamTls {
    /// Certificates (PEM) of those who may vouch for the backend, instead of those that the system trusts.
    pub authority: Option<PathBuf>,
    /// How we show who we are, where the backend asks.
    pub client: Option<CertificateFiles>,
    /// Whether the backend's certificate is checked: who vouches for it, until when, and its name.
    pub verify: bool,
    /// The name that the backend's certificate must bear; the host of its URL where none is given.
    pub server_name: Option<String>,
}

impl Default for UpstreamTls {
    fn default() -> Self {
        Self { authority: None, client: None, verify: true, server_name: None }
    }
}

/// A certificate and its private key, each in a file (PEM), or both in one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertificateFiles {
    /// The certificate, and those between it and its authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_http() {
        for (text, expected) in [
            ("http1", Some(Protocol::Http1)),
            ("http2", Some(Protocol::Http2)),
            ("auto", Some(Protocol::Auto)),
            ("http3", None),
            ("HTTP1", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Protocol>().ok(), expected, "{text}");
        }
    }

    #[test]
    fn hosts_that_a_backend_may_be_told() {
        let named = |host: &str| Some(HostHeader::Named(host.to_owned()));
        for (text, expected) in [
            ("client", Some(HostHeader::Client)),
            ("upstream", Some(HostHeader::Upstream)),
            ("Shop.internal", named("shop.internal")),
            ("shop.internal:8080", named("shop.internal:8080")),
            ("[::1]:80", named("[::1]:80")),
            ("*.example.com", None),
            ("shop:", None),
            ("shop:0", None),
            ("me@shop", None),
            ("http://shop", None),
            ("shop/path", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<HostHeader>().ok(), expected, "{text}");
        }
    }
}
