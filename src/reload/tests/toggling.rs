//! Toggles: what a person wishes of the modes, what becomes of it, and what outlives reload and restart.

use std::time::Duration;

use jiff::Timestamp;

use super::watching::{Running, wait};
use super::*;
use crate::config::Mode;
use crate::reload::switches::Switches;
use crate::reload::{Place, Refusal, Wish, parse_length};

const BOTH: &str = r#"
state_dir = "state"
[reload]
debounce = "5ms"
[upstreams.shop]
url = "http://127.0.0.1:3000"
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "both"
upstream = "shop"
mock = "shop"
endpoints = { "GET /v1/one" = "live" }
[[routes]]
name = "mocked"
path = "/mocked"
mock = "shop"
"#;

const ENDPOINT: &str = "GET /v1/one";

fn site() -> Site {
    let shop = collection("one").replace("{{version}}", "v1");
    Site::new(&[("understudy.toml", BOTH), ("shop.json", &shop)])
}

fn set(place: Place, mode: Mode) -> Wish {
    Wish::Set { place, mode, length: None }
}

fn set_for(place: Place, mode: Mode, seconds: u64) -> Wish {
    Wish::Set { place, mode, length: Some(Duration::from_secs(seconds)) }
}

fn both() -> Place {
    Place::route("both")
}

fn endpoint() -> Place {
    Place::endpoint("both", ENDPOINT)
}

/// The modes of `both`, its endpoint, and `mocked`.
fn modes(snapshot: &Snapshot) -> [&'static str; 3] {
    [(0, None), (0, Some(0)), (1, None)]
        .map(|(route, endpoint)| snapshot.modes.of(route, endpoint).unwrap().mode.as_str())
}

/// The modes after each wish, made a second after the other, and after the reload that follows.
#[track_caller]
fn check(row: &str, wishes: &[Wish], expected: [&str; 3]) {
    let mut loading = Loading::start(site());
    let mut switches = Switches::new(None);
    let mut now = Timestamp::UNIX_EPOCH;
    for wish in wishes {
        loading.snapshot = switches.follow(&loading.snapshot, wish, now).unwrap();
        now += Duration::from_secs(1);
    }
    assert_eq!(modes(&loading.snapshot), expected, "{row}");
    let other = collection("one").replace("{{version}}", "v1").replace("\"ok\"", "\"other\"");
    loading.site.write("shop.json", &other);
    loading.reload();
    assert_eq!((loading.snapshot.generation, modes(&loading.snapshot)), (2, expected), "{row}, reloaded");
}

#[test]
fn wishes_come_true() {
    use Mode::{Live, Mock, MockFirst};
    check("none", &[], ["fallback", "live", "mock"]);
    check("a route takes everything along", &[set(both(), Mock)], ["mock", "mock", "mock"]);
    check("an endpoint", &[set(endpoint(), Mock)], ["fallback", "mock", "mock"]);
    check("endpoint after route", &[set(both(), Mock), set(endpoint(), Live)], ["mock", "live", "mock"]);
    check("route after endpoint", &[set(endpoint(), MockFirst), set(both(), Mock)], ["mock", "mock", "mock"]);
    let all = |mode| Wish::SetAll { mode, length: None };
    check("mock everything", &[all(Mock)], ["mock", "mock", "mock"]);
    check("pause all mocks, where there is another", &[all(Live)], ["live", "live", "mock"]);
    check(
        "a reset endpoint follows its toggled route",
        &[set(both(), Mock), set(endpoint(), Live), Wish::Reset(endpoint())],
        ["mock", "mock", "mock"],
    );
    check(
        "a reset route takes everything along",
        &[set(both(), Mock), set(endpoint(), MockFirst), Wish::Reset(both())],
        ["fallback", "live", "mock"],
    );
    check("everything is reset", &[all(Mock), Wish::ResetAll], ["fallback", "live", "mock"]);
    check("undone", &[set(both(), Mock), all(Live), Wish::Undo], ["mock", "mock", "mock"]);
    check(
        "undone twice",
        &[set(both(), Mock), all(Live), Wish::Undo, Wish::Undo],
        ["fallback", "live", "mock"],
    );
    check(
        "a reset is undone",
        &[set(endpoint(), Mock), Wish::ResetAll, Wish::Undo],
        ["fallback", "mock", "mock"],
    );
}

