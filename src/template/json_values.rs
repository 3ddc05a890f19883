//! The texts in a JSON document that are values, each with the name nearest to it.

use std::ops::Range;

use crate::collection::JsonState;

/// A text that is a value, not a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TextValue<'t> {
    /// Between its quotes, as written.
    pub(super) text: &'t str,
    /// With its quotes.
    pub(super) range: Range<usize>,
    /// The key of the innermost member that it is in; empty where there is none.
    pub(super) name: &'t str,
}

/// The values of a document in order. What is no JSON gives what can be made of it.
pub(super) fn text_values(json: &str) -> Vec<TextValue<'_>> {
    let mut reader = Reader { json, at: 0, around: Vec::new(), key: None, found: Vec::new() };
    while let Some(byte) = json.as_bytes().get(reader.at) {
        reader.step(*byte);
    }
    reader.found
}

struct Reader<'t> {
    json: &'t str,
    at: usize,
    /// The nearest name around each object and list that is open.
    around: Vec<&'t str>,
    /// The key of the member whose value comes next.
    key: Option<&'t str>,
    found: Vec<TextValue<'t>>,
}

impl<'t> Reader<'t> {
    fn step(&mut self, byte: u8) {
        self.at += 1;
        match byte {
            b'"' => self.text(),
            b'{' | b'[' => {
                self.around.push(self.name());
                self.key = None;
            }
            b'}' | b']' => {
                self.around.pop();
                self.key = None;
            }
            b',' => self.key = None,
            _ => {}
        }
    }

    fn name(&self) -> &'t str {
        self.key.or_else(|| self.around.last().copied()).unwrap_or_default()
    }

    /// A text whose first quote was just passed.
    fn text(&mut self) {
        let start = self.at;
        let mut state = JsonState::Inside;
        let rest = self.json.as_bytes().get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| {
            state = state.step(*byte);
            state == JsonState::Outside
        });
        let Some(length) = length else {
            self.at = self.json.len();
            return;
        };
        self.at = start + length + 1;
        let text = self.json.get(start..start + length).unwrap_or_default();
        let behind = self.json.get(self.at..).unwrap_or_default().trim_start();
        if behind.starts_with(':') {
            self.key = Some(text);
        } else {
            self.found.push(TextValue { text, range: start - 1..self.at, name: self.name() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = text_values(json).iter().map(|value| (value.name, value.text)).collect();
        assert_eq!(found, expected, "{json}");
    }

    #[test]
    fn values_and_the_names_nearest_to_them() {
        check("", &[]);
        check(r#""a""#, &[("", "a")]);
        check(r#"{"a": "b", "c" : "d"}"#, &[("a", "b"), ("c", "d")]);
        check(r#"{"ids": ["1", ["2"]], "n": 3, "e": "f"}"#, &[("ids", "1"), ("ids", "2"), ("e", "f")]);
        check(r#"{"a": {"b": "c"}, "d": [{"e": "f"}, "g"]}"#, &[("b", "c"), ("e", "f"), ("d", "g")]);
        check(r#"{"a\"b": "c\"d\\"}"#, &[(r#"a\"b"#, r#"c\"d\\"#)]);
        check(r#"{"a": {{name}}, "b": "c"}"#, &[("b", "c")]);
        check(r#"["open"#, &[]);
        check("]}}", &[]);
    }
}
