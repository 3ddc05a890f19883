//! Format 1, read as Postman's own converter reads it.

use serde_json::{Value, json};

use super::super::{Body, Collection, FormField, FormValue, Variables, read_collection};
use super::{only_example, params_text, path_text, read, read_with, warnings};

/// A document of one request with one response; `request` and `response` are merged into them.
fn document(request: Value, response: Value) -> Value {
    let mut whole = json!({"id": "r", "name": "List", "method": "GET", "url": "https://x/a"});
    let mut saved =
        json!({"id": "e", "name": "one", "responseCode": {"code": 200, "name": "OK"}, "text": "[]"});
    merge(&mut saved, response);
    merge(&mut whole, request);
    whole["responses"] = json!([saved]);
    json!({"id": "c", "name": "Books", "order": ["r"], "folders": [], "requests": [whole]})
}

fn merge(into: &mut Value, other: Value) {
    let Value::Object(other) = other else { panic!("an object") };
    for (key, value) in other {
        into[key] = value;
    }
}

#[test]
fn the_same_example_as_in_format_2() {
    let request = json!({
        "method": "post", "url": "{{base}}/a/:id?x=1", "headers": "A: 1\n// B: 2\n",
        "dataMode": "raw", "rawModeData": "{{base}}", "pathVariables": {"id": "5"},
    });
    let response = json!({"language": "JSON", "headers": [{"key": "H", "name": "H", "value": "1"}]});
    let mut old = document(request, response);
    old["variables"] = json!([{"key": "base", "value": "https://x/v1"}]);
    let new = json!({"info": {"name": "Books"}, "variable": [{"key": "base", "value": "https://x/v1"}], "item": [{
        "name": "List",
        "request": {
            "method": "POST", "header": [{"key": "A", "value": "1"}], "body": {"mode": "raw", "raw": "{{base}}"},
            "url": {"raw": "{{base}}/a/:id?x=1", "variable": [{"key": "id", "value": "5"}]},
        },
        "response": [{"id": "e", "name": "one", "code": 200, "status": "OK", "body": "[]",
            "_postman_previewlanguage": "json", "header": [{"key": "H", "value": "1"}]}],
    }]});
    assert_eq!(read(&old), read(&new));
    assert_eq!(read(&old).value.examples.len(), 1);
}

fn order(collection: &Collection) -> Vec<&str> {
    collection.endpoints.iter().map(|endpoint| endpoint.item.as_str()).collect()
}

fn request(id: &str) -> Value {
    json!({"id": id, "name": id, "url": "/a", "folder": "f2"})
}

#[track_caller]
fn check_order(document: &Value, expected: &[&str], left_out: usize) {
    let read = read(document);
    assert_eq!(order(&read.value), expected);
    assert_eq!(read.warnings.len(), left_out, "{:?}", warnings(&read));
}

#[test]
fn folders_and_order_say_what_is_where() {
    let requests = json!([request("a"), request("b"), request("c"), request("d")]);
    let folders = json!([
        {"id": "f1", "name": "F1", "order": ["c"], "folders_order": ["f2"]},
        {"id": "f2", "name": "F2", "order": ["b", "a"]},
    ]);
    let document = json!({"name": "N", "requests": requests, "folders": folders, "order": ["d", "missing"]});
    check_order(&document, &["F1 / F2 / b", "F1 / F2 / a", "F1 / c", "d"], 0);
}

#[test]
fn what_no_order_names_is_left_out() {
    let document = json!({"requests": [request("a"), request("b")], "order": ["b", "b"]});
    check_order(&document, &["b"], 1);
    let warned = "no `order` leads to the request `a`; it is left out, as in Postman (name its id in the `order` of its folder)";
    assert_eq!(warnings(&read(&document)), [warned]);
}

#[test]
fn warnings_know_their_places() {
    let text = "{\"order\": [\"a\"], \"requests\": [\n{\"id\": \"a\", \"name\": \"A\", \"url\": \"/a\", \"responses\": [\n{\"name\": \"one\", \"responseCode\": {\"code\": 700}}]}]}";
    let read = read_collection(text.as_bytes(), &Variables::default()).unwrap();
    let [warning] = &read.warnings[..] else { panic!("one warning") };
    assert_eq!(warning.item.as_deref(), Some("A / one"));
    assert_eq!(warning.place.as_ref().map(|place| (place.line, place.column)), Some((3, 3)));
}

