//! Rule 1.2 and the shapes of methods, headers and bodies.

use serde_json::{Value, json};

use super::super::{Body, Example, FormField, FormValue};
use super::{collection_of, only_example, params_text, path_text, read, read_with};

#[track_caller]
fn example(own: &Value, original: &Value) -> Example {
    only_example(read(&collection_of(own, &json!([{"code": 200, "originalRequest": original}]))))
}

#[track_caller]
fn check_origin(original: &Value, expected: &str) {
    let own = json!({
        "method": "put", "url": "https://books.example/own?q=own",
        "header": [{"key": "from", "value": "own"}], "body": {"mode": "raw", "raw": "own"},
    });
    let example = example(&own, original);
    let headers: Vec<_> = example.headers.iter().map(|header| header.value.as_str()).collect();
    let body = if let Body::Raw(text) = &example.body { text } else { "" };
    let params = params_text(&example.params);
    let line =
        format!("{} {}?{params} {} {body}", example.method, path_text(&example.path), headers.join(","));
    assert_eq!(line, expected, "{original}");
}

#[test]
fn rule_1_2_what_the_original_lacks_comes_from_the_item() {
    let whole = "PUT /own?q=own own own";
    check_origin(&json!(null), whole);
    check_origin(&json!({}), whole);
    check_origin(&json!(""), whole);
    check_origin(&json!([]), whole);
    check_origin(&json!({"header": [], "body": {"mode": "raw", "raw": "x"}}), "PUT /own?q=own  x");
    check_origin(&json!({"method": "get", "url": null}), "GET /own?q=own  ");
    check_origin(&json!({"method": "", "url": ""}), "PUT /own?q=own  ");
    check_origin(&json!({"url": {}}), "PUT /own?q=own  ");
    check_origin(&json!({"url": {"raw": "", "host": [], "path": []}}), "PUT /own?q=own  ");
    check_origin(&json!({"url": "https://books.example/b"}), "PUT /b?  ");
    check_origin(&json!("https://books.example/b?c=d"), "PUT /b?c=d  ");
    check_origin(&json!({"method": "PATCH", "url": {"raw": "/b"}}), "PATCH /b?  ");
}

#[test]
fn rule_1_2_no_method_at_all_is_get_and_methods_are_upper_case() {
    for (own, method) in [
        (json!({"url": "/a"}), "GET"),
        (json!({"url": "/a", "method": null}), "GET"),
        (json!({"url": "/a", "method": " purge "}), "PURGE"),
        (json!("/a"), "GET"),
    ] {
        assert_eq!(example(&own, &json!(null)).method, method, "{own}");
    }
}

#[track_caller]
fn check_headers(header: &Value, expected: &[(&str, &str)]) {
    let example = example(&json!({"url": "/a", "header": header}), &json!(null));
    let headers: Vec<_> =
        example.headers.iter().map(|header| (header.name.as_str(), header.value.as_str())).collect();
    assert_eq!(headers, expected, "{header}");
}

#[test]
fn quirk_headers_in_every_shape() {
    check_headers(
        &json!([{"key": "A", "value": "1"}, {"key": "a", "value": "2"}]),
        &[("A", "1"), ("a", "2")],
    );
    check_headers(&json!(null), &[]);
    check_headers(&json!([]), &[]);
    check_headers(&json!(""), &[]);
    check_headers(
        &json!([{}, {"key": "A", "value": 12}, {"key": "B", "value": null}]),
        &[("A", "12"), ("B", "")],
    );
    check_headers(&json!([{"name": "A", "value": "1"}, {"value": "lost"}]), &[("A", "1")]);
    check_headers(
        &json!([{"key": "A", "value": "1", "disabled": true}, {"key": "B", "value": "2"}]),
        &[("B", "2")],
    );
    check_headers(&json!("A: 1\r\nB:2:3\r\n\r\nnone\r\n// C: 4\r\n"), &[("A", "1"), ("B", "2:3")]);
    check_headers(&json!("A: 1\r\n  and more\r\nB: 2"), &[("A", "1 and more"), ("B", "2")]);
    check_headers(&json!({"A": "1"}), &[("A", "1")]);
}

#[track_caller]
fn check_body(body: &Value, expected: &Body) {
    let example = example(&json!({"url": "/a", "body": body}), &json!(null));
    assert_eq!(example.body, *expected, "{body}");
}

fn raw(text: &str) -> Body {
    Body::Raw(text.to_owned())
}

