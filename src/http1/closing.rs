//! The last answer on a connection, to a request that nobody could serve.

use bytes::{BufMut, BytesMut};
use http::header::{CONNECTION, DATE};
use http::{HeaderName, HeaderValue, StatusCode};
use memchr::memchr;
use pingora::protocols::http::date::get_cached_date;

use super::grammar::RequestLine;

/// The method and path of a request that may be none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'b> {
    pub(crate) method: &'b str,
    pub(crate) path: &'b str,
}

impl<'b> Asked<'b> {
    /// As far as the first line of what has come tells them.
    pub(crate) fn read(bytes: &'b [u8]) -> Self {
        let line = memchr(b'\r', bytes).and_then(|end| bytes.get(..end)).map(RequestLine::parse);
        match line {
            Some(Ok(line)) => {
                Self { method: line.method, path: line.target.split('?').next().unwrap_or_default() }
            }
            _ => Self { method: "-", path: "-" },
        }
    }
}

/// An answer as it stands on the wire, after which the connection closes.
pub(crate) fn closing(
    status: StatusCode,
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    body: &[u8],
    asked: Asked<'_>,
) -> BytesMut {
    let mut bytes = BytesMut::with_capacity(512 + body.len());
    bytes.put_slice(format!("HTTP/1.1 {status}\r\n").as_bytes());
    let ours = [(DATE, get_cached_date()), (CONNECTION, HeaderValue::from_static("close"))];
    for (name, value) in headers.into_iter().chain(ours) {
        bytes.put_slice(name.as_str().as_bytes());
        bytes.put_slice(b": ");
        bytes.put_slice(value.as_bytes());
        bytes.put_slice(b"\r\n");
    }
    bytes.put_slice(b"\r\n");
    if asked.method != "HEAD" {
        bytes.put_slice(body);
    }
    bytes
}
