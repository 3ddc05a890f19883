//! Takes secrets out of what is kept: values of headers and query parameters, by name.

use hashbrown::HashSet;
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};

use super::draft::Secrets;
use super::head::Head;
use crate::access::Keys;

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

/// Knows the names of secrets.
#[derive(Debug)]
pub(super) struct Redactor {
    /// Lower case.
    names: HashSet<String>,
    /// One bit for each length of a name of a secret or a URL, which nearly all other names do not have; long ones
    /// share one.
    lengths: u64,
}

/// The bit for a name of so many bytes.
fn length(bytes: usize) -> u64 {
    1 << bytes.min(63)
}

impl Redactor {
    /// The usual names and these.
    pub(super) fn new(names: &[String]) -> Self {
        let own = names.iter().map(|name| name.to_ascii_lowercase());
        let names: HashSet<String> = ALWAYS.iter().map(ToString::to_string).chain(own).collect();
        let all = names.iter().map(String::as_str).chain(URLS.iter().map(HeaderName::as_str));
        let lengths = all.fold(0, |lengths, name| lengths | length(name.len()));
        Self { names, lengths }
    }

    /// Whether a request and what it was answered with may hold a secret: in a query, or in a header.
    pub(super) fn look(&self, request: &Parts, response: Option<&HeaderMap>) -> Secrets {
        let concerns = |headers: &HeaderMap| headers.keys().any(|name| self.is_one(name));
        if request.uri.query().is_some() || concerns(&request.headers) || response.is_some_and(concerns) {
            Secrets::Possible
        } else {
            Secrets::None
        }
    }

    /// Whether a header is a secret or a URL.
    fn is_one(&self, name: &HeaderName) -> bool {
        self.lengths & length(name.as_str().len()) != 0
            && (self.names.contains(name.as_str()) || URLS.contains(name))
    }

    /// The key that a request presents, if it is known.
    pub(super) fn presented(&self, request: &Head, keys: &Keys) -> Option<Vec<u8>> {
        if keys.is_empty() {
            return None;
        }
        let mut secret =
            request.fields().filter(|(name, _)| self.names.contains(name.to_ascii_lowercase().as_str()));
        secret
            .find(|(_, value)| keys.find(value.as_bytes()).is_some())
            .map(|(_, key)| key.into_owned().into_bytes())
    }

    /// Headers as they may be shown, each a line of name in lower case, colon and value: neither can have what ends it.
    pub(super) fn fields(&self, head: &Head) -> String {
        let mut lines = String::with_capacity(head.size());
        for (name, value) in head.fields() {
            let start = lines.len();
            lines.push_str(&name);
            lines[start..].make_ascii_lowercase();
            let name = &lines[start..];
            let (is_secret, is_url) = (self.names.contains(name), URLS.iter().any(|url| url == name));
            lines.push(':');
            match (is_secret, is_url) {
                (true, _) => lines.push_str(TAKEN_OUT),
                (false, true) => lines.push_str(&self.target(&value)),
                (false, false) => lines.push_str(&value),
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
        self.names.contains(&decoded.to_ascii_lowercase())
    }
}
