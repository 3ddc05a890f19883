//! `[server]`, `[admin]`, `[reload]` and `[[keys]]`.

use std::time::Duration;

use insta::assert_snapshot;

use super::{config, with_shop};
use crate::config::{ClientTimeouts, Limits};

#[test]
fn what_is_written_is_what_counts() {
    let config = config(
        r#"
        [server]
        listen = "[::]:80"
        threads = 4
        headers = false
        max_body = 65536
        grace_period = "1m 30s"
        access_log = false
        key_header = "X-Team-Key"
        me = "none"
        idle_timeout = "5s"
        header_timeout = "8s"
        read_timeout = "6s"
        write_timeout = "7s"
        [server.limits]
        header = "2KiB"
        headers = 16
        uri = 1024
        body = "10MiB"
        streams = 7
        send_buffer = "32KiB"
        [admin]
        enabled = false
        listen = "0.0.0.0:80"
        [reload]
        watch = false
        debounce = "0s"
        [[keys]]
        name = "web-team"
        sha256 = "00FFab0000000000000000000000000000000000000000000000000000000001"
        "#,
    );
    assert_eq!(config.server.listen.to_string(), "[::]:80");
    assert_eq!((config.server.threads, config.server.max_body), (4, 64 * 1024));
    assert_eq!((config.server.headers, config.server.access_log), (false, false));
    assert_eq!(config.server.grace_period, Duration::from_secs(90));
    assert_eq!((config.server.key_header.as_str(), config.server.me), ("x-team-key", None));
    let limits = Limits {
        header: 2048,
        headers: 16,
        uri: 1024,
        body: Some(10 * 1024 * 1024),
        streams: 7,
        send_buffer: 32 * 1024,
    };
    assert_eq!(limits.held_by_connection(), 224 * 1024);
    assert_eq!(config.server.limits, limits);
    let ClientTimeouts { idle, header, read, write } = config.server.timeouts;
    assert_eq!([idle, header, read, write].map(|timeout| timeout.as_secs()), [5, 8, 6, 7]);
    assert_eq!((config.admin.enabled, config.admin.listen.port()), (false, 80));
    assert_eq!((config.reload.watch, config.reload.debounce), (false, Duration::ZERO));
    let [key] = &config.keys[..] else { panic!("one key") };
    assert_eq!(&*key.name, "web-team");
    assert_eq!((key.sha256[..3].to_vec(), key.sha256[31]), (vec![0, 255, 171], 1));
}

