//! The head of a message as lines, which is how an HTTP/1 client sends it and the least to keep of it.
//!
//! Lines are copied: they are short, and what they came in is not.

use std::borrow::Cow;

use http::request::Parts;
use http::{HeaderMap, Method, Uri};
use memchr::memchr;

/// The first line of a request, nothing for a response, and then a line for each header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head(Vec<u8>);

/// About how long the headers of a message are, in bytes.
const USUAL: usize = 256;

impl Head {
    /// Of a request, as an HTTP/1 client sent it and Pingora took it: no line is folded.
    pub fn sent(lines: &[u8]) -> Self {
        Self(lines.to_vec())
    }

    /// Of a request that did not come in lines.
    pub fn request(request: &Parts) -> Self {
        let mut lines = format!("{} {} {:?}", request.method, request.uri, request.version).into_bytes();
        write(&request.headers, &mut lines);
        Self(lines)
    }

    /// Of a response.
    pub fn response(headers: &HeaderMap) -> Self {
        let mut lines = Vec::with_capacity(USUAL);
        write(headers, &mut lines);
        Self(lines)
    }

    /// Of the request; where it says none, GET.
    pub(super) fn method(&self) -> Method {
        let mut words = self.first().split(|byte| *byte == b' ');
        words.next().and_then(|word| Method::from_bytes(word).ok()).unwrap_or_default()
    }

    /// Path and query of the request, whichever form its target has (RFC 9112, 3.2).
    pub(super) fn target(&self) -> Cow<'_, str> {
        let target = self.first().split(|byte| *byte == b' ').nth(1).unwrap_or(b"/");
        match Uri::try_from(target) {
            Ok(uri) if !target.starts_with(b"/") => {
                uri.path_and_query().map_or("/", |target| target.as_str()).to_owned().into()
            }
            _ => text(target),
        }
    }

    /// Names and values.
    pub(super) fn fields(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let lines = self.0.split(|byte| *byte == b'\n').skip(1);
        lines.filter_map(|line| {
            let colon = memchr(b':', line)?;
            let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
            Some((text(name.trim_ascii()), text(value.trim_ascii())))
        })
    }

    /// How much memory its lines take, in bytes.
    pub(super) fn size(&self) -> usize {
        self.0.capacity()
    }

    fn first(&self) -> &[u8] {
        let end = memchr(b'\n', &self.0).unwrap_or(self.0.len());
        self.0.get(..end).unwrap_or_default().trim_ascii_end()
    }
}

fn write(headers: &HeaderMap, lines: &mut Vec<u8>) {
    for (name, value) in headers {
        lines.push(b'\n');
        lines.extend_from_slice(name.as_str().as_bytes());
        lines.push(b':');
        lines.extend_from_slice(value.as_bytes());
    }
}

/// As text; nearly all of it is, which is told sooner than it is made so.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    /// A request's head as sent: its method, its target, and its fields.
    #[track_caller]
    fn check(row: &str, head: &Head, method: &Method, target: &str, fields: &[(&str, &str)]) {
        let found: Vec<_> = head.fields().collect();
        let found: Vec<_> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!((&head.method(), &*head.target()), (method, target), "{row}");
        assert_eq!(found, fields, "{row}");
    }

    #[test]
    fn heads_as_a_client_sent_them() {
        let check = |row, lines: &str, target, fields| {
            check(row, &Head::sent(lines.as_bytes()), &Method::GET, target, fields);
        };
        check("no header", "GET / HTTP/1.1\r\n\r\n", "/", &[]);
        check(
            "names",
            "GET /a?b HTTP/1.1\r\nHost: a:80\r\nX:\r\n\r\n",
            "/a?b",
            &[("Host", "a:80"), ("X", "")],
        );
        check("white space", "GET / HTTP/1.1\r\nA: \t b c \r\n\r\n", "/", &[("A", "b c")]);
        check("bare line feeds", "GET / HTTP/1.1\nA: b\nC: d\n\n", "/", &[("A", "b"), ("C", "d")]);
        check("a proxy's form", "GET http://a/b?c HTTP/1.1\r\n\r\n", "/b?c", &[]);
        check("a proxy's form, no path", "GET http://a HTTP/1.1\r\n\r\n", "/", &[]);
        check("a line that is no header", "GET /a:b HTTP/1.1\r\nc\r\n\r\n", "/a:b", &[]);
        check("no target", "GET\r\n\r\n", "/", &[]);
        check("nothing", "", "/", &[]);
    }

    #[test]
    fn heads_that_did_not_come_in_lines() {
        let request = Request::put("https://a/b?c").header("d", "e").header("d", "f: g").body(());
        let (parts, ()) = request.unwrap().into_parts();
        check("a request", &Head::request(&parts), &Method::PUT, "/b?c", &[("d", "e"), ("d", "f: g")]);
        check("a response", &Head::response(&parts.headers), &Method::GET, "/", &[("d", "e"), ("d", "f: g")]);
    }

    #[test]
    fn what_is_no_text_is_shown_as_far_as_it_is() {
        let head = Head::sent(b"GET /\xFF HTTP/1.1\r\nA: \xFFb\r\n\r\n");
        check("bytes", &head, &Method::GET, "/\u{FFFD}", &[("A", "\u{FFFD}b")]);
    }
}
