//! The helpers: `$body`, `$queryParams`, `$headers`, `$pathSegments`, with a key and a default in single quotes.

use std::borrow::Cow;

use super::body_path::BodyPath;
use super::inputs::Inputs;

/// Something of the request, and what stands in for it where it is missing (nothing, unless said).
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Helper {
    /// The body's text as sent.
    Body,
    /// A property of the body.
    BodyProperty { path: BodyPath, default: Box<str> },
    /// A parameter of the query.
    Param { key: Box<str>, default: Box<str> },
    /// A header, its name ignoring case.
    Header { name: Box<str>, default: Box<str> },
    /// A segment of the path, counted from 0.
    Segment { place: usize, default: Box<str> },
}

impl Helper {
    /// Reads `$body 'path.to.property' 'default'` and its like; none where it is no helper, or one
    /// without the key that it needs.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (helper, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        if arguments.trim().is_empty() {
            return (helper == "$body").then_some(Self::Body);
        }
        let (key, default) = arguments_of(arguments)?;
        let default = default.into();
        match helper {
            "$body" => Some(Self::BodyProperty { path: BodyPath::parse(key), default }),
            "$queryParams" => Some(Self::Param { key: key.into(), default }),
            "$headers" => Some(Self::Header { name: key.into(), default }),
            "$pathSegments" => Some(Self::Segment { place: digits(key)?, default }),
            _ => None,
        }
    }

    /// What it stands for in this request.
    pub(super) fn value<'v>(&'v self, inputs: &'v Inputs<'_>) -> Cow<'v, str> {
        let (found, default) = match self {
            Self::Body => return inputs.body_text(),
            Self::BodyProperty { path, default } => (inputs.document().get(path), default),
            Self::Param { key, default } => (inputs.param(key).map(Cow::Borrowed), default),
            Self::Header { name, default } => (inputs.header(name), default),
            Self::Segment { place, default } => (inputs.segment(*place).map(Cow::Borrowed), default),
        };
        found.unwrap_or(Cow::Borrowed(default))
    }
}

/// A key and perhaps a default, apart by white space.
fn arguments_of(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = quoted(text)?;
    if rest.trim().is_empty() {
        return Some((key, ""));
    }
    let (default, rest) = quoted(rest.strip_prefix(char::is_whitespace)?)?;
    rest.trim().is_empty().then_some((key, default))
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('\'')?.split_once('\'')
}

/// A number of digits alone: no sign is one.
pub(super) fn digits(text: &str) -> Option<usize> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
