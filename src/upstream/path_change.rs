//! The path that a backend is asked for, out of the one that the client asked for.

use crate::config::PathChange;

/// The changed target, query included; none where it stays as it is. What is no path, such as `*`, stays.
pub(super) fn changed(target: &[u8], change: &PathChange) -> Option<Vec<u8>> {
    if change.is_nothing() || !target.starts_with(b"/") {
        return None;
    }
    let rest = change.strip.as_ref().and_then(|prefix| strip(target, prefix.as_bytes()));
    let add = change.add.as_ref().map_or(&b""[..], |prefix| prefix.as_bytes());
    if rest.is_none() && add.is_empty() {
        return None;
    }
    let rest = rest.unwrap_or(target);
    let slash = if add.is_empty() && !rest.starts_with(b"/") { &b"/"[..] } else { b"" };
    Some([add, slash, rest].concat())
}

/// The prefix that is taken off this path, if one is.
pub(super) fn stripped<'c>(path: &str, change: &'c PathChange) -> Option<&'c str> {
    change.strip.as_deref().filter(|prefix| strip(path.as_bytes(), prefix.as_bytes()).is_some())
}

/// What follows the prefix, if that ends where a segment ends.
fn strip<'t>(target: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let rest = target.strip_prefix(prefix)?;
    matches!(rest.first(), None | Some(b'/' | b'?')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(strip: &str, add: &str, target: &str, expected: &str) {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let change = PathChange { strip: some(strip), add: some(add) };
        let changed = changed(target.as_bytes(), &change);
        let changed = changed.as_deref().unwrap_or(target.as_bytes());
        assert_eq!(String::from_utf8_lossy(changed), expected, "{strip} {add} {target}");
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
}
