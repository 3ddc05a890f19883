//! Whatever the bytes are, reading ends with a value or a diagnostic.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::super::{
    Collection, FolderFile, Segment, Variables, kind, read_collection, read_collection_folder,
    read_environment, references, unresolved,
};

/// Keys that mean something somewhere, so that trees look like collections.
const KEYS: [&str; 53] = [
    "info",
    "name",
    "item",
    "request",
    "response",
    "originalRequest",
    "url",
    "raw",
    "host",
    "path",
    "query",
    "variable",
    "key",
    "value",
    "id",
    "uid",
    "method",
    "header",
    "body",
    "mode",
    "urlencoded",
    "formdata",
    "graphql",
    "file",
    "src",
    "type",
    "disabled",
    "enabled",
    "code",
    "status",
    "requests",
    "folders",
    "order",
    "folders_order",
    "responses",
    "requestObject",
    "responseCode",
    "text",
    "headers",
    "data",
    "dataMode",
    "rawModeData",
    "queryParams",
    "pathVariables",
    "values",
    "_postman_previewlanguage",
    "$kind",
    "variables",
    "content",
    "statusCode",
    "statusText",
    "examples",
    "collection",
];

const TEXTS: [&str; 20] = [
    "",
    "a",
    "{{a}}",
    "{{b}}/{{a}}",
    "{{a",
    "}}{{",
    "https://x/{{a}}?b={{b}}#c",
    ":a",
    "/:a//%zz",
    "%FF",
    "raw",
    "formdata",
    "graphql",
    "GET",
    "200 OK",
    "{\"url\":\"/a\"}",
    "\"a\"",
    "é😀\u{0}",
    "A: 1\n B",
    "http:",
];

/// Of which YAML is made, also where it does not belong.
const YAML: [&str; 34] = [
    "\n",
    "\n  ",
    "\n    ",
    "\t",
    " ",
    "- ",
    "? ",
    ": ",
    "a: ",
    "url: ",
    "response:",
    "body: ",
    "content: ",
    "|-\n",
    ">+2\n",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "\"",
    "'",
    "&a ",
    "*a ",
    "!!str ",
    "!x ",
    "# ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: ",
    "\\u",
    "d800",
    "é",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![8 => prop::sample::select(&TEXTS[..]).prop_map(str::to_owned), 1 => any::<String>()]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => (-1_i64..700).prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        6 => text().prop_map(Value::String),
    ];
    let key = prop::sample::select(&KEYS[..]).prop_map(str::to_owned);
    leaf.prop_recursive(7, 96, 8, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            3 => prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn check(bytes: &[u8]) {
    let environment: Variables = [("a", "{{b}}{{c}}"), ("b", "/x?"), ("c", "")].into_iter().collect();
    if let Ok(read) = read_collection(bytes, &environment) {
        check_examples(&read.value);
    }
    let _ = read_environment(bytes);
    let _ = kind(bytes);
    let files = PATHS.map(|path| FolderFile { path: Path::new(path), bytes });
    check_examples(&read_collection_folder(&files, &environment).unwrap().value);
}

/// The files of a folder in each of their roles.
const PATHS: [&str; 3] = [
    "F/.resources/definition.yaml",
    "F/List.request.yaml",
    "F/.resources/List.resources/examples/One.example.yaml",
];

fn check_examples(collection: &Collection) {
    for example in &collection.examples {
        assert!(!example.path.0.is_empty() && !example.method.is_empty());
        assert!(example.response.status.is_none_or(|status| (200..600).contains(&status)));
        for segment in &example.path.0 {
            if let Segment::Wildcard { names, value, .. } = segment {
                assert!(!names.is_empty() && value.as_deref() != Some(""));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn any_text(text in ".{0,200}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_tree(tree in tree()) {
        check(tree.to_string().as_bytes());
    }

    #[test]
    fn any_yaml(pieces in prop::collection::vec(prop::sample::select(&YAML[..]), 0..40)) {
        check(pieces.concat().as_bytes());
    }

    #[test]
    fn any_example_in_yaml(request in tree(), response in tree()) {
        let whole = serde_json::json!({"url": "https://x/:a", "request": request, "response": response});
        check(whole.to_string().as_bytes());
    }

    #[test]
    fn any_surrogates(escapes in prop::collection::vec(0xD700_u16..0xE100, 1..8)) {
        let text = escapes.iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
        let whole = format!("{{\"item\": [{{\"name\": \"{text}\", \"request\": \"/a\"}}]}}");
        let read = read_collection(whole.as_bytes(), &Variables::default()).unwrap();
        prop_assert_eq!(&read.value.endpoints[0].item, &String::from_utf16_lossy(&escapes));
    }

    #[test]
    fn any_items(items in prop::collection::vec(tree(), 0..4), request in tree(), response in tree()) {
        let whole = serde_json::json!({"item": [{"request": request, "response": response}, {"item": items}]});
        check(whole.to_string().as_bytes());
    }

    #[test]
    fn any_requests_of_format_1(requests in prop::collection::vec(tree(), 0..4), folders in tree(), order in tree()) {
        let whole = serde_json::json!({"requests": requests, "folders": folders, "order": order});
        check(whole.to_string().as_bytes());
    }

    #[test]
    fn references_are_where_they_say(text in "[{}a/é]{0,40}") {
        let mut end = 0;
        for reference in references(&text) {
            prop_assert!(reference.range.start >= end);
            end = reference.range.end;
            let written = format!("{{{{{}}}}}", reference.name);
            prop_assert_eq!(&text[reference.range], written);
        }
        prop_assert_eq!(unresolved(&text).count(), references(&text).count());
    }
}
