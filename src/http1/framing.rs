//! What a head says of the message around it: where its body ends, for which host it is, whether the connection is to
//! become another protocol's (RFC 9112, 3.2 and 6; RFC 9110, 7.8).

use pingora::http::authority::{RawTargetAuthority, raw_target_authority};

use super::grammar::{RequestHead, Version};
use super::refusal::Refusal;
use crate::config::Limits;
use crate::routing::{is_same_host, is_valid_host};

/// The longest target that Pingora can hold: that of the `http` crate.
const LONGEST_TARGET: usize = 65_534;

/// What follows a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Framing {
    pub(crate) body: Body,
    /// Whether everything behind the head is another protocol's, if the server agrees.
    pub(crate) asks_upgrade: bool,
}

/// Where the body of a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// After so many bytes.
    Length(u64),
    /// After the last chunk and the trailers.
    Chunked,
}

/// The headers that matter here, each as often as it came.
#[derive(Debug, Default)]
struct Counted<'b> {
    headers: usize,
    hosts: Once<'b>,
    lengths: Once<'b>,
    codings: Once<'b>,
    has_upgrade: bool,
    connection_upgrades: bool,
}

/// A header that may come once.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Once<'b> {
    #[default]
    None,
    One(&'b [u8]),
    Several,
}

impl<'b> Once<'b> {
    fn add(&mut self, value: &'b [u8]) {
        *self = if *self == Self::None { Self::One(value) } else { Self::Several };
    }
}

/// What follows `head`.
///
/// # Errors
/// It says several things, or what cannot be done.
pub(crate) fn framing(head: &RequestHead<'_>, limits: &Limits) -> Result<Framing, Refusal> {
    if head.target.len() > limits.uri.min(LONGEST_TARGET) {
        return Err(Refusal::TargetTooLong(limits.uri.min(LONGEST_TARGET)));
    }
    let counted = count(head);
    if counted.headers > limits.headers {
        return Err(Refusal::TooManyHeaders(limits.headers));
    }
    if head.method == "CONNECT" {
        return Err(Refusal::Connect);
    }
    check_host(head, counted.hosts)?;
    let body = body(head.version, &counted)?;
    let has_upgrade = head.version == Version::Http11 && counted.has_upgrade;
    if has_upgrade && !counted.connection_upgrades {
        return Err(Refusal::Upgrade);
    }
    Ok(Framing { body, asks_upgrade: has_upgrade })
}

fn count<'b>(head: &RequestHead<'b>) -> Counted<'b> {
    let mut counted = Counted::default();
    for (name, value) in head.headers() {
        counted.headers += 1;
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        match name.len() {
            4 if is("host") => counted.hosts.add(value),
            14 if is("content-length") => counted.lengths.add(value),
            17 if is("transfer-encoding") => counted.codings.add(value),
            7 if is("upgrade") => counted.has_upgrade = true,
            10 if is("connection") => counted.connection_upgrades |= names_upgrade(value),
            _ => {}
        }
    }
    counted
}

fn names_upgrade(connection: &[u8]) -> bool {
    connection.split(|byte| *byte == b',').any(|word| word.trim_ascii().eq_ignore_ascii_case(b"upgrade"))
}

/// HTTP/1.1 has exactly one `Host`, HTTP/1.0 at most one; a target with a host of its own names the same.
fn check_host(head: &RequestHead<'_>, hosts: Once<'_>) -> Result<(), Refusal> {
    let host = match (hosts, head.version) {
        (Once::One(host), _) => Some(host),
        (Once::None, Version::Http10) => None,
        (Once::None, Version::Http11) => return Err(Refusal::NoHost),
        (Once::Several, _) => return Err(Refusal::SeveralHosts),
    };
    if !host.is_none_or(is_valid_host) {
        return Err(Refusal::Host);
    }
    match raw_target_authority(head.target.as_bytes()) {
        RawTargetAuthority::None => Ok(()),
        RawTargetAuthority::AmbiguousAuthority => Err(Refusal::Target),
        RawTargetAuthority::Absolute { authority, .. } if !is_valid_host(authority) => Err(Refusal::Target),
        RawTargetAuthority::Absolute { scheme, authority, .. } => {
            if host.is_none_or(|host| is_same_host(scheme, host, authority)) {
                Ok(())
            } else {
                Err(Refusal::OtherHost)
            }
        }
    }
}

