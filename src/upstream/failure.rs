//! What Pingora's errors mean for an upstream (proxy.md, "What counts as down" and "Why it is down").

use std::io;

use http::StatusCode;
use pingora::{Error, ErrorSource, ErrorType};

use super::framing::BAD_FRAMING;
use crate::observe::{Cause, Reason};

/// The error of a host name without an address.
pub(super) const NAME_NOT_FOUND: ErrorType = ErrorType::new("NameNotFound");

/// A failure of an upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// What it counts as.
    pub reason: Reason,
    /// What caused it.
    pub cause: Cause,
}

impl Failure {
    /// The health check fails.
    pub(super) const UNHEALTHY: Self = Self { reason: Reason::Unhealthy, cause: Cause::Unhealthy };
}

/// The upstream's failure, or none where the error is not the upstream's.
pub fn failure_of(error: &Error) -> Option<Failure> {
    use ErrorType as Type;
    if is_short_of_descriptors(error) {
        return None;
    }
    let (reason, cause) = match error.etype() {
        Type::ConnectTimedout => (Reason::Timeout, late(&error.to_string())),
        Type::TLSHandshakeTimedout => (Reason::Timeout, Cause::TlsTimeout),
        Type::ConnectRefused => (Reason::Connect, Cause::Refused),
        Type::ConnectNoRoute => (Reason::Connect, Cause::NoRoute),
        Type::ConnectError | Type::ConnectProxyFailure | Type::BindError | Type::SocketError => {
            (Reason::Connect, Cause::ConnectFailed)
        }
        Type::InvalidCert => (Reason::Connect, Cause::CertificateFile),
        Type::TLSWantX509Lookup | Type::TLSHandshakeFailure | Type::HandshakeError => {
            (Reason::Connect, handshake(&error.to_string()))
        }
        name if *name == NAME_NOT_FOUND => (Reason::Connect, Cause::NameNotFound),
        _ if *error.esource() != ErrorSource::Upstream => return None,
        Type::ReadTimedout => (Reason::Timeout, Cause::NoAnswer),
        Type::WriteTimedout => (Reason::Timeout, Cause::NotTaken),
        kind => (Reason::Reset, ended(kind, &error.to_string())),
    };
    Some(Failure { reason, cause })
}

/// Which step took too long. Pingora's words for the handshake, and for all steps together, name the time behind the
/// server (0.9.1); a step has a little less of it than all together, so where those were late there was a connection.
fn late(words: &str) -> Cause {
    let behind = words.split_once("scheme: HTTPS").map_or("", |(_, behind)| behind);
    let is_handshake = [", timeout ", ", total-connection timeout "].iter().any(|time| behind.contains(time));
    if is_handshake { Cause::TlsTimeout } else { Cause::ConnectTimeout }
}

/// Whether a handshake failed because the server shows a certificate that calls itself an authority.
pub(super) fn is_authority_shown(error: &Error) -> bool {
    *error.etype() == ErrorType::TLSHandshakeFailure && error.to_string().contains("CaUsedAsEndEntity")
}

/// Why a handshake failed. Pingora hands on the words of rustls and nothing else (0.9.1).
fn handshake(words: &str) -> Cause {
    let says = |part: &str| words.contains(part);
    // An authority that is called as a trusted one is, but has another key, gives a bad signature.
    if says("UnknownIssuer") || says("CaUsedAsEndEntity") || says("BadSignature") {
        Cause::TlsUntrusted
    } else if says("certificate expired") || says("certificate not valid yet") || says("Expired") {
        Cause::TlsExpired
    } else if says("not valid for any names") {
        Cause::TlsNoName
    } else if wants_certificate(words) {
        Cause::TlsCertificateWanted
    } else if says("certificate not valid for name") || says("NotValidForName") {
        Cause::TlsWrongName
    } else if says("InvalidContentType") {
        Cause::TlsNotSpoken
    } else {
        Cause::TlsFailed
    }
}