#[test]
fn addresses() {
    assert_snapshot!(with_shop("[server]\nlisten = \"localhost\"\n"), @r#"
    error: `localhost` is not an IP address and port
     --> understudy.toml:2:10
      |
    2 | listen = "localhost"
      |          ^
      |
      = note: in server.listen
      = help: write it as in `"127.0.0.1:9000"`
    "#);
    assert_snapshot!(with_shop("[admin]\nlisten = \"0.0.0.0:8081\"\n"), @r#"
    error: the admin API cannot listen on `0.0.0.0:8081` without a token: other machines could reach it
     --> understudy.toml:2:10
      |
    2 | listen = "0.0.0.0:8081"
      |          ^
      |
      = note: in admin.listen
      = help: listen on a loopback address, such as `127.0.0.1:8081`, or set `admin.token_file` or UNDERSTUDY_ADMIN_TOKEN
    "#);
    assert_snapshot!(with_shop("[server]\nlisten = \"127.0.0.1:8081\"\n"), @r#"
    error: the proxy (`127.0.0.1:8081`) and the admin API (`127.0.0.1:8081`) would listen on one port
     --> understudy.toml:2:10
      |
    2 | listen = "127.0.0.1:8081"
      |          ^
      |
      = note: in server.listen
      = help: give one of them another port
    "#);
    assert_snapshot!(with_shop("[server]\nlisten = \"0.0.0.0:9000\"\n[admin]\nlisten = \"[::1]:9000\"\n"), @r#"
    error: the proxy (`0.0.0.0:9000`) and the admin API (`[::1]:9000`) would listen on one port
     --> understudy.toml:4:10
      |
    4 | listen = "[::1]:9000"
      |          ^
      |
      = note: in admin.listen
      = help: give one of them another port
    "#);
}

#[test]
fn addresses_that_do_not_collide() {
    for listen in ["127.0.0.1:0", "192.0.2.1:9000", "127.0.0.2:9000", "[::1]:9000"] {
        let text = format!("[server]\nlisten = \"{listen}\"\n[admin]\nlisten = \"127.0.0.1:9000\"\n");
        assert_eq!(with_shop(&text), "", "{listen}");
    }
    assert_eq!(with_shop("[server]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"\n"), "");
}

#[test]
fn numbers_durations_and_sizes() {
    assert_snapshot!(with_shop("[server]\nthreads = 5000\n"), @r#"
    error: `5000` is out of range
     --> understudy.toml:2:11
      |
    2 | threads = 5000
      |           ^
      |
      = note: in server.threads
      = help: write a number from 0 to 1024
    "#);
    assert_snapshot!(with_shop("[server]\nthreads = 0x\n"), @r#"
    error: `` is out of range
     --> understudy.toml:2:11
      |
    2 | threads = 0x
      |           ^
      |
      = note: in server.threads
      = help: write a number from 0 to 1024
    "#);
    assert_snapshot!(with_shop("[server]\nthreads = 99999999999999999999\n"), @r#"
    error: `99999999999999999999` is out of range
     --> understudy.toml:2:11
      |
    2 | threads = 99999999999999999999
      |           ^
      |
      = note: in server.threads
      = help: write a number from 0 to 1024
    "#);
    assert_snapshot!(with_shop("[server]\nmax_body = \"much\"\n"), @r#"
    error: `much` is not a size
     --> understudy.toml:2:12
      |
    2 | max_body = "much"
      |            ^
      |
      = note: in server.max_body
      = help: write a number of bytes, or one with a unit, such as `64KiB` or `1MiB`
    "#);
    assert_snapshot!(with_shop("[server]\nmax_body = -1\n"), @r#"
    error: `-1` is not a size
     --> understudy.toml:2:12
      |
    2 | max_body = -1
      |            ^
      |
      = note: in server.max_body
      = help: write a number of bytes, or one with a unit, such as `64KiB` or `1MiB`
    "#);
    assert_snapshot!(with_shop("[server]\ngrace_period = \"5\"\n"), @r#"
    error: `5` is not a duration
     --> understudy.toml:2:16
      |
    2 | grace_period = "5"
      |                ^
      |
      = note: in server.grace_period
      = help: write numbers with units, such as `200ms`, `2s` or `1m 30s`
    "#);
    assert_snapshot!(with_shop("[server]\ngrace_period = 5\n"), @r#"
    error: expected a duration, found a whole number
     --> understudy.toml:2:16
      |
    2 | grace_period = 5
      |                ^
      |
      = note: in server.grace_period
      = help: write it as in `"2s"`
    "#);
    assert_snapshot!(with_shop("[reload]\ndebounce = \"-50ms\"\n"), @r#"
    error: `-50ms` is not a duration
     --> understudy.toml:2:12
      |
    2 | debounce = "-50ms"
      |            ^
      |
      = note: in reload.debounce
      = help: write numbers with units, such as `200ms`, `2s` or `1m 30s`
    "#);
    assert_snapshot!(with_shop("[reload]\ndebounce = \"25h\"\n"), @r#"
    error: `25h` is longer than 24 hours
     --> understudy.toml:2:12
      |
    2 | debounce = "25h"
      |            ^
      |
      = note: in reload.debounce
      = help: write at most `24h`
    "#);
}

#[test]
fn limits() {
    let limits = "[server.limits]\nheader = 500\nheaders = 3\nuri = \"2MiB\"\nbody = \"much\"\n";
    assert_snapshot!(with_shop(limits), @r#"
    error: `500` would refuse nearly every request
     --> understudy.toml:2:10
      |
    2 | header = 500
      |          ^
      |
      = note: in server.limits.header
      = help: write at least 1024 bytes

    error: with 3 headers, nearly every request would be refused
     --> understudy.toml:3:11
      |
    3 | headers = 3
      |           ^
      |
      = note: in server.limits.headers
      = help: write at least 16

    error: `2MiB` is more than is ever read
     --> understudy.toml:4:7
      |
    4 | uri = "2MiB"
      |       ^
      |
      = note: in server.limits.uri
      = help: write at most 1048575 bytes

    error: `much` is not a size
     --> understudy.toml:5:8
      |
    5 | body = "much"
      |        ^
      |
      = note: in server.limits.body
      = help: write a size such as `10MiB`, or `none`
    "#);
}

#[test]
fn numbers_in_any_notation() {
    for (text, expected) in [("1_0", 10), ("0x1F", 31), ("+5", 5), ("0b11", 3)] {
        assert_eq!(config(&format!("[server]\nthreads = {text}\n")).server.threads, expected, "{text}");
    }
}

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn keys() {
    assert_snapshot!(with_shop("[[keys]]\n"), @r#"
    error: `name` is missing
     --> understudy.toml:1:1
      |
    1 | [[keys]]
      | ^
      |
      = note: in keys[0]
      = help: add a line such as `name = "shop"`

    error: `sha256` is missing
     --> understudy.toml:1:1
      |
    1 | [[keys]]
      | ^
      |
      = note: in keys[0]
      = help: add a line such as `sha256 = "<64 hexadecimal digits>"`
    "#);
    assert_snapshot!(with_shop("[[keys]]\nname = \"web\"\nsha256 = \"my-secret\"\n"), @r#"
    error: not a SHA-256 hash, which is 64 hexadecimal digits: it has 9 characters
     --> understudy.toml:3:10
      |
    3 | sha256 = ***********
      |          ^
      |
      = note: in keys[0].sha256
      = help: `understudy keys new NAME` prints a key and the hash that goes here
    "#);
    assert_snapshot!(with_shop(&format!("[[keys]]\nname = \"web\"\nsha256 = \"{}\"\n", "xy".repeat(32))), @r#"
    error: not a SHA-256 hash, which is 64 hexadecimal digits: it has other characters
     --> understudy.toml:3:10
      |
    3 | sha256 = ******************************************************************
      |          ^
      |
      = note: in keys[0].sha256
      = help: `understudy keys new NAME` prints a key and the hash that goes here
    "#);
    assert_snapshot!(with_shop(&format!("[[keys]]\nname = \"web team\"\nsha256 = \"{HASH}\"\n")), @r#"
    error: `web team` cannot be a name
     --> understudy.toml:2:8
      |
    2 | name = "web team"
      |        ^
      |
      = note: in keys[0].name
      = help: a name has 1 to 64 characters out of letters, digits, `.`, `_` and `-`
    "#);
    assert_snapshot!(with_shop(&format!("[[keys]]\nname = \"none\"\nsha256 = \"{HASH}\"\n")), @r#"
    error: a key cannot be called `none`
     --> understudy.toml:1:1
      |
    1 | [[keys]]
      | ^
      |
      = note: in keys[0]
      = help: metrics say `none` where there is no known key; take another name
    "#);
    assert_snapshot!(with_shop(&format!("[keys.web]\nsha256 = \"{HASH}\"\n")), @r#"
    error: expected a list, found a table
     --> understudy.toml:1:2
      |
    1 | [keys.web]
      |  ^
      |
      = note: in keys
      = help: write `[[keys]]` above each
    "#);
}

#[test]
fn keys_that_are_there_twice() {
    let twice = format!("[[keys]]\nname = \"web\"\nsha256 = \"{HASH}\"\n").repeat(2);
    assert_snapshot!(with_shop(&twice), @r#"
    error: a second key `web`: the first is on line 2
     --> understudy.toml:5:8
      |
    5 | name = "web"
      |        ^
      |
      = note: in keys[1].name
      = help: give each a name of its own

    error: the same hash as on line 3
     --> understudy.toml:6:10
      |
    6 | sha256 = ******************************************************************
      |          ^
      |
      = note: in keys[1].sha256
      = help: two names cannot share a key; remove one
    "#);
}
