//! Paths that cannot exist, and neighbours of what may.

use super::kind::Kind;
use super::outline::{Endpoint, Outline};
use super::pattern::{as_ended, joined, segments};

/// Paths that cannot exist and are most like this one, the best first (proxy.md, "Probes"). Never one that an endpoint
/// of the collections takes.
pub(crate) fn unknown_paths(path: &str, endpoint: &Endpoint, outline: &Outline, probe: &str) -> Vec<String> {
    let (parts, pattern) = (segments(path), &endpoint.pattern);
    let below = || joined(parts.iter().copied().chain([probe]));
    let elsewhere = || joined([probe].into_iter().chain(parts.iter().copied().skip(1)));
    // Beside a literal segment there may be a route of the backend's with a parameter, such as `/users/:name`.
    let deeper = || {
        let depth = outline.depth_below(pattern, parts.len().saturating_sub(1).max(1));
        let more = (depth + 1).saturating_sub(parts.len()).max(1);
        joined(parts.iter().copied().chain(std::iter::repeat_n(probe, more)))
    };
    let candidates = match parts.as_slice() {
        _ if pattern.ends_in_parameter() => vec![below(), elsewhere()],
        [] => vec![joined([probe])],
        [_] => vec![joined([probe]), deeper()],
        [..] if pattern.first_parameter().is_none() => vec![deeper()],
        [parents @ .., _] => vec![joined(parents.iter().copied().chain([probe]))],
    };
    let candidates = candidates.into_iter().map(|candidate| as_ended(candidate, path));
    candidates.filter(|candidate| !outline.takes(candidate)).collect()
}

/// `path` with another value at this segment: one of its kind that nobody has.
pub(crate) fn neighbour(path: &str, at: usize, probe: &str) -> String {
    let parts = segments(path);
    let value = parts.get(at).map(|value| Kind::of(value).nobodys(value.len(), probe));
    let other = joined(parts.iter().enumerate().map(|(place, part)| match &value {
        Some(value) if place == at => value.as_str(),
        _ => part,
    }));
    as_ended(other, path)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const THINGS: &[&str] = &[
        "GET /things/:id",
        "GET /things/:id/reviews",
        "GET /things",
        "GET /api/planned",
        "POST /api/:id/a/b",
    ];

    #[track_caller]
    fn check(labels: &[&str], at: usize, path: &str, expected: &[&str]) {
        let labels: Vec<Arc<str>> = labels.iter().map(|label| Arc::from(*label)).collect();
        let outline = Outline::new("shop", labels.iter());
        let paths = unknown_paths(path, outline.endpoint(at).unwrap(), &outline, "probe");
        assert_eq!(paths, expected, "{path}");
    }

    #[test]
    fn paths_that_cannot_exist_are_near_the_one_asked_for() {
        check(THINGS, 0, "/things/999", &["/things/999/probe", "/probe/999"]);
        check(THINGS, 1, "/things/9/reviews", &["/things/9/probe"]);
        check(THINGS, 2, "/things", &["/probe", "/things/probe/probe/probe"]);
        check(THINGS, 2, "/things/", &["/probe/", "/things/probe/probe/probe/"]);
        check(THINGS, 3, "/api/planned", &["/api/planned/probe/probe/probe"]);
        check(&["GET /"], 0, "/", &["/probe/"]);
    }

    #[test]
    fn no_path_is_asked_for_that_the_collections_take() {
        check(&["GET /things/:id", "GET /things/:id/:part"], 0, "/things/9", &["/probe/9"]);
        check(&["GET /things", "GET /:any"], 0, "/things", &["/things/probe"]);
        check(&["GET /a/planned", "POST /a/:id/b"], 0, "/a/planned", &["/a/planned/probe/probe"]);
        check(
            &["GET /things/42", "GET /things/42/parts"],
            0,
            "/things/42",
            &["/things/42/probe", "/probe/42"],
        );
    }

    #[test]
    fn a_neighbour_is_of_the_same_kind() {
        let value = |value: &str| neighbour(&format!("/things/{value}/cover"), 1, "probe");
        assert!(
            value("7")[8..].trim_end_matches("/cover").parse::<i32>().is_ok_and(|id| id >= 2_000_000_000)
        );
        let id = "0190a3f2-1b2c-7d3e-8f40-123456789abc";
        assert!(Kind::of(&value(id)[8..44]) == Kind::Uuid && !value(id).contains(id), "{}", value(id));
        assert_eq!(value("0123456789abcdef01234567").len(), "/things//cover".len() + 24);
        assert_eq!(value("dune"), "/things/probe/cover");
        assert_eq!(neighbour("/things/dune/", 1, "probe"), "/things/probe/");
    }
}
