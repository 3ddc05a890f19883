//! Section 5.4: equal bodies, mode by mode.

use super::builders::{Sent, saved, sent};
use super::{NoMatch, POSTMAN_BODIES, Winner, check_with};
use crate::collection::{Body, FormField, FormValue};

#[track_caller]
fn check(row: &str, body: Body, request: &Sent, equal: bool) {
    let expected = if equal { Winner("POST /a") } else { NoMatch };
    check_with(row, &POSTMAN_BODIES, &[saved("POST /a").body(body)], request, &expected);
}

fn post(body: &str) -> Sent {
    sent("POST /a").body(body)
}

#[test]
fn rule_5_4_both_empty() {
    for (row, body) in [
        ("empty", Body::Empty),
        ("blank", Body::Raw(" \n".to_owned())),
        ("no pairs", Body::UrlEncoded(Vec::new())),
        ("no fields", Body::FormData(Vec::new())),
    ] {
        check(row, body.clone(), &post(""), true);
        check(row, body.clone(), &post(" \r\n\t"), true);
        check(row, body.clone(), &post("\u{b}\u{a0}\u{2003}"), true);
        check(row, body.clone(), &post("x"), false);
        check(row, body.clone(), &post("\u{a0}x"), false);
        check(row, body, &sent("POST /a").body([0xff]), false);
    }
    check("an empty one is no other", Body::Raw("x".to_owned()), &post(""), false);
}

