//! Folders of collections.

use super::*;
use crate::observe::ReloadResult::{self, Failed, Ok};

#[track_caller]
fn check(name: &str, change: impl FnOnce(&Site), expected: &[&str], result: ReloadResult, problems: &[&str]) {
    let mut loading = Loading::start(Site::folder());
    change(&loading.site);
    let report = loading.reload();
    assert_eq!(loading.site.told(&report.snapshot.problems), problems, "{name}");
    assert_eq!(names(&report.snapshot), expected, "{name}");
    assert_eq!(report.result, result, "{name}");
    let is_same = expected == ["a", "b"];
    assert_eq!(report.snapshot.generation, if is_same { 1 } else { 2 }, "{name}");
}

#[test]
fn files_come_go_and_change() {
    check("one more", |site| site.write("shop/c.json", &collection("c")), &["a", "b", "c"], Ok, &[]);
    check("in between", |site| site.write("shop/aa.JSON", &collection("c")), &["a", "c", "b"], Ok, &[]);
    check("deeper", |site| site.write("shop/c/d/e.json", &collection("c")), &["a", "b", "c"], Ok, &[]);
    check("one less", |site| site.remove("shop/a.json"), &["b"], Ok, &[]);
    check("another", |site| site.write("shop/a.json", &collection("c")), &["c", "b"], Ok, &[]);
    let rename = |site: &Site| fs::rename(site.path("shop/a.json"), site.path("shop/z.json")).unwrap();
    check("renamed", rename, &["b", "a"], Ok, &[]);
}

#[test]
fn what_is_no_collection_by_its_name_is_left_alone() {
    let both = &["a", "b"];
    check("hidden", |site| site.write("shop/.c.json", "{"), both, Ok, &[]);
    check("another ending", |site| site.write("shop/c.txt", "{"), both, Ok, &[]);
    check("hidden folder", |site| site.write("shop/.git/List.request.yaml", "{"), both, Ok, &[]);
    check("packages", |site| site.write("shop/node_modules/d.json", "{"), both, Ok, &[]);
}

#[test]
fn what_cannot_be_used_is_told() {
    let both = &["a", "b"];
    let problem = "shop/a.json: not a Postman collection: this is a list";
    check("broken", |site| site.write("shop/a.json", "[]"), both, Failed, &[problem]);
    let data = "shop/data.json: a list, not a collection: skipped";
    check("data for newman", |site| site.write("shop/data.json", "[]"), both, Ok, &[data]);
    let skipped = "shop/e.json: an environment, not a collection: skipped";
    check("an environment", |site| site.write("shop/e.json", &environment("v1")), both, Ok, &[skipped]);
    let gone = "shop: there is no such file or folder";
    check("the folder is gone", |site| fs::remove_dir_all(site.path("shop")).unwrap(), both, Failed, &[gone]);
    let clear = |site: &Site| {
        site.remove("shop/a.json");
        site.remove("shop/b.json");
    };
    check("empty", clear, &[], Ok, &["shop: no collection in this folder yet"]);
}

#[test]
fn a_folder_that_comes_back_is_listed_again() {
    let mut loading = Loading::start(Site::folder());
    fs::remove_dir_all(loading.site.path("shop")).unwrap();
    assert_eq!(loading.reload().result, Failed);
    loading.site.write("shop/c.json", &collection("c"));
    let report = loading.reload();
    assert_eq!(names(&report.snapshot), ["c"]);
    assert_eq!((report.result, report.snapshot.generation), (Ok, 2));
}

#[test]
fn of_a_hundred_files_only_the_changed_one_is_prepared_again() {
    let site = Site::folder();
    for at in 0..98 {
        site.write(&format!("shop/c{at:02}.json"), &collection("same"));
    }
    let mut loading = Loading::start(site);
    let before = Arc::clone(&loading.snapshot.serving);
    loading.site.write("shop/c50.json", &collection("other"));
    let after = loading.reload().snapshot.serving;
    let libraries = |serving: &super::super::Serving| serving.mocks["shop"].shelf.libraries.clone();
    let pairs = libraries(&before).into_iter().zip(libraries(&after));
    let changed: Vec<_> = pairs.filter(|(one, two)| !Arc::ptr_eq(one, two)).map(|(_, two)| two).collect();
    assert_eq!(libraries(&after).len(), 100);
    assert_eq!(changed.iter().map(|library| library.name.as_str()).collect::<Vec<_>>(), ["other"]);
}