#[test]
fn without_any_order_the_folder_of_a_request_counts() {
    let document = json!({"requests": [request("a"), {"id": "b", "name": "b", "url": "/b"}], "folders": [{"id": "f2", "name": "F"}]});
    check_order(&document, &["F / a", "b"], 0);
}

#[test]
fn folders_in_a_circle_or_too_deep_come_to_an_end() {
    let folders = json!([
        {"id": "f1", "name": "F1", "order": ["a"], "folders_order": ["f2"]},
        {"id": "f2", "name": "F2", "order": [], "folders_order": ["f1", "f2"]},
    ]);
    check_order(&json!({"requests": [request("a")], "folders": folders, "order": []}), &[], 1);
    check_order(
        &json!({"requests": [request("a")], "folders": folders, "folders_order": ["f2"], "order": []}),
        &["F2 / F1 / a"],
        0,
    );
    let deep: Vec<_> = (0..5000)
        .map(|at| json!({"id": format!("f{at}"), "order": [format!("r{at}")], "folders_order": [format!("f{}", at + 1)]}))
        .collect();
    let requests: Vec<_> = (0..5000).map(|at| request(&format!("r{at}"))).collect();
    let read = read(&json!({"requests": requests, "folders": deep, "order": []}));
    assert!(read.value.endpoints.len() >= 48 && read.warnings.len() > 1000 - 48);
}

#[track_caller]
fn check_original(response: Value, expected: &str) {
    let mut document = document(json!({"rawModeData": "own"}), response);
    let other = json!({"id": "other", "method": "PUT", "url": "https://x/other?o=1", "rawModeData": "other"});
    document["requests"].as_array_mut().unwrap().push(other);
    document["order"] = json!(["r"]);
    let read = read(&document);
    let example = only_example(read);
    let body = if let Body::Raw(text) = &example.body { text } else { "" };
    let line =
        format!("{} {}?{} {body}", example.method, path_text(&example.path), params_text(&example.params));
    assert_eq!(line, expected);
}

#[test]
fn quirk_the_request_of_a_response_in_every_shape() {
    let saved =
        json!({"method": "PATCH", "url": "https://x/saved", "dataMode": "raw", "rawModeData": "saved"});
    let own = "GET /a? own";
    let patch = "PATCH /saved? saved";
    check_original(json!({}), own);
    check_original(json!({"request": "r"}), own);
    check_original(json!({"request": "r", "requestObject": "\"r\""}), own);
    check_original(json!({"request": saved}), patch);
    check_original(json!({"request": saved.to_string()}), patch);
    check_original(json!({"request": "r", "requestObject": saved.to_string()}), patch);
    check_original(json!({"request": "r", "requestObject": saved}), patch);
    check_original(json!({"request": saved, "requestObject": "\"r\""}), patch);
    check_original(json!({"request": "other"}), "PUT /other?o=1 other");
    check_original(json!({"request": "unheard-of"}), own);
    check_original(json!({"request": {}, "requestObject": null}), own);
    check_original(json!({"request": {"name": "nothing"}}), "GET /a? ");
}

#[test]
fn quirk_status_headers_and_body_of_a_response() {
    let example = only_example(read(&document(json!({}), json!({"headers": "A: 1\nB: 2\n", "text": "x"}))));
    let headers: Vec<_> = example.response.headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!((headers, example.response.body.as_str()), (vec!["A", "B"], "x"));
    for (response, status) in [
        (json!({"responseCode": {"code": "404"}}), Some(404)),
        (json!({"responseCode": {"name": "Not Found"}}), Some(404)),
        (json!({"responseCode": 404}), Some(404)),
        (json!({"responseCode": null, "status": "404 Not Found"}), Some(404)),
        (json!({"responseCode": null, "status": ""}), None),
    ] {
        assert_eq!(only_example(read(&document(json!({}), response))).response.status, status);
    }
    assert_eq!(only_example(read(&document(json!({}), json!({"name": null})))).name, "response");
}

