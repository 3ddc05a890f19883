//! The paths that backends may read out of a request beside the normal one.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

use super::dots::{has_dots, remove_dots};
use super::normal::decode_unreserved;

/// The paths that backends may read out of a request.
#[derive(Debug)]
pub(in crate::routing) struct Readings {
    /// With dot segments in place; the normal path is the first.
    texts: SmallVec<[String; 2]>,
    /// How many of them a backend may read out of the normal path; what comes behind it reads only out of the sent one.
    of_normal: usize,
    /// Whether a segment was sent as an encoded `.` or `..`.
    has_encoded_dots: bool,
}

/// Whether every backend reads the same path out of this one, case included. Nearly every path is so.
pub(in crate::routing) fn has_one_reading(path: &str) -> bool {
    let mut last = 0;
    path.bytes().all(|byte| {
        let is_doubled = last == b'/' && matches!(byte, b'/' | b'.');
        last = byte;
        let is_plain = byte.is_ascii() && !byte.is_ascii_uppercase() && !matches!(byte, b'%' | b'\\' | b';');
        is_plain && !is_doubled
    })
}

impl Readings {
    /// Of a path as it was sent, and its normal form.
    pub(in crate::routing) fn new(sent: &str, normal: &str) -> Self {
        let undotted = decode_unreserved(sent);
        let mut texts = SmallVec::new();
        structural(normal, &mut texts);
        let of_normal = texts.len();
        if *undotted != *normal {
            structural(&undotted, &mut texts);
        }
        Self { texts, of_normal, has_encoded_dots: count_dots(sent) != count_dots(&undotted) }
    }

    /// Those that name another place: encoded slashes, backslashes and NUL decoded, and encoded dot segments both
    /// resolved and not.
    pub(in crate::routing) fn decoded(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let of_normal = self.texts.iter().take(self.of_normal).skip(1);
        let unresolved = self.texts.iter().skip(self.of_normal).filter(|_| self.has_encoded_dots);
        let kept = of_normal.clone().chain(unresolved);
        kept.map(|text| Cow::Borrowed(text.as_str())).chain(of_normal.map(|text| remove_dots(text)))
    }

    /// How a lenient backend reads what it is sent: besides all that, slashes merged, parameters behind `;` left out, and
    /// percent-decoded by two servers one after the other. It may [`fold`] each of them as well.
    ///
    /// What stands behind a `;` may be left out before anything is decoded, or after it.
    pub(in crate::routing) fn lenient(&self, sent: Sent) -> impl Iterator<Item = String> {
        let count = match sent {
            Sent::Normal => self.of_normal,
            Sent::AsSent => self.texts.len(),
        };
        let undecoded = [0, self.of_normal].into_iter().filter(|at| *at < count);
        let mut more = SmallVec::<[String; 2]>::new();
        for text in undecoded.filter_map(|at| self.texts.get(at)) {
            let bare = text.contains(';').then(|| without(&[";"], text));
            let twice =
                [Some(text), bare.as_ref()].into_iter().flatten().filter_map(|text| decoded_again(text));
            for text in twice.chain(bare.clone()) {
                structural(&text, &mut more);
            }
        }
        let decoded = self.texts.iter().take(count).flat_map(|text| lenient(text));
        decoded.chain(more.into_iter().flat_map(|text| lenient(&text)))
    }
}

/// What a backend is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::routing) enum Sent {
    /// The normal path.
    Normal,
    /// The path as the client sent it.
    AsSent,
}

fn count_dots(path: &str) -> usize {
    path.split('/').filter(|segment| matches!(*segment, "." | "..")).count()
}

/// The text itself, and with what separates or ends a path decoded, in every combination that changes it.
fn structural(text: &str, texts: &mut SmallVec<[String; 2]>) {
    let start = texts.len();
    texts.push(text.to_owned());
    let decoders: [fn(&str) -> Option<String>; 3] = [
        |text| text.contains("%2F").then(|| text.replace("%2F", "/")),
        |text| has_backslash(text).then(|| text.replace("%5C", "/").replace('\\', "/")),
        |text| text.find("%00").and_then(|end| text.get(..end)).map(str::to_owned),
    ];
    for decode in decoders {
        let changed: SmallVec<[String; 2]> =
            texts.iter().skip(start).filter_map(|text| decode(text)).collect();
        texts.extend(changed);
    }
}

/// What a second server decodes, behind one that has decoded all there is to decode once; none where nothing is left.
fn decoded_again(text: &str) -> Option<String> {
    text.contains("%25").then(|| decode_unreserved(&text.replace("%25", "%")).into_owned())
}

fn has_backslash(text: &str) -> bool {
    text.contains("%5C") || text.contains('\\')
}

