//! Bodies and headers, and an example that has all there is.

use super::super::super::model::Body;
use super::{AT, EXAMPLE, REQUEST, example, line, read, read_with};

const WHOLE: &str = r#"$kind: http-example
request:
  url: "{{baseUrl}}/books?genre=poetry"
  method: GET
  headers:
    Accept: application/json
  queryParams:
    - key: genre
      value: poetry
  body:
    type: json
    content: ""
response:
  statusCode: 404
  statusText: ""
  headers:
    - key: Content-Type
      value: application/json
    - key: content-length
      value: 12
      disabled: true
    - key: transfer-encoding
      value: chunked
  body:
    type: JSON
    content: |-
      [{"id": 1, "title": "Odes"}]
order: 1000
"#;

#[test]
fn a_whole_example() {
    let read = read_with(&[("List.request.yaml", REQUEST), (AT, WHOLE)], &[("baseUrl", "https://x/v2")]);
    assert_eq!(read.warnings, []);
    let [example] = &read.value.examples[..] else { panic!("one example") };
    assert_eq!(line(example), "GET /v2/books?genre=poetry");
    assert_eq!((example.name.as_str(), example.item.as_str(), &example.id), ("One", "List", &None));
    assert_eq!(example.headers[0].name, "Accept");
    assert_eq!(example.body, Body::Empty);
    let response = &example.response;
    assert_eq!(response.status, Some(404));
    let headers: Vec<_> =
        response.headers.iter().map(|header| format!("{}: {}", header.name, header.value)).collect();
    assert_eq!(headers, ["Content-Type: application/json", "transfer-encoding: chunked"]);
    assert_eq!(response.body, "[{\"id\": 1, \"title\": \"Odes\"}]");
    assert_eq!(response.preview_language.as_deref(), Some("json"));
}

#[track_caller]
fn check_body(body: &str, expected: &Body) {
    let saved = format!("request:\n  url: https://x/a\n  body: {body}\nresponse:\n  statusCode: 200\n");
    assert_eq!(example(REQUEST, &saved).body, *expected, "{body}");
}

#[test]
fn bodies_of_requests() {
    let raw = |text: &str| Body::Raw(text.to_owned());
    check_body("{type: json, content: '{\"a\": 1}'}", &raw("{\"a\": 1}"));
    check_body("{type: json, content: {a: [1, null], b: 'x'}}", &raw("{\"a\":[1,null],\"b\":\"x\"}"));
    check_body("{type: text, content: x}", &raw("x"));
    check_body("{content: x}", &raw("x"));
    check_body("bare", &raw("bare"));
    for empty in ["{type: json, content: ''}", "{type: json}", "{}", "", "{type: none, content: x}"] {
        check_body(empty, &Body::Empty);
    }
    check_body("{type: text, content: x, disabled: true}", &Body::Empty);
    check_body("{mode: raw, raw: x}", &raw("x"));
    let pairs = Body::UrlEncoded(vec![("a".to_owned(), "1".to_owned())]);
    check_body(
        "{type: urlencoded, content: [{key: a, value: 1}, {key: b, value: 2, disabled: true}]}",
        &pairs,
    );
    let graphql = Body::GraphQl { query: "{ a }".to_owned(), variables: String::new(), operation_name: None };
    check_body("{type: graphql, content: '{ a }'}", &graphql);
    check_body("{type: graphql, content: {query: '{ a }'}}", &graphql);
    check_body("{type: file, src: ./a.pdf}", &Body::File);
    check_body("{type: binary, content: {src: ./a.pdf}}", &Body::File);
    let form = "[{key: a, type: file, src: ''}]";
    for body in [format!("{{type: formdata, content: {form}}}"), format!("{{content: {form}}}")] {
        let saved = format!("request: {{url: /a, body: {body}}}\nresponse: {{}}\n");
        let read = read(&[("List.request.yaml", REQUEST), (AT, &saved)]);
        assert!(
            matches!(&read.value.examples[0].body, Body::FormData(fields) if fields.len() == 1),
            "{body}"
        );
    }
}

#[track_caller]
fn check_response(body: &str, expected: &str, language: Option<&str>) {
    let saved = format!("response:\n  statusCode: '200'\n  body: {body}\n");
    let response = example(REQUEST, &saved).response;
    assert_eq!(
        (response.body.as_str(), response.preview_language.as_deref()),
        (expected, language),
        "{body}"
    );
}

#[test]
fn bodies_of_responses() {
    check_response("{type: json, content: '[1]'}", "[1]", Some("json"));
    check_response("{type: html, content: <p>}", "<p>", Some("html"));
    check_response("{type: xml, content: \"<a>\\r\\n</a>\"}", "<a>\r\n</a>", Some("xml"));
    check_response("{type: javascript, content: f()}", "f()", Some("javascript"));
    check_response("{type: json, content: {a: 1}}", "{\"a\":1}", Some("json"));
    check_response("{type: text}", "", Some("text"));
    check_response("\n    content: |\n      a\n       b\n\n      c: {{d}}\n", "a\n b\n\nc: {{d}}\n", None);
    check_response("{}", "", None);
    check_response("bare", "bare", None);
    check_response("{a: 1}", "{\"a\":1}", None);
}

#[test]
fn headers_in_every_shape() {
    for headers in [
        "{A: 1, B: [2, 3]}",
        "[{key: A, value: 1}, {key: B, value: 2}, {key: B, value: 3}]",
        "[{A: 1}, {name: B, value: [2, 3]}]",
        "\"A: 1\\nB: 2\\nB: 3\"",
    ] {
        let saved = format!("response:\n  statusCode: 200\n  headers: {headers}\n");
        let response = example(REQUEST, &saved).response;
        let found: Vec<_> = response.headers.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        assert_eq!(found, ["A=1", "B=2", "B=3"], "{headers}");
    }
}

#[test]
fn a_graphql_request_is_a_post_of_its_query() {
    let request = "$kind: graphql-request\nurl: https://x/graphql\nquery: |-\n  query Q($id: ID) { book(id: $id) { title } }\n\
                   variables: |-\n  {\"id\": 1}\n";
    let body = |variables: &str| Body::GraphQl {
        query: "query Q($id: ID) { book(id: $id) { title } }".to_owned(),
        variables: variables.to_owned(),
        operation_name: None,
    };
    for kind in ["http-example", "graphql-example"] {
        let saved = format!("$kind: {kind}\nresponse:\n  statusCode: 200\n");
        let inherited = example(request, &saved);
        assert_eq!((line(&inherited).as_str(), &inherited.body), ("POST /graphql?", &body("{\"id\": 1}")));
    }
    let own = "request:\n  url: https://x/graphql\n  query: 'query Q($id: ID) { book(id: $id) { title } }'\n\
               \x20 variables: {id: 2}\nresponse:\n  statusCode: 200\n";
    let own = example(request, own);
    assert_eq!((line(&own).as_str(), &own.body), ("POST /graphql?", &body("{\"id\":2}")));
    let get = example(&format!("{request}method: GET\n"), EXAMPLE);
    assert_eq!(line(&get), "GET /graphql?");
}