#[track_caller]
fn check_url(request: Value, expected: &str) {
    let example = only_example(read_with(&document(request, json!({})), &[]));
    assert_eq!(format!("{}?{}", path_text(&example.path), params_text(&example.params)), expected);
}

#[test]
fn query_params_and_path_variables_beside_the_url() {
    let url = "https://x/:a/:b?c=1&d=2";
    check_url(json!({ "url": url }), "/:a/:b?c=1&d=2");
    check_url(json!({"url": url, "queryParams": []}), "/:a/:b?c=1&d=2");
    check_url(json!({"url": url, "queryParams": [{"key": "c", "value": "3"}]}), "/:a/:b?c=3&d=2");
    check_url(
        json!({"url": url, "queryParams": [{"key": "c", "value": "3", "enabled": false}]}),
        "/:a/:b?d=2",
    );
    check_url(json!({"url": url, "pathVariables": {"a": "1"}}), "/:a=1/:b?c=1&d=2");
    let data = json!([{"key": "a", "value": "2"}]);
    check_url(
        json!({"url": url, "pathVariables": {"a": "1", "b": "3"}, "pathVariableData": data}),
        "/:a=2/:b=3?c=1&d=2",
    );
}

#[test]
fn header_data_wins_over_the_text_of_headers() {
    let data = json!([{"key": "A", "value": "data"}, {"key": "B", "value": "2", "enabled": false}, {"key": "// C", "value": "3"}]);
    let request = json!({"headers": "A: text\nB: text\nD: 4\n", "headerData": data});
    let example = only_example(read(&document(request, json!({}))));
    let headers: Vec<_> =
        example.headers.iter().map(|header| (header.name.as_str(), header.value.as_str())).collect();
    assert_eq!(headers, [("A", "data"), ("D", "4")]);
}

#[track_caller]
fn check_body(request: Value, expected: &Body) {
    assert_eq!(only_example(read(&document(request, json!({})))).body, *expected);
}

#[test]
fn bodies_by_data_mode() {
    let raw = Body::Raw("x".to_owned());
    check_body(json!({"dataMode": "raw", "rawModeData": "x", "data": []}), &raw);
    check_body(json!({"dataMode": "raw", "rawModeData": ["x"]}), &raw);
    check_body(json!({"dataMode": "raw", "data": "x"}), &raw);
    check_body(json!({"rawModeData": "x"}), &raw);
    check_body(json!({"dataMode": "raw", "rawModeData": "x", "dataDisabled": true}), &Body::Empty);
    check_body(json!({"dataMode": "params", "data": []}), &Body::Empty);
    check_body(json!({"data": null}), &Body::Empty);
    check_body(json!({"dataMode": "binary", "rawModeData": "/one"}), &Body::File);
    check_body(json!({"dataMode": "binary"}), &Body::Empty);
    let rows = json!([
        {"key": "a", "value": "1", "type": "text", "enabled": true},
        {"key": "b", "value": "2", "enabled": false},
        {"key": "", "value": "3"},
    ]);
    check_body(
        json!({"dataMode": "urlencoded", "data": rows}),
        &Body::UrlEncoded(vec![("a".into(), "1".into())]),
    );
    let text = FormField { key: "a".into(), value: FormValue::Text("1".into()) };
    check_body(json!({"dataMode": "params", "data": rows}), &Body::FormData(vec![text.clone()]));
    check_body(json!({ "data": rows }), &Body::FormData(vec![text]));
    let file = json!([{"key": "a", "value": "/one", "type": "file"}]);
    let file_field = FormField { key: "a".into(), value: FormValue::File };
    check_body(json!({"dataMode": "params", "data": file}), &Body::FormData(vec![file_field]));
    let graphql = Body::GraphQl { query: "{ a }".into(), variables: String::new(), operation_name: None };
    check_body(json!({"dataMode": "graphql", "graphqlModeData": {"query": "{ a }"}}), &graphql);
}
