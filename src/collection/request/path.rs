//! From the text of a path to its segments (1.8, 1.9).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::model::{PathPattern, Segment};
use super::super::variables::{ANYTHING, Scope, split_outside, whole_variable};
use super::decoding::decode_segment;
use super::placeholders;

/// What `url.variable` gives each `:name`, filled in.
pub(super) type PathValues<'j> = BTreeMap<Cow<'j, str>, String>;

/// Reads a path; the `/` at its beginning may be missing.
pub(super) fn read(text: &str, values: &PathValues<'_>, scope: &Scope<'_>) -> PathPattern {
    let behind = text.strip_prefix('/').unwrap_or(text);
    PathPattern(split_outside(behind, b'/').map(|segment| read_segment(segment, values, scope)).collect())
}

/// The name in `:name`.
pub(super) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix(':').filter(|name| !name.is_empty())
}

fn read_segment(segment: &str, values: &PathValues<'_>, scope: &Scope<'_>) -> Segment {
    if let Some(name) = whole_variable(segment) {
        return Segment::Wildcard { names: vec![name.to_owned()], value: None };
    }
    if let Some(name) = parameter(segment) {
        let value = values.get(name).map_or("", String::as_str);
        let is_any = placeholders::is_any(&decode_segment(value), scope);
        return wildcard(name, if is_any { "" } else { value });
    }
    let text = decode_segment(segment);
    if placeholders::is_any(&text, scope) {
        return Segment::Wildcard { names: vec![ANYTHING.to_owned()], value: None };
    }
    Segment::Literal(text.into_owned())
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
