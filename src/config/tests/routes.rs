//! `[[routes]]` and `[routes.endpoints]`.

use insta::assert_snapshot;

use super::{TARGETS, config, in_route, problems};
use crate::config::{FallbackWrites, HostPattern, Methods, Mode, Route};

#[track_caller]
fn route(lines: &str) -> Route {
    config(&format!("{TARGETS}[[routes]]\nname = \"shop\"\n{lines}")).routes.remove(0)
}

#[test]
fn what_is_written_is_what_counts() {
    let route = route(
        r#"
        host = "*.Example.com"
        path = "/api/"
        methods = ["get", "POST"]
        upstream = "shop"
        mock = "shop"
        mode = "mock-first"
        fallback_on = ["5xx", 404, "connect", "404"]
        fallback_writes = "unsent"
        deadline = "800ms"
        max_body = "2KiB"
        [routes.endpoints]
        "GET /books/:id" = "mock"
        "post /books" = "live"
        "#,
    );
    assert_eq!(route.host, HostPattern::Suffix("example.com".into()));
    assert_eq!((route.path.as_str(), route.max_body), ("/api", 2048));
    assert_eq!(route.methods, Methods::Only(vec!["GET".into(), "POST".into()]));
    assert_eq!((route.upstream.as_deref(), route.mock.as_deref()), (Some("shop"), Some("shop")));
    let kinds = route.fallback_on.kinds().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((route.mode, kinds.join(" ").as_str()), (Mode::MockFirst, "connect 404 5xx"));
    assert_eq!(route.fallback_writes, FallbackWrites::Unsent);
    assert_eq!(route.deadline, Some(std::time::Duration::from_millis(800)));
    let endpoints = route.endpoints.iter().map(|own| (own.method.as_str(), own.path.as_str(), own.mode));
    let expected = [("GET", "/books/:id", Mode::Mock), ("POST", "/books", Mode::Live)];
    assert_eq!(endpoints.collect::<Vec<_>>(), expected);
}

#[track_caller]
fn check_default(lines: &str, expected: Mode) {
    assert_eq!(route(lines).mode, expected, "{lines}");
}

#[test]
fn the_default_mode_follows_from_what_there_is() {
    check_default("upstream = \"shop\"\nmock = \"shop\"", Mode::Fallback);
    check_default("mock = \"shop\"", Mode::Mock);
    check_default("upstream = \"shop\"", Mode::Live);
}

#[test]
fn a_route_without_more_takes_everything_and_has_the_servers_limit() {
    let text = format!("[server]\nmax_body = 7\n{TARGETS}[[routes]]\nname = \"shop\"\nmock = \"shop\"\n");
    let route = config(&text).routes.remove(0);
    assert_eq!((route.host, route.path.as_str(), route.methods), (HostPattern::Any, "/", Methods::Any));
    assert_eq!(route.max_body, 7);
}

