//! What a plain scalar of YAML stands for, in the core schema of YAML 1.2.
//!
//! A number stays a number only if it is written as JSON would write it. Everything else keeps the text
//! its author sees: a version `1.10` is not 1.1, and an id `007` is not 7.

use std::borrow::Cow;

use serde_json::Number;

use super::json::Json;

/// The value of an unquoted scalar without a tag.
pub(super) fn plain(text: Cow<'_, str>) -> Json<'_> {
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        written => match number(written) {
            Some(number) => Json::Number(number),
            None => Json::Text(text),
        },
    }
}

fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return None;
    }
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    let real = || Number::from_f64(text.parse().ok()?);
    whole.ok().or_else(real).filter(|number| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(plain(Cow::Borrowed(text)).to_json(), expected, "{text}");
    }

    #[test]
    fn the_core_schema() {
        for text in ["", "~", "null", "Null", "NULL"] {
            check(text, "null");
        }
        check("true", "true");
        check("FALSE", "false");
        check("200", "200");
        check("-1", "-1");
        check("18446744073709551615", "18446744073709551615");
        check("1.5", "1.5");
    }

    #[test]
    fn what_json_would_write_otherwise_is_text() {
        let texts =
            ["yes", "no", "on", "nULL", "1.10", "007", "+1", "1e3", "0x1f", ".5", "-", "1_000", ".inf"];
        for text in texts.into_iter().chain(["nan", "2024-01-01", "99999999999999999999", "-0", "{{a}}"]) {
            check(text, &format!("\"{text}\""));
        }
    }
}
