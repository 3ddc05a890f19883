//! Later loads: what changed, what broke, and what stays.

use std::time::{Duration, SystemTime};

use super::*;
use crate::observe::ReloadResult::{self, Failed, Ok};

/// What a reload comes to after a change of [`Site::shop`].
struct Expected<'e> {
    generation: u64,
    name: &'e str,
    version: &'e str,
    result: ReloadResult,
    problems: &'e [&'e str],
}

const SAME: Expected<'static> =
    Expected { generation: 1, name: "one", version: "v1", result: Ok, problems: &[] };

#[track_caller]
fn check(name: &str, change: impl FnOnce(&Site), expected: &Expected<'_>) {
    let mut loading = Loading::start(Site::shop());
    let before = Arc::clone(&loading.snapshot.serving);
    change(&loading.site);
    let report = loading.reload();
    let snapshot = &report.snapshot;
    assert_eq!(loading.site.told(&snapshot.problems), expected.problems, "{name}");
    assert_eq!(snapshot.generation, expected.generation, "{name}");
    assert_eq!(Arc::ptr_eq(&snapshot.serving, &before), expected.generation == 1, "{name}");
    assert_eq!(names(snapshot), [expected.name], "{name}");
    assert!(has_path(snapshot, expected.version), "{name}");
    assert_eq!(report.result, expected.result, "{name}");
}

#[test]
fn nothing_that_serves_changed() {
    check("untouched", |_| {}, &SAME);
    check("written as it was", |site| site.write("shop.json", &collection("one")), &SAME);
    check(
        "renamed over as it was",
        |site| save_by_rename(&site.path("shop.json"), &collection("one")),
        &SAME,
    );
    check("a comment in the config", |site| site.write("understudy.toml", &format!("# x\n{SHOP}")), &SAME);
    let renamed = environment("v1").replace("\"e\"", "\"f\"");
    check("another name of the environment", |site| site.write("local.json", &renamed), &SAME);
    check("another file", |site| site.write("other.json", "{"), &SAME);
}

#[test]
fn what_changed_is_applied() {
    let next = Expected { generation: 2, ..SAME };
    let two = Expected { name: "two", ..next };
    check("collection", |site| site.write("shop.json", &collection("two")), &two);
    check("by rename", |site| save_by_rename(&site.path("shop.json"), &collection("two")), &two);
    let two = Expected { version: "v2", ..next };
    check("environment", |site| site.write("local.json", &environment("v2")), &two);
    let delay = SHOP.replace("[[routes]]", "delay = \"1s\"\n[[routes]]");
    check("config", |site| site.write("understudy.toml", &delay), &next);
}

#[test]
fn what_broke_stays_as_it_was() {
    let failed = Expected { result: Failed, ..SAME };
    let problems = &["shop.json:2:10: the JSON ends too early"];
    check("collection", |site| site.write("shop.json", "{\n  \"info\": "), &Expected { problems, ..failed });
    let problems = &["shop.json: there is no such file or folder"];
    check("collection gone", |site| site.remove("shop.json"), &Expected { problems, ..failed });
    let problems = &["local.json: not a Postman environment: this is a collection"];
    let change = |site: &Site| site.write("local.json", &collection("one"));
    check("environment", change, &Expected { problems, ..failed });
    let problems = &["local.json: there is no such file or folder"];
    check("environment gone", |site| site.remove("local.json"), &Expected { problems, ..failed });
    let problems = &["understudy.toml: there is no such file or folder"];
    check("config gone", |site| site.remove("understudy.toml"), &Expected { problems, ..failed });
}

#[test]
fn beside_a_broken_config_collections_still_reload() {
    let change = |site: &Site| {
        site.write("understudy.toml", &SHOP.replace("5ms", "fast"));
        site.write("shop.json", &collection("two"));
    };
    let problems: &[&str] = &["understudy.toml:3:12: reload.debounce: `fast` is not a duration"];
    check("both", change, &Expected { generation: 2, name: "two", result: Failed, problems, ..SAME });
}

