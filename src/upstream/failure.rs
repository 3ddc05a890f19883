//! What Pingora's errors mean for an upstream (proxy.md, "What counts as down").

use pingora::{Error, ErrorSource, ErrorType};

use crate::observe::Reason;

/// Why the upstream counts as down, or none where the error is not the upstream's.
pub fn failure_of(error: &Error) -> Option<Reason> {
    use ErrorType as Type;
    match error.etype() {
        Type::ConnectTimedout | Type::TLSHandshakeTimedout => Some(Reason::Timeout),
        Type::ConnectRefused
        | Type::ConnectNoRoute
        | Type::ConnectError
        | Type::ConnectProxyFailure
        | Type::BindError
        | Type::SocketError
        | Type::TLSWantX509Lookup
        | Type::TLSHandshakeFailure
        | Type::InvalidCert
        | Type::HandshakeError => Some(Reason::Connect),
        _ if *error.esource() != ErrorSource::Upstream => None,
        Type::ReadTimedout | Type::WriteTimedout => Some(Reason::Timeout),
        _ => Some(Reason::Reset),
    }
}

/// The status that tells a client of it where no mock does: 504 for time, 502 for the rest.
pub fn status_of(reason: Reason) -> http::StatusCode {
    match reason {
        Reason::Timeout => http::StatusCode::GATEWAY_TIMEOUT,
        _ => http::StatusCode::BAD_GATEWAY,
    }
}
