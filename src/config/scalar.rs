//! Single values that are text in the file: durations, sizes, names, addresses, hashes.
//!
//! Each is a [`Form`]: what the value is called, an example of it, and how it is read. Nothing
//! here knows which setting it serves.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytesize::ByteSize;
use http::{HeaderName, Method};
use jiff::SignedDuration;

use super::Invalid;

/// How the text of a setting is read.
pub(super) struct Form<T> {
    /// With its article: `a duration`.
    pub(super) what: &'static str,
    /// As it would be written in the file, quotes included.
    pub(super) example: &'static str,
    /// What the text means.
    pub(super) parse: fn(&str) -> Result<T, Invalid>,
}

impl<T> Form<T> {
    /// The problem that `text` is not of this form.
    fn refuse(&self, text: &str) -> Invalid {
        Invalid::new(format!("`{text}` is not {}", self.what)).hint(self.advice())
    }

    /// What to write instead.
    pub(super) fn advice(&self) -> String {
        format!("write it as in `{}`", self.example)
    }
}

/// How long something may take at most, in seconds: longer can only be a slip, and would
/// overflow the clock's arithmetic.
const LONGEST: Duration = Duration::from_hours(24);

/// A span of time; nothing is allowed.
pub(super) const DURATION: Form<Duration> =
    Form { what: "a duration", example: "\"2s\"", parse: parse_duration };

/// A span of time that is not nothing.
pub(super) const TIMEOUT: Form<Duration> =
    Form { what: "a duration", example: "\"2s\"", parse: parse_timeout };

/// A span of time until something is tried again; not nothing.
pub(super) const PERIOD: Form<Duration> = Form { what: "a duration", example: "\"2s\"", parse: parse_period };

/// A number of bytes.
pub(super) const SIZE: Form<usize> = Form { what: "a size", example: "\"1MiB\"", parse: parse_size };

/// A name that may become a metric's label.
pub(super) const NAME: Form<Arc<str>> = Form { what: "a name", example: "\"shop\"", parse: parse_name };

/// The name of a route, a mock's own included: `shop`, `mock:shop`.
pub(super) const ROUTE_NAME: Form<Arc<str>> =
    Form { what: "the name of a route", example: "\"shop\"", parse: parse_route_name };

/// An address to listen on.
pub(super) const ADDRESS: Form<SocketAddr> =
    Form { what: "an IP address and port", example: "\"127.0.0.1:9000\"", parse: parse_address };

/// A file or folder.
pub(super) const FILE: Form<PathBuf> =
    Form { what: "a path", example: "\"shop.postman_collection.json\"", parse: parse_file };

/// A file of certificates or keys.
pub(super) const PEM_FILE: Form<PathBuf> =
    Form { what: "a path", example: "\"shop.pem\"", parse: parse_file };

/// The name of a header, lower case.
pub(super) const HEADER_NAME: Form<String> =
    Form { what: "a header name", example: "\"accept-language\"", parse: parse_header_name };

/// An HTTP method, upper case.
pub(super) const METHOD: Form<String> =
    Form { what: "an HTTP method", example: "\"GET\"", parse: parse_method };

/// The SHA-256 hash of a key.
pub(super) const SHA256: Form<[u8; 32]> =
    Form { what: "a SHA-256 hash", example: "\"<64 hexadecimal digits>\"", parse: parse_sha256 };

fn parse_duration(text: &str) -> Result<Duration, Invalid> {
    let duration = text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    match duration {
        Some(duration) if duration > LONGEST => {
            Err(Invalid::new(format!("`{text}` is longer than 24 hours")).hint("write at most `24h`"))
        }
        Some(duration) => Ok(duration),
        None => Err(Invalid::new(format!("`{text}` is not a duration"))
            .hint("write numbers with units, such as `200ms`, `2s` or `1m 30s`")),
    }
}

fn parse_timeout(text: &str) -> Result<Duration, Invalid> {
    match parse_duration(text)? {
        Duration::ZERO => {
            Err(Invalid::new("a timeout of nothing would always have run out").hint("write at least `1ms`"))
        }
        duration => Ok(duration),
    }
}

fn parse_period(text: &str) -> Result<Duration, Invalid> {
    match parse_duration(text)? {
        Duration::ZERO => Err(Invalid::new("this time cannot be nothing").hint("write at least `1ms`")),
        duration => Ok(duration),
    }
}

fn parse_size(text: &str) -> Result<usize, Invalid> {
    let size = text.parse::<ByteSize>().ok().and_then(|size| usize::try_from(size.as_u64()).ok());
    size.ok_or_else(|| {
        Invalid::new(format!("`{text}` is not a size"))
            .hint("write a number of bytes, or one with a unit, such as `64KiB` or `1MiB`")
    })
}

/// The longest name, in characters.
const NAME_LENGTH: usize = 64;

fn parse_name(text: &str) -> Result<Arc<str>, Invalid> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if (1..=NAME_LENGTH).contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(text.into());
    }
    let message =
        if text.is_empty() { "the name is empty".to_owned() } else { format!("`{text}` cannot be a name") };
    Err(Invalid::new(message).hint("a name has 1 to 64 characters out of letters, digits, `.`, `_` and `-`"))
}

fn parse_route_name(text: &str) -> Result<Arc<str>, Invalid> {
    parse_name(text.strip_prefix("mock:").unwrap_or(text)).map(|_| text.into())
}

fn parse_address(text: &str) -> Result<SocketAddr, Invalid> {
    text.parse().map_err(|_| ADDRESS.refuse(text))
}

fn parse_file(text: &str) -> Result<PathBuf, Invalid> {
    if text.is_empty() { Err(Invalid::new("the path is empty").hint(FILE.advice())) } else { Ok(text.into()) }
}

fn parse_header_name(text: &str) -> Result<String, Invalid> {
    let name = HeaderName::from_bytes(text.as_bytes()).map_err(|_| HEADER_NAME.refuse(text))?;
    Ok(name.as_str().to_owned())
}

fn parse_method(text: &str) -> Result<String, Invalid> {
    let method = Method::from_bytes(text.as_bytes()).map_err(|_| METHOD.refuse(text))?;
    Ok(method.as_str().to_ascii_uppercase())
}

/// The problem never quotes the text: it may be the key itself, put here by mistake.
fn parse_sha256(text: &str) -> Result<[u8; 32], Invalid> {
    let mut hash = [0; 32];
    let digits = text.as_bytes().chunks_exact(2);
    if text.len() != 2 * hash.len() {
        return Err(not_a_hash(&format!("it has {} characters", text.chars().count())));
    }
    for (byte, pair) in hash.iter_mut().zip(digits) {
        let digit = |at: usize| pair.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let value = digit(0).zip(digit(1)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        *byte = value.ok_or_else(|| not_a_hash("it has other characters"))?;
    }
    Ok(hash)
}

fn not_a_hash(why: &str) -> Invalid {
    Invalid::new(format!("not a SHA-256 hash, which is 64 hexadecimal digits: {why}"))
        .hint("`understudy keys new NAME` prints a key and the hash that goes here")
}
