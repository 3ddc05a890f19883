//! How a server is spoken to, in Pingora's words: built once a load, copied for each request.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use pingora::protocols::ALPN;
use pingora::protocols::l4::socket::SocketAddr as Address;
use pingora::upstreams::peer::HttpPeer;
use pingora::utils::tls::{CertKey, WrappedX509, parse_x509};
use pingora::{Error, ErrorType, Result};

use crate::config::{Protocol, Scheme, ServerUrl, Upstream};
use crate::tls::{Authorities, Credentials, Identity, NamedCertificate, NotAccepted};

/// How many requests share one connection of HTTP/2: what most servers allow.
const STREAMS: usize = 100;

/// A peer but for its address.
#[derive(Debug)]
pub(super) struct Template {
    material: Material,
    /// None where a file it needs was never good: without it, nobody is to be trusted or let in.
    peer: Option<HttpPeer>,
    /// The same without a check during the handshake: [`Template::check_shown`] comes after it. None where the config
    /// names no certificate that a backend may show as its own.
    unchecked: Option<HttpPeer>,
    /// The name that a certificate has to bear.
    name: String,
}

/// Tells the pools of connections apart that were checked in one way or the other.
const UNCHECKED: u64 = 1;

/// When a server's certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// By rustls, against authorities.
    InHandshake,
    /// By [`Template::check_shown`], against the certificates that the config names.
    AfterHandshake,
}

/// What a config's files say for one upstream.
#[derive(Debug, Default)]
struct Material {
    authorities: Option<Arc<Authorities>>,
    client: Option<Arc<Identity>>,
}

impl Template {
    pub(super) fn new(config: &Upstream, server: &ServerUrl, credentials: &Credentials) -> Self {
        let material = Material::of(config, credentials);
        let peer = material.is_whole_for(config).then(|| peer(config, server, &material));
        let has_named = material.named().next().is_some() && config.tls.verify;
        let unchecked = peer.as_ref().filter(|_| has_named && server.scheme == Scheme::Https).map(unchecked);
        let name = config.tls.server_name.as_ref().unwrap_or(&server.host).clone();
        Self { material, peer, unchecked, name }
    }

    /// Whether a new one would be the same, for the same config.
    pub(super) fn is_for(&self, config: &Upstream, credentials: &Credentials) -> bool {
        self.material.is_as(&Material::of(config, credentials))
    }

    /// Whether the config names a certificate that a backend may show as its own.
    pub(super) fn has_named_certificate(&self) -> bool {
        self.unchecked.is_some()
    }

    /// Whether the certificate that a server has shown is one that the config names. Asked after each handshake; a
    /// peer that was checked during it is in order.
    ///
    /// # Errors
    /// It is not, or its name or dates do not fit.
    pub(super) fn check_shown(&self, peer: &HttpPeer, shown: &[u8]) -> Result<()> {
        if self.unchecked.as_ref().is_none_or(|unchecked| unchecked.group_key != peer.group_key) {
            return Ok(());
        }
        let mut refusal = NotAccepted::Other;
        for named in self.material.named() {
            match named.accept(shown, &self.name) {
                Ok(()) => return Ok(()),
                Err(NotAccepted::Other) => {}
                Err(other) => refusal = other,
            }
        }
        Err(Error::explain(ErrorType::TLSHandshakeFailure, refusal.to_string()).into_up())
    }

    /// The peer at this address, checked during the handshake or after it.
    ///
    /// # Errors
    /// A certificate it needs could not be loaded.
    pub(super) fn peer(&self, address: SocketAddr, check: Check) -> Result<Box<HttpPeer>> {
        let missing =
            || Error::explain(ErrorType::InvalidCert, "a certificate could not be loaded").into_up();
        let peer = match (check, &self.unchecked) {
            (Check::AfterHandshake, Some(unchecked)) => unchecked,
            _ => self.peer.as_ref().ok_or_else(missing)?,
        };
        let mut peer = Box::new(peer.clone());
        peer._address = Address::Inet(address);
        Ok(peer)
    }
}

impl Material {
    fn of(config: &Upstream, credentials: &Credentials) -> Self {
        let (authority, client) = (config.tls.authority.as_deref(), config.tls.client.as_ref());
        Self {
            authorities: authority.and_then(|file| credentials.authorities(file)).cloned(),
            client: client.and_then(|files| credentials.identity(files)).cloned(),
        }
    }

    fn named(&self) -> impl Iterator<Item = &NamedCertificate> {
        self.authorities.iter().flat_map(|authorities| authorities.named())
    }

    fn is_whole_for(&self, config: &Upstream) -> bool {
        config.tls.authority.is_some() == self.authorities.is_some()
            && config.tls.client.is_some() == self.client.is_some()
    }

    fn is_as(&self, other: &Self) -> bool {
        is_same(self.authorities.as_ref(), other.authorities.as_ref())
            && is_same(self.client.as_ref(), other.client.as_ref())
    }

    /// Keeps connections apart that were made with other certificates: Pingora looks at serial numbers alone.
    fn group(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.authorities.as_ref().map(|authorities| authorities.fingerprint()).hash(&mut hasher);
        self.client.as_ref().map(|client| client.fingerprint()).hash(&mut hasher);
        hasher.finish()
    }
}

fn is_same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

fn peer(config: &Upstream, server: &ServerUrl, material: &Material) -> HttpPeer {
    let nowhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let is_secure = server.scheme == Scheme::Https;
    // In the clear nobody is told the name; it would be copied and hashed for each request.
    let name = is_secure.then(|| config.tls.server_name.as_ref().unwrap_or(&server.host).clone());
    let mut peer = HttpPeer::new(nowhere, is_secure, name.unwrap_or_default());
    peer.group_key = material.group();
    peer.client_cert_key = material.client.as_deref().map(client);
    let (options, timeouts) = (&mut peer.options, &config.timeouts);
    options.alpn = alpn(config.protocol, server.scheme);
    options.max_h2_streams = STREAMS;
    options.verify_cert = config.tls.verify;
    options.verify_hostname = config.tls.verify;
    options.ca = material.authorities.as_deref().map(trusted);
    // Each step has a little less than the whole, so that it is the step that is told of.
    options.connection_timeout = Some(timeouts.connect / 20 * 19);
    options.total_connection_timeout = Some(timeouts.connect);
    options.read_timeout = Some(timeouts.read);
    options.write_timeout = Some(timeouts.write);
    options.idle_timeout = Some(timeouts.idle);
    peer
}

fn unchecked(peer: &HttpPeer) -> HttpPeer {
    let mut peer = peer.clone();
    peer.options.verify_cert = false;
    peer.options.verify_hostname = false;
    peer.group_key = peer.group_key.wrapping_add(UNCHECKED);
    peer
}

/// Without TLS nothing is negotiated, so that only what is known beforehand counts.
fn alpn(protocol: Protocol, scheme: Scheme) -> ALPN {
    match (protocol, scheme) {
        (Protocol::Http1, _) | (Protocol::Auto, Scheme::Http) => ALPN::H1,
        (Protocol::Http2, _) => ALPN::H2,
        (Protocol::Auto, Scheme::Https) => ALPN::H2H1,
    }
}

fn trusted(authorities: &Authorities) -> Arc<[WrappedX509]> {
    authorities.certificates().iter().map(|root| WrappedX509::new(root.to_vec(), parse_x509)).collect()
}

fn client(identity: &Identity) -> Arc<CertKey> {
    let chain = identity.chain().iter().map(|certificate| certificate.to_vec()).collect();
    Arc::new(CertKey::new(chain, identity.key().secret_der().to_vec()))
}
