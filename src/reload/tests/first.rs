//! The first load: strict, lenient, and what it says.

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::*;

#[track_caller]
fn check(name: &str, site: &Site, strictness: Strictness, expected: Result<&[&str], ()>, problems: &[&str]) {
    let loaded = site.loader().first(strictness);
    let found = loaded.as_ref().map_or_else(|problems| site.told(problems), |it| site.told(&it.problems));
    assert_eq!(found, problems, "{name}");
    let found = loaded.as_ref().map(names).map_err(|_| ());
    assert_eq!(found.as_deref(), expected.map(owned).as_deref(), "{name}");
    assert!(loaded.is_ok_and(|it| it.generation == 1) || expected.is_err(), "{name}");
}

pub(super) fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_is_loaded() {
    check("a file", &Site::shop(), Strictness::Strict, Ok(&["one"]), &[]);
    check("a folder", &Site::folder(), Strictness::Strict, Ok(&["a", "b"]), &[]);
}

#[test]
fn a_broken_config_always_fails() {
    let site = Site::shop();
    site.write("understudy.toml", &SHOP.replace("mock = \"shop\"", "mock = \"shob\""));
    let problem = "understudy.toml:9:8: routes[0].mock: there is no mock `shob`";
    for strictness in [Strictness::Strict, Strictness::Lenient] {
        check("broken", &site, strictness, Err(()), &[problem]);
    }
    site.remove("understudy.toml");
    check("gone", &site, Strictness::Lenient, Err(()), &["understudy.toml: there is no such file or folder"]);
}

#[test]
fn a_broken_collection_fails_unless_lenient() {
    let site = Site::folder();
    site.write("shop/a.json", "{\n  \"info\": ");
    site.write("shop/c.json", "[]");
    let problems =
        ["shop/a.json:2:10: the JSON ends too early", "shop/c.json: a list, not a collection: skipped"];
    check("strict", &site, Strictness::Strict, Err(()), &problems);
    check("lenient", &site, Strictness::Lenient, Ok(&["b"]), &problems);
}

#[test]
fn a_missing_file_is_named() {
    let site = Site::shop();
    site.remove("shop.json");
    site.remove("local.json");
    let problems =
        ["local.json: there is no such file or folder", "shop.json: there is no such file or folder"];
    check("strict", &site, Strictness::Strict, Err(()), &problems);
    check("lenient", &site, Strictness::Lenient, Ok(&[]), &problems);
}

#[test]
fn an_empty_folder_serves_nothing_yet() {
    let site = Site::folder();
    site.remove("shop/a.json");
    site.remove("shop/b.json");
    check("empty", &site, Strictness::Strict, Ok(&[]), &["shop: no collection in this folder yet"]);
}

#[test]
fn two_mocks_share_a_collection_and_its_problems() {
    let both = format!("{SHOP}[mocks.twin]\ncollections = [\"shop.json\"]\nenvironment = \"local.json\"\n");
    let site = Site::shop();
    site.write(
        "understudy.toml",
        &format!("{both}[[routes]]\nname = \"twin\"\nmock = \"twin\"\npath = \"/twin\"\n"),
    );
    let snapshot = site.loader().first(Strictness::Strict).unwrap();
    let shelves: Vec<_> = snapshot.serving.mocks.values().map(|loaded| &loaded.shelf).collect();
    assert!(Arc::ptr_eq(&shelves[0].libraries[0], &shelves[1].libraries[0]));
    site.write("shop.json", "[]");
    let problem = "shop.json: not a Postman collection: this is a list";
    check("once", &site, Strictness::Strict, Err(()), &[problem]);
}

#[test]
fn the_command_line_needs_no_file() {
    let site = Site::shop();
    let start = crate::config::QuickStart { collections: vec![site.path("shop.json")], ..Default::default() };
    let source = Source::Checked(start.check().unwrap());
    let mut loader = Loader::new(source, Arc::new(Metrics::new()));
    let snapshot = loader.first(Strictness::Strict).unwrap();
    assert_eq!(names(&snapshot), ["one"]);
    site.write("shop.json", &collection("other"));
    assert_eq!(names(&loader.reload(&snapshot).snapshot), ["other"]);
}

#[test]
fn what_may_not_be_read_is_told() {
    for (name, served) in [("shop/a.json", &["b"][..]), ("shop", &[])] {
        let site = Site::folder();
        let set_mode = |mode| fs::set_permissions(site.path(name), Permissions::from_mode(mode)).unwrap();
        set_mode(0o000);
        // The superuser may read it all the same, and then there is nothing to tell.
        if File::open(site.path(name)).is_err() {
            let problem = format!("{name}: no permission to read it");
            check(name, &site, Strictness::Lenient, Ok(served), &[&problem]);
        }
        set_mode(0o700);
    }
}