#[test]
fn rule_5_4_raw_json_is_compared_by_structure() {
    let row = |row, saved: &str, sent, equal| {
        check(row, Body::Raw(saved.to_owned()), &post(sent), equal);
        check(row, Body::Raw(saved.to_owned()), &post(sent).of_type("text/plain"), equal);
        check(row, Body::Raw(saved.to_owned()), &post(sent).of_type("application/json"), equal);
    };
    row("white space", r#"{"a": [1, 2]}"#, " {\"a\":[1,2]}\n", true);
    row("the order of keys", r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, true);
    row("the order of items", "[1,2]", "[2,1]", false);
    row("numbers by value", r#"{"a":1}"#, r#"{"a":1.0e0}"#, true);
    row("another value", r#"{"a":1}"#, r#"{"a":2}"#, false);
    row("one key more", r#"{"a":1}"#, r#"{"a":1,"b":null}"#, false);
    row("escapes", r#""é""#, r#""\u00e9""#, true);
    row("white space inside a text", r#"{"a":"x y"}"#, r#"{"a":"x  y"}"#, false);
    row("case", r#"{"a":"x"}"#, r#"{"a":"X"}"#, false);
    row("only one is JSON", "{\"a\":1}", "{\"a\":1", false);
    row("white space at the end that JSON does not know", "[1]", "[1]\u{a0}", true);
}

#[test]
fn rule_5_4_raw_text_up_to_line_endings_and_white_space_at_its_end() {
    let row = |row, saved: &str, sent, equal| check(row, Body::Raw(saved.to_owned()), &post(sent), equal);
    row("equal", "<a>x</a>", "<a>x</a>", true);
    row("line endings", "<a>\r\n</a>", "<a>\n</a>", true);
    row("the other way", "<a>\n</a>", "<a>\r\n</a>", true);
    row("white space at its end", "<a/> \r\n", "<a/>\n\n", true);
    row("white space at the end of a line", "<a> \n</a>", "<a>\n</a>", false);
    row("white space at its beginning", "<a/>", " <a/>", false);
    row("case", "<a/>", "<A/>", false);
    row("an empty line", "a\nb", "a\n\nb", false);
    row("an XML body sent as a form", "a=1", "a=1", true);
    check("no UTF-8", Body::Raw("\u{fffd}".to_owned()), &sent("POST /a").body([0xff]), false);
}

fn form(body: &str) -> Sent {
    post(body).of_type("application/x-www-form-urlencoded; charset=utf-8")
}

#[test]
fn rule_5_4_urlencoded_is_a_multiset_of_pairs() {
    let pairs = |pairs: &[(&str, &str)]| {
        Body::UrlEncoded(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
    };
    let one = || pairs(&[("a", "1")]);
    check("equal", one(), &form("a=1"), true);
    check("it must say so", one(), &post("a=1"), false);
    check("it says something else", one(), &post("a=1").of_type("text/plain"), false);
    check("in capitals", one(), &post("a=1").of_type("Application/X-WWW-Form-URLEncoded"), true);
    check("another order", pairs(&[("a", "1"), ("b", "2")]), &form("b=2&a=1"), true);
    check("decoded", pairs(&[("a b", "é&=")]), &form("a+b=%C3%A9%26%3D"), true);
    check("no value", pairs(&[("a", "")]), &form("a"), true);
    check("duplicates count", pairs(&[("a", "1"), ("a", "1")]), &form("a=1"), false);
    check("duplicates in another order", pairs(&[("a", "1"), ("a", "2")]), &form("a=2&a=1"), true);
    check("one more sent", one(), &form("a=1&b=2"), false);
    check("one less sent", pairs(&[("a", "1"), ("b", "2")]), &form("a=1"), false);
    check("case", one(), &form("A=1"), false);
    check("none sent", one(), &form(""), false);
}

/// A body of parts with these headers and contents.
fn multipart(parts: &[(&str, &str)]) -> Sent {
    let part = |(disposition, content): &(&str, &str)| {
        format!("--limit\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
    };
    let body = parts.iter().map(part).collect::<String>() + "--limit--\r\n";
    post(&body).of_type("multipart/form-data; boundary=limit")
}

fn fields(fields: &[(&str, Option<&str>)]) -> Body {
    let field = |(key, text): &(&str, Option<&str>)| FormField {
        key: (*key).to_owned(),
        value: text.map_or(FormValue::File, |text| FormValue::Text(text.to_owned())),
    };
    Body::FormData(fields.iter().map(field).collect())
}

#[test]
fn rule_5_4_form_data_is_a_multiset_of_text_fields() {
    let one = || fields(&[("a", Some("1"))]);
    check("equal", one(), &multipart(&[("name=\"a\"", "1")]), true);
    check("another value", one(), &multipart(&[("name=\"a\"", "2")]), false);
    check("another key", one(), &multipart(&[("name=\"b\"", "1")]), false);
    check("one more", one(), &multipart(&[("name=\"a\"", "1"), ("name=\"b\"", "")]), false);
    check("white space counts", one(), &multipart(&[("name=\"a\"", "1 ")]), false);
    let two = || fields(&[("a", Some("1")), ("a", Some("2"))]);
    check("another order", two(), &multipart(&[("name=\"a\"", "2"), ("name=\"a\"", "1")]), true);
    check("duplicates count", two(), &multipart(&[("name=\"a\"", "1"), ("name=\"a\"", "1")]), false);
    check("it must say so", one(), &post("--limit\r\n"), false);
    check("broken", one(), &post("x").of_type("multipart/form-data; boundary=limit"), false);
    check("without a boundary", one(), &post("x").of_type("multipart/form-data"), false);
    check("urlencoded", one(), &form("a=1"), false);
}

#[test]
fn rule_5_4_of_files_only_the_keys_count() {
    let both = || fields(&[("f", None), ("a", Some("1"))]);
    let text = ("name=\"a\"", "1");
    check(
        "whatever the file",
        both(),
        &multipart(&[text, ("name=\"f\"; filename=\"x.png\"", "\0\u{1}")]),
        true,
    );
    check("no name", both(), &multipart(&[text, ("name=\"f\"; filename=\"\"", "")]), true);
    check("none", both(), &multipart(&[text]), false);
    check("under another key", both(), &multipart(&[text, ("name=\"g\"; filename=\"x\"", "")]), false);
    check("a text in its place", both(), &multipart(&[text, ("name=\"f\"", "x")]), false);
    let file = ("name=\"f\"; filename=\"x\"", "");
    check("several under one key", both(), &multipart(&[text, file, file]), true);
    check("several saved", fields(&[("f", None), ("f", None)]), &multipart(&[file]), true);
}

#[test]
fn rule_5_4_a_form_of_too_many_fields_equals_nothing() {
    let many = vec![("name=\"a\"", ""); 1001];
    let saved = vec![("a", Some("")); 1001];
    check("as many as are looked at", fields(&saved[1..]), &multipart(&many[1..]), true);
    check("one more", fields(&saved), &multipart(&many), false);
}

fn graphql(query: &str, variables: &str, name: Option<&str>) -> Body {
    let (query, variables, operation_name) =
        (query.to_owned(), variables.to_owned(), name.map(str::to_owned));
    Body::GraphQl { query, variables, operation_name }
}

#[test]
fn rule_5_4_graphql_queries_are_compared_token_by_token() {
    let film = || graphql("query Film {\n  film(id: 1, full: true) { title } # all\n}", "", None);
    let json = |query: &str| post(&serde_json::json!({ "query": query }).to_string());
    let plain = "query Film{film(id:1 full:true){title}}";
    check("as JSON", film(), &json(plain), true);
    check("as itself", film(), &post(plain).of_type("application/graphql"), true);
    check(
        "as itself, with a charset",
        film(),
        &post(plain).of_type("application/graphql; charset=utf-8"),
        true,
    );
    check("as an unnamed text", film(), &post(plain), false);
    check("another token", film(), &json("query Film{film(id:2 full:true){title}}"), false);
    check("tokens that would run together", film(), &json("query Film{film(id:1full:true){title}}"), false);
    check(
        "white space in a text counts",
        graphql("{a(b:\"x y\")}", "", None),
        &json("{a(b:\"x  y\")}"),
        false,
    );
    check("no query", film(), &post("{\"a\":1}"), false);
    check("a query that is no text", film(), &post("{\"query\":1}"), false);
    check("a list of operations", film(), &post("[{\"query\":\"{a}\"}]"), false);
}

#[test]
fn rule_5_4_graphql_variables_are_compared_by_structure() {
    let row = |row, saved: &str, sent: &str, equal| {
        let request = post(&format!("{{\"query\":\"{{a}}\"{sent}}}"));
        check(row, graphql("{a}", saved, None), &request, equal);
    };
    row("equal", r#"{"x":1, "y":[]}"#, r#","variables":{"y":[],"x":1.0}"#, true);
    row("another value", r#"{"x":1}"#, r#","variables":{"x":2}"#, false);
    row("absent on both sides", "", "", true);
    row("absent is an empty object", "", r#","variables":{}"#, true);
    row("null is absent", "null", "", true);
    row("an empty object is absent", " {} ", r#","variables":null"#, true);
    row("absent in the example only", "", r#","variables":{"x":1}"#, false);
    row("no JSON equals nothing", "{\"x\": {{id}}}", "", false);
    let document = post("{a}").of_type("application/graphql");
    check("a document has none", graphql("{a}", "{\"x\":1}", None), &document, false);
}

#[test]
fn rule_5_4_graphql_names_are_compared_where_both_have_one() {
    let row = |row, saved, sent: &str, equal| {
        let request = post(&format!("{{\"query\":\"{{a}}\"{sent}}}"));
        check(row, graphql("{a}", "", saved), &request, equal);
    };
    row("equal", Some("A"), r#","operationName":"A""#, true);
    row("another", Some("A"), r#","operationName":"B""#, false);
    row("none sent", Some("A"), "", true);
    row("null sent", Some("A"), r#","operationName":null"#, true);
    row("an empty one sent", Some("A"), r#","operationName":"""#, true);
    row("none saved", None, r#","operationName":"A""#, true);
    row("an empty one saved", Some(""), r#","operationName":"A""#, true);
}

#[test]
fn rule_5_4_a_file_equals_nothing() {
    check("some body", Body::File, &post("x"), false);
    check("no body", Body::File, &post(""), false);
}

#[test]
fn rule_5_4_unresolved_variables_match_only_themselves() {
    let row = |row, saved: &str, sent, equal| check(row, Body::Raw(saved.to_owned()), &post(sent), equal);
    row("in a text", "id={{id}}", "id=5", false);
    row("in a text, themselves", "id={{id}}", "id={{id}}", true);
    row("in JSON", r#"{"id":"{{id}}"}"#, r#"{"id":"5"}"#, false);
    row("in JSON, themselves", r#"{"id":"{{id}}"}"#, r#"{ "id": "{{id}}" }"#, true);
    row("outside a text of JSON", r#"{"id":{{id}}}"#, r#"{"id":{{id}}}"#, true);
    check("in a form", Body::UrlEncoded(vec![("a".into(), "{{a}}".into())]), &form("a=1"), false);
    check(
        "in a form, themselves",
        Body::UrlEncoded(vec![("a".into(), "{{a}}".into())]),
        &form("a=%7B%7Ba%7D%7D"),
        true,
    );
    check("in a field", fields(&[("a", Some("{{a}}"))]), &multipart(&[("name=\"a\"", "1")]), false);
    check(
        "in variables",
        graphql("{a}", r#"{"x":"{{x}}"}"#, None),
        &post(r#"{"query":"{a}","variables":{"x":"1"}}"#),
        false,
    );
}