#[test]
fn who_answers() {
    assert_snapshot!(in_route(""), @r#"
    error: the route has neither an upstream nor a mock
     --> understudy.toml:6:1
      |
    6 | [[routes]]
      | ^
      |
      = note: in routes[0]
      = help: add `upstream = "..."`, `mock = "..."`, or both
    "#);
    assert_snapshot!(in_route("upstream = \"shp\"\nmock = \"shop\""), @r#"
    error: there is no upstream `shp`
     --> understudy.toml:8:12
      |
    8 | upstream = "shp"
      |            ^
      |
      = note: in routes[0].upstream
      = help: did you mean `shop`?
    "#);
    assert_snapshot!(in_route("upstream = \"shop\"\nmock = \"warehouse\""), @r#"
    error: there is no mock `warehouse`
     --> understudy.toml:9:8
      |
    9 | mock = "warehouse"
      |        ^
      |
      = note: in routes[0].mock
      = help: known here: `shop`
    "#);
    assert_snapshot!(problems("[[routes]]\nname = \"a\"\nmock = \"shop\""), @r#"
    error: there is no mock `shop`
     --> understudy.toml:3:8
      |
    3 | mock = "shop"
      |        ^
      |
      = note: in routes[0].mock
      = help: add a table `[mocks.shop]`
    "#);
}

#[test]
fn modes() {
    assert_snapshot!(in_route("mock = \"shop\"\nmode = \"fallbak\""), @r#"
    error: `fallbak` is not a mode
     --> understudy.toml:9:8
      |
    9 | mode = "fallbak"
      |        ^
      |
      = note: in routes[0].mode
      = help: did you mean `fallback`?
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\nmode = \"live\""), @r#"
    error: mode `live` needs `upstream`, which the route lacks
     --> understudy.toml:9:8
      |
    9 | mode = "live"
      |        ^
      |
      = note: in routes[0].mode
      = help: add `upstream = "..."` to the route, or use mode `mock`
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\nmode = \"fallback\""), @r#"
    error: mode `fallback` needs `upstream`, which the route lacks
     --> understudy.toml:9:8
      |
    9 | mode = "fallback"
      |        ^
      |
      = note: in routes[0].mode
      = help: add `upstream = "..."` to the route, or use mode `mock`
    "#);
    assert_snapshot!(in_route("upstream = \"shop\"\nmode = \"mock-first\""), @r#"
    error: mode `mock-first` needs `mock`, which the route lacks
     --> understudy.toml:9:8
      |
    9 | mode = "mock-first"
      |        ^
      |
      = note: in routes[0].mode
      = help: add `mock = "..."` to the route, or use mode `live`
    "#);
    assert_snapshot!(in_route("upstream = \"shop\"\nmode = \"mock\""), @r#"
    error: mode `mock` needs `mock`, which the route lacks
     --> understudy.toml:9:8
      |
    9 | mode = "mock"
      |        ^
      |
      = note: in routes[0].mode
      = help: add `mock = "..."` to the route, or use mode `live`
    "#);
}

#[test]
fn what_counts_as_down() {
    assert_snapshot!(in_route("mock = \"shop\"\nfallback_on = [\"down\", 200, 999]"), @r#"
    error: `down` is no way to be down
     --> understudy.toml:9:16
      |
    9 | fallback_on = ["down", 200, 999]
      |                ^
      |
      = note: in routes[0].fallback_on[0]
      = help: write `connect`, `timeout`, `reset`, `unbuilt`, `5xx` or a single status such as `503`

    error: status `200` cannot count as down
     --> understudy.toml:9:24
      |
    9 | fallback_on = ["down", 200, 999]
      |                        ^
      |
      = note: in routes[0].fallback_on[1]
      = help: a status to fall back on is within 400 to 599

    error: status `999` cannot count as down
     --> understudy.toml:9:29
      |
    9 | fallback_on = ["down", 200, 999]
      |                             ^
      |
      = note: in routes[0].fallback_on[2]
      = help: a status to fall back on is within 400 to 599
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\nfallback_writes = \"sometimes\""), @r#"
    error: `sometimes` does not say which writes the mock answers
     --> understudy.toml:9:19
      |
    9 | fallback_writes = "sometimes"
      |                   ^
      |
      = note: in routes[0].fallback_writes
      = help: write `always`, `unsent` or `never`
    "#);
}

#[test]
fn names() {
    assert_snapshot!(problems(&format!("{TARGETS}[[routes]]\nmock = \"shop\"")), @r#"
    error: `name` is missing
     --> understudy.toml:6:1
      |
    6 | [[routes]]
      | ^
      |
      = note: in routes[0]
      = help: add a line such as `name = "shop"`
    "#);
    assert_snapshot!(problems(&format!("{TARGETS}[[routes]]\nname = \"\"\nmock = \"shop\"")), @r#"
    error: the name is empty
     --> understudy.toml:7:8
      |
    7 | name = ""
      |        ^
      |
      = note: in routes[0].name
      = help: a name has 1 to 64 characters out of letters, digits, `.`, `_` and `-`
    "#);
    let twice = "[[routes]]\nname = \"shop\"\nmock = \"shop\"\npath = \"/a\"\n";
    assert_snapshot!(problems(&format!("{TARGETS}{twice}{}", twice.replace("/a", "/b"))), @r#"
    error: a second route `shop`: the first is on line 7
      --> understudy.toml:11:8
       |
    11 | name = "shop"
       |        ^
       |
       = note: in routes[1].name
       = help: give each a name of its own
    "#);
}
