//! Reloads by hand, and the end of the reloader.

use super::watching::{Running, wait};
use super::*;
use crate::observe::ReloadResult::{Failed, Ok};

/// With a config that does not watch, so that only hands reload.
fn unwatched() -> Running {
    let site = Site::shop();
    site.write("understudy.toml", &SHOP.replace("[reload]", "[reload]\nwatch = false"));
    Running::start(site)
}

#[test]
fn the_summary_says_what_came_of_it() {
    let running = unwatched();
    let summary = running.reload();
    assert_eq!((summary.generation, summary.result, summary.examples), (1, Ok, 1));
    running.site.write("shop.json", "[]");
    let summary = running.reload();
    assert_eq!((summary.generation, summary.result, summary.examples), (1, Failed, 1));
    let problem = "shop.json: not a Postman collection: this is a list";
    assert_eq!(running.site.told(&summary.problems), [problem]);
    running.site.write("shop.json", &collection("two"));
    running.site.write("understudy.toml", &format!("[server]\nthreads = 3\n{SHOP}"));
    let summary = running.reload();
    assert_eq!((summary.generation, summary.result), (2, Ok));
    assert_eq!(summary.restart_needed, ["server.threads"]);
    assert_eq!(names(&running.live.snapshot()), ["two"], "published before it answers");
}

#[test]
fn every_reload_is_counted_and_shown() {
    let running = unwatched();
    running.site.write("shop.json", &collection("two"));
    running.reload();
    running.site.write("shop.json", "{");
    running.reload();
    let text = running.metrics.render();
    for line in [
        "understudy_reloads_total{result=\"ok\"} 2",
        "understudy_reloads_total{result=\"failed\"} 1",
        "understudy_reload_duration_seconds_count 3",
        "understudy_config_generation 2",
        "understudy_examples{mock=\"shop\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} in\n{text}");
    }
}

#[test]
fn one_reload_answers_for_all_who_wait() {
    let running = unwatched();
    let handle = running.reloader.handle();
    let all = wait(futures_util::future::join_all((0..20).map(|_| handle.reload())));
    assert!(all.iter().all(Option::is_some));
}

#[test]
fn a_stopped_reloader_says_so() {
    let running = unwatched();
    let handle = running.reloader.handle();
    drop(running.reloader);
    handle.request();
    assert_eq!(wait(handle.reload()), None);
}

#[test]
fn it_stops_in_the_middle_of_a_burst() {
    let site = Site::shop();
    site.write("understudy.toml", &SHOP.replace("5ms", "1h"));
    let running = Running::start(site);
    running.site.write("shop.json", &collection("two"));
    drop(running.reloader);
    assert_eq!(names(&running.live.snapshot()), ["one"]);
}
