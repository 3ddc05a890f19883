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
use crate::tls::{Authorities, Credentials, Identity};

/// How many requests share one connection of HTTP/2: what most servers allow.
const STREAMS: usize = 100;

/// A peer but for its address.
#[derive(Debug)]
pub(super) struct Template {
    material: Material,
    /// None where a file it needs was never good: without it, nobody is to be trusted or let in.
    peer: Option<HttpPeer>,
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
        Self { material, peer }
    }

    /// Whether a new one would be the same, for the same config.
    pub(super) fn is_for(&self, config: &Upstream, credentials: &Credentials) -> bool {
        self.material.is_as(&Material::of(config, credentials))
    }

    /// The peer at this address.
    ///
    /// # Errors
    /// A certificate it needs could not be loaded.
    pub(super) fn peer(&self, address: SocketAddr) -> Result<Box<HttpPeer>> {
        let missing =
            || Error::explain(ErrorType::InvalidCert, "a certificate could not be loaded").into_up();
        let peer = self.peer.as_ref().ok_or_else(missing)?;
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
    options.connection_timeout = Some(timeouts.connect);
    options.total_connection_timeout = Some(timeouts.connect);
    options.read_timeout = Some(timeouts.read);
    options.write_timeout = Some(timeouts.write);
    options.idle_timeout = Some(timeouts.idle);
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