/// Whether a server refuses the certificate of ours, or that there is none. In TLS 1.3 it says so only once the
/// handshake is over for us.
fn wants_certificate(words: &str) -> bool {
    ["CertificateRequired", "BadCertificate", "UnknownCA", "CertificateUnknown"]
        .iter()
        .any(|alert| words.contains("received fatal alert") && words.contains(alert))
}

/// How a connection ended that was there. Pingora's words quote what was read, and how much (0.9.1).
fn ended(kind: &ErrorType, words: &str) -> Cause {
    match kind {
        name if *name == BAD_FRAMING => Cause::BadFraming,
        // Pingora's own refusal of lengths that contradict each other.
        ErrorType::InvalidHTTPHeader if words.contains("invalid Content-Length header") => Cause::BadFraming,
        _ if wants_certificate(words) => Cause::TlsCertificateWanted,
        ErrorType::InvalidHTTPHeader if is_alert(words) => Cause::SpeaksTls,
        ErrorType::InvalidHTTPHeader | ErrorType::H2Error | ErrorType::InvalidH2 | ErrorType::H2Downgrade => {
            Cause::NotHttp
        }
        _ if words.contains("bytes already read: ") && !words.contains("bytes already read: 0") => {
            Cause::ClosedWithin
        }
        _ => Cause::ClosedBefore,
    }
}

/// Whether what was read in place of a header begins as an alert of TLS does (RFC 8446, 5.1).
fn is_alert(words: &str) -> bool {
    words.contains(r"buf: \x15\x03")
}

/// There was no file descriptor left for a connection: that says nothing of the upstream.
pub fn is_short_of_descriptors(error: &Error) -> bool {
    error.root_cause().downcast_ref::<io::Error>().is_some_and(no_descriptor_left)
}

/// Whether the process, or the system, had no file descriptor left.
pub(crate) fn no_descriptor_left(error: &io::Error) -> bool {
    /// Of the process and of the system, on every Unix.
    const NONE_LEFT: [i32; 2] = [24, 23];
    error.raw_os_error().is_some_and(|code| NONE_LEFT.contains(&code))
}

/// The status that tells a client of it where no mock does: 504 for time, 502 for the rest.
pub fn status_of(reason: Reason) -> StatusCode {
    match reason {
        Reason::Timeout => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::BAD_GATEWAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Pingora tells that a connection could not be made.
    fn no_socket(code: i32) -> Error {
        let cause = io::Error::from_raw_os_error(code);
        let socket = Error::because(ErrorType::SocketError, "failed to create socket", cause);
        *Error::because(ErrorType::InternalError, "Fail to connect", socket).into_up()
    }

    #[test]
    fn the_step_that_is_late_is_told() {
        for (words, expected) in [
            (
                "timeout 285ms connecting to server addr: [::1]:1, scheme: HTTPS, sni: a",
                Cause::ConnectTimeout,
            ),
            ("connecting to server addr: [::1]:1, scheme: HTTPS, sni: a, timeout 285ms", Cause::TlsTimeout),
            (
                "connecting to server addr: [::1]:1, scheme: HTTPS, total-connection timeout 300ms",
                Cause::TlsTimeout,
            ),
            (
                "connecting to server addr: [::1]:1, scheme: HTTP, total-connection timeout 300ms",
                Cause::ConnectTimeout,
            ),
        ] {
            let error = Error::explain(ErrorType::ConnectTimedout, words).into_up();
            assert_eq!(failure_of(&error).map(|failure| failure.cause), Some(expected), "{words}");
        }
    }

    #[test]
    fn a_want_of_descriptors_is_not_the_upstream_s_failure() {
        for (code, expected) in [(24, None), (23, None), (13, Some(Reason::Reset))] {
            assert_eq!(failure_of(&no_socket(code)).map(|failure| failure.reason), expected, "{code}");
        }
    }
}