#[test]
fn limited_toggles_end_and_what_was_before_returns() {
    let start = Timestamp::UNIX_EPOCH;
    let mut switches = Switches::new(None);
    let mut snapshot = Loading::start(site()).snapshot;
    for wish in [set(endpoint(), Mode::MockFirst), set_for(both(), Mode::Mock, 60)] {
        snapshot = switches.follow(&snapshot, &wish, start).unwrap();
    }
    assert_eq!(modes(&snapshot), ["mock", "mock", "mock"]);
    assert!(switches.end(&snapshot, start + Duration::from_secs(59)).is_none(), "not yet");
    assert_eq!(Switches::wait(&snapshot, start + Duration::from_secs(59)), Some(Duration::from_secs(1)));
    let ended = switches.end(&snapshot, start + Duration::from_mins(1)).unwrap();
    assert_eq!(modes(&ended), ["fallback", "mock-first", "mock"]);
    assert_eq!(Switches::wait(&ended, start), None);
    let undone = switches.follow(&ended, &Wish::Undo, start + Duration::from_secs(90)).unwrap();
    assert_eq!(modes(&undone), ["fallback", "mock-first", "mock"], "an end is nothing that a person did");
}

#[track_caller]
fn check_refused(row: &str, wish: &Wish, expected: &str) {
    let snapshot = Loading::start(site()).snapshot;
    let refusal = Switches::new(None).follow(&snapshot, wish, Timestamp::UNIX_EPOCH).unwrap_err();
    let word = match &refusal {
        Refusal::Unknown(_) => "unknown",
        Refusal::Impossible(_) => "impossible",
        Refusal::Stopped => "stopped",
    };
    assert!(format!("{word}: {refusal}").starts_with(expected), "{row}: {word}: {refusal}");
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    check_refused("no route", &set(Place::route("bot"), Mode::Mock), "unknown: there is no route `bot`");
    check_refused("no route to reset", &Wish::Reset(Place::route("x")), "unknown: there is no route `x`");
    check_refused(
        "no endpoint",
        &set(Place::endpoint("both", "GET /v1/two"), Mode::Mock),
        "unknown: route `both` has no endpoint `GET /v1/two`",
    );
    for mode in [Mode::Live, Mode::Fallback, Mode::MockFirst] {
        let expected = format!("impossible: mode `{mode}` needs `upstream`, which route `mocked` lacks");
        check_refused("no upstream", &set(Place::route("mocked"), mode), &expected);
    }
    check_refused("nothing was", &Wish::Undo, "impossible: there is nothing to undo");
}

#[test]
fn a_mode_that_a_reload_made_impossible_waits_for_its_return() {
    let mut loading = Loading::start(site());
    let wish = set(both(), Mode::MockFirst);
    loading.snapshot = Switches::new(None).follow(&loading.snapshot, &wish, Timestamp::UNIX_EPOCH).unwrap();
    let without = BOTH.replacen("upstream = \"shop\"\n", "", 1).replace("endpoints =", "#endpoints =");
    loading.site.write("understudy.toml", &without);
    loading.reload();
    assert_eq!(modes(&loading.snapshot), ["mock", "mock", "mock"]);
    loading.site.write("understudy.toml", BOTH);
    loading.reload();
    assert_eq!(modes(&loading.snapshot), ["mock-first", "mock-first", "mock"]);
}

#[test]
fn toggles_outlive_a_restart_in_the_state_folder() {
    let running = Running::start(site());
    let handle = running.reloader.handle();
    for wish in [set(both(), Mode::Mock), set_for(endpoint(), Mode::Live, 3600)] {
        wait(handle.wish(wish)).unwrap();
    }
    assert_eq!(modes(&running.live.snapshot()), ["mock", "live", "mock"]);
    let before = running.live.snapshot().toggles.in_order();
    let Running { site, reloader, .. } = running;
    drop(reloader);
    let after = Loading::start(site);
    assert_eq!(modes(&after.snapshot), ["mock", "live", "mock"]);
    assert_eq!(after.snapshot.toggles.in_order(), before);
    after.site.write("state/toggles.json", "{");
    let broken = Loading::start(after.site);
    assert_eq!(modes(&broken.snapshot), ["fallback", "live", "mock"]);
    let told = broken.site.told(&broken.snapshot.problems);
    assert!(told[0].contains("what was toggled before is not known"), "{told:?}");
}

#[test]
fn the_metric_shows_the_mode_in_force() {
    let running = Running::start(site());
    wait(running.reloader.handle().wish(set(both(), Mode::Mock))).unwrap();
    let text = running.metrics.render();
    for line in [
        "understudy_route_mode{route=\"both\",mode=\"mock\"} 1",
        "understudy_route_mode{route=\"both\",mode=\"fallback\"} 0",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} in\n{text}");
    }
}

#[test]
fn a_stopped_reloader_follows_no_wish() {
    let running = Running::start(site());
    let handle = running.reloader.handle();
    drop(running.reloader);
    assert_eq!(wait(handle.wish(Wish::ResetAll)), Err(Refusal::Stopped));
}

#[test]
fn lengths() {
    for (text, expected) in [
        ("30m", Some(1800)),
        ("1h 30m", Some(5400)),
        ("30d", None),
        ("720h", Some(30 * 24 * 3600)),
        ("721h", None),
        ("0s", None),
        ("-5m", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(parse_length(text).ok(), expected.map(Duration::from_secs), "{text}");
    }
}
