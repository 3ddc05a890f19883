//! Takes secrets out of what is kept: values of headers and query parameters, by name.

use std::borrow::Cow;

use hashbrown::HashSet;
use http::{HeaderMap, HeaderName, header};

use super::draft::Head;

/// What stands in a secret's place.
pub(super) const TAKEN_OUT: &str = "[redacted]";

/// Headers and parameters that hold secrets wherever they are.
const ALWAYS: [&str; 14] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "api-key",
    "api_key",
    "apikey",
    "x-auth-token",
    "access_token",
    "refresh_token",
    "token",
    "password",
    "client_secret",
];

/// Headers whose values are URLs, which may have a query.
const URLS: [HeaderName; 3] = [header::REFERER, header::LOCATION, header::CONTENT_LOCATION];

/// About how long the headers of a message are, in bytes.
const USUAL_HEAD: usize = 512;

/// The names of secrets, lower case.
#[derive(Debug)]
pub(super) struct Redactor(HashSet<String>);

impl Redactor {
    /// The usual names and these.
    pub(super) fn new(names: &[String]) -> Self {
        let own = names.iter().map(|name| name.to_ascii_lowercase());
        Self(ALWAYS.iter().map(ToString::to_string).chain(own).collect())
    }

    /// A request's headers as they may be shown.
    pub(super) fn head(&self, head: &Head) -> String {
        match head {
            Head::Sent(lines) => self.lines(sent(lines)),
            Head::Fields(headers) => self.headers(headers),
        }
    }

    /// Headers as they may be shown.
    pub(super) fn headers(&self, headers: &HeaderMap) -> String {
        self.lines(headers.iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes())))
    }

    /// Each a line of name in lower case, colon and value: neither can have what ends it.
    fn lines<'h>(&self, headers: impl Iterator<Item = (&'h [u8], &'h [u8])>) -> String {
        let mut lines = String::with_capacity(USUAL_HEAD);
        for (name, value) in headers {
            let start = lines.len();
            lines.push_str(&text(name));
            lines[start..].make_ascii_lowercase();
            let name = &lines[start..];
            let (is_secret, is_url) = (self.0.contains(name), URLS.iter().any(|url| url == name));
            lines.push(':');
            let text = text(value);
            match (is_secret, is_url) {
                (true, _) => lines.push_str(TAKEN_OUT),
                (false, true) => lines.push_str(&self.target(&text)),
                (false, false) => lines.push_str(&text),
            }
            lines.push('\n');
        }
        lines
    }

    /// A path or URL whose query may hold secrets.
    pub(super) fn target(&self, target: &str) -> String {
        let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
        let shown: Vec<_> = query.split('&').map(|pair| self.pair(pair)).collect();
        format!("{path}?{}", shown.join("&"))
    }

    fn pair(&self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, _)) if self.is_secret(name) => format!("{name}={TAKEN_OUT}"),
            _ => pair.to_owned(),
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        let decoded = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
        self.0.contains(&decoded.to_ascii_lowercase())
    }
}

/// The fields of a head that Pingora took: a name and a value on each line but the first, none of them folded.
fn sent(lines: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let fields = lines.split(|byte| *byte == b'\n').skip(1);
    fields.filter_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        Some((name.trim_ascii(), value.trim_ascii()))
    })
}

/// As text; nearly all of it is, which is told sooner than it is made so.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
