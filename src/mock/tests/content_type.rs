//! 7.2: the content type of an answer that was saved without one.

use super::{Saved, answer_of, collection, saved, values};
use crate::collection::Algorithm;

const TEXT: &str = "text/plain; charset=utf-8";

#[track_caller]
fn check(row: &str, response: Saved, expected: &[&str]) {
    let (answer, warnings) = response.answer();
    assert_eq!((values(&answer, "content-type"), warnings), (expected.to_vec(), vec![]), "{row}");
}

#[test]
fn rule_7_2_by_preview_language() {
    for (language, expected) in [
        ("json", "application/json"),
        ("xml", "application/xml"),
        ("html", "text/html; charset=utf-8"),
        ("text", "text/plain; charset=utf-8"),
        ("javascript", "text/javascript; charset=utf-8"),
        ("css", "text/css; charset=utf-8"),
    ] {
        check(language, saved(200).preview(language), &[expected]);
        check("ignoring case", saved(200).preview(&language.to_uppercase()), &[expected]);
        check("over what the body is", saved(200).preview(language).body("12"), &[expected]);
    }
}

#[test]
fn rule_7_2_the_preview_language_stands_in_either_place() {
    for (place, expected) in [
        (r#""_postman_previewlanguage": "XML""#, "application/xml"),
        (r#""_": {"postman_previewlanguage": "Html"}"#, "text/html; charset=utf-8"),
        (
            r#""_postman_previewlanguage": "css", "_": {"postman_previewlanguage": "html"}"#,
            "text/css; charset=utf-8",
        ),
        (r#""_postman_previewlanguage": null"#, TEXT),
    ] {
        let example = format!(r#"{{"name": "one", "code": 200, "body": "text", {place}}}"#);
        let (answer, _) = answer_of(collection(&example).examples.remove(0).response, Algorithm::Extended);
        assert_eq!(values(&answer, "content-type"), [expected], "{place}");
    }
}

#[test]
fn rule_7_2_by_the_body_where_no_preview_language_says() {
    for (body, expected) in [
        ("{\"a\": [1, null]}", "application/json"),
        (" [] \n", "application/json"),
        ("12", "application/json"),
        ("\"text\"", "application/json"),
        ("null", "application/json"),
        ("{\"a\": }", TEXT),
        ("{} {}", TEXT),
        ("<a/>", TEXT),
        (" ", TEXT),
    ] {
        check(body, saved(200).body(body), &[expected]);
        check("an unknown language", saved(200).body(body).preview("auto"), &[expected]);
    }
}

#[test]
fn rule_7_2_by_the_body_after_filling_in() {
    let text = r#"{"info": {"name": "shop"}, "variable": [{"key": "name", "value": "a \"b\""}],
        "item": [{"name": "one", "request": {"url": "http://shop/"}, "response": [
        {"code": 200, "body": "{\"name\": \"{{name}}\"}"}]}]}"#;
    let read = crate::collection::read_collection(text.as_bytes(), &crate::collection::Variables::default());
    let (answer, _) = answer_of(read.unwrap().value.examples.remove(0).response, Algorithm::Extended);
    assert_eq!(answer.body, r#"{"name": "a \"b\""}"#);
    assert_eq!(values(&answer, "content-type"), ["application/json"]);
}

#[test]
fn rule_7_2_a_saved_one_that_says_nothing_counts_as_none() {
    for said in ["*/*", " */* ", "*/*; charset=utf-8", "", "  ", "; charset=utf-8"] {
        check(said, saved(200).header("Content-Type", said).body("{}"), &["application/json"]);
        check(said, saved(200).header("Content-Type", said).preview("xml"), &["application/xml"]);
        check(said, saved(200).header("Content-Type", said).body(""), &[]);
        let several = saved(200).header("content-type", said).header("content-type", "text/csv");
        check("the first of several", several, &[TEXT]);
    }
}

#[test]
fn rule_8_8_a_saved_one_that_is_a_placeholder_counts_as_none() {
    let row = |row, body: &str, expected| {
        check(row, saved(200).header("content-type", "<string>").body(body), &[expected]);
    };
    row("JSON", "{}", "application/json");
    row("a text", "hello", "text/plain; charset=utf-8");
}

#[test]
fn rule_7_2_a_saved_one_is_sent_as_it_is() {
    for said in ["text/csv", "APPLICATION/XML", "text/*", "application/problem+json; charset=x"] {
        check(said, saved(200).header("content-type", said).preview("html").body("{}"), &[said]);
        check("also without a body", saved(200).header("content-type", said).body(""), &[said]);
    }
}

#[test]
fn rule_7_2_an_empty_body_needs_none() {
    check("nothing said", saved(200).body(""), &[]);
    check("a preview language", saved(200).body("").preview("json"), &[]);
    check("a body that is not sent", saved(204).body("{}"), &[]);
}

#[track_caller]
fn check_rules(body: &str, preview: &str, extended: &str, postman: &str) {
    for (algorithm, expected) in [(Algorithm::Extended, extended), (Algorithm::Postman, postman)] {
        let (answer, _) = answer_of(saved(200).body(body).preview(preview).0, algorithm);
        assert_eq!(values(&answer, "content-type"), [expected], "{body} with {algorithm:?}");
    }
}

#[test]
fn rule_8_10_an_object_or_list_is_json_whatever_the_preview_language_says() {
    let json = "application/json";
    check_rules("{\"a\": 1}", "html", json, "text/html; charset=utf-8");
    check_rules(" [1]\n", "text", json, TEXT);
    check_rules("12", "text", TEXT, TEXT);
    check_rules("<a/>", "xml", "application/xml", "application/xml");
    check_rules("{\"a\": {{$randomInt}}}", "auto", json, TEXT);
    check_rules("{\"a\": {{id}}, \"b\": \"{{$guid}}\"}", "text", json, TEXT);
    check_rules("{\"a\": {{unknown}}}", "auto", TEXT, TEXT);
    check_rules("{{$randomInt}}", "auto", json, TEXT);
    check_rules("{{$randomInt}}", "text", TEXT, TEXT);
}

#[test]
fn a_body_that_encodes_bytes_has_the_type_that_it_says() {
    let uri = "data:image/png;base64,iVBORw0KGgo=";
    let png = b"\x89PNG\r\n\x1a\n";
    for (row, response, expected) in [
        ("of itself", saved(200).body(uri), "image/png"),
        ("the saved one", saved(200).header("content-type", "image/x-png").body(uri), "image/x-png"),
        ("none", saved(200).body("data:;base64,iVBORw0KGgo="), "application/octet-stream"),
    ] {
        let (answer, _) = response.answer();
        assert_eq!((values(&answer, "content-type"), &answer.body[..]), (vec![expected], &png[..]), "{row}");
        assert_eq!(values(&answer, "content-length"), ["8"], "{row}");
    }
}
