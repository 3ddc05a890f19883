//! Those of the saved headers that are sent (matching.md 7.1 and 8.8).

use http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_LOCATION,
    CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED, LINK, LOCATION, REFRESH, RETRY_AFTER,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderName, HeaderValue};

use crate::collection::{Algorithm, Header, Placeholder};
use crate::diagnostic::Diagnostic;

/// How many headers an answer has at most; more than any client takes.
const MOST_HEADERS: usize = 1_000;

/// The headers that are sent, and what is to be known of the others.
pub(super) fn checked_headers(
    saved: &[Header],
    algorithm: Algorithm,
) -> (Vec<(HeaderName, HeaderValue)>, Vec<Diagnostic>) {
    let mut warnings = Vec::new();
    let mut headers = Vec::with_capacity(saved.len().min(MOST_HEADERS));
    for header in saved.iter().filter(|header| !describes_transfer(&header.name)) {
        if headers.len() == MOST_HEADERS {
            let warning = format!("only the first {MOST_HEADERS} response headers are sent");
            warnings.push(Diagnostic::warning(warning).hint("remove those that do not matter"));
            break;
        }
        match checked(header) {
            Ok((name, value)) if algorithm == Algorithm::Extended => {
                headers.extend(usable(&name, value).map(|value| (name, value)));
            }
            Ok(checked) => headers.push(checked),
            Err(warning) => warnings.push(warning),
        }
    }
    (headers, warnings)
}

/// Headers with a grammar of their own, which no word or number follows: better none than one that misleads.
const WITH_GRAMMAR: [HeaderName; 13] = [
    ACCEPT_RANGES,
    ALLOW,
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_LANGUAGE,
    CONTENT_LOCATION,
    CONTENT_RANGE,
    CONTENT_TYPE,
    REFRESH,
    SET_COOKIE,
    STRICT_TRANSPORT_SECURITY,
    VARY,
    WWW_AUTHENTICATE,
];

/// What clients act upon has to be something that they can act upon (8.8).
fn usable(name: &HeaderName, value: HeaderValue) -> Option<HeaderValue> {
    let text = std::str::from_utf8(value.as_bytes()).unwrap_or_default();
    if Placeholder::of(text).is_some() {
        return match Instead::of(name) {
            Instead::Value(value) => Some(HeaderValue::from_static(value)),
            Instead::Nothing => None,
            Instead::FilledIn => Some(value),
        };
    }
    let leads_nowhere = (*name == LINK && !text.contains('<'))
        || (*name == LOCATION && has_white_space(text))
        || ([LINK, LOCATION, CONTENT_LOCATION, REFRESH].contains(name) && has_placeholder(text));
    (!leads_nowhere).then_some(value)
}

/// What is sent instead of a placeholder.
enum Instead {
    /// This, with what is filled in.
    Value(&'static str),
    /// The header is left out.
    Nothing,
    /// A value of its type, as everywhere.
    FilledIn,
}

impl Instead {
    fn of(name: &HeaderName) -> Self {
        if *name == RETRY_AFTER {
            Self::Value("1")
        } else if [LAST_MODIFIED, EXPIRES].contains(name) {
            Self::Value("{{$now 'http'}}")
        } else if *name == ETAG {
            Self::Value("\"{{$guid}}\"")
        } else if [LINK, LOCATION].contains(name) || WITH_GRAMMAR.contains(name) {
            Self::Nothing
        } else {
            Self::FilledIn
        }
    }
}

fn has_placeholder(text: &str) -> bool {
    let mut from = text.match_indices('<').filter_map(|(at, _)| text.get(at..));
    from.any(|from| from.split_inclusive('>').next().is_some_and(|part| Placeholder::of(part).is_some()))
}

/// Outside references, whose names and arguments may have some.
fn has_white_space(text: &str) -> bool {
    let mut rest = text;
    for reference in crate::collection::references(text) {
        let at = text.len() - rest.len();
        let before = text.get(at..reference.range.start).unwrap_or_default();
        if before.contains(char::is_whitespace) {
            return true;
        }
        rest = text.get(reference.range.end..).unwrap_or_default();
    }
    rest.contains(char::is_whitespace)
}

/// Headers that described the recorded transfer and not the answer (7.1), among them what an Understudy
/// that stood in between said of itself.
fn describes_transfer(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name.starts_with("proxy-")
        || name.starts_with("x-understudy-")
        || matches!(
            name.as_str(),
            "connection"
                | "keep-alive"
                | "te"
                | "trailer"
                | "transfer-encoding"
                | "upgrade"
                | "content-length"
                | "content-encoding"
                | "date"
        )
}

fn checked(header: &Header) -> Result<(HeaderName, HeaderValue), Diagnostic> {
    let left_out = |why: &str, hint: &str| {
        Diagnostic::warning(format!("the response header `{:.80}` is left out: {why}", header.name))
            .hint(hint)
    };
    let name = HeaderName::try_from(header.name.trim())
        .map_err(|_| left_out("no header can be named so", "header names are letters, digits and `-`"))?;
    let value = HeaderValue::from_bytes(header.value.trim().as_bytes())
        .map_err(|_| left_out("its value has a control character", "put the value on one line"))?;
    Ok((name, value))
}
