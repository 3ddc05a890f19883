//! The collections of others that the tests find through an environment variable.

#![expect(clippy::disallowed_methods, reason = "these tests read files, what they test does not")]

use std::io::Write;
use std::path::{Path, PathBuf};

use super::super::{Variables, read_collection, read_environment};

const FOLDER: &str = "UNDERSTUDY_COLLECTIONS";

/// File, examples in it, of them left out, and of those read without a status.
///
/// The one left out has no URL, and neither has its item.
const FILES: [(&str, usize, usize, usize); 10] = [
    ("postman-api.json", 82, 0, 4),
    ("besu-json-rpc.json", 110, 1, 6),
    ("docusign-notary.json", 128, 0, 0),
    ("adyen-checkout-v72.json", 51, 0, 0),
    ("roxyapi-iching.json", 58, 0, 0),
    ("nested-folders-v2.0.json", 7, 0, 0),
    ("todo.json", 10, 0, 0),
    ("calculator-soap.json", 8, 0, 0),
    ("echo-v1.json", 6, 0, 0),
    ("films-graphql.json", 8, 0, 0),
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var(FOLDER).ok().filter(|folder| !folder.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        // Not `eprintln!`, which the test harness would swallow.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {FOLDER} does not name the folder of real collections");
    }
    folder
}

#[track_caller]
fn check(folder: &Path, file: &str, saved: usize, left_out: usize, without_status: usize) {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    let read = read_collection(&bytes, &Variables::default()).unwrap();
    for warning in &read.warnings {
        println!("{file}: {warning}");
        assert!(warning.item.is_some() && warning.place.is_some(), "{file}: {warning}");
    }
    assert_eq!(read.value.examples.len(), saved - left_out, "{file}");
    let unknown = read.value.examples.iter().filter(|example| example.response.status.is_none());
    assert_eq!(unknown.count(), without_status, "{file}");
    assert_eq!(read.warnings.len(), left_out + without_status, "{file}");
}

#[test]
fn every_example_of_real_collections_is_read() {
    let Some(folder) = folder() else { return };
    for (file, saved, left_out, without_status) in FILES {
        check(&folder, file, saved, left_out, without_status);
    }
}

#[test]
fn a_real_environment() {
    let Some(folder) = folder() else { return };
    let bytes = std::fs::read(folder.join("roxyapi.environment.json")).unwrap();
    let read = read_environment(&bytes).unwrap();
    assert_eq!(read.value.iter().collect::<Vec<_>>(), [("apiKey", "")]);
    assert_eq!(read.warnings, []);
}
