//! A value never breaks out of where it stands.

use super::filled;
use super::request::sent;
use crate::template::Escape;

#[track_caller]
fn check(escape: Escape, value: &str, text: &str, expected: &str) {
    assert_eq!(filled(text, escape, &sent("/").captured("v", value)), expected, "{text}");
}

#[test]
fn in_a_string_of_json_a_value_is_escaped() {
    let check = |value, text, expected| check(Escape::Json, value, text, expected);
    check(r#"a"b\c"#, r#"{"a": "{{v}}"}"#, r#"{"a": "a\"b\\c"}"#);
    check("1\n\u{1}é", r#"["x{{v}}y{{v}}"]"#, "[\"x1\\n\\u0001éy1\\n\\u0001é\"]");
    check("k\"", r#"{"{{v}}": 1}"#, r#"{"k\"": 1}"#);
    check("q\"", r#"["\"{{v}}", "\\{{v}}"]"#, r#"["\"q\"", "\\q\""]"#.replace("q\"", "q\\\"").as_str());
}

#[test]
fn outside_a_string_of_json_it_goes_in_as_it_is() {
    let check = |value, text, expected| check(Escape::Json, value, text, expected);
    check(r#"{"b": "c"}"#, r#"{"a": {{v}}, "d": "{{v}}"}"#, r#"{"a": {"b": "c"}, "d": "{\"b\": \"c\"}"}"#);
    check("\"a\"", "{{v}}", "\"a\"");
    check("\"", r#"["\\", {{v}}]"#, r#"["\\", "]"#);
}

#[test]
fn references_that_stay_count_as_text() {
    check(Escape::Json, "\"", r#"["{{a"b}}, {{v}}, "{{v}}"]"#, "[\"{{a\"b}}, \", \"\\\"\"]");
}

#[test]
fn a_backslash_before_a_value_escapes_nothing_of_it() {
    check(Escape::Json, r#"", "x": ""#, r#"{"a": "C:\{{v}}"}"#, r#"{"a": "C:\\\", \"x\": \""}"#);
    check(Escape::Json, "n", r#"["\{{v}}", "{{v}}"]"#, r#"["\\n", "n"]"#);
}

#[test]
fn a_default_is_a_value_too() {
    check(Escape::Json, "", r#"["{{$queryParams 'q' 'a"b'}}"]"#, r#"["a\"b"]"#);
}

#[test]
fn a_header_loses_what_would_break_it() {
    check(Escape::Header, "a\r\nSet-Cookie: b\0c\u{7f}\u{1b}d\té", "x {{v}}", "x aSet-Cookie: bcd\té");
    check(Escape::Header, "a\"b\\c", "{{v}}", "a\"b\\c");
}

#[test]
fn elsewhere_nothing_is_changed() {
    check(Escape::None, "a\r\n\0\"\\", "\"{{v}}\"", "\"a\r\n\0\"\\\"");
}
