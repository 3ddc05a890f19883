//! What cannot be read costs itself only, and says where it is.

use std::path::Path;

use super::super::super::variables::Variables;
use super::super::{FolderFile, read_collection_folder};
use super::{AT, EXAMPLE, Files, REQUEST, read, warnings};

#[track_caller]
fn check_warned(files: Files<'_>, examples: usize, expected: &[&str]) {
    let read = read(files);
    assert_eq!(warnings(&read), expected);
    assert_eq!(read.value.examples.len(), examples);
}

#[test]
fn rule_1_5_one_bad_file_never_costs_the_others() {
    let broken = "url: {{baseUrl}}/a\n";
    let own_url = "request: {url: https://x/b}\nresponse: {statusCode: 200}\n";
    check_warned(
        &[("List.request.yaml", broken), (AT, own_url), ("B.request.yaml", REQUEST)],
        1,
        &[
            "List.request.yaml:1:7: a list or an object stands where a key belongs: the file is left out (put a value that begins with `{{` in quotes)",
        ],
    );
    check_warned(
        &[("List.request.yaml", REQUEST), (AT, "[]")],
        0,
        &[
            ".resources/List.resources/examples/One.example.yaml: no keys and values, but something else: the file is left out (save it in Postman again)",
        ],
    );
    check_warned(
        &[("List.request.yaml", REQUEST), (AT, "name: One\n")],
        0,
        &[
            ".resources/List.resources/examples/One.example.yaml:1:1: there is no `response`: the example is left out (give it one, or save it in Postman again)",
        ],
    );
    check_warned(
        &[("List.request.yaml", ""), (".resources/definition.yaml", "\u{1}")],
        0,
        &[
            "List.request.yaml: the file is empty: the file is left out (export it again)",
            ".resources/definition.yaml:1:1: not YAML: unexpected character: `\\u{1}': the file is left out (correct it at this place, or save it in Postman again)",
        ],
    );
}

#[test]
fn warnings_of_the_walk_name_file_and_line() {
    let saved = "# note\n$kind: http-example\nresponse:\n  statusCode: 700\n";
    check_warned(
        &[("F/List.request.yaml", REQUEST), ("F/.resources/List.resources/examples/é.example.yaml", saved)],
        0,
        &[
            "F/.resources/List.resources/examples/é.example.yaml:2:1: F / List / é: the status `700` is not within 200 to 599: the example is left out (correct the status code)",
        ],
    );
    check_warned(
        &[("List.request.yaml", REQUEST), (AT, "response: {}\n")],
        1,
        &[
            ".resources/List.resources/examples/One.example.yaml:1:1: List / One: there is no status code; the example is sent as 200 (give it a status code)",
        ],
    );
    check_warned(
        &[("List.request.yaml", "url: https://x/a\nurl: https://x/b\n---\n")],
        0,
        &[
            "List.request.yaml:2:1: the key `url` stands twice in one object; the last one counts (remove one of them)",
            "List.request.yaml:3:1: something stands behind the end of the document; it is ignored (remove it)",
        ],
    );
}

#[test]
fn other_protocols_are_left_out() {
    let request = "$kind: grpc-request\nurl: grpc://x\n";
    let saved = "$kind: grpc-example\nresponse: {}\n";
    check_warned(
        &[("Call.request.yaml", request), (".resources/Call.resources/examples/a.example.yaml", saved)],
        0,
        &[
            "Call.request.yaml:1:1: only HTTP and GraphQL are mocked: this `grpc-request` is left out (nothing needs to be done)",
        ],
    );
}

#[test]
fn an_example_without_request_is_left_out() {
    check_warned(
        &[("Other.request.yaml", REQUEST), (AT, EXAMPLE)],
        0,
        &[
            ".resources/List.resources/examples/One.example.yaml: no request has its examples in this folder: the example is left out (name the folder as the `examples` of a request, or remove it)",
        ],
    );
}

#[test]
fn a_lone_surrogate_is_replaced() {
    let saved = "response:\n  statusCode: 200\n  body: {type: text, content: \"é \\ud800\"}\n";
    let read = read(&[("List.request.yaml", REQUEST), (AT, saved)]);
    assert_eq!(read.value.examples[0].response.body, "é \u{FFFD}");
    assert_eq!(
        warnings(&read),
        [
            ".resources/List.resources/examples/One.example.yaml:3:34: half of a surrogate pair is no character; U+FFFD stands in for it (write the whole pair, or the character itself)",
        ]
    );
}

#[test]
fn folders_too_deep_to_walk() {
    let path = format!("{}List.request.yaml", "a/".repeat(2000));
    let deep = read(&[(&path, REQUEST), ("List.request.yaml", REQUEST)]);
    assert_eq!(deep.value.endpoints.len(), 1);
    assert_eq!(deep.warnings[0].message, "more than 48 folders lie within each other: the file is left out");
    let path = format!("{}List.request.yaml", "a/".repeat(47));
    assert_eq!(read(&[(&path, REQUEST)]).value.endpoints.len(), 1);
}

#[test]
fn without_any_file_of_a_collection() {
    for files in [vec![], vec![("a.json", "{}"), ("Local.environment.yaml", "values: []\n")]] {
        let files: Vec<_> = files
            .iter()
            .map(|(path, text)| FolderFile { path: Path::new(path), bytes: text.as_bytes() })
            .collect();
        let error = read_collection_folder(&files, &Variables::default()).unwrap_err();
        assert_eq!(
            error.message,
            "not a Postman collection: no file of this folder is a request or an example"
        );
        assert!(error.is_error() && error.hint.is_some());
    }
}
