//! From a collection to what mocks share, and from libraries to a mock.

use std::sync::Arc;

use super::{ask, collection, said};
use crate::mock::{Caller, Library, Mock, Options, Reply};

#[test]
fn a_warning_names_the_example() {
    let example = r#"{"name": "one", "code": 200, "header": [{"key": "X Y", "value": "1"}]}"#;
    let (library, warnings) = Library::new(collection(example));
    let told: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["Shop / Books / one: the response header `X Y` is left out: no header can be named so \
          (header names are letters, digits and `-`)"]
    );
    assert_eq!((library.name.as_str(), library.len(), library.is_empty()), ("shop", 1, false));
    let endpoint = &library.endpoints[0];
    assert_eq!((&*endpoint.item, &*endpoint.method), ("Shop / Books", "GET"));
    assert_eq!(endpoint.path.to_string(), "/books");
}

#[test]
fn each_example_of_each_library_has_its_own_answer() {
    let example = |id: &str, path: &str| {
        format!(
            r#"{{"id": "{id}", "name": "{id}", "code": 200, "body": "{id}", "originalRequest": {{"url": "{path}"}}}}"#
        )
    };
    let library = |examples: &[String]| Arc::new(Library::new(collection(&examples.join(","))).0);
    let first = library(&[example("z", "/one"), example("b", "/two")]);
    let second = library(&[example("y", "/three"), example("a", "/four")]);
    let mock = Mock::new(Options::default(), &[first, second]);
    let ids: Vec<_> = mock.examples().iter().map(|example| &*example.name).collect();
    assert_eq!((ids, mock.len(), mock.is_empty()), (vec!["a", "b", "y", "z"], 4, false));
    for (path, expected) in [("/one", "z"), ("/two", "b"), ("/three", "y"), ("/four", "a")] {
        ask(&mock, &format!("GET {path}"), &[], Caller::Unknown, |reply| match reply {
            Reply::Example { example, answer, .. } => {
                assert_eq!((&*example.name, &*answer.body), (expected, expected.as_bytes()), "{path}");
            }
            other => panic!("{path}: {}", said(&other)),
        });
    }
}

#[test]
fn a_mock_without_examples_misses() {
    let mock = Mock::new(Options::default(), &[]);
    assert!(mock.is_empty());
    ask(&mock, "GET /", &[], Caller::Unknown, |reply| assert_eq!(said(&reply), "miss"));
}
