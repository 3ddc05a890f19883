//! Rule 1.6: where variables come from and what an empty one does.

use serde_json::{Value, json};

use super::super::{Body, read_environment};
use super::{only_example, params_text, path_text, read, read_with, warnings};

#[track_caller]
fn check_variables(
    variable: &Value,
    folder: &Value,
    item: &Value,
    environment: &[(&str, &str)],
    expected: &str,
) {
    let collection = json!({"item": [{"variable": folder, "item": [
        {"variable": item, "request": "https://x/<{{a}}>", "response": [{"code": 200}]},
    ]}], "variable": variable});
    let example = only_example(read_with(&collection, environment));
    assert_eq!(path_text(&example.path), expected);
}

#[test]
fn rule_1_6_environment_then_collection_then_folders() {
    let a = |value: &str| json!([{"key": "a", "value": value}]);
    check_variables(&a("1"), &a("2"), &a("3"), &[("a", "0")], "/<0>");
    check_variables(&a("1"), &a("2"), &a("3"), &[], "/<1>");
    check_variables(&json!(null), &a("2"), &a("3"), &[], "/<3>");
    check_variables(&json!(null), &a("2"), &json!([]), &[], "/<2>");
    check_variables(&json!([]), &json!([]), &json!([]), &[], "/<{{a}}>");
}

#[test]
fn rule_1_6_disabled_later_and_other_values() {
    let check =
        |rows: Value, expected: &str| check_variables(&rows, &json!(null), &json!(null), &[], expected);
    check(json!([{"key": "a", "value": "1", "disabled": true}]), "/<{{a}}>");
    check(json!([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]), "/<2>");
    check(json!([{"key": "a", "value": "1"}, {"key": "a", "value": "2", "disabled": true}]), "/<1>");
    check(json!([{"key": "a", "value": null}]), "/<>");
    check(json!([{"key": "a", "value": 12}]), "/<12>");
    check(json!([{"key": "a", "value": [true, null]}]), "/<[true,null]>");
    check(json!([{"id": "a", "value": "1"}]), "/<1>");
    check(json!([{"key": "", "value": "1"}, {"value": "2"}, null]), "/<{{a}}>");
    check(json!({"a": "1"}), "/<1>");
}

#[test]
fn rule_1_6_a_name_that_leads_back_is_warned_of() {
    let collection = json!({
        "item": [{"name": "List", "request": "{{a}}/x", "response": []}],
        "variable": [{"key": "a", "value": "https://{{a}}"}],
    });
    let read = read(&collection);
    assert_eq!(path_text(&read.value.endpoints[0].path), "/x");
    let warned = "List: the variable `a` leads back to itself and stays as written (give one of the variables a value without the other)";
    assert_eq!(warnings(&read), [warned]);
}

#[track_caller]
fn check_empty(url: &Value, expected: &str, filled: &str) {
    let text = "<{{e}}>";
    let request =
        json!({"url": url, "header": [{"key": "h", "value": text}], "body": {"mode": "raw", "raw": text}});
    let saved = json!([{"code": 200, "body": text, "header": [{"key": "h", "value": text}]}, {"code": 200, "body": text, "originalRequest": "/other"}]);
    let collection = json!({"item": [{"request": request, "response": saved}]});
    let read = read_with(&collection, &[("e", ""), ("f", "{{e}}"), ("v", "1")]);
    assert_eq!(read.value.endpoints[0].path, read.value.examples[0].path);
    let [example, other] = &read.value.examples[..] else { panic!("two examples") };
    let line = format!("{}?{}", path_text(&example.path), params_text(&example.params));
    assert_eq!(line, expected, "{url}");
    let response = &example.response;
    for text in [&example.headers[0].value, &response.headers[0].value, &response.body] {
        assert_eq!(text, filled, "{url}");
    }
    assert_eq!(example.body, Body::Raw(filled.to_owned()));
    assert_eq!(other.response.body, "<>", "of another example: {url}");
}

#[test]
fn rule_1_6_empty_value_counts_as_unresolved_as_whole_segment() {
    check_empty(&json!("https://x/a/{{e}}/b"), "/a/:e/b?", "<{{e}}>");
    check_empty(&json!({"host": ["x"], "path": ["a", "{{e}}"]}), "/a/:e?", "<{{e}}>");
    check_empty(&json!("https://x/a/{{e}}?b={{e}}"), "/a/:e?b={{e}}", "<{{e}}>");
}

