//! What the head of an upstream's answer has to be before anything of it counts, and what it is to an old client.

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{StatusCode, Version};
use pingora::http::ResponseHeader;
use pingora::proxy::Session;
use pingora::{Error, ErrorType, Result};

use crate::upstream::check_framing;

/// Refuses an answer that nobody can read for sure.
///
/// # Errors
/// The upstream's: it switches protocols unasked, or does not say clearly where its answer ends.
pub(super) fn check(session: &Session, answer: &ResponseHeader) -> Result<()> {
    if answer.status == StatusCode::SWITCHING_PROTOCOLS && !session.is_upgrade_req() {
        let problem = "the upstream switches protocols, and nobody asked it to";
        return Err(Error::explain(ErrorType::InvalidHTTPHeader, problem).into_up());
    }
    check_framing(answer)
}

/// Takes off what says where a body ends, where there is none by definition (RFC 9112, 6.1; RFC 9110, 8.6).
pub(super) fn end_without_body(answer: &mut ResponseHeader) {
    if answer.status.is_informational() || answer.status == StatusCode::NO_CONTENT {
        answer.remove_header(&CONTENT_LENGTH);
        answer.remove_header(&TRANSFER_ENCODING);
    }
}

/// HTTP/1.0 has no chunks: to its clients, a body of unknown length ends with the connection. Pingora sends them
/// chunks all the same (0.9.1).
pub(super) fn spare_old_client(session: &mut Session, answer: &mut ResponseHeader) {
    if session.req_header().version == Version::HTTP_10 && answer.remove_header(&TRANSFER_ENCODING).is_some()
    {
        session.set_keepalive(None);
    }
}
