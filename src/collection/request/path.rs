//! From the text of a path to its segments (1.8, 1.9).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::model::{PathPattern, Segment};
use super::super::variables::{split_outside, whole_variable};
use super::decoding::decode_segment;

/// What `url.variable` gives each `:name`, filled in.
pub(super) type PathValues<'j> = BTreeMap<Cow<'j, str>, String>;

/// Reads a path; the `/` at its beginning may be missing.
pub(super) fn read(text: &str, values: &PathValues<'_>) -> PathPattern {
    let behind = text.strip_prefix('/').unwrap_or(text);
    PathPattern(split_outside(behind, b'/').map(|segment| read_segment(segment, values)).collect())
}

/// The name in `:name`.
pub(super) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix(':').filter(|name| !name.is_empty())
}

fn read_segment(segment: &str, values: &PathValues<'_>) -> Segment {
    if let Some(name) = whole_variable(segment) {
        return Segment::Wildcard { names: vec![name.to_owned()], value: None };
    }
    match parameter(segment) {
        Some(name) => wildcard(name, values.get(name).map_or("", String::as_str)),
        None => Segment::Literal(decode_segment(segment).into_owned()),
    }
}

/// An empty value is none; one that is wholly an unresolved variable is a second name (1.8).
fn wildcard(name: &str, value: &str) -> Segment {
    let mut names = vec![name.to_owned()];
    if let Some(variable) = whole_variable(value) {
        names.extend((variable != name).then(|| variable.to_owned()));
        return Segment::Wildcard { names, value: None };
    }
    let value = (!value.is_empty()).then(|| decode_segment(value).into_owned());
    Segment::Wildcard { names, value }
}
