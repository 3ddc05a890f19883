//! What an answer tells about itself, and what the client was told.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};
use pingora::Result;
use pingora::http::ResponseHeader;
use pingora::proxy::Session;

use super::delivery::Delivery;
use crate::access::Standing;
use crate::matching::Ground;
use crate::mock::{self, Down, DownCause, header_value};
use crate::observe::{Cause, Reason, Source};

const SOURCE_NAME: &str = "x-understudy-source";
const SOURCE: HeaderName = HeaderName::from_static(SOURCE_NAME);
const EXAMPLE: HeaderName = HeaderName::from_static("x-understudy-example");
const EXAMPLE_ID: HeaderName = HeaderName::from_static("x-understudy-example-id");
const MATCH: HeaderName = HeaderName::from_static("x-understudy-match");
const REASON: HeaderName = HeaderName::from_static("x-understudy-reason");
const CAUSE: HeaderName = HeaderName::from_static("x-understudy-cause");
const BODY: HeaderName = HeaderName::from_static("x-understudy-body");

const USAGE: HeaderName = HeaderName::from_static("x-understudy-usage");

/// The example that an answer is.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) label: mock::Label,
    /// How its path is only like the one that was asked for (matching.md 8.13).
    pub(super) likeness: Option<Ground>,
}

impl Named {
    fn write(self, headers: &mut HeaderMap) {
        headers.insert(EXAMPLE, self.label.example);
        if let Some(id) = self.label.id {
            headers.insert(EXAMPLE_ID, id);
        }
        if let Some(likeness) = self.likeness {
            headers.insert(MATCH, HeaderValue::from_static(likeness.words()));
        }
    }
}

/// What an answer tells about itself (proxy.md, "What the client sees").
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) source: Source,
    pub(super) example: Option<Named>,
    pub(super) reason: Option<Reason>,
    pub(super) cause: Option<Cause>,
    /// Whether the request's body was too long to be looked at.
    pub(super) is_body_over: bool,
    /// Whether the upstream may have acted on the request.
    pub(super) delivery: Delivery,
    /// How the key stands.
    pub(super) standing: Option<Standing>,
}

impl Label {
    pub(super) fn write(self, headers: &mut HeaderMap) {
        headers.insert(SOURCE, source_value(self.source));
        if let Some(example) = self.example {
            example.write(headers);
        }
        if let Some(reason) = self.reason {
            headers.insert(REASON, reason_value(reason));
        }
        if let Some(cause) = self.cause {
            headers.insert(CAUSE, HeaderValue::from_static(cause.token()));
        }
        self.delivery.write(headers);
        if self.is_body_over {
            headers.insert(BODY, HeaderValue::from_static("over-max-body"));
        }
        if let Some((standing, limit)) =
            self.standing.and_then(|standing| Some((standing, standing.warning()?)))
        {
            headers.insert(USAGE, header_value(&format!("{}/{limit}", standing.used)));
        }
    }
}

fn reason_value(reason: Reason) -> HeaderValue {
    match reason.token() {
        Cow::Borrowed(token) => HeaderValue::from_static(token),
        Cow::Owned(token) => header_value(&token),
    }
}

/// Puts in words that an upstream is down, and why.
pub(super) fn tell_down<T>(
    upstream: &str,
    reason: Reason,
    cause: Option<Cause>,
    tell: impl FnOnce(&Down<'_>) -> T,
) -> T {
    let (reason, words) = (reason.token(), cause.map(|cause| cause.to_string()));
    let cause = cause.zip(words.as_deref());
    let cause = cause.map(|(cause, words)| DownCause { token: cause.token(), words, advice: cause.advice() });
    tell(&Down { upstream, reason: &reason, cause })
}

/// What only Understudy says.
const PREFIX: &str = "x-understudy-";

/// Drops what a backend says in Understudy's own headers: another Understudy, or somebody who pretends to be one.
pub(super) fn drop_own_headers(header: &mut ResponseHeader) {
    for name in own(&header.headers) {
        header.remove_header(&name);
    }
}

/// As [`drop_own_headers`], of what comes behind a body.
pub(super) fn drop_own_trailers(trailers: &mut HeaderMap) {
    for name in own(trailers) {
        trailers.remove(&name);
    }
}

/// Nearly no backend has any, and then nothing is allocated.
fn own(headers: &HeaderMap) -> Vec<HeaderName> {
    headers.keys().filter(|name| name.as_str().starts_with(PREFIX)).cloned().collect()
}

/// Says who answered.
pub(super) fn label_source(header: &mut ResponseHeader, source: Source) -> Result<()> {
    // The text: Pingora copies a `HeaderName` to remember how it was spelt.
    header.insert_header(SOURCE_NAME, source_value(source))
}

fn source_value(source: Source) -> HeaderValue {
    HeaderValue::from_static(source.as_str())
}

/// Whether an answer is on its way to the client; an informational one such as 100 is none.
pub(super) fn is_begun(session: &Session) -> bool {
    session.response_written().is_some_and(|written| !written.status.is_informational())
}

/// The status that the client was told; 0 where it was told nothing.
pub(super) fn status_told(session: &Session) -> u16 {
    session.response_written().map_or(0, |written| written.status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers_of_a_backend_speak_for_the_backend_alone() {
        let mut trailers = HeaderMap::new();
        for name in ["x-understudy-source", "x-understudy-x", "grpc-status", "x-understudied"] {
            trailers.append(name, HeaderValue::from_static("1"));
        }
        drop_own_trailers(&mut trailers);
        let mut names: Vec<_> = trailers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["grpc-status", "x-understudied"]);
    }
}
