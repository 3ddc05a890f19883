//! Saved JSON as Postman sends it: without comments and trailing commas, and with variables in any place
//! (matching.md 8.4.5).

use serde_json::Value;

use crate::collection::{Algorithm, is_json_text, references};

/// The JSON that a saved text stands for. A variable outside a string becomes a string of itself.
pub(super) fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&strict(text)).ok())
}

/// Whether a saved text is compared as JSON by these rules.
pub fn reads_as_json(text: &str, algorithm: Algorithm) -> bool {
    match algorithm {
        Algorithm::Extended => read(text).is_some(),
        Algorithm::Postman => is_json_text(text),
    }
}

fn strict(text: &str) -> String {
    let mut writer = Writer { text, at: 0, written: String::with_capacity(text.len()), comma: false };
    while writer.step().is_some() {}
    writer.written
}

struct Writer<'t> {
    text: &'t str,
    at: usize,
    written: String,
    /// A comma was read that is written once a value follows.
    comma: bool,
}

impl Writer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads one thing and writes what is left of it; none at the end.
    fn step(&mut self) -> Option<()> {
        let char = self.rest().chars().next()?;
        match char {
            '/' if self.rest().starts_with("//") => self.skip_to("\n", 2),
            '/' if self.rest().starts_with("/*") => self.skip_to("*/", 2),
            ',' => {
                self.settle_comma();
                self.comma = true;
                self.at += 1;
            }
            '"' => self.string(),
            '{' if self.rest().starts_with("{{") => self.variable(),
            '}' | ']' => {
                self.comma = false;
                self.copy(char.len_utf8());
            }
            _ if char.is_whitespace() => self.copy(char.len_utf8()),
            _ => {
                self.settle_comma();
                self.copy(char.len_utf8());
            }
        }
        Some(())
    }

    fn skip_to(&mut self, end: &str, from: usize) {
        let found = self.rest().get(from..).and_then(|rest| rest.find(end));
        self.at = found.map_or(self.text.len(), |found| self.at + from + found + end.len());
        self.written.push(' ');
    }

    fn settle_comma(&mut self) {
        if std::mem::take(&mut self.comma) {
            self.written.push(',');
        }
    }

    fn string(&mut self) {
        self.settle_comma();
        let mut is_escaped = true;
        let end = self.rest().char_indices().find(|(_, char)| {
            let ends = *char == '"' && !is_escaped;
            // The first quote opens the string.
            is_escaped = *char == '\\' && !is_escaped;
            ends
        });
        let length = end.map_or(self.rest().len(), |(at, _)| at + 1);
        self.copy(length);
    }

    fn variable(&mut self) {
        self.settle_comma();
        let reference = references(self.rest()).next().filter(|reference| reference.range.start == 0);
        let Some(length) = reference.map(|reference| reference.range.end) else { return self.copy(1) };
        let quoted = Value::from(self.rest().get(..length).unwrap_or_default()).to_string();
        self.written.push_str(&quoted);
        self.at += length;
    }

    fn copy(&mut self, length: usize) {
        let end = self.at + length;
        let text = self.text;
        self.written.push_str(text.get(self.at..end).unwrap_or_default());
        self.at = end;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(row: &str, text: &str, expected: impl Into<Option<Value>>) {
        assert_eq!(read(text), expected.into(), "{row}");
    }

    #[test]
    fn rule_8_4_5_comments_and_trailing_commas_do_not_count() {
        check("as it is", r#"{"a": 1}"#, json!({"a": 1}));
        check("a line comment", "{\"a\": 1 // one\n}", json!({"a": 1}));
        check("a line comment at the end", "{\"a\": 1} // one", json!({"a": 1}));
        check("a block comment", "/* x */{\"a\"/**/: /* , */ 1}", json!({"a": 1}));
        check("an open comment", "{\"a\": 1} /* x", json!({"a": 1}));
        check("a trailing comma", "{\"a\": [1, 2, ], }", json!({"a": [1, 2]}));
        check(
            "a comma before a comment",
            "{\"a\": 1, // one\n \"b\": 2, /* two */ }",
            json!({"a": 1, "b": 2}),
        );
        check("marks in strings", r#"{"a": "// /* \" ,}", }"#, json!({"a": "// /* \" ,}"}));
        check("a backslash at the end of a string", r#"{"a": "\\", }"#, json!({"a": "\\"}));
        check("two commas", "[1,, 2]", None);
        check("no JSON", "{a: 1}", None);
        check("an open string", "[\"a", None);
        check("nothing", "", None);
    }

    #[test]
    fn rule_8_4_5_variables_stand_anywhere() {
        check("as a value", r#"{"a": {{x}}}"#, json!({"a": "{{x}}"}));
        check("in a list", "[{{x}}, {{y}},]", json!(["{{x}}", "{{y}}"]));
        check("in a string", r#"{"a": "{{x}}",}"#, json!({"a": "{{x}}"}));
        check("alone", " {{x}} ", json!("{{x}}"));
        check("with quotes in its name", r#"[{{"x"}}]"#, json!([r#"{{"x"}}"#]));
        check("beside digits", r#"{"a": {{x}}.5}"#, None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[{}\\[\\]\",:/* a1\\\\\n\u{e9}]{0,60}") {
            let value = read(&text);
            if let Ok(strict) = serde_json::from_str::<Value>(&text) {
                proptest::prop_assert_eq!(value, Some(strict));
            }
        }
    }
}
