//! Section 8.3: how near the body of an example is.

use super::builders::{index_by, saved, sent};
use crate::collection::{Algorithm, Body, FormField, FormValue};
use crate::matching::{Nearness, NoAnswers, Options, Role, Verdict};

fn nearness(body: &Body, content_type: &str, text: &str) -> Nearness {
    let candidate = saved("POST /a").body(body.clone()).candidate();
    sent("POST /a").of_type(content_type).body(text).ask(|request| candidate.body.nearness(&request.body))
}

/// Equal leaves and equal paths, of all of both; `equal` where the bodies are equal.
fn shares(body: &Body, content_type: &str, text: &str) -> String {
    match nearness(body, content_type, text) {
        Nearness::Equal { .. } => "equal".to_owned(),
        Nearness::Near { leaves, paths, .. } => format!("{leaves}, {paths}"),
    }
}

#[test]
fn rule_8_3_leaves_of_json() {
    for (row, saved, sent, expected) in [
        ("equal", r#"{"a": 1}"#, r#"{"a": 1.0}"#, "equal"),
        ("one of two", r#"{"a": 1, "b": 2}"#, r#"{"a": 1, "b": 3}"#, "1 of 3, 2 of 2"),
        ("one more", r#"{"a": 1}"#, r#"{"a": 1, "b": {"c": 3}}"#, "1 of 2, 1 of 2"),
        ("other names", r#"{"a": 1}"#, r#"{"b": 1}"#, "0 of 2, 0 of 2"),
        (
            "empty objects and lists are leaves",
            r#"{"a": {}, "b": []}"#,
            r#"{"a": {}, "b": {}}"#,
            "1 of 3, 2 of 2",
        ),
        ("by place in a list", "[1, 2, 3]", "[1, 3]", "1 of 4, 2 of 3"),
        ("a number and a text", r#"{"a": 1}"#, r#"{"a": "1"}"#, "0 of 2, 1 of 1"),
        ("a variable for a text", r#"{"a": "{{x}}", "b": 1}"#, r#"{"a": "y", "b": 2}"#, "1 of 3, 2 of 2"),
        (
            "a variable for an object",
            r#"{"a": "{{x}}", "b": 1}"#,
            r#"{"a": {"p": 1, "q": [2, 3]}, "b": 2}"#,
            "1 of 3, 2 of 2",
        ),
        ("a variable for nothing", r#"{"a": "{{x}}", "b": 1}"#, r#"{"b": 2}"#, "0 of 3, 1 of 2"),
        ("a gap", r#"{"a": "i-{{x}}", "b": 1}"#, r#"{"a": "i-5", "b": 2}"#, "1 of 3, 2 of 2"),
        (
            "a gap that nothing fills",
            r#"{"a": "i-{{x}}", "b": 1}"#,
            r#"{"a": "j", "b": 1}"#,
            "1 of 3, 2 of 2",
        ),
        (
            "a gap for an object",
            r#"{"a": "i-{{x}}", "b": 1}"#,
            r#"{"a": {"c": 1}, "b": 1}"#,
            "1 of 3, 1 of 3",
        ),
        ("one value on its own", "1", "2", "0 of 2, 1 of 1"),
    ] {
        assert_eq!(shares(&Body::Raw(saved.into()), "", sent), expected, "{row}");
    }
}

#[test]
fn rule_8_3_leaves_of_protocols() {
    for (row, saved, sent, expected) in [
        (
            "the parameters of JSON-RPC",
            r#"{"jsonrpc": "2.0", "method": "a", "params": [1, 2], "id": 1}"#,
            r#"{"jsonrpc": "2.0", "method": "a", "params": [1, 3], "id": 2}"#,
            "1 of 3, 2 of 2",
        ),
        (
            "no parameters of JSON-RPC",
            r#"{"jsonrpc": "2.0", "method": "a", "x": 1}"#,
            r#"{"jsonrpc": "2.0", "method": "a", "params": []}"#,
            "1 of 1, 1 of 1",
        ),
        (
            "the variables of GraphQL",
            r#"{"query": "{ a { b } }", "variables": {"x": 1, "y": 2}}"#,
            r#"{"query": "{ a { c } }", "variables": {"x": 1}}"#,
            "1 of 2, 1 of 2",
        ),
        ("texts of XML", "<a x='1'><b>1</b><b>2</b></a>", "<a><b>1</b><b>3</b><c/></a>", "1 of 4, 2 of 3"),
        (
            "a variable in XML",
            "<a><b>{{x}}</b><c>1</c></a>",
            "<a><b><d/><e/></b><c>2</c></a>",
            "1 of 3, 2 of 2",
        ),
    ] {
        assert_eq!(shares(&Body::Raw(saved.into()), "", sent), expected, "{row}");
    }
}

#[test]
fn rule_8_3_leaves_of_forms() {
    let pairs = |pairs: &[(&str, &str)]| {
        Body::UrlEncoded(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
    };
    let form = "application/x-www-form-urlencoded";
    for (row, saved, sent, expected) in [
        ("one of two", pairs(&[("a", "1"), ("b", "2")]), "b=3&a=1", "1 of 3, 2 of 2"),
        ("a key twice", pairs(&[("a", "1"), ("a", "2")]), "a=2", "1 of 2, 1 of 1"),
        ("a pair twice counts once", pairs(&[("a", "1"), ("a", "1"), ("b", "1")]), "a=1", "1 of 2, 1 of 2"),
        ("a variable", pairs(&[("a", "{{x}}"), ("b", "2")]), "a=7&b=3", "1 of 3, 2 of 2"),
    ] {
        assert_eq!(shares(&saved, form, sent), expected, "{row}");
    }
    let fields = Body::FormData(vec![
        FormField { key: "a".into(), value: FormValue::Text("1".into()) },
        FormField { key: "f".into(), value: FormValue::File },
    ]);
    let part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n1\r\n--b--\r\n";
    assert_eq!(shares(&fields, "multipart/form-data; boundary=b", part), "1 of 2, 1 of 2");
}

#[test]
fn rule_8_3_other_bodies_prefer_nothing() {
    let long = |leaves: usize| format!("[{}0]", "1,".repeat(leaves - 1));
    for (row, saved, sent) in [
        ("another format", r#"{"a": 1}"#.to_owned(), "<a>1</a>".to_owned()),
        ("texts", "a b".to_owned(), "a c".to_owned()),
        ("no body saved", String::new(), "a c".to_owned()),
        ("no body sent", "[1]".to_owned(), String::new()),
        ("wholly a variable", "{{x}}".to_owned(), "[1]".to_owned()),
        (
            "a call and no call",
            r#"{"jsonrpc": "2.0", "method": "a"}"#.to_owned(),
            r#"{"method": "a"}"#.to_owned(),
        ),
        ("too many leaves sent", "[1]".to_owned(), long(4_097)),
        ("too many leaves saved", long(4_097), "[1]".to_owned()),
    ] {
        assert_eq!(nearness(&Body::Raw(saved), "", &sent), Nearness::NONE, "{row}");
    }
    assert!(nearness(&Body::Raw("[1]".into()), "", &long(4_096)) > Nearness::NONE);
    assert_eq!(nearness(&Body::File, "", "[1]"), Nearness::NONE);
}

/// A chat with an image in it is long, and its last leaf tells whether the client wants a stream.
#[test]
fn rule_8_3_leaves_count_however_long_a_text_is() {
    let chat = |content: &str, stream: bool| {
        format!(r#"{{"messages": [{{"role": "user", "content": "{content}"}}], "stream": {stream}}}"#)
    };
    let image = "x".repeat(1 << 20);
    for (row, saved, sent) in [
        ("a long body sent", "hello", &*image),
        ("a long body saved", &*image, "hello"),
        ("both are long", &*image, &*"y".repeat(1 << 20)),
    ] {
        let of = |stream| nearness(&Body::Raw(chat(saved, stream)), "", &chat(sent, true));
        assert!(of(true) > of(false), "{row}");
    }
}

#[test]
fn rule_8_3_the_nearer_of_two() {
    for (row, near, far, sent) in [
        ("more equal leaves", r#"{"a": 1, "b": 2}"#, r#"{"a": 1, "b": 3}"#, r#"{"a": 1, "b": 2, "c": 3}"#),
        ("fewer others", r#"{"a": 1}"#, r#"{"a": 1, "b": 3}"#, r#"{"a": 1, "c": 3}"#),
        ("on equal leaves, more equal paths", r#"{"a": 1}"#, r#"{"b": 1}"#, r#"{"a": 2}"#),
        ("an equal one", r#"{"a": "{{x}}"}"#, r#"{"a": 1, "b": 2}"#, r#"{"a": 1}"#),
        (
            "of equal ones, more literal leaves",
            r#"{"a": 1, "b": "{{x}}"}"#,
            r#"{"a": "{{x}}", "b": "{{y}}"}"#,
            r#"{"a": 1, "b": 2}"#,
        ),
        (
            "of equal ones, no variable",
            r#"{"a": 1, "b": 2}"#,
            r#"{"a": 1, "b": "{{x}}"}"#,
            r#"{"a": 1, "b": 2}"#,
        ),
        (
            "on equal variables, more equal tokens",
            r#"{"query": "{ a { b c } }"}"#,
            r#"{"query": "{ a { d e } }"}"#,
            r#"{"query": "{ a { b c d } }"}"#,
        ),
        ("any before one that is wholly a variable", r#"{"a": 1}"#, "{{x}}", r#"{"a": 2}"#),
    ] {
        let [near, far] = [near, far].map(|saved| nearness(&Body::Raw(saved.into()), "", sent));
        assert!(near > far, "{row}: {near:?}, {far:?}");
    }
}

#[test]
fn what_answers_is_explained_as_what_answers() {
    let body = |text: &str| Body::Raw(text.to_owned());
    let examples = [
        saved("POST /a").id("1").status(Some(201)).body(body(r#"{"a": 1, "b": 2}"#)),
        saved("POST /a").id("2").status(Some(400)).body(body(r#"{"a": 0}"#)),
    ];
    let index = index_by(&examples, Algorithm::Extended);
    for text in [r#"{"a": 1, "b": 2}"#, r#"{"a": 1, "b": 3}"#, r#"{"c": 1}"#] {
        let request = sent("POST /a").of_type("application/json").body(text.to_owned());
        let explained =
            request.ask(|request| index.explain(request, &Options::default(), Role::Alone, (&NoAnswers, 2)));
        let first = explained.candidates.first().unwrap();
        assert!(first.rank == 0 && matches!(first.verdict, Verdict::Scored(_)), "{text}: {first:?}");
    }
}
