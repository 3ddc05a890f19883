//! From the text of a path to its segments (1.8, 1.9).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::algorithm::Algorithm;
use super::super::model::{PathPattern, Segment};
use super::super::variables::{Scope, Variables, placeholder_name, split_outside, whole_variable};
use super::decoding::decode_segment;
use super::gap;
use super::placeholders;

/// What `url.variable` gives each `:name`, filled in.
pub(super) type PathValues<'j> = BTreeMap<Cow<'j, str>, String>;

/// Reads a path; the `/` at its beginning may be missing.
pub(super) fn read(text: &str, values: &PathValues<'_>, scope: &Scope<'_>) -> PathPattern {
    let behind = text.strip_prefix('/').unwrap_or(text);
    PathPattern(split_outside(behind, b'/').map(|segment| read_segment(segment, values, scope)).collect())
}

/// The path that a person writes, as the extended rules read it; every variable in it is one without a value.
pub fn pattern(text: &str) -> PathPattern {
    let none = Variables::default();
    read(text, &PathValues::new(), &Scope::new(&none, Variables::default(), text.len()))
}

/// The name in `:name`.
pub(super) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix(':').filter(|name| !name.is_empty())
}

fn read_segment(segment: &str, values: &PathValues<'_>, scope: &Scope<'_>) -> Segment {
    if let Some(name) = whole_variable(segment) {
        return Segment::Wildcard {
            names: vec![name.to_owned()],
            value: None,
            is_blank: scope.is_blank(name),
        };
    }
    if scope.algorithm() == Algorithm::Extended
        && let Some(gap) = gap::read(segment, values, scope)
    {
        return gap;
    }
    if let Some(name) = parameter(segment) {
        let given = values.get(name).map(String::as_str);
        let is_any = |value: &&str| placeholders::is_any(&decode_segment(value), scope);
        return wildcard(name, given.filter(|value| !is_any(value)), scope);
    }
    let text = decode_segment(segment);
    if placeholders::is_any(&text, scope) {
        return Segment::Wildcard { names: vec![placeholder_name(&text)], value: None, is_blank: false };
    }
    Segment::Literal(text.into_owned())
}

/// An empty value is none; one that is wholly an unresolved variable is a second name (1.8).
pub(super) fn wildcard(name: &str, value: Option<&str>, scope: &Scope<'_>) -> Segment {
    let mut names = vec![name.to_owned()];
    if let Some(variable) = value.and_then(whole_variable) {
        names.extend((variable != name).then(|| variable.to_owned()));
        return Segment::Wildcard { names, value: None, is_blank: scope.is_blank(variable) };
    }
    let given = value.filter(|value| !value.is_empty()).map(|value| decode_segment(value).into_owned());
    Segment::Wildcard { names, is_blank: value.is_some() && given.is_none(), value: given }
}
