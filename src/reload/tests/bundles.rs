//! Collections in many files, and folders of them.

use std::os::unix::fs::symlink;

use super::first::owned;
use super::watching::Running;
use super::*;
use crate::observe::ReloadResult::{self, Failed, Ok};

/// A request with an example beside it, `GET /NAME`.
fn request(site: &Site, folder: &str, name: &str) {
    let url = format!("url: http://shop/{{{{version}}}}/{name}\nmethod: GET\n");
    site.write(&format!("{folder}/{name}.request.yaml"), &format!("$kind: http-request\n{url}"));
    let example = format!(
        "$kind: http-example\nresponse:\n  statusCode: 200\n  body: {{type: text, content: {name}}}\n"
    );
    site.write(&format!("{folder}/.resources/{name}.resources/examples/ok.example.yaml"), &example);
}

fn define(site: &Site, folder: &str, name: &str) {
    let definition = format!("$kind: collection\nname: {name:?}\n");
    site.write(&format!("{folder}/.resources/definition.yaml"), &definition);
}

/// Two collections in folders, and one in a file.
fn workspace() -> Site {
    let site = Site::new(&[("understudy.toml", FOLDER), ("shop/m.json", &collection("file"))]);
    define(&site, "shop/books", "Books");
    request(&site, "shop/books/Old", "list");
    request(&site, "shop/toys", "play");
    site
}

/// What is answered: each collection with its paths.
fn shelf(snapshot: &Snapshot) -> Vec<String> {
    let libraries = snapshot.serving.mocks.values().flat_map(|loaded| &loaded.shelf.libraries);
    let paths = |library: &crate::mock::Library| {
        let paths: Vec<_> = library.endpoints.iter().map(|endpoint| endpoint.path.to_string()).collect();
        paths.join(" ")
    };
    libraries.map(|library| format!("{}: {}", library.name, paths(library))).collect()
}

const BEFORE: [&str; 3] = ["Books: /:version/list", "file: /:version/file", "toys: /:version/play"];

#[track_caller]
fn check(name: &str, change: impl FnOnce(&Site), expected: &[&str], result: ReloadResult, problems: &[&str]) {
    let mut loading = Loading::start(workspace());
    assert_eq!(shelf(&loading.snapshot), BEFORE, "{name}");
    let before = Arc::clone(&loading.snapshot.serving);
    change(&loading.site);
    let report = loading.reload();
    assert_eq!(loading.site.told(&report.snapshot.problems), problems, "{name}");
    assert_eq!(shelf(&report.snapshot), expected, "{name}");
    assert_eq!(report.result, result, "{name}");
    let after = &report.snapshot.serving;
    let kept = |at: usize| {
        let library =
            |serving: &super::super::Serving| serving.mocks["shop"].shelf.libraries.get(at).cloned();
        library(&before).zip(library(after)).is_some_and(|(one, two)| Arc::ptr_eq(&one, &two))
    };
    let is_first_same = expected.first() == BEFORE.first();
    assert_eq!(kept(0), is_first_same, "{name}: only what changed is prepared again");
    assert!(kept(1) || expected.len() < 3, "{name}: only what changed is prepared again");
}

#[test]
fn one_collection_is_a_folder() {
    let site = Site::new(&[("understudy.toml", FOLDER)]);
    request(&site, "shop", "list");
    request(&site, "shop/Old", "find");
    let loading = Loading::start(site);
    assert_eq!(shelf(&loading.snapshot), ["shop: /:version/find /:version/list"]);
    assert_eq!(loading.site.told(&loading.snapshot.problems), Vec::<String>::new());
}

#[test]
fn files_below_come_go_and_change() {
    let [books, file, toys] = BEFORE;
    let both = "Books: /:version/find /:version/list";
    check("one more", |site| request(site, "shop/books/Old", "find"), &[both, file, toys], Ok, &[]);
    check("a folder more", |site| request(site, "shop/books/New", "find"), &[both, file, toys], Ok, &[]);
    let renamed = "Shelves: /:version/list";
    check("its name", |site| define(site, "shop/books", "Shelves"), &[renamed, file, toys], Ok, &[]);
    let unnamed = "books: /:version/list";
    check("no name", |site| define(site, "shop/books", ""), &[unnamed, file, toys], Ok, &[]);
    let away = |site: &Site| fs::remove_dir_all(site.path("shop/toys")).unwrap();
    check("a collection less", away, &[books, file], Ok, &[]);
    let more = |site: &Site| request(site, "shop/zoo", "visit");
    check("a collection more", more, &[books, file, toys, "zoo: /:version/visit"], Ok, &[]);
    check("nothing of it", |site| site.write("shop/books/README.md", "?"), &BEFORE, Ok, &[]);
}