fn body(version: Version, counted: &Counted<'_>) -> Result<Body, Refusal> {
    let length = match counted.lengths {
        Once::None => 0,
        Once::One(value) => length(value).ok_or(Refusal::Length)?,
        Once::Several => return Err(Refusal::Length),
    };
    let coding = match counted.codings {
        Once::None => return Ok(Body::Length(length)),
        Once::One(value) => value,
        Once::Several => return Err(Refusal::Codings),
    };
    if version == Version::Http10 {
        return Err(Refusal::OldCoding);
    }
    let mut words = coding.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    if words.clone().any(|word| !word.eq_ignore_ascii_case(b"chunked") && !word.is_empty()) {
        return Err(Refusal::UnknownCoding);
    }
    let is_chunked_once = words.next().is_some_and(|word| !word.is_empty()) && words.next().is_none();
    if is_chunked_once { Ok(Body::Chunked) } else { Err(Refusal::Codings) }
}

/// Digits and nothing else, and not so many that they overflow.
fn length(value: &[u8]) -> Option<u64> {
    let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(value)
        .ok()
        .filter(|_| is_number)?
        .parse::<u64>()
        .ok()
        .filter(|length| *length < 1 << 62)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNKED: Result<Framing, Refusal> = Ok(Framing { body: Body::Chunked, asks_upgrade: false });

    #[expect(clippy::unnecessary_wraps, reason = "rows of a table have one type")]
    const fn length(length: u64) -> Result<Framing, Refusal> {
        Ok(Framing { body: Body::Length(length), asks_upgrade: false })
    }

    #[expect(clippy::unnecessary_wraps, reason = "rows of a table have one type")]
    const fn upgrade(body: Body) -> Result<Framing, Refusal> {
        Ok(Framing { body, asks_upgrade: true })
    }

    #[track_caller]
    fn check(row: &str, head: &str, expected: Result<Framing, Refusal>) {
        let head = head.replace('\n', "\r\n") + "\r\n\r\n";
        let head = RequestHead::parse(head.as_bytes()).unwrap();
        assert_eq!(framing(&head, &Limits::default()), expected, "{row}");
    }

    #[test]
    fn lengths_and_codings() {
        let none = length(0);
        for (row, headers, expected) in [
            ("neither", "a: b", none),
            ("a length", "Content-Length: 5", length(5)),
            ("a list of equal lengths", "content-length: 5, 5", Err(Refusal::Length)),
            ("two equal lengths", "content-length: 5\ncontent-length: 5", Err(Refusal::Length)),
            ("two unequal lengths", "content-length: 5\ncontent-length: 6", Err(Refusal::Length)),
            ("an empty length", "content-length:", Err(Refusal::Length)),
            ("a sign", "content-length: +5", Err(Refusal::Length)),
            ("less than nothing", "content-length: -1", Err(Refusal::Length)),
            ("another base", "content-length: 0x5", Err(Refusal::Length)),
            ("more than can be", "content-length: 99999999999999999999", Err(Refusal::Length)),
            ("chunks", "transfer-encoding: Chunked", CHUNKED),
            ("chunks and a length", "transfer-encoding: chunked\ncontent-length: 5", CHUNKED),
            (
                "chunks and a bad length",
                "transfer-encoding: chunked\ncontent-length: x",
                Err(Refusal::Length),
            ),
            ("chunks twice", "transfer-encoding: chunked, chunked", Err(Refusal::Codings)),
            ("two lines", "transfer-encoding: chunked\ntransfer-encoding: chunked", Err(Refusal::Codings)),
            ("an empty coding", "transfer-encoding:", Err(Refusal::Codings)),
            ("an empty word", "transfer-encoding: chunked,", Err(Refusal::Codings)),
            ("a coding before chunks", "transfer-encoding: gzip, chunked", Err(Refusal::UnknownCoding)),
            ("a coding alone", "transfer-encoding: gzip", Err(Refusal::UnknownCoding)),
            ("no coding", "transfer-encoding: identity", Err(Refusal::UnknownCoding)),
            ("a parameter", "transfer-encoding: chunked;a=b", Err(Refusal::UnknownCoding)),
        ] {
            check(row, &format!("POST / HTTP/1.1\nhost: a\n{headers}"), expected);
        }
        check(
            "chunks of an old client",
            "POST / HTTP/1.0\ntransfer-encoding: chunked",
            Err(Refusal::OldCoding),
        );
    }

    #[test]
    fn hosts() {
        let good = length(0);
        for (row, head, expected) in [
            ("a name", "GET / HTTP/1.1\nhost: shop.example", good),
            ("a port", "GET / HTTP/1.1\nhost: shop:8080", good),
            ("a dot at its end", "GET / HTTP/1.1\nhost: shop.example.", good),
            ("an address", "GET / HTTP/1.1\nhost: [::1]:80", good),
            ("none", "GET / HTTP/1.1\na: b", Err(Refusal::NoHost)),
            ("none of an old client", "GET / HTTP/1.0\na: b", good),
            ("two", "GET / HTTP/1.1\nhost: a\nhost: a", Err(Refusal::SeveralHosts)),
            ("two of an old client", "GET / HTTP/1.0\nhost: a\nhost: b", Err(Refusal::SeveralHosts)),
            ("an empty one", "GET / HTTP/1.1\nhost:", Err(Refusal::Host)),
            ("a user", "GET / HTTP/1.1\nhost: x@localhost", Err(Refusal::Host)),
            ("a path", "GET / HTTP/1.1\nhost: a/b", Err(Refusal::Host)),
            ("two names", "GET / HTTP/1.1\nhost: a, b", Err(Refusal::Host)),
            ("a port that is none", "GET / HTTP/1.1\nhost: a:b", Err(Refusal::Host)),
            ("a port past the last", "GET / HTTP/1.1\nhost: a:65536", Err(Refusal::Host)),
            ("a target with the same", "GET http://a/b HTTP/1.1\nhost: a", good),
            ("a target in another case", "GET http://A.example/ HTTP/1.1\nhost: a.EXAMPLE", good),
            ("a target with its port", "GET http://a:80/ HTTP/1.1\nhost: a", good),
            ("a target with a dot", "GET http://a./ HTTP/1.1\nhost: a", good),
            ("a target with another port", "GET http://a:81/ HTTP/1.1\nhost: a", Err(Refusal::OtherHost)),
            ("a target with another", "GET http://b/ HTTP/1.1\nhost: a", Err(Refusal::OtherHost)),
            ("a target with a user", "GET http://x@a/ HTTP/1.1\nhost: a", Err(Refusal::Target)),
            ("a target with half a host", "GET http:/a HTTP/1.1\nhost: a", Err(Refusal::Target)),
        ] {
            check(row, head, expected);
        }
    }

    #[test]
    fn upgrades_and_tunnels() {
        let head = |rest: &str| format!("GET / HTTP/1.1\nhost: a\n{rest}");
        check(
            "asked for",
            &head("connection: keep-alive, Upgrade\nupgrade: websocket"),
            upgrade(Body::Length(0)),
        );
        check(
            "asked for, behind a body",
            &head("connection: upgrade\nupgrade: websocket\ncontent-length: 5"),
            upgrade(Body::Length(5)),
        );
        check("not named", &head("upgrade: websocket"), Err(Refusal::Upgrade));
        check("something else named", &head("upgrade: websocket\nconnection: close"), Err(Refusal::Upgrade));
        check("nothing to become", &head("connection: upgrade"), length(0));
        check("an old client", "GET / HTTP/1.0\nupgrade: a", length(0));
        check("a tunnel", "CONNECT a:443 HTTP/1.1\nhost: a:443", Err(Refusal::Connect));
    }

    #[test]
    fn what_is_too_much() {
        let limits = Limits { uri: 8, headers: 2, ..Limits::default() };
        for (row, head, expected) in [
            ("as long as may be", "GET /1234567 HTTP/1.1\r\nhost: a\r\nb: c\r\n\r\n", length(0)),
            ("a long target", "GET /12345678 HTTP/1.1\r\nhost: a\r\n\r\n", Err(Refusal::TargetTooLong(8))),
            (
                "many headers",
                "GET / HTTP/1.1\r\nhost: a\r\nb: c\r\nb: c\r\n\r\n",
                Err(Refusal::TooManyHeaders(2)),
            ),
        ] {
            assert_eq!(framing(&RequestHead::parse(head.as_bytes()).unwrap(), &limits), expected, "{row}");
        }
    }
}
