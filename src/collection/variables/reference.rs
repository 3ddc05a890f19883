//! How a variable is written: `{{name}}`, where a name has no braces and is not empty.
//!
//! Everything that cuts texts apart treats a reference as one piece: a `/` within braces divides nothing.

use std::ops::Range;

/// One `{{name}}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'t> {
    /// What stands between the braces, with its white space.
    pub name: &'t str,
    /// Where the whole of it stands, braces included, in bytes.
    pub range: Range<usize>,
}

/// The references of a text, in order.
pub fn references(text: &str) -> References<'_> {
    References { text, from: 0 }
}

/// The names of the variables that are still in a text.
pub fn unresolved(text: &str) -> impl Iterator<Item = &str> {
    references(text).map(|reference| reference.name)
}

/// The name, where a text is one `{{name}}` and nothing else.
pub fn whole_variable(text: &str) -> Option<&str> {
    let reference = references(text).next()?;
    (reference.range == (0..text.len())).then_some(reference.name)
}

/// See [`references`].
#[derive(Debug, Clone)]
pub struct References<'t> {
    text: &'t str,
    from: usize,
}

impl<'t> Iterator for References<'t> {
    type Item = Reference<'t>;

    fn next(&mut self) -> Option<Reference<'t>> {
        loop {
            let start = self.from + self.text.get(self.from..)?.find("{{")?;
            let inside = self.text.get(start + 2..)?;
            let length = inside.find(['{', '}'])?;
            let (name, behind) = inside.split_at(length);
            if !name.is_empty() && behind.starts_with("}}") {
                self.from = start + 2 + length + 2;
                return Some(Reference { name, range: start..self.from });
            }
            // Of `{{{a}}` the last two braces open; what a single brace ends was no reference.
            self.from = if behind.starts_with('{') { start + 1 + length } else { start + 2 + length + 1 };
        }
    }
}

/// The first byte outside references that is one of `wanted` (ASCII).
pub(crate) fn find_outside(text: &str, wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    let end = Reference { name: "", range: text.len()..text.len() };
    for reference in references(text).chain(std::iter::once(end)) {
        let between = text.as_bytes().get(from..reference.range.start)?;
        if let Some(at) = between.iter().position(|byte| wanted.contains(byte)) {
            return Some(from + at);
        }
        from = reference.range.end;
    }
    None
}

/// The pieces between separators (one ASCII byte) outside references.
pub(crate) fn split_outside(text: &str, separator: u8) -> impl Iterator<Item = &str> + Clone {
    let mut rest = Some(text);
    let mut references = references(text).peekable();
    let mut offset = 0;
    std::iter::from_fn(move || {
        let current = rest?;
        let start = offset;
        let bytes = text.as_bytes();
        while let Some(byte) = bytes.get(offset) {
            if let Some(reference) = references.next_if(|reference| reference.range.start == offset) {
                offset = reference.range.end;
            } else if *byte == separator {
                let piece = current.get(..offset - start);
                offset += 1;
                rest = text.get(offset..);
                return piece;
            } else {
                offset += 1;
            }
        }
        rest = None;
        Some(current)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, names: &[&str]) {
        assert_eq!(unresolved(text).collect::<Vec<_>>(), names, "{text}");
    }

    #[test]
    fn names_between_double_braces() {
        check("", &[]);
        check("plain", &[]);
        check("{{a}}", &["a"]);
        check("x{{a}}y{{ b }}{{$guid}}", &["a", " b ", "$guid"]);
        check("{{{a}}}", &["a"]);
        check("{{{{a}}}}", &["a"]);
        check("{{a{{b}}", &["b"]);
        check("{{a}b}}{{c}}", &["c"]);
        check("{{}}{{a}}", &["a"]);
        check("{{a", &[]);
        check("{{a}", &[]);
        check("{\"a\":{\"b\":{}}}", &[]);
        check("{{é/?#}}", &["é/?#"]);
    }

    #[test]
    fn whole_or_not() {
        assert_eq!(whole_variable("{{a}}"), Some("a"));
        for text in ["", "a", "{{a}}b", "b{{a}}", "{{a}}{{b}}", "{{{a}}}"] {
            assert_eq!(whole_variable(text), None, "{text}");
        }
    }

    #[track_caller]
    fn check_split(text: &str, pieces: &[&str]) {
        assert_eq!(split_outside(text, b'/').collect::<Vec<_>>(), pieces, "{text}");
    }

    #[test]
    fn rule_1_7_a_reference_is_one_piece() {
        check_split("", &[""]);
        check_split("/", &["", ""]);
        check_split("a/b//c/", &["a", "b", "", "c", ""]);
        check_split("{{a/b}}/c", &["{{a/b}}", "c"]);
        check_split("x{{a/b}}{{/}}y/{{a/b", &["x{{a/b}}{{/}}y", "{{a", "b"]);
        assert_eq!(find_outside("{{a/b}}?c/d", b"/"), Some(9));
        assert_eq!(find_outside("{{a/b}}?c/d", b"/?"), Some(7));
        assert_eq!(find_outside("{{a/b}}", b"/?"), None);
    }
}