fn lenient(text: &str) -> SmallVec<[String; 2]> {
    let mut spelt: SmallVec<[Cow<'_, str>; 4]> = SmallVec::new();
    spelt.push(Cow::Borrowed(text));
    if text.contains(';') || text.contains("%3B") {
        spelt.push(Cow::Owned(without(&[";", "%3B"], text)));
    }
    let merged: SmallVec<[_; 2]> = spelt.iter().filter_map(|text| merged(text)).map(Cow::Owned).collect();
    spelt.extend(merged);
    let resolved: SmallVec<[_; 2]> = spelt
        .iter()
        .filter(|text| has_dots(text))
        .map(|text| Cow::Owned(remove_dots(text).into_owned()))
        .collect();
    spelt.extend(resolved);
    spelt.into_iter().map(Cow::into_owned).collect()
}

/// `/a;x=1/b` as `/a/b`, where one of these begins parameters.
fn without(beginnings: &[&str], text: &str) -> String {
    let name = |segment: &str| {
        let end = beginnings.iter().filter_map(|beginning| segment.find(beginning)).min();
        segment.get(..end.unwrap_or(segment.len())).unwrap_or(segment).to_owned()
    };
    text.split('/').map(name).collect::<Vec<_>>().join("/")
}

/// With one slash where several follow each other; none where that changes nothing.
fn merged(text: &str) -> Option<String> {
    if !text.contains("//") {
        return None;
    }
    let mut merged = String::with_capacity(text.len());
    for character in text.chars() {
        if character != '/' || !merged.ends_with('/') {
            merged.push(character);
        }
    }
    Some(merged)
}

/// Percent-decoded once and in lower case, also where only the upper case of two letters is the same.
pub(in crate::routing) fn fold(text: &str) -> String {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    if decoded.is_ascii() {
        return decoded.to_ascii_lowercase();
    }
    decoded.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// The texts under which a lenient reading finds a route of this path, in its normal form.
pub(in crate::routing) fn lenient_keys(path: &str) -> impl Iterator<Item = String> {
    lenient(path).into_iter().map(|path| fold(&path))
}

#[cfg(test)]
mod tests {
    use super::super::normal;
    use super::*;

    #[test]
    fn paths_that_can_be_read_in_one_way_only() {
        for (path, expected) in [
            ("/", true),
            ("/books/1", true),
            ("/a.b/c..", true),
            ("/a/.b", false),
            ("/Books", false),
            ("/a//b", false),
            ("/a%20b", false),
            ("/a\\b", false),
            ("/a;b", false),
            ("/\u{e9}", false),
        ] {
            assert_eq!(has_one_reading(path), expected, "{path}");
        }
    }

    #[test]
    fn other_places_that_a_path_may_name() {
        for (sent, expected) in [
            ("/a/b", &[][..]),
            ("/A//b;c", &[]),
            ("/x/../admin", &[]),
            ("/a%2fb", &["/a/b"]),
            ("/x%2f..%2fadmin", &["/x/../admin", "/admin"]),
            ("/x/..%5cadmin", &["/x/../admin", "/admin"]),
            ("/x/..\\admin", &["/x/../admin", "/admin"]),
            ("/admin%00.html", &["/admin"]),
            ("/x/%2e%2e/admin", &["/x/../admin"]),
            ("/admin/.%2E/x", &["/admin/../x"]),
            ("/%2561dmin", &[]),
        ] {
            let readings = Readings::new(sent, &normal(sent));
            let mut found: Vec<_> = readings.decoded().collect();
            found.sort_by_key(|path| !path.contains(".."));
            found.dedup();
            assert_eq!(found, expected, "{sent}");
        }
    }

    #[track_caller]
    fn check(sent: &str, how: Sent, path: &str, expected: bool) {
        let readings = Readings::new(sent, &normal(sent));
        let found: Vec<_> = readings.lenient(how).map(|path| fold(&path)).collect();
        assert_eq!(found.iter().any(|found| found == path), expected, "{sent}: {found:?}");
    }

    #[test]
    fn how_lenient_backends_read_it() {
        for sent in [
            "/ADMIN",
            "//admin",
            "/%41dmin",
            "/Admin;v=1",
            "/Admin%3Bv=1",
            "/x/..;/admin",
            "/x%2F%2F..%2Fadmin",
            "/x//..%2fADMIN",
            "/adm\u{131}n",
            "/ADMIN%00x",
            "/x%2f..%2fadmin;%2f..",
            "/%2561dmin",
            "/%25%36%31dmin",
            "/%%36%31dmin",
            "/%2541DMIN",
            "/%252fadmin",
            "/x/%252e%252e/admin",
            "/x%252F..%252fadmin",
            "/x%2f%252e%252e%2fadmin",
            "/x/..%255cadmin",
            "/admin%2500.html",
            "/admin%253bv=1",
            "/x/..;%252fadmin",
            "/x;%252f../admin",
        ] {
            check(sent, Sent::Normal, "/admin", true);
        }
        check("/x//../admin", Sent::Normal, "/admin", false);
        check("/x//../admin", Sent::AsSent, "/admin", true);
        check("/Admin/../x", Sent::Normal, "/admin/../x", false);
        check("/Admin/../x", Sent::AsSent, "/admin/../x", true);
        check("/x/..;/admin/..%3b/", Sent::Normal, "/admin/..;/", true);
        check("/%252561dmin", Sent::Normal, "/admin", false);
        check("/a%2520b", Sent::Normal, "/a%20b", true);
        check("/admins", Sent::Normal, "/admin", false);
    }
}
