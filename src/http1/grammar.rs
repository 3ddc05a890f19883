//! The grammar of a request's head (RFC 9112, 2 to 5), read strictly.
//!
//! Where readers differ, an attacker hides a request in another. So nothing is mended here: one space between the
//! words of the request line, CRLF at the end of every line, no line that continues another, no control character.
//!
//! A [`RequestHead`] borrows the bytes it was read from: reading one allocates nothing.

use memchr::memchr;

use super::refusal::Refusal;

/// The versions of HTTP/1 that are spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    Http10,
    Http11,
}

/// A request line and headers, every byte of which was checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestHead<'b> {
    pub(crate) method: &'b str,
    pub(crate) target: &'b str,
    pub(crate) version: Version,
    /// The lines after the request line, up to the empty one.
    lines: &'b [u8],
}

/// What a request line says, as far as it says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestLine<'b> {
    pub(crate) method: &'b str,
    pub(crate) target: &'b str,
    version: Version,
}

impl<'b> RequestHead<'b> {
    /// Reads a head that is there as a whole, the empty line at its end included.
    ///
    /// # Errors
    /// It is against the grammar.
    pub(crate) fn parse(head: &'b [u8]) -> Result<Self, Refusal> {
        let (line, lines) = split_line(head)?.ok_or(Refusal::LineEnd)?;
        let RequestLine { method, target, version } = RequestLine::parse(line)?;
        let mut rest = lines;
        loop {
            let (line, next) = split_line(rest)?.ok_or(Refusal::LineEnd)?;
            if line.is_empty() {
                break;
            }
            check_header(line)?;
            rest = next;
        }
        Ok(Self { method, target, version, lines })
    }

    /// Names, in whatever case, and values without the spaces around them.
    pub(crate) fn headers(&self) -> Headers<'b> {
        Headers(self.lines)
    }
}

impl<'b> RequestLine<'b> {
    /// Reads the first line of a head.
    ///
    /// # Errors
    /// It is no request line, or of another version of HTTP.
    pub(crate) fn parse(line: &'b [u8]) -> Result<Self, Refusal> {
        let space = memchr(b' ', line).ok_or(Refusal::RequestLine)?;
        let (method, rest) = line.split_at(space);
        let rest = rest.get(1..).unwrap_or_default();
        let space = memchr(b' ', rest).ok_or(Refusal::RequestLine)?;
        let (target, rest) = rest.split_at(space);
        let version = version(rest.get(1..).unwrap_or_default())?;
        if target.is_empty() || !target.iter().all(|byte| *byte > b' ' && *byte != 0x7f) {
            return Err(Refusal::Target);
        }
        match (token(method), std::str::from_utf8(target)) {
            (None, _) => Err(Refusal::RequestLine),
            (_, Err(_)) => Err(Refusal::Target),
            (Some(method), Ok(target)) => Ok(Self { method, target, version }),
        }
    }
}

/// The headers of a head that was checked.
#[derive(Debug, Clone)]
pub(crate) struct Headers<'b>(&'b [u8]);

impl<'b> Iterator for Headers<'b> {
    type Item = (&'b str, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (line, rest) = split_line(self.0).ok().flatten()?;
        let colon = memchr(b':', line)?;
        self.0 = rest;
        let (name, value) = line.split_at(colon);
        Some((token(name)?, value.get(1..)?.trim_ascii()))
    }
}

/// A line without its end, and what follows it.
type Line<'b> = (&'b [u8], &'b [u8]);

/// The first line; none where no line ends here.
fn split_line(bytes: &[u8]) -> Result<Option<Line<'_>>, Refusal> {
    let Some(end) = memchr(b'\n', bytes) else { return Ok(None) };
    let line = bytes.get(..end).and_then(|line| line.strip_suffix(b"\r")).ok_or(Refusal::LineEnd)?;
    Ok(Some((line, bytes.get(end + 1..).unwrap_or_default())))
}

fn version(word: &[u8]) -> Result<Version, Refusal> {
    match word {
        b"HTTP/1.1" => Ok(Version::Http11),
        b"HTTP/1.0" => Ok(Version::Http10),
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
            if major.is_ascii_digit() && minor.is_ascii_digit() =>
        {
            Err(Refusal::Version)
        }
        _ => Err(Refusal::RequestLine),
    }
}

fn check_header(line: &[u8]) -> Result<(), Refusal> {
    let colon = memchr(b':', line).ok_or(Refusal::Header)?;
    let (name, value) = line.split_at(colon);
    let is_text = |byte: &u8| matches!(byte, b'\t' | b' '..=b'~' | 0x80..);
    if token(name).is_none() || !value.iter().all(is_text) {
        return Err(Refusal::Header);
    }
    Ok(())
}

