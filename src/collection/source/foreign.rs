//! Files that are neither JSON nor YAML, known by how they begin.

use super::kind::{BRUNO, Kind, other};
use super::notation::first_line;

/// With what the files of archives begin: zip (also an empty one) and gzip.
const ARCHIVES: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"\x1F\x8B"];

/// The blocks that a file of Bruno may begin with; some go on behind a colon, as `script:pre-request`.
const BLOCKS: [&str; 16] = [
    "meta", "get", "post", "put", "patch", "delete", "options", "head", "http", "vars", "auth", "headers",
    "params", "body", "script", "docs",
];

impl Kind {
    /// What the bytes of a file are that is no text.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let hint = "unpack it, and give the file that you need";
        ARCHIVES.iter().any(|start| bytes.starts_with(start)).then_some(other("an archive", hint))
    }

    /// What a text is that is neither JSON nor YAML.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let line = first_line(text);
        if line.starts_with('<') {
            return Some(markup(line));
        }
        let block = line.strip_suffix('{')?.trim_end();
        let name = block.split_once(':').map_or(block, |(name, _)| name);
        BLOCKS.contains(&name).then_some(other("a file of Bruno", BRUNO))
    }
}

fn markup(line: &str) -> Kind {
    let begins = |start: &str| line.get(..start.len()).is_some_and(|line| line.eq_ignore_ascii_case(start));
    if begins("<!doctype html") || begins("<html") {
        other("a web page", "export the file from Postman: what was downloaded here is a page about it")
    } else {
        other("an XML document", "export a file from Postman as JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Option<&str>) {
        let text = String::from_utf8_lossy(bytes);
        let kind = Kind::of_bytes(bytes).or_else(|| Kind::of_text(&text));
        let name = kind.map(|kind| if let Kind::Other { name, .. } = kind { name } else { "" });
        assert_eq!(name, expected, "{text}");
    }

    #[test]
    fn known_by_how_they_begin() {
        check(b"PK\x03\x04\x14\0\0\0", Some("an archive"));
        check(b"PK\x05\x06\0\0", Some("an archive"));
        check(b"\x1F\x8B\x08", Some("an archive"));
        check(b"\n<!DOCTYPE html>\n<title>Books</title>", Some("a web page"));
        check(b"<html lang=\"en\">", Some("a web page"));
        check(b"<?xml version=\"1.0\"?>", Some("an XML document"));
        check("<é>".as_bytes(), Some("an XML document"));
        check(b"meta {\n  name: List\n}\n\nget {\n}", Some("a file of Bruno"));
        check(b"vars:secret {\n", Some("a file of Bruno"));
        check(b"script:pre-request{\n", Some("a file of Bruno"));
    }

    #[test]
    fn everything_else_is_left_to_its_reader() {
        for text in ["", "{", "{}", "books {", "a: {", "PK", "meta", "[\n", "nope"] {
            check(text.as_bytes(), None);
        }
    }
}
