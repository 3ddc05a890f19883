//! Real files in folders that go with the test.

mod bundles;
mod endpoints;
mod first;
mod folders;
mod hands;
mod reload;
mod toggling;
mod watching;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::{Loader, Report, Snapshot, Source, Strictness};
use crate::diagnostic::Diagnostic;
use crate::observe::Metrics;

/// One mock `shop` of `shop.json`, with an environment.
const SHOP: &str = r#"
[reload]
debounce = "5ms"
[mocks.shop]
collections = ["shop.json"]
environment = "local.json"
[[routes]]
name = "shop"
mock = "shop"
"#;

/// One mock `shop` of whatever lies in `shop`.
const FOLDER: &str = r#"
[reload]
debounce = "5ms"
[mocks.shop]
collections = ["shop"]
[[routes]]
name = "shop"
mock = "shop"
"#;

/// A folder with a config and what belongs to it.
struct Site(TempDir);

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            site.write(name, text);
        }
        site
    }

    /// With a config, a collection and an environment.
    fn shop() -> Self {
        let (collection, environment) = (collection("one"), environment("v1"));
        Self::new(&[("understudy.toml", SHOP), ("shop.json", &collection), ("local.json", &environment)])
    }

    /// With a config and two collections in a folder.
    fn folder() -> Self {
        let (a, b) = (collection("a"), collection("b"));
        Self::new(&[("understudy.toml", FOLDER), ("shop/a.json", &a), ("shop/b.json", &b)])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    fn loader(&self) -> Loader {
        Loader::new(Source::File(self.path("understudy.toml")), Arc::new(Metrics::new()))
    }

    /// Problems as a person reads them, without the folder and without advice.
    fn told(&self, problems: &[Diagnostic]) -> Vec<String> {
        let folder = format!("{}/", self.0.path().display());
        let brief = |problem: &Diagnostic| {
            let problem = Diagnostic { hint: None, ..problem.clone() };
            problem.to_string().replace(&folder, "")
        };
        problems.iter().map(brief).collect()
    }
}

/// A loader with what it loaded last.
struct Loading {
    site: Site,
    loader: Loader,
    snapshot: Snapshot,
}

impl Loading {
    fn start(site: Site) -> Self {
        let mut loader = site.loader();
        let snapshot = loader.first(Strictness::Lenient).unwrap();
        Self { site, loader, snapshot }
    }

    fn reload(&mut self) -> Report {
        let report = self.loader.reload(&self.snapshot);
        self.snapshot = report.snapshot.clone();
        report
    }
}

/// A collection with one request, `GET /{{version}}/NAME`.
fn collection(name: &str) -> String {
    let request = format!(r#"{{"method": "GET", "url": "http://shop/{{{{version}}}}/{name}"}}"#);
    let example = format!(r#"{{"name": "ok", "originalRequest": {request}, "code": 200, "body": "{name}"}}"#);
    let item = format!(r#"{{"name": "get", "request": {request}, "response": [{example}]}}"#);
    format!(r#"{{"info": {{"name": "{name}"}}, "item": [{item}]}}"#)
}

/// An environment that says what `{{version}}` is.
fn environment(version: &str) -> String {
    format!(r#"{{"name": "e", "values": [{{"key": "version", "value": "{version}"}}]}}"#)
}

/// The names of the collections that answer.
fn names(snapshot: &Snapshot) -> Vec<String> {
    let libraries = snapshot.serving.mocks.values().flat_map(|loaded| &loaded.shelf.libraries);
    libraries.map(|library| library.name.clone()).collect()
}

/// Whether the first collection has a path with this in it.
fn has_path(snapshot: &Snapshot, segment: &str) -> bool {
    let mut libraries = snapshot.serving.mocks.values().flat_map(|loaded| &loaded.shelf.libraries);
    libraries.any(|library| library.endpoints.iter().any(|it| format!("{:?}", it.path).contains(segment)))
}

/// Writes beside the file and renames, as editors do.
fn save_by_rename(path: &Path, text: &str) {
    let other = path.with_extension("tmp");
    fs::write(&other, text).unwrap();
    fs::rename(other, path).unwrap();
}
