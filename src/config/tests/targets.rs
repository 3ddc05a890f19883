//! `[upstreams.*]` and `[mocks.*]`.

use std::path::Path;
use std::time::Duration;

use insta::assert_snapshot;

use super::{config, problems};
use crate::config::{Balance, Breaker};
use crate::matching::{Algorithm, SimilarPaths};
use crate::mock::{Delay, Readers, Rewriting};
use crate::template::Host;

#[test]
fn what_is_written_is_what_counts() {
    let config = config(
        r#"
        [upstreams."shop.v2"]
        url = "https://Shop.example.com/"
        connect_timeout = "1s"
        read_timeout = "2s"
        write_timeout = "3s"
        idle_timeout = "4s"
        [mocks.shop]
        collections = ["shop.json", "more/", "/srv/other.json"]
        environment = "../env.json"
        private = true
        delay = "200ms"
        match_headers = ["Accept-Language", "x-tenant"]
        match_body = true
        matching = "postman"
        similar_paths = "never"
        similar_ids = false
        max_answer = "2KiB"
        "#,
    );
    let upstream = &config.upstreams["shop.v2"];
    assert_eq!((&*upstream.name, upstream.urls().as_str()), ("shop.v2", "https://shop.example.com:443"));
    let timeouts = upstream.timeouts;
    let seconds =
        [timeouts.connect, timeouts.read, timeouts.write, timeouts.idle].map(|timeout| timeout.as_secs());
    assert_eq!(seconds, [1, 2, 3, 4]);
    let mock = &config.mocks["shop"];
    let files = ["/etc/understudy/shop.json", "/etc/understudy/more/", "/srv/other.json"].map(Path::new);
    assert_eq!(mock.collections, files);
    assert_eq!(mock.environment.as_deref(), Some(Path::new("/etc/understudy/../env.json")));
    assert_eq!(mock.delay, Delay::Fixed(Duration::from_millis(200)));
    assert_eq!(mock.match_headers, ["accept-language", "x-tenant"]);
    assert_eq!((mock.private, mock.match_body, mock.similar_ids), (true, true, false));
    assert_eq!((mock.matching, mock.similar_paths), (Algorithm::Postman, SimilarPaths::Never));
    assert_eq!(mock.max_answer, 2048);
}

fn upstream(lines: &str) -> String {
    problems(&format!("[upstreams.shop]\n{lines}[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n"))
}

