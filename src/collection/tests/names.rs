//! Rules 1.1 and 1.3: which examples there are, and what they are called.

use serde_json::{Value, json};

use super::{collection_of, only_example, read};

#[track_caller]
fn check_items(items: &Value, endpoints: &[&str], examples: &[(&str, &str)]) {
    let read = read(&json!({"item": items}));
    let names: Vec<_> = read.value.endpoints.iter().map(|endpoint| endpoint.item.as_str()).collect();
    assert_eq!(names, endpoints);
    let names: Vec<_> =
        read.value.examples.iter().map(|example| (example.item.as_str(), example.name.as_str())).collect();
    assert_eq!(names, examples);
    assert_eq!(read.warnings, []);
}

#[test]
fn rule_1_1_examples_at_any_depth() {
    let leaf = json!({"name": "List", "request": "/a", "response": [{"code": 200, "name": " one\n"}, {"code": 200}]});
    let examples = [("Books / Old / List", "one"), ("Books / Old / List", "")];
    check_items(
        &json!([{"name": "Books", "item": [{"name": "Old", "item": [leaf]}]}]),
        &["Books / Old / List"],
        &examples,
    );
}

#[test]
fn rule_1_1_an_object_instead_of_a_list_is_a_list_of_one() {
    let leaf = json!({"name": "List", "request": "/a", "response": {"code": 200, "name": "one"}});
    check_items(&json!([leaf]), &["List"], &[("List", "one")]);
    check_items(&leaf, &["List"], &[("List", "one")]);
}

#[test]
fn rule_1_1_without_response_there_is_no_example() {
    for response in [json!(null), json!([]), json!([null])] {
        check_items(&json!([{"name": "List", "request": "/a", "response": response}]), &["List"], &[]);
    }
    check_items(&json!([{"name": "List", "request": "/a"}, {"name": "empty"}, null]), &["List"], &[]);
}

#[test]
fn rule_1_1_without_request_there_is_no_example() {
    check_items(&json!([{"name": "List", "request": null, "response": [{"code": 200}]}]), &[], &[]);
}

#[test]
fn an_item_may_be_folder_and_request() {
    let inner = json!({"name": "One", "request": "/b", "response": [{"code": 200}]});
    let both = json!({"name": "List", "request": "/a", "response": [{"code": 200}], "item": [inner]});
    check_items(&json!([both]), &["List", "List / One"], &[("List", ""), ("List / One", "")]);
}

#[test]
fn rule_1_1_a_wrapped_collection_is_unwrapped() {
    let collection = collection_of(&json!("/a"), &json!([{"code": 200}]));
    let wrapped = read(&json!({ "collection": collection }));
    assert_eq!(wrapped, read(&collection));
    assert_eq!(wrapped.value.name, "Books");
    let named = json!({"item": [{"request": "/a"}], "collection": {"item": []}});
    assert_eq!(read(&named).value.endpoints.len(), 1);
}

#[test]
fn quirk_names_may_hold_anything_and_stand_twice() {
    let name = "a/b: \u{0} {{c}} \"?\" 😀";
    let response = json!([{"code": 200, "name": name}, {"code": 200, "name": name}]);
    let read = read(&collection_of(&json!("/a"), &response));
    let names: Vec<_> = read.value.examples.iter().map(|example| example.name.as_str()).collect();
    assert_eq!(names, [name, name]);
}

#[track_caller]
fn check_id(response: Value, id: Option<&str>, uid: Option<&str>) {
    let mut response = response;
    response["code"] = json!(200);
    let example = only_example(read(&collection_of(&json!("/a"), &json!([response]))));
    assert_eq!((example.id.as_deref(), example.uid.as_deref()), (id, uid));
}

#[test]
fn rule_1_3_id_then_postman_id_then_uid() {
    check_id(json!({"id": "a", "_postman_id": "b", "uid": "1-a"}), Some("a"), Some("1-a"));
    check_id(json!({"id": "", "_postman_id": "b"}), Some("b"), None);
    check_id(json!({"id": null, "uid": "1-c"}), Some("1-c"), Some("1-c"));
    check_id(json!({"id": 12}), Some("12"), None);
    check_id(json!({}), None, None);
}
