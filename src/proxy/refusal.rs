//! What a client is told whose request cannot be read to its end.

use http::StatusCode;
use pingora::{Error, ErrorSource, ErrorType};

use super::limits;
use crate::mock::Answer;

/// None where the client is gone, and nobody is there to be told.
pub(super) fn unread(error: &Error) -> Option<Answer> {
    if is_gone(error) {
        return None;
    }
    Some(match error.etype() {
        ErrorType::ReadTimedout => Answer::error(
            StatusCode::REQUEST_TIMEOUT,
            "requestTimeoutError",
            "Request timeout",
            "The rest of the request did not come in time.",
        ),
        ErrorType::HTTPStatus(413) => limits::body_too_large(),
        _ => Answer::error(
            StatusCode::BAD_REQUEST,
            "invalidRequestError",
            "Invalid request",
            "The request could not be read to its end.",
        ),
    })
}

/// 503: there is no file descriptor left for a connection to the upstream.
pub(super) fn no_descriptor() -> Answer {
    Answer::error(
        StatusCode::SERVICE_UNAVAILABLE,
        "overloadedError",
        "No room for another connection",
        "The proxy is short of file descriptors. Try again in a moment.",
    )
}

/// Whether a request ended because its client has left, or was silent for too long.
pub(super) fn is_by_client(error: &Error) -> bool {
    let is_silent = *error.etype() == ErrorType::ReadTimedout;
    *error.esource() == ErrorSource::Downstream && (is_silent || is_gone(error))
}

/// Whether the connection to the client has ended, or its stream in HTTP/2.
fn is_gone(error: &Error) -> bool {
    use ErrorType::{ConnectionClosed, H2Error, ReadError, WriteError, WriteTimedout};
    matches!(error.etype(), ConnectionClosed | H2Error | ReadError | WriteError | WriteTimedout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: &ErrorType, expected: Option<u16>) {
        let answer = unread(&Error::new_down(error.clone()));
        assert_eq!(answer.map(|answer| answer.status.as_u16()), expected, "{error:?}");
    }

    #[test]
    fn who_is_there_is_told() {
        check(&ErrorType::ReadTimedout, Some(408));
        check(&ErrorType::new("InvalidChunk"), Some(400));
        check(&ErrorType::InvalidHTTPHeader, Some(400));
        check(&ErrorType::HTTPStatus(413), Some(413));
    }

    #[test]
    fn who_is_gone_is_not() {
        check(&ErrorType::ConnectionClosed, None);
        check(&ErrorType::ReadError, None);
        check(&ErrorType::WriteError, None);
        check(&ErrorType::WriteTimedout, None);
        check(&ErrorType::H2Error, None);
    }
}