#[test]
fn upstreams() {
    assert_snapshot!(upstream(""), @r#"
    error: `url` is missing
     --> understudy.toml:1:12
      |
    1 | [upstreams.shop]
      |            ^
      |
      = note: in upstreams.shop
      = help: add a line such as `url = "http://127.0.0.1:3000"`
    "#);
    assert_snapshot!(upstream("url = \"shop:3000\"\n"), @r#"
    error: `shop:3000` is not the URL of an upstream
     --> understudy.toml:2:7
      |
    2 | url = "shop:3000"
      |       ^
      |
      = note: in upstreams.shop.url
      = help: write scheme, host and port, such as `http://127.0.0.1:3000`
    "#);
    assert_snapshot!(upstream("url = \"ftp://shop\"\n"), @r#"
    error: `ftp` is not a scheme of an upstream
     --> understudy.toml:2:7
      |
    2 | url = "ftp://shop"
      |       ^
      |
      = note: in upstreams.shop.url
      = help: write `http://` or `https://`
    "#);
    assert_snapshot!(upstream("url = \"http://shop:3000/v2\"\n"), @r#"
    error: an upstream's URL cannot have a path
     --> understudy.toml:2:7
      |
    2 | url = "http://shop:3000/v2"
      |       ^
      |
      = note: in upstreams.shop.url
      = help: write `http://shop:3000`; requests keep their own path and query
    "#);
    assert_snapshot!(upstream("url = \"http://shop:3000?tenant=a\"\n"), @r#"
    error: an upstream's URL cannot have a query
     --> understudy.toml:2:7
      |
    2 | url = "http://shop:3000?tenant=a"
      |       ^
      |
      = note: in upstreams.shop.url
      = help: write `http://shop:3000`; requests keep their own path and query
    "#);
    assert_snapshot!(upstream("url = \"http://me@shop:3000\"\n"), @r#"
    error: an upstream's URL cannot have user info
     --> understudy.toml:2:7
      |
    2 | url = "http://me@shop:3000"
      |       ^
      |
      = note: in upstreams.shop.url
      = help: leave out what stands before `@`; clients send their own credentials
    "#);
    assert_snapshot!(upstream("url = \"http://shop\"\nread_timeout = \"0s\"\n"), @r#"
    error: a timeout of nothing would always have run out
     --> understudy.toml:3:16
      |
    3 | read_timeout = "0s"
      |                ^
      |
      = note: in upstreams.shop.read_timeout
      = help: write at least `1ms`
    "#);
    assert_snapshot!(problems("upstreams.shop = \"http://shop\"\n"), @r#"
    error: expected a table, found text
     --> understudy.toml:1:18
      |
    1 | upstreams.shop = "http://shop"
      |                  ^
      |
      = note: in upstreams.shop
      = help: put its settings on lines of their own, below its name in brackets
    "#);
    assert_snapshot!(problems("[upstreams.\"my shop\"]\nurl = \"http://shop\"\n"), @r#"
    error: `my shop` cannot be a name
     --> understudy.toml:1:12
      |
    1 | [upstreams."my shop"]
      |            ^
      |
      = note: in upstreams."my shop"
      = help: a name has 1 to 64 characters out of letters, digits, `.`, `_` and `-`
    "#);
}

fn mock(lines: &str) -> String {
    problems(&format!("[mocks.shop]\n{lines}[[routes]]\nname = \"shop\"\nmock = \"shop\"\n"))
}

#[test]
fn mocks() {
    assert_snapshot!(mock(""), @r#"
    error: `collections` is missing
     --> understudy.toml:1:8
      |
    1 | [mocks.shop]
      |        ^
      |
      = note: in mocks.shop
      = help: add a line such as `collections = ["shop.postman_collection.json"]`
    "#);
    assert_snapshot!(mock("collections = []\n"), @r#"
    error: a mock needs at least one collection
     --> understudy.toml:2:15
      |
    2 | collections = []
      |               ^
      |
      = note: in mocks.shop.collections
      = help: name files or folders, as in `collections = ["shop.postman_collection.json"]`
    "#);
    assert_snapshot!(mock("collections = [\"\", 3]\n"), @r#"
    error: the path is empty
     --> understudy.toml:2:16
      |
    2 | collections = ["", 3]
      |                ^
      |
      = note: in mocks.shop.collections[0]
      = help: write it as in `"shop.postman_collection.json"`

    error: expected a path, found a whole number
     --> understudy.toml:2:20
      |
    2 | collections = ["", 3]
      |                    ^
      |
      = note: in mocks.shop.collections[1]
      = help: write it as in `"shop.postman_collection.json"`
    "#);
    assert_snapshot!(mock("collections = [\"a.json\"]\nenvironment = \"\"\n"), @r#"
    error: the path is empty
     --> understudy.toml:3:15
      |
    3 | environment = ""
      |               ^
      |
      = note: in mocks.shop.environment
      = help: write it as in `"shop.postman_collection.json"`
    "#);
    assert_snapshot!(mock("collections = [\"a.json\"]\ndelay = \"4g\"\n"), @r#"
    error: `4g` is not a delay
     --> understudy.toml:3:9
      |
    3 | delay = "4g"
      |         ^
      |
      = note: in mocks.shop.delay
      = help: write `none`, a duration of up to `24h` such as `200ms`, or a profile: `2g` or `3g`
    "#);
    assert_snapshot!(mock("collections = [\"a.json\"]\nmatch_headers = [\"x y\"]\n"), @r#"
    error: `x y` is not a header name
     --> understudy.toml:3:18
      |
    3 | match_headers = ["x y"]
      |                  ^
      |
      = note: in mocks.shop.match_headers[0]
      = help: write it as in `"accept-language"`
    "#);
    assert_snapshot!(mock("collections = [\"a.json\"]\nmatching = \"strict\"\n"), @r#"
    error: `strict` is not a way of matching
     --> understudy.toml:3:12
      |
    3 | matching = "strict"
      |            ^
      |
      = note: in mocks.shop.matching
      = help: write `extended` or `postman`
    "#);
    assert_snapshot!(mock("collections = [\"a.json\"]\nsimilar_paths = \"mock\"\n"), @r#"
    error: `mock` does not say when paths may be similar
     --> understudy.toml:3:17
      |
    3 | similar_paths = "mock"
      |                 ^
      |
      = note: in mocks.shop.similar_paths
      = help: write `always` or `never`, or leave the line out: then in mode `mock` alone
    "#);
}

#[test]
fn what_was_probably_not_meant() {
    assert_snapshot!(mock("collections = [\"a.json\"]\nprivate = true\n"), @r#"
    warning: mock `shop` is private and there are no keys: it answers nobody
     --> understudy.toml:1:8
      |
    1 | [mocks.shop]
      |        ^
      |
      = note: in mocks.shop
      = help: `understudy keys new NAME` prints a key and the lines to add
    "#);
    assert_snapshot!(problems("[upstreams.shop]\nurl = \"http://shop\"\n[mocks.shop]\ncollections = [\"a.json\"]\n"), @r#"
    warning: there are no routes: every request will be answered with 404
     --> understudy.toml:1:1
      |
    1 | [upstreams.shop]
      | ^
      |
      = help: add one, beginning with a line `[[routes]]`

    warning: no route uses upstream `shop`
     --> understudy.toml:1:12
      |
    1 | [upstreams.shop]
      |            ^
      |
      = note: in upstreams.shop
      = help: add `upstream = "shop"` to a route, or remove it

    warning: no route uses mock `shop`
     --> understudy.toml:3:8
      |
    3 | [mocks.shop]
      |        ^
      |
      = note: in mocks.shop
      = help: add `mock = "shop"` to a route, or remove it
    "#);
}

#[test]
fn breakers() {
    let breaker = |lines: &str| {
        let text = format!("[upstreams.shop]\nurl = \"http://shop\"\n[upstreams.shop.breaker]\n{lines}");
        config(&text).upstreams["shop"].breaker
    };
    assert_eq!(breaker(""), Breaker::default());
    let seconds = Duration::from_secs;
    let all = breaker("failures = 0\ncooldown = \"1s\"\nlongest_cooldown = \"1s\"");
    assert_eq!(all, Breaker { failures: 0, cooldown: seconds(1), longest_cooldown: seconds(1) });
    let lifted = breaker("cooldown = \"1m\"");
    assert_eq!((lifted.cooldown, lifted.longest_cooldown), (seconds(60), seconds(60)));

    let url = "url = \"http://shop\"\n[upstreams.shop.breaker]\n";
    assert_snapshot!(upstream(&format!("{url}cooldown = \"0s\"\n")), @r#"
    error: this time cannot be nothing
     --> understudy.toml:4:12
      |
    4 | cooldown = "0s"
      |            ^
      |
      = note: in upstreams.shop.breaker.cooldown
      = help: write at least `1ms`
    "#);
    assert_snapshot!(upstream(&format!("{url}cooldown = \"3s\"\nlongest_cooldown = \"2s\"\n")), @r#"
    error: the longest cooldown is shorter than the first
     --> understudy.toml:5:20
      |
    5 | longest_cooldown = "2s"
      |                    ^
      |
      = note: in upstreams.shop.breaker.longest_cooldown
      = help: write at least what `cooldown` says, which is where doubling begins
    "#);
}

#[test]
fn servers() {
    let several = |lines: &str| config(&format!("[upstreams.shop]\n{lines}")).upstreams["shop"].clone();
    let shop = several("servers = [\"http://One\", \"http://two:8080/\"]\nbalance = \"least-connections\"");
    assert_eq!(
        (shop.urls().as_str(), shop.balance),
        ("http://one:80, http://two:8080", Balance::LeastConnections)
    );
    assert_eq!(several("servers = [\"http://one\"]").balance, Balance::RoundRobin);

    assert_snapshot!(upstream("servers = []\n"), @r#"
    error: an upstream needs at least one server
     --> understudy.toml:2:11
      |
    2 | servers = []
      |           ^
      |
      = note: in upstreams.shop.servers
      = help: write it as in `servers = ["http://10.0.0.1:3000", "http://10.0.0.2:3000"]`
    "#);
    assert_snapshot!(upstream("url = \"http://one\"\nservers = [\"http://two\"]\n"), @r#"
    error: an upstream has either `url` or `servers`
     --> understudy.toml:1:12
      |
    1 | [upstreams.shop]
      |            ^
      |
      = note: in upstreams.shop
      = help: put the URL into the list, and remove the line with `url`
    "#);
    assert_snapshot!(upstream("servers = [\"http://one\", \"https://two\", \"http://one:80\", \"three\"]\n"), @r#"
    error: all servers of an upstream have the same scheme
     --> understudy.toml:2:26
      |
    2 | servers = ["http://one", "https://two", "http://one:80", "three"]
      |                          ^
      |
      = note: in upstreams.shop.servers[1]
      = help: the first is spoken to with `http`; put others into an upstream of their own

    error: `http://one:80` is there twice
     --> understudy.toml:2:41
      |
    2 | servers = ["http://one", "https://two", "http://one:80", "three"]
      |                                         ^
      |
      = note: in upstreams.shop.servers[2]
      = help: remove one; a server gets its share of requests once

    error: `three` is not the URL of an upstream
     --> understudy.toml:2:58
      |
    2 | servers = ["http://one", "https://two", "http://one:80", "three"]
      |                                                          ^
      |
      = note: in upstreams.shop.servers[3]
      = help: write scheme, host and port, such as `http://127.0.0.1:3000`
    "#);
    assert_snapshot!(upstream("url = \"http://one\"\nbalance = \"random\"\n"), @r#"
    error: `random` is no way to choose a server
     --> understudy.toml:3:11
      |
    3 | balance = "random"
      |           ^
      |
      = note: in upstreams.shop.balance
      = help: write `round-robin` or `least-connections`
    "#);
}

#[track_caller]
fn of_mock(lines: &str) -> crate::config::Mock {
    let text = format!(
        "[mocks.shop]\ncollections = [\"a.json\"]\n{lines}[[routes]]\nname = \"shop\"\nmock = \"shop\"\n"
    );
    config(&text).mocks["shop"].clone()
}

#[test]
fn which_pages_may_read_answers() {
    let listed = Readers::Listed(["https://*.example.com".parse().unwrap(), "null".parse().unwrap()].into());
    for (written, expected) in [
        ("\"reflect\"", Readers::Reflect),
        ("\"*\"", Readers::Any),
        ("\"off\"", Readers::Off),
        ("[\"https://*.example.com\", \"null\"]", listed),
        ("[]", Readers::Listed([].into())),
    ] {
        assert_eq!(of_mock(&format!("cors = {written}\n")).cors, Some(expected.clone()), "{written}");
        let text = format!("[server]\ncors = {written}\n{}", super::SHOP);
        assert_eq!(config(&text).server.cors, expected, "{written}");
    }
    assert_eq!(of_mock("").cors, None);
    assert_snapshot!(mock("collections = [\"a.json\"]\ncors = \"all\"\n"), @r#"
    error: `all` does not say which pages may read answers
     --> understudy.toml:3:8
      |
    3 | cors = "all"
      |        ^
      |
      = note: in mocks.shop.cors
      = help: write `reflect`, `*`, `off`, or a list of origins such as `["https://app.example.com"]`
    "#);
    assert_snapshot!(mock("collections = [\"a.json\"]\ncors = [\"example.com\"]\n"), @r#"
    error: `example.com` is not an origin
     --> understudy.toml:3:9
      |
    3 | cors = ["example.com"]
      |         ^
      |
      = note: in mocks.shop.cors[0]
      = help: write scheme and host, and a port where it is needed, as in `https://*.example.com`
    "#);
}

#[test]
fn which_addresses_of_answers_become_the_clients() {
    assert_eq!(of_mock("").rewriting, Rewriting::default());
    assert_eq!(of_mock("rewrite_addresses = false\n").rewriting, Rewriting::Off);
    let further = [Host::new("files.example.com"), Host::new("cdn.example.com:8443")].into();
    let hosts = "rewrite_hosts = [\"files.example.com\", \"cdn.example.com:8443\"]\n";
    assert_eq!(of_mock(hosts).rewriting, Rewriting::On { further });
    assert_snapshot!(mock("collections = [\"a.json\"]\nrewrite_hosts = [\"https://a.example\"]\n"), @r#"
    error: `https://a.example` is not a host
     --> understudy.toml:3:18
      |
    3 | rewrite_hosts = ["https://a.example"]
      |                  ^
      |
      = note: in mocks.shop.rewrite_hosts[0]
      = help: write a host, and a port where it is not the usual one: `api.example.com`
    "#);
}
