//! Asks a backend: GET or OPTIONS, without a body, as the client asked.

use std::time::Duration;

use http::HeaderValue;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderName, LOCATION,
};
use pingora::Result;
use pingora::connectors::http::Connector;
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::protocols::ALPN;

use super::LONGEST;
use super::client::Client;
use super::looks::Seen;
use super::rules::{Form, Question};
use crate::config::Protocol;
use crate::encoding;
use crate::upstream::{Tries, Upstream};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks for `target`, path and query as the backend sees them. An answer that does not come is one of status 0.
pub(crate) async fn ask(
    connector: &Connector,
    upstream: &Upstream,
    client: &Client,
    question: Question,
    target: &str,
) -> Seen {
    let asked = tokio::time::timeout(PATIENCE, exchange(connector, upstream, client, question, target)).await;
    match asked {
        Ok(Ok(seen)) => seen,
        Ok(Err(error)) => {
            tracing::debug!(%error, upstream = upstream.name(), "A probe was not answered");
            Seen::default()
        }
        Err(_) => Seen::default(),
    }
}

async fn exchange(
    connector: &Connector,
    upstream: &Upstream,
    client: &Client,
    question: Question,
    target: &str,
) -> Result<Seen> {
    let mut tries = Tries::default();
    let mut peer = upstream.peer(&mut tries).await?;
    let is_http2 = upstream.config().protocol == Protocol::Http2;
    if !is_http2 {
        peer.options.alpn = ALPN::H1;
    }
    let host = tries.told_host().or(client.host.as_ref());
    let mut request = request(client, question, target, host)?;
    if is_http2 {
        as_http2(&mut request, target, host);
    }
    let (mut session, _) = connector.get_http_session(&*peer).await?;
    tries.check_shown(&peer, session.digest())?;
    session.set_read_timeout(Some(PATIENCE));
    session.write_request_header(Box::new(request)).await?;
    session.finish_request_body().await?;
    session.read_response_header().await?;
    let mut body = Vec::new();
    while body.len() <= LONGEST
        && let Some(piece) = session.read_response_body().await?
    {
        body.extend_from_slice(&piece);
    }
    Ok(session.response_header().map(|header| seen(header, &body)).unwrap_or_default())
}

fn request(
    client: &Client,
    question: Question,
    target: &str,
    host: Option<&HeaderValue>,
) -> Result<RequestHeader> {
    let mut request = RequestHeader::build(question.method(), target.as_bytes(), Some(12))?;
    if let Some(host) = host {
        request.insert_header(HOST, host.clone())?;
    }
    for (name, value) in &client.headers {
        request.append_header(name.clone(), value.clone())?;
    }
    if question.form() == Form::Json {
        request.insert_header(ACCEPT, "application/json")?;
    }
    request.insert_header(ACCEPT_ENCODING, "identity")?;
    request.insert_header(CONNECTION, "close")?;
    Ok(request)
}

/// In HTTP/2 the host stands beside the path.
fn as_http2(request: &mut RequestHeader, target: &str, host: Option<&HeaderValue>) {
    let authority = host.and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    if let Ok(uri) = http::Uri::builder().scheme("http").authority(authority).path_and_query(target).build() {
        request.set_uri(uri);
    }
    request.set_version(http::Version::HTTP_2);
    request.remove_header(&CONNECTION);
    request.remove_header(&HOST);
}

/// An answer with the beginning of its body, as it was before it was compressed. What cannot be read is compared as it
/// is.
pub(crate) fn seen(header: &ResponseHeader, body: &[u8]) -> Seen {
    let text = |name: HeaderName| Some(header.headers.get(name)?.to_str().ok()?.to_owned());
    let coding = text(CONTENT_ENCODING).unwrap_or_default();
    let decoded = encoding::decode_beginning(&coding, body, LONGEST);
    Seen {
        status: header.status.as_u16(),
        content_type: text(CONTENT_TYPE).unwrap_or_default(),
        body: decoded.unwrap_or_else(|_| body.get(..LONGEST).unwrap_or(body).to_vec()),
        allow: header.headers.contains_key(ALLOW).then(|| allowed(header)),
        location: text(LOCATION),
    }
}

fn allowed(header: &ResponseHeader) -> Vec<String> {
    let lines = header.headers.get_all(ALLOW).iter().filter_map(|line| line.to_str().ok());
    let methods = lines.flat_map(|line| line.split(',')).map(|method| method.trim().to_ascii_uppercase());
    let mut methods: Vec<_> = methods.filter(|method| !method.is_empty()).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}
