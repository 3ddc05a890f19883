//! Takes secrets out of what is kept: values of headers and query parameters, by name.

use hashbrown::HashSet;
use http::{HeaderName, header};

use super::head::Head;

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

/// The names of secrets, lower case.
#[derive(Debug)]
pub(super) struct Redactor(HashSet<String>);

impl Redactor {
    /// The usual names and these.
    pub(super) fn new(names: &[String]) -> Self {
        let own = names.iter().map(|name| name.to_ascii_lowercase());
        Self(ALWAYS.iter().map(ToString::to_string).chain(own).collect())
    }

    /// Whether a head may hold what is to be taken out of it.
    pub(super) fn concerns(&self, head: &Head) -> bool {
        let is_name = |name: &[u8], of: &str| of.as_bytes().eq_ignore_ascii_case(name);
        let concerns = |name| {
            self.0.iter().any(|secret| is_name(name, secret))
                || URLS.iter().any(|url| is_name(name, url.as_str()))
        };
        head.has_query() || head.names().any(concerns)
    }

    /// Headers as they may be shown, each a line of name in lower case, colon and value: neither can have what ends it.
    pub(super) fn fields(&self, head: &Head) -> String {
        let mut lines = String::with_capacity(head.size());
        for (name, value) in head.fields() {
            let start = lines.len();
            lines.push_str(&name);
            lines[start..].make_ascii_lowercase();
            let name = &lines[start..];
            let (is_secret, is_url) = (self.0.contains(name), URLS.iter().any(|url| url == name));
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
        self.0.contains(&decoded.to_ascii_lowercase())
    }
}
