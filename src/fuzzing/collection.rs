//! A collection in one file.

use std::sync::Arc;

use super::places;
use crate::collection::{
    Algorithm, Collection, ReadOptions, Segment, Variables, inspect_collection, inspect_whole_collection,
    kind,
};
use crate::mock::{Library, Mock, Options};

/// Reads a collection for both ways of matching, and prepares its examples.
pub fn collection(data: &[u8]) {
    let environment = environment();
    for algorithm in [Algorithm::Postman, Algorithm::Extended] {
        let options = ReadOptions { algorithm, ..ReadOptions::of(&environment) };
        let read = inspect_collection(data, &options);
        let whole = inspect_whole_collection(data, &options);
        assert_eq!(read, whole, "read in pieces and as a whole");
        match read {
            Ok(read) => {
                places::check_file(&read.warnings, data);
                check(&read.value);
                prepare(read.value);
            }
            Err(problem) => places::check_file(&[*problem], data),
        }
    }
    let _ = kind(data);
}

/// Variables whose values are looked into again.
pub(super) fn environment() -> Variables {
    [("a", "{{b}}{{c}}"), ("b", "/x?"), ("c", ""), ("base_url", "https://shop.example/v1")]
        .into_iter()
        .collect()
}

/// What holds for everything that was read.
pub(super) fn check(collection: &Collection) {
    for example in &collection.examples {
        assert!(!example.path.0.is_empty() && !example.method.is_empty(), "{example:?}");
        assert!(example.response.status.is_none_or(|status| (200..600).contains(&status)), "{example:?}");
        for segment in &example.path.0 {
            if let Segment::Wildcard { names, value, .. } = segment {
                assert!(!names.is_empty() && value.as_deref() != Some(""), "{segment:?}");
            }
        }
    }
}

/// Makes a mock of it.
pub(super) fn prepare(collection: Collection) {
    let examples = collection.examples.len();
    let (library, problems) = Library::new(collection);
    assert!(problems.iter().all(|problem| !problem.render(false).is_empty()));
    let mock = Mock::new(Options::default(), &[Arc::new(library)]);
    assert_eq!(mock.len(), examples);
}
