//! In what bodies differ, as people are told of it (8.3).

use super::builders::{index_by, saved, sent};
use crate::collection::{Algorithm, Body, FormField, FormValue};
use crate::matching::Differences;

fn differences(algorithm: Algorithm, body: Body, content_type: &str, text: &str) -> Option<Differences> {
    let index = index_by(&[saved("POST /a").body(body)], algorithm);
    let candidate = &index.candidates()[0];
    sent("POST /a").of_type(content_type).body(text).ask(|request| candidate.differences(request))
}

/// `3 of 5`, then a line for each part.
#[track_caller]
fn check(row: &str, body: Body, content_type: &str, text: &str, expected: &[&str]) {
    let told = differences(Algorithm::Extended, body, content_type, text).map(|found| {
        let mut lines = vec![found.equal.to_string()];
        lines.extend(found.parts.iter().map(ToString::to_string));
        lines.extend((found.left_out > 0).then(|| format!("{} more", found.left_out)));
        lines
    });
    assert_eq!(told.unwrap_or_default(), expected, "{row}");
}

fn raw(text: &str) -> Body {
    Body::Raw(text.to_owned())
}

#[test]
fn rule_8_3_parts_of_json() {
    let json = |row, saved: &str, sent: &str, expected: &[&str]| check(row, raw(saved), "", sent, expected);
    json("equal", r#"{"a": 1}"#, r#"{"a": 1.0}"#, &[]);
    json(
        "a value",
        r#"{"a": {"b": [1, 2]}, "c": 3}"#,
        r#"{"a": {"b": [1, "2"]}, "c": 3}"#,
        &["2 of 4", "`a.b[1]` is 2, the request's is \"2\""],
    );
    json(
        "missing and more",
        r#"{"a": 1, "b": {"c": 2}}"#,
        r#"{"a": 1, "d": []}"#,
        &["1 of 3", "`b` is {\"c\":2}, the request's is none", "`d` is none, the request's is []"],
    );
    json(
        "a variable",
        r#"{"a": "{{x}}", "b": 1}"#,
        r#"{"a": [1, 2], "b": 2}"#,
        &["1 of 3", "`b` is 1, the request's is 2"],
    );
    json(
        "a placeholder, as it stands in the file",
        r#"{"a": "{{$<string>}}", "b": 1}"#,
        r#"{"b": 1}"#,
        &["1 of 2", "`a` is \"<string>\", the request's is none"],
    );
    json("on its own", "1", "2", &["0 of 2", "the body is 1, the request's is 2"]);
    json("another kind", r#"{"a": 1}"#, "<a/>", &[]);
    let call = |params: &str| format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "m", "params": {params}}}"#);
    json("JSON-RPC", &call("[1, 2]"), &call("[1, 3]"), &["1 of 3", "`params[1]` is 2, the request's is 3"]);
    let many = |from: usize| {
        format!("[{}]", (from..from + 12).map(|at| at.to_string()).collect::<Vec<_>>().join(", "))
    };
    let found = differences(Algorithm::Extended, raw(&many(0)), "", &many(100)).unwrap();
    assert_eq!((found.parts.len(), found.left_out), (10, 2));
    let long = format!("[\"{}\"]", "x".repeat(100));
    let found = differences(Algorithm::Extended, raw(&long), "", "[1]").unwrap();
    assert_eq!(found.parts[0].saved.as_ref().map(String::len), Some(63), "values are shortened");
    assert_eq!(
        differences(Algorithm::Postman, raw("1"), "", "2"),
        None,
        "by Postman's rules nothing is near"
    );
}

#[test]
fn rule_8_3_parts_of_other_bodies() {
    check(
        "XML",
        raw("<a><b>1</b><b>2</b><c x='1'/></a>"),
        "",
        "<a><b>1</b><b>3</b><c x='2'/><d/></a>",
        &[
            "2 of 5",
            "`a/b[2]` is 2, the request's is 3",
            "`a/c/@x` is 1, the request's is 2",
            "`a/d` is none, the request's is ",
        ],
    );
    let pairs = |pairs: &[(&str, &str)]| {
        Body::UrlEncoded(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
    };
    let form = "application/x-www-form-urlencoded";
    check(
        "a form",
        pairs(&[("a", "1"), ("b", "2"), ("b", "3")]),
        form,
        "a=1&b=3&b=4&c=5",
        &["2 of 5", "`b` is 2, the request's is 4", "`c` is none, the request's is 5"],
    );
    let field = FormField { key: "a".into(), value: FormValue::Text("1".into()) };
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--b--\r\n";
    check(
        "multipart",
        Body::FormData(vec![field]),
        "multipart/form-data; boundary=b",
        multipart,
        &["0 of 2", "`a` is 1, the request's is 2"],
    );
    let query = Body::GraphQl {
        query: "query($a: Int) { f(a: $a) }".into(),
        variables: r#"{"a": 1}"#.into(),
        operation_name: None,
    };
    let sent = r#"{"query": "query($a: Int) { f(a: $a) }", "variables": {"a": 2}}"#;
    check("GraphQL", query, "", sent, &["0 of 2", "`variables.a` is 1, the request's is 2"]);
    check("a text", raw("a"), "", "b", &[]);
    check("a file", Body::File, "", "b", &[]);
}