#[test]
fn what_is_being_written_waits_unless_somebody_asks() {
    let hour = Duration::from_hours(1);
    for name in ["understudy.toml", "shop.json", "local.json"] {
        let mut loading = Loading::start(Site::shop());
        for file in ["understudy.toml", "shop.json", "local.json"] {
            let long_ago = SystemTime::now() - 2 * hour;
            fs::File::open(loading.site.path(file)).unwrap().set_modified(long_ago).unwrap();
        }
        let before = loading.snapshot.clone();
        assert!(loading.loader.reload_if_quiet(&before, hour).is_some(), "{name}");
        loading.site.write(name, "half");
        assert!(loading.loader.reload_if_quiet(&before, hour).is_none(), "{name}");
        assert_eq!(loading.loader.reload(&before).result, Failed, "{name}");
    }
}

#[test]
fn what_needs_a_restart_is_told_and_the_rest_applied() {
    let listen = format!("[server]\nlisten = \"127.0.0.1:9\"\nheaders = false\n{SHOP}");
    let mut loading = Loading::start(Site::shop());
    loading.site.write("understudy.toml", &listen);
    for _ in 0..2 {
        let report = loading.reload();
        assert_eq!(report.restart_needed, ["server.listen"]);
        assert_eq!((report.result, report.snapshot.generation), (Ok, 2));
        let problems = loading.site.told(&report.snapshot.problems);
        assert_eq!(problems, ["understudy.toml: `server.listen` needs a restart"]);
        assert!(!report.snapshot.serving.config.server.headers);
    }
    loading.site.write("understudy.toml", SHOP);
    assert_eq!(loading.reload().restart_needed, [""; 0], "back to what it started with");
}

#[test]
fn mended_files_are_told_no_more() {
    let mut loading = Loading::start(Site::shop());
    for (text, problems, name) in [
        (&*collection("one"), 0, "one"),
        ("{", 1, "one"),
        ("{{", 1, "one"),
        (&collection("one"), 0, "one"),
        ("", 1, "one"),
        (&collection("two"), 0, "two"),
    ] {
        loading.site.write("shop.json", text);
        let report = loading.reload();
        assert_eq!(report.snapshot.problems.len(), problems, "{text}");
        assert_eq!(names(&report.snapshot), [name], "{text}");
        assert_eq!(report.snapshot.generation, if name == "one" { 1 } else { 2 }, "{text}");
    }
}

#[test]
fn warnings_of_files_that_did_not_change_stay() {
    let config = SHOP.replace("[\"shop.json\"]", "[\"shop.json\", \"more.json\"]");
    let warned = collection("more").replacen("\"name\"", "\"name\": 1, \"name\"", 1);
    let site = Site::shop();
    site.write("understudy.toml", &config);
    site.write("more.json", &warned);
    let mut loading = Loading::start(site);
    let problems = Arc::clone(&loading.snapshot.problems);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(loading.snapshot.serving.mocks["shop"].shelf.warnings, 1);
    loading.site.write("shop.json", &collection("two"));
    let report = loading.reload();
    assert_eq!((report.snapshot.generation, report.result), (2, Ok));
    assert_eq!(report.snapshot.problems, problems);
}

#[test]
fn a_lenient_start_is_completed_later() {
    let site = Site::shop();
    site.write("shop.json", "{");
    let mut loading = Loading::start(site);
    assert_eq!(names(&loading.snapshot), [""; 0]);
    loading.site.write("shop.json", &collection("one"));
    let report = loading.reload();
    assert_eq!((names(&report.snapshot).as_slice(), report.result), (&["one".to_owned()][..], Ok));
}

#[test]
fn an_environment_changed_while_its_collection_is_broken() {
    let mut loading = Loading::start(Site::shop());
    loading.site.write("shop.json", "{");
    loading.site.write("local.json", &environment("v2"));
    assert!(has_path(&loading.reload().snapshot, "v1"));
    loading.site.write("shop.json", &collection("one"));
    assert!(has_path(&loading.reload().snapshot, "v2"));
}
