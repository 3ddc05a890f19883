//! Limits, routes and expiry of keys, private routes, and where calls are kept.

use std::path::Path;

use super::{TARGETS, checked, config, problems};
use crate::config::{Key, KeyRoutes};

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A config with one key that has these lines.
fn with_key(lines: &str) -> String {
    format!(
        "{TARGETS}[[routes]]\nname = \"shop\"\nmock = \"shop\"\nupstream = \"shop\"\n\
         [[keys]]\nname = \"web\"\nsha256 = \"{HASH}\"\n{lines}"
    )
}

fn key(lines: &str) -> Key {
    config(&with_key(lines)).keys.remove(0)
}

#[test]
fn a_key_has_no_limits_unless_it_says() {
    let plain = key("");
    assert_eq!(plain, Key::new("web", plain.sha256));
    let limited = key("monthly_limit = 1_000\nrate_limit = 0\nroutes = [\"shop\"]\nexpires = \"1970-01-02\"");
    assert_eq!((limited.monthly_limit, limited.rate_limit), (Some(1000), Some(0)));
    assert_eq!(limited.routes, KeyRoutes::Only(vec!["shop".into()]));
    assert_eq!(limited.expires, Some(86_400));
}

#[test]
fn an_expiry_may_be_written_without_quotes() {
    assert_eq!(key("expires = 1970-01-02").expires, Some(86_400));
    assert_eq!(key("expires = 1970-01-02T00:00:01Z").expires, Some(86_401));
}

#[track_caller]
fn check(lines: &str, expected: &str) {
    let told = problems(&with_key(lines));
    assert!(told.contains(expected), "{told}");
    assert!(!told.contains(HASH), "{told}");
}

#[test]
fn what_cannot_be_a_term_of_a_key_is_told() {
    check("monthly_limit = \"many\"", "expected a whole number, found text");
    check("monthly_limit = -1", "write a number from 0 to 1000000000000");
    check("rate_limit = 1.5", "expected a whole number");
    check("routes = \"shop\"", "expected a list");
    check("routes = [\"shp\"]", "there is no route `shp`");
    check("routes = [\"shp\"]", "did you mean `shop`?");
    check("expires = \"2027-02-30\"", "write it as in `\"2027-01-31\"`");
    check("expires = 10:00:00", "not a date or an RFC 3339 timestamp");
    check("limit = 1", "unknown setting `limit`");
}

#[test]
fn where_calls_are_kept() {
    let shop = "state_dir = \"state\"\n[usage]\nstore = \"redis://:pass@cache:6379/2\"\n";
    let config = config(&format!(
        "{shop}{TARGETS}[[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n"
    ));
    assert_eq!(config.state_dir.as_deref(), Some(Path::new("/etc/understudy/state")));
    assert_eq!(config.usage.store.unwrap().secret(), "redis://:pass@cache:6379/2");
    let told = problems("[usage]\nstore = \"rediss://cache\"\n");
    assert!(told.contains("a store over TLS is not supported"), "{told}");
}

#[test]
fn a_private_route_without_keys_is_told() {
    let private = format!(
        "{TARGETS}[[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\nprivate = true\n"
    );
    let warnings = checked(&private).warnings;
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.contains("route `shop` is private and there are no keys"));
    let with_keys =
        checked(&with_key("[[routes]]\nname = \"private\"\npath = \"/p\"\nmock = \"shop\"\nprivate = true"));
    assert_eq!(with_keys.warnings, []);
    assert!(with_keys.config.routes[1].private);
}

#[test]
fn where_holders_see_their_usage_is_a_path_of_its_own() {
    for (written, expected) in [("/who", Some("/who")), ("none", None)] {
        let config = config(&format!("[server]\nme = \"{written}\"\n{}", super::SHOP));
        assert_eq!(config.server.me.as_deref(), expected);
    }
    for wrong in ["", "/", "me", "/me?", "/a b"] {
        let told = problems(&format!("[server]\nme = \"{wrong}\"\n{}", super::SHOP));
        assert!(told.contains("is not a path"), "{wrong}: {told}");
    }
}