#[test]
fn rule_1_6_empty_value_counts_as_unresolved_as_whole_parameter_value() {
    check_empty(&json!("https://x/a?b={{e}}"), "/a?b={{e}}", "<{{e}}>");
    check_empty(&json!({"path": ["a"], "query": [{"key": "b", "value": "{{e}}"}]}), "/a?b={{e}}", "<{{e}}>");
    check_empty(&json!({"path": ["a"], "raw": "/a?b={{e}}"}), "/a?b={{e}}", "<{{e}}>");
}

#[test]
fn rule_1_6_empty_value_counts_as_unresolved_as_value_of_a_path_parameter() {
    let url = json!({"path": ["a", ":id"], "variable": [{"key": "id", "value": "{{e}}"}]});
    check_empty(&url, "/a/:id|e?", "<{{e}}>");
}

#[test]
fn rule_1_6_elsewhere_an_empty_value_is_empty() {
    check_empty(&json!("{{e}}/a"), "/a?", "<>");
    check_empty(&json!("https://x/a{{e}}/b"), "/a/b?", "<>");
    check_empty(&json!("https://x/a?b=c{{e}}"), "/a?b=c", "<>");
    check_empty(&json!("https://x/a?{{e}}=b"), "/a?=b", "<>");
    check_empty(&json!("https://x/a#/{{e}}"), "/a?", "<>");
    let disabled = json!({"path": ["a"], "query": [{"key": "b", "value": "{{e}}", "disabled": true}]});
    check_empty(&disabled, "/a?", "<>");
    let replaced = json!({"raw": "https://x/a?b={{e}}", "query": []});
    check_empty(&replaced, "/a?", "<>");
    let unused = json!({"path": ["a"], "variable": [{"key": "id", "value": "{{e}}"}]});
    check_empty(&unused, "/a?", "<>");
}

#[test]
fn rule_1_6_an_empty_value_may_be_made_of_others() {
    check_empty(&json!("https://x/{{f}}"), "/:f?", "<>");
}

#[track_caller]
fn check_environment(environment: &Value, expected: &[(&str, &str)]) {
    let read = read_environment(environment.to_string().as_bytes()).unwrap();
    assert_eq!(read.value.iter().collect::<Vec<_>>(), expected);
    assert_eq!(read.warnings, []);
}

#[test]
fn environments_bare_and_wrapped() {
    let values = json!([
        {"key": "a", "value": "1", "enabled": true},
        {"key": "b", "value": "2", "enabled": false},
        {"key": "c", "value": null},
        {"key": "d", "value": {"x": 1}},
        {"key": "a", "value": "3"},
    ]);
    let expected = [("a", "3"), ("c", ""), ("d", "{\"x\":1}")];
    check_environment(&json!({"name": "E", "values": values}), &expected);
    check_environment(&json!({"environment": {"values": values}}), &expected);
    check_environment(&json!({"globals": {"values": values}}), &expected);
    check_environment(&json!({"_postman_variable_scope": "globals", "values": values}), &expected);
    check_environment(&values, &expected);
    check_environment(&json!({"values": []}), &[]);
}

#[test]
fn environments_and_globals_in_yaml() {
    let values = "values:\n  - key: a\n    value: '1'\n    enabled: true\n  - key: b\n    value: 2\n    enabled: false\n  - key: c\n    value:\n  - key: d\n    value: 1.10\n    type: default\n";
    for start in ["name: Local\n", "# note\n---\n", "$kind: environment\ncolor: null\n"] {
        let read = read_environment(format!("{start}{values}").as_bytes()).unwrap();
        assert_eq!(read.value.iter().collect::<Vec<_>>(), [("a", "1"), ("c", ""), ("d", "1.10")], "{start}");
        assert_eq!(read.warnings, []);
    }
    let twice = read_environment(b"values: []\nvalues: [{key: a, value: x}]\n").unwrap();
    assert_eq!(twice.value.get("a"), Some("x"));
    assert_eq!(twice.warnings[0].place.as_ref().map(|place| place.line), Some(2));
}
