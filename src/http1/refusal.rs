//! Why a request is refused before anybody is asked about it, and what its client is told.

use http::StatusCode;

use crate::mock::Answer;

/// Why a request's head is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    RequestLine,
    Target,
    Version,
    LineEnd,
    Header,
    NoHost,
    SeveralHosts,
    Host,
    /// The target and `Host` name two hosts.
    OtherHost,
    Length,
    /// `chunked` does not stand alone and once.
    Codings,
    UnknownCoding,
    /// A transfer coding in HTTP/1.0, which has none.
    OldCoding,
    /// `Upgrade` that `Connection` does not name.
    Upgrade,
    Connect,
    TargetTooLong(usize),
    HeadTooLarge(usize),
    TooManyHeaders(usize),
    /// The head did not come in time.
    Slow,
    /// The process is short of file descriptors.
    NoRoom,
}

impl Refusal {
    /// What the client is told.
    pub(crate) fn answer(self) -> Answer {
        let (name, header) = self.kind();
        Answer::error(self.status(), name, header, &self.message())
    }

    /// Its status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::TargetTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::HeadTooLarge(_) | Self::TooManyHeaders(_) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::UnknownCoding => StatusCode::NOT_IMPLEMENTED,
            Self::Version => StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            Self::Connect => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The name and title of the error.
    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Slow => ("requestTimeoutError", "Request timeout"),
            Self::TargetTooLong(_) => ("uriTooLongError", "Request target too long"),
            Self::HeadTooLarge(_) | Self::TooManyHeaders(_) => {
                ("headerTooLargeError", "Request header too large")
            }
            Self::UnknownCoding => ("transferCodingError", "Transfer coding not implemented"),
            Self::Version => ("httpVersionError", "HTTP version not supported"),
            Self::Connect => ("methodNotAllowedError", "Method not allowed"),
            Self::NoRoom => ("overloadedError", "No room for another connection"),
            _ => ("invalidRequestError", "Invalid request"),
        }
    }

    /// What is wrong with the request.
    pub(crate) fn message(self) -> String {
        let text = match self {
            Self::RequestLine => {
                "The request line is not a method, a target and a version with one space between them."
            }
            Self::Target => "The request's target is not one that a request can have.",
            Self::Version => "The request is of a version of HTTP that this listener does not speak.",
            Self::LineEnd => "A line of the request's head does not end with CRLF.",
            Self::Header => "A header of the request is not a name, a colon and a value on one line.",
            Self::NoHost => "The request has no Host header.",
            Self::SeveralHosts => "The request has more than one Host header.",
            Self::Host => "The Host header is not a host name or address with or without a port.",
            Self::OtherHost => "The Host header names another host than the request's target.",
            Self::Length => "The request's Content-Length is not one number.",
            Self::Codings => "The request's Transfer-Encoding is not `chunked`, once.",
            Self::UnknownCoding => "The only transfer coding that this listener understands is `chunked`.",
            Self::OldCoding => "A request of HTTP/1.0 cannot have a Transfer-Encoding.",
            Self::Upgrade => "The request has an Upgrade header that its Connection header does not name.",
            Self::Connect => "This proxy opens no tunnels: CONNECT is not allowed.",
            Self::Slow => "The rest of the request's head did not come in time (server.header_timeout).",
            Self::NoRoom => "The server is short of file descriptors. Try again in a moment.",
            Self::TargetTooLong(most) => return too_much("target", most, "bytes", "uri"),
            Self::HeadTooLarge(most) => return too_much("head", most, "bytes", "header"),
            Self::TooManyHeaders(most) => return too_much("head", most, "headers", "headers"),
        };
        text.to_owned()
    }
}

fn too_much(part: &str, most: usize, unit: &str, setting: &str) -> String {
    format!(
        "The request's {part} has more than {most} {unit}, the limit of this proxy (server.limits.{setting})."
    )
}
