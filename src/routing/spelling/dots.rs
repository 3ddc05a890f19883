//! Segments that are `.` or `..` (RFC 3986, 5.2.4).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Whether a path has a segment that is `.` or `..`.
pub(super) fn has_dots(path: &str) -> bool {
    path.contains("/.") && segments(path).any(|segment| matches!(segment, "." | ".."))
}

/// Without such segments; `..` takes the segment before it along, also an empty one, and none at the root.
pub(super) fn remove_dots(path: &str) -> Cow<'_, str> {
    if !has_dots(path) {
        return Cow::Borrowed(path);
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_dots = false;
    for segment in segments(path) {
        ends_in_dots = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    if ends_in_dots {
        kept.push("");
    }
    Cow::Owned(format!("/{}", kept.join("/")))
}

/// Whether a path, read in the way that goes up the furthest, leaves the folder it is put into: percent-decoded once, or
/// twice by two servers one after the other, a backslash as a slash, what follows a `;` left out, and an empty segment
/// for none.
pub fn climbs(path: &str) -> bool {
    let once = percent_decode_str(path).decode_utf8_lossy();
    goes_up(&once) || (path.contains("%25") && goes_up(&percent_decode_str(&once).decode_utf8_lossy()))
}

fn goes_up(decoded: &str) -> bool {
    let decoded = decoded.replace('\\', "/");
    let names = decoded.split('/').map(|segment| segment.split([';', '\0']).next().unwrap_or_default());
    let mut depth = 0_usize;
    for name in names {
        match name {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_are_removed() {
        for (path, expected) in [
            ("/a/b", "/a/b"),
            ("/a/./b", "/a/b"),
            ("/a/../b", "/b"),
            ("/a/b/..", "/a/"),
            ("/a/.", "/a/"),
            ("/.", "/"),
            ("/..", "/"),
            ("/../../a", "/a"),
            ("/a//../b", "/a/b"),
            ("//../a", "/a"),
            ("/.../.a/a./..b", "/.../.a/a./..b"),
        ] {
            assert_eq!(remove_dots(path), expected, "{path}");
        }
    }

    #[test]
    fn what_goes_up_and_out() {
        for (path, expected) in [
            ("/a/b", false),
            ("/a/../b", false),
            ("/..", true),
            ("/a/../../b", true),
            ("/..%2Fb", true),
            ("/a%2F..%2F..%2Fb", true),
            ("/%2e%2e/b", true),
            ("/..%5Cb", true),
            ("/..\\b", true),
            ("/..;x/b", true),
            ("/..%3Bx/b", true),
            ("/..%00/b", true),
            ("/a//../../b", true),
            ("/...", false),
            ("/%252e%252e/b", true),
            ("/..%252fb", true),
            ("/a%252f..%252f..%255cb", true),
            ("/a/%252e%252e/b", false),
            ("/%25252e%25252e/b", false),
            ("/a%2520b/..", false),
        ] {
            assert_eq!(climbs(path), expected, "{path}");
        }
    }
}
