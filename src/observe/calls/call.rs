//! A call as it is kept and shown.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::draft::{Captured, Draft};
use super::redact::Redactor;
use crate::access::Keys;
use crate::encoding;
use crate::observe::Reason;

/// How much of a compressed body is shown, in bytes of text.
const LONGEST_TEXT: usize = 256 * 1024;

/// A call that is kept.
#[derive(Debug)]
pub struct Call {
    /// What lists show.
    pub summary: Summary,
    request: Message,
    response: Message,
    /// Those that were known.
    keys: Arc<Keys>,
    /// Roughly how much memory it takes.
    pub(super) size: usize,
}

/// What lists show of a call.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Grows from call to call, from 1.
    pub id: u64,
    /// When it ended, RFC 3339.
    #[serde(serialize_with = "to_the_millisecond")]
    pub time: Timestamp,
    /// Of the request; a key taken out.
    pub method: Box<str>,
    /// Path and query, secrets taken out.
    pub path: String,
    /// The name of the key.
    pub key: Option<Arc<str>>,
    /// The route's name.
    pub route: Option<Arc<str>>,
    /// The endpoint's label.
    pub endpoint: Option<Arc<str>>,
    /// `live`, `mock`, `fallback` or `none`.
    pub source: &'static str,
    /// Why the upstream counted as down.
    #[serde(serialize_with = "as_text_if_any")]
    pub reason: Option<Reason>,
    /// The example that answered: its id or name.
    pub example: Option<Arc<str>>,
    /// The name of that example.
    pub example_name: Option<Arc<str>>,
    /// What was decided of an answer that may have said that nothing is built here, and by which rule.
    pub unbuilt: Option<Box<str>>,
    /// The rules of matching.md, section 8, that had a say in the choice, in words.
    pub matched_by: Option<String>,
    /// Told to the client; 0 where it was told nothing.
    pub status: u16,
    /// Whether the mock was asked and no example matched.
    pub unmatched: bool,
    /// Understudy's own time.
    #[serde(rename = "own_us", serialize_with = "microseconds")]
    pub own: Duration,
    /// The upstream's.
    #[serde(rename = "upstream_us", serialize_with = "microseconds_if_any")]
    pub upstream: Option<Duration>,
}

#[derive(Debug)]
struct Message {
    /// A line for each.
    headers: Box<str>,
    body: KeptBody,
}

/// The beginning of a body, without known keys.
#[derive(Debug)]
struct KeptBody {
    bytes: Box<[u8]>,
    /// How long it was.
    total: usize,
    /// How much of it was kept, keys included.
    kept: usize,
}

/// A call with everything that was kept of it.
#[derive(Debug, Serialize)]
pub struct MessageView<'c> {
    #[serde(flatten)]
    summary: &'c Summary,
    request: Part<'c>,
    response: Part<'c>,
}

/// A call with its heads.
#[derive(Debug, Serialize)]
pub struct Heads<'c> {
    #[serde(flatten)]
    summary: &'c Summary,
    request_headers: Vec<(&'c str, &'c str)>,
    response_headers: Vec<(&'c str, &'c str)>,
}

#[derive(Debug, Serialize)]
struct Part<'c> {
    headers: Vec<(&'c str, &'c str)>,
    body: BodyView<'c>,
}

/// The beginning of a body.
#[derive(Debug, Serialize)]
struct BodyView<'c> {
    /// None where it is not text.
    text: Option<Cow<'c, str>>,
    /// How long it was.
    bytes: usize,
    /// How much of it was kept.
    kept: usize,
}

impl Call {
    pub(super) fn new(id: u64, draft: Draft, redactor: &Redactor) -> Self {
        let keys = Arc::clone(&draft.keys);
        let presented = redactor.presented(&draft.request, &keys);
        let presented = presented.as_deref();
        let without_keys = |text: String| keys.redact(&text, presented).into_owned();
        let summary = Summary {
            id,
            time: draft.at,
            method: keys.redact_method(draft.request.method().as_str(), presented).into(),
            path: without_keys(redactor.target(&draft.request.target())),
            key: draft.key,
            route: draft.route,
            endpoint: draft.endpoint,
            source: draft.source.as_str(),
            reason: draft.reason,
            example: draft.example,
            example_name: draft.example_name,
            unbuilt: draft.unbuilt,
            matched_by: draft.matched_by,
            status: draft.status,
            unmatched: draft.unmatched,
            own: draft.own,
            upstream: draft.upstream,
        };
        let fields = |head| without_keys(redactor.fields(head));
        let body = |body: Captured| {
            let (total, kept) = (body.total(), body.into_bytes());
            KeptBody { total, kept: kept.len(), bytes: keys.redact_beginning(&kept, presented).into() }
        };
        let request = Message { headers: fields(&draft.request).into(), body: body(draft.request_body) };
        let response = Message { headers: fields(&draft.response).into(), body: body(draft.response_body) };
        let size = size_of::<Self>() + summary.path.len() + request.size() + response.size();
        Self { summary, request, response, keys, size }
    }

    /// Everything that was kept of it.
    pub fn view(&self) -> MessageView<'_> {
        let (request, response) = (self.request.view(&self.keys), self.response.view(&self.keys));
        MessageView { summary: &self.summary, request, response }
    }

    /// The call without bodies.
    pub fn heads(&self) -> Heads<'_> {
        Heads {
            summary: &self.summary,
            request_headers: self.request.headers(),
            response_headers: self.response.headers(),
        }
    }
}

impl Message {
    fn size(&self) -> usize {
        self.headers.len() + self.body.bytes.len()
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        self.headers.lines().filter_map(|line| line.split_once(':')).collect()
    }

    /// What a compressed body has of known keys is seen only here.
    fn view(&self, keys: &Keys) -> Part<'_> {
        let (headers, KeptBody { bytes, total, kept }) = (self.headers(), &self.body);
        let text = match header(&headers, "content-encoding") {
            Some(coding) => {
                decoded(coding, bytes).map(|text| Cow::Owned(keys.redact(&text, None).into_owned()))
            }
            None => text(bytes, kept < total).map(Cow::Borrowed),
        };
        Part { headers, body: BodyView { text, bytes: *total, kept: *kept } }
    }
}

/// The first value of a header.
fn header<'h>(headers: &[(&'h str, &'h str)], name: &str) -> Option<&'h str> {
    let found = headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

/// A compressed body as text, as far as it was kept; none where it is none.
fn decoded(coding: &str, body: &[u8]) -> Option<Cow<'static, str>> {
    let decoded = encoding::decode_beginning(coding, body, LONGEST_TEXT).ok()?;
    text(&decoded, true).map(|text| Cow::Owned(text.to_owned()))
}

/// A body that is text, but for a last character that was cut apart.
fn text(body: &[u8], is_cut: bool) -> Option<&str> {
    match std::str::from_utf8(body) {
        Ok(text) => Some(text),
        Err(error) if is_cut && error.error_len().is_none() => {
            std::str::from_utf8(body.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

fn to_the_millisecond<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.3}"))
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn as_text_if_any<S: Serializer>(
    value: &Option<impl fmt::Display>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

fn microseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn microseconds_if_any<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => microseconds(duration, serializer),
        None => serializer.serialize_none(),
    }
}