#[test]
fn quirk_bodies_that_are_empty() {
    for body in [
        json!(null),
        json!({}),
        json!({"mode": "raw"}),
        json!({"mode": "raw", "raw": ""}),
        json!({"mode": "raw", "raw": null}),
        json!({"mode": "raw", "raw": "x", "disabled": true}),
        json!({"mode": "urlencoded", "urlencoded": []}),
        json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b", "disabled": true}]}),
        json!({"mode": "formdata", "formdata": null}),
        json!({"mode": "graphql", "graphql": {"query": "", "variables": ""}}),
        json!({"mode": "file", "file": {}}),
        json!({"mode": "file", "file": {"src": ""}}),
        json!({"mode": "unheard-of", "unheard-of": "x"}),
    ] {
        check_body(&body, &Body::Empty);
    }
}

#[test]
fn quirk_raw_bodies() {
    check_body(&json!({"mode": "raw", "raw": "{\"a\":\r\n1"}), &raw("{\"a\":\r\n1"));
    check_body(&json!({"raw": "x"}), &raw("x"));
    check_body(&json!({"mode": null, "raw": "x"}), &raw("x"));
    check_body(&json!({"mode": "raw", "raw": {"a": 1}}), &raw("{\"a\":1}"));
    check_body(&json!("x"), &raw("x"));
}

#[test]
fn quirk_urlencoded_bodies() {
    let pairs = |pairs: &[(&str, &str)]| {
        Body::UrlEncoded(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    };
    let rows = json!([{"key": "a b", "value": "1+%20"}, {"key": "a b", "value": null}, {}]);
    check_body(&json!({"mode": "urlencoded", "urlencoded": rows}), &pairs(&[("a b", "1+%20"), ("a b", "")]));
    let text = json!({"mode": "urlencoded", "urlencoded": "a+b=1%202&c"});
    check_body(&text, &pairs(&[("a b", "1 2"), ("c", "")]));
}

#[test]
fn quirk_form_data_with_files_and_lists() {
    let text =
        |key: &str, text: &str| FormField { key: key.to_owned(), value: FormValue::Text(text.to_owned()) };
    let file = |key: &str| FormField { key: key.to_owned(), value: FormValue::File };
    let rows = json!([
        {"key": "a", "value": "1", "type": "text"},
        {"key": "b", "type": "file", "src": []},
        {"key": "c", "type": "file", "src": ["/one", "/two"]},
        {"key": "d", "type": "file", "value": null},
        {"key": "e", "src": "/one"},
        {"key": "f", "value": ["1", 2]},
        {"key": "g", "value": "x", "disabled": true},
    ]);
    let fields = vec![
        text("a", "1"),
        file("b"),
        file("c"),
        file("c"),
        file("d"),
        file("e"),
        text("f", "1"),
        text("f", "2"),
    ];
    check_body(&json!({"mode": "formdata", "formdata": rows}), &Body::FormData(fields));
}

#[test]
fn quirk_graphql_and_files() {
    let graphql = |variables: &str, operation_name: Option<&str>| Body::GraphQl {
        query: "{ a }".to_owned(),
        variables: variables.to_owned(),
        operation_name: operation_name.map(str::to_owned),
    };
    for (content, expected) in [
        (json!({"query": "{ a }", "variables": "{\"b\": 1}"}), graphql("{\"b\": 1}", None)),
        (
            json!({"query": "{ a }", "variables": {"b": 1}, "operationName": "A"}),
            graphql("{\"b\":1}", Some("A")),
        ),
        (json!({"query": "{ a }", "variables": null, "operationName": ""}), graphql("", None)),
        (json!("{ a }"), graphql("", None)),
    ] {
        check_body(&json!({"mode": "graphql", "graphql": content}), &expected);
    }
    check_body(&json!({"mode": "file", "file": {"src": "/one"}}), &Body::File);
    check_body(&json!({"mode": "file", "file": "/one"}), &Body::File);
}

#[test]
fn rule_1_6_variables_in_headers_and_bodies() {
    let request = json!({
        "method": "{{verb}}", "url": "/a", "header": [{"key": "{{name}}", "value": "<{{value}}{{missing}}>"}],
        "body": {"mode": "raw", "raw": "{{value}} {{missing}}"},
    });
    let environment = [("verb", "put"), ("name", "A"), ("value", "1")];
    let read = read_with(&collection_of(&request, &json!([{"code": 200}])), &environment);
    let example = only_example(read);
    assert_eq!(example.method, "PUT");
    assert_eq!(
        (example.headers[0].name.as_str(), example.headers[0].value.as_str()),
        ("A", "<1{{missing}}>")
    );
    assert_eq!(example.body, raw("1 {{missing}}"));
}