/// A word such as a method or the name of a header (RFC 9110, 5.6.2).
fn token(bytes: &[u8]) -> Option<&str> {
    let is_token = !bytes.is_empty() && bytes.iter().all(|byte| is_token_byte(*byte));
    is_token.then(|| std::str::from_utf8(bytes).ok()).flatten()
}

/// Whether a byte may stand in a token.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, head: &[u8], expected: Result<(&str, &str, Version), Refusal>) {
        let read = RequestHead::parse(head).map(|head| (head.method, head.target, head.version));
        assert_eq!(read, expected, "{row}");
    }

    #[test]
    fn request_lines() {
        let line = |line: &str| [line.as_bytes(), b"\r\n\r\n"].concat();
        for (row, text, expected) in [
            ("plain", "GET / HTTP/1.1", Ok(("GET", "/", Version::Http11))),
            ("old", "GET /a?b HTTP/1.0", Ok(("GET", "/a?b", Version::Http10))),
            ("a method of one's own", "M-SEARCH * HTTP/1.1", Ok(("M-SEARCH", "*", Version::Http11))),
            ("UTF-8", "GET /é HTTP/1.1", Ok(("GET", "/é", Version::Http11))),
            ("two spaces before the target", "GET  / HTTP/1.1", Err(Refusal::RequestLine)),
            ("two spaces after it", "GET /  HTTP/1.1", Err(Refusal::RequestLine)),
            ("a space in it", "GET /a b HTTP/1.1", Err(Refusal::RequestLine)),
            ("a space at the end", "GET / HTTP/1.1 ", Err(Refusal::RequestLine)),
            ("a space at the start", " GET / HTTP/1.1", Err(Refusal::RequestLine)),
            ("a tab", "GET\t/ HTTP/1.1", Err(Refusal::RequestLine)),
            ("a tab in the target", "GET /\t HTTP/1.1", Err(Refusal::Target)),
            ("no version", "GET /", Err(Refusal::RequestLine)),
            ("another version", "GET / HTTP/1.2", Err(Refusal::Version)),
            ("a later version", "GET / HTTP/3.0", Err(Refusal::Version)),
            ("no version of HTTP", "GET / http/1.1", Err(Refusal::RequestLine)),
            ("no method", " / HTTP/1.1", Err(Refusal::RequestLine)),
            ("no token", "G@T / HTTP/1.1", Err(Refusal::RequestLine)),
            ("nothing", "", Err(Refusal::RequestLine)),
        ] {
            check(row, &line(text), expected);
        }
        check("no UTF-8", b"GET /caf\xe9 HTTP/1.1\r\n\r\n", Err(Refusal::Target));
    }

    #[test]
    fn headers_and_line_ends() {
        let head = |rest: &str| [b"GET / HTTP/1.1\r\n", rest.as_bytes()].concat();
        let good = Ok(("GET", "/", Version::Http11));
        for (row, text, expected) in [
            ("one", "a: b\r\n\r\n", good),
            ("an empty value", "a:\r\n\r\n", good),
            ("a tab in a value", "a: b\tc\r\n\r\n", good),
            ("bytes past ASCII", "a: é\r\n\r\n", good),
            ("no colon", "a\r\n\r\n", Err(Refusal::Header)),
            ("no name", ": b\r\n\r\n", Err(Refusal::Header)),
            ("a space before the colon", "a : b\r\n\r\n", Err(Refusal::Header)),
            ("a line that continues another", "a: b\r\n c\r\n\r\n", Err(Refusal::Header)),
            ("a zero", "a: b\0c\r\n\r\n", Err(Refusal::Header)),
            ("a carriage return alone", "a: b\rc: d\r\n\r\n", Err(Refusal::Header)),
            ("a line feed alone", "a: b\n\r\n", Err(Refusal::LineEnd)),
            ("no end", "a: b\r\n", Err(Refusal::LineEnd)),
        ] {
            check(row, &head(text), expected);
        }
    }

    #[test]
    fn values_come_without_the_spaces_around_them() {
        let head = RequestHead::parse(b"GET / HTTP/1.1\r\nHost:  shop\t\r\nA:\r\n\r\n").unwrap();
        let headers: Vec<_> = head.headers().collect();
        assert_eq!(headers, [("Host", &b"shop"[..]), ("A", b"")]);
    }
}
