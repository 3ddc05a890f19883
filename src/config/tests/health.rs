//! `[upstreams.*.health]`.

use std::time::Duration;

use insta::assert_snapshot;

use super::{config, problems};
use crate::config::{Health, HealthCheck};

const SHOP: &str = "[upstreams.shop]\nurl = \"http://shop\"\n[upstreams.shop.health]\n";

#[test]
fn what_is_written_is_what_counts() {
    let health = |lines: &str| config(&format!("{SHOP}{lines}")).upstreams["shop"].health.clone();
    assert_eq!(config("[upstreams.shop]\nurl = \"http://shop\"").upstreams["shop"].health, None);
    assert_eq!(health("kind = \"tcp\""), Some(Health::default()));
    let http = |path: &str, status| HealthCheck::Http { path: path.to_owned(), status };
    assert_eq!(health("kind = \"http\"").map(|health| health.check), Some(http("/", 200)));
    let all = "kind = \"http\"\npath = \"/up?a=b\"\nstatus = 204\ninterval = \"1s\"\ntimeout = \"2s\"\nhealthy = 3\nunhealthy = 4";
    let seconds = Duration::from_secs;
    let expected = Health {
        check: http("/up?a=b", 204),
        interval: seconds(1),
        timeout: seconds(2),
        healthy: 3,
        unhealthy: 4,
    };
    assert_eq!(health(all), Some(expected));
}

/// The messages and hints.
#[track_caller]
fn check(lines: &str, expected: &[&str]) {
    let route = "[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n";
    let told = problems(&format!("{SHOP}{lines}\n{route}"));
    let messages: Vec<_> = told.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
    assert_eq!(messages, expected, "{lines}");
}

#[test]
fn what_cannot_be() {
    check("", &["`kind` is missing"]);
    check("kind = \"ping\"", &["`ping` is no kind of check"]);
    let silent = "a check of kind `tcp` sends no request";
    check("kind = \"tcp\"\npath = \"/\"\nstatus = 200", &[silent, silent]);
    check("kind = \"http\"\npath = \"health\"", &["`health` is not a path"]);
    check("kind = \"http\"\npath = \"/a b\"", &["`/a b` is not a path"]);
    check("kind = \"http\"\npath = \"/é\"", &["`/é` is not a path"]);
    check("kind = \"http\"\nstatus = 100", &["`100` does not end an answer"]);
    check("kind = \"http\"\nstatus = 600", &["`600` is out of range"]);
    check("kind = \"tcp\"\nhealthy = 0", &["no check at all would decide"]);
    check("kind = \"tcp\"\ninterval = \"0s\"", &["this time cannot be nothing"]);
    check("kind = \"tcp\"\ntimeout = \"0s\"", &["a timeout of nothing would always have run out"]);
}

#[test]
fn problems_say_what_to_do() {
    assert_snapshot!(problems(&format!("{SHOP}kind = \"tcp\"\npath = \"/\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n")), @r#"
    error: a check of kind `tcp` sends no request
     --> understudy.toml:5:8
      |
    5 | path = "/"
      |        ^
      |
      = note: in upstreams.shop.health.path
      = help: remove this line, or write `kind = "http"`
    "#);
}
