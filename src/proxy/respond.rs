//! Writes an answer of ours to the client.

use http::header::DATE;
use http::{HeaderName, HeaderValue, Method, Response};
use pingora::Result;
use pingora::http::ResponseHeader;
use pingora::protocols::http::date::get_cached_date;
use pingora::proxy::Session;

use super::delivery::Delivery;
use crate::access::Standing;
use crate::mock::{Answer, header_value};
use crate::observe::{Reason, Source};

const SOURCE: HeaderName = HeaderName::from_static("x-understudy-source");
const EXAMPLE: HeaderName = HeaderName::from_static("x-understudy-example");
const REASON: HeaderName = HeaderName::from_static("x-understudy-reason");
const BODY: HeaderName = HeaderName::from_static("x-understudy-body");

const USAGE: HeaderName = HeaderName::from_static("x-understudy-usage");

/// What an answer tells about itself (proxy.md, "What the client sees").
#[derive(Debug, Clone, Copy)]
pub(super) struct Label<'a> {
    pub(super) source: Source,
    pub(super) example: Option<&'a HeaderValue>,
    pub(super) reason: Option<Reason>,
    /// Whether the request's body was too long to be looked at.
    pub(super) is_body_over: bool,
    /// Whether the upstream may have acted on the request.
    pub(super) delivery: Delivery,
    /// How the key stands.
    pub(super) standing: Option<Standing>,
}

impl Label<'_> {
    fn write(&self, header: &mut ResponseHeader) -> Result<()> {
        label_source(header, self.source)?;
        if let Some(example) = self.example {
            header.insert_header(EXAMPLE, example.clone())?;
        }
        if let Some(reason) = self.reason {
            header.insert_header(REASON, header_value(&reason.to_string()))?;
        }
        self.delivery.write(header)?;
        if self.is_body_over {
            header.insert_header(BODY, HeaderValue::from_static("over-max-body"))?;
        }
        if let Some((standing, limit)) =
            self.standing.and_then(|standing| Some((standing, standing.warning()?)))
        {
            header.insert_header(USAGE, header_value(&format!("{}/{limit}", standing.used)))?;
        }
        Ok(())
    }
}

/// Says who answered.
pub(super) fn label_source(header: &mut ResponseHeader, source: Source) -> Result<()> {
    header.insert_header(SOURCE, HeaderValue::from_static(source.as_str()))
}

/// Whether an answer is on its way to the client; an informational one such as 100 is none.
pub(super) fn is_begun(session: &Session) -> bool {
    session.response_written().is_some_and(|written| !written.status.is_informational())
}

/// The status that the client was told; 0 where it was told nothing.
pub(super) fn status_told(session: &Session) -> u16 {
    session.response_written().map_or(0, |written| written.status.as_u16())
}

/// Writes `answer`, complete with CORS and, unless switched off, its label.
pub(super) async fn write(session: &mut Session, answer: &Answer, label: Option<Label<'_>>) -> Result<()> {
    let request = session.req_header();
    let is_head = request.method == Method::HEAD;
    let (mut head, ()) = Response::new(()).into_parts();
    head.status = answer.status;
    head.headers = answer.headers.clone();
    head.headers.extend(answer.cors_headers(&request.headers).into_iter().flatten());
    let mut header = ResponseHeader::from(head);
    header.insert_header(DATE, get_cached_date())?;
    if let Some(label) = label {
        label.write(&mut header)?;
    }
    let has_body = !is_head && !answer.body.is_empty();
    session.write_response_header(Box::new(header), !has_body).await?;
    if has_body {
        session.write_response_body(Some(answer.body.clone()), true).await?;
    }
    Ok(())
}
