//! What a route takes, and routes that leave others nothing.

use insta::assert_snapshot;

use super::{TARGETS, in_route, problems};

#[test]
fn what_a_route_takes() {
    assert_snapshot!(in_route("mock = \"shop\"\nhost = \"*\""), @r#"
    error: `*` is no host
     --> understudy.toml:9:8
      |
    9 | host = "*"
      |        ^
      |
      = note: in routes[0].host
      = help: leave `host` out to take every host
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\nhost = \"api.example.com:8080\""), @r#"
    error: `api.example.com:8080` is not a host
     --> understudy.toml:9:8
      |
    9 | host = "api.example.com:8080"
      |        ^
      |
      = note: in routes[0].host
      = help: write a host without scheme, port or path, such as `api.example.com` or `*.example.com`
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\npath = \"api\""), @r#"
    error: `api` is not a path
     --> understudy.toml:9:8
      |
    9 | path = "api"
      |        ^
      |
      = note: in routes[0].path
      = help: begin with a slash: `/api`
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\npath = \"/api/*\""), @r#"
    error: `*` cannot be in a route's path
     --> understudy.toml:9:8
      |
    9 | path = "/api/*"
      |        ^
      |
      = note: in routes[0].path
      = help: a path is a plain prefix without query: write other characters as a client sends them, such as `%20`
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\npath = \"/über\""), @r#"
    error: `ü` cannot be in a route's path
     --> understudy.toml:9:8
      |
    9 | path = "/über"
      |        ^
      |
      = note: in routes[0].path
      = help: a path is a plain prefix without query: write other characters as a client sends them, such as `%20`
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\nmethods = []"), @r#"
    error: a route without methods takes no request
     --> understudy.toml:9:11
      |
    9 | methods = []
      |           ^
      |
      = note: in routes[0].methods
      = help: leave `methods` out to take all of them
    "#);
    assert_snapshot!(in_route("mock = \"shop\"\nmethods = [\"GET POST\"]"), @r#"
    error: `GET POST` is not an HTTP method
     --> understudy.toml:9:12
      |
    9 | methods = ["GET POST"]
      |            ^
      |
      = note: in routes[0].methods[0]
      = help: write it as in `"GET"`
    "#);
}

/// Two routes with these lines.
fn pair(one: &str, other: &str) -> String {
    let route = |name, lines| {
        format!("[[routes]]\nname = \"{name}\"\nmock = \"shop\"\nupstream = \"shop\"\n{lines}\n")
    };
    problems(&format!("{TARGETS}{}{}", route("one", one), route("other", other)))
}

#[test]
fn routes_that_are_the_same() {
    assert_snapshot!(pair("", ""), @r#"
    error: route `other` is left without requests by route `one` on line 6: host `*`, path `/`, methods any
      --> understudy.toml:11:1
       |
    11 | [[routes]]
       | ^
       |
       = note: in routes[1]
       = help: change the host, path or methods of one of them, or remove one
    "#);
    assert_snapshot!(pair("host = \"A.example\"\npath = \"/a/\"", "host = \"a.example\"\npath = \"/a\""), @r#"
    error: route `other` is left without requests by route `one` on line 6: host `a.example`, path `/a`, methods any
      --> understudy.toml:12:1
       |
    12 | [[routes]]
       | ^
       |
       = note: in routes[1]
       = help: change the host, path or methods of one of them, or remove one
    "#);
    assert_snapshot!(pair("methods = [\"GET\", \"PUT\"]", "methods = [\"PUT\", \"POST\"]"), @r#"
    error: route `other` is left without requests by route `one` on line 6: host `*`, path `/`, methods GET, PUT
      --> understudy.toml:11:1
       |
    11 | [[routes]]
       | ^
       |
       = note: in routes[1]
       = help: change the host, path or methods of one of them, or remove one
    "#);
    assert_snapshot!(pair("", "methods = [\"GET\"]"), @r#"
    error: route `other` is left without requests by route `one` on line 6: host `*`, path `/`, methods any
      --> understudy.toml:11:1
       |
    11 | [[routes]]
       | ^
       |
       = note: in routes[1]
       = help: put route `other` before it
    "#);
    assert_snapshot!(pair("methods = [\"GET\"]", "methods = [\"HEAD\"]"), @r#"
    error: route `other` is left without requests by route `one` on line 6: host `*`, path `/`, methods GET
      --> understudy.toml:11:1
       |
    11 | [[routes]]
       | ^
       |
       = note: in routes[1]
       = help: change the host, path or methods of one of them, or remove one
    "#);
}

#[test]
fn routes_that_are_not_the_same() {
    for (one, other) in [
        ("path = \"/a\"", "path = \"/b\""),
        ("host = \"a.example\"", "host = \"*.a.example\""),
        ("host = \"a.example\"", ""),
        ("methods = [\"GET\"]", "methods = [\"PUT\"]"),
        ("methods = [\"HEAD\"]", "methods = [\"GET\"]"),
        ("methods = [\"GET\"]", ""),
    ] {
        assert_eq!(pair(one, other), "", "{one} and {other}");
    }
}
