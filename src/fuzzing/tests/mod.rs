//! Every target on its corpus, and on inputs made of it: always the same ones, so that what fails once fails again.

mod mutation;

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use mutation::Mutations;

type Target = fn(&[u8]);

/// Every target: its name, and how many inputs are made of its corpus.
const TARGETS: [(&str, Target, usize); 11] = [
    ("body", body, 1_500),
    ("choice", choice, 1_000),
    ("coding", coding, 6_000),
    ("collection", collection, 1_500),
    ("config", config, 1_500),
    ("environment", environment, 6_000),
    ("folder", folder, 2_000),
    ("head", head, 10_000),
    ("onward", onward, 3_000),
    ("path", path, 8_000),
    ("template", template, 3_000),
];

fn folder_of(what: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(what)
}

/// The files of a folder in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Shows an input that a target does not survive.
struct Shown<'d>(&'static str, &'d [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} fails on b\"{}\"", self.0, self.1.escape_ascii());
        }
    }
}

fn check(name: &'static str) {
    let (_, target, count) = TARGETS.into_iter().find(|(known, ..)| *known == name).unwrap();
    let corpus: Vec<_> =
        files(&folder_of("corpus").join(name)).iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(corpus.len() >= 3, "{name} has too few inputs to begin with");
    for input in corpus.iter().cloned().chain(Mutations::of(&corpus).take(count)) {
        let shown = Shown(name, &input);
        target(shown.1);
    }
}

#[test]
fn a_body() {
    check("body");
}

#[test]
fn a_choice() {
    check("choice");
}

#[test]
fn a_coding() {
    check("coding");
}

#[test]
fn a_collection() {
    check("collection");
}

#[test]
fn a_config() {
    check("config");
}

#[test]
fn an_environment() {
    check("environment");
}

#[test]
fn a_folder() {
    check("folder");
}

#[test]
fn a_head() {
    check("head");
}

#[test]
fn a_request_onward() {
    check("onward");
}

#[test]
fn a_path() {
    check("path");
}

#[test]
fn a_template() {
    check("template");
}

/// Nothing builds the targets of `cargo fuzz` in CI: they are of one form, and there is one of each.
#[test]
fn cargo_fuzz_knows_every_target() {
    let manifest = fs::read_to_string(folder_of("Cargo.toml")).unwrap();
    for (name, ..) in TARGETS {
        let file = folder_of("fuzz_targets").join(format!("{name}.rs"));
        let expected = format!(
            "#![no_main]\n\nlibfuzzer_sys::fuzz_target!(|data: &[u8]| understudy::fuzzing::{name}(data));\n"
        );
        assert_eq!(fs::read_to_string(file).unwrap(), expected, "{name}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
    }
    assert_eq!(files(&folder_of("fuzz_targets")).len(), TARGETS.len());
    assert_eq!(files(&folder_of("corpus")).len(), TARGETS.len());
}
