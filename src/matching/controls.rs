//! The `x-mock-*` headers by which a client steers the choice (matching.md, sections 2 and 5).

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use std::borrow::Cow;

/// What the names of all of them begin with.
const PREFIX: &str = "x-mock-";
/// The status the answer must have.
pub(super) const CODE: &str = "x-mock-response-code";
/// The id of the example that must answer.
pub(super) const ID: &str = "x-mock-response-id";
/// The name of the example that must answer.
pub(super) const NAME: &str = "x-mock-response-name";
/// The headers to compare, in place of the configured ones.
pub(super) const MATCH_HEADERS: &str = "x-mock-match-request-headers";
/// Whether bodies must be equal.
pub(super) const MATCH_BODY: &str = "x-mock-match-request-body";

/// What the request asks of the choice.
#[derive(Debug, Default)]
pub struct Controls<'a> {
    pub(super) code: Option<i64>,
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) match_headers: Option<Cow<'a, str>>,
    pub(super) match_body: Option<bool>,
}

/// A control header whose value means nothing: answered with 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidControl {
    /// Which header.
    pub header: &'static str,
    /// What it said, shortened.
    pub value: String,
    /// What it may say.
    pub allowed: &'static str,
}

impl<'a> Controls<'a> {
    /// Reads them; a status code that is no integer is the only thing that can be wrong (2.2).
    pub fn read(headers: &'a HeaderMap) -> Result<Self, InvalidControl> {
        if !Self::are_in(headers) {
            return Ok(Self::default());
        }
        Ok(Self {
            code: code(headers)?,
            id: text(headers, ID),
            name: text(headers, NAME),
            match_headers: list(headers, MATCH_HEADERS),
            match_body: match text(headers, MATCH_BODY).as_deref() {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            },
        })
    }

    /// Whether the request names an example (proxy.md, "Modes").
    pub fn names_an_example(headers: &HeaderMap) -> bool {
        Self::are_in(headers) && [CODE, ID, NAME].iter().any(|name| headers.contains_key(*name))
    }

    /// Whether a header is Understudy's own business and not the backend's.
    pub fn is_control(name: &HeaderName) -> bool {
        name.as_str().starts_with(PREFIX)
    }

    /// Whether there is any: nearly no request has one, and this is told sooner than each of them is looked up.
    pub fn are_in(headers: &HeaderMap) -> bool {
        headers.keys().any(Self::is_control)
    }
}

/// Header bytes are UTF-8, and white space around them does not count (2.4).
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
    headers.get(name).map(|value| match String::from_utf8_lossy(value.as_bytes()) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    })
}

/// A header that is a list may stand in several lines.
fn list<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
    let mut lines = headers.get_all(name).into_iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let first = lines.next()?;
    Some(lines.fold(first, |list, line| list + "," + line))
}

fn code(headers: &HeaderMap) -> Result<Option<i64>, InvalidControl> {
    let Some(value) = headers.get(CODE) else { return Ok(None) };
    match value.to_str().ok().and_then(|text| integer(text.trim())) {
        Some(code) => Ok(Some(code)),
        None => Err(InvalidControl::new(CODE, value, "an integer such as `404`")),
    }
}

/// One that no status can be is asked for in good form all the same; no example has it.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_integer.then(|| text.parse().unwrap_or(i64::MAX))
}

impl InvalidControl {
    /// Quotes the value, shortened to 80 characters.
    pub fn new(header: &'static str, value: &HeaderValue, allowed: &'static str) -> Self {
        let value = String::from_utf8_lossy(value.as_bytes()).chars().take(80).collect();
        Self { header, value, allowed }
    }
}

impl fmt::Display for InvalidControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The header `{}` is `{}`; it must be {}.", self.header, self.value, self.allowed)
    }
}