#[test]
fn warnings_name_the_file_below() {
    let mut loading = Loading::start(workspace());
    loading.site.write("shop/toys/play.request.yaml", "url: [");
    let report = loading.reload();
    let problems = [
        "shop/toys/play.request.yaml:1:6: not YAML: unclosed bracket '[': the file is left out",
        "shop/toys/.resources/play.resources/examples/ok.example.yaml:1:1: play / ok: \
            there is no URL, neither here nor in the item: the example is left out",
    ];
    assert_eq!(loading.site.told(&report.snapshot.problems), problems);
    assert_eq!((report.result, shelf(&report.snapshot)[..2].to_vec()), (Ok, owned(&BEFORE[..2])));
}

#[test]
fn what_breaks_stays_as_it_was() {
    let unreadable = |site: &Site| {
        site.remove("shop/toys/play.request.yaml");
        std::os::unix::net::UnixListener::bind(site.path("shop/toys/play.request.yaml")).unwrap();
    };
    let problem = "shop/toys/play.request.yaml: it cannot be read: it is neither a file nor a folder";
    check("unreadable", unreadable, &BEFORE, Failed, &[problem]);
    let gone = |site: &Site| fs::rename(site.path("shop"), site.path("away")).unwrap();
    check("the folder is gone", gone, &BEFORE, Failed, &["shop: there is no such file or folder"]);
}

#[test]
fn an_environment_changes_it() {
    let site = workspace();
    let config = FOLDER.replace("[\"shop\"]", "[\"shop\"]\nenvironment = \"local.json\"");
    site.write("understudy.toml", &config);
    site.write("local.json", &environment("v1"));
    let mut loading = Loading::start(site);
    assert_eq!(shelf(&loading.snapshot)[2], "toys: /v1/play");
    loading.site.write("local.json", &environment("v2"));
    assert_eq!(shelf(&loading.reload().snapshot), ["Books: /v2/list", "file: /v2/file", "toys: /v2/play"]);
}

#[test]
fn yaml_files_in_a_folder() {
    let site = workspace();
    site.write("shop/local.environment.yaml", "name: Local\nvalues: []\n");
    site.write("shop/api.yml", "openapi: 3.0.3\ninfo:\n  title: Books\n");
    let loading = Loading::start(site);
    let problems = [
        "shop/api.yml: an OpenAPI document, not a collection: skipped",
        "shop/local.environment.yaml: an environment, not a collection: skipped",
    ];
    assert_eq!(loading.site.told(&loading.snapshot.problems), problems);
    assert_eq!(shelf(&loading.snapshot), BEFORE);
}

#[test]
fn links_to_folders_are_watched_on_both_sides() {
    let site = workspace();
    for version in ["1", "2"] {
        request(&site, &format!("mount/..{version}/zoo"), &format!("visit{version}"));
    }
    let swap = |site: &Site, version: &str| {
        symlink(format!("..{version}"), site.path("mount/new")).unwrap();
        fs::rename(site.path("mount/new"), site.path("mount/..data")).unwrap();
    };
    swap(&site, "1");
    symlink("..data/zoo", site.path("mount/zoo")).unwrap();
    site.write("understudy.toml", &FOLDER.replace("[\"shop\"]", "[\"mount\"]"));
    let running = Running::start(site);
    assert_eq!(shelf(&running.live.snapshot()), ["zoo: /:version/visit1"]);
    swap(&running.site, "2");
    running.shows("swapped", |snapshot| shelf(snapshot) == ["zoo: /:version/visit2"]);
}

#[test]
fn changes_at_any_depth_are_noticed() {
    let running = Running::start(workspace());
    let [books, file, toys] = BEFORE;
    let shows = |name: &str, expected: &[&str]| running.shows(name, |snapshot| shelf(snapshot) == expected);
    let example = "shop/books/Old/list.request.yaml";
    let moved = fs::read_to_string(running.site.path(example)).unwrap().replace("/list", "/index");
    save_by_rename(&running.site.path(example), &moved);
    let index = "Books: /:version/index";
    shows("saved by rename", &[index, file, toys]);
    request(&running.site, "shop/books/New/Er", "find");
    shows("in new folders", &["Books: /:version/find /:version/index", file, toys]);
    fs::remove_dir_all(running.site.path("shop/books/New")).unwrap();
    shows("folders gone", &[index, file, toys]);
    fs::rename(running.site.path("shop/books"), running.site.path("away")).unwrap();
    shows("moved away", &[file, toys]);
    fs::rename(running.site.path("away"), running.site.path("shop/books")).unwrap();
    shows("moved back", &[index, file, toys]);
    running.site.write(example, &moved.replace("/index", "/list"));
    shows("changed there", &[books, file, toys]);
}
