//! Whether a backend's answer says clearly where it ends (RFC 9112, 6.1 to 6.3).
//!
//! Readers that understand it in different ways would take a part of one answer for the next. Pingora reads leniently,
//! and passes on what it was told (0.9.1).

use http::header::{CONTENT_LENGTH, GetAll, TRANSFER_ENCODING};
use http::{HeaderValue, Version};
use pingora::http::ResponseHeader;
use pingora::{Error, ErrorType, Result};

/// The error of an answer that does not say clearly where it ends.
pub(super) const BAD_FRAMING: ErrorType = ErrorType::new("BadFraming");

/// Refuses what can be read in two ways. A length beside `chunked` is not among it: whoever wrote both means the
/// chunks, and Pingora takes the length off.
///
/// # Errors
/// The upstream's.
pub(crate) fn check_framing(answer: &ResponseHeader) -> Result<()> {
    let codings = answer.headers.get_all(TRANSFER_ENCODING);
    let lengths = answer.headers.get_all(CONTENT_LENGTH);
    match (only(&codings), only(&lengths)) {
        (Ok(None), Ok(None)) => Ok(()),
        (Ok(None), Ok(Some(length))) if is_number(length.as_bytes()) => Ok(()),
        (Ok(Some(_)), _) if answer.version == Version::HTTP_10 => {
            refuse("an answer of HTTP/1.0 has a Transfer-Encoding")
        }
        (Ok(Some(coding)), _) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Ok(()),
        (Ok(None), _) => refuse("the answer's Content-Length is not one number"),
        _ => refuse("the answer's Transfer-Encoding is not `chunked` and nothing else"),
    }
}

/// The value of a header that may come once; an error where it comes more often.
fn only<'a>(values: &GetAll<'a, HeaderValue>) -> Result<Option<&'a HeaderValue>, ()> {
    let mut values = values.iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(()),
    }
}

fn is_number(length: &[u8]) -> bool {
    !length.is_empty() && length.iter().all(u8::is_ascii_digit)
}

fn refuse(problem: &'static str) -> Result<()> {
    Err(Error::explain(BAD_FRAMING, problem).into_up())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(version: Version, headers: &[(&'static str, &str)], is_clear: bool) {
        let mut answer = ResponseHeader::build(200, None).unwrap();
        answer.set_version(version);
        for &(name, value) in headers {
            answer.append_header(name, value).unwrap();
        }
        assert_eq!(check_framing(&answer).is_ok(), is_clear, "{version:?}: {headers:?}");
    }

    #[test]
    fn lengths_and_codings() {
        let (length, coding) = ("content-length", "transfer-encoding");
        for (headers, is_clear) in [
            (&[][..], true),
            (&[(length, "0")], true),
            (&[(length, "8")], true),
            (&[(length, "8, 8")], false),
            (&[(length, "8"), (length, "8")], false),
            (&[(length, "8"), (length, "9")], false),
            (&[(length, "")], false),
            (&[(length, "+8")], false),
            (&[(length, "-8")], false),
            (&[(length, "0x8")], false),
            (&[(length, "eight")], false),
            (&[(coding, "chunked")], true),
            (&[(coding, "Chunked")], true),
            (&[(coding, "chunked"), (length, "8")], true),
            (&[(coding, "")], false),
            (&[(coding, "gzip")], false),
            (&[(coding, "identity")], false),
            (&[(coding, "gzip, chunked")], false),
            (&[(coding, "chunked, gzip")], false),
            (&[(coding, "chunked, chunked")], false),
            (&[(coding, "chunked,")], false),
            (&[(coding, "chunked;a=b")], false),
            (&[(coding, "chunked"), (coding, "chunked")], false),
            (&[(coding, "gzip"), (coding, "chunked")], false),
        ] {
            check(Version::HTTP_11, headers, is_clear);
        }
        check(Version::HTTP_10, &[(length, "8")], true);
        check(Version::HTTP_10, &[(coding, "chunked")], false);
        check(Version::HTTP_2, &[(length, "8")], true);
    }
}
