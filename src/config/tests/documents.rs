//! Texts that are not TOML, and names and types that are not those of the config.

use insta::assert_snapshot;

use super::{checked, config, problems, with_shop};
use crate::config::Config;

#[test]
fn an_empty_file_is_the_default_with_a_warning() {
    let checked = checked("");
    assert_eq!(Config { file: None, ..checked.config }, Config::default());
    assert_snapshot!(problems(""), @r#"
    warning: there are no routes: every request will be answered with 404
     --> understudy.toml:1:1
      |
    1 |
      | ^
      |
      = help: add one, beginning with a line `[[routes]]`
    "#);
}

#[test]
fn every_place_that_is_not_toml_is_told() {
    assert_snapshot!(problems("[server]\nlisten = \nthreads = 0x\n"), @r#"
    error: not TOML: string values must be quoted, expected literal string
     --> understudy.toml:2:10
      |
    2 | listen = 
      |          ^
    "#);
    assert_snapshot!(problems("[server\n"), @r#"
    error: not TOML: unclosed table, expected `]`
     --> understudy.toml:1:8
      |
    1 | [server
      |        ^
    "#);
    assert_snapshot!(problems("[server]\nthreads = 1\nthreads = 2\n"), @r#"
    error: not TOML: duplicate key
     --> understudy.toml:3:1
      |
    3 | threads = 2
      | ^
    "#);
}

#[test]
fn unknown_settings_are_told_with_the_likeliest_name() {
    assert_snapshot!(with_shop("[server]\nlissten = \"127.0.0.1:1\"\n"), @r#"
    error: unknown setting `lissten`
     --> understudy.toml:2:1
      |
    2 | lissten = "127.0.0.1:1"
      | ^
      |
      = note: in server.lissten
      = help: did you mean `listen`?
    "#);
    assert_snapshot!(with_shop("[sever]\n"), @r#"
    error: unknown setting `sever`
     --> understudy.toml:1:2
      |
    1 | [sever]
      |  ^
      |
      = note: in sever
      = help: did you mean `server`?
    "#);
    assert_snapshot!(with_shop("[reload]\ninterval = \"1s\"\n"), @r#"
    error: unknown setting `interval`
     --> understudy.toml:2:1
      |
    2 | interval = "1s"
      | ^
      |
      = note: in reload.interval
      = help: known here: `watch`, `debounce`
    "#);
}

#[test]
fn wrong_types_are_told_with_what_to_write() {
    assert_snapshot!(with_shop("server = 1\n"), @r#"
    error: expected a table, found a whole number
     --> understudy.toml:1:10
      |
    1 | server = 1
      |          ^
      |
      = note: in server
      = help: put its settings on lines of their own, below its name in brackets
    "#);
    assert_snapshot!(with_shop("[server]\nlisten = 8080\n"), @r#"
    error: expected an IP address and port, found a whole number
     --> understudy.toml:2:10
      |
    2 | listen = 8080
      |          ^
      |
      = note: in server.listen
      = help: write it as in `"127.0.0.1:9000"`
    "#);
    assert_snapshot!(with_shop("[server]\nthreads = \"four\"\n"), @r#"
    error: expected a whole number, found text
     --> understudy.toml:2:11
      |
    2 | threads = "four"
      |           ^
      |
      = note: in server.threads
      = help: write it without quotes and fraction
    "#);
    assert_snapshot!(with_shop("[server]\nheaders = \"yes\"\n"), @r#"
    error: expected `true` or `false`, found text
     --> understudy.toml:2:11
      |
    2 | headers = "yes"
      |           ^
      |
      = note: in server.headers
      = help: write it without quotes
    "#);
    assert_snapshot!(problems("[routes]\nname = \"shop\"\n"), @r#"
    error: expected a list, found a table
     --> understudy.toml:1:1
      |
    1 | [routes]
      | ^
      |
      = note: in routes
      = help: write `[[routes]]` above each
    "#);
    assert_snapshot!(problems("routes = [1.5, 2026-01-01]\n"), @r#"
    error: expected a table, found a number
     --> understudy.toml:1:11
      |
    1 | routes = [1.5, 2026-01-01]
      |           ^
      |
      = note: in routes[0]
      = help: put its settings on lines of their own, below its name in brackets

    error: expected a table, found a date or time
     --> understudy.toml:1:16
      |
    1 | routes = [1.5, 2026-01-01]
      |                ^
      |
      = note: in routes[1]
      = help: put its settings on lines of their own, below its name in brackets
    "#);
    assert_snapshot!(problems("[mocks.shop]\ncollections = \"shop.json\"\n"), @r#"
    error: expected a list, found text
     --> understudy.toml:2:15
      |
    2 | collections = "shop.json"
      |               ^
      |
      = note: in mocks.shop.collections
      = help: put it in brackets: `[...]`
    "#);
}

#[test]
fn every_problem_is_told_in_the_order_of_the_file() {
    assert_snapshot!(problems("[server]\nthreads = -1\ncolour = true\n[admin]\nlisten = \"here\"\n[[routes]]\n"), @r#"
    error: `-1` is out of range
     --> understudy.toml:2:11
      |
    2 | threads = -1
      |           ^
      |
      = note: in server.threads
      = help: write a number from 0 to 1024

    error: unknown setting `colour`
     --> understudy.toml:3:1
      |
    3 | colour = true
      | ^
      |
      = note: in server.colour
      = help: known here: `listen`, `headers`, `max_body`, `grace_period`, `access_log`, `cors`, `key_header`, `me`, `mock_domain`, `upgrade_sock`, `limits`, `idle_timeout`, `header_timeout`, `read_timeout`, `write_timeout`, `forwarded`, `trusted_proxies`, `tls`

    error: `here` is not an IP address and port
     --> understudy.toml:5:10
      |
    5 | listen = "here"
      |          ^
      |
      = note: in admin.listen
      = help: write it as in `"127.0.0.1:9000"`

    error: `name` is missing
     --> understudy.toml:6:1
      |
    6 | [[routes]]
      | ^
      |
      = note: in routes[0]
      = help: add a line such as `name = "shop"`

    error: the route has neither an upstream nor a mock
     --> understudy.toml:6:1
      |
    6 | [[routes]]
      | ^
      |
      = note: in routes[0]
      = help: add `upstream = "..."`, `mock = "..."`, or both
    "#);
}

#[test]
fn the_file_is_kept() {
    assert_eq!(config("").file.unwrap().to_str(), Some("/etc/understudy/understudy.toml"));
}
