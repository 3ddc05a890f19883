//! Asks a backend for what cannot exist.

use std::time::Duration;

use http::header::{ACCEPT, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, StatusCode};
use pingora::connectors::http::Connector;
use pingora::http::RequestHeader;
use pingora::protocols::ALPN;
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};

use super::{Asked, LONGEST, Learned, Shape};
use crate::upstream::{Tries, Upstream};

/// How long a probe may take. A request waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks twice, in different depths, below a prefix.
///
/// # Errors
/// The upstream does not answer.
pub(super) async fn probe(
    connector: &Connector,
    upstream: &Upstream,
    asked: &Asked,
    host: Option<&HeaderValue>,
) -> Result<Learned> {
    let mut tries = Tries::default();
    let mut peer = upstream.peer(&mut tries).await?;
    peer.options.alpn = ALPN::H1;
    let host = tries.told_host().or(host);
    let ask = async {
        let one = ask(connector, &peer, &path(&asked.prefix, 1), host, asked.html).await?;
        let other = ask(connector, &peer, &path(&asked.prefix, 2), host, asked.html).await?;
        Ok(if one == other { one } else { Learned::Nothing })
    };
    let answered = tokio::time::timeout(PATIENCE, ask).await;
    answered.unwrap_or_else(|_| Err(Error::explain(ErrorType::ReadTimedout, "the probe took too long")))
}

/// Nobody has these.
fn path(prefix: &str, depth: usize) -> String {
    let mut path = prefix.trim_end_matches('/').to_owned();
    path.push_str("/understudy-probe");
    (0..depth).fold(path, |path, _| format!("{path}/{:016x}", fastrand::u64(..)))
}

async fn ask(
    connector: &Connector,
    peer: &HttpPeer,
    path: &str,
    host: Option<&HeaderValue>,
    html: bool,
) -> Result<Learned> {
    let (mut session, _) = connector.get_http_session(peer).await?;
    session.set_read_timeout(Some(PATIENCE));
    session.write_request_header(Box::new(request(path, host, html)?)).await?;
    session.finish_request_body().await?;
    session.read_response_header().await?;
    let mut body = Vec::new();
    while body.len() <= LONGEST
        && let Some(piece) = session.read_response_body().await?
    {
        body.extend_from_slice(&piece);
    }
    let Some(header) = session.response_header() else { return Ok(Learned::Nothing) };
    let is_plain = header.status == StatusCode::NOT_FOUND && !header.headers.contains_key(CONTENT_ENCODING);
    if !is_plain || body.len() > LONGEST {
        return Ok(Learned::Nothing);
    }
    let content_type = header.headers.get(CONTENT_TYPE).cloned();
    Ok(Learned::NotFound { content_type, shape: Shape::of(&body, "GET", path) })
}

fn request(path: &str, host: Option<&HeaderValue>, html: bool) -> Result<RequestHeader> {
    let mut request = RequestHeader::build("GET", path.as_bytes(), Some(4))?;
    if let Some(host) = host {
        request.insert_header(HOST, host.clone())?;
    }
    request.insert_header(ACCEPT, if html { "text/html" } else { "*/*" })?;
    request.insert_header(USER_AGENT, "understudy")?;
    request.insert_header(CONNECTION, "close")?;
    Ok(request)
}
