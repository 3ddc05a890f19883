//! The path that a backend is asked for, out of the one that the client asked for.

use std::borrow::Cow;

use crate::config::{PathChange, PathForm};
use crate::routing::normal;

/// The changed target, query included; none where it stays as it is. What is no path, such as `*`, stays.
///
/// A path whose prefix changes is taken as it was sent only where that is beyond doubt: where its prefix is spelt as
/// in the config, and no dot segment leads elsewhere.
pub(super) fn changed(target: &str, change: &PathChange, form: PathForm) -> Option<String> {
    if !target.starts_with('/') || (change.is_nothing() && form == PathForm::AsSent) {
        return None;
    }
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let base = base(path, change, form);
    let rest = change.strip.as_ref().and_then(|prefix| strip(&base, prefix)).unwrap_or(&base);
    let add = change.add.as_deref().unwrap_or_default();
    let slash = if add.is_empty() && !rest.starts_with('/') { "/" } else { "" };
    let changed = [add, slash, rest, query].concat();
    (changed != target).then_some(changed)
}

/// The paths that are changed into this one, which has no query: one that had no prefix, and those that it was taken
/// off, with and without a slash behind it.
pub(super) fn sources(path: &str, change: &PathChange, form: PathForm) -> Vec<String> {
    let added = change.add.as_deref().unwrap_or_default();
    let Some(rest) = strip(path, added) else { return Vec::new() };
    let bare = if rest.is_empty() { "/" } else { rest };
    let whole = change.strip.clone().filter(|_| rest == "/");
    let longer = change.strip.as_ref().map(|prefix| [prefix, rest].concat());
    let becomes = |source: &String| changed(source, change, form).as_deref().unwrap_or(source) == path;
    [Some(bare.to_owned()), whole, longer].into_iter().flatten().filter(becomes).collect()
}

/// What prefixes are taken off and put before.
fn base<'p>(path: &'p str, change: &PathChange, form: PathForm) -> Cow<'p, str> {
    let normal = normal(path);
    let is_moved = |prefix: &str| strip(&normal, prefix).is_some() != strip(path, prefix).is_some();
    let is_doubtful = has_dots(path) || change.strip.as_deref().is_some_and(is_moved);
    let stays = form == PathForm::AsSent && (change.is_nothing() || !is_doubtful);
    if stays { Cow::Borrowed(path) } else { normal }
}

/// Whether a segment is `.` or `..`, as it is or encoded.
fn has_dots(path: &str) -> bool {
    let is_dots = |segment: &str| matches!(&*normal_segment(segment), "." | "..");
    path.split('/').any(is_dots)
}

fn normal_segment(segment: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(segment).decode_utf8_lossy()
}

/// The prefix that is taken off this path, if one is.
pub(super) fn stripped<'c>(path: &str, change: &'c PathChange) -> Option<&'c str> {
    change.strip.as_deref().filter(|prefix| strip(&normal(path), prefix).is_some())
}

/// What follows the prefix, if that ends where a segment ends.
fn strip<'t>(path: &'t str, prefix: &str) -> Option<&'t str> {
    let rest = path.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_in(form: PathForm, strip: &str, add: &str, target: &str, expected: &str) {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let change = PathChange { strip: some(strip), add: some(add) };
        let changed = changed(target, &change, form);
        assert_eq!(changed.as_deref().unwrap_or(target), expected, "{strip} {add} {target}");
    }

    #[track_caller]
    fn check(strip: &str, add: &str, target: &str, expected: &str) {
        check_in(PathForm::AsSent, strip, add, target, expected);
    }

    #[test]
    fn prefixes_are_taken_off_and_put_before() {
        check("", "", "/books?page=2", "/books?page=2");
        check("/api", "", "/api/books?page=2", "/books?page=2");
        check("/api", "", "/api", "/");
        check("/api", "", "/api/", "/");
        check("/api", "", "/api?page=2", "/?page=2");
        check("/api", "", "/apis", "/apis");
        check("/api", "", "/API/books", "/API/books");
        check("/api", "", "/books", "/books");
        check("/api", "", "/api//books", "//books");
        check("", "/v2", "/books", "/v2/books");
        check("", "/v2", "/", "/v2/");
        check("/api", "/v2", "/api/books", "/v2/books");
        check("/api", "/v2", "/api", "/v2");
        check("/api", "/v2", "/api?page=2", "/v2?page=2");
        check("/api", "/v2", "/apis", "/v2/apis");
        check("/api", "/v2", "*", "*");
        check("/api", "/v2", "/api/%2F%zz", "/v2/%2F%zz");
    }

    #[test]
    fn where_a_path_may_come_from() {
        for (strip, add, path, expected) in [
            ("", "", "/a", &["/a"][..]),
            ("/api", "", "/a", &["/a", "/api/a"]),
            ("/api", "", "/", &["/", "/api", "/api/"]),
            ("/api", "", "/api/a", &["/api/api/a"]),
            ("", "/v2", "/v2/a", &["/a"]),
            ("", "/v2", "/v2/", &["/"]),
            ("", "/v2", "/v2", &[]),
            ("", "/v2", "/v20", &[]),
            ("", "/v2", "/a", &[]),
            ("/api", "/v2", "/v2", &["/api"]),
            ("/api", "/v2", "/v2/", &["/", "/api/"]),
            ("/api", "/v2", "/v2/a", &["/a", "/api/a"]),
        ] {
            let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let change = PathChange { strip: some(strip), add: some(add) };
            assert_eq!(sources(path, &change, PathForm::Normalised), expected, "{strip} {add} {path}");
        }
    }

    #[test]
    fn a_prefix_is_found_however_it_is_spelt() {
        check("/api", "", "/%61pi/books", "/books");
        check("/api", "", "/x/../api/books?a=/../b", "/books?a=/../b");
        check("/api", "", "/api/../books", "/books");
        check("/api", "/v2", "/api/a%7Eb", "/v2/a%7Eb");
    }

    #[test]
    fn a_prefix_that_is_put_before_confines() {
        check("", "/v2", "/../secret", "/v2/secret");
        check("", "/v2", "/a/%2e%2e/%2e%2e/secret", "/v2/secret");
        check("/api", "/v2", "/api/./../../secret", "/v2/secret");
    }

    #[test]
    fn what_is_sent_stays_as_it_is_or_is_normal() {
        for (target, expected) in [
            ("/a/../b?c=%7E/../", "/b?c=%7E/../"),
            ("/%61dmin", "/admin"),
            ("/a%2fb", "/a%2Fb"),
            ("//a", "//a"),
            ("/books", "/books"),
            ("*", "*"),
        ] {
            check_in(PathForm::Normalised, "", "", target, expected);
            check("", "", target, target);
        }
    }
}
