//! The path of an endpoint: literal segments and parameters.

use percent_encoding::percent_decode_str;

use crate::matching::is_id;

/// A path pattern of a collection, such as `/things/:id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Box<[Part]>);

/// A segment of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// In lower case.
    Literal(Box<str>),
    Parameter,
}

impl Pattern {
    /// Of the path in an endpoint's label.
    pub(crate) fn parse(text: &str) -> Self {
        let segments = segments(text);
        let before = std::iter::once(None).chain(segments.iter().copied().map(Some));
        Self(before.zip(&segments).map(|(before, segment)| Part::parse(before, segment)).collect())
    }

    /// How many segments it has.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Where its first parameter is.
    pub(crate) fn first_parameter(&self) -> Option<usize> {
        self.0.iter().position(|part| *part == Part::Parameter)
    }

    /// Where its last parameter is.
    pub(crate) fn last_parameter(&self) -> Option<usize> {
        self.0.iter().rposition(|part| *part == Part::Parameter)
    }

    /// The places of its parameters.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = usize> {
        let parts = self.0.iter().enumerate();
        parts.filter(|(_, part)| **part == Part::Parameter).map(|(place, _)| place)
    }

    /// Whether its last segment is a parameter.
    pub(crate) fn ends_in_parameter(&self) -> bool {
        self.0.last() == Some(&Part::Parameter)
    }

    /// Its first segments.
    pub(crate) fn beginning(&self, length: usize) -> Self {
        Self(self.0.iter().take(length).cloned().collect())
    }

    /// Whether its first segments, so many, are the same as those of `other`.
    pub(crate) fn begins_as(&self, other: &Self, length: usize) -> bool {
        self.0.iter().take(length).eq(other.0.iter().take(length))
    }

    /// The literal segments up to the first parameter: what they name is a resource.
    pub(crate) fn resource(&self) -> String {
        let literal = |part: &Part| match part {
            Part::Literal(text) => Some(format!("/{text}")),
            Part::Parameter => None,
        };
        self.0.iter().map_while(literal).collect()
    }

    /// Whether a request for this path belongs to it.
    pub(crate) fn takes(&self, path: &str) -> bool {
        let segments = segments(path);
        segments.len() == self.0.len()
            && self.0.iter().zip(segments).all(|(part, segment)| part.takes(segment))
    }
}

impl Part {
    /// Many collections are saved from real calls: `/things/42` is `/things/:id` with the value that it had then. An id
    /// is one of something, so the first segment is none, and a number behind `api` is a version.
    fn parse(before: Option<&str>, segment: &str) -> Self {
        let has_name = segment.starts_with(':') || segment.contains("{{");
        let is_of_something = before.is_some_and(|before| !before.eq_ignore_ascii_case("api"));
        if has_name || (is_of_something && is_id(segment)) {
            Self::Parameter
        } else {
            Self::Literal(segment.to_lowercase().into())
        }
    }

    fn takes(&self, segment: &str) -> bool {
        match self {
            Self::Literal(text) => percent_decode_str(segment).decode_utf8_lossy().to_lowercase() == **text,
            Self::Parameter => !segment.is_empty(),
        }
    }
}

/// The segments of a path, without trailing slashes.
pub(crate) fn segments(path: &str) -> Vec<&str> {
    let bare = path.strip_prefix('/').unwrap_or(path).trim_end_matches('/');
    if bare.is_empty() { Vec::new() } else { bare.split('/').collect() }
}

/// `path` with a slash at its end if `model` has one: some frameworks know a path only so.
pub(crate) fn as_ended(path: String, model: &str) -> String {
    if model.ends_with('/') { path + "/" } else { path }
}

/// Where a redirect of `path` leads that changes no more than the last slash.
pub(crate) fn another_slash(location: &str, path: &str) -> Option<String> {
    let uri: http::Uri = location.parse().ok()?;
    let there = uri.path();
    (there != path && there.trim_end_matches('/') == path.trim_end_matches('/')).then(|| there.to_owned())
}

/// The path of these segments.
pub(crate) fn joined<'s>(segments: impl IntoIterator<Item = &'s str>) -> String {
    segments.into_iter().fold(String::new(), |path, segment| path + "/" + segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_may_change_the_last_slash_alone() {
        for (location, expected) in [
            ("/items/", Some("/items/")),
            ("https://shop.example/items/?page=2", Some("/items/")),
            ("/items", None),
            ("/login", None),
            ("items/", None),
            ("http://[", None),
        ] {
            assert_eq!(another_slash(location, "/items").as_deref(), expected, "{location}");
        }
    }

    #[test]
    fn ids_are_parameters() {
        for (path, expected) in [
            ("/items/:id", "/items/:id"),
            ("/items/item-{{id}}/a", "/items/:id/a"),
            ("/items/42/a", "/items/:id/a"),
            ("/items/0190a3f2-1b2c-7d3e-8f40-123456789abc", "/items/:id"),
            ("/items/507f1f77bcf86cd799439011", "/items/:id"),
            ("/items/cus_NffrFeUfNV2Hib9", "/items/:id"),
        ] {
            assert_eq!(Pattern::parse(path), Pattern::parse(expected), "{path}");
        }
        for path in ["/items/next", "/3/movies", "/api/2/items", "/api/1.0", "/v1/items"] {
            assert_eq!(Pattern::parse(path).first_parameter(), None, "{path}");
        }
    }
}
